"""Insurance before aid: what was paid back is taken off what the family bore itself (HB-21, TR-41)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.household import Household, Spending
from domain.together.helping import Paid

INSURANCE_NEEDS = ("together.insurance_first",)


def after_insurance(home: Household, paid: Iterable[Paid]) -> Household:
    """The household with every spending less what insurance is known to have paid of it.

    By member and kind of spending: what the family declared as paid back counts once, and only
    what was recorded beyond it is taken off, never more than the spending itself.
    """
    left: dict[tuple[str, str], int] = {}
    for one in paid:
        if one.spending:
            key = (one.member, one.spending)
            left[key] = left.get(key, 0) + one.paid_fen
    if not left:
        return home
    for item in home.spendings:
        key = (item.member, item.kind.value)
        if key in left:
            left[key] -= item.reimbursed_fen
    spendings = []
    for item in home.spendings:
        more = max(left.get((item.member, item.kind.value), 0), 0)
        taken = min(more, max(item.fen - item.reimbursed_fen, 0))
        if taken:
            left[(item.member, item.kind.value)] = more - taken
            item = _less(item, taken)
        spendings.append(item)
    return home.model_copy(update={"spendings": tuple(spendings)})


def _less(item: Spending, fen: int) -> Spending:
    return item.model_copy(update={"reimbursed_fen": item.reimbursed_fen + fen})
