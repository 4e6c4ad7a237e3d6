"""The papers a case owes its people: put down by the acts, issued by the workflow, served by hand.

A case that was refused or ended does not close before its notice is served (JZ-60, 57号 Art 21).
What a paper is called stands in `domain.papers.titles`.
"""

from __future__ import annotations

from datetime import date

from domain.base import CaseRefusal, Frozen
from domain.case import acts
from domain.case.file import CaseFile, NoticeDue, NoticeState, Rulebook, require
from domain.papers.delivery import ServiceTry
from domain.papers.titles import NOTICE_ZH, title_of

TRIES_BEFORE_PUBLIC = "notice.tries_before_public"
PAPER_NEEDS = (TRIES_BEFORE_PUBLIC,)
"""Read at the start of every stage, since a paper may be served in any of them."""


class NoticeReceipt(Frozen):
    """What issuing gives back: the number on the paper, its digest, the day, how it was sent.

    `sent_by`: the channel that took the announcement, `print` when none did; `failed`: the
    channels that were tried and did not take it.
    """

    key: str
    number: str
    digest: str
    issued_on: date
    sent_by: str = ""
    failed: tuple[str, ...] = ()


def owed(file: CaseFile, notice: NoticeDue) -> CaseFile:
    """The file with one more paper to issue, under a key of its own for as long as the case lives.

    Keys are numbered within a period and marked with it: what continue-as-new no longer carries
    would otherwise give its key, and with it its number and text, to a paper of a later year.
    """
    base = f"{notice.key}@{file.period}" if file.period else notice.key
    taken = sum(n.order.key.split("#")[0] == base for n in file.notices)
    key = f"{base}#{taken + 1}" if taken else base
    due = notice if key == notice.key else notice.model_copy(update={"key": key})
    return file.having(notices=(*file.notices, NoticeState(order=due)))


def to_issue(file: CaseFile) -> tuple[NoticeDue, ...]:
    """The papers to make now; one that could not be made waits until somebody saw to it."""
    return tuple(n.order for n in file.notices if not n.number and n.failed_on is None)


def not_made(file: CaseFile, key: str, on: date) -> CaseFile:
    return _replaced(file, "key", key, failed_on=on)


def tried_anew(file: CaseFile) -> CaseFile:
    """The same file with every paper that could not be made to be made again."""
    if not unmade(file):
        return file
    return file.having(
        notices=tuple(n.model_copy(update={"failed_on": None}) for n in file.notices)
    )


def unmade(file: CaseFile) -> tuple[NoticeState, ...]:
    return tuple(n for n in file.notices if n.failed_on is not None)


def issued(file: CaseFile, receipt: NoticeReceipt) -> CaseFile:
    return _replaced(
        file,
        "key",
        receipt.key,
        number=receipt.number,
        digest=receipt.digest,
        issued_on=receipt.issued_on,
        sent_by=receipt.sent_by,
        failed=receipt.failed,
    )


def title_by_key(file: CaseFile, key: str) -> str:
    """The title of a paper of this case."""
    kind = next((n.order.kind for n in file.notices if n.order.key == key), "")
    return title_of(kind, file.programme) if kind else "文书"


def carried_over(file: CaseFile) -> tuple[NoticeState, ...]:
    """The papers a new period goes on with: those not made yet, and those somebody must carry."""
    return tuple(n for n in file.notices if n.to_carry or not n.number)


def _replaced(file: CaseFile, by: str, value: str, **changes: object) -> CaseFile:
    def is_it(notice: NoticeState) -> bool:
        return (notice.order.key if by == "key" else notice.number) == value

    return file.having(
        notices=tuple(n.model_copy(update=changes) if is_it(n) else n for n in file.notices)
    )


