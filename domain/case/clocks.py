"""Every statutory clock of an application: its limit, who used which of the days, when it ends.

Derived from the file alone. The case's one ledger of holders (`CaseFile.clock`) is cut to the span
of each clock, so the days of its holders and the days it stood still add up to the days that passed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.base import Frozen
from domain.calendar import Due
from domain.case.file import CaseFile
from domain.case.tasks.base import total_due, total_name
from domain.policy import Unit

Span = tuple[date | None, date | None]
_TOWN, _COUNTY, _FAMILY = "乡镇（街道）", "县级民政部门", "申请人"


class ClockLine(Frozen):
    """One clock. Days are working days, or calendar days where `calendar_days`; `since` is not
    counted. `ended_on`: the day it was met. `left` is negative when it ran over."""

    code: str
    zh: str
    clause: str
    since: date
    ended_on: date | None
    limit: int
    calendar_days: bool = False
    spent: tuple[tuple[str, int], ...]
    paused: int = 0
    due: date
    provisional: bool = False

    @property
    def used(self) -> int:
        return sum(days for _, days in self.spent)

    @property
    def left(self) -> int:
        return self.limit - self.used


def clock_lines(file: CaseFile, today: date) -> tuple[ClockLine, ...]:
    """The clocks that have begun and whose limit the place or the nation has set."""
    if file.policy is None:
        return ()
    found = [_total(file, today)]
    found += [_line(file, name, holder, span(file), today) for name, holder, span in _CLOCKS]
    return tuple(line for line in found if line is not None)


def _total(file: CaseFile, today: date) -> ClockLine | None:
    due, name = total_due(file, today), total_name(file)
    if due is None or file.accepted_on is None or not file.law.has(name):
        return None
    by_calendar = file.law.get(name).unit is Unit.CALENDAR_DAYS
    start = file.applied_on if by_calendar else file.accepted_on
    holder = "办理机关" if by_calendar else ""
    return _line(file, name, holder, (start, _decided(file)), today, due)


def _line(
    file: CaseFile, name: str, holder: str, span: Span, today: date, due: Due | None = None
) -> ClockLine | None:
    """`holder` empty: the days are told apart by the ledger."""
    since, ended = span
    law = file.law
    if since is None or not law.has(name):
        return None
    until = min(ended or today, today)
    by_calendar = law.get(name).unit is Unit.CALENDAR_DAYS
    part = file.clock.within(since, until)
    whole = (until - since).days if by_calendar else law.calendar.working_days_between(since, until)
    spent = ((holder, whole),) if holder else part.used(law.calendar, until)
    due = due or law.due(name, since)
    return ClockLine(
        code=name,
        zh=law.get(name).zh,
        clause=law.cite(name),
        since=since,
        ended_on=ended,
        limit=law.days(name),
        calendar_days=by_calendar,
        spent=spent,
        paused=0 if holder else part.paused_days(law.calendar, until),
        due=due.on,
        provisional=due.provisional,
    )


def _decided(file: CaseFile) -> date | None:
    if file.decision is not None:
        return file.decision.on
    return file.closed.on if file.closed else None


def _correction(file: CaseFile) -> Span:
    told = file.correction
    return (told.issued_on, told.supplied_on) if told else (None, None)


def _survey(file: CaseFile) -> Span:
    return file.accepted_on, file.survey.on if file.survey else None


def _check(file: CaseFile) -> Span:
    """Of the application alone: a recheck's check begins years later and under no such limit."""
    started, decided = (file.check.started_on if file.check else None), _decided(file)
    if started is not None and decided is not None and started > decided:
        return None, None
    return file.accepted_on, started


def _opinion(file: CaseFile) -> Span:
    return file.accepted_on, file.opinion.on if file.opinion else None


def _county(file: CaseFile) -> Span:
    """From the day the file came to the county (57号 Art 20)."""
    held = [part for part in file.clock.intervals if part.holder == _COUNTY]
    return (held[-1].since, _decided(file)) if held else (None, None)


def _refusal(file: CaseFile) -> Span:
    if file.decision is None or file.decision.granted:
        return None, None
    paper = next((n for n in file.notices if n.order.kind == "refusal"), None)
    return file.decision.on, paper.served_on if paper else None


def _urban(file: CaseFile) -> Span:
    """国务院令第271号 Art 8 counts from the application, in calendar days, for town households."""
    return (
        (file.applied_on, _decided(file)) if file.household.residence == "urban" else (None, None)
    )


_CLOCKS: tuple[tuple[str, str, Callable[[CaseFile], Span]], ...] = (
    ("urban_total", "办理机关", _urban),
    ("correction_days", _FAMILY, _correction),
    ("survey_start", _TOWN, _survey),
    ("check_start", _COUNTY, _check),
    ("opinion", _TOWN, _opinion),
    ("county_opinion", _COUNTY, _county),
    ("refusal_notice", _TOWN, _refusal),
)
