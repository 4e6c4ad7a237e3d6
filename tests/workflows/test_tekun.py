"""特困 on the real server with virtual time: from the application to the first month, and the end."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Asset, AssetKind, Household
from tests.people import officer
from tests.tekun import alone, six, tekun_application
from tests.workflows.desk import Desk, World, worker
from workflows.case import CaseOutcome

_numbers = itertools.count(50_000)
CAR = alone().model_copy(update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)})


def new_case() -> CaseFile:
    return tekun_application("zhanhe").having(case_no=f"ZH2026{next(_numbers):06d}")


async def first_month(desk: Desk) -> CaseFile:
    """Every act of 43号 up to the first month of support."""
    await desk.do("record_statement", Role.INTAKE, no_obligors=True)
    await desk.do("accept", Role.INTAKE)
    await desk.until(lambda f: f.check is not None and f.check.done)
    await desk.surveyed()
    await desk.opined()
    file = await desk.publicised()
    await desk.do("draw_spot_check", Role.COUNTY_REVIEWER, batch=(file.case_no,), seed="公开抽签")
    visit = {"visitors": ("甲",), "finding": "与调查一致", "agrees_with_survey": True}
    await desk.do("record_county_visit", Role.COUNTY_REVIEWER, 2, **visit)
    fields = {**six(2), "by": "county", "assessors": ("甲", "乙")}
    await desk.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)
    file = await desk.confirmed()
    await desk.to(min(e.first for e in file.entitlements))
    return await desk.until(lambda f: f.stage is Stage.SUPERVISION)


async def looked(desk: Desk, home: Household) -> None:
    team = tuple(officer(Role.SURVEYOR, "zhanhe", n).id for n in (1, 2))
    fields = {"surveyors": team, "household": home, "finding": "名下有小型客车"}
    await desk.do("verify_change", Role.SURVEYOR, **fields)
    await desk.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见")


@pytest.mark.rule("TK-22", "TK-14")
async def test_a_person_is_supported_from_the_next_month_and_ended_only_after_the_publicity(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, new_case()).open(queue)
        file = await first_month(desk)
        tiers, basic = file.law.table("care_tiers"), file.law.table("standard")
        assert file.monthly_fen_now == basic["rural"] + tiers["partial"]  # type: ignore[operator]
        shown = world.cases[file.case_no]
        assert {"place_person", "publish_result"} <= {t.act for t in shown.tasks}

        await desk.do("report_change", Role.REVIEWER, cause="property", happened_on=file.latest)
        await looked(desk, CAR)
        stop = {"outcome": "stop", "monthly_fen": 0, "reason": "财产超过规定"}
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await desk.do("decide_change", Role.COUNTY_APPROVER, **stop)
        assert isinstance(caught.value.cause, ApplicationError)
        assert caught.value.cause.details[0] == "ending_not_publicised"

        await desk.do("post_ending", Role.VILLAGE, place_posted="村务公开栏")
        sheet = (await desk.file()).caring.ending
        assert sheet is not None and sheet.completed_on is None
        await desk.to(sheet.until + timedelta(days=1))
        await desk.until(lambda f: f.caring.ending is not None and f.caring.ending.completed_on)
        await desk.do("decide_change", Role.COUNTY_APPROVER, **stop)
        file = await desk.until(lambda f: all(n.number for n in f.notices))
        [paper] = [n.number for n in file.notices if n.open]
        await desk.do("serve_notice", Role.VILLAGE, number=paper, manner="in_person")
        assert (await desk.file()).closed is None, "the person must be moved over first"
        await desk.do(
            "settle_handover", Role.INTAKE, answer="not_fit", reason="家庭不愿申请，已当面说明"
        )
        outcome = await desk.handle.result()
        assert isinstance(outcome, CaseOutcome) and outcome.outcome == "stopped"


@pytest.mark.rule("JZ-14", "JZ-15")
async def test_a_missed_visit_and_a_care_agreement_that_ended_come_up_by_themselves(
    client: Client, skipper: TimeSkipper
) -> None:
    """Nobody touches the case: the timer alone brings both before the township and the county."""
    world = World()
    file = tekun_application("jiaozuo").having(case_no=f"JZ2026{next(_numbers):06d}")
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, file).open(queue)
        await desk.do("record_statement", Role.INTAKE, no_obligors=True)
        await desk.do("accept", Role.INTAKE)
        await desk.until(lambda f: f.check is not None and f.check.done)
        await desk.surveyed()
        await desk.opined()
        await desk.publicised()
        fields = {**six(0), "by": "county", "assessors": ("甲",)}
        await desk.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)
        file = await desk.confirmed()
        await desk.to(min(e.first for e in file.entitlements))
        await desk.until(lambda f: f.stage is Stage.SUPERVISION)
        placed = {"manner": "scattered", "visitor": "乙", "visit_days": 20}
        await desk.do("place_person", Role.REVIEWER, **placed)
        day = await desk.today()
        signed = {
            "number": "协议1号",
            "carer": "丙",
            "since": day,
            "until": day + timedelta(days=9),
        }
        await desk.do("sign_care_agreement", Role.COUNTY_REVIEWER, **signed)
        assert "sign_care_agreement" not in {t.act for t in world.cases[file.case_no].tasks}
        await desk.to(day + timedelta(days=21))
        await desk.until(lambda f: any(m.startswith("record_care_visit@") for m in f.overdue))
        shown = world.cases[file.case_no]
        assert "sign_care_agreement" in {t.act for t in shown.tasks}
        assert "委托照料服务协议已到期" in shown.waiting and "已超期" in shown.waiting
