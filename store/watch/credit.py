"""The credit record: matters by person, told by the keyed digest of his number alone (YC-31)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from domain.credit.acts import Known
from domain.credit.engine import OF_POLICE, PROCEDURE, police_tasks
from domain.credit.lifecycle import POLICE, CreditGround, CreditStage
from domain.places import PlaceInfo
from store.intake import person_index
from store.sql import lock, next_number, put
from store.tables import (
    CreditRow,
    EvidenceRow,
    MatterRow,
    MeetingIntake,
    MeetingNumber,
    TimelineRow,
)
from store.types import keyring_of
from store.watch import proceedings
from workflows.watch_steps import CreditProjection

_DECIDES = "decide_change"
_POLICE_ZH = "公安机关"
"""Their name where the place's document names no such unit."""


def register(
    session: Session,
    *,
    key: str,
    place: str,
    on: date,
    case_no: str,
    member: str,
    id_no: str,
    ground: CreditGround,
) -> str:
    """The number of a matter, put into the person's record; the same `key` gives the same number."""
    known = session.get(MeetingIntake, key)
    if known is not None:
        return known.number
    lock(session, MeetingNumber, series="credit", place=place, year=on.year)
    count = next_number(session, MeetingNumber, series="credit", place=place, year=on.year)
    number = f"{on.year}-x{count:04d}"
    at = datetime.now(UTC)
    put(session, MeetingIntake, [{"key": key, "place": place, "number": number, "at": at}])
    row = {
        "place": place,
        "number": number,
        "person": person_index(keyring_of(session), id_no),
        "case_no": case_no,
        "member": member,
        "ground": ground.value,
    }
    put(session, CreditRow, [row], keep=True)
    return number


def project_credit(
    session: Session, projection: CreditProjection, police_zh: str = _POLICE_ZH
) -> bool:
    """The matter in the list of its kind and in the person's record. False: it was too old.

    `police_zh`: what the police of the place are called; what was referred is work of theirs.
    """
    file = projection.file
    entry, found = file.entry, file.found
    shown: dict[str, object] = {
        "topic": file.order.ground.value,
        "result": file.ended_as.value if file.ended_as else "",
        "flags": proceedings.codes(("police",) if file.police else ()),
        "case_no": file.order.case_no,
        "unit": file.township,
    }
    own = file.township if file.order.opened_by.township else ""
    written = proceedings.project(
        session,
        PROCEDURE,
        file,
        (*projection.tasks, *police_tasks(file)),
        projection.waiting,
        shown,
        units={OF_POLICE: police_zh},
        township=own,
    )
    row = session.get(CreditRow, (file.place, file.number))
    if not written or row is None:
        return written
    row.stage = file.stage.value
    row.decision = found.paper if found else ""
    row.since, row.until = (entry.since, entry.until) if entry else (None, None)
    row.consequences = ",".join(entry.consequences) if entry else ""
    row.ended_as = file.ended_as.value if file.ended_as else ""
    row.ended_on = file.stage_since if file.ended_as else None
    session.add(row)
    return True


def police_of(place: PlaceInfo) -> str:
    """What the place's document calls the police."""
    return next((unit.zh for unit in place.units if unit.code == POLICE), _POLICE_ZH)


def record_of(
    session: Session, place: str, id_nos: Iterable[str]
) -> dict[str, tuple[CreditRow, ...]]:
    """Entries of each person by number: those in force or ended, never what was only suspected,
    found baseless or corrected away."""
    ring = keyring_of(session)
    found: dict[str, tuple[CreditRow, ...]] = {}
    for id_no in id_nos:
        query = select(CreditRow).where(
            CreditRow.place == place,
            CreditRow.person == person_index(ring, id_no),
            col(CreditRow.since).is_not(None),
            CreditRow.ended_as != "corrected",
        )
        rows = tuple(session.exec(query.order_by(col(CreditRow.since).desc())))
        if rows:
            found[id_no] = rows
    return found


def known_of(session: Session, place: str, case_no: str, since: date) -> Known:
    """What a matter rests on: the evidence in the case, recoveries decided, changes decided since
    it began."""
    evidence = session.exec(select(EvidenceRow.digest).where(EvidenceRow.case_no == case_no))
    recoveries = session.exec(
        select(MatterRow).where(
            MatterRow.place == place,
            MatterRow.kind == "recovery",
            col(MatterRow.key).startswith(f"{case_no}-"),
        )
    )
    decided = session.exec(
        select(TimelineRow.seq).where(
            TimelineRow.case_no == case_no,
            TimelineRow.act == _DECIDES,
            col(TimelineRow.on) >= since,
        )
    ).first()
    return Known(
        evidence=tuple(evidence),
        recoveries={m.key: m.stage == "closed" for m in recoveries if m.stage not in _UNDECIDED},
        stopped=decided is not None,
    )


_UNDECIDED = ("proposed", "open")


def open_matters(session: Session, place: str, case_no: str) -> tuple[CreditRow, ...]:
    """Matters of a case that are not over."""
    over = (CreditStage.UNFOUNDED.value, CreditStage.ENDED.value)
    query = select(CreditRow).where(
        CreditRow.place == place, CreditRow.case_no == case_no, col(CreditRow.stage).not_in(over)
    )
    return tuple(session.exec(query))
