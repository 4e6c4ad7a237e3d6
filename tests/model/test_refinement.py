"""R4: the workflow does what the model says, act by act.

Chance writes lists of acts on the pure model; each list is then sent to a real case on the real
server. Every act must be done or refused with the same code, and both must end in the same state
with the same money.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import Field
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from domain.base import Frozen
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.needs import NEEDS
from domain.programme import Programme
from runtime.packs import places
from tests.domain.test_matrix import fields_of
from tests.model.plausible import plausible
from tests.model.sim import Sim
from tests.model.test_machine import _choice
from tests.people import START, ahead_of_the_clock, application, signed_by_each
from tests.workflows.desk import Desk, World, worker
from workflows.base import SHANGHAI, Receipt

LISTS, STEPS, AT_ONCE = 24, 9, 10
PATIENCE = 400


class Step(Frozen):
    """An act with what came of it in the model (`refused` empty: done), or days that passed."""

    days: int = 0
    act: str = ""
    body: dict[str, object] = Field(default_factory=dict)
    paper: str = ""
    """Key of the paper served: its number is another on each side."""
    refused: str = ""
    sets_going: bool = False
    """Something follows by itself: rules are read, papers go out, departments are asked."""


class Story(Frozen):
    start: CaseFile
    steps: tuple[Step, ...]
    end: CaseFile


def today_of(file: CaseFile) -> date:
    return max(file.latest, datetime.now(SHANGHAI).date())


def written(data: st.DataObject, number: int) -> Story:
    """One list with its end, played on the model."""
    place = data.draw(st.sampled_from(places()))
    programme = data.draw(
        st.sampled_from((*(Programme.DIBAO,) * 3, Programme.TEKUN, Programme.EDGE))
    )
    file = ahead_of_the_clock(application(place))  # as the desk would: both begin on one day
    start = file.having(case_no=f"RF2026{number:06d}", programme=programme)
    if place == "yicheng":
        start = start.having(authorisations=signed_by_each(start.household, start.applied_on))
    sim = Sim(start)
    sim.today = today_of(start)
    steps = []
    for _ in range(STEPS):
        before = _standing(sim)
        if data.draw(st.integers(0, 5)) == 0:
            days = data.draw(st.sampled_from((1, 3, 8)))
            sim.pass_days(days)
            step = Step(days=days)
        else:
            step = _acted(data, sim)
        _settle(sim)
        moved = _standing(sim) != before
        steps.append(step.model_copy(update={"sets_going": moved or bool(step.days)}))
        if sim.file.closed is not None:
            break  # a closed case takes no acts any more: its workflow has ended
    return Story(start=start, steps=tuple(steps), end=sim.file)


def _standing(sim: Sim) -> tuple[object, ...]:
    file = sim.file
    return file.stage, len(file.notices), file.checks, file.stale_policy


def _acted(data: st.DataObject, sim: Sim) -> Step:
    how = data.draw(st.sampled_from(("asked", "asked", "asked", "offered", "anything")))
    move, role = data.draw(_choice(sim, how))
    who = sim.who(role, data.draw(st.integers(1, 4)))
    body = {
        "officer": who.model_dump(),
        "on": sim.today,
        **fields_of(move.act, sim.file),
        **plausible(move.act, sim, who.id, data.draw),
    }
    paper = next((n.order.key for n in sim.file.notices if n.number == body.get("number")), "")
    try:
        body = ACTS[move.act].model_validate(body).model_dump(mode="json")
    except ValueError:
        return Step(days=1) if not sim.pass_days(1) else Step()
    refusal = sim.try_act(move.act, body)
    return Step(act=move.act, body=body, paper=paper, refused=refusal.code if refusal else "")


def _settle(sim: Sim) -> None:
    """What goes on by itself in the small world: departments answer at once, papers go out."""
    sim.ask_departments()
    sim.answer(())
    sim.issue_papers()


async def played(client: Client, skipper: TimeSkipper, queue: str, story: Story) -> CaseFile:
    """The same list on a real case; each answer is compared as it comes."""
    desk = await Desk(client, skipper, story.start).open(queue)
    for number, step in enumerate(story.steps):
        if step.days:
            await desk.to(await desk.today() + timedelta(days=step.days))
        else:
            told = await _sent(desk, step)
            assert told == step.refused, (number, step.act, told, step.refused)
        if step.sets_going or step.act == "refresh_policy":
            await _settled(desk)
    return await _settled(desk)


async def _settled(desk: Desk) -> CaseFile:
    for _ in range(PATIENCE):
        file = await desk.file()
        if _quiet(file):
            return file
        await asyncio.sleep(0.1)
    waits = [n.order.key for n in file.notices if not n.number]
    raise AssertionError((file.case_no, file.stage, file.policy_stage, file.stale_policy, waits))


async def _sent(desk: Desk, step: Step) -> str:
    body = step.body
    if step.paper:
        file = await desk.file()
        number = next(n.number for n in file.notices if n.order.key == step.paper)
        body = {**body, "number": number}
    try:
        await desk.current().execute_update(
            step.act, ACTS[step.act].model_validate(body), result_type=Receipt
        )
    except WorkflowUpdateFailedError as failed:
        assert isinstance(failed.cause, ApplicationError)
        return str(failed.cause.details[0])
    return ""


def _quiet(file: CaseFile) -> bool:
    """Nothing is under way by itself: rules read, papers out, departments heard."""
    read = file.stage not in NEEDS or (file.policy_stage is file.stage and not file.stale_policy)
    asked = file.stage is not Stage.INVESTIGATION or (file.check is not None and file.check.done)
    return read and asked and all(n.number for n in file.notices)


def told(file: CaseFile) -> dict[str, object]:
    """The state and the money, without what each side names or counts for itself."""
    kept = file.model_dump(
        mode="json",
        include={
            "stage", "accepted_on", "survey", "household", "assessment", "opinion", "publicity",
            "decision", "entitlements", "recognition", "grant", "relatives", "complaints",
            "objections", "correction", "clock", "closed", "extended", "authorisations", "papers",
        },
    )  # fmt: skip
    people = [e for e in file.journal if e.officer is not None]
    kept["record"] = [(e.act, e.on.isoformat(), e.officer.id) for e in people if e.officer]
    kept["months"] = [file.monthly_fen(START.replace(year=START.year + n)) for n in (0, 1, 2)]
    return kept


def lists(count: int) -> list[Story]:
    found: list[Story] = []

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def write(data: st.DataObject) -> None:
        found.append(written(data, len(found) + 1))

    write()
    return found


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return lists(LISTS)


async def test_lists_of_acts_end_alike_in_the_model_and_on_the_server(
    client: Client, skipper: TimeSkipper, stories: list[Story]
) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    async with worker(client, World()) as queue:

        async def one(story: Story) -> None:
            async with gate:
                end = await played(client, skipper, queue, story)
                real, model = told(end), told(story.end)
                differing = {k: (real[k], model[k]) for k in real if real[k] != model[k]}
                assert not differing, (story.start.case_no, differing)

        await asyncio.gather(*(one(story) for story in stories))
    assert len(stories) >= LISTS
    assert {s.end.stage for s in stories} >= {Stage.INVESTIGATION, Stage.REVIEW, Stage.CLOSED}
