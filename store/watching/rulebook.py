"""The rulebook in the tables: each case's answers, each breach under its key, each night's counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.base import Frozen
from store.scopes import Scopes, of_numbers
from store.sql import in_chunks, put
from store.tables.cases import CaseRow
from store.tables.oversight import OversightRow
from store.tables.rulebook import BreachRow, NightRow, RulebookCaseRow
from workflows.rulebook_steps import NightDone


class Found(Frozen):
    """One breach as it is kept. `number`: of the matter of supervision it is answered in; `former`: the
    key it may stand under from before."""

    key: str
    former: str = ""
    rule: str
    place: str
    township: str
    case_no: str
    on: date
    seq: int
    number: str
    zh: str


class Kept(Frozen):
    """What a night changed in the tables. `gone`, `back`: matters whose breach is no longer found, or
    is found again."""

    new: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    back: tuple[tuple[str, str], ...] = ()


def answers(session: Session, program: str) -> dict[str, str]:
    """The answers of every case as JSON, by number; those of another program are left out."""
    query = select(RulebookCaseRow).where(RulebookCaseRow.program == program)
    return {row.case_no: row.content for row in session.exec(query)}


def keep_answers(session: Session, program: str, rows: Sequence[Mapping[str, str]]) -> None:
    """`rows`: case_no, place, township, content."""
    now = datetime.now(UTC)
    for part in in_chunks(rows):
        put(
            session, RulebookCaseRow, [{**row, "program": program, "asked_at": now} for row in part]
        )


def keep_breaches(
    session: Session,
    on: date,
    found: Iterable[Found],
    places: Iterable[str],
    unknown: Iterable[str],
) -> Kept:
    """The breaches of this night over all cases of these places. One that is not found any more is
    marked so, unless its case could not be asked; one that comes back is open again."""
    now = {one.key: one for one in found}
    silent, wanted = set(unknown), sorted(set(places))
    query = select(BreachRow).where(col(BreachRow.place).in_(wanted))
    stand = {row.key: row for row in session.exec(query)}
    for key, one in now.items():
        if key not in stand and one.former in stand and one.former not in now:
            stand[key] = _under(session, stand.pop(one.former), key)
    rows = []
    for key, one in now.items():
        known = stand.get(key)
        rows.append(
            {
                **one.model_dump(exclude={"former"}),
                "number": known.number if known else one.number,
                "first_on": known.first_on if known else on,
                "last_on": on,
                "gone_on": None,
            }
        )
    for part in in_chunks(rows):
        put(session, BreachRow, part)
    gone = [
        row
        for key, row in stand.items()
        if key not in now and row.gone_on is None and row.case_no not in silent
    ]
    for row in gone:
        row.gone_on = on
        session.add(row)
    back = [row for key, row in stand.items() if key in now and row.gone_on is not None]
    return Kept(
        new=tuple(key for key in now if key not in stand),
        gone=tuple((row.place, row.number) for row in gone),
        back=tuple((row.place, row.number) for row in back),
    )


def _under(session: Session, row: BreachRow, key: str) -> BreachRow:
    """The same breach under another key: its matter keeps the number."""
    moved = BreachRow(**{**row.model_dump(), "key": key})
    session.delete(row)
    session.flush()
    return moved


def kept_numbers(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """The number of the matter of each breach that stands, by key."""
    found: dict[str, str] = {}
    for part in in_chunks(sorted(set(keys))):
        query = select(BreachRow.key, BreachRow.number).where(col(BreachRow.key).in_(part))
        found.update(dict(session.exec(query).all()))
    return found


def keep_night(session: Session, rows: Sequence[NightRow]) -> None:
    """The counts of one night by township; a second round of the same night takes the place of the
    first."""
    for part in in_chunks(rows):
        put(session, NightRow, [row.model_dump() for row in part])


def counts(
    session: Session, place: str, township: str = "", within: Scopes = ()
) -> dict[str, tuple[int, int, int]]:
    """By question: breaches that stand, of them answered for good by a person, and those that went
    away by themselves."""
    stands, closed, gone = Counter[str](), Counter[str](), Counter[str]()
    for one in _with_matters(session, place, township=township, within=within):
        if one.gone_on is not None:
            gone[one.rule] += 1
        else:
            stands[one.rule] += 1
            closed[one.rule] += one.closed_on is not None
    return {rule: (stands[rule], closed[rule], gone[rule]) for rule in {*stands, *gone}}


class BreachLine(Frozen):
    """A breach with how far its matter has come. `stage` empty: it is only about to be opened."""

    key: str
    rule: str
    place: str
    township: str
    case_no: str
    on: date
    seq: int
    number: str
    first_on: date
    gone_on: date | None
    zh: str
    stage: str = ""
    due_on: date | None = None
    overdue: bool = False
    verdict: str = ""
    closed_on: date | None = None


def breaches(
    session: Session,
    place: str,
    *,
    rule: str = "",
    township: str = "",
    most: int = 500,
    within: Scopes = (),
) -> tuple[BreachLine, ...]:
    """Open ones first, then those a person closed, then those that went away; the oldest first."""
    found = list(_with_matters(session, place, rule=rule, township=township, within=within))
    found.sort(key=lambda b: (b.gone_on is not None, b.closed_on is not None, b.first_on, b.key))
    return tuple(found[:most])


def _with_matters(
    session: Session, place: str, *, rule: str = "", township: str = "", within: Scopes = ()
) -> Iterator[BreachLine]:
    subject = "breach/" + col(BreachRow.place) + "/" + col(BreachRow.number)
    query = (
        select(BreachRow, OversightRow)
        .join(OversightRow, col(OversightRow.subject) == subject, isouter=True)
        .where(BreachRow.place == place, *of_numbers(BreachRow.case_no, within))
    )
    if rule:
        query = query.where(BreachRow.rule == rule)
    if township:
        query = query.where(BreachRow.township == township)
    for row, matter in session.exec(query):
        yield _line(row, matter)


def breach_of(session: Session, place: str, number: str) -> BreachRow | None:
    """The breach a matter of supervision is about."""
    query = select(BreachRow).where(BreachRow.place == place, BreachRow.number == number)
    return session.exec(query).first()


def _line(row: BreachRow, matter: OversightRow | None) -> BreachLine:
    shown: dict[str, Any] = row.model_dump(exclude={"last_on"})
    if matter is not None:
        shown |= {
            "stage": matter.stage,
            "due_on": matter.due_on,
            "overdue": matter.overdue,
            "verdict": matter.verdict,
            "closed_on": matter.closed_on,
        }
    return BreachLine.model_validate(shown)


class Trend(Frozen):
    """A township's rate over time: for each month the last night of it, oldest first."""

    township: str
    points: tuple[tuple[date, int, int, int], ...]
    """Night, cases, cases with a breach, breaches."""


