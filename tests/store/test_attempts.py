"""R8: many thousand attempts with repeats, crashes and two workers at once pay everybody once."""

from __future__ import annotations

from store.engine import Store
from tests.store import attempts


def test_no_attempt_of_many_thousands_pays_twice_or_leaves_anybody_out(store: Store) -> None:
    done = attempts.run(store, households=200, least=6_000)
    assert done.made >= 6_000 and done.crashed > 500 and done.lost > 500
