"""The figures of a place for its report: what became of the applications, the money, the delays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, inspect
from sqlmodel import Session, col, select

from store.by_programme import OfProgramme, by_programme
from store.cases import figures
from store.tables import CaseRow, TimelineRow
from store.tables.meeting import MeasureTaskRow
from store.tables.pay import Obligation


@dataclass(frozen=True)
class Report:
    """Cases unless the name says otherwise; money in fen. `refused`: by reason code."""

    place: str
    applications: int
    accepted: int
    corrected: int
    not_accepted: int
    withdrawn: int
    refused_total: int
    objections: int
    escalations: int
    escalations_with_measures: int
    measures: int
    confirmed: int
    living: int
    paid_fen: int
    paid_months: int
    returned: int
    repaid: int
    rechecks: int
    gradual_exits: int
    increases_and_decreases: int
    stops: int
    scattered: int
    agreements: int
    refused: dict[str, int] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)
    programmes: tuple[OfProgramme, ...] = ()


def report(session: Session, place: str) -> Report:
    """Everything in the table at the end of the demonstration, counted from the tables alone."""
    found = figures(session, place)
    paid_fen, paid_months, returned, repaid = _money(session, place)
    subjects, measures = _measures(session, place)
    return Report(
        place=place,
        applications=found.applications,
        accepted=found.acts["accept"],
        corrected=found.acts["request_correction"],
        not_accepted=found.outcomes["not_accepted"],
        withdrawn=found.outcomes["withdrawn"],
        refused_total=found.acts["refuse"],
        objections=found.acts["object"],
        escalations=found.acts["escalate"],
        escalations_with_measures=subjects,
        measures=measures,
        confirmed=found.acts["confirm"],
        living=_entitled(session, place),
        paid_fen=paid_fen,
        paid_months=paid_months,
        returned=returned,
        repaid=repaid,
        rechecks=_lines(session, place, "review_opened"),
        gradual_exits=found.papers["transition"],
        increases_and_decreases=found.papers["change"],
        stops=found.papers["stop"],
        scattered=(scattered := _flagged(session, place, "care_scattered")),
        agreements=scattered - _flagged(session, place, "care_unsigned"),
        refused=dict(sorted(_refused(session, place).items())),
        overdue=dict(sorted(found.overdue.items())),
        programmes=by_programme(session, place),
    )


def newest_day(session: Session, place: str) -> date | None:
    """The latest legal day recorded in any case of the place."""
    query = (
        select(func.max(TimelineRow.on))
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(CaseRow.place == place)
    )
    return session.exec(query).one()


def _entitled(session: Session, place: str) -> int:
    query = select(func.count()).where(CaseRow.place == place, CaseRow.monthly_fen > 0)
    return session.exec(query).one()


def _flagged(session: Session, place: str, flag: str) -> int:
    """Cases that bear the flag: how many 特困 people live scattered, or without agreement (JZ-14)."""
    marked = col(CaseRow.flags).contains(f",{flag},", autoescape=True)
    query = select(func.count()).where(CaseRow.place == place, marked)
    return session.exec(query).one()


def _lines(session: Session, place: str, act: str) -> int:
    query = (
        select(func.count())
        .select_from(TimelineRow)
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(CaseRow.place == place, TimelineRow.act == act)
    )
    return session.exec(query).one()


def _refused(session: Session, place: str) -> dict[str, int]:
    """Reasons of refusals, decided ones whose notice is still to be served included."""
    query = select(CaseRow.reason_codes).where(
        CaseRow.place == place, col(CaseRow.granted).is_(False)
    )
    found: dict[str, int] = {}
    for codes in session.exec(query):
        for code in filter(None, codes.split(",")):
            found[code] = found.get(code, 0) + 1
    return found


def _measures(session: Session, place: str) -> tuple[int, int]:
    """Decisions that gave measures, and the measures: each is a task of one unit."""
    rows = session.exec(
        select(MeasureTaskRow.case_no, MeasureTaskRow.number).where(MeasureTaskRow.place == place)
    ).all()
    return len(set(rows)), len(rows)


def _money(session: Session, place: str) -> tuple[int, int, int, int]:
    if not inspect(session.connection()).has_table("obligations"):
        return 0, 0, 0, 0
    paid = select(func.coalesce(func.sum(Obligation.fen), 0), func.count()).where(
        Obligation.place == place, Obligation.state == "paid"
    )
    fen, months = session.exec(paid).one()
    returned = select(func.count()).where(Obligation.place == place, Obligation.returns > 0)
    return (
        int(fen),
        months,
        session.exec(returned).one(),
        session.exec(returned.where(Obligation.state == "paid")).one(),
    )
