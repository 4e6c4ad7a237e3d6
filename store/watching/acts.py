"""What the boards judge, read from the tables: acts of a period, accounts, cases that stand still."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from domain.case.lifecycle import Stage
from domain.watching.facts import AccountFact, ActFact, Facts, OpenFact, ReversedFact
from domain.watching.overlooked import Overlooked
from store.tables import AccountRow, CaseRow, LeadRow, TaskRow, TimelineRow
from store.types import keyring_of
from workflows.base import SHANGHAI

_AT_REST = (Stage.CLOSED.value, Stage.SUPERVISION.value, Stage.DISBURSEMENT.value)


def facts_of(
    session: Session, place: str, since: date, today: date, townships: dict[str, str]
) -> Facts:
    """The acts recorded from `since` to `today`, and what stands today."""
    return Facts(
        acts=acts_between(session, place, since, today),
        accounts=_accounts(session, place),
        open_cases=_open(session, place),
        reversals=reversed_refusals(session, place, since, today),
        townships=townships,
    )


def acts_between(session: Session, place: str, first: date, last: date) -> tuple[ActFact, ...]:
    """Acts of people, by the moment they were recorded. Single columns, so that nothing sealed is
    opened for nothing."""
    begin = datetime.combine(first, time(), SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
    query = (
        columns(
            col(TimelineRow.case_no),
            col(CaseRow.township),
            col(CaseRow.village),
            col(CaseRow.programme),
            col(TimelineRow.act),
            col(TimelineRow.officer),
            col(TimelineRow.on),
            col(TimelineRow.at),
            col(TimelineRow.role),
        )
        .join(CaseRow, col(CaseRow.case_no) == col(TimelineRow.case_no))
        .where(
            col(CaseRow.place) == place,
            col(TimelineRow.officer) != "",
            col(TimelineRow.at) >= begin,
            col(TimelineRow.at) < end,
        )
        .order_by(col(TimelineRow.at), col(TimelineRow.case_no), col(TimelineRow.seq))
    )
    return tuple(
        ActFact(
            case_no=case_no,
            township=township,
            village=village,
            programme=programme,
            act=act,
            officer=officer,
            on=on,
            at=at.astimezone(SHANGHAI),
            role=role,
        )
        for case_no, township, village, programme, act, officer, on, at, role in (
            session.connection().execute(query)
        )
    )


def _accounts(session: Session, place: str) -> tuple[AccountFact, ...]:
    """Accounts of cases that draw aid. Who keeps one for others is compared by blind index."""
    ring = keyring_of(session)
    query = (
        columns(
            col(AccountRow.case_no),
            col(CaseRow.township),
            col(AccountRow.number_index),
            col(AccountRow.custodian_agreement),
        )
        .join(CaseRow, col(CaseRow.case_no) == col(AccountRow.case_no))
        .where(col(CaseRow.place) == place, col(CaseRow.monthly_fen) > 0)
        .order_by(col(AccountRow.case_no))
    )
    return tuple(
        AccountFact(
            case_no=case_no,
            township=township,
            number=number,
            custodian=ring.blind_index(f"custodian:{agreement}") if agreement else "",
        )
        for case_no, township, number, agreement in session.connection().execute(query)
        if number
    )


def _open(session: Session, place: str) -> tuple[OpenFact, ...]:
    """Cases under way with the day of their last act; one that draws aid rests lawfully."""
    last = (
        select(TimelineRow.case_no, func.max(TimelineRow.at).label("at"))
        .where(TimelineRow.officer != "")
        .group_by(col(TimelineRow.case_no))
        .subquery()
    )
    query = (
        columns(
            col(CaseRow.case_no),
            col(CaseRow.township),
            col(CaseRow.stage),
            col(CaseRow.applied_on),
            last.c.at,
        )
        .join(last, last.c.case_no == col(CaseRow.case_no), isouter=True)
        .where(col(CaseRow.place) == place, col(CaseRow.stage).not_in(_AT_REST))
        .order_by(col(CaseRow.case_no))
    )
    return tuple(
        OpenFact(
            case_no=case_no,
            township=township,
            stage=stage,
            last_act=at.astimezone(SHANGHAI).date() if at else applied,
        )
        for case_no, township, stage, applied, at in session.connection().execute(query)
    )


def reversed_refusals(
    session: Session, place: str, first: date, last: date
) -> tuple[ReversedFact, ...]:
    """Cases that were refused and are granted now, decided anew from `first` to `last`."""
    return tuple(
        ReversedFact(
            case_no=row.case_no,
            township=row.township,
            programme=row.programme,
            refused_on=refused,
            reversed_on=row.decided_on or refused,
        )
        for row, refused in _granted_after(session, place, "refuse", first, last)
    )


def _granted_after(
    session: Session, place: str, act: str, first: date, last: date
) -> list[tuple[CaseRow, date]]:
    """Cases granted in the period in whose record this act stands, with its first day."""
    days = dict(
        session.exec(
            select(TimelineRow.case_no, func.min(TimelineRow.on))
            .where(TimelineRow.act == act)
            .group_by(col(TimelineRow.case_no))
        ).all()
    )
    query = select(CaseRow).where(
        CaseRow.place == place,
        col(CaseRow.granted).is_(True),
        col(CaseRow.decided_on) >= first,
        col(CaseRow.decided_on) <= last,
    )
    rows = session.exec(query.order_by(col(CaseRow.case_no)))
    return [(row, days[row.case_no]) for row in rows if row.case_no in days]


def late_steps(session: Session, place: str, since: date) -> dict[str, int]:
    """Tasks that passed their day, open or done late, begun since then, by township."""
    query = (
        select(TaskRow.township, func.count())
        .where(TaskRow.place == place, col(TaskRow.overdue).is_(True), TaskRow.since >= since)
        .group_by(col(TaskRow.township))
    )
    return dict(session.exec(query).all())


def overlooked(session: Session, place: str, since: date, today: date) -> tuple[Overlooked, ...]:
    """Everybody who may have been left without help since that day, the longest first (JZ-57)."""
    found = [
        *_not_accepted(session, place, since, today),
        *_open_leads(session, place, today),
        *(
            Overlooked(
                what="reversed",
                number=r.case_no,
                township=r.township,
                programme=r.programme,
                on=r.reversed_on,
                days=(r.reversed_on - r.refused_on).days,
            )
            for r in reversed_refusals(session, place, since, today)
        ),
        *_after_complaint(session, place, since, today),
    ]
    return tuple(sorted(found, key=lambda one: (-one.days, one.number, one.what)))


def _not_accepted(session: Session, place: str, since: date, today: date) -> list[Overlooked]:
    query = select(CaseRow).where(
        CaseRow.place == place, CaseRow.outcome == "not_accepted", col(CaseRow.closed_on) >= since
    )
    return [
        Overlooked(
            what="not_accepted",
            number=row.case_no,
            township=row.township,
            programme=row.programme,
            on=row.closed_on or row.applied_on,
            days=(today - (row.closed_on or row.applied_on)).days,
        )
        for row in session.exec(query)
    ]


def _open_leads(session: Session, place: str, today: date) -> list[Overlooked]:
    query = select(LeadRow).where(
        LeadRow.place == place, col(LeadRow.closed_on).is_(None), col(LeadRow.overdue).is_(True)
    )
    return [
        Overlooked(
            what="lead_open",
            number=row.lead_no,
            township=row.township,
            programme="",
            on=row.reported_on,
            days=(today - row.reported_on).days,
        )
        for row in session.exec(query)
        if row.kind == "enter"
    ]


def _after_complaint(session: Session, place: str, since: date, today: date) -> list[Overlooked]:
    """Granted, and a complaint was registered in the case before the confirmation."""
    return [
        Overlooked(
            what="after_complaint",
            number=row.case_no,
            township=row.township,
            programme=row.programme,
            on=row.decided_on,
            days=(row.decided_on - row.applied_on).days,
        )
        for row, complained in _granted_after(session, place, "register_complaint", since, today)
        if row.decided_on is not None and complained <= row.decided_on
    ]
