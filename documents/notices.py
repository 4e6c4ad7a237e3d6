"""The notices of a case, rendered from its recorded reasons and figures.

What a paper states is what the case holds: reasons with their clauses, figures as they were
compared, remedies as the policy has them. What the place has not set is printed 「尚未设定」, and
demonstration data is marked 「演示数据」 wherever it stands. A fact of a notice that its template
has no sentence for is printed in the table of facts: nothing an act put down is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from documents import grounds
from documents.grounds import figure
from documents.paper import Rendered, finished
from documents.publicity import Medium, public_sheet
from documents.wording import fact_zh, township_organ, township_zh
from domain.case.file import CaseFile, NoticeDue
from domain.case.lifecycle import Stage
from domain.case.phases.deciding.means import MEANS
from domain.case.phases.window.intake import paper_names
from domain.case.tasks import total_due
from domain.means.result import Assessment
from domain.money import parse_yuan
from domain.papers.titles import (
    AID_ZH,
    ON_BOARD,
    REQUEST_ZH,
    TO_REPORTER,
    TO_UNITS,
    money_of,
    refused_as,
    stopped_as,
    title_of,
)
from domain.places import PlaceInfo
from domain.policy import NATIONAL, Unit
from domain.rules import qualified
from runtime import packs

_BY_TOWNSHIP = frozenset(
    {
        "request_receipt",
        "correction",
        "acceptance",
        "decline",
        "late_reminder",
        "check_result",
        "publicity",
        "completion",
        "withdrawal",
        "home_notice",
    }
)
_HAS_ADDRESSEE = "主送单位"
_SENDER = "移交单位"
_LEFT = "转出单位"
_TOWNSHIPS = (_SENDER, "接收单位")
"""Facts that hold the code of a township, printed as its organ."""
_UNITS_ZH = {
    "referral": "有关单位",
    "home_notice": "户籍地（经常居住地）乡镇人民政府（街道办事处）",
}


def render(
    kind: str,
    *,
    file: CaseFile,
    notice: NoticeDue,
    number: str,
    issued_on: date,
    place: PlaceInfo,
    medium: Medium = Medium.BOARD,
) -> Rendered:
    """One paper of a kind of `NOTICE_ZH`, numbered and dated. KeyError for an unknown kind.

    Pure: the same values give the same bytes and digest. `medium` matters to boards alone.
    """
    title = _title(kind, file, notice)
    common: dict[str, object] = {
        "number": number,
        "issued_on": issued_on,
        "organ": issuer(kind, file, place, notice),
        "basis": grounds.basis(kind, file, notice, issued_on, place),
        "hotline": figure(file, grounds.HOTLINE),
        "demo_of": grounds.demo_of(kind, file, place),
        "demo_means": kind in grounds.ON_MEANS and grounds.rests_on_demo(file, MEANS),
    }
    template = f"notices/{kind}.html"
    if kind in ON_BOARD:
        # Nothing of the case beyond the sheet reaches the template: not the file, not the notice.
        sheet = public_sheet(file, place, kind=kind, medium=medium, period=_period(notice))
        on_board = medium is Medium.BOARD
        return finished(template, title, sheet=sheet, on_board=on_board, **common)
    if kind in TO_REPORTER:
        return finished(
            template,
            title,
            addressee="举报人",
            case_no=file.case_no,
            facts=_facts(notice, place),
            remedies=None,
            serve_by=notice.due,
            **common,
        )
    return finished(
        template,
        title,
        addressee=_addressee(kind, file, notice),
        case_no=file.case_no,
        applicant=file.household.applicant.name,
        applied_on=file.applied_on,
        accepted_on=file.accepted_on,
        programme=AID_ZH[file.programme],
        request=REQUEST_ZH[file.programme],
        refused=refused_as(file.programme),
        stopped=stopped_as(file.programme),
        gone_through=_gone_through(file),
        money=money_of(file.programme),
        township=township_zh(place, file.township),
        village=file.village,
        window=f"{township_organ(place, file.township)}社会救助窗口",
        facts=_facts(notice, place),
        grounds=grounds.grounds(notice.reasons, place, file.programme),
        remedies=grounds.remedies(file) if kind in grounds.WITH_REMEDIES else None,
        serve_by=notice.due,
        **_particulars(kind, file, notice, place, issued_on),
        **common,
    )


_STEPS_ZH = {
    Stage.INVESTIGATION: "家庭经济状况调查",
    Stage.REVIEW: "审核",
    Stage.PUBLICITY: "公示",
}


def _gone_through(file: CaseFile) -> str:
    """What the application went through before it was decided: `经调查、审核和公示，`."""
    refused = file.decision is not None and not file.decision.granted
    done = [
        zh
        for stage, zh in _STEPS_ZH.items()
        if _passes(file, stage) and not (refused and stage is Stage.PUBLICITY)
    ]
    if not done:
        return ""
    return f"经{'和'.join(p for p in ('、'.join(done[:-1]), done[-1]) if p)}，"


def _by_calendar(file: CaseFile, name: str) -> bool:
    """小额快救 counts every day, from the application; all others working days, from acceptance."""
    law = file.law if file.policy is not None and file.law.has(name) else None
    return law is not None and law.get(name).unit is Unit.CALENDAR_DAYS


def _passes(file: CaseFile, stage: Stage) -> bool:
    known = file.policy is not None and file.law.has("stages")
    return file.passes(stage) if known else True


def _addressee(kind: str, file: CaseFile, notice: NoticeDue) -> str:
    if kind in TO_UNITS:
        return notice.facts.get(_HAS_ADDRESSEE) or _UNITS_ZH[kind]
    return file.household.applicant.name


def _facts(notice: NoticeDue, place: PlaceInfo) -> dict[str, str]:
    return {
        label: _organ_of(place, text) if label in _TOWNSHIPS else fact_zh(text)
        for label, text in notice.facts.items()
        if label != _HAS_ADDRESSEE
    }


def _organ_of(place: PlaceInfo, code: str) -> str:
    """The organ of that township; what is no code of this place stays as it was written."""
    known = any(t.code == code for t in place.townships)
    return township_organ(place, code) if known else code


def _period(notice: NoticeDue) -> tuple[date, date] | None:
    """The days this very sheet was posted for: a later round may have begun since."""
    first, last = (notice.facts.get(f"公示{end}日") for end in ("起始", "截止"))
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def issuer(kind: str, file: CaseFile, place: PlaceInfo, notice: NoticeDue | None = None) -> str:
    """The organ whose seal the paper bears: the township at the window, else who decides.

    A file that moves to another township is sent off by the one it leaves.
    """
    if notice is not None and _SENDER in notice.facts:
        return _organ_of(place, notice.facts[_SENDER])
    if kind in _BY_TOWNSHIP or figure(file, "decider").text == "township":
        return township_organ(place, _left(notice, place) or file.township)
    return _decider(file) or place.bureau


def _left(notice: NoticeDue | None, place: PlaceInfo) -> str:
    """The township a household that moved has left, by whose clerk it was let go."""
    named = notice.facts.get(_LEFT, "") if notice is not None else ""
    return next((t.code for t in place.townships if t.zh == named), "")


def _decider(file: CaseFile) -> str:
    """The organ that decides this aid where it is not civil affairs (受灾), as the place set it."""
    own = file.policy is not None and file.law.knows("organ")
    return (figure(file, "organ").text or "尚未设定") if own else ""


def _title(kind: str, file: CaseFile, notice: NoticeDue) -> str:
    title = title_of(kind, file.programme)
    if kind == "change":
        before, after = (notice.facts.get(f"{age}月补助金额") for age in ("原", "新"))
        if before and after:
            word = "增发" if parse_yuan(after) > parse_yuan(before) else "减发"
            return title.replace("增发、减发", word)
    return title


def _particulars(
    kind: str, file: CaseFile, notice: NoticeDue, place: PlaceInfo, issued_on: date
) -> Mapping[str, object]:
    """What only this kind of paper states."""
    match kind:
        case "correction":
            return {"missing": _missing(file, notice)}
        case "late_reminder":
            return {"missing": _missing(file, notice) if file.correction else ()}
        case "acceptance":
            name = "total" if figure(file, "decider").text == "county" else "total_delegated"
            return {
                "days": figure(file, name),
                "working_days": not _by_calendar(file, name),
                "special_days": figure(file, "total_special"),
                "due": total_due(file, issued_on),
                "surveyed": _passes(file, Stage.INVESTIGATION),
            }
        case "extension":
            code = notice.facts.get("延长理由", "")
            return {
                "cause": _label(place, qualified(file.programme, "special_reasons"), code),
                "special_days": figure(file, "total_special"),
                "due": total_due(file, issued_on),
            }
        case "confirmation" | "recognition" | "grant" | "refusal":
            decided = file.decision
            return {
                "decided_on": decided.on if decided else issued_on,
                "calculation": _calculation(decided.assessment if decided else file.assessment),
            }
        case "transition":
            return {"monthly_fen": file.monthly_fen_now}
        case _:
            return {}


def _missing(file: CaseFile, notice: NoticeDue) -> tuple[str, ...]:
    known = file.policy is not None and file.law.has("required_papers")
    if file.correction is None or not known:
        return tuple(notice.facts.get("需要补正的材料", "").split("、"))
    names = paper_names(file)
    return tuple(names.get(code, code) for code in file.correction.missing)


def _label(place: PlaceInfo, name: str, code: str) -> str:
    """The Chinese word of a code of the packs, the nearest level first; the code itself if none."""
    definitions = packs.load().definitions
    rule = name.split(".", 1)[1]
    # A programme that follows another's rule has that rule's codes.
    names = (name, *(n for n in definitions[NATIONAL] if n.split(".", 1)[1] == rule))
    for level in reversed((NATIONAL, *place.chain)):
        for known in names:
            definition = definitions.get(level, {}).get(known)
            if definition is not None and code in definition.labels:
                return definition.labels[code]
    return code


def _calculation(assessment: Assessment | None) -> tuple[tuple[str, str], ...]:
    return assessment.table if assessment else ()
