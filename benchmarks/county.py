"""P11 and the first of a month: what a county of many living cases costs while nothing happens, what
the API answers meanwhile, what a day does on which many cases wake, and how a worker comes back.

A county of its own on the embedded default: server, worker and API as processes, tables in SQLite.
The cases are living ones (动态管理), as the pure model brings one there, started as they stand: what
happened to them before is not what is measured.

Of a county too large to start in an afternoon some may be stood for (`standing`): a row in the tables,
and a run on the server that waits for its first day with nobody to work it. They cost the server, the
tables and the API what the others cost them; the worker never hears of them. With a `database` the
tables are there and not in SQLite; the embedded server keeps its own file in any case.

Waking is real: each case's own clock is brought past the day it waits for, and its workflow reads
its rules, opens a review and writes its row. `spread` seconds tell over how long the wakes come.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
from sqlmodel import col, func, select
from temporalio.client import Client

from domain.base import Frozen
from domain.case.file import CaseFile
from domain.case.tasks import next_mark
from domain.identity import synthetic_id
from runtime.embedded import EmbeddedDefault
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import bring_to, connect, rehearsal_skipper
from store.engine import Store
from store.migrate import upgrade
from store.tables import CaseRow
from store.users import DEMO_PASSWORD
from tests import many
from tests.conftest import free_port
from tests.people import Walk, application
from workflows import ids, visible
from workflows.case import CaseWorkflow
from workflows.timing import moment_of

TARGET_IDLE_PERCENT = 1.0
TARGET_P99_MS = 78.0
TARGET_CACHED_KB = 60
PLACE = "jiaozuo"
_AT_ONCE = 60
_TICKS = os.sysconf("SC_CLK_TCK")
_READS = ("/api/v1/cases?limit=50", "/api/v1/tasks", "/api/v1/cases/{case_no}")


class Answers(Frozen):
    """Requests of the API in a stretch of time: how many, p50 and p99 in ms, and how many failed."""

    requests: int
    p50_ms: float
    p99_ms: float
    failed: int


class Wakes(Frozen):
    """`cases` brought past the day they wait for within `seconds`; CPU of worker and server a wake."""

    cases: int
    seconds: float
    worker_ms: float
    server_ms: float
    answers: Answers


class County(Frozen):
    """The whole measurement. Percent are of one core, MB resident memory."""

    cases: int
    standing: int
    started_seconds: float
    idle_worker_percent: float
    idle_api_percent: float
    idle_server_percent: float
    worker_mb: float
    worker_mb_empty: float
    server_mb: float
    idle: Answers
    storm: Wakes
    paced: Wakes
    restart_seconds: float
    restarted: Answers


def living(count: int, first: int = 1) -> Iterator[CaseFile]:
    """As many living cases, of people who exist once, rechecks spread over a year."""
    walk = Walk(application(PLACE)).living()
    stands = walk.file
    for n in range(first, first + count):
        yield _another(stands, n, walk.today)


def _another(file: CaseFile, n: int, today: date) -> CaseFile:
    home = file.household
    people = tuple(
        m.model_copy(
            update={
                "id_no": synthetic_id(
                    date(1950 + 25 * i, 1, 1) + timedelta(days=n // 999), n % 999 + 1
                )
            }
        )
        for i, m in enumerate(home.members)
    )
    account = home.account.model_copy(update={"number": f"99{n:014d}"}) if home.account else None
    one = home.model_copy(update={"members": people, "account": account})
    recheck = (file.next_recheck or today) + timedelta(days=n % 330)
    return file.having(
        case_no=f"JZ2026{n:06d}",
        village=f"第{n % 40 + 1}村",
        household=one,
        declared=one,
        next_recheck=recheck,
        notices=(),
    )


@asynccontextmanager
async def stack_of(
    home: Path,
    database: str | None,
    before_restart: Callable[[str], Awaitable[None]] | None = None,
) -> AsyncIterator[tuple[EmbeddedDefault, Client, Store]]:
    settings = Settings(
        home=home,
        rehearsal=True,
        temporal_address=f"127.0.0.1:{free_port()}",
        ui_port=free_port(),
        api_port=free_port(),
        codec_port=free_port(),
        sandbox_port=free_port(),
        smtp_port=free_port(),
    )
    if database:
        settings = settings.model_copy(update={"database_url": database})
    keyring = KeyRing.create(settings.key_file, demo=True)
    upgrade(settings.database_url)
    stack = EmbeddedDefault(
        settings, parts=("worker", "api"), say=lambda _: None, before_restart=before_restart
    )
    async with stack:
        store = Store(settings.database_url, keyring)
        try:
            yield stack, await connect(settings, keyring), store
        finally:
            store.close()


async def _stand(client: Client, store: Store, count: int) -> None:
    """So many rows, and as many runs that wait half a year before anybody works them."""
    if not count:
        return
    many.county(store, count)
    gate, model = asyncio.Semaphore(_AT_ONCE), next(living(1))

    async def one(n: int) -> None:
        async with gate:
            await client.start_workflow(
                CaseWorkflow.run,
                model,
                id=ids.case_id(PLACE, f"JZ2026{n:06d}"),
                task_queue="nobody",
                search_attributes=visible.at_place(PLACE, model.township),
                start_delay=timedelta(days=180),  # not law: beyond what is measured
            )

    for begin in range(1, count + 1, 1000):  # not law: a wave, so that the memory stays small
        await asyncio.gather(*(one(n) for n in range(begin, min(begin + 1000, count + 1))))


async def start(
    client: Client, store: Store, queue: str, files: Sequence[CaseFile], standing: int
) -> float:
    """Every case started and in the tables; the seconds it took."""
    began, gate = time.monotonic(), asyncio.Semaphore(_AT_ONCE)
    await _stand(client, store, standing)

    async def one(file: CaseFile) -> None:
        async with gate:
            await client.start_workflow(
                CaseWorkflow.run,
                file,
                id=ids.case_id(PLACE, file.case_no),
                task_queue=queue,
                search_attributes=visible.at_place(PLACE, file.township),
            )

    for begin in range(0, len(files), 500):  # not law: a wave, so that the queue stays short
        wave = files[begin : begin + 500]
        await asyncio.gather(*(one(f) for f in wave))
        await _until(store, standing + begin + len(wave))
    return time.monotonic() - began


async def _until(store: Store, count: int) -> None:
    while True:
        with store.read() as session:
            if session.exec(select(func.count()).select_from(CaseRow)).one() >= count:
                return
        await asyncio.sleep(0.5)


class Meter:
    """CPU seconds and memory of the parts, children included."""

    def __init__(self, stack: EmbeddedDefault) -> None:
        self._stack = stack

    def cpu(self, name: str) -> float:
        fields = Path(f"/proc/{self._stack.pids[name]}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def mb(self, name: str) -> float:
        text = Path(f"/proc/{self._stack.pids[name]}/status").read_text()
        line = next(part for part in text.splitlines() if part.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


async def signed_in(settings: Settings) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=settings.console_url, timeout=60)
    body = {"user": "jz.county_reviewer", "password": DEMO_PASSWORD}
    answer = await client.post("/api/v1/session", json=body)
    answer.raise_for_status()
    return client


async def ask(
    client: httpx.AsyncClient, worked: range, stop: asyncio.Event | None = None, seconds: float = 0
) -> Answers:
    """One reader after the other: lists, things to do, single cases of the numbers `worked`; until
    `stop`, or for `seconds`."""
    chance, took, failed = random.Random(7), [], 0  # noqa: S311 - the same cases each time
    ends = time.monotonic() + seconds
    while not (stop.is_set() if stop else time.monotonic() > ends):
        for path in _READS:
            began = time.perf_counter()
            answer = await client.get(path.format(case_no=f"JZ2026{chance.choice(worked):06d}"))
            took.append((time.perf_counter() - began) * 1000)
            failed += answer.status_code != 200
        await asyncio.sleep(0.05)
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [took[0]] * 99
    return Answers(requests=len(took), p50_ms=cuts[49], p99_ms=cuts[98], failed=failed)


async def _wake(
    client: Client,
    store: Store,
    meter: Meter,
    api: httpx.AsyncClient,
    files: Sequence[CaseFile],
    worked: range,
    spread: float,
) -> Wakes:
    """Brings these cases past the day they wait for, evenly over `spread` seconds (0: all at once)."""
    skipper, gate, stop = rehearsal_skipper(client), asyncio.Semaphore(_AT_ONCE), asyncio.Event()
    asking = asyncio.create_task(ask(api, worked, stop))
    began, worker, server = time.monotonic(), meter.cpu("worker"), meter.cpu("temporal")

    async def one(n: int, file: CaseFile) -> None:
        await asyncio.sleep(spread * n / len(files))
        day = next_mark(file, file.latest) or file.latest
        async with gate:
            handle = client.get_workflow_handle(ids.case_id(PLACE, file.case_no))
            # To the moment itself and no further: a case whose check has begun stands still.
            await bring_to(skipper, handle, moment_of(file.case_no, day))

    await asyncio.gather(*(one(n, f) for n, f in enumerate(files)))
    await _all_woken(store, [f.case_no for f in files])
    seconds = time.monotonic() - began
    stop.set()
    return Wakes(
        cases=len(files),
        seconds=seconds,
        worker_ms=(meter.cpu("worker") - worker) * 1000 / len(files),
        server_ms=(meter.cpu("temporal") - server) * 1000 / len(files),
        answers=await asking,
    )


async def _all_woken(store: Store, numbers: Sequence[str]) -> None:
    """A woken case has opened its recheck: its row is of a later version than it was started with."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        with store.read() as session:
            wanted = col(CaseRow.case_no).in_(numbers)
            query = select(func.min(CaseRow.version)).where(wanted)
            least = session.exec(query).one()
        if least is not None and least > first():
            return
        await asyncio.sleep(0.2)
    raise TimeoutError("some cases never woke")


