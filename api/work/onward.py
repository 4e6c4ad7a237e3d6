"""The part of the case page that tells what came after: what was offered to a family whose aid was
stopped, what it answered, and the cases opened for whom this one let go."""

from __future__ import annotations

from collections.abc import Iterator

from api.work.shapes import OnwardCase
from domain.case.file import CaseFile
from domain.case.passage import MOVED, ONWARD, Outgoing
from domain.case.wording import ANSWER_ZH
from domain.programme import PROGRAMME_ZH, Programme

Line = tuple[str, str]


def offer_lines(file: CaseFile) -> tuple[Line, ...]:
    """Label and words: each programme offered with why it may fit, then the answer."""
    return tuple(_offer(file))


def _offer(file: CaseFile) -> Iterator[Line]:
    offer = file.caring.handover
    if offer is None:
        return
    whys = offer.why or ("",) * len(offer.suggested)
    names = (
        PROGRAMME_ZH[Programme(code)] + (f"（{why}）" if why else "")
        for code, why in zip(offer.suggested, whys, strict=True)
    )
    yield f"{offer.on}告知可能符合", "、".join(names)
    if offer.settled_on is None:
        yield "家庭答复", "尚未答复"
        return
    by = f"，成员{offer.member}答复" if offer.member else ""
    why = f"：{offer.reason}" if offer.reason else ""
    yield "家庭答复", f"{offer.settled_on}{ANSWER_ZH[offer.answer]}{by}{why}"
    if offer.reference:
        yield "窗口登记的案件", offer.reference


def onward_cases(file: CaseFile) -> tuple[OnwardCase, ...]:
    """The cases of those whom this one handed on, in the order it let them go."""
    return tuple(
        OnwardCase(
            zh=_zh(out),
            on=out.on,
            case_no=out.case_no,
            here=out.place == file.place,
            failed=out.failed,
        )
        for out in file.passage.outgoing
    )


def _zh(out: Outgoing) -> str:
    if out.kind == ONWARD:
        return f"转办{PROGRAMME_ZH[Programme(out.programme)]}"
    return "迁出后接续救助" if out.kind == MOVED else "分户后单独救助"
