"""Golden histories of recognitions (低保边缘, 刚性支出), of one person's aid, and of duties in aid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Account, Household
from domain.programme import Programme
from tests.domain.recognition_kit import couple, strained
from tests.people import household
from tests.replay.stories import earning, story
from tests.replay.world import Clerk


def _of(programme: Programme, home: Household) -> dict[str, Any]:
    return {"programme": programme, "declared": home, "household": home}


async def _recognised(clerk: Clerk) -> CaseFile:
    """With the stages this programme has."""
    await clerk.accepted()
    await clerk.checked()
    await clerk.surveyed()
    await clerk.opined()
    if (await clerk.file()).stage is Stage.PUBLICITY:
        await clerk.publicised()
    await clerk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
    await clerk.confirmed()
    return await clerk.until(lambda f: f.stage is Stage.SUPERVISION and f.recognition is not None)


async def _refused(clerk: Clerk, home: Household) -> None:
    await clerk.accepted()
    await clerk.checked()
    await clerk.surveyed(household=home)
    await clerk.opined()
    await clerk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
    await clerk.refused()


@story(**_of(Programme.EDGE, couple(500)))
async def edge_recognised_and_kept(clerk: Clerk) -> None:
    await _recognised(clerk)
    await clerk.rechecked()


@story("hanbin", **_of(Programme.EDGE, couple(500)))
async def edge_refused(clerk: Clerk) -> None:
    await _refused(clerk, couple(5000))


@story("zhanhe", **_of(Programme.EDGE, couple(500)))
async def edge_withdrawn(clerk: Clerk) -> None:
    await clerk.investigated()
    await clerk.do("withdraw", Role.INTAKE, reason="不再需要认定")
    await clerk.closed()


@story(**_of(Programme.EDGE, couple(500)))
async def edge_lost_at_its_recheck(clerk: Clerk) -> None:
    file = await _recognised(clerk)
    assert file.next_recheck is not None
    await clerk.to(file.next_recheck)
    await clerk.until(lambda f: f.review is not None and f.check and f.check.done)
    await clerk.verified(couple(5000))
    await clerk.heard()
    await clerk.changed("stop", monthly_fen=0)
    await clerk.served()


@story(**_of(Programme.RIGID, strained()))
async def rigid_over_by_the_calendar(clerk: Clerk) -> None:
    """Told before its last day, over on the day after it (GX-07)."""
    file = await _recognised(clerk)
    assert file.recognition is not None and file.recognition.until is not None
    until = file.recognition.until
    await clerk.to(until - timedelta(days=20))
    await clerk.until(lambda f: f.recognition is not None and f.recognition.told_on)
    await clerk.until(lambda f: any(n.order.kind == "renewal" and n.number for n in f.notices))
    await clerk.to(until + timedelta(days=1))
    over = await clerk.until(lambda f: f.closed is not None)
    [reminder] = [n for n in over.notices if n.order.kind == "renewal"]
    await clerk.do("serve_notice", Role.REVIEWER, number=reminder.number, manner="in_person")
    await clerk.closed()


@story(**_of(Programme.RIGID, strained()))
async def rigid_refused(clerk: Clerk) -> None:
    await _refused(clerk, strained(yuan=400_000))


# --- duties of a family in aid --------------------------------------------------------------------


@story()
async def work_refused_three_times(clerk: Clerk) -> None:
    """One person's share is cut by a person, after as many refusals as the law counts (DB-79)."""
    file = await clerk.living()
    offer = {
        "member": "m2",
        "work": "镇保洁员",
        "suitable": "身体健康，路程不远，与本人能力相适应",
        "refused": True,
        "reason": "本人不愿意做",
    }
    for _ in range(file.law.count("refuse_work_limit")):
        await clerk.do("record_work_offer", Role.REVIEWER, **offer)
    await clerk.reported("work", member="m2")
    await clerk.verified(file.household)
    await clerk.do("hear_family", Role.REVIEWER, heard="m2", opinion="本人陈述意见")
    now = (await clerk.file()).monthly_fen_now
    await clerk.changed("decrease", monthly_fen=now - now // 2)
    await clerk.until(lambda f: f.review is None)


@story()
async def account_in_custody(clerk: Clerk) -> None:
    await clerk.living()
    account = Account.model_validate(
        {
            "bank": "测试银行",
            "number": "9900000000000002",
            "holder": "custodian",
            "custodian_agreement": "代管协议1号",
        }
    )
    await clerk.do("change_account", Role.INTAKE, account=account, reason="老人不便取款")
    await clerk.do("file_custody", Role.COUNTY_REVIEWER, reference="代管〔2026〕1号")
    await clerk.do("issue_paper", Role.REVIEWER, kind="roll", text="村务公开栏")
    await clerk.until(lambda f: all(n.number for n in f.notices))


def _sick_alone() -> Household:
    home = household(0, 1)
    sick = home.members[0].model_copy(update={"serious_illness": True})
    return home.with_member(sick).model_copy(
        update={"edge_family": True, "edge_case": "JZ2026000009"}
    )


@story(single_person=True, declared=_sick_alone(), household=_sick_alone())
async def single_person_whose_family_lost_its_class(clerk: Clerk) -> None:
    """Asked about, not ended (JZ-05)."""
    await clerk.living()
    await clerk.do("note_family_ended", Role.SYSTEM, edge_case="JZ2026000009")
    file = await clerk.until(lambda f: f.review is not None)
    await clerk.verified(file.household.model_copy(update={"edge_family": False, "edge_case": ""}))
    await clerk.heard()
    await clerk.changed("stop", monthly_fen=0)
    await clerk.served()


@story("hanbin")
async def recheck_richer(clerk: Clerk) -> None:
    """A recheck that finds more than the standard: gradual exit, then the stop."""
    file = await clerk.living()
    assert file.next_recheck is not None
    await clerk.to(file.next_recheck)
    await clerk.until(lambda f: f.review is not None and f.check and f.check.done)
    await clerk.verified(earning(file.household, 60000))
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()
