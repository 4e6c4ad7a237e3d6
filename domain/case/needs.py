"""Which policy values a case asks for when a stage begins: the names its rules read there.

Written once for every programme; a programme has those of them that its packs define.
"""

from __future__ import annotations

from functools import cache

from domain.case.lifecycle import Stage
from domain.case.moves.base import LIVING
from domain.case.notices import PAPER_NEEDS
from domain.case.phases.deciding import investigation, review
from domain.case.phases.living import ageing, living, tapering
from domain.case.phases.living.recognition import RECOGNITION_NEEDS
from domain.case.phases.passage import onward, standing
from domain.case.phases.relief import hardship, once
from domain.case.phases.support import selfcare, tekun
from domain.case.phases.window import intake
from domain.case.phases.window.passing import PASSING_NEEDS
from domain.case.tasks.base import LEAD_DAYS
from domain.programme import Programme
from domain.rules import qualified

LIFE_NEEDS = (standing.RULED_BY, tapering.CLEAR_CHANGE, tapering.RATES)
"""What a living case reads since cases can be put back: those begun earlier do not know it."""

AGE_NEEDS = (ageing.ADULT,)
"""What a living case reads since it looks by itself at who comes of age."""

LEAD_NEEDS = (LEAD_DAYS,)
"""What a living case reads since the leads of a recheck have days of their own."""

NEEDS: dict[Stage, tuple[str, ...]] = {
    Stage.INTAKE: (*intake.INTAKE_NEEDS, *hardship.HARDSHIP_NEEDS),
    Stage.INVESTIGATION: investigation.INVESTIGATION_NEEDS,
    Stage.REVIEW: review.REVIEW_NEEDS,
    Stage.APPROVAL: (
        *review.REVIEW_NEEDS,
        "first_month_offset",
        "check.freshness_days",
        "check.item_freshness_days",
        *RECOGNITION_NEEDS,
        *PASSING_NEEDS,
        *once.DECIDING_NEEDS,
    ),
    Stage.DISBURSEMENT: (*living.LIVING_NEEDS, *LIFE_NEEDS, *once.DELIVERY_NEEDS),
    Stage.SUPERVISION: (*living.LIVING_NEEDS, *LIFE_NEEDS, *AGE_NEEDS, *LEAD_NEEDS),
}

_OWN: dict[str, tuple[str, ...]] = {Programme.TEKUN: tekun.TEKUN_NEEDS}
"""What one programme alone asks for at the start of every stage."""


@cache
def needs(
    stage: Stage,
    programme: str,
    *,
    life: bool = True,
    ages: bool = True,
    offers: bool = True,
    leads: bool = True,
) -> tuple[str, ...]:
    """Full names, sorted; none for a stage that lives on what was read before.

    False: what a run of an earlier release asked for, without `LIFE_NEEDS`, `AGE_NEEDS`,
    `LEAD_NEEDS`, and what is offered after a stop.
    """
    names = NEEDS.get(stage, ())
    own = (*selfcare.HEALTH_NEEDS, *_OWN.get(programme, ()))
    if offers and stage in LIVING and programme in onward.OFFERING:
        own = (*own, *onward.OFFER_NEEDS)
    also = (*PAPER_NEEDS, *own) if names else ()
    left_out = (
        *(() if life else LIFE_NEEDS),
        *(() if ages else AGE_NEEDS),
        *(() if leads else LEAD_NEEDS),
    )
    wanted = (name for name in (*names, *also) if name not in left_out)
    return tuple(sorted({qualified(programme, name) for name in wanted}))
