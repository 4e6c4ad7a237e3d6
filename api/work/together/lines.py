"""The lines of a case's own page about help of others."""

from __future__ import annotations

from datetime import date

from api.work.shapes import ReferralLine
from domain.case.file import CaseFile
from domain.together.referring import STATE_ZH


def lines_of(file: CaseFile, today: date) -> tuple[ReferralLine, ...]:
    """The referrals a case carries, for its own page."""
    return tuple(
        ReferralLine(
            case_no=file.case_no,
            number=r.number,
            unit=r.aid.unit,
            unit_zh=r.aid.unit_zh,
            aid=r.aid.code,
            aid_zh=r.aid.zh,
            state=r.state,
            state_zh=STATE_ZH[r.state],
            sent_on=r.sent_on,
            due=r.due,
            provisional=r.provisional,
            overdue=is_late(r.waits_for_unit, r.due, today),
            urged=len(r.urged),
            amount_fen=r.result.amount_fen if r.result else 0,
            told_on=r.told_on,
            href=href_of(file.case_no, r.number),
        )
        for r in file.linked.referrals
    )


def is_late(waits: bool, due: date | None, today: date) -> bool:
    return bool(waits and due and today > due)


def href_of(case_no: str, number: int) -> str:
    return f"/referrals/{case_no}/{number}"
