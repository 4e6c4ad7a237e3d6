"""Passing a person on: what may fit after a case that did not help, and the application for it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.frame.door import Door
from api.frame.problems import Problem
from api.work.asked import IntakeBody
from api.work.shapes import FitView
from api.work.window import catalogue_at
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.case.phases.window.passing import fits_of, unhelped
from domain.programme import Programme


class PassOn(Frozen):
    """转办到的救助项目。"""

    programmes: tuple[Programme, ...] = Field(
        min_length=1, max_length=15, description="申请的救助项目，可以多选"
    )


def may_fit(door: Door, file: CaseFile, today: date) -> tuple[FitView, ...]:
    """What this family may apply for instead; none while the case may still help it."""
    nobody_left = not any(m.counted for m in file.household.members)
    if file.policy is None or not unhelped(file) or nobody_left:
        return ()
    try:
        offered = catalogue_at(door, file.place, today).programmes
    except Problem:  # the place has not said what it offers
        return ()
    return tuple(
        FitView(programme=fit.programme.value, zh=fit.zh, why=fit.why)
        for fit in fits_of(file, offered)
    )


def application_from(file: CaseFile, programmes: tuple[Programme, ...]) -> IntakeBody:
    """A new application with what this case knows, so that nobody asks the family twice.

    Problem while the case may still help: then nothing is passed on.
    """
    if not unhelped(file):
        raise Problem(
            409,
            "case_still_open",
            f"案件{file.case_no}仍在办理，不能转办；需要同时申请其他救助的，请新登记申请。",
            clause="ZH-21",
            case_no=file.case_no,
        )
    return IntakeBody(
        place=file.place,
        township=file.township,
        village=file.village,
        programmes=programmes,
        urgent=file.urgent,
        household=file.household,
        papers=file.papers,
        passed_on_from=file.case_no,
    )
