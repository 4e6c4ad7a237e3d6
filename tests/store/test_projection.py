"""The tables follow the case: newest state, nothing lost, nothing doubled, in whatever order."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from domain.case import engine, runs
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from runtime.keys import KeyFault
from store import cases, intake
from store.engine import Store
from store.notices import hang
from store.projection import SOME_DAY, project_case
from store.tables import CaseRow, ClaimRow, NoticeRow, PublicitySheet, TaskRow, TimelineRow
from tests.people import Walk
from tests.store.samples import another, fresh, paper, shown


def _project(store: Store, file: CaseFile, today: date | None = None) -> bool:
    with store.write() as session:
        return project_case(session, shown(file, today))


def _row(store: Store, case_no: str = "JZ2026000001") -> CaseRow:
    with store.read() as session:
        return session.get_one(CaseRow, case_no)


def test_a_confirmed_case_is_shown_with_its_aid_and_account(store: Store) -> None:
    walk = fresh().ready_to_decide().confirmed()
    assert _project(store, walk.file)
    row = _row(store)
    assert (row.stage, row.granted, row.persons) == ("disbursement", True, 2)
    assert row.monthly_fen == walk.file.monthly_fen_now > 0
    assert row.applicant_name == "张一一"
    with store.read() as session:
        [aid] = cases.entitlements(session, row.case_no)
        assert (aid.first, aid.monthly_fen) == (
            walk.file.entitlements[0].first,
            row.monthly_fen,
        )
        account = cases.account_of(session, row.case_no)
        assert account is not None and account.number == "9900000000000001"
        lines = cases.timeline(session, row.case_no)
        assert [line.seq for line in lines] == list(range(1, walk.file.seq + 1))
        assert lines[0].officer == walk.file.journal[0].officer.id  # type: ignore[union-attr]


def test_an_older_version_changes_nothing_and_the_same_again_is_harmless(store: Store) -> None:
    walk = fresh()
    before = walk.file
    walk.accepted()
    assert _project(store, walk.file)
    once = _all_rows(store)
    assert not _project(store, before)
    assert _project(store, walk.file)
    assert _all_rows(store) == once


def _all_rows(store: Store) -> dict[str, list[object]]:
    tables = {"tasks": TaskRow, "timeline": TimelineRow, "claims": ClaimRow, "cases": CaseRow}
    with store.read() as session:
        return {
            name: sorted(
                (row.model_dump(exclude={"updated_at"}) for row in session.exec(select(table))),
                key=repr,
            )  # type: ignore[attr-defined]
            for name, table in tables.items()
        }


def test_a_new_period_empties_the_case_but_not_its_timeline(store: Store) -> None:
    walk = fresh().living()
    _project(store, walk.file)
    walk.file = runs.new_period(walk.file)
    assert walk.file.journal == ()
    later = engine.noted(walk.file, "stage", "新的一期", walk.today, walk.at)
    _project(store, later)
    with store.read() as session:
        assert len(cases.timeline(session, later.case_no)) == later.seq


def test_tasks_open_and_close_with_the_case(store: Store) -> None:
    walk = fresh()
    _project(store, walk.file)
    with store.read() as session:
        [task] = cases.tasks_of(session, "JZ2026000001")
        assert (task.code, task.role, task.by) == ("accept", "intake", SOME_DAY)
    walk.accepted()
    _project(store, walk.file)
    with store.read() as session:
        opened = cases.tasks_of(session, "JZ2026000001")
        assert {t.code for t in opened} == {"record_survey", "record_reply"}
        closed = [t for t in cases.tasks_of(session, "JZ2026000001", closed=True) if t.closed_on]
        assert [t.code for t in closed] == ["accept"]


def test_a_task_that_was_late_stays_marked_after_it_is_done(store: Store) -> None:
    walk = fresh().accepted()
    walk.later(40)
    walk.file = engine.overdue_marked(walk.file, walk.today, walk.at)
    _project(store, walk.file, walk.today)
    assert _row(store).overdue
    walk.surveyed()
    _project(store, walk.file, walk.today)
    with store.read() as session:
        done = [t for t in cases.tasks_of(session, "JZ2026000001", closed=True) if t.closed_on]
        assert {t.code: t.overdue for t in done} == {"record_survey": True}
        assert cases.figures(session, "jiaozuo").overdue["surveyor"] == 1


def test_a_late_task_stays_marked_when_a_new_period_empties_the_case(store: Store) -> None:
    walk = fresh().accepted()
    walk.later(40)
    walk.file = engine.overdue_marked(walk.file, walk.today, walk.at)
    _project(store, walk.file, walk.today)
    emptied = runs.new_period(walk.file)
    _project(store, emptied.having(version=emptied.version + 1), walk.today)
    with store.read() as session:
        late = [t.code for t in cases.tasks_of(session, "JZ2026000001") if t.overdue]
    assert sorted(late) == ["record_reply", "record_survey"]


def test_members_who_leave_and_cases_that_close_release_their_people(store: Store) -> None:
    walk = fresh()
    _project(store, walk.file)
    ids = [m.id_no for m in walk.file.household.members]
    with store.read() as session:
        assert {intake.case_of_person(session, i) for i in ids} == {"JZ2026000001"}
    smaller = walk.file.household.model_copy(update={"members": walk.file.household.members[:1]})
    _project(store, walk.file.having(household=smaller, version=walk.file.version + 1))
    with store.read() as session:
        assert intake.case_of_person(session, ids[1]) is None
    walk.do("withdraw", Role.INTAKE)
    assert walk.file.stage is Stage.CLOSED
    _project(store, walk.file.having(version=walk.file.version + 2))
    with store.read() as session:
        assert session.exec(select(ClaimRow)).all() == []


def test_a_new_member_who_is_in_another_case_is_flagged_and_left_there(store: Store) -> None:
    first, second = fresh().file, another(2)
    _project(store, first)
    taken = second.household.model_copy(
        update={"members": (second.household.members[0], first.household.members[1])}
    )
    _project(store, second.having(household=taken, version=second.version + 1))
    assert ",duplicate," in _row(store, second.case_no).flags
    with store.read() as session:
        held = intake.case_of_person(session, first.household.members[1].id_no)
        assert held == first.case_no


def test_an_account_exchanged_with_another_cases_is_refused(store: Store) -> None:
    _project(store, fresh().file)
    _project(store, another(2))
    with store.write() as session:
        session.connection().execute(
            text(
                "UPDATE accounts SET number = (SELECT number FROM accounts WHERE case_no = :a),"
                " holder_name = (SELECT holder_name FROM accounts WHERE case_no = :a)"
                " WHERE case_no = :b"
            ),
            {"a": "JZ2026000001", "b": "JZ2026000002"},
        )
    with store.read() as session, pytest.raises(KeyFault):
        cases.account_of(session, "JZ2026000002")


def test_proof_of_service_reaches_the_paper(store: Store) -> None:
    walk = fresh().accepted()
    notice = walk.file.notices[0].model_copy(
        update={
            "number": "焦救〔2026〕1号",
            "served_on": walk.today,
            "manner": "in_person",
        }
    )
    with store.write() as session:
        session.add(paper())
    _project(store, walk.file.having(notices=(notice,)))
    with store.read() as session:
        row = session.get_one(NoticeRow, ("JZ2026000001", "acceptance"))
        assert (row.served_on, row.manner) == (walk.today, "in_person")


def _sheet(walk: Walk) -> dict[str, object]:
    posted = walk.file.publicity
    assert posted is not None
    return {
        "case_no": walk.file.case_no,
        "round": posted.round,
        "place": "jiaozuo",
        "township": walk.file.township,
        "village": "第一村",
        "posted_on": posted.posted_on,
        "until": posted.until,
        "taken_down_on": None,
        "fields": {"cells": []},
    }


def test_an_objection_takes_the_sheet_off_the_board_even_before_it_was_hung(store: Store) -> None:
    walk = fresh().accepted().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="公开栏")
    sheet = _sheet(walk)
    walk.later(2).do("object", Role.VILLAGE, content="不符合条件")
    _project(store, walk.file)
    with store.write() as session:
        hang(session, sheet, walk.today)
    with store.read() as session:
        [row] = session.exec(select(PublicitySheet))
        assert row.taken_down_on == walk.today


def test_nothing_about_a_person_stands_in_clear(store: Store) -> None:
    walk = fresh().ready_to_decide().confirmed()
    _project(store, walk.file)
    secrets = {
        "张一一",
        "张二2",
        "9900000000000001",
        *(m.id_no for m in walk.file.household.members),
    }
    with store.read() as session:
        for table in ("cases", "tasks", "timeline", "entitlements", "accounts", "claims"):
            for row in session.connection().execute(text(f"SELECT * FROM {table}")):  # noqa: S608
                said = repr(tuple(row))
                assert not [s for s in secrets if s in said], table
