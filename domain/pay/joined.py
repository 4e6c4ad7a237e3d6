"""Whose joining raised a household's amount: the months it is paid back to are owed under that name."""

from __future__ import annotations

from typing import Final

from domain.calendar import months_after
from domain.case.acts import Outcome
from domain.case.file import CaseFile, Entitlement
from domain.pay.purposes import TOP_UP, purpose_of

NAMED: Final = 4
"""Of those who joined together so many are named. Not law: a name has an end."""


def named(file: CaseFile) -> tuple[Entitlement, ...]:
    """The months due as the county's lists have them: with `top_up.m9` as the cause of those that
    begin with the month after the last one the case of those who joined was paid for (JZ-63)."""
    return tuple(e.model_copy(update={"cause": _cause(file, e)}) for e in file.entitlements)


def _cause(file: CaseFile, due: Entitlement) -> str:
    if due.cause != Outcome.INCREASE.value:
        return due.cause
    came = {
        member.id_no
        for joining in file.passage.joining
        if joining.review and months_after(joining.paid_until, 1) == due.first
        for member in joining.household.members
    }
    keys = [m.key for m in file.household.counted if m.id_no and m.id_no in came]
    return purpose_of(TOP_UP, "-".join(keys[:NAMED])) if keys else due.cause
