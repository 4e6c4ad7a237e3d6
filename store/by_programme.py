"""The figures of a place programme by programme: applications, decisions, help given once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.programme import Programme
from store.tables import CaseRow, OnceAidRow


@dataclass(frozen=True)
class OfProgramme:
    """Cases of one programme; `once_fen` is what was decided for those that were helped once.

    `answered`: requests their unit has decided, of which it has `given` aid in so many.
    """

    programme: str
    applications: int
    granted: int
    refused: int
    expired: int
    answered: int
    given: int
    once: int
    once_fen: int


def by_programme(session: Session, place: str) -> tuple[OfProgramme, ...]:
    """In the order of the law; a programme nobody applied for is left out."""
    cases: dict[str, list[CaseRow]] = {}
    for row in session.exec(select(CaseRow).where(CaseRow.place == place)):
        cases.setdefault(row.programme, []).append(row)
    helped: dict[str, dict[str, int]] = {}
    for aid in session.exec(
        select(OnceAidRow).where(OnceAidRow.place == place, col(OnceAidRow.helped_on).is_not(None))
    ):
        helped.setdefault(aid.programme, {})[aid.case_no] = aid.fen
    return tuple(
        _figures(programme, cases[programme], helped.get(programme, {}))
        for programme in Programme
        if programme in cases
    )


def _figures(programme: Programme, rows: Iterable[CaseRow], helped: dict[str, int]) -> OfProgramme:
    rows = list(rows)
    outcomes = [row.outcome for row in rows]
    given = outcomes.count("referral_given")
    return OfProgramme(
        programme=programme.value,
        applications=len(rows),
        granted=sum(row.granted is True for row in rows),
        refused=sum(row.granted is False for row in rows),
        expired=outcomes.count("expired"),
        answered=given + outcomes.count("referral_refused"),
        given=given,
        once=len(helped),
        once_fen=sum(helped.values()),
    )
