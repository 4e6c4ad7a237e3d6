"""Help given once on the real server: done in its days, papers after, no department asked."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.hardship import Known
from domain.programme import Programme
from tests.helping import FIRST_CAUSE, asks_help
from tests.workflows.desk import Desk, World, worker
from workflows.case import CaseOutcome

_numbers = itertools.count(30_000)


async def opened(client: Client, skipper: TimeSkipper, queue: str, programme: Programme) -> Desk:
    file = asks_help(programme).having(case_no=f"JZ2026{next(_numbers):06d}")
    return await Desk(client, skipper, file).open(queue)


async def registered(desk: Desk) -> CaseFile:
    today, file = await desk.today(), await desk.file()
    hardship = {
        "cause": FIRST_CAUSE[file.programme],
        "happened_on": today.isoformat(),
        "statement": "家中突遭变故，基本生活难以维持",
        "township": file.township,
        "home_township": file.township,
        "urgency": "sudden",
        "grade": "serious",
    }
    await desk.do("record_hardship", Role.INTAKE, hardship=hardship, known=Known(on=today))
    await desk.do("accept", Role.INTAKE)
    return await desk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)


async def decided(desk: Desk) -> CaseFile:
    file = await registered(desk)
    assert file.assessment is not None
    await desk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=file.assessment.once_fen)
    return await desk.until(lambda f: f.stage is Stage.DISBURSEMENT and f.policy_stage is f.stage)


async def handed_over(desk: Desk, fund: str) -> None:
    grant = (await desk.file()).grant
    assert grant is not None
    await desk.do(
        "deliver_aid",
        Role.VILLAGE,
        manner=grant.manner,
        fen=grant.remaining_fen,
        receipt="签收单1号",
        receiver="m1",
        fund=fund,
    )


@pytest.mark.rule("LS-04")
async def test_quick_help_is_done_within_its_days_and_asks_no_department(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        desk = await opened(client, skipper, queue, Programme.QUICK)
        file = await decided(desk)
        await desk.to(file.applied_on + timedelta(days=1))
        await handed_over(desk, "county")
        outcome = CaseOutcome.model_validate(await desk.handle.result())
        assert outcome.outcome == "aided"
        assert (outcome.on - file.applied_on).days <= file.law.days("total")
        assert world.queries == [] and outcome.runs == 1
        kinds = {r.key for r in world.notices.values()}
        assert kinds == {"acceptance", "grant"}


@pytest.mark.rule("LS-03", "JZ-18")
async def test_urgent_help_waits_for_its_papers_marks_them_late_and_then_closes(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        desk = await opened(client, skipper, queue, Programme.EMERGENCY)
        await decided(desk)
        await handed_over(desk, "reserve")
        file = await desk.until(lambda f: f.stage is Stage.COMPLETION)
        assert file.grant is not None and file.grant.first_on == file.applied_on
        waiting = await desk.current().query("waiting")
        assert "补充说明" in waiting
        await desk.to(file.applied_on + timedelta(days=40))
        await desk.until(lambda f: any("complete_papers" in mark for mark in f.overdue))
        body = {"explanation": "情况紧急，先行救助", "family_signature": "m1"}
        signed = sorted(file.actors("record_hardship", "confirm"))
        with pytest.raises(WorkflowUpdateFailedError) as caught:
            await desk.do("complete_papers", Role.REVIEWER, **body, signed_by=signed)
        assert isinstance(caught.value.cause, ApplicationError)
        assert caught.value.cause.details[0] == "papers_missing"
        papers = ["register", "identity"]
        await desk.do("complete_papers", Role.REVIEWER, **body, signed_by=signed, papers=papers)
        outcome = CaseOutcome.model_validate(await desk.handle.result())
        assert outcome.outcome == "aided"
        last = await desk.file()
        assert last.completion is not None and last.completion.late
