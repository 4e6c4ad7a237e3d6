"""A worker's memory is bounded: a case that waits holds little, and one that has left holds nothing."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import random
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.worker import Worker

from activities.tools import Tools
from benchmarks.county import living
from domain.base import Frozen
from domain.case.file import CaseFile
from runtime.folded import Folded, folded, words_known
from runtime.lean import LateRandom, Lean, LeanRunner, _LeanInstance, share_names
from runtime.lent import found, lend
from store.tables import CaseRow
from tests.model.instance import Clock, Instance
from tests.workflows.desk import World
from worker import make_worker
from workflows import visible
from workflows.case import CaseWorkflow
from workflows.ways import CARRIED

MB = 1024 * 1024
HELD, CASES = 4, 24
WAITING, EACH_MB = 10, 5


@activity.defn
def takes(large: str) -> int:
    return len(large)


@workflow.defn
class Waits:
    """Gives a step of its own process what it was given, forgets it, and waits."""

    def __init__(self) -> None:
        self._again = False

    @workflow.run
    async def run(self, given: dict[str, str]) -> str:
        noise = (
            workflow.random().randbytes(len(given["large"]) * 3 // 4).hex()
        )  # stays large, sealed
        taken = await workflow.execute_local_activity(
            takes, noise, start_to_close_timeout=timedelta(minutes=1)
        )
        assert taken == len(noise)
        del noise
        given.clear()
        await workflow.wait_condition(lambda: self._again)
        return f"{workflow.memo_value('of')} {workflow.has_last_completion_result()}"

    @workflow.query
    def much(self) -> str:
        return "y" * EACH_MB * MB

    @workflow.signal
    def go_on(self) -> None:
        self._again = True


def _resident_mb() -> float:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    text = Path("/proc/self/status").read_text()
    return (
        int(next(part for part in text.splitlines() if part.startswith("VmRSS")).split()[1]) / 1024
    )


async def test_a_workflow_that_waits_holds_nothing_it_was_begun_with_or_gave_to_a_step_or_was_asked(
    client: Client,
) -> None:
    queue = f"lean-{uuid.uuid4().hex}"

    async def begun(megabytes: int) -> object:
        handle = await client.start_workflow(
            Waits.run,
            {"large": "x" * megabytes * MB},
            id=f"lean/{uuid.uuid4().hex}",
            task_queue=queue,
            memo={"of": "memo"},
        )
        # Answered only when the first task is done.
        assert len(await handle.query(Waits.much)) == megabytes * MB
        return handle

    executor = ThreadPoolExecutor(2)
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Waits],
        activities=[takes],
        activity_executor=executor,
        interceptors=[Lean()],
        workflow_runner=LeanRunner(),
    ):
        await begun(EACH_MB)
        before = _resident_mb()
        handles = [await begun(EACH_MB) for _ in range(WAITING)]
        for _ in range(50):  # what a busy machine still has under way is not held
            if (grown := _resident_mb() - before) < WAITING * EACH_MB / 2:
                break
            await asyncio.sleep(0.2)
        first = handles[0]
        await first.signal(Waits.go_on)  # type: ignore[attr-defined]
        assert await first.result() == "memo False"  # type: ignore[attr-defined]
    assert grown < WAITING * EACH_MB / 2, f"{grown:.0f} MB of {WAITING * EACH_MB} are held"


async def test_of_a_case_that_has_left_the_memory_nothing_is_left_and_it_answers_as_before(
    client: Client, tools: Tools
) -> None:
    queue = f"evicted-{uuid.uuid4().hex}"
    settings = tools.settings.model_copy(update={"task_queue": queue, "cached_workflows": HELD})
    mine = Tools(settings, tools.keyring, tools.store)
    files = {f"cached/{uuid.uuid4().hex}": file for file in living(CASES)}
    with ThreadPoolExecutor(4) as executor:
        async with make_worker(client, mine, executor):
            for case_id, file in files.items():
                await client.start_workflow(
                    CaseWorkflow.run, file, id=case_id, task_queue=settings.task_queue
                )
            await _until_shown(tools)
            await _until_few(files)
            await _until_folded(files)
            case_id, file = next(iter(files.items()))
            handle = client.get_workflow_handle_for(CaseWorkflow.run, case_id)
            now = await handle.query(CaseWorkflow.file)
            assert (now.case_no, now.stage) == (file.case_no, file.stage)
            await _until_few(files)


async def _until_shown(tools: Tools) -> None:
    for _ in range(600):
        with tools.store.read() as session:
            if session.exec(select(func.count(col(CaseRow.case_no)))).one() == CASES:
                return
        await asyncio.sleep(0.2)
    raise AssertionError("not every case was shown")


async def _until_few(cases: Collection[str]) -> None:
    for _ in range(300):
        gc.collect()
        held = [o for o in gc.get_objects() if type(o) is _LeanInstance]
        count = sum(o.get_info().workflow_id in cases for o in held)
        del held
        if count <= HELD:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{count} cases are in memory where {HELD} may be")


async def _until_folded(cases: Collection[str]) -> None:
    """No case's file is in memory as it is worked with, none has lent anything, and for none numbers
    of chance were made that it did not ask for."""
    for _ in range(300):
        held = [o for o in gc.get_objects() if type(o) is _LeanInstance]
        mine = [o for o in held if o.get_info().workflow_id in cases]
        assert all(vars(o._inner)["_random"]._made is None for o in mine)
        whole = [o for o in mine if o._loans or vars(o._inner)["_object"]._file is not None]
        if not whole:
            return
        del held, mine
        await asyncio.sleep(0.2)
    raise AssertionError(f"{len(whole)} cases that wait are held whole")


class _Part(Frozen):
    name: str = ""
    size: int = 0


class _Whole(Frozen):
    parts: tuple[_Part, ...]
    by_name: dict[str, _Part]
    note: str = ""


def test_equal_sets_of_given_names_are_held_once_and_nothing_can_be_told_from_it() -> None:
    def whole() -> _Whole:
        return _Whole.model_validate_json(
            '{"parts": [{"name": "a"}, {"size": 2}], "by_name": {"b": {"name": "b"}}}'
        )

    one, other, alone = whole(), whole(), whole()
    share_names([one, [other]])
    assert one.__pydantic_fields_set__ is other.__pydantic_fields_set__
    assert one.parts[0].__pydantic_fields_set__ is other.by_name["b"].__pydantic_fields_set__
    assert one == alone
    assert one.model_dump_json(exclude_unset=True) == alone.model_dump_json(exclude_unset=True)
    assert one.parts[1].model_fields_set == {"size"}


def test_a_copy_of_a_value_whose_names_are_shared_takes_its_own() -> None:
    one, other = _Part(name="a"), _Part(name="b")
    share_names([one, other])
    changed = one.model_copy(update={"size": 1})
    assert changed.model_fields_set == {"name", "size"}
    assert one.model_fields_set == other.model_fields_set == {"name"}


@pytest.mark.parametrize("times", [1, 2])
def test_a_whole_file_is_the_same_after_its_names_are_shared(times: int) -> None:
    file = next(living(1))
    again = CaseFile.model_validate_json(file.model_dump_json())
    for _ in range(times):
        share_names([again])
    assert again == file
    assert again.model_dump_json() == file.model_dump_json()


def test_a_folded_file_is_the_same_again_and_its_rules_are_held_once() -> None:
    one, other = (CaseFile.model_validate_json(f.model_dump_json()) for f in living(2))
    one = one.having(declared=one.household)
    first, second = Folded(one).value(), Folded(other).value()
    assert first == one
    assert first.model_dump_json() == one.model_dump_json()
    assert first.model_fields_set == one.model_fields_set
    assert first.household is first.declared  # what was one value is one again
    assert first.policy is second.policy


def test_of_files_folded_alike_each_holds_what_is_its_own_and_none_another_ones_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runtime.folded._WORDS", {})  # whatever was folded in this process before
    files = [CaseFile.model_validate_json(f.model_dump_json()) for f in living(3)]
    share_names(files)  # as they are when a workflow has them
    small = [Folded(file) for file in files]
    assert [f.value() for f in small] == files
    assert small[-1].size < 2048
    held = b"".join(words_known().values())
    for member in (m for file in files for m in file.household.members):
        assert member.name.encode() not in held and member.id_no.encode() not in held


def test_numbers_of_chance_are_those_of_the_seed_whenever_they_are_asked_for() -> None:
    late, own = LateRandom(7), random.Random(7)  # noqa: S311
    assert [late.random(), late.getrandbits(128)] == [own.random(), own.getrandbits(128)]
    late.seed(8)
    own.seed(8)
    assert late.randbytes(9) == own.randbytes(9)


def test_a_run_that_goes_on_is_told_its_ways_by_its_file_and_makes_no_mark() -> None:
    file = next(living(1))
    begun, goes_on = (
        Instance("CaseWorkflow", one, World(), Clock(file.latest), f"case/{file.case_no}/{n}")
        for n, one in enumerate((file, file.having(ways=CARRIED)))
    )
    assert begun.commands["set_patch_marker"] == 1
    assert goes_on.commands == begun.commands - Counter(["set_patch_marker"])


def test_a_run_that_goes_on_shows_only_what_it_is_not_shown_as_already() -> None:
    wanted = visible.attributes("supervision", date(2026, 12, 1), overdue=False, flags=[])
    stands = [SearchAttributePair(w.key, w.value) for w in wanted if w.value != []]
    same, other = TypedSearchAttributes(stands), TypedSearchAttributes(stands[1:])
    assert visible.standing(wanted, same) == wanted
    assert visible.standing(wanted, other) == ()
    assert visible.standing(visible.attributes("supervision", None, overdue=False), same) == ()


class _Holds(Frozen):
    what: Callable[[], int]


def test_a_value_that_cannot_be_folded_stays_as_it_is() -> None:
    assert folded(_Holds(what=lambda: 1)) is None


def test_what_is_lent_is_found_until_it_is_given_up_and_what_is_small_is_sent() -> None:
    large, small = (Payload(metadata={"encoding": b"x"}, data=b"y" * n) for n in (9000, 9))
    sent = [Payload.FromString(p.SerializeToString()) for p in (large, small)]
    loans = lend(sent)
    assert sent[0].ByteSize() < 100 and sent[1] == small
    assert [found(p) for p in sent] == [large, small]
    loans.clear()
    assert [found(p) for p in sent] == [None, small]
