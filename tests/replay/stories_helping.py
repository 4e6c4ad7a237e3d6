"""Golden histories of help by others: a referral to its end, society's help, insurance before aid."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.hardship import Known
from domain.household import Spending, SpendingKind
from domain.programme import Programme
from domain.referral import ReferralAnswer
from tests.domain.together_kit import ORDINARY, of_society, owned
from tests.helping import FIRST_CAUSE
from tests.people import household, officer
from tests.replay.stories import story
from tests.replay.world import Clerk

_BILL = Spending(member="m1", kind=SpendingKind.MEDICAL, fen=9_000_000, receipts=3)
_ILL = household().model_copy(update={"spendings": (_BILL,)})


async def _refer(clerk: Clerk, code: str) -> None:
    file = await clerk.file()
    await clerk.do(
        "refer_case",
        Role.INTAKE,
        aid=code,
        need="子女上学费用无力承担",
        members=["m1", "m2"],
        shares=[s.value for s in ORDINARY],
        paper="转介同意书1号",
        signed_by=["m1", "m2"],
        known=owned(file.place, code).model_dump(mode="json"),
    )


async def _answer(clerk: Clerk, number: int, answer: ReferralAnswer, **fields: object) -> None:
    file = await clerk.until(lambda f: len(f.linked.referrals) >= number)
    unit = next(r for r in file.linked.referrals if r.number == number).aid.unit_zh
    who = officer(Role.UNIT_LIAISON, file.place, 1, file.township)
    await clerk.do(
        "answer_case_referral",
        Role.UNIT_LIAISON,
        officer=who.model_copy(update={"unit": unit}).model_dump(),
        number=number,
        answer=answer,
        **fields,
    )


@story("hanbin")
async def referred_from_a_case(clerk: Clerk) -> None:
    """One answered and told, one whose consent was taken back, one answered after the case closed."""
    for code in ("AID-10", "AID-16", "AID-33"):
        await _refer(clerk, code)
    await _answer(clerk, 1, ReferralAnswer.TAKEN_ON)
    await clerk.do("urge_case_referral", Role.INTAKE, number=1)
    await _answer(clerk, 1, ReferralAnswer.GIVEN, amount_fen=150_000)
    await clerk.do("close_case_referral", Role.INTAKE, number=1, told_to="m1")
    await clerk.do("withdraw_referral_consent", Role.INTAKE, number=2, signed_by="m1")
    await clerk.do("withdraw", Role.INTAKE)
    await clerk.until(lambda f: f.stage is Stage.CLOSED)
    reason = {"reason": "本年度已经资助参保", "clause": "资助参保办法 第3条"}
    await _answer(clerk, 3, ReferralAnswer.REFUSED, **reason)
    await clerk.do("close_case_referral", Role.INTAKE, number=3, told_to="m1")


@story()
async def helped_by_society(clerk: Clerk) -> None:
    """Gift, pairing, service, insurance and special aid beside an application."""
    bodies = of_society()
    for act, role in (
        ("record_gift", Role.INTAKE),
        ("start_pairing", Role.INTAKE),
        ("order_service", Role.REVIEWER),
        ("record_insurance", Role.INTAKE),
        ("link_special_aid", Role.INTAKE),
    ):
        await clerk.do(act, role, **bodies[act])
    await clerk.do("record_pair_visit", Role.VILLAGE, number=2, finding="送去冬衣")
    await clerk.do("record_service", Role.SURVEYOR, number=3, done="面谈一次", result="情绪稳定")
    await clerk.do("end_pairing", Role.INTAKE, number=2, reason="家庭脱困")
    await clerk.do("withdraw", Role.INTAKE)


@story("hanbin", programme=Programme.EXPENDITURE, household=_ILL, declared=_ILL)
async def insurance_before_aid(clerk: Clerk) -> None:
    """Medical costs are weighed after what insurance paid of them (HB-21); sources of the sum."""
    file = await clerk.file()
    hardship = {
        "cause": FIRST_CAUSE[Programme.EXPENDITURE],
        "happened_on": file.latest.isoformat(),
        "statement": "医疗支出过大，基本生活难以维持",
        "township": file.township,
        "home_township": file.township,
        "urgency": "sudden",
        "grade": "serious",
    }
    known = Known(on=file.latest).model_dump(mode="json")
    await clerk.do("record_hardship", Role.INTAKE, hardship=hardship, known=known)
    await clerk.investigated()
    paid = {"code": "medical", "zh": "医疗保险", "spending": "medical"}
    await clerk.do(
        "record_insurance",
        Role.INTAKE,
        kind="medical",
        member="m1",
        insured=True,
        total_fen=9_000_000,
        paid_fen=4_000_000,
        receipt="结算单1号",
        known=paid,
    )
    file = await clerk.until(lambda f: f.linked.paid)
    assert file.assessment is not None and "together.insurance_first" in (
        file.policy.values if file.policy else ()
    )
    await clerk.do("withdraw", Role.INTAKE)
