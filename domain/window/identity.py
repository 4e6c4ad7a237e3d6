"""People the window takes in without a number, and families registered elsewhere."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.household import Household, Member

IDENTITY_NEEDS = ("window.provisional",)


class Hukou(Frozen):
    """Where the family is registered when that is not here, and whether that place pays 低保.

    `drawing` None until it has answered (`answered_on`, under the number `reference`).
    """

    place: str = Field(min_length=2, max_length=80)
    answered_on: date | None = None
    drawing: bool | None = None
    reference: str = ""


def provisional_members(home: Household) -> tuple[Member, ...]:
    """Members whose identity is not known yet."""
    return tuple(m for m in home.members if m.provisional and not m.id_no)
