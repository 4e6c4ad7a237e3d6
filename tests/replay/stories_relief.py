"""Golden histories of programmes without a recheck: help given once, and referrals."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.hardship import Known
from domain.programme import Programme
from domain.referral import ReferralAnswer
from tests.helping import FIRST_CAUSE
from tests.people import officer
from tests.replay.stories import story
from tests.replay.world import Clerk


@story(programme=Programme.EMERGENCY)
async def papers_after_help(clerk: Clerk) -> None:
    """Help first, then who, why, how much, and the signatures (LS-03, JZ-18)."""
    file = await clerk.file()
    hardship = {
        "cause": FIRST_CAUSE[Programme.EMERGENCY],
        "happened_on": file.latest.isoformat(),
        "statement": "家中突遭变故，基本生活难以维持",
        "township": file.township,
        "home_township": file.township,
        "urgency": "sudden",
        "grade": "serious",
    }
    known = Known(on=file.latest).model_dump(mode="json")
    await clerk.do("record_hardship", Role.INTAKE, hardship=hardship, known=known)
    await clerk.do("accept", Role.INTAKE)
    file = await clerk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
    assert file.assessment is not None
    await clerk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=file.assessment.once_fen)
    file = await clerk.until(lambda f: f.stage is Stage.DISBURSEMENT and f.policy_stage is f.stage)
    assert file.grant is not None
    await clerk.do(
        "deliver_aid",
        Role.VILLAGE,
        manner=file.grant.manner,
        fen=file.grant.remaining_fen,
        receipt="签收单1号",
        receiver="m1",
        fund="reserve",
    )
    file = await clerk.until(lambda f: f.stage is Stage.COMPLETION)
    await clerk.do(
        "complete_papers",
        Role.REVIEWER,
        explanation="情况紧急，先行救助",
        family_signature="m1",
        signed_by=sorted(file.actors("record_hardship", "confirm")),
        papers=["register", "identity"],
    )


@story("hanbin", programme=Programme.MEDICAL)
async def referred_and_answered(clerk: Clerk) -> None:
    """Sent to the unit that owns the aid, answered by it, told to the family (ZH-02, ZH-21)."""
    await clerk.do("accept", Role.INTAKE)
    file = await clerk.until(lambda f: f.stage is Stage.REFERRAL and f.referral is not None)
    assert file.referral is not None
    unit = officer(Role.UNIT_LIAISON, file.place, 1, file.township).model_copy(
        update={"unit": file.referral.zh}
    )
    await clerk.do(
        "answer_referral",
        Role.UNIT_LIAISON,
        officer=unit.model_dump(),
        answer=ReferralAnswer.GIVEN,
        amount_fen=300_000,
    )
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.do("close_referral", Role.INTAKE, told_to="m1")
