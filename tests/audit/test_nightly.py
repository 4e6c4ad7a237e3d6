"""The rulebook at night: by a schedule, over every case, kept in the tables, closed by people alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client, ScheduleActionExecutionStartWorkflow, ScheduleHandle
from temporalio.worker import Worker

from activities import registry
from activities.heart import Heart
from activities.rulebook import SCHEDULE, ensure_rulebook_schedule
from activities.tools import Tools
from audit.many.population import Wanted
from audit.rulebook.asked import Answers, Asked
from audit.rulebook.breach import Breach
from audit.rulebook.commands import asked_and_kept
from audit.rulebook.kept import TableBook, keep
from audit.rulebook.matters import number_of, tell_matters
from domain.oversight import engine
from domain.oversight.file import OversightFile, OversightKind
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, search_attributes_ready
from store.engine import Store
from store.migrate import upgrade
from store.watching import rulebook
from tests.building import BUILD
from tests.conftest import start_server
from tests.oversight import Desk
from tests.store.samples import fresh
from workflows import ids
from workflows.base import SHANGHAI
from workflows.case import CaseWorkflow
from workflows.oversight import OversightWorkflow
from workflows.rulebook import RulebookWorkflow
from workflows.rulebook_steps import NightDone

MONDAY = date(2027, 1, 4)
TUESDAY = MONDAY + timedelta(days=1)
CASE = "JZ2027000001"


@pytest.fixture
def store(tmp_path: Path, keyring: KeyRing) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'doudi.db'}"
    upgrade(url)
    made = Store(url, keyring)
    yield made
    made.close()


def breach(rule: str = "A05", case_no: str = CASE, zh: str = "没有送达记录") -> Breach:
    return Breach(
        rule=rule, place="jiaozuo", township="jz-wangdian", case_no=case_no, on=MONDAY, zh=zh
    )


def night(store: Store, on: date, *found: Breach, unknown: tuple[str, ...] = ()) -> rulebook.Kept:
    """One night over four cases of one township."""
    book = TableBook(store)
    numbers = [f"JZ202700000{n}" for n in range(1, 5)]
    for number in numbers:
        one = Asked(case_no=number, place="jiaozuo", township="jz-wangdian", mark="run:9")
        book.add(one.model_copy(update={"unknown": "没有应答" if number in unknown else ""}))
    book.write()
    answers = Answers(
        on=on,
        made_at=datetime.now(UTC),
        cases=4,
        asked=4,
        events=0,
        seconds=0,
        breaches=found,
        unknown=unknown,
    )
    return keep(store, book, numbers, answers, on)


def test_a_breach_that_is_not_found_any_more_is_said_so_and_one_that_comes_back_is_open_again(
    store: Store,
) -> None:
    one, other = breach(), breach("A26", "JZ2027000002", "没有开始复核")
    assert len(night(store, MONDAY, one, other).new) == 2
    left = night(store, TUESDAY, other)
    assert left.new == () and left.gone == (("jiaozuo", number_of(one)),)
    with store.read() as session:
        assert rulebook.counts(session, "jiaozuo") == {"A05": (0, 0, 1), "A26": (1, 0, 0)}
        (gone,) = rulebook.breaches(session, "jiaozuo", rule="A05")
    assert (gone.first_on, gone.gone_on, gone.zh) == (MONDAY, TUESDAY, one.zh)
    again = night(store, TUESDAY + timedelta(days=1), one, other)
    assert again.new == () and again.back == (("jiaozuo", number_of(one)),)


def test_a_breach_that_was_known_by_its_sentence_keeps_its_matter(store: Store) -> None:
    """Before it had a key of its own, its key was made of the sentence (until 2026-11)."""
    worded = breach()
    night(store, MONDAY, worded)
    named = worded.model_copy(update={"what": "late refusal"})
    assert named.key != worded.key and named.worded == worded.key
    kept = night(store, TUESDAY, named)
    assert (kept.new, kept.gone, kept.back) == ((), (), ())
    reworded = named.model_copy(update={"zh": "告知书迟延送达"})
    assert night(store, TUESDAY + timedelta(days=1), reworded).new == ()
    with store.read() as session:
        [line] = rulebook.breaches(session, "jiaozuo", rule="A05")
        numbers = rulebook.kept_numbers(session, [named.key, worded.key])
    assert (line.number, line.first_on, line.zh) == (number_of(worded), MONDAY, reworded.zh)
    assert numbers == {named.key: number_of(worded)}


def test_a_case_that_could_not_be_asked_says_nothing_about_its_breaches(store: Store) -> None:
    night(store, MONDAY, breach())
    assert night(store, TUESDAY, unknown=(CASE,)).gone == ()
    with store.read() as session:
        found = rulebook.newest(session, "jiaozuo")
        assert found is not None and (found.cases, found.unknown) == (4, 1)


def test_the_rate_of_a_township_is_kept_for_each_night_and_shown_for_each_month(
    store: Store,
) -> None:
    night(store, date(2026, 12, 30), breach(), breach("A26", "JZ2027000002"))
    night(store, date(2026, 12, 31), breach(), breach("A26"))
    night(store, MONDAY)
    with store.read() as session:
        (town,) = rulebook.trend(session, "jiaozuo")
        assert rulebook.trend(session, "jiaozuo", township="jz-first") == ()
        assert rulebook.trend(session, "hanbin") == ()
        done = rulebook.night_done(session, date(2026, 12, 31))
    assert town.points == ((date(2026, 12, 31), 4, 1, 2), (MONDAY, 4, 0, 0))
    assert (done.cases, done.breaches, done.new) == (4, 0, 1)


def test_the_matter_of_a_breach_that_went_away_still_waits_for_a_person() -> None:
    desk = Desk(OversightKind.BREACH, opener=None)
    tasks = desk.tasks()
    gone = engine.breach_seen(desk.file, desk.today, desk.now, gone=True)
    assert gone.journal[-1].act == "breach_gone" and gone.gone_on == desk.today
    desk.file = gone
    assert desk.tasks() == tasks and not gone.closed
    assert engine.breach_seen(gone, desk.today, desk.now, gone=True) is gone
    back = engine.breach_seen(gone, desk.today, desk.now, gone=False)
    assert back.gone_on is None and back.journal[-1].act == "breach_back"
    other = Desk(OversightKind.PROBLEM)
    assert engine.breach_seen(other.file, other.today, other.now, gone=True) is other.file


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> Iterator[Settings]:
    """A server of its own: a night is over every case there is."""
    folder = tmp_path_factory.mktemp("nightly")
    path = folder / "keys.json"
    path.write_text(keyring.model_dump_json())
    path.chmod(0o600)
    for server in start_server(folder):
        yield Settings(home=folder, temporal_address=server, task_queue="nightly", key_file=path)


async def test_the_schedule_asks_at_night_opens_matters_and_asks_again_only_what_changed(
    settings: Settings, keyring: KeyRing
) -> None:
    upgrade(settings.database_url)
    client = await connect(settings, keyring)
    await search_attributes_ready(client, timedelta(seconds=60))
    assert await ensure_rulebook_schedule(client, task_queue="nightly") == (SCHEDULE,)
    assert await ensure_rulebook_schedule(client, task_queue="nightly") == ()
    schedule = client.get_schedule_handle(SCHEDULE)
    (next_, *_) = (await schedule.describe()).info.next_action_times
    assert (next_.astimezone(SHANGHAI).hour, next_.astimezone(SHANGHAI).minute) == (1, 30)
    tools = Tools.of(settings, keyring)
    today = datetime.now(SHANGHAI).date()
    case = fresh().living().file.having(case_no="JZ2026970001", next_recheck=None)
    case = case.having(latest=max(case.latest, today))
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            task_queue="nightly",
            workflows=[OversightWorkflow, CaseWorkflow, RulebookWorkflow],
            activities=registry.collect(tools),
            activity_executor=pool,
            interceptors=[Heart()],
            build_id=BUILD,
        ):
            await client.start_workflow(
                CaseWorkflow.run,
                case,
                id=ids.case_id("jiaozuo", case.case_no),
                task_queue="nightly",
            )
            handle = client.get_workflow_handle(ids.case_id("jiaozuo", case.case_no))
            await _until_shown(client, handle.id)
            await schedule.trigger()
            first = await _night(client, schedule)
            assert (first.cases, first.asked, first.unknown) == (1, 1, 0)
            assert first.breaches == first.new > 0
            with tools.store.read() as session:
                found = rulebook.breaches(session, "jiaozuo")
            matter = client.get_workflow_handle(
                ids.oversight_id(OversightKind.BREACH, "jiaozuo", found[0].number)
            )
            file: OversightFile = await matter.query("file", result_type=OversightFile)
            assert file.held.cases == (case.case_no,) and "怎么办" in file.held.text
            again, _, begun = await asyncio.to_thread(asked_and_kept, settings, Wanted(), 1)
            assert (again.cases, again.asked, begun) == (1, 0, 0)
            assert len(again.breaches) == first.breaches
            await tell_matters(client, [("jiaozuo", found[0].number)], today, gone=True)
            told: OversightFile = await matter.query("file", result_type=OversightFile)
            assert told.gone_on == today and not told.closed
    tools.store.close()


async def _until_shown(client: Client, name: str) -> None:
    for _ in range(600):
        history = await client.get_workflow_handle(name).fetch_history()
        if any(e.HasField("marker_recorded_event_attributes") for e in history.events[8:]):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the case was never shown")


async def _night(client: Client, schedule: ScheduleHandle) -> NightDone:
    for _ in range(1200):
        recent = (await schedule.describe()).info.recent_actions
        if recent:
            started = recent[-1].action
            assert isinstance(started, ScheduleActionExecutionStartWorkflow)
            handle = client.get_workflow_handle(started.workflow_id, result_type=NightDone)
            return NightDone.model_validate(await handle.result())
        await asyncio.sleep(0.05)
    raise AssertionError("the schedule never started a round")
