"""What people do in a round of spot checks: one frozen message each, with the legal day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.case.acts import Act
from domain.complaint.acts import CaseNo, RefreshPolicy
from domain.sampling.lifecycle import Fault

Finding = Annotated[str, Field(min_length=4, max_length=1000)]


class RecordSpotCheck(Act):
    """The form of one drawn case. `checkers`: accounts of those who went; `papers`: the file was
    gone through; `visited_on`: the day at the home, None where nobody was visited. `fault` only with
    a wrong decision."""

    case_no: CaseNo
    checkers: tuple[str, ...] = Field(min_length=1, max_length=6)
    papers: bool
    visited_on: date | None = None
    finding: Finding
    right: bool
    fault: Fault | None = None


class AnswerSpotCheck(Act):
    """The township says what it did about a decision found wrong."""

    case_no: CaseNo
    text: Finding


class ReportSpotChecks(Act):
    conclusion: str = Field(min_length=4, max_length=2000)


ACTS: dict[str, type[Act]] = {
    "record_spot_check": RecordSpotCheck,
    "answer_spot_check": AnswerSpotCheck,
    "report_spot_checks": ReportSpotChecks,
    "refresh_policy": RefreshPolicy,
}
