"""Leads in the tables on both databases: newest state, figures, lists, village records."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.base import CaseRefusal
from domain.discovery.lifecycle import LeadKind
from domain.discovery.tasks import lead_waiting_zh, open_lead_tasks
from domain.identity import synthetic_id
from store import discovery, lead_figures, villages
from store.cases import TaskFilter, list_tasks
from store.discovery import LeadFilter
from store.engine import Store
from store.villages import Grid, VillageOrder
from tests.leads import CASE, Trace, lead
from tests.people import START
from workflows.discovery_steps import LeadProjection


def shown(trace: Trace) -> LeadProjection:
    tasks = open_lead_tasks(trace.file)
    return LeadProjection(
        file=trace.file,
        tasks=tasks,
        waiting=lead_waiting_zh(trace.file, trace.today),
        due=min((t.due for t in tasks if t.due), default=None),
    )


def numbered(number: int, **changes: object) -> Trace:
    person = {"name": "张一一", "id_no": synthetic_id(date(1950, 1, 1), number)}
    return Trace(lead(lead_no=f"JZL2026{number:06d}", person=person, **changes))


def written(store: Store, *traces: Trace) -> None:
    with store.write() as session:
        for trace in traces:
            assert discovery.project_lead(session, shown(trace))


def test_an_older_version_never_overwrites_a_newer_one(store: Store) -> None:
    trace = numbered(1)
    early = shown(trace)
    written(store, trace.assigned())
    with store.write() as session:
        assert not discovery.project_lead(session, early)
    with store.read() as session:
        row = discovery.get_lead(session, trace.file.lead_no)
        [task] = list_tasks(session, TaskFilter(place="jiaozuo", village="第一村")).rows
        assert list_tasks(session, TaskFilter(place="jiaozuo", village="第二村")).rows == ()
    assert row is not None
    assert (row.stage, row.whose, row.visitor) == ("visiting",) + ("jiaozuo.village.1",) * 2
    assert (task.kind, task.act, task.unit) == ("discovery", "record_visit", "jiaozuo.village.1")


def test_a_number_is_given_once_for_one_report(store: Store) -> None:
    with store.write() as session:
        first = discovery.number_lead(session, key="a", abbr="jz", place="jiaozuo", on=START)
    with store.write() as session:
        again = discovery.number_lead(session, key="a", abbr="jz", place="jiaozuo", on=START)
        other = discovery.number_lead(session, key="b", abbr="jz", place="jiaozuo", on=START)
    assert (first, again, other) == ("JZL2026000001", "JZL2026000001", "JZL2026000002")


def test_an_open_lead_is_found_by_the_person_and_a_closed_one_is_not(store: Store) -> None:
    trace = numbered(7)
    number = trace.file.order.person.id_no
    written(store, trace)
    with store.read() as session:
        found = discovery.open_lead_about(session, "jiaozuo", number, "enter")
        assert found == trace.file.lead_no
        assert discovery.open_lead_about(session, "jiaozuo", number, "leave") == ""
    written(store, trace.applied().answered("admitted"))
    with store.read() as session:
        assert discovery.open_lead_about(session, "jiaozuo", number, "enter") == ""


@pytest.mark.rule("JZ-56", "JZ-33", "HB-29", "JZ-32")
def test_leads_are_counted_by_channel_village_type_and_township(store: Store) -> None:
    late = numbered(5, channel="rounds", village="第二村").assigned().later(60)
    written(
        store,
        numbered(1, channel="hotline").applied().answered("admitted"),
        numbered(2, channel="hotline").applied().answered("refused"),
        numbered(3, channel="comparison", problem="disability"),
        numbered(4, kind=LeadKind.LEAVE, channel="recheck", problem="improved"),
        late,
    )
    with store.read() as session:
        found = lead_figures.lead_figures(session, LeadFilter(place="jiaozuo"))
        village = lead_figures.lead_figures(
            session, LeadFilter(place="jiaozuo", village="第二村", until=START)
        )
        none = lead_figures.lead_figures(
            session, LeadFilter(place="jiaozuo", since=START + timedelta(days=1))
        )
    hotline = found.channels["hotline"]
    assert (hotline.found, hotline.admitted, hotline.refused, hotline.open) == (2, 1, 1, 0)
    assert set(found.channels) == {"hotline", "comparison", "recheck", "rounds"}
    assert (found.total.entering, found.total.leaving) == (4, 1)
    assert found.problems["disability"].found == 1
    assert found.villages[late.file.township, "第二村"].overdue == 1
    assert found.late == {"jiaozuo.village.1": 1}
    assert (village.total.found, none.total.found) == (1, 0)


def test_lists_are_paged_without_showing_a_lead_twice(store: Store) -> None:
    written(store, *(numbered(n) for n in range(1, 6)))
    seen: list[str] = []
    cursor = ""
    while True:
        with store.read() as session:
            page = discovery.list_leads(
                session, LeadFilter(place="jiaozuo"), limit=2, cursor=cursor
            )
        seen += [row.lead_no for row in page.rows]
        cursor = page.next
        if not cursor:
            break
    assert seen == [f"JZL2026{n:06d}" for n in range(1, 6)]


def test_who_it_is_and_what_is_the_matter_stand_nowhere_in_clear(
    store: Store, url: str, tmp_path: Path
) -> None:
    trace = numbered(9).applied()
    written(store, trace)
    with store.read() as session:
        rows = session.connection().execute(text("SELECT * FROM leads")).all()
        lines = session.connection().execute(text("SELECT * FROM lead_lines")).all()
    clear = repr(rows) + repr(lines)
    person = trace.file.order.person
    for needle in (person.name, person.id_no, "illness", "卧床"):
        assert needle not in clear
    assert CASE in clear


@pytest.mark.rule("JZ-34")
def test_a_village_has_leads_grids_and_rounds_and_each_round_plans_the_next(store: Store) -> None:
    order = VillageOrder(
        place="jiaozuo",
        township="jz-wangdian",
        village="第一村",
        secretary="张书记",
        head="李主任",
        round_every=30,
        grids=(Grid(grid="第一网格", worker="王网格员"), Grid(grid="第二网格", worker="赵网格员")),
    )
    at = {"place": "jiaozuo", "township": "jz-wangdian", "village": "第一村"}
    with store.write() as session:
        villages.put_village(session, order, "jz.clerk", START)
    with store.write() as session:
        changed = order.model_copy(update={"grids": order.grids[:1]})
        villages.put_village(session, changed, "jz.clerk", START)
        number = villages.record_round(
            session, **at, by="a", on=START + timedelta(days=31), households=9, note="无异常"
        )
    with store.read() as session:
        [village] = villages.villages(session, "jiaozuo", "jz-wangdian")
    assert number == 1
    assert [g.worker for g in village.grids] == ["王网格员"]
    assert [(r.number, r.planned_on, r.done_on) for r in village.rounds] == [
        (2, START + timedelta(days=61), None),
        (1, START + timedelta(days=30), START + timedelta(days=31)),
    ]
    assert village.next_round == START + timedelta(days=61)
    with pytest.raises(CaseRefusal, match="更早的巡查"), store.write() as session:
        villages.record_round(session, **at, by="a", on=START, households=1, note="")
    with pytest.raises(CaseRefusal, match="尚未登记"), store.write() as session:
        villages.record_round(
            session, **{**at, "village": "别的村"}, by="a", on=START, households=1, note=""
        )


@pytest.mark.rule("HB-16")
def test_the_days_from_a_listed_households_finding_to_its_help_are_reported(store: Store) -> None:
    flagged = [
        numbered(n, channel="department_list", source="区扶贫局", problem=cause)
        for n, cause in ((21, "schooling"), (22, "illness"), (23, "accident"))
    ]
    written(
        store,
        flagged[0].later(4).applied().answered("admitted"),
        flagged[1].later(10).applied().answered("admitted"),
        flagged[2],
    )
    with store.read() as session:
        found = lead_figures.lead_figures(session, LeadFilter(place="jiaozuo"))
    assert set(found.problems) == {"schooling", "illness", "accident"}, "the cause is coded"
    total = found.channels["department_list"]
    assert (total.found, total.admitted, total.open) == (3, 2, 1)
    assert total.help_days_most >= 10 and total.help_days_total >= 14
    assert found.problems["schooling"].help_days_most < found.problems["illness"].help_days_most
