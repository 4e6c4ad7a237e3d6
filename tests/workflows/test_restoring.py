"""A case that had closed is put back on the real server: same number, new run, one certificate."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import TimeSkipper

from audit.certificate import certify
from audit.recompute.resumed import resumption_findings
from domain.case.acts.passage import RestoreCase
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.passage.restoring import resumed
from tests.people import application, officer
from tests.replay.stories import earning
from tests.replay.stories_passage import account_corrected
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI, Receipt, fingerprint
from workflows.case import CaseWorkflow


async def taken_up(clerk: Clerk, queue: str, ended: CaseFile, act: RestoreCase) -> Receipt:
    """As the door does it: the next run begins closed, and the ruling is its first act."""
    run = (await clerk.current().describe()).run_id
    start = resumed(ended, run or "", fingerprint(ended), act.on)
    operation = WithStartWorkflowOperation(
        CaseWorkflow.run,
        start,
        id=clerk.handle.id,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    receipt: Receipt = await clerk.client.execute_update_with_start_workflow(
        "restore_case", act, result_type=Receipt, start_workflow_operation=operation
    )
    return receipt


@pytest.mark.rule("DB-81")
async def test_a_closed_case_is_put_back_and_lives_on_and_its_certificate_follows(
    client: Client, skipper: TimeSkipper
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"RS2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        before = await clerk.living()
        await clerk.reported("employment")
        await clerk.verified(earning(before.household, 60000))
        await clerk.heard()
        decided = await clerk.today()
        await clerk.changed("stop")
        ended = await clerk.served()
        assert ended.closed is not None and ended.monthly_fen_now == 0
        ruled = ended.latest + timedelta(days=200)
        wrong = RestoreCase(
            officer=officer(clerk.decider(before), "jiaozuo"),
            on=ruled,
            organ="judgment",
            document="（2027）试行终3号",
            ruled_on=ruled,
            decided_on=decided + timedelta(days=1),
            reason="判决撤销停发决定",
        )
        with pytest.raises(WorkflowUpdateFailedError):
            await taken_up(clerk, queue, ended, wrong)
        await clerk.current().result()  # refused: the run that took it up ends as it began
        act = wrong.model_copy(update={"decided_on": decided})
        receipt = await taken_up(clerk, queue, await clerk.file(), act)
        assert receipt.stage == Stage.SUPERVISION
        file = await clerk.until(lambda f: f.closed is None and all(n.number for n in f.notices))
        assert file.household == before.household and file.case_no == number
        assert file.monthly_fen_now == before.monthly_fen_now
        assert file.next_recheck == before.next_recheck
        certificate = await certify(client, "jiaozuo", number)
        assert certificate.passed, "\n".join(f.line for f in certificate.findings)
        own = [run.status for run in certificate.runs if run.workflow_id == clerk.handle.id]
        assert own == ["continued", "completed", "completed", "open"]
        lines = [e.zh for stage in certificate.stages for e in stage.entries]
        assert "停发" in "".join(e.outcome for s in certificate.stages for e in s.entries)
        assert "按裁决恢复救助" in lines


@pytest.mark.rule("JZ-30")
async def test_the_account_of_a_closed_case_is_corrected_in_a_run_that_ends_with_it(
    client: Client, skipper: TimeSkipper
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"RA2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        before = await clerk.living()
        await clerk.reported("income")
        await clerk.verified(earning(before.household, 60000))
        await clerk.heard()
        await clerk.changed("stop")
        ended = await clerk.served()
        papers = [notice.number for notice in ended.notices]
        receipt = await account_corrected(clerk, "9900000000000022")
        file = await clerk.file()
        assert (receipt.stage, receipt.digest) == (Stage.CLOSED, fingerprint(file))
        assert file.household.account is not None and file.closed == ended.closed
        assert file.household.account.number == "9900000000000022"
        assert file.entitlements == ended.entitlements and not file.passage.restorations
        assert not [n for n in file.notices if n.number not in papers], "no paper follows from it"
        certificate = await certify(client, "jiaozuo", number)
        assert certificate.passed, "\n".join(f.line for f in certificate.findings)
        own = [run.status for run in certificate.runs if run.workflow_id == clerk.handle.id]
        assert own == ["continued", "completed", "completed"]


async def test_a_file_touched_between_the_two_lives_is_a_finding(
    client: Client, skipper: TimeSkipper
) -> None:
    """The gate above, seen to fail: somebody adds a member before the case is taken up again."""
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"RT2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        await clerk.do("withdraw", Role.INTAKE)
        ended = await clerk.closed()
        run = (await clerk.current().describe()).run_id
        touched = ended.having(village="别的村")
        start = resumed(touched, run or "", fingerprint(touched), ended.latest)
        handle = await client.start_workflow(
            CaseWorkflow.run, start, id=clerk.handle.id, task_queue=queue
        )
        await handle.result()
        certificate = await certify(client, "jiaozuo", number)
    assert not certificate.passed
    assert any("上一次办结时" in f.line for f in certificate.findings)
    assert resumption_findings([]) == []
