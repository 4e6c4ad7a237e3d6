"""岗位代行: kept records, read back as they were kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.delegation import CLAUSE, Holder, StandIn
from store.sql import put
from store.tables import ContractRow, StandInRow, UserRow


def holder(session: Session, account: str) -> Holder | None:
    """An account as who may be stood in for, or stand in; None for an unknown one."""
    row = session.get(UserRow, account)
    if row is None:
        return None
    bought = session.exec(select(ContractRow.number).where(ContractRow.account == row.id)).first()
    return Holder(
        id=row.id,
        role=Role(row.role),
        place=row.place,
        township=row.township,
        village=row.village,
        unit=row.unit,
        contract=bought is not None,
        active=row.active,
    )


def of_place(session: Session, place: str) -> tuple[StandIn, ...]:
    """Every record of the place, by number."""
    query = select(StandInRow).where(StandInRow.place == place)
    return tuple(_read(row) for row in session.exec(query.order_by(col(StandInRow.number))))


def running(session: Session, place: str, deputy: str, day: date) -> tuple[StandIn, ...]:
    """For whom this account stands in on that day."""
    query = select(StandInRow).where(
        StandInRow.place == place,
        StandInRow.deputy == deputy,
        StandInRow.since <= day,
        StandInRow.until >= day,
    )
    found = (_read(row) for row in session.exec(query.order_by(col(StandInRow.number))))
    return tuple(one for one in found if one.holds_on(day))


def keep(session: Session, one: StandIn) -> None:
    """A new record. CaseRefusal when somebody else has taken the number meanwhile."""
    by = one.by
    row = {
        **one.model_dump(exclude={"by", "role"}),
        "role": one.role.value,
        "at": datetime.now(UTC),
        "officer": by.id,
        "officer_role": by.role.value,
        "officer_unit": by.unit,
        "officer_township": by.township,
    }
    if not put(session, StandInRow, [row], keep=True):
        raise CaseRefusal("changed_meanwhile", "代行安排刚刚有变动，请刷新后再办理。", CLAUSE)


def keep_ended(session: Session, one: StandIn) -> None:
    """The record with its early end. CaseRefusal when it was ended meanwhile."""
    row = session.get_one(StandInRow, (one.place, one.number), with_for_update=True)
    if row.ended_on is not None:
        raise CaseRefusal("stand_in_over", f"第{one.number}号代行已经结束，无需办理。", CLAUSE)
    row.ended_on, row.ended_by = one.ended_on, one.ended_by
    row.ended_because = one.ended_because
    session.add(row)


def _read(row: StandInRow) -> StandIn:
    by = Officer(
        id=row.officer,
        role=Role(row.officer_role),
        unit=row.officer_unit,
        place=row.place,
        township=row.officer_township,
    )
    kept = row.model_dump(include=set(StandIn.model_fields) - {"by", "role"})
    return StandIn(**kept, role=Role(row.role), by=by)
