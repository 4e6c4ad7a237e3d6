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

import pytest

from tests.asking import ASKING
from tests.faults.killer import Killer
from tests.faults.needles import Needles
from tests.faults.people import Canary, canaries, families
from tests.faults.script import Script
from tests.faults.stack import running
from tests.faults.state import (
    Ended,
    differences,
    ended,
    file_of,
    obligations_of,
    paid_events_of,
    unbalanced_events,
)
from workflows import ids

_SEED = 20261123


@pytest.fixture(scope="module")
async def survived(
    tmp_path_factory: pytest.TempPathFactory, undisturbed: Ended, first_day: date
) -> AsyncIterator[Ended]:
    """The same script while parts die; the last deaths fall into the month's payment."""
    home = tmp_path_factory.mktemp("killed")
    api = "tests.faults.impatient_api"
    async with running(home, api=api, zone="Pacific/Kiritimati") as stack:
        script = Script(stack, families(first_day), first_day)
        acts = len(undisturbed.acknowledged)
        killer = Killer(stack.parts, script.staff, acts=acts - 2, seed=_SEED)
        killing = asyncio.create_task(killer.run())
        await script.run()
        await asyncio.wait_for(killing, timeout=60)
        await stack.parts.all_back()
        yield await ended(script)


def test_every_part_died_several_times(survived: Ended) -> None:
    killed = survived.script.stack.parts.killed
    assert killed.total() >= 20, killed
    assert {name for name, times in killed.items() if times >= 5} == {"worker", "api", "temporal"}


def test_the_two_hosts_live_in_zones_of_their_own(undisturbed: Ended, survived: Ended) -> None:
    zones = {e.script.stack.parts.zone_of("worker") for e in (undisturbed, survived)}
    assert zones == {"America/New_York", "Pacific/Kiritimati"}


def test_the_staff_were_never_told_of_a_fault_only_to_come_again(survived: Ended) -> None:
    heard = set(survived.script.staff.seen)
    assert heard <= {"cut off", "unavailable", "idempotency_in_progress"}


def test_every_case_ends_as_without_faults(undisturbed: Ended, survived: Ended) -> None:
    assert differences(undisturbed.files, survived.files) == []


def test_every_table_says_the_same(undisturbed: Ended, survived: Ended) -> None:
    assert differences(undisturbed.tables, survived.tables) == []


async def test_no_acknowledged_act_is_lost_and_none_was_done_twice(
    undisturbed: Ended, survived: Ended
) -> None:
    told = Counter(
        (a.path.split("/")[4], a.path.rsplit("/", 1)[1], a.user, a.on)
        for a in survived.acknowledged
        if a.path.startswith("/api/v1/cases/")
    )
    recorded: Counter[tuple[str, str, str, str]] = Counter()
    for case_no in survived.script.desks:
        for line in (await file_of(survived.script.stack, case_no)).journal:
            if line.officer is not None:
                recorded[case_no, line.act, line.officer.id, line.on.isoformat()] += 1
    assert told == recorded
    assert len(survived.acknowledged) == len(undisturbed.acknowledged)


def test_everybody_was_paid_once_and_the_books_balance(survived: Ended) -> None:
    stack = survived.script.stack
    owed = obligations_of(stack)
    assert owed and {o.state for o in owed} == {"paid"}
    assert paid_events_of(stack) == Counter(f"paid/{o.id}" for o in owed)
    assert unbalanced_events(stack) == {}
    assert sum(b["fen"] for b in survived.balances) == sum(o.fen for o in owed)


def test_the_bank_credited_the_same_accounts_with_the_same_sums(
    undisturbed: Ended, survived: Ended
) -> None:
    assert survived.balances == undisturbed.balances


async def test_no_department_is_asked_again_once_its_answer_is_recorded(
    undisturbed: Ended, survived: Ended
) -> None:
    """And one that hears a question twice hears it under the same key, from a lost attempt."""
    rough = survived.asked
    assert set(rough) == set(undisturbed.asked)
    assert {key for key, asking in rough.items() if asking["answered"] != 1} == set()
    lost = await _lost_questions(survived.script)
    again = {key: asking["repeated"] for key, asking in rough.items() if asking["repeated"]}
    assert {key: n for key, n in again.items() if n > lost[key]} == {}


def test_what_the_dead_left_behind_names_nobody(survived: Ended) -> None:
    script = survived.script
    said = [Canary(kind="words", text=text) for text in script.staff.spoken]
    needles = Needles([*canaries(script.families), *said])
    home = script.stack.settings.home
    assert needles.in_folder(home, but=("bank", "sandbox", "keys.json")) == {}


def test_no_workflow_lost_its_way(survived: Ended) -> None:
    log = (survived.script.stack.settings.log_dir / "worker.log").read_text()
    assert "Failed activation" not in log and "ondeterminis" not in log


async def _lost_questions(script: Script) -> Counter[str]:
    """By the key of the question: attempts that Temporal made again, none of them after an answer."""
    client, lost = script.stack.client, Counter[str]()
    for case_no in script.desks:
        workflow_id = ids.check_id(case_no, 1)
        history = await client.get_workflow_handle(workflow_id).fetch_history()
        keys: dict[int, tuple[str, ...]] = {}
        answered: set[str] = set()
        for event in history.events:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name in ASKING:
                payloads = scheduled.input.payloads
                [asked] = await client.data_converter.decode(payloads)
                queries = asked if isinstance(asked, list) else [asked]
                keys[event.event_id] = tuple(query["key"] for query in queries)
                twice = answered & set(keys[event.event_id])
                assert not twice, f"{twice} asked after the answer"
            if event.HasField("activity_task_started_event_attributes"):
                started = event.activity_task_started_event_attributes
                for key in keys[started.scheduled_event_id]:
                    lost[key] += started.attempt - 1
            if event.HasField("activity_task_completed_event_attributes"):
                done = event.activity_task_completed_event_attributes
                [said] = await client.data_converter.decode(done.result.payloads)
                replies = [one["reply"] for one in said] if isinstance(said, list) else [said]
                answered |= {
                    key
                    for key, reply in zip(keys[done.scheduled_event_id], replies, strict=True)
                    if reply["answer"] is not None
                }
    return lost
