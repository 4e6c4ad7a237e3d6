"""What the nightly round of the rulebook asks of the world, without a body."""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen


class NightOrder(Frozen):
    """`on`: the night, by its day in Shanghai."""

    on: date


class NightDone(Frozen):
    """What a night came to, over all places: cases, of them asked anew and impossible to ask; breaches
    that stand, that are new, and that went away by themselves."""

    cases: int
    asked: int
    unknown: int
    breaches: int
    new: int
    gone: int


@activity.defn
async def ask_rulebook(order: NightOrder) -> NightDone:
    """Asks every living and archived case of which the answer may have changed, keeps the answers,
    and opens a matter of supervision for each new breach. Asked twice, it opens nothing twice."""
    raise NotImplementedError
