"""Issue 7: the certificate of a whole county, as an auditor makes it, cut off once and gone on with.

`python -m benchmarks.certifying [CASES] [SECONDS]` lets real cases live and end on a server of its own
until there are so many or the time is over, archives them, and has `doudi audit certify` certify the
place out of the archive in two processes at a terminal: stopped by Ctrl-C after a quarter, called again.
What 10,000 cases would take follows from the processors' seconds, which other work on the machine
lengthens less than the clock's. With a directory as third argument all is kept there; the archive of
CASES that lies in it already is certified as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from temporalio.client import Client

from audit.archive.keeper import Keeper
from audit.archive.space import DirectorySpace
from audit.many.show import page
from audit.many.tally import Tally
from benchmarks.throughput import lifetime
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay.world import Scene, worker

COUNTY: Final = 10_000
TARGET_MINUTES: Final = 60.0
ALONE_SECONDS: Final = 10.0
PLACE: Final = "jiaozuo"
_AT_ONCE: Final = 6
_JOBS: Final = 2
_CLEARED: Final = "\x1b[K"


@dataclass
class Command:
    """One call of the command: what it said at the terminal, and what it took of the machine."""

    code: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    """Of all its processes together, at the worst moment."""
    largest_mb: float
    """Of one of them."""
    said: str

    @property
    def lines(self) -> list[str]:
        """What was left standing at the terminal."""
        shown = (line.rstrip("\r").split("\r")[-1] for line in self.said.split("\n"))
        return [text for one in shown if (text := one.removeprefix(_CLEARED))]


@dataclass
class Certifying:
    """`first` was cut off, `rest` went on; `kept` cases it did not have to certify again."""

    cases: int
    events: int
    making_seconds: float
    archiving_seconds: float
    first: Command
    rest: Command
    one: Command
    """One case alone, by its number (U7)."""
    kept: int
    passed: bool
    page_kb: float
    county_page_mb: float
    county_page_seconds: float

    @property
    def cases_a_second(self) -> float:
        return (self.cases - self.kept) / self.rest.seconds

    @property
    def cpu_a_case(self) -> float:
        return self.rest.cpu_seconds / (self.cases - self.kept)

    @property
    def county_minutes(self) -> float:
        """Of 10,000 such cases, by the clock of this machine as it is."""
        return COUNTY / self.cases_a_second / 60

    @property
    def county_quiet_minutes(self) -> float:
        """The same on two cores that have nothing else to do."""
        return COUNTY * self.cpu_a_case / _JOBS / 60


async def _made(server: str, home: Path, cases: int, seconds: float) -> tuple[int, float, float]:
    """How many ended and lie in the archive; seconds of making and of archiving."""
    ring = KeyRing.create(home / "keys.json", demo=True)
    client = await connect(Settings(home=home, temporal_address=server, rehearsal=True), ring)
    await search_attributes_ready(client, timedelta(seconds=20))
    began = time.monotonic()
    ended = await _lived(client, cases, began + seconds)
    making, began = time.monotonic() - began, time.monotonic()
    while (await Keeper(client, DirectorySpace(home / "archive"), ring).once()).taken:
        pass  # the server's list may be a moment behind
    return ended, making, time.monotonic() - began


async def _lived(client: Client, cases: int, until: float) -> int:
    skipper, scene, ended = rehearsal_skipper(client), Scene(), 0
    left = iter(range(cases))

    async def one_after_another(queue: str) -> None:
        nonlocal ended
        for _ in left:
            if time.monotonic() > until:
                return
            workflow_id = await lifetime(client, skipper, scene, queue)
            del scene.cases[workflow_id.split("/")[-1]]  # what the world remembers is not measured
            ended += 1

    async with worker(client, scene) as queue:
        await asyncio.gather(*(one_after_another(queue) for _ in range(_AT_ONCE)))
    return ended


def _family(pid: int) -> list[int]:
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _called(
    arguments: Sequence[str], env: Mapping[str, str], state: Path, stop_at: int | None
) -> Command:
    """Calls the command at a terminal of its own; Ctrl-C once so many cases are done."""
    ours, theirs = pty.openpty()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments],
        env={**os.environ, **env}, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    said: list[bytes] = []

    def listen() -> None:
        with contextlib.suppress(OSError):  # the other end is gone
            while piece := os.read(ours, 65536):
                said.append(piece)

    listening = threading.Thread(target=listen)
    listening.start()
    peak = largest = 0.0
    while running.poll() is None:
        each = [_resident_mb(pid) for pid in _family(running.pid)]
        peak, largest = max(peak, sum(each)), max(largest, *each)
        if (
            stop_at is not None
            and state.exists()
            and len(state.read_bytes().splitlines()) > stop_at
        ):
            os.killpg(running.pid, signal.SIGINT)
            stop_at = None
        time.sleep(0.25)
    seconds = time.monotonic() - began
    listening.join()
    os.close(ours)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    text = b"".join(said).decode(errors="replace")
    return Command(running.returncode, seconds, cpu, peak, largest, text)


def _whole_county(found: Tally) -> Tally:
    """The tally of as many cases as a county has, made of these."""
    lines = [
        line.model_copy(update={"case_no": f"JZ2026{n:06d}", "township": f"第{n % 20 + 1:02d}镇"})
        for n in range(COUNTY)
        for line in (found.lines[n % len(found.lines)],)
    ]
    return found.model_copy(update={"lines": tuple(lines)})


def measure(folder: Path, cases: int, seconds: float) -> Certifying:
    if (folder / "archive").exists():
        ended, making, archiving = cases, 0.0, 0.0
    else:
        running = start_server(folder)
        try:
            ended, making, archiving = asyncio.run(_made(next(running), folder, cases, seconds))
        finally:
            running.close()
    state, shown = folder / "state.jsonl", folder / "county.html"
    env = {"DOUDI_HOME": str(folder), "DOUDI_DATABASE_URL": f"sqlite:///{folder / 'doudi.db'}"}
    command = ["audit", "certify", "--place", PLACE, "--from", str(folder / "archive"),
               "--jobs", str(_JOBS), "--state", str(state), "--html", str(shown)]  # fmt: skip
    first = _called(command, env, state, ended // 4)
    kept = len(state.read_bytes().splitlines()) - 1
    rest = _called(command, env, state, None)
    lines = [json.loads(line) for line in state.read_text().splitlines()[1:]]
    alone = ["audit", "certify", lines[0]["case_no"], "--place", PLACE, *command[4:6]]
    one = _called([*alone, "--html", str(folder / "one.html")], env, state, None)
    again = subprocess.run(
        [sys.executable, "-m", "cli", *command, "--json"],
        env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    tally = Tally.model_validate_json(again.stdout)
    began = time.process_time()
    county = page(_whole_county(tally))
    (folder / "ten_thousand.html").write_text(county)
    return Certifying(
        cases=len(lines),
        events=sum(line["events"] for line in lines),
        making_seconds=making,
        archiving_seconds=archiving,
        first=first,
        rest=rest,
        one=one,
        kept=kept,
        passed=tally.passed and rest.code == one.code == 0,
        page_kb=shown.stat().st_size / 1024,
        county_page_mb=len(county.encode()) / 2**20,
        county_page_seconds=time.process_time() - began,
    )


def told(found: Certifying) -> list[str]:
    fresh = found.cases - found.kept
    per_event = found.events / found.cases
    return [
        f"{found.cases} cases, {found.events} events ({per_event:.0f} a case) made in "
        f"{found.making_seconds:.0f} s, archived in {found.archiving_seconds:.0f} s; load "
        f"{os.getloadavg()[0]:.1f}",
        f"cut off after {found.kept} cases with code {found.first.code}; it said last: "
        + " | ".join(found.first.lines[-3:]),
        "gone on with: " + " | ".join(found.rest.lines[:2]),
        f"{fresh} cases in {found.rest.seconds:.1f} s ({found.rest.cpu_seconds:.1f} s of processors): "
        f"{found.cases_a_second:.1f} cases/s, {found.cases_a_second * per_event:.0f} events/s, "
        f"{found.cpu_a_case * 1000:.0f} ms of a processor a case",
        f"{COUNTY} cases: {found.county_minutes:.1f} min as the machine is, "
        f"{found.county_quiet_minutes:.1f} min on {_JOBS} free cores (target {TARGET_MINUTES:.0f})",
        f"memory: {found.rest.peak_mb:.0f} MB together, {found.rest.largest_mb:.0f} MB the largest; page "
        f"{found.page_kb:.0f} KB, of {COUNTY} cases {found.county_page_mb:.2f} MB in "
        f"{found.county_page_seconds:.1f} s",
        f"U7: one case by its number to its page in {found.one.seconds:.1f} s "
        f"({found.one.cpu_seconds:.1f} s of a processor; target {ALONE_SECONDS:.0f})",
        "all passed" if found.passed else "NOT ALL PASSED",
    ]


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 720.0
    keep = sys.argv[3] if len(sys.argv) > 3 else None
    # A shell that puts us in the background has us ignore Ctrl-C, and whom we call.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(keep or folder), cases, seconds)
    sys.stdout.write("\n".join(told(found)) + "\n")


if __name__ == "__main__":
    main()
