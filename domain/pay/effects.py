"""What a decision would do to the coming months, seen before anybody signs it. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.base import Frozen
from domain.calendar import months_after
from domain.case.acts import OUTCOME_ZH, DecideChange, Officer, Outcome
from domain.case.file import CaseFile, Entitlement
from domain.case.lifecycle import Role, Stage
from domain.case.phases.living.duties import is_share, least_left
from domain.case.phases.living.living import lawful_outcomes
from domain.case.phases.living.outcomes import EFFECTS
from domain.programme import Kind

MONTHS: Final = 6  # not law: so many months of a preview fit on a page
_NOBODY: Final = Officer(id="preview", role=Role.AUDITOR, unit="", place="none")
"""Whose act it would be is no question yet: the effect on the months is the same."""


class MonthEffect(Frozen):
    """One month: what is due as things stand, and what would be, in fen."""

    month: date
    now_fen: int
    then_fen: int


class Effect(Frozen):
    """One decision that is lawful now. `months` begin with the present one."""

    outcome: str
    zh: str
    monthly_fen: int
    months: tuple[MonthEffect, ...]

    @property
    def more_fen(self) -> int:
        """How much more (or less) these months would cost together."""
        return sum(month.then_fen - month.now_fen for month in self.months)


def effects_of(file: CaseFile, on: date) -> tuple[Effect, ...]:
    """Each decision that may be taken on `on`: the confirmation, or the outcomes of a review."""
    if file.kind is not Kind.MONTHLY or file.policy is None:
        return ()
    if file.stage is Stage.APPROVAL:
        return tuple(_confirmed(file, on))
    return tuple(_outcome(file, outcome, on) for outcome in lawful_outcomes(file))


def _confirmed(file: CaseFile, on: date) -> Iterator[Effect]:
    computed = file.assessment
    if computed is None or not computed.eligible or not file.law.has("first_month_offset"):
        return
    first = months_after(on.replace(day=1), file.law.months("first_month_offset"))
    given = Entitlement(
        first=first, last=None, monthly_fen=computed.monthly_fen, cause="confirmed", seq=1
    )
    yield _effect(file, (given,), "confirm", "确认同意", computed.monthly_fen, on)


def _outcome(file: CaseFile, outcome: Outcome, on: date) -> Effect:
    found = file.review.assessment if file.review else None
    fen = file.monthly_fen_now
    if found is not None and outcome is not Outcome.TRANSITION:
        fen = found.monthly_fen
    zh = OUTCOME_ZH[outcome]
    fen = 0 if outcome is Outcome.STOP else fen
    if found is not None and is_share(file, outcome):
        fen = least_left(found)
        zh += "（减去拒绝工作的成员全部份额时，减发后的月补助金额不得再低）"
    waits = outcome is Outcome.TRANSITION
    act = DecideChange.model_construct(
        officer=_NOBODY,
        on=on,
        outcome=outcome,
        monthly_fen=fen,
        reason="",
        transition_months=file.law.months("transition_months") if waits else 0,
    )
    after = EFFECTS[outcome](file, act)
    return _effect(file, after.entitlements, outcome.value, zh, fen, on)


def _effect(
    file: CaseFile, after: tuple[Entitlement, ...], outcome: str, zh: str, fen: int, on: date
) -> Effect:
    coming = [months_after(on.replace(day=1), ahead) for ahead in range(MONTHS)]
    months = (
        MonthEffect(month=m, now_fen=_due(file.entitlements, m), then_fen=_due(after, m))
        for m in coming
    )
    return Effect(outcome=outcome, zh=zh, monthly_fen=fen, months=tuple(months))


def _due(entitled: tuple[Entitlement, ...], month: date) -> int:
    return sum(e.monthly_fen for e in entitled if e.first <= month <= (e.last or month))
