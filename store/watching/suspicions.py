"""The auditor's desk in the tables: populations to draw from, lists matched, suspicions sent out.

People are looked up by keyed hashes alone; of a line nobody of ours is meant by, nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from domain.compare.matching import Held, Keys, Match, matched, sought
from domain.compare.rows import NumberState, RegisterRow, plain_name, read_number
from domain.identity import birth_date
from domain.oversight.desk import ListKind, Matched, Sample, band_of
from runtime.keys import KeyRing
from store.compare.roll import hash_likeness, held_by_likeness, held_by_person
from store.intake import person_index
from store.sql import put
from store.tables import BreachRow, CaseRow, SuspicionRow
from store.types import keyring_of

CERTAIN: Final = "certain"
OPEN: Final = "open"
SAME: Final = "same"
OTHER: Final = "other"
DOUBTFUL: Final = (OPEN, SAME, OTHER)
"""What a person decides, or did."""
ABOUT: Final[Mapping[ListKind, str]] = {
    "dead": "death",
    "car": "vehicle",
    "company": "company",
    "house": "house",
    "payroll": "public_pay",
}
"""What each list says of a person, in the words of the check."""


class OutsideLine(NamedTuple):
    """A line as `documents.suspicions` reads it."""

    row: int
    name: str
    number: str
    day: date | None
    detail: str


class OfList(NamedTuple):
    place: str
    audit: str
    list: int
    kind: ListKind


def population(session: Session, place: str, sample: Sample) -> tuple[str, ...]:
    """Cases that stood in the time of the plan, each with its stratum, sorted."""
    query = select(CaseRow).where(
        CaseRow.place == place,
        CaseRow.applied_on <= sample.last,
        or_(col(CaseRow.closed_on).is_(None), col(CaseRow.closed_on) >= sample.first),
    )
    if sample.programmes:
        query = query.where(col(CaseRow.programme).in_(sample.programmes))
    if sample.townships:
        query = query.where(col(CaseRow.township).in_(sample.townships))
    broken = set()
    if "risk" in sample.by:
        found = select(BreachRow.case_no).where(
            BreachRow.place == place, col(BreachRow.gone_on).is_(None)
        )
        broken = set(session.exec(found))
    rows = session.exec(query)
    return tuple(sorted(f"{row.case_no} {_stratum(row, sample, broken)}" for row in rows))


def _stratum(row: CaseRow, sample: Sample, broken: set[str]) -> str:
    codes = {
        "programme": row.programme,
        "township": row.township,
        "amount": str(band_of(row.monthly_fen, sample.bands_fen)),
        "risk": "flagged" if row.flags.strip(",") or row.case_no in broken else "plain",
    }
    return "/".join(codes[one] for one in sample.by) or "all"


class Took(NamedTuple):
    """What a part of a list held beside matches. `unread`: rows that do not say who is meant."""

    rows: int = 0
    strangers: int = 0
    unread: tuple[int, ...] = ()


_NAMED = 50
"""Unread rows that are named; a list with more is best sent again."""


def take(session: Session, of: OfList, lines: Sequence[OutsideLine], today: date) -> Took:
    """A part of a list matched. Taken once more, it changes nothing."""
    ring, read = keyring_of(session), [(line, _register(line, of, today)) for line in lines]
    keys = [_keys(ring, row) for _, row in read]
    by_person = held_by_person(session, of.place, (k.person for k in keys))
    by_likeness = held_by_likeness(session, of.place, (k.likeness for k in keys))
    meant: dict[int, bool] = {}
    """Of each row that says who is meant: whether anybody of ours is."""
    rows = []
    for (line, row), key in zip(read, keys, strict=True):
        if row is None:
            continue
        found = matched(row, key, by_person, by_likeness)
        meant[row.row] = meant.get(row.row, False) or bool(found)
        rows += [_suspicion(of, line, row, match) for match in found]
    put(session, SuspicionRow, rows, keep=True)
    every = dict.fromkeys(line.row for line in lines)
    unread = tuple(row for row in every if row not in meant)
    return Took(len(every), sum(not ours for ours in meant.values()), unread)


def _keys(ring: KeyRing, row: RegisterRow | None) -> Keys:
    if row is None:
        return Keys(person="", likeness="")
    number, like = sought(row)
    return Keys(
        person=person_index(ring, number) if number else "",
        likeness=hash_likeness(ring, like) if like and row.name else "",
    )


def _register(line: OutsideLine, of: OfList, today: date) -> RegisterRow | None:
    """The line as a comparison reads one; None where it cannot say who is meant."""
    state, whole = read_number(line.number, today)
    born: date | None = None
    if whole:
        try:
            born = birth_date(whole)
        except ValueError:
            born = None
    if state is not NumberState.GOOD and not (plain_name(line.name) and born):
        return None
    return RegisterRow(
        row=line.row,
        name=plain_name(line.name),
        number=whole,
        state=state,
        born=born,
        about=ABOUT[of.kind],
        since=line.day,
    )


def _suspicion(of: OfList, line: OutsideLine, row: RegisterRow, match: Match) -> dict[str, Any]:
    held, doubt = match.held, match.doubt
    return {
        "key": _key(of, line.row, held),
        "place": of.place,
        "audit": of.audit,
        "list": of.list,
        "kind": of.kind,
        "row": line.row,
        "case_no": held.case_no,
        "member": held.member,
        "township": held.township,
        "event_on": row.since,
        "doubt": doubt.value if doubt else "",
        "state": OPEN if doubt else CERTAIN,
        "number": "",
        "name": line.name,
        "detail": line.detail,
        "cell": line.number if doubt else "",
    }


def _key(of: OfList, row: int, held: Held) -> str:
    text = "/".join((of.place, of.audit, str(of.list), str(row), held.case_no, held.member))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def counted(session: Session, of: OfList, took: Iterable[Took]) -> Matched:
    """What a list came to, once it was read to its end."""
    parts = list(took)
    query = (
        select(SuspicionRow.state, func.count())
        .where(*_of(of.place, of.audit, of.list))
        .group_by(col(SuspicionRow.state))
    )
    states = dict(iter(session.exec(query)))
    return Matched(
        rows=sum(p.rows for p in parts),
        certain=states.get(CERTAIN, 0),
        doubtful=sum(n for state, n in states.items() if state != CERTAIN),
        strangers=sum(p.strangers for p in parts),
        faults=sum(len(p.unread) for p in parts),
        unread=tuple(islice((row for p in parts for row in p.unread), _NAMED)),
    )


def forget(session: Session, of: OfList) -> None:
    """What was matched of a list before it broke off."""
    session.execute(delete(SuspicionRow).where(*_of(of.place, of.audit, of.list)))


def settle(session: Session, key: str, *, same: bool) -> None:
    """A doubtful match decided; one that is certain, or was decided, stays what it is."""
    session.execute(
        update(SuspicionRow)
        .where(col(SuspicionRow.key) == key, col(SuspicionRow.state) == OPEN)
        .values(state=SAME if same else OTHER)
    )


def to_issue(session: Session, place: str, audit: str, number: int) -> tuple[SuspicionRow, ...]:
    """Matches that are certain, by the list itself or by a person; those that went out too."""
    query = (
        select(SuspicionRow)
        .where(*_of(place, audit, number), col(SuspicionRow.state).in_((CERTAIN, SAME)))
        .order_by(col(SuspicionRow.row), col(SuspicionRow.key))
    )
    return tuple(session.exec(query))


def of_matter(session: Session, place: str, number: str) -> SuspicionRow | None:
    """The line a matter went out for, the first of them where lists repeat each other."""
    query = (
        select(SuspicionRow)
        .where(SuspicionRow.place == place, SuspicionRow.number == number)
        .order_by(col(SuspicionRow.list), col(SuspicionRow.row))
    )
    return session.exec(query).first()


def out_before(session: Session, row: SuspicionRow) -> str:
    """The matter in which the same is verified already: another line of this audit's lists of the same kind
    that says the same of the same member. Empty: none."""
    query = select(SuspicionRow).where(
        *_of(row.place, row.audit, 0),
        SuspicionRow.kind == row.kind,
        SuspicionRow.case_no == row.case_no,
        SuspicionRow.member == row.member,
        SuspicionRow.number != "",
    )
    same = (x for x in session.exec(query) if _said(x) == _said(row))
    return next((x.number for x in same), "")


_COUNTED: Final = ("序号：", "行号：")
"""What only counts the lines of a list, and says nothing of anybody."""


def _said(row: SuspicionRow) -> tuple[date | None, tuple[str, ...]]:
    parts = row.detail.split("；")
    return row.event_on, tuple(part for part in parts if not part.startswith(_COUNTED))


def went_out(session: Session, key: str, number: str) -> None:
    session.execute(update(SuspicionRow).where(col(SuspicionRow.key) == key).values(number=number))


def listed(
    session: Session, place: str, audit: str, *, number: int = 0, states: Iterable[str] = ()
) -> tuple[SuspicionRow, ...]:
    """The suspicions of an audit, or of one of its lists, by list and line."""
    query = select(SuspicionRow).where(*_of(place, audit, number))
    wanted = tuple(states)
    if wanted:
        query = query.where(col(SuspicionRow.state).in_(wanted))
    order = (col(SuspicionRow.list), col(SuspicionRow.row), col(SuspicionRow.key))
    return tuple(session.exec(query.order_by(*order)))


def _of(place: str, audit: str, number: int) -> Iterator[Any]:
    yield col(SuspicionRow.place) == place
    yield col(SuspicionRow.audit) == audit
    if number:
        yield col(SuspicionRow.list) == number
