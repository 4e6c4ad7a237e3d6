"""Who the body is made of on a day: the pack of the place and the changes since, read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.base import Frozen
from domain.body.change import Change, ChangeKind
from domain.case.lifecycle import Role
from domain.places import BodyKind, PlaceInfo, Unit

_DAY = timedelta(days=1)


class Seat(Frozen):
    """One member unit on the day. `zh`: its name then; `holder`, `liaison`: accounts, where known.

    `since` None: from the beginning of the document. `change`: the number of what brought it in.
    """

    code: str
    zh: str
    aliases: tuple[str, ...] = ()
    group: bool = False
    inferred: bool = False
    since: date | None = None
    holder: str = ""
    person: str = ""
    liaison: str = ""
    change: int = 0


class Gone(Frozen):
    """A unit that is a member no longer; `until` its last day, `successor` who took its duties."""

    code: str
    zh: str
    until: date
    successor: str = ""


class StandIn(Frozen):
    """Who does a post's duties for a time, and by which paper (OPN-34)."""

    post: Role
    account: str
    since: date
    until: date
    paper: str


class BodyOn(Frozen):
    """The body on one day. `certain` False: nobody may be called absent from it (ZH-01, 7.1)."""

    place: str
    on: date
    kind: BodyKind
    zh: str
    township: str = ""
    head: str = ""
    head_zh: str = ""
    conveners: tuple[str, ...] = ()
    office: str = ""
    director: str = ""
    liaisons: bool = False
    invites: bool = False
    clause: str = ""
    certain: bool = True
    seats: tuple[Seat, ...] = ()
    gone: tuple[Gone, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    pending: tuple[int, ...] = ()
    """Numbers of the changes that wait for a decision."""

    def seat(self, text: str) -> Seat | None:
        """The member unit with that code, name or alias."""
        return next((s for s in self.seats if text in (s.code, s.zh, *s.aliases)), None)

    def without_liaison(self) -> tuple[str, ...]:
        """Units that have named no liaison where the place asks for one (TR-07)."""
        return tuple(s.zh for s in self.seats if not s.liaison) if self.liaisons else ()


def composed(
    info: PlaceInfo,
    changes: Iterable[Change],
    on: date,
    *,
    township: str = "",
    known: date | None = None,
) -> BodyOn:
    """The body of a place, or of one of its townships, on the day `on`.

    `known`: as it was known on that day, without what was recorded later. KeyError for a township
    the place does not have; ValueError when its townships have no body of their own.
    """
    ours = [c for c in changes if c.township == township]
    held = sorted(
        ((day, c) for c in ours if (day := c.effective(known)) is not None and day <= on),
        key=lambda pair: (pair[0], pair[1].number),
    )
    body = _second(info, township, on) if township else _first(info, on)
    seats, gone = _members(_of_pack(info, on) if not township else {}, [c for _, c in held], on)
    confirmed = any(c.kind is ChangeKind.CONFIRM_LIST for _, c in held)
    return body.model_copy(
        update={
            "certain": body.certain or confirmed,
            "seats": seats,
            "gone": gone,
            "stand_ins": _stand_ins([c for _, c in held], on),
            "pending": tuple(
                c.number
                for c in ours
                if c.decider
                and (known is None or c.proposed_on <= known)
                and (c.decision is None or (known is not None and c.decision.recorded_on > known))
            ),
        }
    )


def _first(info: PlaceInfo, on: date) -> BodyOn:
    body = info.body
    return BodyOn(
        place=info.code,
        on=on,
        kind=body.kind,
        zh=body.zh,
        head=body.head,
        head_zh=body.head_zh,
        conveners=body.conveners,
        office=body.office,
        director=body.director,
        liaisons=body.liaisons,
        invites=body.invites,
        clause=body.clause,
        certain=body.members_stated and not info.source_incomplete,
    )


def _second(info: PlaceInfo, township: str, on: date) -> BodyOn:
    town, second = info.township(township), info.body.second
    if second is None:
        raise ValueError(f"the townships of {info.code} have no body of their own")
    kind = town.body if town.body in second.kinds else second.kinds[0]
    zh = second.zh
    if kind is BodyKind.LEADING_GROUP and "领导小组" not in zh:
        zh = "社会救助工作领导小组"
    return BodyOn(
        place=info.code,
        on=on,
        township=township,
        kind=kind or second.kinds[0],
        zh=f"{town.zh}{zh}",
        head=second.head,
        clause=second.clause,
        certain=False,
    )


def _of_pack(info: PlaceInfo, on: date) -> dict[str, Seat]:
    other: dict[str, list[str]] = {}
    for word, code in info.aliases.items():
        other.setdefault(code, []).append(word)
    return {
        unit.code: _seat_of(unit, on, other.get(unit.code, ()))
        for unit in info.units
        if (unit.since or on) <= on <= (unit.until or on)
    }


def _seat_of(unit: Unit, on: date, more: Sequence[str]) -> Seat:
    zh = unit.name_on(on)
    words = dict.fromkeys(w for w in (*unit.words[1:], *more) if w != zh)
    return Seat(
        code=unit.code,
        zh=zh,
        aliases=tuple(words),
        group=unit.group,
        inferred=unit.inferred,
        since=unit.since,
    )


def _members(
    seats: dict[str, Seat], changes: Iterable[Change], on: date
) -> tuple[tuple[Seat, ...], tuple[Gone, ...]]:
    gone: dict[str, Gone] = {}
    for change in changes:
        seat = seats.get(change.unit)
        day = change.effective() or change.since
        match change.kind:
            case ChangeKind.JOIN if seat is None:
                gone.pop(change.unit, None)
                seats[change.unit] = Seat(
                    code=change.unit,
                    zh=change.zh,
                    since=day,
                    holder=change.account,
                    person=change.person,
                    change=change.number,
                )
            case ChangeKind.LEAVE if seat is not None:
                del seats[change.unit]
                gone[change.unit] = Gone(
                    code=seat.code, zh=seat.zh, until=day - _DAY, successor=change.successor
                )
            case ChangeKind.RENAME if seat is not None:
                aliases = tuple(a for a in (*seat.aliases, seat.zh) if a != change.zh)
                seats[change.unit] = seat.model_copy(
                    update={"zh": change.zh, "aliases": aliases, "change": change.number}
                )
            case ChangeKind.HOLDER if seat is not None:
                held = {"holder": change.account, "person": change.person, "change": change.number}
                seats[change.unit] = seat.model_copy(update=held)
            case ChangeKind.LIAISON if seat is not None:
                seats[change.unit] = seat.model_copy(update={"liaison": change.account})
    return tuple(seats.values()), tuple(gone.values())


def _stand_ins(changes: Iterable[Change], on: date) -> tuple[StandIn, ...]:
    return tuple(
        StandIn(
            post=Role(c.post),
            account=c.account,
            since=c.since,
            until=c.until or c.since,
            paper=c.paper,
        )
        for c in changes
        if c.kind is ChangeKind.STAND_IN and c.since <= on <= (c.until or c.since)
    )
