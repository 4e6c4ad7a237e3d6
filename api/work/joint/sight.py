"""Who may look at an item and its measures (TR-59): a member unit only at what concerns it."""

from __future__ import annotations

from api.acts import Gone, ask
from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller
from domain.case.lifecycle import Role
from domain.meeting.item import ItemFile
from domain.meeting.sight import stepped_back
from store import body as bodies
from store import meeting, notices
from workflows import ids


async def unit_words(door: Door, caller: Caller) -> tuple[str, ...] | None:
    """Every word the caller's unit is known by, with the units whose duties it took over.

    None for whoever is no unit's liaison: no unit limits what he sees.
    """
    if caller.role is not Role.UNIT_LIAISON:
        return None
    today = await door.today()
    body = await door.read(bodies.body_on, door.place(caller.place), today)
    seat = body.seat(caller.unit)
    if seat is None:
        return (caller.unit,) if caller.unit else ()
    words = {seat.code, seat.zh, *seat.aliases}
    for _ in body.gone:
        words |= {w for g in body.gone if g.successor in words for w in (g.code, g.zh)}
    return tuple(sorted(words))


async def must_concern(door: Door, caller: Caller, case_no: str, number: int) -> None:
    """404 for the liaison of a unit the item does not concern: the same as for none."""
    words = await unit_words(door, caller)
    if words is not None and not await door.read(meeting.concerns, case_no, number, words):
        raise not_found("议题")


async def looked_at(door: Door, caller: Caller, file: ItemFile, request_id: str) -> None:
    """The look is logged; 404 for whoever stepped back from the item."""
    if stepped_back(file, caller.id):
        raise not_found("议题")
    subject = ids.item_id(file.order.case_no, file.order.number)
    place = file.order.place
    await log_command(door, caller, "read_item", subject, "done", place, request_id)


async def minutes_of(door: Door, caller: Caller, workflow_id: str, request_id: str) -> str:
    """The minutes of an item as issued; the look is logged. 404 when there are none yet."""
    try:
        file = await ask(door, workflow_id, "file", ItemFile)
    except Gone:
        raise not_found("会议纪要") from None
    await looked_at(door, caller, file, request_id)
    key = f"minutes#{file.order.number}"
    issued = await door.read(notices.notices_of, file.order.case_no)
    found = next((paper for paper in issued if paper.key == key), None)
    if found is None:
        raise not_found("会议纪要")
    return found.html
