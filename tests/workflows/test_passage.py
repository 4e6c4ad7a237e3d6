"""Living cases go over into others on the real server: the new case starts by itself, once."""

from __future__ import annotations

import time
from datetime import date, datetime

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.certificate import certify
from domain.calendar import months_after
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Household, Relation, Status
from domain.identity import synthetic_id
from tests.people import application, household
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI

GOING = {"place_zh": "安康市汉滨区", "township_zh": "第一街道", "from_zh": "王店镇"}


def started(letters: str, **changes: object) -> CaseFile:
    today = datetime.now(SHANGHAI).date()
    number = f"{letters}2026{time.time_ns() % 1_000_000:06d}"
    return application("jiaozuo").having(case_no=number, applied_on=today, latest=today, **changes)


async def opened_elsewhere(clerk: Clerk, number: str) -> CaseFile:
    for _ in range(3000):
        if number in clerk.world.cases and clerk.world.cases[number].file.policy is not None:
            return clerk.world.cases[number].file
        import asyncio

        await asyncio.sleep(0.01)
    raise AssertionError("the new case never began")


async def test_a_family_that_moves_away_has_its_case_there_and_both_are_certified(
    client: Client, skipper: TimeSkipper
) -> None:
    scene = Scene()
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, started("MV"), scene)
        await clerk.open(queue)
        before = await clerk.living()
        await clerk.do(
            "move_case", clerk.decider(before), to_place="hanbin", to_township="hb-first",
            asked_by="m1", reason="全家迁往外地居住", known=GOING,
        )  # fmt: skip
        moved = await clerk.until(lambda f: f.passage.outgoing and f.passage.outgoing[0].case_no)
        [out] = moved.passage.outgoing
        there = await opened_elsewhere(clerk, out.case_no)
        assert (there.place, there.stage, there.household) == (
            "hanbin", Stage.INTAKE, before.household,
        )  # fmt: skip
        assert there.passage.origin is not None
        assert there.passage.origin.case_no == moved.case_no
        ended = await clerk.served()
        assert ended.closed is not None and ended.closed.outcome == "moved_out"
        certificate = await certify(client, "jiaozuo", moved.case_no)
        assert certificate.passed, "\n".join(f.line for f in certificate.findings)
        assert f"case/hanbin/{out.case_no}" in {run.workflow_id for run in certificate.runs}
        assert list(scene.opened) == [f"{moved.case_no}/moved/1"]


async def test_members_who_split_off_get_a_case_after_the_decision_on_those_who_stay(
    client: Client, skipper: TimeSkipper
) -> None:
    scene = Scene()
    home = household(wage_yuan=3600, members=3)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, started("SP", household=home, declared=home), scene)
        await clerk.open(queue)
        await clerk.living()
        await clerk.do(
            "split_household", Role.REVIEWER, members=["m3"], applicant="m3",
            to_township="jz-wangdian", reason="女儿出嫁，单独立户", known=GOING,
        )  # fmt: skip
        file = await clerk.until(lambda f: f.review is not None)
        gone = file.household.member("m3")
        assert gone is not None and scene.opened == {}
        left = gone.model_copy(update={"status": Status.MARRIED_OUT})
        await clerk.verified(file.household.with_member(left))
        await clerk.heard()
        looked = (await clerk.file()).review
        assert looked is not None and looked.assessment is not None
        now, then = file.monthly_fen_now, looked.assessment.monthly_fen
        await clerk.changed("keep" if then == now else "increase" if then > now else "decrease")
        after = await clerk.until(lambda f: f.passage.outgoing[0].case_no)
        there = await opened_elsewhere(clerk, after.passage.outgoing[0].case_no)
        assert [m.key for m in there.household.members] == ["m3"]
        assert after.period == 1, "the next period has begun, and opened the case"


def _alone() -> Household:
    home = household(wage_yuan=1200, members=1)
    one = home.members[0].model_copy(update={"id_no": synthetic_id(date(1950, 2, 2), 77)})
    return home.model_copy(update={"members": (one,)})


async def test_a_household_that_joins_another_is_looked_at_there_and_paid_without_a_gap(
    client: Client, skipper: TimeSkipper
) -> None:
    scene = Scene()
    async with worker(client, scene) as queue:
        other = Clerk(client, skipper, started("ME"), scene)
        await other.open(queue)
        await other.living()
        clerk = Clerk(client, skipper, started("MF", household=_alone(), declared=_alone()), scene)
        await clerk.open(queue)
        before = await clerk.living()
        joined_in = (await clerk.today()).replace(day=1)
        await clerk.do(
            "merge_case", clerk.decider(before), into_case=other.case.case_no,
            asked_by="m1", reason="老人与子女共同生活",
            known={"lives": True, "programme": "dibao", "place": "jiaozuo"},
        )  # fmt: skip
        told = await clerk.until(lambda f: f.passage.into is not None and f.passage.into.told)
        assert told.monthly_fen(months_after(joined_in, 1)) == 0
        ended = await clerk.served()
        assert ended.closed is not None and ended.closed.outcome == "merged"
        there = await other.until(lambda f: f.review is not None)
        assert there.review is not None and there.review.cause == "join"
        extra = ended.household.members[0].model_copy(
            update={"key": "m9", "relation": Relation.PARENT}
        )
        home = there.household
        await other.verified(home.model_copy(update={"members": (*home.members, extra)}))
        now = there.monthly_fen_now
        await other.changed("increase")
        after = await other.until(lambda f: f.review is None)
        assert after.monthly_fen(joined_in) == now < after.monthly_fen(months_after(joined_in, 1))
