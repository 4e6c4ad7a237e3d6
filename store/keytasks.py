"""重点任务: kept statements, read back as they were kept."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.acts.base import Behalf
from domain.case.lifecycle import Role
from domain.keytasks import Statement
from store.sql import put
from store.tables import KeyTaskRow


def of_place(session: Session, place: str) -> tuple[Statement, ...]:
    """Every statement of the place, by number."""
    query = select(KeyTaskRow).where(KeyTaskRow.place == place)
    return tuple(_read(row) for row in session.exec(query.order_by(col(KeyTaskRow.number))))


def keep(session: Session, one: Statement) -> None:
    """A new statement. CaseRefusal when somebody else has taken the number meanwhile."""
    row = {
        **one.model_dump(exclude={"by"}),
        "at": datetime.now(UTC),
        "officer": one.by.id,
        "officer_role": one.by.role.value,
        "officer_unit": one.by.unit,
        "behalf": one.by.whose,
    }
    if not put(session, KeyTaskRow, [row], keep=True):
        raise CaseRefusal("changed_meanwhile", "刚刚有其他单位报告，请再提交一次。", "YC-37")


def _read(row: KeyTaskRow) -> Statement:
    behalf = (
        Behalf(account=row.behalf, number=1, since=row.said_on, until=row.said_on)
        if row.behalf
        else None
    )
    by = Officer(
        id=row.officer,
        role=Role(row.officer_role),
        unit=row.officer_unit,
        place=row.place,
        behalf=behalf,
    )
    return Statement(**row.model_dump(include=set(Statement.model_fields) - {"by"}), by=by)