def first() -> int:
    """The version a started case's first projection has: rules read once."""
    return next(living(1)).version + 1


async def measure(
    home: Path,
    cases: int,
    *,
    wakes: int,
    idle_seconds: float,
    spread: float,
    after: float,
    standing: int = 0,
    database: str | None = None,
) -> County:
    """One county of `cases`; `wakes` of them woken at once, as many again over `spread` seconds."""
    files = list(living(cases - standing, standing + 1))
    worked = range(standing + 1, cases + 1)
    async with stack_of(home, database) as (stack, client, store):
        meter = Meter(stack)
        empty = meter.mb("worker")
        started = await start(client, store, stack.settings.task_queue, files, standing)
        await asyncio.sleep(5)
        parts = ("worker", "api", "temporal")
        before, began = {p: meter.cpu(p) for p in parts}, time.monotonic()
        await asyncio.sleep(idle_seconds)
        passed = time.monotonic() - began
        idle = {p: 100 * (meter.cpu(p) - before[p]) / passed for p in parts}
        memory = meter.mb("worker"), meter.mb("temporal")
        api = await signed_in(stack.settings)
        try:
            calm = await ask(api, worked, seconds=min(idle_seconds, 30))
            storm = await _wake(client, store, meter, api, files[:wakes], worked, 0)
            calmly = files[wakes : 2 * wakes]
            paced = await _wake(client, store, meter, api, calmly, worked, spread)
            back, restarted = await _restart(stack, api, worked, after)
        finally:
            await api.aclose()
    return County(
        cases=cases,
        standing=standing,
        started_seconds=started,
        idle_worker_percent=idle["worker"],
        idle_api_percent=idle["api"],
        idle_server_percent=idle["temporal"],
        worker_mb=memory[0],
        worker_mb_empty=empty,
        server_mb=memory[1],
        idle=calm,
        storm=storm,
        paced=paced,
        restart_seconds=back,
        restarted=restarted,
    )


