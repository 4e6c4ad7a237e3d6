"""The register of social forces and the budgets of bought services.

A contract's budget can never be exceeded: a sum is set aside under the contract's lock before the
case is asked, and freed when the case refuses it or never heard of it (JZ-40).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from domain.base import Frozen
from domain.case.file import CaseFile
from store.sql import put
from store.tables import ContractRow, IncentiveRow, ProviderRow, ServiceOrderRow

ASIDE, ORDERED = "aside", "ordered"


class Standing(Frozen):
    """How much of a contract is used: sums in fen, people and times served."""

    ordered_fen: int = 0
    orders: int = 0
    cases: int = 0
    times: int = 0


def register(session: Session, row: ProviderRow) -> None:
    """Puts a provider in, or renews its entry."""
    put(session, ProviderRow, [row.model_dump()])


def provider(session: Session, place: str, code: str) -> ProviderRow | None:
    return session.get(ProviderRow, (place, code))


def providers(session: Session, place: str) -> tuple[ProviderRow, ...]:
    query = select(ProviderRow).where(ProviderRow.place == place)
    return tuple(session.exec(query.order_by(col(ProviderRow.on), col(ProviderRow.code))))


def grant(
    session: Session,
    *,
    place: str,
    code: str,
    kind: str,
    fen: int,
    document: str,
    on: date,
    by: str,
) -> None:
    """One more incentive of a provider; the provider's row is held meanwhile."""
    session.get_one(ProviderRow, (place, code), with_for_update=True)
    seq = session.exec(
        select(func.count())
        .select_from(IncentiveRow)
        .where(IncentiveRow.place == place, IncentiveRow.provider == code)
    ).one()
    put(
        session,
        IncentiveRow,
        [
            {
                "place": place,
                "provider": code,
                "seq": seq + 1,
                "kind": kind,
                "fen": fen,
                "document": document,
                "on": on,
                "by": by,
            }
        ],
    )


def incentives(session: Session, place: str) -> tuple[IncentiveRow, ...]:
    query = select(IncentiveRow).where(IncentiveRow.place == place)
    order = (col(IncentiveRow.provider), col(IncentiveRow.seq))
    return tuple(session.exec(query.order_by(*order)))


def sign(session: Session, row: ContractRow) -> bool:
    """Puts a contract in. False: the number is taken."""
    return put(session, ContractRow, [row.model_dump()], keep=True) == 1


def contract(session: Session, place: str, number: str) -> ContractRow | None:
    return session.get(ContractRow, (place, number))


def contracts(session: Session, place: str) -> tuple[ContractRow, ...]:
    query = select(ContractRow).where(ContractRow.place == place)
    return tuple(session.exec(query.order_by(col(ContractRow.since), col(ContractRow.number))))


def contracts_of(session: Session, account: str) -> tuple[ContractRow, ...]:
    """The contracts somebody signs in under, ended ones too; none for the county's own staff."""
    query = select(ContractRow).where(ContractRow.account == account)
    return tuple(session.exec(query.order_by(col(ContractRow.until))))


def end_contract(session: Session, place: str, number: str, on: date) -> None:
    row = session.get_one(ContractRow, (place, number), with_for_update=True)
    row.ended_on = on
    session.add(row)


def runs_on(row: ContractRow, day: date) -> bool:
    last = min(row.until, row.ended_on) if row.ended_on else row.until
    return row.since <= day <= last


def used(session: Session, place: str, number: str) -> Standing:
    rows = session.exec(
        select(ServiceOrderRow).where(
            ServiceOrderRow.place == place, ServiceOrderRow.contract == number
        )
    ).all()
    return Standing(
        ordered_fen=sum(r.fen for r in rows),
        orders=len(rows),
        cases=len({r.case_no for r in rows}),
        times=sum(r.times for r in rows),
    )


def set_aside(
    session: Session,
    *,
    order: str,
    place: str,
    number: str,
    case_no: str,
    fen: int,
    at: datetime,
) -> int:
    """Holds a sum of the budget under `order`; gives what is left, negative when it is not held.

    The same order again gives the same answer and holds nothing twice.
    """
    row = session.get_one(ContractRow, (place, number), with_for_update=True)
    stands = session.get(ServiceOrderRow, order)
    left = row.budget_fen - used(session, place, number).ordered_fen
    if stands is not None:
        return left
    if fen > left:
        return left - fen
    put(
        session,
        ServiceOrderRow,
        [
            {
                "order": order,
                "place": place,
                "contract": number,
                "case_no": case_no,
                "number": 0,
                "fen": fen,
                "times": 0,
                "state": ASIDE,
                "at": at,
                "ended_on": None,
            }
        ],
    )
    return left - fen


def free(session: Session, order: str) -> None:
    """The case refused the order: its sum is the contract's again."""
    session.execute(
        delete(ServiceOrderRow).where(
            col(ServiceOrderRow.order) == order, col(ServiceOrderRow.state) == ASIDE
        )
    )


def free_forgotten(session: Session, before: datetime) -> None:
    """Sums set aside for orders no case ever took, because their sender died in between."""
    session.execute(
        delete(ServiceOrderRow).where(
            col(ServiceOrderRow.at) < before, col(ServiceOrderRow.state) == ASIDE
        )
    )


def project_orders(session: Session, file: CaseFile) -> None:
    """The orders a case has taken: confirmed, with how often the service was given."""
    for service in file.linked.services:
        row = session.get(ServiceOrderRow, service.order) if service.order else None
        if row is None:
            continue
        times = max(row.times, len(service.notes))
        row.sqlmodel_update(
            {
                "state": ORDERED,
                "number": service.number,
                "times": times,
                "ended_on": service.ended_on,
            }
        )
        session.add(row)
    session.flush()


def orders_under(session: Session, place: str, number: str) -> tuple[ServiceOrderRow, ...]:
    """What a provider has to do under a contract, newest last."""
    query = select(ServiceOrderRow).where(
        ServiceOrderRow.place == place,
        ServiceOrderRow.contract == number,
        ServiceOrderRow.state == ORDERED,
    )
    return tuple(session.exec(query.order_by(col(ServiceOrderRow.at))))


def is_assigned(session: Session, place: str, number: str, case_no: str) -> bool:
    return any(r.case_no == case_no for r in orders_under(session, place, number))
