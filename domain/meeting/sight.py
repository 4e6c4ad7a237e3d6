"""Which units an item concerns, and who may read it (TR-59): the same for pages, lists and the API.

The office, the conveners, the government office and the supervisors read every item of their place.
A member unit reads an item it raised, whose opinion it was asked, at whose meeting it was invited, or
of which it carries a measure, and no other. Who stepped back reads it no more.
"""

from __future__ import annotations

from domain.meeting.item import ItemFile


def involved(file: ItemFile) -> tuple[str, ...]:
    """The units the item concerns, under their Chinese names, in the order they came to it."""
    by = file.order.raised_by
    named = [by.unit] if by is not None else []
    named += file.concerned
    if file.meeting is not None:
        named += file.meeting.guests
    if file.resolution is not None:
        named += [measure.unit for measure in file.resolution.measures]
    members = file.members
    seats = [members.unit(text) if members else None for text in named]
    known = (seat.zh if seat else text for seat, text in zip(seats, named, strict=True))
    return tuple(dict.fromkeys(zh for zh in known if zh))


def stepped_back(file: ItemFile, account: str) -> bool:
    """Whether this account takes no part in the item: a relative of the family, or recused."""
    return account in file.barred
