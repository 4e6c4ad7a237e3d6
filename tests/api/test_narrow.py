"""A leave over part of a county: its statistics, breaches, leads and payments are cut, not refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlmodel import Session, SQLModel

from store.tables import (
    CaseRow,
    ChangeRow,
    HitRow,
    LeadRow,
    PayChangeRow,
    PayRunRow,
    PayWarningRow,
    RiskRow,
    TimelineRow,
)
from store.tables.pay import Obligation
from store.tables.rulebook import BreachRow, NightRow, RulebookCaseRow
from tests.api.auditors import Auditor

MINE, THEIRS = "JZ2051990001", "JZ2051990002"
"""Of another township, another programme and another time: whatever a leave is narrowed by tells them
apart."""
RUN, NIGHT = "jiaozuo/dibao/2051-03", date(2051, 6, 1)
EARLIER = (date(2051, 1, 31), date(2051, 4, 30))
SCOPES: tuple[dict[str, Any], ...] = (
    {"townships": ["jz-first"]},
    {"programmes": ["tekun"]},
    {"until": "2051-03-31"},
)
_BLANK: dict[Any, Any] = {
    str: "x", int: 1, date: date(2051, 3, 1), datetime: datetime(2051, 3, 1, tzinfo=UTC), bool: False
}  # fmt: skip


def made(table: type[SQLModel], **given: Any) -> SQLModel:
    """A row; what must stand in it and does not matter here is filled up."""
    blank = {
        name: _BLANK.get(field.annotation, "x")
        for name, field in table.model_fields.items()
        if field.is_required()
    }
    return table(**{**blank, **given})


def household(case_no: str, township: str, programme: str, applied: date, fen: int) -> list[Any]:
    """A case with a lead, a match, a change, a risk, a breach, and one line of the month."""
    where = {"case_no": case_no, "place": "jiaozuo", "township": township}
    day = {"on": applied, "at": datetime(2051, 3, 1, tzinfo=UTC)}
    money = {"fen": fen, "local_fen": fen, "central_fen": 0, "provincial_fen": 0, "city_fen": 0}
    return [
        made(CaseRow, **where, programme=programme, stage="approval", applied_on=applied),
        made(TimelineRow, case_no=case_no, seq=1, act="accept", stage="check", zh="受理", **day),
        made(TimelineRow, case_no=case_no, seq=2, act="x", stage="approval", zh="x", **day),
        made(HitRow, **where, id="h1", programme=programme, state="open", stake_day_fen=fen,
             told_on=applied, about="death", departments="police"),
        made(ChangeRow, **where, number=1, result="open", reported_on=applied, cause="income"),
        made(RiskRow, **where, rule="no_visit", since=applied, grade=3),
        made(LeadRow, lead_no=f"JZL{case_no[2:]}", place="jiaozuo", township=township,
             kind="enter", channel="window", stage="closed", origin="report",
             reported_on=applied, case_no=case_no, outcome="admitted", problem="x", name="x"),
        made(BreachRow, key=f"{case_no}A05", **where, rule="A05", number=case_no[2:],
             zh=f"与{THEIRS}和{MINE}的材料相同", on=applied, first_on=applied, last_on=NIGHT),
        made(RulebookCaseRow, **where, program="x", content="{}"),
        made(NightRow, on=NIGHT, place="jiaozuo", township=township, cases=1, wrong=1, breaches=1,
             asked=1, unknown=0, by_rule="A05:1"),
        made(Obligation, id=f"{case_no}/2051-03/x", **where, programme=programme, run=RUN,
             purpose="basic", state="paid", **money),
        made(PayChangeRow, run=RUN, case_no=case_no, was_fen=0, now_fen=fen, cause="joined"),
        made(PayWarningRow, run=RUN, case_no=case_no, code="no_account"),
    ]  # fmt: skip


@pytest.fixture
def two_households(county: FastAPI) -> Iterator[None]:
    store = county.state.door.store
    rows = [
        *household(MINE, "jz-first", "tekun", date(2051, 2, 3), 32_145),
        *household(THEIRS, "jz-second", "dibao", date(2051, 5, 3), 77_713),
        made(LeadRow, lead_no="JZL2051990003", place="jiaozuo", township="jz-first", kind="enter",
             channel="window", stage="closed", origin="report", reported_on=date(2051, 2, 1),
             case_no=THEIRS, outcome="admitted", problem="x", name="x"),
        made(PayRunRow, run=RUN, place="jiaozuo", programmes="dibao", stage="closed", count=2,
             total_fen=109_858, month=date(2051, 3, 1)),
        *(made(NightRow, on=on, place="jiaozuo", township="jz-first", cases=9, wrong=2, breaches=3,
               asked=9, unknown=0, by_rule="") for on in EARLIER),
    ]  # fmt: skip
    copies = [type(row)(**row.model_dump()) for row in rows]
    with store.write() as session:
        session.add_all(copies)
    yield
    with store.write() as session:
        _away(session, rows)


def _away(session: Session, rows: list[Any]) -> None:
    """Other tests of the county count what stands in it."""
    for row in rows:
        key = tuple(getattr(row, c.name) for c in row.__table__.primary_key.columns)
        stands = session.get(type(row), key)
        if stands is not None:
            session.delete(stands)


ANSWERS = (
    ("/api/v1/places/jiaozuo/course?since=2051-01-01&until=2051-12-31", MINE),
    ("/course?since=2051-01-01&until=2051-12-31", MINE),
    ("/api/v1/rulebook/jiaozuo?rule=A05", MINE),
    ("/rulebook/jiaozuo", "2051"),
    ("/rulebook/jiaozuo/A05", MINE),
    ("/api/v1/hits", MINE),
    ("/hits", MINE),
    ("/api/v1/alerts?place=jiaozuo&since=2051-01-01", MINE),
    ("/alerts", "从预警到处置"),
    ("/alerts/changes", MINE),
    ("/api/v1/discoveries?limit=100", f"JZL{MINE[2:]}"),
    ("/discoveries?township=jz-first", f"JZL{MINE[2:]}"),
    ("/api/v1/discoveries/figures?since=2051-01-01", '"found":1'),
    ("/discoveries/figures?since=2051-01-01", "统计"),
    ("/pay", "321.45"),
    ("/api/v1/pay/jiaozuo/2051-03/lines", MINE),
    ("/pay/jiaozuo/2051-03/lines", "321.45"),
    ("/api/v1/pay/jiaozuo/2051-03/changes", MINE),
    ("/pay/jiaozuo/2051-03/changes", "321.45"),
    ("/api/v1/pay/jiaozuo/2051-03/warnings", MINE),
    ("/pay/jiaozuo/2051-03/warnings", MINE),
)
BEYOND = (THEIRS, f"JZL{THEIRS[2:]}", "JZL2051990003", "777.13", "77713", "1,098.58", "1098.58")


@pytest.mark.parametrize("scope", SCOPES, ids=("township", "programme", "period"))
async def test_a_narrow_leave_is_shown_its_part_of_every_list_and_figure_and_nothing_beyond(
    auditor: Auditor, two_households: None, scope: dict[str, Any]
) -> None:
    await auditor.granted(**scope)
    for path, shown in ANSWERS:
        answer = await auditor.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert shown in answer.text, path
        for beyond in BEYOND:
            assert beyond not in answer.text, (path, beyond)
    for path in (
        "/api/v1/places/jiaozuo/course/workbook?since=2051-01-01&until=2051-12-31",
        "/pay/jiaozuo/2051-03/changes.xlsx",
    ):
        book = load_workbook(io.BytesIO((await auditor.get(path)).content))
        cells = {
            cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        }
        assert MINE in cells and THEIRS not in cells, path
    for theirs in (f"JZL{THEIRS[2:]}", "JZL2051990003"):
        assert (await auditor.get(f"/api/v1/discoveries/{theirs}")).status_code == 404


@pytest.mark.parametrize("scope", SCOPES, ids=("township", "programme", "period"))
async def test_the_figures_count_the_cases_of_the_leave_alone(
    auditor: Auditor, two_households: None, scope: dict[str, Any]
) -> None:
    await auditor.granted(**scope)
    course = "/api/v1/places/jiaozuo/course?since=2051-01-01&until=2051-12-31"
    found = (await auditor.get(course)).json()
    assert (found["cases"], [one[0] for one in found["townships"]]) == (1, ["jz-first"])
    book = (await auditor.get("/api/v1/rulebook/jiaozuo?rule=A05")).json()
    towns = {one["township"]: one["points"] for one in book["townships"]}
    assert towns["jz-first"][-1]["wrong"] == 1 and "jz-second" not in towns
    over_time = [(p["on"], p["cases"], p["wrong"]) for p in towns["jz-first"]]
    counted = [(EARLIER[0].isoformat(), 9, 2), (EARLIER[1].isoformat(), 9, 2)]
    told = [(EARLIER[1].isoformat(), 1, 1)]
    before = counted if "townships" in scope else told
    assert over_time[-1 - len(before) : -1] == before, "a part of a township is told from its cases"
    assert book["counted"] is ("townships" in scope)
    assert (book["asked"] is not None) == ("townships" in scope)
    [breach] = [one for one in book["breaches"] if one["case_no"] == MINE]
    assert breach["zh"] == f"与（授权范围外）和{MINE}的材料相同"
    hits = (await auditor.get("/api/v1/hits")).json()
    assert hits["stake_day_fen"] == sum(one["stake_day_fen"] for one in hits["items"])
    leads = (await auditor.get("/api/v1/discoveries/figures?since=2051-01-01")).json()
    assert [one["code"] for one in leads["townships"]] == ["jz-first"]


async def test_a_leave_over_the_county_is_shown_both(
    auditor: Auditor, two_households: None
) -> None:
    await auditor.granted()
    for path, _ in ANSWERS:
        if "/figures" in path or path in ("/alerts", "/rulebook/jiaozuo", "/pay"):
            continue
        shown = (await auditor.get(path.replace("?township=jz-first", ""))).text
        assert MINE[2:] in shown and THEIRS[2:] in shown, path
    assert "授权范围：" not in (await auditor.get("/hits")).text


async def test_a_narrow_auditors_pages_say_the_scope_and_lead_nowhere_that_is_closed(
    auditor: Auditor, two_households: None
) -> None:
    await auditor.granted(townships=["jz-first"])
    pages = ("/course", "/rulebook/jiaozuo", "/hits", "/alerts", "/alerts/changes", "/discoveries",
             "/pay", "/pay/jiaozuo/2051-03/lines", "/oversight", "/cases")  # fmt: skip
    links: set[str] = set()
    for path in pages:
        page = await auditor.get(path)
        assert "审计调阅授权范围：第一街道" in page.text, path
        links |= {part.partition('"')[0] for part in page.text.split('href="/')[1:]}
    for link in sorted(links):
        target = f"/{link}".replace("&amp;", "&")
        if "2051990" in target or target.startswith(("/static", "/oversight/new/")):
            continue  # these households stand in the tables alone: they have no history
        answer = await auditor.get(target)
        assert answer.status_code in (200, 303, 307), (target, answer.status_code)
