"""The papers a case owes its people: put down by the acts, issued by the workflow, served by hand.

A case that was refused or ended does not close before its notice is served (JZ-60, 57号 Art 21).
"""

from __future__ import annotations

from datetime import date

from domain.base import CaseRefusal, Frozen
from domain.case import acts
from domain.case.file import CaseFile, NoticeDue, NoticeState, Rulebook, require

NOTICE_ZH = {
    "correction": "补正材料一次性告知书",
    "acceptance": "受理通知书",
    "decline": "不予受理告知书",
    "publicity": "初审意见公示单",
    "confirmation": "最低生活保障确认通知书",
    "refusal": "不予确认告知书",
    "change": "最低生活保障金增发、减发通知书",
    "stop": "停发最低生活保障金告知书",
    "transition": "渐退期通知书",
    "extension": "延长办理期限告知书",
}


class NoticeReceipt(Frozen):
    """What issuing gives back: the number on the paper, its digest, the day, how it was sent."""

    key: str
    number: str
    digest: str
    issued_on: date
    sent_by: str = ""


def owed(file: CaseFile, notice: NoticeDue) -> CaseFile:
    """The file with one more paper to issue. Keys repeat across reviews, so they are numbered."""
    taken = sum(n.order.key.split("#")[0] == notice.key for n in file.notices)
    if taken:
        notice = notice.model_copy(update={"key": f"{notice.key}#{taken + 1}"})
    return file.having(notices=(*file.notices, NoticeState(order=notice)))


def to_issue(file: CaseFile) -> tuple[NoticeDue, ...]:
    return tuple(n.order for n in file.notices if not n.number)


def issued(file: CaseFile, receipt: NoticeReceipt) -> CaseFile:
    return file.having(
        notices=tuple(
            n.model_copy(
                update={
                    "number": receipt.number,
                    "digest": receipt.digest,
                    "issued_on": receipt.issued_on,
                }
            )
            if n.order.key == receipt.key
            else n
            for n in file.notices
        )
    )


def serve_notice(file: CaseFile, act: acts.ServeNotice) -> CaseFile:
    notice = next((n for n in file.notices if n.number == act.number), None)
    open_numbers = "、".join(n.number for n in file.notices if n.open and n.number)
    require(
        notice is not None,
        "notice_unknown",
        f"没有文号为{act.number}的文书。待送达的文书为：{open_numbers or '无'}。",
        "JZ-60",
    )
    if notice is None or notice.served_on is not None:
        served_on = notice.served_on if notice else ""
        raise CaseRefusal(
            "already_served", f"文书{act.number}已于{served_on}送达，无需重复登记。", "JZ-60"
        )
    served = notice.model_copy(update={"served_on": act.on, "manner": act.manner})
    return file.having(notices=tuple(served if n.number == act.number else n for n in file.notices))


def all_served(file: CaseFile) -> bool:
    return not any(n.open for n in file.notices)


RULES: Rulebook = {
    "serve_notice": serve_notice,
}