def trend(
    session: Session,
    place: str,
    *,
    township: str = "",
    townships: Collection[str] | None = None,
    last: int = 12,
) -> tuple[Trend, ...]:
    """Of each township, or of these, the last night of each month and the newest night of all."""
    query = select(NightRow).where(NightRow.place == place)
    if township:
        query = query.where(NightRow.township == township)
    if townships is not None:
        query = query.where(col(NightRow.township).in_(townships))
    ended: dict[str, dict[tuple[int, int], NightRow]] = defaultdict(dict)
    for row in session.exec(query.order_by(col(NightRow.on))):
        ended[row.township][row.on.year, row.on.month] = row
    return tuple(
        Trend(
            township=code,
            points=tuple(
                (n.on, n.cases, n.wrong, n.breaches) for n in list(nights.values())[-last:]
            ),
        )
        for code, nights in sorted(ended.items())
    )


def month_ends(session: Session, place: str, last: int = 12) -> tuple[date, ...]:
    """The last night of each month in which this place was asked, oldest first."""
    query = select(col(NightRow.on)).where(NightRow.place == place).distinct()
    nights = query.order_by(col(NightRow.on))
    ended = {(on.year, on.month): on for on in session.exec(nights)}
    return tuple(ended.values())[-last:]


def trend_within(
    session: Session, place: str, nights: Sequence[date], within: Scopes, besides: Collection[str]
) -> tuple[Trend, ...]:
    """The rate over time of the cases within an auditor's leaves, by township; townships of `besides`
    are left out. No night keeps counts so fine: what stood then is told from each breach's first and
    last night and each case's day of application. A breach that went and came back counts as standing
    in between."""
    asked = (
        select(col(RulebookCaseRow.township), col(CaseRow.applied_on))
        .join(CaseRow, col(CaseRow.case_no) == col(RulebookCaseRow.case_no), isouter=True)
        .where(RulebookCaseRow.place == place, *of_numbers(RulebookCaseRow.case_no, within))
    )
    cases: dict[str, list[date | None]] = defaultdict(list)
    for town, applied_on in session.exec(asked):
        if town not in besides:
            cases[town].append(applied_on)
    stood = select(BreachRow).where(
        BreachRow.place == place, *of_numbers(BreachRow.case_no, within)
    )
    found: dict[str, list[BreachRow]] = defaultdict(list)
    for row in session.exec(stood):
        found[row.township].append(row)
    return tuple(
        Trend(township=town, points=tuple(_points(nights, begun, found[town])))
        for town, begun in sorted(cases.items())
    )


def _points(
    nights: Sequence[date], begun: Sequence[date | None], found: Sequence[BreachRow]
) -> Iterator[tuple[date, int, int, int]]:
    for night in nights:
        count = sum(day is None or day <= night for day in begun)
        stood = [
            one.case_no
            for one in found
            if one.first_on <= night and (one.gone_on is None or one.gone_on > night)
        ]
        if count or night == nights[-1]:
            yield night, count, len(set(stood)), len(stood)


class Night(Frozen):
    """The newest night of a place."""

    on: date
    cases: int
    asked: int
    unknown: int


def newest(session: Session, place: str, townships: Collection[str] | None = None) -> Night | None:
    """Its counts over the place, or over these townships of it."""
    on = session.exec(select(func.max(NightRow.on)).where(NightRow.place == place)).one()
    if on is None:
        return None
    query = select(NightRow).where(NightRow.place == place, NightRow.on == on)
    if townships is not None:
        query = query.where(col(NightRow.township).in_(townships))
    rows = session.exec(query).all()
    return Night(
        on=on,
        cases=sum(r.cases for r in rows),
        asked=sum(r.asked for r in rows),
        unknown=sum(r.unknown for r in rows),
    )


def night_done(session: Session, on: date) -> NightDone:
    """What the night came to over all places."""
    rows = session.exec(select(NightRow).where(NightRow.on == on)).all()
    kept = select(func.count()).select_from(BreachRow)
    return NightDone(
        cases=sum(r.cases for r in rows),
        asked=sum(r.asked for r in rows),
        unknown=sum(r.unknown for r in rows),
        breaches=session.exec(kept.where(col(BreachRow.gone_on).is_(None))).one(),
        new=session.exec(kept.where(BreachRow.first_on == on)).one(),
        gone=session.exec(kept.where(BreachRow.gone_on == on)).one(),
    )
