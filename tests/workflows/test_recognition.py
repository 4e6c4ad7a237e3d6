"""Recognitions on the real server with virtual time: rechecked like 低保, or over by the calendar."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Household
from domain.programme import Programme
from tests.domain.recognition_kit import case, couple, strained
from tests.workflows.desk import Desk, World, worker

_numbers = itertools.count(40_000)


def numbered(programme: Programme, household: Household) -> CaseFile:
    return case(programme, household).having(case_no=f"JZ2026{next(_numbers):06d}")


async def recognised(desk: Desk) -> CaseFile:
    """From the window to the recognition, with the stages this programme has."""
    await desk.do("accept", Role.INTAKE)
    await desk.until(lambda f: f.check is not None and f.check.done)
    await desk.surveyed()
    await desk.opined()
    if (await desk.file()).stage is Stage.PUBLICITY:
        await desk.publicised()
    await desk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
    await desk.confirmed()
    return await desk.until(lambda f: f.stage is Stage.SUPERVISION and f.recognition is not None)


@pytest.mark.rule("BY-01", "BY-02")
async def test_an_edge_family_is_recognised_and_rechecked_in_a_run_of_its_own(
    client: Client, skipper: TimeSkipper
) -> None:
    world = World()
    async with worker(client, world) as queue:
        desk = await Desk(client, skipper, numbered(Programme.EDGE, couple(500))).open(queue)
        file = await recognised(desk)
        assert file.entitlements == () and file.recognition is not None
        assert file.recognition.until is None
        kinds = {n.order.kind for n in file.notices}
        assert "recognition" in kinds and "confirmation" not in kinds
        after = await desk.rechecked()
        assert after.period == 1 and after.recognition == file.recognition


@pytest.mark.rule("GX-07")
async def test_a_recognition_with_a_last_day_ends_by_itself_after_the_family_was_told(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        desk = await Desk(client, skipper, numbered(Programme.RIGID, strained())).open(queue)
        file = await recognised(desk)
        assert file.recognition is not None and file.recognition.until is not None
        until = file.recognition.until
        await desk.to(until - timedelta(days=20))
        told = await desk.until(lambda f: f.recognition is not None and f.recognition.told_on)
        assert told.closed is None
        await desk.until(lambda f: any(n.order.kind == "renewal" and n.number for n in f.notices))
        await desk.to(until + timedelta(days=1))
        over = await desk.until(lambda f: f.closed is not None)
        [reminder] = [n for n in over.notices if n.order.kind == "renewal"]
        await desk.do("serve_notice", Role.REVIEWER, number=reminder.number, manner="in_person")
        outcome = await desk.current().result()
        assert (outcome.outcome, outcome.on) == ("expired", until + timedelta(days=1))
