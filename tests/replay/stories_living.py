"""What happens in each golden history after the decision, and before the joint meeting."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import Role, Stage
from domain.household import (
    Account,
    Asset,
    AssetKind,
    Household,
    Member,
    Relation,
    Status,
)
from domain.identity import synthetic_id
from tests.meeting_desk import CIVIL, HEALTH, MEASURES, MEDICAL, liaison
from tests.people import START, household
from tests.replay.stories import earning, in_every_place, story
from tests.replay.world import Clerk

# --- rechecks -------------------------------------------------------------------------------------


@story()
async def recheck_keep(clerk: Clerk) -> None:
    """Three runs: two recheck periods over, the third begun."""
    await clerk.living()
    await clerk.rechecked()
    await clerk.rechecked()


@story("yicheng")
async def recheck_half_yearly(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.checked()
    await clerk.surveyed(unstable_income=True)
    await clerk.opined()
    await clerk.publicised()
    await clerk.confirmed()
    file = await clerk.file()
    await clerk.to(min(e.first for e in file.entitlements))
    await clerk.until(lambda f: f.stage is Stage.SUPERVISION)
    await clerk.rechecked()


@story("hanbin")
async def recheck_postponed(clerk: Clerk) -> None:
    file = await clerk.living()
    assert file.next_recheck is not None
    await clerk.do(
        "postpone_recheck",
        Role.COUNTY_REVIEWER,
        until=file.next_recheck + timedelta(days=60),
        reason="汛期无法入户",
    )
    await clerk.rechecked()


# --- changes --------------------------------------------------------------------------------------


@story()
async def increase(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("illness")
    await clerk.verified(earning(file.household, 1200))
    await clerk.changed("increase")
    await clerk.until(lambda f: all(n.number for n in f.notices))


@story()
async def standard_raised(clerk: Clerk) -> None:
    """The standards rise in July; the case follows in the same month, once."""
    before = (await clerk.living()).monthly_fen_now
    await clerk.to(date(2027, 7, 5))
    await clerk.do(
        "adjust_standard",
        Role.COUNTY_APPROVER,
        since=date(2027, 7, 1),
        paper="焦民发〔2027〕9号",
        rise="rise/jiaozuo/2027-07",
    )
    await clerk.until(lambda f: f.rising is None and f.monthly_fen_now > before)


@story("zhanhe")
async def decrease(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("income")
    await clerk.verified(earning(file.household, 7200))
    await clerk.heard()
    await clerk.changed("decrease")
    file = await clerk.until(lambda f: f.review is None and any(n.open for n in f.notices))
    file = await clerk.until(lambda f: all(n.number for n in f.notices))
    number = next(n.number for n in file.notices if n.open)
    await clerk.do("serve_notice", Role.REVIEWER, number=number, manner="post")


@in_every_place("job_stop")
async def job_stop(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("employment")
    await clerk.verified(earning(file.household, 60000))
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story("hanbin")
async def transition_then_stop(clerk: Clerk) -> None:
    file = await clerk.living()
    richer = earning(file.household, 60000)
    await clerk.reported("employment")
    await clerk.verified(richer)
    file = await clerk.changed("transition", transition_months=3)
    assert file.transition is not None
    await clerk.to(file.transition.until + timedelta(days=40))
    await clerk.until(lambda f: f.review is not None)
    await clerk.verified(richer)
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story()
async def member_died(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("death", member="m2")
    gone = file.household.members[1].model_copy(update={"status": Status.DEAD})
    await clerk.verified(file.household.with_member(gone))
    await clerk.heard()
    await clerk.changed("decrease")
    await clerk.until(lambda f: f.review is None)


def _alone() -> Household:
    return household(wage_yuan=2400, members=1)


@story("yicheng", household=_alone(), declared=_alone())
async def single_person_died(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("death", member="m1")
    gone = file.household.applicant.model_copy(update={"status": Status.DEAD})
    await clerk.verified(file.household.with_member(gone))
    file = await clerk.file()
    if file.law.has("dibao.hearing_before_stop") and file.law.flag("dibao.hearing_before_stop"):
        await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story()
async def child_born(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("birth")
    child = Member(
        key="m3",
        name="张二三",
        id_no=synthetic_id(START.replace(month=1), 33),
        relation=Relation.CHILD,
    )
    home = file.household.model_copy(update={"members": (*file.household.members, child)})
    await clerk.verified(home)
    await clerk.changed("increase")
    await clerk.until(lambda f: all(n.number for n in f.notices))


@story("tongren")
async def property_found_stop(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("property")
    car = Asset(member="m1", kind=AssetKind.VEHICLE)
    await clerk.verified(file.household.model_copy(update={"assets": (car,)}))
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story("hanbin")
async def voluntary_exit(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.reported("voluntary", text="家庭条件好转，自愿退出")
    await clerk.verified(earning(file.household, 60000))
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story()
async def account_changed(clerk: Clerk) -> None:
    await clerk.living()
    account = Account(bank="另一银行", number="9900000000000022", holder="m1")
    await clerk.do("change_account", Role.PAY_OFFICER, account=account, reason="原账户注销")
    await clerk.do("register_complaint", Role.INTAKE, channel="letter", content="反映外出务工")


@story()
async def recheck_overdue(clerk: Clerk) -> None:
    await clerk.living()
    file = await clerk.reported("death", member="m2")
    assert file.review is not None
    due = file.review.due
    await clerk.to((due or await clerk.today()) + timedelta(days=2))
    await clerk.until(lambda f: not due or f.overdue)


# --- 一事一议 -------------------------------------------------------------------------------------


async def _escalated(clerk: Clerk, role: Role = Role.REVIEWER) -> None:
    limits = (await clerk.file()).law.table("escalation.ceilings")
    tried = []
    for name in ("medical/medical_assistance", "civil_affairs/temporary_relief"):
        unit, programme = name.split("/")
        tried.append(
            {
                "unit": unit,
                "programme": programme,
                "ceiling_fen": limits[name],
                "granted_fen": limits[name],
            }
        )
    await clerk.do(
        "escalate",
        role,
        cause="serious_illness",
        need_fen=9_000_000,
        tried=tried,
        summary="自负医疗费用超出各部门救助限额",
    )
    await clerk.item.until(lambda f: f.policy is not None)


async def _before_decision(clerk: Clerk) -> None:
    item = clerk.item
    office = Role.MEETING_OFFICE
    papers = ({"title": "医疗费用清单", "unit": MEDICAL}, {"title": "入户调查表"})
    await item.do("submit_papers", office, papers=papers)
    await item.do("sort_papers", office, units=(CIVIL, MEDICAL, HEALTH))
    await item.do("review_papers", office, complete=True)
    await item.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    await item.do("request_preparatory", Role.GENERAL_CONVENER)
    await item.do("hold_preparatory", office, attended=(CIVIL, MEDICAL), opinion="建议联合救助")
    await item.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
    await item.do("give_unit_opinion", liaison(MEDICAL), agrees=False, opinion="资金紧张")
    await item.do(
        "hold_meeting",
        office,
        chair="tongren.convener.1",
        chair_role=Role.CONVENER,
        attended=(CIVIL, MEDICAL, HEALTH),
    )


async def _finished(clerk: Clerk, key: str) -> None:
    task = (await clerk.measures.until(lambda f: True)).of(key)
    who = liaison(task.measure.unit)
    await clerk.measures.do("accept_task", who, task=key)
    await clerk.measures.do(
        "complete_task",
        who,
        task=key,
        evidence=("发放凭证",),
        delivered_fen=task.measure.amount_fen,
    )


@story("tongren")
async def escalation_resolved(clerk: Clerk) -> None:
    """From review to the joint meeting and back; one unit is late and is put under supervision."""
    await clerk.investigated()
    await _escalated(clerk)
    await _before_decision(clerk)
    await clerk.item.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
    await clerk.until(lambda f: f.stage is Stage.REVIEW)
    await clerk.opined()
    tasks = await clerk.measures.until(lambda f: True)
    due = tasks.tasks[0].due
    await clerk.measures.to(tasks.remind_on(tasks.tasks[0]))
    await clerk.measures.until(lambda f: all(t.reminded_on for t in f.tasks))
    await _finished(clerk, "2")
    await clerk.measures.to(due + timedelta(days=1))
    await clerk.measures.until(lambda f: f.of("1").late)
    await clerk.measures.do("supervise", Role.MEETING_OFFICE, task="1", reason="落实进度滞后")
    await _finished(clerk, "1")
    await clerk.measures.do("answer_supervision", liaison(CIVIL), task="1", answer="已经完成拨付")
    await clerk.measures.do(
        "close_supervision", Role.MEETING_OFFICE, task="1", conclusion="已经督促落实"
    )
    await clerk.measures.handle.result()


@story("tongren")
async def escalation_refused(clerk: Clerk) -> None:
    await clerk.to_approval()
    await _escalated(clerk, Role.COUNTY_REVIEWER)
    await _before_decision(clerk)
    await clerk.item.do("decide_item", Role.CONVENER, approved=False, reason="可由专项救助解决")
    await clerk.until(lambda f: f.stage is Stage.APPROVAL)
    await clerk.confirmed()


@story("tongren")
async def escalation_returned(clerk: Clerk) -> None:
    """Papers sent back, the agenda returned, no preparatory meeting; the case still waits."""
    await clerk.investigated()
    await _escalated(clerk)
    item, office = clerk.item, Role.MEETING_OFFICE
    await item.do("submit_papers", office, papers=({"title": "入户调查表"},))
    await item.do("sort_papers", office, units=(CIVIL, MEDICAL))
    await item.do("review_papers", office, complete=False, missing="缺少医疗费用清单")
    await item.do("submit_papers", office, papers=({"title": "医疗费用清单"},))
    await item.do("sort_papers", office, units=(CIVIL, MEDICAL))
    await item.do("review_papers", office, complete=True)
    await item.do("return_agenda", Role.GOVERNMENT_OFFICE, reason="请补充单项救助情况")
    await item.do("sort_papers", office, units=(CIVIL, MEDICAL, HEALTH))
    await item.do("review_papers", office, complete=True)
    await item.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    await item.do("waive_preparatory", Role.GENERAL_CONVENER, reason="情况紧急，直接上会")


@story("tongren")
async def escalation_withdrawn(clerk: Clerk) -> None:
    await clerk.investigated()
    await _escalated(clerk)
    await clerk.item.do("submit_papers", Role.MEETING_OFFICE, papers=({"title": "入户调查表"},))
    await clerk.do("withdraw", Role.INTAKE, reason="已由亲属解决")
    await clerk.closed()


@story("tongren")
async def escalation_living(clerk: Clerk) -> None:
    await clerk.living()
    await _escalated(clerk, Role.COUNTY_REVIEWER)
    await _before_decision(clerk)
    await clerk.item.do("decide_item", Role.GENERAL_CONVENER, approved=True, measures=MEASURES)
    await clerk.until(lambda f: f.stage is Stage.SUPERVISION)
    for key in ("1", "2"):
        await _finished(clerk, key)
    await clerk.measures.handle.result()


@story()
async def extension(clerk: Clerk) -> None:
    await clerk.investigated()
    await clerk.do("extend", Role.REVIEWER, reason_code="hard_survey", facts="两处住所需分别走访")
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.opined()


@story()
async def refresh_policy(clerk: Clerk) -> None:
    await clerk.investigated()
    version = (await clerk.file()).version
    await clerk.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已更新")
    await clerk.until(lambda f: not f.stale_policy and f.version > version + 1)
    await clerk.opined()


# --- what registers say -----------------------------------------------------------------------------


async def _told_dead(clerk: Clerk) -> str:
    file = await clerk.living()
    hit = "0123456789abcdef0123"
    await clerk.do(
        "note_hit",
        Role.SYSTEM,
        hit=hit,
        department="police",
        member="m2",
        about="death",
        record="a" * 32,
        event_on=file.latest,
        found_on=file.latest,
        due=file.latest + timedelta(days=3),
        may_hold=True,
    )
    return hit


@story()
async def death_match_wrong(clerk: Clerk) -> None:
    """The person's part is kept back, somebody meets him, and what was kept back is due again."""
    hit = await _told_dead(clerk)
    await clerk.do(
        "settle_hit",
        Role.SURVEYOR,
        hit=hit,
        verdict="refuted",
        how="met",
        reason="入户见到本人健在",
        clause="JZ-62",
    )
    file = await clerk.file()
    assert file.review is None and file.watch.hits[0].hold is not None
    assert file.watch.hits[0].hold.released_on is not None


@story()
async def death_match_right(clerk: Clerk) -> None:
    """Verified, heard, decided with reasons: aid falls from the lawful month and not before."""
    hit = await _told_dead(clerk)
    await clerk.do(
        "settle_hit",
        Role.SURVEYOR,
        hit=hit,
        verdict="confirmed",
        how="paper",
        reason="查验死亡证明属实",
    )
    file = await clerk.file()
    dead = file.household.members[1].model_copy(update={"status": Status.DEAD})
    members = (file.household.members[0], dead, *file.household.members[2:])
    await clerk.verified(file.household.model_copy(update={"members": members}))
    await clerk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    await clerk.changed("decrease")
    await clerk.until(lambda f: all(n.number for n in f.notices))
    after = await clerk.file()
    assert all(h.closed for h in after.watch.hits)
