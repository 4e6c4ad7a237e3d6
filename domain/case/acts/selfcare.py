"""Acts about self-care: the county's assessment, and what the health department answers (ZH-14)."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act
from domain.means.selfcare import Ability


class AssessSelfcare(Act):
    """The six items of 43号 Art 21, each looked at; by the county or a third party it asked."""

    eat: Ability
    dress: Ability
    bed: Ability
    toilet: Ability
    walk: Ability
    bathe: Ability
    by: str = Field(pattern="^(county|third_party)$")
    body: str = Field(default="", max_length=80)
    """Name of the third party."""
    assessors: tuple[str, ...] = Field(min_length=1, max_length=10)


class RecordHealthAnswer(Act):
    member: str
    has_record: bool
    band: str = Field(default="", pattern="^(|capable|partial|none)$")
    reference: str = Field(default="", max_length=60)


ACTS: dict[str, type[Act]] = {
    "assess_selfcare": AssessSelfcare,
    "record_health_answer": RecordHealthAnswer,
}
