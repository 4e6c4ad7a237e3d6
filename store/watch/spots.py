"""Rounds of spot checks: whom a round is drawn from, and what it found of each case."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from domain.case.lifecycle import Role, Stage
from domain.programme import Programme
from domain.reporting.period import Period
from domain.sampling.drawing import Stratum, line_of
from domain.sampling.engine import PROCEDURE
from store.sql import put
from store.tables import CaseRow, SpotRow, TimelineRow
from store.watch import proceedings
from workflows.watch_steps import SpotProjection

_DECIDES = ("confirm", "refuse")


def population(session: Session, place: str, period: Period) -> tuple[str, ...]:
    """Every case of the round, sorted: what a township decided in the period, granted and refused
    alike; relatives who draw 低保; relatives' cases granted in the period; people in 特困 care."""
    decided = _decided_by_townships(session, place, period)
    rows = session.exec(select(CaseRow).where(CaseRow.place == place))
    lines = (
        line_of(row.case_no, row.township, strata)
        for row in rows
        if (strata := tuple(_strata(row, decided, period)))
    )
    return tuple(sorted(lines))


def _decided_by_townships(session: Session, place: str, period: Period) -> set[str]:
    query = (
        select(TimelineRow.case_no)
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(
            CaseRow.place == place,
            col(TimelineRow.act).in_(_DECIDES),
            TimelineRow.role == Role.TOWNSHIP_LEADER.value,
            col(TimelineRow.on) >= period.since,
            col(TimelineRow.on) <= period.until,
        )
    )
    return set(session.exec(query))


def _strata(row: CaseRow, decided: set[str], period: Period) -> Iterator[Stratum]:
    if row.case_no in decided:
        yield Stratum.GENERAL
    living = row.stage == Stage.SUPERVISION.value
    relative = ",relative," in row.flags
    if relative and living and row.programme == Programme.DIBAO.value:
        yield Stratum.RELATIVES
    new = row.decided_on is not None and period.since <= row.decided_on <= period.until
    if relative and row.granted and new:
        yield Stratum.NEW_RELATIVES
    if living and row.programme == Programme.TEKUN.value:
        yield Stratum.CARE


def project_spot(session: Session, projection: SpotProjection) -> bool:
    """The round in the list of its kind, and each drawn case. False: it was too old."""
    file = projection.file
    shares = file.shares
    short = sum(s.shortfall for s in shares)
    wrong = sum(not c.right for c in file.checks)
    shown: dict[str, object] = {
        "topic": file.period.zh if file.period else "",
        "result": "" if not file.draws else "kept" if not short else "short",
        "flags": proceedings.codes(("wrong",) if wrong else ()),
        "count": wrong,
    }
    written = proceedings.project(
        session,
        PROCEDURE,
        file,
        projection.tasks,
        projection.waiting,
        shown,
    )
    if not written:
        return False
    rows = []
    for drawn in file.draws:
        for case_no in drawn.cases:
            check = file.of(case_no)
            rows.append(
                {
                    "place": file.place,
                    "period": file.number,
                    "stratum": drawn.stratum.value,
                    "case_no": case_no,
                    "township": drawn.township,
                    "checked_on": check.on if check else None,
                    "checked_by": check.by[:60] if check else "",
                    "correct": check.right if check else None,
                    "fault": check.fault.value if check and check.fault else "",
                    "back": check.back[:40] if check else "",
                }
            )
    put(session, SpotRow, rows)
    return True


def recorded(session: Session, place: str, period: str) -> tuple[tuple[str, str], ...]:
    """Stratum and case of every case drawn in the round, as the table has them."""
    query = select(SpotRow.stratum, SpotRow.case_no).where(
        SpotRow.place == place, SpotRow.period == period
    )
    return tuple(sorted(session.exec(query)))
