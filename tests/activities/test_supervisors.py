"""docs/for-supervisors.md, held to its word: each view finds its cases on a real server, and no others."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from api.frame.door import Door
from api.work import intake
from domain.case import ordering
from domain.case.lifecycle import Role, Stage
from domain.pay.lists import PayOrder
from runtime.packs import place_info, places
from runtime.temporal import summary_of
from tests.activities.conftest import Counterpart
from tests.activities.test_worker import nothing_found
from tests.leads import lead
from tests.meeting_desk import Follow
from tests.people import application
from tests.workflows.desk import Desk
from worker import make_worker
from workflows import ids, visible
from workflows.base import SHANGHAI
from workflows.discovery import DiscoveryWorkflow
from workflows.measures import MeasuresWorkflow
from workflows.payrun import DisbursementRunWorkflow

PAGE = (Path(__file__).parents[2] / "docs" / "for-supervisors.md").read_text("utf-8")
VIEWS = dict(re.findall(r"^\| (\S+) \| `(\w+(?:=|<| STARTS| IN).+)` \|$", PAGE, re.M))
FAMILY = "JZ2026000961"
CASES = {
    "new": FAMILY,
    "elsewhere": "JZ2026000962",
    "asking": "JZ2026000963",
    "late": "JZ2026000964",
    "posted": "JZ2026000965",
    "complained": "JZ2026000966",
    "living": "JZ2026000967",
    "escalated": "TR2026000968",
}
JIAOZUO = {name for name, number in CASES.items() if number.startswith("JZ")}

EXPECTED: dict[str, set[str]] = {
    "本地在办": JIAOZUO,
    "公示中": {"posted"},
    "已超期": {"late"},
    "一个乡镇（街道）": JIAOZUO - {"elsewhere"},
    "某日及以前到期": {"late", "asking", "complained"},
    "提请一事一议": {"escalated"},
    "投诉举报和公示异议": {"complained"},
    "线索待核实": {"complained"},
    "等待部门答复": {"check of asking"},
    "在办的主动发现线索": {"lead", "late lead"},
    "超期的主动发现线索": {"late lead"},
    "联席会议议题": {"item of escalated"},
    "单位逾期未落实": {"measures"},
    "本月发放": {"pay"},
    "动态管理中": {"living"},
    "一个案件的全部流程": {"new"},
}


class County:
    """Cases, a check, an item, measures and a month, each brought to another point."""

    def __init__(self, client: Client, skipper: TimeSkipper, queue: str) -> None:
        self.client, self.skipper, self.queue = client, skipper, queue
        self.desks: dict[str, Desk] = {}
        self.ids: dict[str, str] = {}
        self.due = date.max

    async def fill(self) -> None:
        for name, number in CASES.items():
            await self._open(name, number)
        await self.desks["asking"].do("accept", Role.INTAKE)
        await self.desks["asking"].until(lambda f: f.check is not None)
        self.ids["check of asking"] = ids.check_id(CASES["asking"], 1)
        await self._late()
        await self._to_publicity("posted")
        await self.desks["complained"].do("accept", Role.INTAKE)
        await self._complaint()
        await self.desks["living"].living()
        await self.desks["living"].rechecked()
        await self._escalated()
        await self._measures()
        await self._month()
        await self._leads()

    async def _leads(self) -> None:
        """One just reported, one whose day has passed."""
        today = datetime.now(SHANGHAI).date()
        for name, number in (("lead", "JZL2026000961"), ("late lead", "JZL2026000962")):
            self.ids[name] = ids.lead_id("jiaozuo", number)
            handle = await self.client.start_workflow(
                DiscoveryWorkflow.run,
                lead(lead_no=number, reported_on=today),
                id=self.ids[name],
                task_queue=self.queue,
            )
        await self.skipper.fast_forward(handle, timedelta(days=9))

    async def _open(self, name: str, number: str) -> None:
        place = "tongren" if number.startswith("TR") else "jiaozuo"
        info = place_info(place)
        file = application(place).having(case_no=number)
        if name == "elsewhere":
            file = file.having(township=info.townships[1].code)
        desk = Desk(self.client, self.skipper, file)
        door = SimpleNamespace(
            temporal=self.client, settings=SimpleNamespace(task_queue=self.queue)
        )
        await intake.start(cast(Door, door), desk.case, info, number)
        desk.handle = self.client.get_workflow_handle(ids.case_id(place, number))
        await desk.until(lambda f: f.policy is not None)
        await desk.to(desk.case.applied_on)
        self.desks[name], self.ids[name] = desk, ids.case_id(place, number)

    async def _late(self) -> None:
        desk = self.desks["late"]
        await desk.do("accept", Role.INTAKE)
        file = await desk.until(lambda f: f.check is not None and f.check.done)
        described = await desk.current().describe()
        due = described.typed_search_attributes[visible.DUE_AT]
        self.due = due.astimezone(SHANGHAI).date()
        await desk.to(self.due + timedelta(days=2))
        await desk.until(lambda f: f.overdue != file.overdue)

    async def _to_publicity(self, name: str) -> None:
        desk = self.desks[name]
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None and f.check.done)
        await desk.surveyed()
        await desk.opined()
        if (await desk.file()).stage is Stage.PUBLICITY:
            await desk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")

    async def _complaint(self) -> None:
        await self.desks["complained"].do(
            "register_complaint", Role.INTAKE, channel="hotline", content="反映收入不实"
        )

    async def _escalated(self) -> None:
        desk = self.desks["escalated"]
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None and f.check.done)
        file = await desk.surveyed()
        limits = file.law.table("escalation.ceilings")
        tried = [
            {
                "unit": name.split("/")[0],
                "programme": name.split("/")[1],
                "ceiling_fen": limits[name],
                "granted_fen": limits[name],
            }
            for name in ("medical/medical_assistance", "civil_affairs/temporary_relief")
        ]
        await desk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
        await desk.do(
            "escalate",
            Role.REVIEWER,
            cause="serious_illness",
            need_fen=9_000_000,
            tried=tried,
            summary="自负医疗费用超出各部门救助限额",
        )
        self.ids["item of escalated"] = ids.item_id(CASES["escalated"], 1)

    async def _measures(self) -> None:
        file = Follow().file.model_copy(update={"case_no": CASES["escalated"]})
        self.ids["measures"] = ids.measures_id(CASES["escalated"], 1)
        handle = await self.client.start_workflow(
            MeasuresWorkflow.run, file, id=self.ids["measures"], task_queue=self.queue
        )
        due = max(task.due for task in file.tasks)
        now = await self.skipper.get_current_time(handle)
        await self.skipper.fast_forward(handle, (due - now.date()) + timedelta(days=3))

    async def _month(self) -> None:
        month = max(e.first for e in (await self.desks["living"].file()).entitlements)
        order = PayOrder(place="jiaozuo", month=month, starts_on=month)
        self.ids["pay"] = f"{ids.pay_id('jiaozuo', 'dibao', order.month_code)}/{self.queue}"
        await self.client.start_workflow(
            DisbursementRunWorkflow.run, order, id=self.ids["pay"], task_queue=self.queue
        )

    async def found(self, query: str, wanted: set[str]) -> set[str]:
        """Which of ours a view lists, once the lists have caught up (or some seconds later)."""
        names = {workflow_id: name for name, workflow_id in self.ids.items()}
        found: set[str] = set()
        for _ in range(240):
            listed = [w.id async for w in self.client.list_workflows(query)]
            found = {names[one] for one in listed if one in names}
            if found == wanted:
                break
            await asyncio.sleep(0.25)
        return found

    async def end(self) -> None:
        for workflow_id in self.ids.values():
            with contextlib.suppress(RPCError):
                await self.client.get_workflow_handle(workflow_id).terminate()


def _answer(body: dict[str, Any]) -> tuple[int, Any]:
    if "department" not in body:
        return 200, {}
    if body["key"].startswith(CASES["asking"]):
        return 202, {"expected": "2027-12-01"}
    status, answer = nothing_found(body)
    if body["key"].startswith(CASES["complained"]) and body["department"] == "police":
        car = next(r for r in answer["records"] if r["item"] == "DB-37/vehicles")
        car |= {"kind": "found", "about": "vehicle", "count": 1}
    return status, answer


@pytest.fixture
def patient(counterpart: Counterpart) -> Iterator[None]:
    counterpart.respond = _answer
    yield


@pytest.fixture
async def county(
    client: Client, skipper: TimeSkipper, tools: Tools, patient: None
) -> AsyncIterator[County]:
    settings = tools.settings.model_copy(update={"task_queue": "supervisors-test"})
    with ThreadPoolExecutor(8) as executor:
        mine = Tools(settings, tools.keyring, tools.store)
        async with make_worker(client, mine, executor):
            made = County(client, skipper, settings.task_queue)
            await made.fill()
            yield made
            await made.end()


async def test_every_view_finds_its_cases_and_no_others(county: County) -> None:
    assert set(VIEWS) == set(EXPECTED)
    wrong = {}
    for view, query in VIEWS.items():
        query = query.replace("JZ2026000001", FAMILY)
        if "DueAt" in query:
            query = re.sub(r"\d{4}-\d\d-\d\d(?=T23)", str(county.due), query)
        found = await county.found(query, EXPECTED[view])
        if found != EXPECTED[view]:
            wrong[view] = found
    assert not wrong, wrong
    await _a_page_reads_in_every_run(county)


async def _a_page_reads_in_every_run(county: County) -> None:
    """A first run has a summary; a later one has none, but its details say the same."""
    first = await county.client.get_workflow_handle(county.ids["new"]).describe()
    info = place_info("jiaozuo")
    where = f"{info.short}{info.townships[0].zh}"
    assert await summary_of(county.client, first) == f"最低生活保障 · {where} · {FAMILY}"
    assert where in PAGE
    handle = county.client.get_workflow_handle(county.ids["living"])
    later = await handle.describe()
    assert await summary_of(county.client, later) is None
    assert later.typed_search_attributes[visible.PLACE] == "jiaozuo"
    assert later.typed_search_attributes[visible.TOWNSHIP] == "jz-wangdian"
    details = await _details(handle)
    assert details.startswith(f"**最低生活保障 · {CASES['living']} · 第2个复核周期**\n\n- 阶段：")
    assert re.search(r"^- 系统将于\d{4}-\d\d-\d\d自动：启动定期复核。$", details, re.M)
    assert "等待入户调查员" in await _details(county.client.get_workflow_handle(county.ids["late"]))


async def _details(handle: WorkflowHandle[Any, Any]) -> str:
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


def test_the_page_names_every_attribute_flag_stage_and_place() -> None:
    for key in visible.ALL:
        assert f"| `{key.name}` |" in PAGE
    for code, zh in visible.FLAG_ZH.items():
        assert f"| `{code}` | {zh} |" in PAGE
    for stage in Stage:
        assert f"`{stage.value}`" in PAGE
    for place in places():
        assert f"`{place}`" in PAGE


def test_every_flag_a_case_can_have_is_named() -> None:
    source = Path(ordering.__file__).read_text("utf-8")
    codes = re.findall(r'^        "(\w+)": ', source[source.index("def flags") :], re.M)
    assert sorted(codes) == sorted(visible.FLAG_ZH)
