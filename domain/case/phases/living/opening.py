"""A look at a living case is opened: by a change, a lead, a day of the calendar, a move."""

from __future__ import annotations

from datetime import date

from domain.calendar import months_after
from domain.case.acts import ChangeCause
from domain.case.file import CaseFile, LivingReview


def open_review(
    file: CaseFile, cause: ChangeCause, today: date, happened_on: date, member: str = ""
) -> CaseFile:
    due = None
    if cause is ChangeCause.DEATH and file.law.has("death_adjust_months"):
        due = months_after(happened_on, file.law.months("death_adjust_months"))
    if cause is ChangeCause.SELFCARE and file.law.has("reassess"):
        due = file.law.due("reassess", today).on
    number = file.reviews + 1
    return file.having(
        reviews=number,
        review=LivingReview(
            number=number,
            cause=cause,
            opened_on=today,
            happened_on=happened_on,
            due=due,
            member=member,
        ),
    )


__all__ = ["open_review"]
