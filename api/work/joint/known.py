"""What an act on an item records besides what was typed: the body of the day, who is a relative of
the family, what the funds have spent, and the meeting it names. They are never part of a body."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from api.acts import Gone, ask
from api.frame.door import Door
from api.scope import Caller, in_place, must_be
from domain.assembly.file import MeetingFile
from domain.assembly.township import roles_in
from domain.body.members import Members
from domain.case.lifecycle import Role
from domain.meeting.acts import HeldMeeting, Known
from domain.meeting.item import ItemFile
from store import body as bodies
from store import meeting, relatives
from workflows import ids

if TYPE_CHECKING:
    from api.work.registry import Body, Move

_CHAIRED = ("item", "meeting")
"""Procedures whose convener may be stood in for."""


async def known_of_item(
    door: Door, place: str, subject: str, body: Body, today: date
) -> dict[str, Any]:
    """The facts an act on this item needs from the tables and from the meeting, by field."""
    file = await ask(door, subject, "file", ItemFile)
    on: date = getattr(body, "on", None) or today
    number = str(getattr(body, "meeting", "") or "").strip()
    held = await _held(door, place, number, subject) if number else None
    day = held.on if held else on
    info, facts = door.place(place), file.order.facts
    members = Members.of(await door.read(bodies.body_on, info, day))
    related = await door.read(
        relatives.related_accounts,
        place=place,
        case_no=file.order.known_case or file.order.case_no,
        id_no=facts.id_no if facts else "",
    )
    spent = await door.read(meeting.spent_by_fund, place, on.year)
    return {"known": Known(members=members, held=held, spent=spent, related=related)}


async def stands_in(
    door: Door, caller: Caller, kind: str, place: str, roles: tuple[Role, ...]
) -> bool:
    """Whether this account does the duties of one of these posts today (OPN-34)."""
    if kind not in _CHAIRED or caller.role in roles or not in_place(caller, place):
        return False
    today = await door.today()
    body = await door.read(bodies.body_on, door.place(place), today)
    return any(s.account == caller.id and s.post in roles for s in body.stand_ins)


class _Whose(Protocol):
    """What an act goes to: the kind of procedure, its place, the township whose meeting it is."""

    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def township(self) -> str: ...


async def must_hold_post(door: Door, caller: Caller, whose: _Whose, move: Move) -> None:
    """403 unless the act is this role's: its own, one it stands in for, or in its township's
    meeting one of the posts it holds there."""
    if whose.kind == "meeting" and whose.township:
        posts = roles_in(whose.township, caller.role, caller.township)
        if any(post in move.roles for post in posts):
            return
    if not await stands_in(door, caller, whose.kind, whose.place, move.roles):
        must_be(caller, move.roles, move.zh, move.clause)


async def _held(door: Door, place: str, number: str, item: str) -> HeldMeeting | None:
    """The meeting as its own workflow has it; None when there is none, or nobody has sat yet."""
    with contextlib.suppress(Gone):
        file = await ask(door, ids.meeting_id(place, number), "file", MeetingFile)
        sitting = file.sitting
        if sitting is not None:
            point = next((p for p in file.points if p.item == item), None)
            return HeldMeeting(
                number=number,
                on=sitting.on,
                chair=sitting.chair,
                chair_role=sitting.chair_role,
                attended=tuple(u for u in file.attended if u not in file.invited),
                recused=tuple(u for u in point.recused_units if u not in file.invited)
                if point
                else (),
            )
    return None
