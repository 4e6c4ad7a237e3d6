"""Single fields of a household in clear, for whoever may see them and has said why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.household import (
    ASSET_ZH,
    EXPENSE_ZH,
    INCOME_ZH,
    SPENDING_ZH,
    Asset,
    Expense,
    Household,
    Income,
    Spending,
)
from domain.money import yuan_zh
from domain.privacy.matrix import FIELD_ZH, Read, read_of


class Looked(Frozen):
    """One value in clear. `who`: the key of the member it belongs to; empty: of the household."""

    field: str
    zh: str
    who: str
    value: str


def revealable(role: Role) -> tuple[str, ...]:
    """The fields this role may look at in clear, each on a purpose."""
    return tuple(field for field in FIELD_ZH if read_of(role, field) is Read.PURPOSE)


def looked(home: Household, fields: Iterable[str]) -> tuple[Looked, ...]:
    """These fields of everybody in the household, empty ones left out."""
    return tuple(
        Looked(field=field, zh=FIELD_ZH[field], who=who, value=value)
        for field in fields
        for who, value in _values(home, field)
        if value
    )


def _values(home: Household, field: str) -> Iterator[tuple[str, str]]:
    model, name = field.split(".")
    for who, thing in _things(home, model):
        yield who, _text(thing, name)


def _things(home: Household, model: str) -> Iterator[tuple[str, Any]]:
    match model:
        case "Household":
            yield "", home
        case "Account":
            if home.account is not None:
                yield home.account.holder, home.account
        case "Member":
            yield from ((m.key, m) for m in home.members)
        case "Supporter":
            yield from ((s.supports, s) for s in home.supporters)
        case _:
            items: dict[str, tuple[Any, ...]] = {
                "Income": home.incomes,
                "Expense": home.expenses,
                "Asset": home.assets,
                "Spending": home.spendings,
            }
            yield from ((item.member, item) for item in items[model])


def _text(thing: Any, name: str) -> str:
    value = getattr(thing, name)
    match thing:
        case Income() | Expense() | Spending():
            return f"{_WORDS[type(thing)][thing.kind]} {yuan_zh(value)}"
        case Asset():
            worth = yuan_zh(value) if value else f"{thing.count}项"
            return f"{ASSET_ZH[thing.kind]} {worth}"
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, int):
        return yuan_zh(value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


_WORDS: dict[type, dict[Any, str]] = {
    Income: {**INCOME_ZH},
    Expense: {**EXPENSE_ZH},
    Spending: {**SPENDING_ZH},
}
