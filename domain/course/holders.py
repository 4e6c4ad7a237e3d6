"""The delay ledger of one application: who held it on which of its working days.

Every working day after the application belongs to one holder, so that the days always add up to
those that passed. Where two could be named the one the case waited for holds it: while nobody has
been to see the family, that is the township, whatever departments are still silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.calendar import WorkingCalendar
from domain.case.lifecycle import Role, Stage
from domain.course.lines import Course, Mark, marks


class Holder(StrEnum):
    TOWNSHIP = "township"
    COUNTY = "county"
    DEPARTMENT = "department"
    APPLICANT = "applicant"
    PUBLICITY = "publicity"
    MEETING = "meeting"
    CYCLE = "cycle"
    FINANCE = "finance"
    BANK = "bank"


HOLDER_ZH = {
    Holder.TOWNSHIP: "乡镇（街道）",
    Holder.COUNTY: "县级民政部门",
    Holder.DEPARTMENT: "核对、承办部门",
    Holder.APPLICANT: "申请人补正",
    Holder.PUBLICITY: "公示",
    Holder.MEETING: "联席会议",
    Holder.CYCLE: "等待发放月份",
    Holder.FINANCE: "财政部门",
    Holder.BANK: "代发金融机构",
}
_COUNTY_ROLES = (Role.COUNTY_REVIEWER.value, Role.COUNTY_APPROVER.value)
_DECIDING = ("confirm", "refuse")


class Span(NamedTuple):
    """The days after `since` up to and including `until`."""

    holder: Holder
    since: date
    until: date


def spans(course: Course, today: date, decider: Holder = Holder.TOWNSHIP) -> tuple[Span, ...]:
    """Who held the application when, from its day to the first payment, or as far as it has come.

    `decider` decides where nobody has decided yet.
    """
    end = min(course.settled_on or today, today)
    found = list(_until_settled(course, end, _decider(course, decider)))
    if course.granted and course.owed and course.decided_on is not None:
        found += _until_paid(course, end, today)
    return tuple(span for span in found if span.until > span.since)


def used(
    course: Course, calendar: WorkingCalendar, today: date, decider: Holder = Holder.TOWNSHIP
) -> dict[Holder, int]:
    """Working days each holder used; only those that used any."""
    days: dict[Holder, int] = {}
    for span in spans(course, today, decider):
        spent = calendar.working_days_between(span.since, span.until)
        if spent:
            days[span.holder] = days.get(span.holder, 0) + spent
    return days


def _until_settled(course: Course, end: date, decider: Holder) -> Iterator[Span]:
    since, holder, state = course.applied_on, Holder.TOWNSHIP, _State()
    for mark in marks(course):
        if mark.on > end:
            break
        state.follow(mark)
        now = state.holder(mark.stage, decider)
        if now is not holder:
            yield Span(holder, since, mark.on)
            since, holder = mark.on, now
    yield Span(holder, since, end)


def _until_paid(course: Course, decided: date, today: date) -> Iterator[Span]:
    """The list is made in its month, finance releases, the bank credits."""
    since = decided
    for holder, day in (
        (Holder.CYCLE, course.submitted_on),
        (Holder.FINANCE, course.released_on),
        (Holder.BANK, course.paid_on),
    ):
        until = min(max(day, since) if day is not None else course.paid_on or today, today)
        yield Span(holder, since, max(until, since))
        since = max(until, since)


def _decider(course: Course, otherwise: Holder) -> Holder:
    for line in course.lines:
        if line.act in _DECIDING:
            return Holder.COUNTY if line.role in _COUNTY_ROLES else Holder.TOWNSHIP
    return otherwise


class _State:
    """What is still out, as the lines so far have it."""

    def __init__(self) -> None:
        self.correcting = self.surveyed = self.checking = self.posted = False
        self.stage = Stage.INTAKE.value

    def follow(self, mark: Mark) -> None:
        act = mark.line.act
        if act in _TURNS:
            name, value = _TURNS[act]
            setattr(self, name, value)
        if mark.stage != self.stage:
            if mark.stage == Stage.INVESTIGATION:
                self.surveyed = False  # somebody has to go again
            if mark.stage != Stage.PUBLICITY:
                self.posted = False
            self.correcting = self.correcting and mark.stage == Stage.INTAKE
            self.stage = mark.stage

    def holder(self, stage: str, decider: Holder) -> Holder:
        if self.correcting:
            return Holder.APPLICANT
        if stage == Stage.INVESTIGATION:
            waits = self.surveyed and self.checking
            return Holder.DEPARTMENT if waits else Holder.TOWNSHIP
        if stage == Stage.PUBLICITY:
            return Holder.PUBLICITY if self.posted else Holder.TOWNSHIP
        if stage == Stage.APPROVAL:
            return decider
        if stage == Stage.REFERRAL:
            return Holder.DEPARTMENT
        return Holder.MEETING if stage == Stage.ESCALATION else Holder.TOWNSHIP


_TURNS = {
    "request_correction": ("correcting", True),
    "supply_papers": ("correcting", False),
    "record_survey": ("surveyed", True),
    "check_started": ("checking", True),
    "check_finished": ("checking", False),
    "post_publicity": ("posted", True),
}
