"""What a case takes in about the cases it hands people on to, and about those that join it."""

from __future__ import annotations

from datetime import date, datetime

from domain.case.engine import noted
from domain.case.file import CaseFile
from domain.case.passage import ONWARD, Joining, Outgoing
from domain.case.phases.passage import parting, successor


def handed_on(file: CaseFile, out: Outgoing, case_no: str, today: date, at: datetime) -> CaseFile:
    """A case was opened for whom this one hands on; or could not be, and somebody must see to it."""
    after = successor.opened(file, out, case_no)
    what = "转办申请" if out.kind == ONWARD else "转出案件"
    if not case_no:
        return noted(after, "handover_failed", f"{what}未能立案", today, at)
    return noted(after, "handed_on", f"{what}立案", today, at, case_no)


def told_of_joining(file: CaseFile, today: date, at: datetime) -> CaseFile:
    """The case this household joins was told, or is no more."""
    into = file.passage.into.case_no if file.passage.into is not None else ""
    return noted(parting.told(file), "joining_told", "并户告知", today, at, into)


def household_joins(file: CaseFile, joining: Joining, today: date, at: datetime) -> CaseFile:
    """Another household joins this one. A case that has ended takes nobody in."""
    after = parting.joined(file, joining) if file.living else file
    return file if after is file else noted(after, "joins", "并户登记", today, at, joining.case_no)
