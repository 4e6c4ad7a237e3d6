"""Long-term publicity in the tables: who draws aid on a day, and the sheets as they were posted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.roll.sheet import Drawing, Line, Sheet
from domain.task import Task
from store.projection import project_tasks
from store.sql import put
from store.tables import CaseRow, EntitlementRow, RollSheetRow

CLAUSE = "JZ-43; YC-27"


def drawing_on(
    session: Session, place: str, day: date, *, township: str = "", village: str = ""
) -> tuple[Drawing, ...]:
    """Every household whose aid covers the month of that day, by case.

    Sums are those of that month; who lives where, and how many, is as the tables have it now.
    """
    month = day.replace(day=1)
    sums = (
        select(EntitlementRow.case_no, func.sum(EntitlementRow.monthly_fen).label("fen"))
        .where(
            EntitlementRow.first <= month,
            or_(col(EntitlementRow.last).is_(None), col(EntitlementRow.last) >= month),
        )
        .group_by(col(EntitlementRow.case_no))
        .subquery()
    )
    # Only what a sheet needs: the rest of a row is sealed, and would be opened for nothing.
    shown = (
        col(CaseRow.case_no),
        col(CaseRow.programme),
        col(CaseRow.township),
        col(CaseRow.village),
        col(CaseRow.applicant_name),
        col(CaseRow.persons),
        col(CaseRow.minor),
    )
    query = (
        select(*shown, sums.c.fen)  # type: ignore[call-overload]
        .join(sums, sums.c.case_no == col(CaseRow.case_no))
        .where(CaseRow.place == place, sums.c.fen > 0)
    )
    if township:
        query = query.where(CaseRow.township == township)
    if village:
        query = query.where(CaseRow.village == village)
    return tuple(
        Drawing(
            case_no=row.case_no,
            programme=row.programme,
            township=row.township,
            village=row.village,
            applicant=row.applicant_name,
            persons=row.persons,
            monthly_fen=int(row.fen),
            minor=row.minor,
        )
        for row in session.exec(query.order_by(col(CaseRow.case_no)))
    )


def versions(
    session: Session, place: str, *, township: str = "", village: str = ""
) -> tuple[RollSheetRow, ...]:
    """Posted sheets, by village, the newest first."""
    query = select(RollSheetRow).where(RollSheetRow.place == place)
    if township:
        query = query.where(RollSheetRow.township == township)
    if village:
        query = query.where(RollSheetRow.village == village)
    order = (
        col(RollSheetRow.township),
        col(RollSheetRow.village),
        col(RollSheetRow.version).desc(),
    )
    return tuple(session.exec(query.order_by(*order)))


def hanging(session: Session, place: str) -> dict[tuple[str, str], RollSheetRow]:
    """The version that hangs in each village now."""
    query = select(RollSheetRow).where(
        RollSheetRow.place == place, col(RollSheetRow.down_on).is_(None)
    )
    return {(row.township, row.village): row for row in session.exec(query)}


def post(
    session: Session, place: str, sheet: Sheet, *, by: str, where: str, photo: str = ""
) -> int:
    """The sheet hangs now, and the one before it does not; the new version's number."""
    before = versions(session, place, township=sheet.township, village=sheet.village)
    for row in before:
        if row.down_on is None:
            row.down_on, row.down_by, row.why = sheet.on, by, "更换"
            session.add(row)
    number = before[0].version + 1 if before else 1
    lines = [line.model_dump() for line in sheet.lines]
    put(
        session,
        RollSheetRow,
        [
            {
                "place": place,
                "township": sheet.township,
                "village": sheet.village,
                "version": number,
                "digest": sheet.digest,
                "households": len(sheet.lines),
                "posted_on": sheet.on,
                "posted_by": by,
                "where": where,
                "photo": photo,
                "down_on": None,
                "down_by": "",
                "why": "",
                "content": json.dumps(lines, ensure_ascii=False),
            }
        ],
    )
    return number


def take_down(
    session: Session, place: str, township: str, village: str, *, on: date, by: str, why: str
) -> int:
    """The sheet that hangs is taken down; its version. CaseRefusal when none hangs."""
    row = hanging(session, place).get((township, village))
    if row is None:
        raise CaseRefusal("no_sheet", "该村（社区）目前没有张贴中的长期公示，无需撤下。", CLAUSE)
    row.down_on, row.down_by, row.why = on, by, why
    session.add(row)
    session.flush()
    return row.version


def posted(row: RollSheetRow) -> Sheet:
    """A kept version as it was posted."""
    lines = tuple(Line.model_validate(line) for line in json.loads(row.content))
    return Sheet(township=row.township, village=row.village, on=row.posted_on, lines=lines)


def watch(session: Session, place: str, sheets: Iterable[Sheet], today: date) -> tuple[str, ...]:
    """A task for every village whose board does not show what its sheet says today, and none else.

    Gives the villages that have one. A village nobody draws aid in any more has an empty board to
    make: its sheet must be taken down.
    """
    hangs = hanging(session, place)
    now = {(s.township, s.village): s for s in sheets}
    found = []
    for at in sorted({*hangs, *now}):
        sheet, row = now.get(at), hangs.get(at)
        task = _due(sheet, row, today)
        found += [at[1]] if task else []
        project_tasks(
            session,
            [task] if task else [],
            subject=f"roll/{place}/{at[0]}/{at[1]}",
            kind="roll",
            place=place,
            township=at[0],
            village=at[1],
            today=today,
        )
    return tuple(found)


def _due(sheet: Sheet | None, row: RollSheetRow | None, today: date) -> Task | None:
    if sheet is None or not sheet.lines:
        if row is None:
            return None
        zh, act = "本村（社区）已无应当长期公示的家庭，请撤下长期公示", "take_down_roll"
        return _task(act, zh, row.posted_on)
    if row is None:
        return _task("post_roll", "请张贴本村（社区）长期公示", today.replace(day=1))
    if row.digest == sheet.digest:
        return None
    return _task("post_roll", "长期公示的家庭或者金额有变化，请更换长期公示", row.posted_on)


def _task(act: str, zh: str, since: date) -> Task:
    return Task(code=act, zh=zh, act=act, role=Role.VILLAGE, since=since, due=None, clause=CLAUSE)
