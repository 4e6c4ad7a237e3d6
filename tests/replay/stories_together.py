"""Golden histories of checks whose first question went to all departments in one activity."""

from __future__ import annotations

from datetime import date

from domain.case.lifecycle import Role
from tests.people import household, signed_by_each
from tests.replay.stories import in_every_place, story
from tests.replay.world import Clerk


@in_every_place("asked_together")
async def asked_together(clerk: Clerk) -> None:
    """The plain case: what `make bench` counts up to the entitlement."""
    await clerk.living()


@story()
async def year_asked_together(clerk: Clerk) -> None:
    """Two recheck periods: what `make bench` counts of a year."""
    await clerk.living()
    await clerk.rechecked()
    await clerk.rechecked()


@story("hanbin", scene=lambda s: s.down_for_days.update(medical=10, police=4))
async def two_go_their_own_way(clerk: Clerk) -> None:
    """Two of them do not answer with the others; each is asked again by itself."""
    file = await clerk.accepted()
    await clerk.skip_check(16)
    await clerk.checked()
    await clerk.surveyed(on=file.accepted_on)
    await clerk.opined()


@story("yicheng", authorisations=signed_by_each(household(), date(2026, 1, 1))[:1])
async def signed_after_the_question(clerk: Clerk) -> None:
    """What is left after the joint question is asked by itself as soon as it may be (YC-19)."""
    await clerk.accepted()
    paper = {"person": "m2", "signed_by": "m2", "paper": "授权书m2"}
    await clerk.do("sign_authorisation", Role.INTAKE, signatures=[paper])
    await clerk.checked()
    await clerk.surveyed()


@story("tongren", scene=lambda s: (s.nonsense.add("police"), s.promised.update(hr=6)))
async def withdrawn_while_two_are_silent(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.do("withdraw", Role.INTAKE, reason="本人不再申请")
    await clerk.closed()
