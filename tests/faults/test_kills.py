"""R7: whatever is killed whenever, nothing acknowledged is lost and everything ends the same.

The script is worked twice: on a county without faults, and on one in which the worker, the API and
the Temporal server are killed with -9 at moments drawn from a seed, twenty-one times in all. The
staff of both say the same things; those of the second repeat what was not answered. The two hosts
stand on either side of the date line, neither in Shanghai's zone, which no date may show (R12).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from domain.check.answers import DepartmentQuery
from tests.faults.killer import Killer
from tests.faults.needles import Needles
from tests.faults.people import PLACE, Canary, canaries, families
from tests.faults.script import Script
from tests.faults.stack import Stack, running
from tests.faults.state import (
    differences,
    file_of,
    files_of,
    obligations_of,
    paid_events_of,
    tables_of,
    unbalanced_events,
)
from workflows import ids

_SEED = 20261123


@pytest.fixture(scope="module")
async def survived(
    tmp_path_factory: pytest.TempPathFactory, undisturbed: Script, first_day: date
) -> AsyncIterator[Script]:
    """The same script while parts die; the last deaths fall into the month's payment."""
    home = tmp_path_factory.mktemp("killed")
    api = "tests.faults.impatient_api:create_app"
    async with running(home, api=api, zone="Pacific/Kiritimati") as stack:
        script = Script(stack, families(first_day), first_day)
        acts = len(undisturbed.staff.acknowledged)
        killer = Killer(stack.parts, script.staff, acts=acts - 2, seed=_SEED)
        killing = asyncio.create_task(killer.run())
        await script.run()
        await killing
        yield script


def test_every_part_died_several_times(survived: Script) -> None:
    killed = survived.stack.parts.killed
    assert killed.total() >= 20, killed
    assert {name for name, times in killed.items() if times >= 5} == {"worker", "api", "temporal"}


def test_the_two_hosts_live_in_zones_of_their_own(undisturbed: Script, survived: Script) -> None:
    zones = {s.stack.parts.zone_of("worker") for s in (undisturbed, survived)}
    assert zones == {"America/New_York", "Pacific/Kiritimati"}


def test_the_staff_were_never_told_of_a_fault_only_to_come_again(survived: Script) -> None:
    assert set(survived.staff.seen) <= {"cut off", "unavailable", "idempotency_in_progress"}


async def test_every_case_ends_as_without_faults(undisturbed: Script, survived: Script) -> None:
    assert differences(await files_of(undisturbed), await files_of(survived)) == []


def test_every_table_says_the_same(undisturbed: Script, survived: Script) -> None:
    assert differences(tables_of(undisturbed.stack), tables_of(survived.stack)) == []


async def test_no_acknowledged_act_is_lost_and_none_was_done_twice(
    undisturbed: Script, survived: Script
) -> None:
    told = Counter(
        (a.path.split("/")[4], a.path.rsplit("/", 1)[1], a.user, a.on)
        for a in survived.staff.acknowledged
        if a.path.startswith("/api/v1/cases/")
    )
    recorded: Counter[tuple[str, str, str, str]] = Counter()
    for case_no in survived.desks:
        for line in (await file_of(survived.stack, case_no)).journal:
            if line.officer is not None:
                recorded[case_no, line.act, line.officer.id, line.on.isoformat()] += 1
    assert told == recorded
    assert len(survived.staff.acknowledged) == len(undisturbed.staff.acknowledged)


async def test_everybody_was_paid_once_and_the_books_balance(survived: Script) -> None:
    stack = survived.stack
    owed = obligations_of(stack)
    assert owed and {o.state for o in owed} == {"paid"}
    assert paid_events_of(stack) == Counter(f"paid/{o.id}" for o in owed)
    assert unbalanced_events(stack) == {}
    at_the_bank = sum(b["fen"] for b in await _asked(stack, f"/bank/{PLACE}/balances"))
    assert at_the_bank == sum(o.fen for o in owed)


async def test_the_bank_credited_the_same_accounts_with_the_same_sums(
    undisturbed: Script, survived: Script
) -> None:
    path = f"/bank/{PLACE}/balances"
    assert await _asked(survived.stack, path) == await _asked(undisturbed.stack, path)


async def test_no_department_is_asked_again_once_its_answer_is_recorded(
    undisturbed: Script, survived: Script
) -> None:
    """And one that hears a question twice hears it under the same key, from a lost attempt."""
    calm = await _asked(undisturbed.stack, "/_asked")
    rough = await _asked(survived.stack, "/_asked")
    assert set(rough) == set(calm)
    assert {key for key, asking in rough.items() if asking["answered"] != 1} == set()
    lost = await _lost_questions(survived)
    again = {key: asking["repeated"] for key, asking in rough.items() if asking["repeated"]}
    assert {key: n for key, n in again.items() if n > lost[key]} == {}


def test_what_the_dead_left_behind_names_nobody(survived: Script) -> None:
    said = [Canary(kind="words", text=text) for text in survived.staff.spoken]
    needles = Needles([*canaries(survived.families), *said])
    home = survived.stack.settings.home
    assert needles.in_folder(home, but=("bank", "sandbox", "keys.json")) == {}


def test_no_workflow_lost_its_way(survived: Script) -> None:
    log = (survived.stack.settings.log_dir / "worker.log").read_text()
    assert "Failed activation" not in log and "ondeterminis" not in log


async def _asked(stack: Stack, path: str) -> Any:
    async with httpx.AsyncClient(base_url=stack.sandbox_url) as sandbox:
        return (await sandbox.get(path)).raise_for_status().json()


async def _lost_questions(script: Script) -> Counter[str]:
    """By the key of the question: attempts that Temporal made again, none of them after an answer."""
    client, lost = script.stack.client, Counter[str]()
    for case_no in script.desks:
        workflow_id = ids.check_id(case_no, 1)
        history = await client.get_workflow_handle(workflow_id).fetch_history()
        keys: dict[int, str] = {}
        answered: set[str] = set()
        for event in history.events:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == "ask_department":
                payloads = scheduled.input.payloads
                [query] = await client.data_converter.decode(payloads, [DepartmentQuery])
                assert query.key not in answered, f"{query.key} asked after its answer"
                keys[event.event_id] = query.key
            if event.HasField("activity_task_started_event_attributes"):
                started = event.activity_task_started_event_attributes
                lost[keys[started.scheduled_event_id]] += started.attempt - 1
            if event.HasField("activity_task_completed_event_attributes"):
                done = event.activity_task_completed_event_attributes
                [reply] = await client.data_converter.decode(done.result.payloads)
                if reply["answer"] is not None:
                    answered.add(keys[done.scheduled_event_id])
    return lost
