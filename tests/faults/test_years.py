"""R12: one case over five years on the real server, a run for the application and each recheck
period, all one chain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest

from audit.certificate import certify
from audit.recompute.history import Run
from audit.sources import ServerSource
from domain.calendar import months_after
from domain.case.lifecycle import Role
from sandbox.county import county as county_of
from sandbox.rehearsal.staff import Json
from store.idempotency import PATIENCE
from tests.faults.people import PLACE
from tests.faults.script import Desk, Script
from tests.faults.stack import Stack
from tests.faults.state import file_of
from tests.faults.window import Command, Window, leave_in_progress
from workflows import ids

_YEARS = 5
_MOST_EVENTS = 2_000


class Forgotten(Desk):
    """Each decision is sent again after the case has gone on into its next run."""

    window: Window
    stack: Stack
    answers: list[tuple[Json, httpx.Response]]

    async def act(
        self, name: str, role: Role, *, person: int = 1, on: date | None = None, **fields: object
    ) -> Json:
        if name != "decide_change":
            return await super().act(name, role, person=person, on=on, **fields)
        await self.keeper.bring(self.workflow_id, self.day)
        key = f"decided-{self.case_no}-{len(self.answers)}"
        body = {"on": self.day, **fields}
        command = Command.act(self.user(role, person), self.case_no, name, key, **body)
        told = await command.done(self.window)
        await self._in_the_next_run()
        leave_in_progress(self.stack, PATIENCE)
        self.answers.append((told, await command.send(self.window)))
        return told

    async def _in_the_next_run(self) -> None:
        while (await file_of(self.stack, self.case_no)).period <= len(self.answers):
            await self.pause()


@pytest.fixture(scope="module")
async def aged(county: Stack, window: Window, first_day: date) -> AsyncIterator[Forgotten]:
    """A family that is looked at again every year and found as it was."""
    script = Script(county, (), first_day)
    await script.begin()
    family = county_of(first_day).family("TR-015")
    page = family.application.model_copy(update={"applied_on": first_day})
    family = family.model_copy(update={"application": page})
    desk = Forgotten(script.staff, script.keeper, family, await script.take_in(family), 1)
    desk.window, desk.stack, desk.answers = window, county, []
    await desk.work_until(months_after(first_day, 12 * _YEARS + 3))
    yield desk


async def test_the_application_and_each_year_are_runs_of_their_own_and_none_is_long(
    county: Stack, aged: Forgotten
) -> None:
    runs = await _runs(county, aged)
    assert len(runs) == 1 + _YEARS + 1
    assert [run.continued_from for run in runs[1:]] == [run.run_id for run in runs[:-1]]
    assert max(len(run.events) for run in runs) <= _MOST_EVENTS


async def _runs(county: Stack, aged: Forgotten) -> tuple[Run, ...]:
    return await ServerSource(county.client).chain(ids.case_id(PLACE, aged.case_no))


async def test_every_recheck_falls_on_its_day_also_past_a_29_february(
    county: Stack, aged: Forgotten
) -> None:
    file = await file_of(county, aged.case_no)
    assert file.period == file.reviews == _YEARS and file.checks == _YEARS + 1
    [aid] = file.entitlements
    assert aid.last is None and aid.monthly_fen > 0
    assert file.decision is not None and file.next_recheck is not None
    years = file.next_recheck.year - file.decision.on.year
    assert years == _YEARS + 1
    assert file.next_recheck - file.decision.on < timedelta(days=366 * years + 40)


async def test_a_decision_whose_answer_was_lost_is_answered_alike_in_the_next_run(
    aged: Forgotten,
) -> None:
    assert len(aged.answers) == _YEARS
    for told, again in aged.answers:
        assert (again.status_code, again.json()) == (200, told)


async def test_five_years_are_recomputed_to_the_same_end(county: Stack, aged: Forgotten) -> None:
    source = ServerSource(county.client)
    certificate = await certify(source, PLACE, aged.case_no, production=False)
    assert certificate.passed, certificate.findings


async def test_days_no_calendar_is_published_for_are_marked_as_provisional(
    county: Stack, aged: Forgotten
) -> None:
    file = await file_of(county, aged.case_no)
    far = file.law.due("dibao.refusal_notice", file.latest)
    assert far.provisional and far.on > file.latest
