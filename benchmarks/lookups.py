"""S5: how fast a person is found by his ID number when only its keyed digest is stored.

Each look-up makes the digest and asks the table of claims in a transaction of its own, as the
window does. Half of the numbers are in the table.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from domain.base import Frozen
from domain.identity import synthetic_id
from runtime.keys import KeyRing
from store.engine import Store
from store.intake import cases_of_person, person_index
from store.migrate import upgrade
from store.sql import put
from store.tables import ClaimRow

PERSONS, LOOKUPS = 20_000, 100_000
TARGET_P99_MS = 5.0


class Lookups(Frozen):
    """Of `lookups` among `persons`: how many found somebody, and p50 and p99 of one."""

    persons: int
    lookups: int
    found: int
    p50_ms: float
    p99_ms: float


def measure(persons: int = PERSONS, lookups: int = LOOKUPS) -> Lookups:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        url = f"sqlite:///{home}/doudi.db"
        upgrade(url)
        store = Store(url, KeyRing.create(home / "keys.json", demo=True))
        try:
            return _measured(store, persons, lookups)
        finally:
            store.close()


def _measured(store: Store, persons: int, lookups: int) -> Lookups:
    numbers = [_number(n) for n in range(2 * persons)]
    with store.write() as session:
        put(
            session,
            ClaimRow,
            [
                {
                    "person": person_index(store.keyring, number),
                    "circle": "means",
                    "name": "dibao",
                    "case_no": f"JZ2026{n:06d}",
                    "member": "m1",
                    "place": "jiaozuo",
                }
                for n, number in enumerate(numbers[:persons])
            ],
        )
    chance, took, found = random.Random(5), [], 0  # noqa: S311 - the same numbers each time
    for _ in range(lookups):
        number = chance.choice(numbers)
        began = time.perf_counter()
        with store.read() as session:
            known = cases_of_person(session, number)
        took.append(time.perf_counter() - began)
        found += bool(known)
    cuts = statistics.quantiles(took, n=100)
    return Lookups(
        persons=persons,
        lookups=lookups,
        found=found,
        p50_ms=cuts[49] * 1000,
        p99_ms=cuts[98] * 1000,
    )


def _number(n: int) -> str:
    return synthetic_id(date(1930, 1, 1) + timedelta(days=n // 999), n % 999 + 1)