def _unserved(file: CaseFile, number: str) -> NoticeState:
    """The paper of that number, issued and not served. CaseRefusal names those that wait."""
    notice = next((n for n in file.notices if number and n.number == number), None)
    open_numbers = "、".join(n.number for n in file.notices if n.to_carry and n.number)
    if notice is None:
        raise CaseRefusal(
            "notice_unknown",
            f"没有文号为{number}的文书。待送达的文书为：{open_numbers or '无'}。",
            "JZ-60",
        )
    if notice.served_on is not None:
        raise CaseRefusal(
            "already_served", f"文书{number}已于{notice.served_on}送达，无需重复登记。", "JZ-60"
        )
    return notice


def _not_before_issue(notice: NoticeState, on: date) -> None:
    require(
        notice.issued_on is None or on >= notice.issued_on,
        "served_before_issue",
        f"文书{notice.number}于{notice.issued_on}制发，送达日期不得早于该日。",
        "JZ-60",
    )


def serve_notice(file: CaseFile, act: acts.ServeNotice) -> CaseFile:
    notice = _unserved(file, act.number)
    _not_before_issue(notice, act.on)
    if act.manner == "public":
        _tried_enough(file, notice)
    return _replaced(
        file,
        "number",
        act.number,
        served_on=act.on,
        manner=act.manner,
        receiver=act.receiver,
        evidence=act.evidence,
    )


def _tried_enough(file: CaseFile, notice: NoticeState) -> None:
    """By public notice only after the tries the place asks for; a person decides it, no timer."""
    needed = file.law.count(TRIES_BEFORE_PUBLIC)
    require(
        len(notice.tries) >= needed,
        "other_ways_first",
        f"采用公告送达前，应当先以其他方式送达{needed}次未成并逐次登记，"
        f"目前已登记{len(notice.tries)}次。",
        file.law.cite(TRIES_BEFORE_PUBLIC),
    )


def fail_service(file: CaseFile, act: acts.FailService) -> CaseFile:
    """The paper stays to be served; the case shows the try, and somebody must try again."""
    notice = _unserved(file, act.number)
    _not_before_issue(notice, act.on)
    tried = ServiceTry(on=act.on, manner=act.manner, reason=act.reason, by=act.officer.id)
    return _replaced(file, "number", act.number, tries=(*notice.tries, tried))


def issue_paper(file: CaseFile, act: acts.IssuePaper) -> CaseFile:
    """A paper a person sends, where the case gives an occasion for it."""
    lawful = issuable(file)
    require(
        act.kind in lawful,
        "no_occasion",
        f"目前没有制发《{title_of(act.kind, file.programme)}》的事由。"
        f"现在可以制发的文书为：{'、'.join(title_of(k, file.programme) for k in lawful) or '无'}。",
        "JZ-59",
    )
    facts = {_SAYS[act.kind]: act.text}
    if act.kind == "late_reminder" and file.correction is not None:
        facts["补正期限"] = file.correction.due.isoformat()
    return owed(file, NoticeDue(key=act.kind, kind=act.kind, facts=facts))


_SAYS = {
    "late_reminder": "提醒事项",
    "check_result": "核对结果",
    "roll": "公示地点",
}


def issuable(file: CaseFile) -> tuple[str, ...]:
    """Kinds a person may send now: each has an occasion in the case."""
    correction = file.correction
    occasions = {
        "late_reminder": correction is not None and correction.supplied_on is None,
        "check_result": file.check is not None and file.check.done,
        "roll": file.monthly_fen_now > 0,
    }
    return tuple(kind for kind, there in occasions.items() if there)


def afterwards(file: CaseFile) -> bool:
    """What a closed case is still kept for: a paper to make or to carry, a report or a referral
    to answer, people it let go who have no case yet."""
    papers = any(n.to_carry or not n.number for n in file.notices)
    homeless = any(o.failed for o in file.passage.outgoing)
    return papers or homeless or any(c.open for c in file.complaints) or file.linked.unsettled


def all_served(file: CaseFile) -> bool:
    return not any(n.open for n in file.notices)


RULES: Rulebook = {
    "serve_notice": serve_notice,
    "fail_service": fail_service,
    "issue_paper": issue_paper,
}

__all__ = ["NOTICE_ZH", "PAPER_NEEDS", "RULES", "NoticeReceipt", "owed", "title_of", "to_issue"]
