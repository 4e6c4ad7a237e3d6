"""The history of a place's coordinating body: changes are added, and read back as they were kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.body.change import Change, ChangeKind, Decision
from domain.body.composition import BodyOn, composed
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.places import PlaceInfo
from store.sql import put
from store.tables import BodyChangeRow, MeetingMinutes, NoticeRow

PROPOSED, DECIDED = "proposed", "decided"
MINUTES = "minutes"


def changes_of(session: Session, place: str) -> tuple[Change, ...]:
    """Every change of the place's bodies, by number, each with its decision if there is one."""
    query = select(BodyChangeRow).where(BodyChangeRow.place == place)
    found: dict[int, Change] = {}
    for row in session.exec(query.order_by(col(BodyChangeRow.seq))):
        if row.step == PROPOSED:
            found[row.number] = _change(row)
        else:
            decision = _decision(row)
            found[row.number] = found[row.number].model_copy(update={"decision": decision})
    return tuple(found.values())


def body_on(
    session: Session, info: PlaceInfo, on: date, *, township: str = "", known: date | None = None
) -> BodyOn:
    """The body of a place, or of a township, on a day. KeyError, ValueError as `composed`."""
    return composed(info, changes_of(session, info.code), on, township=township, known=known)


def keep_proposed(session: Session, change: Change) -> None:
    """CaseRefusal when somebody else has taken the number meanwhile."""
    by = change.by
    _add(
        session,
        change.place,
        {
            "number": change.number,
            "step": PROPOSED,
            "on": change.proposed_on,
            "kind": change.kind.value,
            "since": change.since,
            "until": change.until,
            "township": change.township,
            "unit": change.unit,
            "zh": change.zh,
            "account": change.account,
            "post": change.post,
            "successor": change.successor,
            "decider": change.decider,
            "clause": change.clause,
            "paper": change.paper,
            "approved": None,
            "decided_on": None,
            "person": change.person,
            "reason": change.reason,
            **_who(by),
        },
    )


def keep_decided(session: Session, change: Change, said: Decision) -> None:
    """CaseRefusal when the change has been decided meanwhile."""
    _add(
        session,
        change.place,
        {
            "number": change.number,
            "step": DECIDED,
            "on": said.recorded_on,
            "kind": "",
            "since": None,
            "until": None,
            "township": change.township,
            "unit": change.unit,
            "zh": "",
            "account": "",
            "post": "",
            "successor": "",
            "decider": change.decider,
            "clause": change.clause,
            "paper": said.paper,
            "approved": said.approved,
            "decided_on": said.on,
            "person": "",
            "reason": said.reason,
            **_who(said.by),
        },
    )


def _add(session: Session, place: str, row: dict[str, object]) -> None:
    """The next line of the place. Two at once: the second finds its step taken and is refused."""
    # The place of the line before the look at the step: who wrote in between is then seen by the
    # look, or holds that place. The other way round, PostgreSQL kept both.
    last = session.exec(
        select(func.max(BodyChangeRow.seq)).where(BodyChangeRow.place == place)
    ).one()
    taken = session.exec(
        select(BodyChangeRow).where(
            BodyChangeRow.place == place,
            BodyChangeRow.number == row["number"],
            BodyChangeRow.step == row["step"],
        )
    ).first()
    if taken is not None:
        raise CaseRefusal("changed_meanwhile", "成员名单刚刚有变动，请刷新后再办理。")
    line = {"place": place, "seq": (last or 0) + 1, "at": datetime.now(UTC), **row}
    if not put(session, BodyChangeRow, [line], keep=True):
        raise CaseRefusal("changed_meanwhile", "成员名单刚刚有变动，请刷新后再办理。")


def minutes_exist(session: Session, place: str, number: str) -> bool:
    """Whether minutes of that number were issued in the place, of an item or a meeting (TR-05)."""
    of_item = select(NoticeRow.number).where(
        NoticeRow.place == place, NoticeRow.kind == MINUTES, NoticeRow.number == number
    )
    of_meeting = select(MeetingMinutes.paper).where(
        MeetingMinutes.place == place, MeetingMinutes.paper == number
    )
    found = session.exec(of_item).first() or session.exec(of_meeting).first()
    return found is not None


def _who(by: Officer) -> dict[str, object]:
    return {"officer": by.id, "role": by.role.value, "officer_unit": by.unit}


def _officer(row: BodyChangeRow) -> Officer:
    return Officer(id=row.officer, role=Role(row.role), unit=row.officer_unit, place=row.place)


def _change(row: BodyChangeRow) -> Change:
    return Change(
        number=row.number,
        place=row.place,
        kind=ChangeKind(row.kind),
        since=row.since or row.on,
        township=row.township,
        unit=row.unit,
        zh=row.zh,
        account=row.account,
        person=row.person,
        post=row.post,
        until=row.until,
        successor=row.successor,
        paper=row.paper,
        reason=row.reason,
        proposed_on=row.on,
        by=_officer(row),
        decider=row.decider,
        clause=row.clause,
    )


def _decision(row: BodyChangeRow) -> Decision:
    return Decision(
        approved=bool(row.approved),
        on=row.decided_on or row.on,
        paper=row.paper,
        recorded_on=row.on,
        by=_officer(row),
        reason=row.reason,
    )
