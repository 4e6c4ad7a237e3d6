"""How the tables of a large county answer: `python -m benchmarks.tables [CASES [DATABASE_URL]]`.

So many cases in aid, written in bulk; then the questions every list and board asks, one after the other,
each in a transaction of its own. And how the wakes of one legal day lie over its first hours.
Not measured: Temporal with as many workflows, and the API around the questions.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlmodel import Session

from domain.base import Frozen
from runtime.keys import KeyRing
from store import cases
from store.cases import CaseFilter
from store.engine import Store
from store.migrate import upgrade
from store.watch import putoff
from tests.many import county
from workflows.timing import moment_of

CASES, TURNS = 50_000, 100
PLACE = "jiaozuo"
TARGET_P99_MS = 78.0


class Answers(Frozen):
    """p50 and p99 in ms of each question, how long writing took, and the most wakes of one minute."""

    cases: int
    written_seconds: float
    ms: dict[str, tuple[float, float]]
    wakes_a_minute: int


def _questions() -> dict[str, Callable[[Session], object]]:
    here = CaseFilter(place=PLACE)
    return {
        "a page of cases": lambda s: cases.list_cases(s, here, limit=50),
        "how many cases": lambda s: cases.count_cases(s, here),
        "one case": lambda s: cases.get_case(s, "JZ2026025000"),
        "the figures of a place": lambda s: cases.figures(s, PLACE),
        "the next 200 rechecks of an area": lambda s: putoff.due_before(
            s, PLACE, ("jz-wangdian",), date(2030, 1, 1), "", 200
        ),
    }


def measure(url: str, keys: Path, count: int) -> Answers:
    upgrade(url)
    store = Store(url, KeyRing.create(keys, demo=True))
    try:
        began = time.monotonic()
        county(store, count)
        written, found = time.monotonic() - began, {}
        for name, ask in _questions().items():
            took = []
            for _ in range(TURNS):
                start = time.perf_counter()
                with store.read() as session:
                    ask(session)
                took.append((time.perf_counter() - start) * 1000)
            cuts = statistics.quantiles(took, n=100)
            found[name] = (cuts[49], cuts[98])
    finally:
        store.close()
    minutes = Counter(
        moment_of(f"JZ2026{n:06d}", date(2027, 1, 1)).replace(second=0, microsecond=0)
        for n in range(count)
    )
    return Answers(
        cases=count, written_seconds=written, ms=found, wakes_a_minute=max(minutes.values())
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/doudi.db"
        told = measure(url, Path(folder) / "keys.json", count)
    sys.stdout.write(f"{told.cases} cases, written in {told.written_seconds:.0f} s\n")
    for name, (p50, p99) in told.ms.items():
        sys.stdout.write(
            f"  {name}: p50 {p50:.1f}, p99 {p99:.1f} ms (goal of the API {TARGET_P99_MS:.0f})\n"
        )
    sys.stdout.write(f"  most wakes in one minute of a day all share: {told.wakes_a_minute}\n")


if __name__ == "__main__":
    main()
