"""Names of workflows, queues and fields. Opaque case numbers only: never a person's data."""

from __future__ import annotations

TASK_QUEUE = "doudi"
CASE, CHECK, ITEM, MEASURES, PAY = "case", "check", "item", "measures", "pay"
LEAD = "lead"
MEETING = "meeting"
MATTER = "money"
AFFAIR, REPORT, YEAR = "affair", "report", "year"
COMPARE = "compare"
OVERSIGHT = "oversight"
COMPLAINT, SPOT, ROUND, CREDIT = "complaint", "spot", "round", "credit"
PUT_OFF = "putoff"


def case_id(place: str, case_no: str) -> str:
    return f"{CASE}/{place}/{case_no}"


def check_id(case_no: str, number: int) -> str:
    return f"{CHECK}/{case_no}/{number}"


def item_id(case_no: str, number: int) -> str:
    return f"{ITEM}/{case_no}/{number}"


def measures_id(case_no: str, number: int) -> str:
    return f"{MEASURES}/{case_no}/{number}"


def lead_id(place: str, lead_no: str) -> str:
    return f"{LEAD}/{place}/{lead_no}"


def pay_id(place: str, group: str, month: str) -> str:
    """`month` as yyyy-mm, `group` the programme group (dibao)."""
    return f"{PAY}/{place}/{group}/{month}"


def meeting_id(place: str, number: str) -> str:
    """`number` as yyyy-nn, counted by the place within the year."""
    return f"{MEETING}/{place}/{number}"


def matter_id(kind: str, place: str, key: str) -> str:
    """`key`: the year, the month of the index, the first month of a rise, case number and number."""
    return f"{MATTER}/{kind}/{place}/{key}"


def affair_id(place: str, number: str) -> str:
    """`number` as yyyy-mnnn, or yyyy-nn-pn for point n of a meeting."""
    return f"{AFFAIR}/{place}/{number}"


def report_id(place: str, period: str) -> str:
    """`period` as yyyy-Hn."""
    return f"{REPORT}/{place}/{period}"


def year_id(place: str, year: int) -> str:
    """The office's year of a place."""
    return f"{YEAR}/{place}/{year}"


def compare_id(place: str, month: str) -> str:
    """A place's comparison of a month, as yyyy-mm."""
    return f"{COMPARE}/{place}/{month}"


def proceeding_id(kind: str, place: str, number: str) -> str:
    """A proceeding of supervision: `complaint/jiaozuo/2026-c0001`, `spot/jiaozuo/2026-H4`."""
    return f"{kind}/{place}/{number}"


def oversight_id(kind: str, place: str, number: str) -> str:
    """`number` as yyyy-nnn, or yyyy-snnnnnnnn for what the tables gave."""
    return f"{OVERSIGHT}/{kind}/{place}/{number}"
