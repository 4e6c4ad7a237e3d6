"""Golden histories of help given once and of requests other units decide, each with its endings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.hardship import Known
from domain.programme import Programme
from tests.domain.test_once import ill_family
from tests.helping import FIRST_CAUSE
from tests.people import officer
from tests.replay.stories import STORIES, Told, story
from tests.replay.world import Clerk

# --- 临时救助, 受灾人员救助 -------------------------------------------------------------------------


async def _registered(clerk: Clerk, **changes: object) -> None:
    file = await clerk.file()
    hardship = {
        "cause": FIRST_CAUSE[file.programme],
        "happened_on": file.latest.isoformat(),
        "statement": "家中突遭变故，基本生活难以维持",
        "township": file.township,
        "home_township": file.township,
        "urgency": "sudden",
        "grade": "damaged" if file.programme is Programme.DISASTER else "serious",
        **changes,
    }
    known = Known(on=file.latest).model_dump(mode="json")
    await clerk.do("record_hardship", Role.INTAKE, hardship=hardship, known=known)
    await clerk.do("accept", Role.INTAKE)


async def _looked_into(clerk: Clerk, home: object = None) -> CaseFile:
    """Every stage the profile has between acceptance and the decision."""
    file = await clerk.until(lambda f: f.stage is not Stage.INTAKE and f.policy_stage is f.stage)
    if file.stage is Stage.INVESTIGATION:
        await clerk.checked()
        await clerk.surveyed(household=home or file.household)
    file = await clerk.until(lambda f: f.assessment is not None and f.policy_stage is f.stage)
    if file.stage is Stage.REVIEW:
        if file.law.flag("appraisal_required"):
            count = {"participants": 9, "residents": 6, "in_favour": 9, "against": 0}
            await clerk.do("record_appraisal", Role.REVIEWER, 2, **count, conclusion="同意")
        found = (await clerk.file()).assessment
        assert found is not None
        await clerk.do(
            "give_opinion",
            Role.REVIEWER,
            grant=found.eligible,
            monthly_fen=0,
            once_fen=found.once_fen,
        )
    if (await clerk.file()).stage is Stage.PUBLICITY:
        await clerk.publicised()
    return await clerk.until(
        lambda f: (
            f.stage is Stage.APPROVAL and f.assessment is not None and f.policy_stage is f.stage
        )
    )


async def _decided(clerk: Clerk) -> CaseFile:
    file = await _looked_into(clerk)
    assert file.assessment is not None
    if file.law.flag("collective_review"):
        both = {"present": ("甲", "乙"), "opinion": "同意"}
        await clerk.do("record_collective_review", Role.REVIEWER, 2, **both)
    await clerk.do("confirm", ROLE_OF_DECIDER[file.decider], once_fen=file.assessment.once_fen)
    return await clerk.until(lambda f: f.stage is Stage.DISBURSEMENT and f.policy_stage is f.stage)


async def _handed_over(clerk: Clerk, part: int = 1) -> None:
    """The whole of what remains, or a part of it."""
    file = await clerk.file()
    assert file.grant is not None
    funds = file.law.table("funds") if file.law.has("funds") else {"": ""}
    await clerk.do(
        "deliver_aid",
        Role.VILLAGE,
        manner=file.grant.manner,
        fen=file.grant.remaining_fen // part,
        receipt="签收单1号",
        receiver="m1",
        fund=next(iter(funds)),
    )


@story(programme=Programme.QUICK)
async def quick_help(clerk: Clerk) -> None:
    await _registered(clerk)
    await _decided(clerk)
    await _handed_over(clerk)
    await clerk.closed()


@story("hanbin", programme=Programme.QUICK)
async def quick_help_filed_with_the_county(clerk: Clerk) -> None:
    """The place wants small sums of its townships reported (LS-16)."""
    await _registered(clerk)
    await _decided(clerk)
    await _handed_over(clerk)
    reference = "第11期小额救助报备表"
    await clerk.do("file_with_county", Role.REVIEWER, 3, reference=reference)
    await clerk.closed()


@story(programme=Programme.EMERGENCY)
async def emergency_could_not_be_handed_over(clerk: Clerk) -> None:
    await _registered(clerk)
    await _decided(clerk)
    await clerk.do("end_delivery", Role.REVIEWER, reason="申请人已经离开本地")
    await clerk.until(lambda f: all(n.number for n in f.notices))


@story(programme=Programme.EMERGENCY)
async def emergency_in_two_parts(clerk: Clerk) -> None:
    """A part at once, the rest when it is bought."""
    await _registered(clerk)
    await _decided(clerk)
    await _handed_over(clerk, 2)
    await _handed_over(clerk)
    await clerk.until(lambda f: f.stage is Stage.COMPLETION)


async def _not_granted(clerk: Clerk) -> None:
    await _registered(clerk)
    file = await _looked_into(clerk)
    if file.law.on_and_set("collective_review"):
        both = {"present": ("甲", "乙"), "opinion": "不同意"}
        await clerk.do("record_collective_review", Role.REVIEWER, 2, **both)
    why = {"reason": "所称困难经走访核实并不存在", "clause": "当地临时救助办法"}
    await clerk.do("refuse", ROLE_OF_DECIDER[file.decider], **why)
    await clerk.served()


@story(programme=Programme.QUICK)
async def quick_help_refused(clerk: Clerk) -> None:
    await _not_granted(clerk)


@story("yicheng", programme=Programme.EMERGENCY)
async def emergency_refused(clerk: Clerk) -> None:
    await _not_granted(clerk)


@story("zhanhe", programme=Programme.DISASTER)
async def disaster_refused(clerk: Clerk) -> None:
    await _not_granted(clerk)


@story("hanbin", programme=Programme.EMERGENCY)
async def emergency_withdrawn(clerk: Clerk) -> None:
    await clerk.do("withdraw", Role.INTAKE, reason="亲属已经帮助解决")
    await clerk.closed()


@story(programme=Programme.EXPENDITURE, household=ill_family(), declared=ill_family())
async def expenditure_helped(clerk: Clerk) -> None:
    """Investigated and publicised like 低保, handed over at once."""
    await _registered(clerk)
    await _decided(clerk)
    await _handed_over(clerk)
    await clerk.until(lambda f: f.stage is not Stage.DISBURSEMENT)


@story(programme=Programme.EXPENDITURE, household=ill_family(), declared=ill_family())
async def expenditure_refused(clerk: Clerk) -> None:
    await _registered(clerk)
    file = await _looked_into(clerk, ill_family(fen=90_000_000, wage_yuan=90_000))
    if file.law.flag("collective_review"):
        both = {"present": ("甲", "乙"), "opinion": "不同意"}
        await clerk.do("record_collective_review", Role.REVIEWER, 2, **both)
    await clerk.do("refuse", ROLE_OF_DECIDER[file.decider])
    await clerk.served()


@story("zhanhe", programme=Programme.DISASTER)
async def disaster_helped(clerk: Clerk) -> None:
    await _registered(clerk)
    await _decided(clerk)
    await _handed_over(clerk)
    await clerk.until(lambda f: f.stage is not Stage.DISBURSEMENT)


# --- requests another unit decides ----------------------------------------------------------------


async def _sent_on(clerk: Clerk) -> dict[str, object]:
    """To the unit that owns the aid; its liaison as the officer of an answer."""
    await clerk.do("accept", Role.INTAKE)
    file = await clerk.until(lambda f: f.stage is Stage.REFERRAL and f.referral is not None)
    assert file.referral is not None
    who = officer(Role.UNIT_LIAISON, file.place, 1, file.township)
    return {"officer": who.model_copy(update={"unit": file.referral.zh}).model_dump()}


async def _refused_by_its_unit(clerk: Clerk) -> None:
    """Taken on first, then refused with reason and clause; the family is told."""
    unit = await _sent_on(clerk)
    await clerk.do("answer_referral", Role.UNIT_LIAISON, **unit, answer="taken_on")
    await clerk.to(await clerk.today() + timedelta(days=5))
    no: dict[str, Any] = {"reason": "未达到本项救助的条件", "clause": "当地实施办法"}
    await clerk.do("answer_referral", Role.UNIT_LIAISON, **unit, answer="refused", **no)
    file = await clerk.until(lambda f: all(n.number for n in f.notices))
    for notice in [n for n in file.notices if n.open]:
        served = {"number": notice.number, "manner": "in_person"}
        await clerk.do("serve_notice", Role.INTAKE, **served)
    await clerk.do("close_referral", Role.INTAKE, told_to="m1")


async def _given_by_its_unit(clerk: Clerk) -> None:
    unit = await _sent_on(clerk)
    given = {"amount_fen": 200_000, "service": "按规定给予帮助"}
    await clerk.do("answer_referral", Role.UNIT_LIAISON, **unit, answer="given", **given)
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.do("close_referral", Role.INTAKE, told_to="m1")


_OWNED = (
    (Programme.MEDICAL, "tongren"),
    (Programme.EDUCATION, "hanbin"),
    (Programme.HOUSING, "zhanhe"),
    (Programme.EMPLOYMENT, "tongren"),
    (Programme.LEGAL_AID, "yicheng"),
    (Programme.REHABILITATION, "yicheng"),
    (Programme.CHARITY, "jiaozuo"),
)
for _programme, _place in _OWNED:
    for _way, _play in (("refused", _refused_by_its_unit), ("given", _given_by_its_unit)):
        _name = f"{_programme}_{_way}"
        STORIES[_name] = Told(_name, _place, _play, {"programme": _programme})
