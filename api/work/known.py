"""What an act records besides what was typed: facts the county's own tables hold.

The door reads them; the case decides on them. They are never part of a body.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.work import destinations
from api.work.registry import READ_BY_THE_DOOR, Body
from api.work.resuming import RESTORES, given_to
from api.work.together.knowing import known_of
from domain.case.acts import Elsewhere
from domain.hardship import Known
from domain.pay.acts import FundsKnown
from store import intake, once
from store.funds import drawing

if TYPE_CHECKING:
    from api.frame.door import Door
    from domain.case.file import CaseFile


async def known_to(
    door: Door, file: CaseFile, act: str, body: Body, on: date, id: str
) -> dict[str, Any]:
    """The facts an act of this case needs from the tables and the place's rules, by field.

    `id` is the act's own: a sum of a contract is set aside under it.
    """
    of_others = await known_of(door, file, act, body, on, id)
    if of_others is not None:
        return of_others
    if act == RESTORES:
        return dict(await given_to(door, file, body, on))
    if act in destinations.ACTS:
        return await destinations.known_of_passage(door, file, act, body)
    if hasattr(body, "id_no") and hasattr(body, "member"):
        return {READ_BY_THE_DOOR: await _held_elsewhere(door, file, body.id_no)}
    hardship = getattr(body, "hardship", None)
    if hardship is None:
        return {}
    found: Known = await door.read(
        once.known,
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        id_nos=[m.id_no for m in file.household.counted if m.id_no],
        linked_case=hardship.linked_case,
        on=on,
    )
    return {READ_BY_THE_DOOR: found}


async def _held_elsewhere(door: Door, file: CaseFile, id_no: str) -> Elsewhere:
    """A living case this person is in that excludes the present one."""
    found = await door.read(intake.held_elsewhere, file.case_no, id_no, file.claim)
    return Elsewhere(case_no=found or "")


async def known_of_pay(door: Door, place: str, month: str, today: date) -> dict[str, Any]:
    """The fund accounts that do not hold what the month's release takes from them."""
    short = await door.read(drawing.short_of, place, f"{place}/dibao/{month}", today)
    return {READ_BY_THE_DOOR: FundsKnown(short=short)}
