"""Which double entries each event of a month makes. Debits are positive fen, credits negative.

Every event adds up to zero, and its name is unique in the ledger: an obligation can be credited
once (`paid/<obligation>`), whatever is repeated or comes in another order. When a month is over
nothing is left in payable, special, transit or returned, and what was spent is what the levels
of government gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.base import Frozen
from domain.money import split

EXPENSE = "expense"
PAYABLE = "payable"
SPECIAL = "special"
TRANSIT = "transit"
RETURNED = "returned"
FUND = "fund"

LEVELS = ("central", "provincial", "city", "local")
LEVEL_ZH = {"central": "中央", "provincial": "省级", "city": "市级", "local": "本级"}

ACCOUNT_ZH = {
    EXPENSE: "救助支出",
    PAYABLE: "应付救助金",
    SPECIAL: "代发专户",
    TRANSIT: "银行代发在途",
    RETURNED: "退回待处理",
    **{f"{FUND}:{level}": f"{zh}资金" for level, zh in LEVEL_ZH.items()},
}

SETTLED = (PAYABLE, SPECIAL, TRANSIT, RETURNED)
"""Accounts that are empty when a month is closed."""


class Posting(Frozen):
    """One side of an event. `event` and `account` together are unique."""

    event: str
    account: str
    fen: int


def shares_of(fen: int, sources: Mapping[str, int]) -> dict[str, int]:
    """One line's amount by level of government, to the fen (ZH-19)."""
    return split(fen, {level: sources.get(level, 0) for level in LEVELS})


def accrued(obligation: str, fen: int) -> tuple[Posting, ...]:
    """The household is owed the month."""
    return _pair(f"accrued/{obligation}", EXPENSE, PAYABLE, fen)


def released(run: str, by_account: Iterable[tuple[str, int]]) -> tuple[Posting, ...]:
    """Finance put the month's money into the special account at the paying bank.

    `by_account`: the fund accounts it was taken from (`fund:central`, `fund:local:2026-01`).
    """
    event = f"released/{run}"
    given = [(account, fen) for account, fen in by_account if fen]
    funds = [Posting(event=event, account=account, fen=-fen) for account, fen in given]
    return (Posting(event=event, account=SPECIAL, fen=sum(fen for _, fen in given)), *funds)


def sent(batch_no: str, obligation: str, fen: int, *, again: bool) -> tuple[Posting, ...]:
    """The line went to the bank: from the special account, or again from what came back."""
    return _pair(f"sent/{batch_no}/{obligation}", TRANSIT, RETURNED if again else SPECIAL, fen)


def held(batch_no: str, obligation: str, fen: int, *, again: bool) -> tuple[Posting, ...]:
    """The line was kept back before the bank saw it; it waits with those that came back."""
    if again:
        return ()
    return _pair(f"held/{batch_no}/{obligation}", RETURNED, SPECIAL, fen)


def paid(obligation: str, fen: int) -> tuple[Posting, ...]:
    """The bank credited the household's account. Once in the life of an obligation."""
    return _pair(f"paid/{obligation}", PAYABLE, TRANSIT, fen)


def came_back(batch_no: str, obligation: str, fen: int) -> tuple[Posting, ...]:
    """The bank could not credit the line."""
    return _pair(f"returned/{batch_no}/{obligation}", RETURNED, TRANSIT, fen)


def zeroed(obligation: str, fen: int) -> tuple[Posting, ...]:
    """The line was taken off before any money moved."""
    return _pair(f"zero/{obligation}", PAYABLE, EXPENSE, fen)


def given_back(
    obligation: str, fen: int, by_account: Iterable[tuple[str, int]]
) -> tuple[Posting, ...]:
    """A returned line is not paid: what each fund account gave for it goes back."""
    event = f"given_back/{obligation}"
    totals: dict[str, int] = {}
    for account, part in by_account:
        totals[account] = totals.get(account, 0) + part
    funds = [Posting(event=event, account=name, fen=part) for name, part in totals.items() if part]
    return (
        *zeroed(obligation, fen),
        Posting(event=event, account=RETURNED, fen=-fen),
        *funds,
    )


def balanced(postings: Iterable[Posting]) -> bool:
    """Each event of these adds up to zero."""
    sums: dict[str, int] = {}
    for posting in postings:
        sums[posting.event] = sums.get(posting.event, 0) + posting.fen
    return not any(sums.values())


def _pair(event: str, debit: str, credit: str, fen: int) -> tuple[Posting, ...]:
    return (
        Posting(event=event, account=debit, fen=fen),
        Posting(event=event, account=credit, fen=-fen),
    )
