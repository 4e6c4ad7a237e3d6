"""What people do about the reports of a period. `REPORT_ACTS`: name to message."""

from __future__ import annotations

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act


class Section(Frozen):
    """What stands under one heading; `heading` is its code in the pack."""

    heading: str = Field(min_length=1, max_length=40)
    text: str = Field(default="", max_length=3000)


class FileReport(Act):
    """The unit's report under every heading. Sent again it replaces the one before."""

    sections: tuple[Section, ...] = Field(min_length=1, max_length=10)


class ReturnUnitReport(Act):
    unit: str = Field(min_length=1, max_length=60)
    reason: str = Field(min_length=4, max_length=300)


class DraftSummary(Act):
    """What the office says itself; the units' reports and the missing ones stand below it."""

    text: str = Field(min_length=10, max_length=20_000)


class SubmitSummary(Act):
    pass


class SignSummary(Act):
    pass


class ReturnSummary(Act):
    reason: str = Field(min_length=4, max_length=300)


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


REPORT_ACTS: dict[str, type[Act]] = {
    "file_report": FileReport,
    "return_unit_report": ReturnUnitReport,
    "draft_summary": DraftSummary,
    "submit_summary": SubmitSummary,
    "sign_summary": SignSummary,
    "return_summary": ReturnSummary,
    "refresh_policy": RefreshPolicy,
}
