"""Figures counted from the tables: the columns of a bulletin, the year, what the public may read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.reports.bulletin import faults_of, year_faults
from store import bulletins, freezing
from store.engine import Store
from store.funds import given, sheets
from store.projection import project_case
from store.tables import CaseRow
from store.tables.pay import Obligation, PayRunRow
from tests.funds import funded, issued
from tests.paying import MONTH, Month, household_in
from tests.people import START
from tests.store.samples import shown
from tests.store.test_funds import helped

NEXT = months_after(MONTH, 1)


def two_months(store: Store) -> None:
    """Three households in September, of which one leaves and another joins in October."""
    household_in(store, 1, (MONTH, None, 50_000))
    household_in(store, 2, (MONTH, None, 60_000))
    household_in(store, 3, (MONTH, MONTH, 70_000))
    household_in(store, 4, (NEXT, None, 80_000))
    for month in (MONTH, NEXT):
        with store.write() as session:
            session.execute(text("UPDATE cases SET area = 'urban' WHERE case_no = 'JZ2026000002'"))
            freezing.freeze_list(session, Month(month).freeze())
            rows = session.exec(select(Obligation).where(Obligation.run == Month(month).run))
            for row in rows:
                row.state, row.paid_on = "paid", month.replace(day=9)
                session.add(row)


def test_a_past_month_is_told_as_it_was_whatever_became_of_its_families(store: Store) -> None:
    two_months(store)
    with store.read() as session:
        then = (
            bulletins.bulletin(session, "jiaozuo", MONTH),
            bulletins.yearly(session, "jiaozuo", MONTH.year),
        )
    with store.write() as session:
        session.execute(text("UPDATE cases SET area = 'rural', persons = persons + 3"))
    with store.read() as session:
        assert (
            bulletins.bulletin(session, "jiaozuo", MONTH),
            bulletins.yearly(session, "jiaozuo", MONTH.year),
        ) == then


@pytest.mark.rule("ZH-19")
def test_the_bulletin_counted_from_the_lists_passes_its_own_checks(store: Store) -> None:
    two_months(store)
    with store.read() as session:
        [row] = bulletins.bulletin(session, "jiaozuo", NEXT)
    assert faults_of([row]) == ()
    assert (row.households, row.before, row.joined, row.left) == (3, 3, 1, 1)
    assert (row.urban_households, row.rural_households) == (1, 2)
    assert row.persons == row.urban_persons + row.rural_persons == 6
    assert (row.paid_fen, row.paid_year_fen) == (190_000, 370_000)


@pytest.mark.rule("ZH-19")
def test_each_short_or_late_line_is_named_with_the_share_of_each_level(store: Store) -> None:
    household_in(store, 1, (MONTH, None, 50_000))
    with store.write() as session:
        freezing.freeze_list(session, Month().freeze())
        session.add(
            PayRunRow(
                run=Month().run,
                place="jiaozuo",
                programmes="dibao",
                month=MONTH,
                stage="crediting",
                version=1,
                credit_due=date(2026, 9, 10),
                updated_at=datetime(2026, 9, 1, tzinfo=UTC),
                waiting="等待银行",
            )
        )
    with store.read() as session:
        assert bulletins.source_lines(session, "jiaozuo", MONTH, date(2026, 9, 10)) == ()
        late = bulletins.source_lines(session, "jiaozuo", MONTH, date(2026, 9, 14))
    assert {line.level for line in late} == {"central", "provincial", "city", "local"}
    assert sum(line.due_fen for line in late) == 50_000
    assert {line.late_days for line in late} == {4} and {line.paid_fen for line in late} == {0}


def test_a_year_adds_up_to_persons_times_months_times_average(store: Store) -> None:
    two_months(store)
    with store.read() as session:
        [row] = bulletins.yearly(session, "jiaozuo", 2026)
    assert year_faults([row]) == ()
    assert (row.household_months, row.households, row.joined, row.left) == (6, 3, 4, 1)
    assert row.paid_fen == 370_000


@pytest.mark.rule("ZH-24")
def test_a_statement_holds_sums_and_nobodys_data_and_every_version_stays(store: Store) -> None:
    desk = funded(store=store, day=MONTH)
    two_months(store)
    desk.turn(date(2026, 10, 1))

    def published() -> None:
        desk.store = None
        desk.do("publish_sheet", Role.PAY_OFFICER, period="2026-09")
        with store.write() as session:
            done = sheets.publish(session, desk.order(desk.errand))
        desk.answer(digest=done.digest)
        desk.store = store

    published()
    issued(desk, "02", 5_000)
    published()
    with store.read() as session:
        second, first = sheets.versions_of(session, "jiaozuo", "2026-09")
        names = [row.applicant_name for row in session.exec(select(CaseRow))]
    assert (first.version, second.version) == (1, 2)
    told = json.dumps([first.content, second.content], ensure_ascii=False)
    assert not any(name in told for name in names) and "JZ2026" not in told
    [used] = first.content["used"]
    assert (used["programme"], used["households"]) == ("dibao", 3)
    assert sum(used[f"{x}_fen"] for x in ("central", "provincial", "city", "local")) == 180_000
    for change in ("UPDATE fund_sheets SET digest = ''", "DELETE FROM fund_sheets"):
        with pytest.raises(DatabaseError, match="append only"), store.write() as session:
            session.execute(text(change))


def test_a_row_about_one_or_two_households_is_folded_away(store: Store) -> None:
    household_in(store, 1, (MONTH, None, 50_000))
    with store.write() as session:
        freezing.freeze_list(session, Month().freeze())
        for row in session.exec(select(Obligation)):
            row.state, row.paid_on = "paid", MONTH
    with store.read() as session:
        content = sheets.content_of(session, "jiaozuo", "2026-09")
    assert [row["programme"] for row in content["used"]] == ["other"]


@pytest.mark.rule("HB-10")
def test_what_the_public_says_is_kept_sealed_and_a_flood_is_stopped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_COMMENTS", 2)
    now = datetime(2026, 10, 20, tzinfo=UTC)
    for _ in range(2):
        with store.write() as session:
            sheets.comment(session, "jiaozuo", "2026-09", "请公开乡镇备用金使用情况", now)
    with pytest.raises(CaseRefusal), store.write() as session:
        sheets.comment(session, "jiaozuo", "2026-09", "再说一次", now)
    with store.read() as session:
        raw = session.connection().execute(text("SELECT text FROM sheet_comments")).scalars().all()
        assert len(sheets.comments_of(session, "jiaozuo", "2026-09")) == 2
    assert all("备用金".encode() not in bytes(part) for part in raw)


def test_help_given_once_counts_by_times(store: Store) -> None:
    funded("yicheng", store=store)
    file = helped(1, 80_000)
    with store.write() as session:
        project_case(session, shown(file))
        given.post_given(session, file)
    with store.read() as session:
        [row] = bulletins.bulletin(session, "yicheng", START.replace(day=1))
    assert (row.programme, row.once, row.households, row.paid_fen) == ("quick", True, 1, 80_000)
