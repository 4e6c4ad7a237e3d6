"""R8: many thousand attempts with repeats, crashes and two workers at once pay everybody once."""

from __future__ import annotations

from datetime import date

import pytest

from store.engine import Store
from tests.paying import Bank, account
from tests.store import attempts


def test_no_attempt_of_many_thousands_pays_twice_or_leaves_anybody_out(store: Store) -> None:
    done = attempts.run(store, households=200, least=6_000)
    assert done.made >= 6_000 and done.crashed > 500 and done.lost > 500


class Forgetful(Bank):
    """Takes a file it knows already for a new one."""

    def take(self, data: bytes, on: date) -> bytes:
        self.batches.clear()
        return super().take(data, on)


def test_the_count_sees_a_bank_that_pays_a_repeated_file_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "Bank", Forgetful)
    with pytest.raises(AssertionError, match=r"duplicates=[1-9]"):
        attempts.run(store, households=20, least=2_000)


class Losing(Bank):
    """Says that it has paid everybody, and has lost one line on the way."""

    def take(self, data: bytes, on: date) -> bytes:
        answer = super().take(data, on)
        self.balances[account(3).number] -= 50_000
        return answer


def test_the_count_sees_a_line_that_never_arrived(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "Bank", Losing)
    with pytest.raises(AssertionError, match=r"gaps=[1-9]"):
        attempts.run(store, households=20, least=200)
