"""What a village keeps (JZ-34): who leads, grids with their named workers, rounds with a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from domain.base import CaseRefusal, Frozen
from store.sql import put
from store.tables import GridRow, RoundRow, VillageRow

_CLAUSE = "57号 Art 6; JZ-34"


class Grid(Frozen):
    """One grid area and its worker by name; `account` where the worker has one."""

    grid: str
    worker: str
    account: str = ""


class VillageOrder(Frozen):
    """A village as the township writes it down. `round_every`: calendar days between two rounds;
    `first_round`: when the first one is due, needed only for a village without a schedule."""

    place: str
    township: str
    village: str
    secretary: str
    head: str
    round_every: int
    grids: tuple[Grid, ...] = ()
    first_round: date | None = None


@dataclass(frozen=True)
class Village:
    """A village with its grids and rounds, the newest round first."""

    row: VillageRow
    grids: tuple[GridRow, ...]
    rounds: tuple[RoundRow, ...]

    @property
    def next_round(self) -> date | None:
        return next((r.planned_on for r in self.rounds if r.done_on is None), None)


def put_village(session: Session, order: VillageOrder, by: str, today: date) -> None:
    """Writes the village whole; its rounds stay, and a first one is planned if there is none."""
    at = {"place": order.place, "township": order.township, "village": order.village}
    put(
        session,
        VillageRow,
        [
            {
                **at,
                "round_every": order.round_every,
                "changed_on": today,
                "changed_by": by,
                "secretary": order.secretary,
                "head": order.head,
            }
        ],
    )
    session.execute(
        delete(GridRow).where(
            col(GridRow.place) == order.place,
            col(GridRow.township) == order.township,
            col(GridRow.village) == order.village,
        )
    )
    put(session, GridRow, [{**at, **grid.model_dump()} for grid in order.grids])
    if not rounds_of(session, order.place, order.township, order.village):
        first = order.first_round or today + timedelta(days=order.round_every)
        put(session, RoundRow, [_round(at, 1, first)])


def record_round(
    session: Session,
    *,
    place: str,
    township: str,
    village: str,
    by: str,
    on: date,
    households: int,
    note: str,
) -> int:
    """Records the round that was due and plans the next one; its number. CaseRefusal when the
    village is not on the books, or a round of a later day is recorded already."""
    row = session.get(VillageRow, (place, township, village), with_for_update=True)
    if row is None:
        raise CaseRefusal(
            "village_unknown", "该村（社区）尚未登记责任人和网格，请先登记后再记录巡查。", _CLAUSE
        )
    rounds = rounds_of(session, place, township, village)
    last = max((r.done_on for r in rounds if r.done_on), default=None)
    if last is not None and on < last:
        raise CaseRefusal(
            "round_before_last", f"已登记{last}的巡查，不能再补登更早的巡查，请核对日期。", _CLAUSE
        )
    due = next(r for r in rounds if r.done_on is None)
    due.done_on, due.by, due.households, due.note = on, by, households, note
    session.add(due)
    at = {"place": place, "township": township, "village": village}
    following = on + timedelta(days=row.round_every)
    put(session, RoundRow, [_round(at, due.number + 1, following)])
    return due.number


def _round(at: dict[str, str], number: int, planned_on: date) -> dict[str, object]:
    empty = {"done_on": None, "by": "", "households": 0, "note": ""}
    return {**at, "number": number, "planned_on": planned_on, **empty}


def rounds_of(session: Session, place: str, township: str, village: str) -> tuple[RoundRow, ...]:
    query = select(RoundRow).where(
        RoundRow.place == place, RoundRow.township == township, RoundRow.village == village
    )
    return tuple(session.exec(query.order_by(col(RoundRow.number).desc())))


def villages(
    session: Session, place: str, township: str = "", village: str = ""
) -> tuple[Village, ...]:
    """The villages on the books of a place, of one township or village where asked."""
    query = select(VillageRow).where(VillageRow.place == place)
    if township:
        query = query.where(VillageRow.township == township)
    if village:
        query = query.where(VillageRow.village == village)
    rows: Sequence[VillageRow] = session.exec(
        query.order_by(col(VillageRow.township), col(VillageRow.village))
    ).all()
    return tuple(
        Village(
            row,
            _grids(session, row),
            rounds_of(session, row.place, row.township, row.village),
        )
        for row in rows
    )


def _grids(session: Session, row: VillageRow) -> tuple[GridRow, ...]:
    query = select(GridRow).where(
        GridRow.place == row.place,
        GridRow.township == row.township,
        GridRow.village == row.village,
    )
    return tuple(session.exec(query.order_by(col(GridRow.grid))))
