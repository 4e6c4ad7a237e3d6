"""The complaint and report phone of a place, as every notice and public page shows it (JZ-55)."""

from __future__ import annotations

from datetime import date
from typing import Final

from api.frame.door import Door
from domain.policy import PolicyNotSet
from runtime import packs

PHONE: Final = "notice.hotline"


def phone_of(door: Door, place: str, today: date) -> str:
    """Empty where nobody has set it, and in production where only an invented one stands."""
    if place not in door.places():
        return ""
    known = packs.load(door.settings.policy_overlays)
    production = door.settings.env == "production"
    try:
        value = packs.value(known, place, today, PHONE, production=production).value
    except PolicyNotSet:
        return ""
    return value if isinstance(value, str) else ""
