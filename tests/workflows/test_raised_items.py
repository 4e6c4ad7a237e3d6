"""Items on the real server: an event the bureau starts with, and a major issue of Hanbin."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from domain.case.lifecycle import Role
from domain.meeting.item import ItemOrder
from domain.meeting.lifecycle import ItemStage
from domain.raising.order import ItemSource
from runtime.packs import place_info
from tests.meeting_desk import RELIEF, TREATMENT, liaison, order
from tests.people import SHANGHAI, officer
from tests.workflows.test_meeting import Room, World, worker
from workflows import ids, visible
from workflows.item import JointMeetingItemWorkflow

HB = ("区民政局", "区医保局")
HB_MEASURES = (
    {**RELIEF, "code": "AID-01", "unit": HB[0]},
    {**TREATMENT, "code": "AID-32", "unit": HB[1]},
)


def placed(client: Client, skipper: TimeSkipper, place: str, **changes: object) -> Room:
    abbr = place_info(place).abbr.upper()
    at = Room(client, skipper, f"{abbr}Y2026{uuid.uuid4().int % 10**6:06d}")
    given = {
        "case_no": at.case_no,
        "ordered_on": datetime.now(SHANGHAI).date(),
        "topic": "联合救助",
        **changes,
    }
    at.order = order(place, **given)
    return at


@pytest.mark.rule("TR-27")
async def test_an_event_rings_at_its_hour_and_the_item_goes_on_to_its_end(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = placed(
            client,
            skipper,
            "tongren",
            source=ItemSource.BUREAU,
            cause="major_special_event",
            need_fen=0,
            gap_fen=0,
            tried=(),
            raised_by=officer(Role.COUNTY_REVIEWER, "tongren"),
        )
        await at.start(queue)
        file = await at.until(lambda f: f.alarm_at is not None)
        assert file.alarm_at is not None and not file.alarmed
        await skipper.fast_forward(
            at.item, timedelta(hours=file.law.count("escalation.event_hours"))
        )
        file = await at.until(lambda f: f.alarmed)
        [alarm] = [e for e in file.journal if e.act == "alarm"]
        assert alarm.at >= file.alarm_at  # type: ignore[operator]
        assert "已向召集人报警" in await at.item.query(JointMeetingItemWorkflow.waiting)
        await (await at.ready_for_decision()).met()
        await at.do("decide_item", Role.CONVENER, approved=False, reason="已由应急救助解决")
        assert not (await at.item.result()).approved
        assert sum(e.act == "alarm" for e in world.items[-1].file.journal) == 1


@pytest.mark.rule("HB-34")
async def test_a_major_issue_of_hanbin_waits_is_pressed_and_ends_with_the_governments_word(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        at = placed(client, skipper, "hanbin")
        at.order = at.order.model_copy(update={"source": ItemSource.CASE})
        await at.start(queue)
        office = officer(Role.MEETING_OFFICE, "hanbin")
        await at.do("submit_papers", office, papers=({"title": "入户调查表"},))
        await at.do("sort_papers", office, units=HB)
        await at.do("review_papers", office, complete=True)
        for unit in HB:
            who = liaison(unit, "hanbin")
            await at.do("give_unit_opinion", who, agrees=True, opinion="同意救助")
        await at.do(
            "hold_meeting", office,
            chair="hb.convener", chair_role=Role.CONVENER, attended=HB, major=True,
        )  # fmt: skip
        file = await at.until(lambda f: f.stage is ItemStage.GOVERNMENT)
        every = timedelta(days=file.law.days("escalation.government_remind_days"))
        for count in (1, 2):
            await at.to(at.item, file.stage_since + count * every)
            await at.until(lambda f, n=count: len(f.pressed) == n)  # type: ignore[misc]
        assert "已提醒2次" in await at.item.query(JointMeetingItemWorkflow.waiting)
        shown = await at.item.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        lines = shown.current_details.splitlines()
        assert lines[0].startswith("**一事一议 · ") and "再次提醒政府决定" in lines[-1]
        about = (await at.item.describe()).typed_search_attributes
        assert about[visible.STAGE] == "government" and about[visible.PLACE] == "hanbin"
        await at.do(
            "record_government_decision", officer(Role.GOVERNMENT_OFFICE, "hanbin"),
            approved=True, measures=HB_MEASURES, number="汉政函〔2026〕8号",
        )  # fmt: skip
        resolution = await at.item.result()
        assert resolution.government_decision == "汉政函〔2026〕8号"
        assert {m.unit for m in resolution.measures} == set(HB)
        follow = await at.tasks_until(lambda f: len(f.tasks) == 2)
        assert [t.unit_code for t in follow.tasks] == ["civil_affairs", "medical"]
        await at.tasks.terminate()


@pytest.mark.rule("TR-12")
async def test_an_item_that_is_not_admissible_ends_with_its_reason(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        at = placed(client, skipper, "tongren", source=ItemSource.UNIT, tried=())
        bad: ItemOrder = at.order.model_copy(
            update={"raised_by": liaison("应急管理局"), "summary": "说明"}
        )
        handle = await client.start_workflow(
            JointMeetingItemWorkflow.run, bad, id=ids.item_id(at.case_no, 1), task_queue=queue
        )
        with pytest.raises(WorkflowFailureError) as ended:
            await handle.result()
        assert isinstance(ended.value.cause, ApplicationError)
        assert ended.value.cause.details[0] == "solution_missing"
