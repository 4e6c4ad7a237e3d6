"""R4: the workflow does what the model says, act by act.

Chance writes lists of acts on the pure model; each list is then sent to a real case on the real
server. Every act must be done or refused with the same code, and both must end in the same state
with the same money.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from random import Random

from pydantic import Field
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper

from domain.base import Frozen
from domain.case import engine, ordering
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.needs import NEEDS
from domain.check.answers import Answer, DepartmentReply
from domain.check.progress import asked, opened, question, replied, result_of
from domain.programme import Programme
from runtime.packs import places
from tests.domain.test_matrix import fields_of
from tests.model.instance import Clock, Instance
from tests.model.plausible import plausible
from tests.model.sim import Sim
from tests.model.test_machine import chosen
from tests.people import START, ahead_of_the_clock, application, signed_by_each
from tests.workflows.desk import Desk, World, worker
from workflows import ids
from workflows.base import SHANGHAI, Receipt

LISTS, STEPS = 200, 25
ACTS_SEEN = 50
ON_SERVER, STEPS_THERE, AT_ONCE = 12, 9, 6
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
    stages: frozenset[Stage]
    """The stages it went through."""
    end: CaseFile


def today_of(file: CaseFile) -> date:
    return max(file.latest, datetime.now(SHANGHAI).date())


def written(chance: Random, number: int, today: date | None, steps_at_most: int) -> Story:
    """One list with its end, played on the model from `today` on (without: the server's day)."""
    place = chance.choice(places())
    programme = chance.choice((*(Programme.DIBAO,) * 3, *Programme))
    file = application(place)
    if today is None:
        file = ahead_of_the_clock(file)  # as the desk would: both begin on one day
    start = file.having(case_no=f"RF2026{number:06d}", programme=programme)
    if place == "yicheng":
        start = start.having(authorisations=signed_by_each(start.household, start.applied_on))
    sim = Sim(start)
    sim.today = today or today_of(start)
    steps, stages = [], {sim.file.stage}
    for _ in range(steps_at_most):
        before, version = _standing(sim), sim.file.version
        if chance.randint(0, 5) == 0:
            days = chance.choice((1, 3, 8, 30))
            sim.pass_days(days)
            step = Step(days=days)
        else:
            step = _acted(chance, sim)
        _settle(sim, version)
        stages.add(sim.file.stage)
        moved = _standing(sim) != before
        steps.append(step.model_copy(update={"sets_going": moved or bool(step.days)}))
        if sim.file.closed is not None:
            break  # a closed case takes no acts any more: its workflow has ended
    return Story(start=start, steps=tuple(steps), stages=frozenset(stages), end=sim.file)


def _standing(sim: Sim) -> tuple[object, ...]:
    file = sim.file
    return file.stage, len(file.notices), file.checks, file.stale_policy


def _acted(chance: Random, sim: Sim) -> Step:
    how = chance.choice((*("asked",) * 6, "offered", "anything"))
    move, role = chosen(sim, how, chance)
    who = sim.who(role, chance.randint(1, 4))
    body = {
        "officer": who.model_dump(),
        "on": sim.today,
        **fields_of(move.act, sim.file),
        **plausible(move.act, sim, who.id, chance),
    }
    paper = next((n.order.key for n in sim.file.notices if n.number == body.get("number")), "")
    try:
        body = ACTS[move.act].model_validate(body).model_dump(mode="json")
    except ValueError:
        return Step(days=1) if not sim.pass_days(1) else Step()
    refusal = sim.try_act(move.act, body)
    return Step(act=move.act, body=body, paper=paper, refused=refusal.code if refusal else "")


def _settle(sim: Sim, version: int) -> None:
    """What goes on by itself in the small world: departments answer at once, papers go out."""
    if sim.file.version != version:
        sim.ask_departments()  # a case that nothing happens to does not wake
    _departments_answer(sim)
    sim.issue_papers()
    sim.new_run()


def _departments_answer(sim: Sim) -> None:
    """The check's own model: each department is asked what it may be asked, and has nothing."""
    if sim.file.check is None or sim.file.check.done:
        return
    order, today = ordering.check_order(sim.file, sim.today), sim.today
    check = opened(order)
    for department in (d.department for d in order.departments):
        query = question(asked(check, department, today), department, today)
        if query is None:
            return  # it waits for a signature, and so does the check
        reply = DepartmentReply(answer=Answer(department=department, on=today, records=()))
        check = replied(asked(check, department, today), department, reply, today, query)
        if not check.of(department).settled:
            return
    sim.file = engine.check_done(sim.file, result_of(check, today), today, sim.at)
    sim.read()


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


def lists(count: int, today: date | None, steps: int) -> list[Story]:
    chance = Random("lists of acts")  # noqa: S311
    return [written(chance, number, today, steps) for number in range(1, count + 1)]


def played_here(story: Story) -> CaseFile:
    """The same list on the real workflow classes, with no server between."""
    clock = Clock(START)
    case = Instance("CaseWorkflow", story.start, World(), clock, ids.case_id("x", "1"))
    for number, step in enumerate(story.steps):
        if step.days:
            case.to(clock.now.date() + timedelta(days=step.days))
            continue
        body = step.body
        if step.paper:
            papers = case.state().notices
            body = {**body, "number": next(n.number for n in papers if n.order.key == step.paper)}
        if step.act:
            told = case.act(step.act, ACTS[step.act].model_validate(body))
            assert told == step.refused, (number, step.act, told, step.refused)
    file: CaseFile = case.state()
    return file


def unlike(story: Story, end: CaseFile) -> dict[str, object]:
    real, model = told(end), told(story.end)
    return {k: (real[k], model[k]) for k in real if real[k] != model[k]}


def test_lists_of_acts_end_alike_in_the_model_and_in_the_workflow() -> None:
    stories = lists(LISTS, START, STEPS)
    for story in stories:
        differing = unlike(story, played_here(story))
        assert not differing, (story.start.case_no, differing)
    assert len(stories) >= LISTS
    assert frozenset().union(*(s.stages for s in stories)) >= set(Stage) - {Stage.ESCALATION}
    acts = {step.act for s in stories for step in s.steps if not step.refused}
    assert len(acts) > ACTS_SEEN, len(acts)


async def test_lists_of_acts_end_alike_on_the_server(client: Client, skipper: TimeSkipper) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    stories = lists(ON_SERVER, None, STEPS_THERE)
    async with worker(client, World()) as queue:

        async def one(story: Story) -> None:
            async with gate:
                differing = unlike(story, await played(client, skipper, queue, story))
                assert not differing, (story.start.case_no, differing)

        await asyncio.gather(*(one(story) for story in stories))
    assert len(stories) >= ON_SERVER
