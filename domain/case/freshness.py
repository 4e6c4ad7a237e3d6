"""How old a department's answer may be when somebody decides on it: by item (YC-17)."""

from __future__ import annotations

from datetime import date, timedelta

from domain.base import Frozen
from domain.case.file import CaseFile
from domain.check.demand import names_of


class StaleItem(Frozen):
    """An item whose answer ages: who gave it, when, and the last day it can be used."""

    department: str
    zh: str
    item: str
    answered_on: date
    usable_until: date


def stale_items(file: CaseFile, on: date) -> tuple[StaleItem, ...]:
    """What must be asked anew before anybody decides that day, in the order it was answered."""
    return tuple(item for item in aging(file) if on > item.usable_until)


def first_stale(file: CaseFile) -> date | None:
    """The first day an answer may not be decided on any more; None where no answer ages."""
    last = min((item.usable_until for item in aging(file)), default=None)
    return last + timedelta(days=1) if last else None


def aging(file: CaseFile) -> tuple[StaleItem, ...]:
    """Every item whose answer has a last usable day.

    An item has its own limit (`check.item_freshness_days`) or the general one; where the place
    has set neither, no answer is too old.
    """
    law = file.law
    if file.check is None:
        return ()
    own = law.table("check.item_freshness_days") if law.has("check.item_freshness_days") else {}
    general = law.days("check.freshness_days") if law.has("check.freshness_days") else None
    names = names_of(law)
    found = []
    for stated in file.check.stated:
        for item in stated.items:
            days = own.get(item, general)
            if not isinstance(days, int):
                continue
            found.append(
                StaleItem(
                    department=stated.department,
                    zh=names.get(stated.department, stated.department),
                    item=item,
                    answered_on=stated.on,
                    usable_until=law.calendar.calendar_days_after(stated.on, days, False).on,
                )
            )
    return tuple(found)


def stale_zh(found: tuple[StaleItem, ...]) -> str:
    """The items, as a clause of a sentence: `区人社局CHK-41（2026-01-05答复，有效至2026-04-05）`."""
    return "、".join(
        f"{s.zh}{s.item}（{s.answered_on}答复，有效至{s.usable_until}）" for s in found
    )