async def _restart(
    stack: EmbeddedDefault, api: httpx.AsyncClient, worked: range, after: float
) -> tuple[float, Answers]:
    """kill -9 of the worker: seconds until a case is answered again, and the answers after that."""
    os.kill(stack.pids["worker"], 9)
    began = time.monotonic()
    path = f"/api/v1/cases/JZ2026{worked[-1]:06d}"
    while (await api.get(path)).status_code != 200:  # noqa: ASYNC110 - only the answer tells
        await asyncio.sleep(0.2)
    back = time.monotonic() - began
    return back, await ask(api, worked, seconds=after)


def said(a: Answers) -> str:
    """Answers in words."""
    return f"p50 {a.p50_ms:.0f}, p99 {a.p99_ms:.0f} ms, {a.requests} requests, {a.failed} failed"


def version_shown(store: Store, case_no: str) -> int:
    """The version of a case's row."""
    with store.read() as session:
        return session.exec(select(CaseRow.version).where(CaseRow.case_no == case_no)).one()


def told(found: County) -> list[str]:
    """The figures in lines for people."""

    idle = found.idle_worker_percent + found.idle_api_percent
    grown = (
        (found.worker_mb - found.worker_mb_empty)
        * 1024
        / max(1, min(found.cases - found.standing, 1000))
    )
    return [
        f"P11 {found.cases} living cases ({found.standing} of them stood for), started in "
        f"{found.started_seconds:.0f} s",
        f"  idle: worker {found.idle_worker_percent:.2f} % and API {found.idle_api_percent:.2f} % of a "
        f"core, together {idle:.2f} (target {TARGET_IDLE_PERCENT:.0f}); server "
        f"{found.idle_server_percent:.2f} %",
        f"  memory: worker {found.worker_mb:.0f} MB ({found.worker_mb_empty:.0f} empty, at most "
        f"{grown:.0f} KB a cached case, target {TARGET_CACHED_KB}), server {found.server_mb:.0f} MB",
        f"  API while idle: {said(found.idle)} (target p99 {TARGET_P99_MS:.0f} ms)",
        *(
            f"  {wakes.cases} wakes {how}: {wakes.seconds:.0f} s, CPU a wake worker "
            f"{wakes.worker_ms:.0f} and server {wakes.server_ms:.0f} ms; API {said(wakes.answers)}"
            for how, wakes in (("at once", found.storm), ("spread", found.paced))
        ),
        f"  worker killed: a case is answered after {found.restart_seconds:.1f} s, then "
        f"{said(found.restarted)}",
    ]
