"""Affairs that end in a paper: drafts kept, signed by another than who wrote, sent once (TR-17)."""

from __future__ import annotations

from domain.assembly.file import Mailing
from domain.case.acts.base import Officer
from domain.case.file import require
from domain.desk import acts
from domain.desk.file import AffairFile, Draft
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AffairKind, AffairStage
from domain.desk.working import Rule, Ruled
from domain.journal import bound, doer

PAPER_MAIL = "paper"


def first_draft(file: AffairFile) -> AffairFile:
    """The draft made from the data, brought with the order; kept as the first version."""
    order = file.order
    if not file.written or file.drafts or not order.text.strip():
        return file
    by = order.opened_by.id if order.opened_by else ""
    return file.having(drafts=(Draft(number=1, on=order.opened_on, by=by, text=order.text),))


def save_draft(file: AffairFile, act: acts.SaveDraft) -> Ruled:
    number = len(file.drafts) + 1
    draft = Draft(number=number, on=act.on, by=act.officer.id, text=act.text)
    return file.having(drafts=(*file.drafts, draft)), f"第{number}稿"


def writer(file: AffairFile) -> Officer | None:
    """Who wrote the newest draft: the first one came with the order."""
    return doer(file.journal, "save_draft") or file.order.opened_by


def submit_draft(file: AffairFile, act: acts.SubmitDraft) -> Ruled:
    require(file.drafts, "no_draft", "尚无文稿，请先保存文稿再送签。", "TR-17")
    after = file.having(stage=AffairStage.CHECKING, submitted_by=act.officer.id)
    return after, f"第{len(file.drafts)}稿"


def sign_draft(file: AffairFile, act: acts.SignDraft) -> Ruled:
    require(
        bound(writer(file), doer(file.journal, "submit_draft")).isdisjoint(act.officer.accounts),
        "same_person",
        f"{AFFAIR_KIND_ZH[file.kind]}由您起草或者送签，应当由另一名召集人签发。",
        "TR-17",
    )
    after = file.having(stage=AffairStage.ISSUING, signed_by=act.officer.id, signed_on=act.on)
    return after, f"第{len(file.drafts)}稿"


def return_draft(file: AffairFile, act: acts.ReturnDraft) -> Ruled:
    return file.having(stage=AffairStage.DRAFTING, submitted_by=""), act.reason


def mailing(file: AffairFile) -> tuple[Mailing, ...]:
    """A circular goes to every member unit of the day; a briefing to whom it is addressed."""
    if file.kind is AffairKind.CIRCULAR:
        units = file.body.names
    else:
        units = tuple(u for u in (file.order.addressee,) if u)
    return (Mailing(key=PAPER_MAIL, kind=file.kind.value, units=units),)


RULES: dict[str, Rule] = {
    "save_draft": save_draft,
    "submit_draft": submit_draft,
    "sign_draft": sign_draft,
    "return_draft": return_draft,
}
