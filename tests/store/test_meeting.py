"""Items and the units' tasks in the tables: written once, never backwards, found by unit and age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case.lifecycle import Role
from domain.measures.tasks import measures_waiting_zh, open_measures_tasks, task_units
from domain.meeting.tasks import item_task_units, item_waiting_zh, open_item_tasks
from store import meeting
from store.cases import TaskFilter, list_tasks
from store.engine import Store
from store.journals import record_of
from tests.meeting_desk import CIVIL, FEES, MEASURES, MEDICAL, Follow, Table, liaison
from workflows.meeting_steps import ItemProjection, MeasuresProjection

CASE = "TR2026000001"


def shown(table: Table) -> ItemProjection:
    tasks = open_item_tasks(table.file, table.today)
    return ItemProjection(
        file=table.file,
        tasks=tasks,
        units=item_task_units(table.file),
        waiting=item_waiting_zh(table.file, table.today),
        due=min((t.due for t in tasks if t.due), default=None),
    )


def followed(follow: Follow, case_no: str = CASE) -> MeasuresProjection:
    file = follow.file.model_copy(update={"case_no": case_no})
    tasks = open_measures_tasks(file, follow.today)
    return MeasuresProjection(
        file=file,
        tasks=tasks,
        units=task_units(file),
        waiting=measures_waiting_zh(file, follow.today),
        due=min((t.due for t in tasks if t.due), default=None),
    )


def test_an_item_is_written_once_and_never_backwards(store: Store) -> None:
    table = Table().prepared()
    early = shown(table)
    table.heard().met().decided()
    late = shown(table)
    with store.write() as session:
        assert meeting.project_item(session, late)
        assert meeting.project_item(session, late)
        assert not meeting.project_item(session, early)
    with store.read() as session:
        row = meeting.get_item(session, CASE, 1)
        assert row is not None
        assert (row.stage, row.approved, row.minutes) == ("decided", True, "同纪〔2026〕1号")
        assert (row.granted_fen, row.units, row.silent, row.dissent) == (3_000_000, 2, 1, 1)
        assert row.cause == "serious_illness"
        record = record_of(session, table.file.id)
        assert [line.seq for line in record] == list(range(1, len(table.file.journal) + 1))
        assert meeting.items_of(session, CASE) == (row,)


def test_a_silent_units_task_is_found_under_its_unit_and_closed_with_its_opinion(
    store: Store,
) -> None:
    table = Table().prepared()
    wanted = TaskFilter(place="tongren", roles=(Role.UNIT_LIAISON,), unit=MEDICAL, kind="item")
    with store.write() as session:
        meeting.project_item(session, shown(table))
    with store.read() as session:
        [task] = list_tasks(session, wanted).rows
        assert task.act == "give_unit_opinion" and MEDICAL in task.zh
    table.heard()
    with store.write() as session:
        meeting.project_item(session, shown(table))
    with store.read() as session:
        assert list_tasks(session, wanted).rows == ()


def test_open_and_ended_items_are_listed_apart_and_by_page(store: Store) -> None:
    with store.write() as session:
        for number in range(3):
            table = Table() if number else Table().before_decision().decided()
            order = table.file.order.model_copy(update={"case_no": f"TR202600000{number}"})
            table.file = table.file.having(order=order, id=f"item/TR202600000{number}/1")
            meeting.project_item(session, shown(table))
    with store.read() as session:
        ended = meeting.list_items(session, "tongren", open_only=False)
        assert [row.case_no for row in ended.rows] == ["TR2026000000"]
        first = meeting.list_items(session, "tongren", open_only=True, limit=1)
        rest = meeting.list_items(session, "tongren", open_only=True, limit=1, cursor=first.next)
        assert [r.case_no for r in (*first.rows, *rest.rows)] == ["TR2026000001", "TR2026000002"]
        assert rest.next == ""
        assert meeting.list_items(session, "jiaozuo").rows == ()


@pytest.mark.rule("TR-18")
def test_owners_are_reminded_and_the_office_sees_what_is_open_by_unit_and_age(
    store: Store,
) -> None:
    follow = Follow(*MEASURES, FEES)
    follow.do("accept_task", liaison(CIVIL), task="1")
    due = follow.file.tasks[0].due
    follow.to(due - timedelta(days=1)).finished("2").to(due + timedelta(days=1))
    assert {e.act for e in follow.file.journal} >= {"reminded", "overdue"}
    follow.do("supervise", Role.MEETING_OFFICE, task="1", reason="落实进度滞后")
    with store.write() as session:
        assert meeting.project_measures(session, followed(follow))
        assert meeting.project_measures(session, followed(follow))
        young = Follow()
        young.file = young.file.model_copy(update={"decided_on": date(2027, 1, 4)})
        meeting.project_measures(session, followed(young, "TR2026000002"))
    today = date(2027, 1, 5)
    with store.read() as session:
        health, civil, medical = meeting.open_by_unit(session, "tongren", today)
        assert civil.unit == CIVIL and civil.unit_code == "civil_affairs"
        assert (civil.open, civil.late, civil.supervised) == (2, 2, 1)
        assert (health.open, health.late, health.supervised) == (1, 1, 0)
        assert civil.oldest_days == health.oldest_days == (today - follow.file.decided_on).days
        assert (medical.unit, medical.open, medical.oldest_days) == (MEDICAL, 1, 1)
        mine = meeting.measure_tasks(session, "tongren", unit_code="medical", open_only=True)
        assert [row.case_no for row in mine] == ["TR2026000002"]
        assert len(meeting.measure_tasks(session, case_no=CASE)) == 3


def test_an_older_picture_of_the_tasks_changes_nothing(store: Store) -> None:
    follow = Follow()
    early = followed(follow)
    follow.finished("1")
    with store.write() as session:
        meeting.project_measures(session, followed(follow))
        assert not meeting.project_measures(session, early)
    with store.read() as session:
        row = meeting.measure_tasks(session, case_no=CASE)[0]
        assert row.stage == "completed" and row.settled and row.manner == "一次性临时救助"
        assert len(record_of(session, f"measures/{CASE}/1")) == 2
