"""What an act on an item records besides what was typed: the body of the day, who is a relative of
the family, what the funds have spent, and the meeting it names. They are never part of a body."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from api.acts import Gone, ask
from api.frame.door import Door
from api.scope import MEETING_ROLES, Caller, in_place, must_be
from api.work.joint.sight import unit_words
from domain.assembly.engine import lawful_meeting_moves
from domain.assembly.file import MeetingFile
from domain.assembly.lifecycle import MeetingMove
from domain.assembly.township import roles_in
from domain.body.members import Members
from domain.case.lifecycle import Role
from domain.measures.acts import KnownUnits
from domain.measures.engine import lawful_measures_moves
from domain.measures.file import MeasuresFile
from domain.meeting.acts import HeldMeeting, Known
from domain.meeting.engine import lawful_item_moves
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ItemMove
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
    return {"known": Known(members=members, held=held, spent=spent, related=related, asks_why=True)}


async def known_of_measures(door: Door, caller: Caller, act: str) -> dict[str, Any]:
    """Whose duties the caller's unit took over: their tasks are its own now; and who may carry a task
    instead."""
    known = KnownUnits(took_over=await unit_words(door, caller) or ())
    if act == "propose_handing" and caller.place:
        members = await door.read(bodies.body_on, door.place(caller.place), await door.today())
        units = tuple((unit.zh, unit.code) for unit in Members.of(members).units)
        known = known.model_copy(update={"members": units})
    return {"known": known}


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


async def roles_of(door: Door, caller: Caller, place: str) -> tuple[Role, ...]:
    """The caller's role, and the posts whose duties he does today (OPN-34)."""
    if not in_place(caller, place) or caller.role not in MEETING_ROLES:
        return (caller.role,)
    today = await door.today()
    body = await door.read(bodies.body_on, door.place(place), today)
    posts = (s.post for s in body.stand_ins if s.account == caller.id)
    return tuple(dict.fromkeys((caller.role, *posts)))


async def joint_acts(
    door: Door, caller: Caller, kind: str, workflow_id: str, place: str
) -> tuple[str, ...]:
    """The acts on an item, its measures or a meeting the caller may do now. Gone: it is not there."""
    if kind == "measures":
        tasks = await ask(door, workflow_id, "file", MeasuresFile)
        words = await unit_words(door, caller) or ()
        return tuple(m.act for m in lawful_measures_moves(tasks, caller.role, caller.unit, words))
    roles = await roles_of(door, caller, place)
    moves: list[ItemMove | MeetingMove] = []
    if kind == "item":
        item = await ask(door, workflow_id, "file", ItemFile)
        moves += [m for role in roles for m in lawful_item_moves(item, role)]
    else:
        sat = await ask(door, workflow_id, "file", MeetingFile)
        own = sat.members.stand_ins if sat.members else ()
        # The meeting goes by the list it has read; what it does not know yet it would refuse.
        known = {s.post for s in own if s.account == caller.id}
        posts = roles_in(sat.order.township, caller.role, caller.township)
        acting = (*posts, *(role for role in roles if role in known))
        moves += [m for role in acting for m in lawful_meeting_moves(sat, role)]
    return tuple(dict.fromkeys(m.act for m in moves))


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
