"""What the window offers at a place: its catalogue of aid on a day."""

from __future__ import annotations

from datetime import date

from api.frame.door import Door
from api.frame.problems import Problem, not_found
from domain.policy import PolicyNotSet, Snapshot
from domain.window.catalogue import CATALOGUE_NEEDS, Catalogue, catalogue_of
from runtime import packs


def catalogue_at(door: Door, place: str, on: date) -> Catalogue:
    """The catalogue of the place. Problem 404 for no such place, 409 when it has set none."""
    if place not in door.places():
        raise not_found("地区")
    try:
        return catalogue_of(rules_at(door, place, on, CATALOGUE_NEEDS))
    except PolicyNotSet as missing:
        raise Problem(409, missing.code, missing.message) from None


def rules_at(door: Door, place: str, on: date, names: tuple[str, ...]) -> Snapshot:
    """The rules of a place on a day, for the window itself: no case has taken them yet."""
    return packs.snapshot(
        place,
        on,
        names,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
