"""What a case orders from others: an information check, a joint-meeting item; and its flags."""

from __future__ import annotations

from datetime import date

from domain.case.file import CaseFile
from domain.check.answers import Person
from domain.check.file import Asked, CheckOrder
from domain.meeting.item import ItemOrder


def check_order(file: CaseFile, today: date) -> CheckOrder:
    """Exactly the items the place demands, of the counted members, under their authorisation."""
    law = file.law
    due = law.due("check_answer", today) if law.has("check_answer") else None
    departments = tuple(
        Asked(
            department=code,
            zh=str(row["zh"]),
            items=tuple(str(i) for i in row["items"]),
            clause=str(row.get("clause", "")),
            due=due.on if due else today,
        )
        for code, row in law.table("check.items").items()
        if isinstance(row, dict) and isinstance(row["items"], list)
    )
    return CheckOrder(
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        number=file.checks,
        persons=tuple(
            Person(key=m.key, name=m.name, id_no=m.id_no) for m in file.household.members
        ),
        departments=departments,
        authorisation=f"{file.case_no}-授权书",
        ordered_on=today,
        retry_days=law.count("check_retry_days"),
        calendar=law.calendar,
    )


def item_order(file: CaseFile) -> ItemOrder:
    escalation = file.escalation
    if escalation is None:
        raise RuntimeError("the case is in escalation without an escalation")
    return ItemOrder(
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        number=escalation.number,
        cause=escalation.cause,
        need_fen=escalation.need_fen,
        gap_fen=escalation.gap_fen,
        tried=escalation.tried,
        summary=escalation.summary,
        ordered_on=escalation.opened_on,
    )


def period_is_over(file: CaseFile) -> bool:
    return file.review is None and file.ending is None


def flags(file: CaseFile) -> tuple[str, ...]:
    """Codes for the supervisors' lists, sorted; nothing that tells about a person's health."""
    found = {
        "relative": bool(file.relatives or file.open_relative_leads()),
        "complaint": bool(file.complaints),
        "objection": bool(file.objections),
        "escalated": file.escalations > 0,
        "leads_open": bool(file.open_leads()),
        "correction": file.correction is not None and file.correction.supplied_on is None,
        "transition": file.transition is not None,
        "demo_policy": bool(file.policy and file.policy.demo),
    }
    return tuple(sorted(code for code, true in found.items() if true))
