"""Which double entries each event of a matter makes, and what its accounts are called.

As in `domain.pay.ledger`: debits are positive fen, every event adds up to zero, and its name is
unique in the ledger. What the levels of government give comes out of `grant`, lies in the fund
accounts, and goes from there to the month's run, to a township's reserve or to a household.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.base import Frozen
from domain.funds.parts import Pot
from domain.pay.ledger import ACCOUNT_ZH, EXPENSE, FUND, LEVEL_ZH, Posting

GRANT = "grant"
RESERVE = "reserve"
ADVANCE = "advance"
CHARITY = "charity"
GIFTS = "gifts"
RECEIVABLE = "receivable"
RECOVERED = "recovered"
TREASURY = "treasury"
FINE_DUE = "fine_due"
FINES = "fines"

RESERVE_AIDS = ("quick", "emergency")
"""What a township's reserve pays: the small sum first, and emergencies (YC-22, JZ-18)."""

BALANCED_BY_TABLE = (FUND, RESERVE, CHARITY)
"""Accounts whose balance the database keeps beside the entries and holds at zero or above."""


class AccountSheet(Frozen):
    """An account with a balance of its own, as the tables hold it."""

    account: str
    zh: str
    kind: str
    level: str = ""
    township: str = ""
    year: int = 0
    use: str = "aid"
    aids: tuple[str, ...] = ()
    basic: bool = False
    budget_fen: int = 0
    low_fen: int = 0
    """At or below it finance is asked to top the account up; 0: nobody set a mark."""


def pot_account(year: int, pot: Pot) -> str:
    """`fund:local:2026-01`: level, budget year, line of the budget."""
    return f"{FUND}:{pot.level}:{year}-{pot.key}"


def pot_sheet(year: int, pot: Pot) -> AccountSheet:
    return AccountSheet(
        account=pot_account(year, pot),
        zh=pot.zh,
        kind=FUND,
        level=pot.level,
        township=pot.township,
        year=year,
        use=pot.use,
        aids=pot.aids,
        basic=pot.basic,
        budget_fen=pot.budget_fen,
    )


def reserve_account(township: str) -> str:
    return f"{RESERVE}:{township}"


def reserve_sheet(township: str, low_fen: int = 0) -> AccountSheet:
    """The township's special account for temporary aid (备用金专户, YC-22)."""
    return AccountSheet(
        account=reserve_account(township),
        zh="乡镇临时救助备用金",
        kind=RESERVE,
        level="local",
        township=township,
        aids=RESERVE_AIDS,
        low_fen=low_fen,
    )


def charity_sheet() -> AccountSheet:
    return AccountSheet(account=CHARITY, zh="慈善救助资金", kind=CHARITY, level="")


def allotted(event: str, account: str, level: str, fen: int) -> tuple[Posting, ...]:
    """Money of the budget was issued into its account."""
    return pair(event, account, f"{GRANT}:{level}", fen)


def between(event: str, source: str, target: str, fen: int) -> tuple[Posting, ...]:
    """From one account into another: prepaid, topped up, given back, shifted."""
    return pair(event, target, source, fen)


def given_once(event: str, parts: Iterable[tuple[str, int]]) -> tuple[Posting, ...]:
    """Help given once reached the family; `parts`: which accounts bore how much of it."""
    taken = [(account, fen) for account, fen in parts if fen]
    return (
        Posting(event=event, account=EXPENSE, fen=sum(fen for _, fen in taken)),
        *(Posting(event=event, account=account, fen=-fen) for account, fen in taken),
    )


def gift_came(event: str, fen: int) -> tuple[Posting, ...]:
    return pair(event, CHARITY, GIFTS, fen)


def gift_used(event: str, fen: int) -> tuple[Posting, ...]:
    return pair(event, f"{EXPENSE}:{CHARITY}", CHARITY, fen)


def owed_back(event: str, fen: int) -> tuple[Posting, ...]:
    """It was decided that so much must come back."""
    return pair(event, RECEIVABLE, RECOVERED, fen)


def came_back(event: str, fen: int) -> tuple[Posting, ...]:
    """The household paid back into the treasury."""
    return pair(event, TREASURY, RECEIVABLE, fen)


def not_come_back(event: str, fen: int) -> tuple[Posting, ...]:
    """What was entered as paid back was not: the counter entry of `came_back`."""
    return pair(event, RECEIVABLE, TREASURY, fen)


def remitted(event: str, fen: int) -> tuple[Posting, ...]:
    return pair(event, RECOVERED, RECEIVABLE, fen)


def fined(event: str, fen: int) -> tuple[Posting, ...]:
    return pair(event, FINE_DUE, FINES, fen)


def fine_paid(event: str, fen: int) -> tuple[Posting, ...]:
    return pair(event, TREASURY, FINE_DUE, fen)


def pair(event: str, debit: str, credit: str, fen: int) -> tuple[Posting, ...]:
    return (
        Posting(event=event, account=debit, fen=fen),
        Posting(event=event, account=credit, fen=-fen),
    )


SAME = {"储备金": "备用金"}
"""Two words of one document for one thing: both find the same account (DIF-05)."""


def accounts_called(word: str) -> str:
    """What a search word means as the beginning of account codes: `备用金`, `储备金`, or a code.

    Empty for no word; a word that names no account is its own code and finds nothing.
    """
    wanted = word.strip()
    for said, meant in SAME.items():
        wanted = wanted.replace(said, meant)
    return RESERVE if wanted and wanted in account_zh(f"{RESERVE}:") else wanted


_OTHERS = {
    **ACCOUNT_ZH,
    CHARITY: "慈善救助资金",
    GIFTS: "慈善捐赠收入",
    f"{EXPENSE}:{CHARITY}": "慈善救助支出",
    RECEIVABLE: "应追回救助金",
    RECOVERED: "追回冲减支出",
    TREASURY: "缴回财政",
    FINE_DUE: "应收罚款",
    FINES: "罚没收入",
}


def account_zh(account: str) -> str:
    """What an account is called on pages; a code nobody knows is shown as it is."""
    if account in _OTHERS:
        return _OTHERS[account]
    kind, _, rest = account.partition(":")
    level = rest.split(":")[0]
    match kind:
        case "fund":
            return f"{LEVEL_ZH.get(level, level)}资金账户{rest.partition(':')[2]}"
        case "grant":
            return f"{LEVEL_ZH.get(level, level)}财政下达"
        case "reserve":
            return "乡镇临时救助备用金"
        case "advance":
            return "备用金不足由县级垫付"
    return account
