"""Golden histories of cases that are put back after a ruling, moved, split, joined."""

from __future__ import annotations

from datetime import date, timedelta

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from domain.case.acts import Act, ChangeAccount
from domain.case.acts.passage import RestoreCase
from domain.case.lifecycle import Role, Stage
from domain.case.passage import Joining
from domain.case.phases.passage.restoring import resumed
from domain.household import Account, Household, Member, Relation, Status, Study
from domain.identity import synthetic_id
from tests.people import household, officer
from tests.replay.stories import earning, story
from tests.replay.world import Clerk
from workflows.base import Receipt, fingerprint
from workflows.case import CaseWorkflow

GOING = {"place_zh": "安康市汉滨区", "township_zh": "第一街道", "from_zh": "王店镇"}


async def ruled(clerk: Clerk, decided_on: date, days: int = 200) -> None:
    """The case has closed; a judgment puts it back, as the door does it."""
    ended = await clerk.file()
    day = ended.latest + timedelta(days=days)
    act = RestoreCase(
        officer=officer(clerk.decider(ended), ended.place, 1, ended.township),
        on=day,
        organ="judgment",
        document="（2027）试行终3号",
        ruled_on=day,
        decided_on=decided_on,
        reason="判决撤销原决定",
    )
    await taken_up(clerk, "restore_case", act)
    await clerk.until(lambda f: f.closed is None and all(n.number for n in f.notices))


async def taken_up(clerk: Clerk, name: str, act: Act) -> Receipt:
    """The closed case in a new run that begins closed, the act its first, as the door does it."""
    ended = await clerk.file()
    described = await clerk.current().describe()
    start = resumed(ended, described.run_id or "", fingerprint(ended), act.on)
    receipt: Receipt = await clerk.client.execute_update_with_start_workflow(
        name,
        act,
        result_type=Receipt,
        start_workflow_operation=WithStartWorkflowOperation(
            CaseWorkflow.run,
            start,
            id=clerk.handle.id,
            task_queue=described.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        ),
    )
    return receipt


async def account_corrected(clerk: Clerk, number: str) -> Receipt:
    """After the end: the bank had sent the last month back."""
    ended = await clerk.file()
    act = ChangeAccount(
        officer=officer(Role.PAY_OFFICER, ended.place),
        on=ended.latest + timedelta(days=20),
        account=Account(bank="另一银行", number=number, holder="m1"),
        reason="原账户已经注销，银行退回",
    )
    receipt = await taken_up(clerk, "change_account", act)
    await clerk.current().result()
    return receipt


@story()
async def stop_overturned(clerk: Clerk) -> None:
    """Stopped, closed, put back half a year later, rechecked when it would have been."""
    file = await clerk.living()
    await clerk.reported("income")
    await clerk.verified(earning(file.household, 60000))
    await clerk.heard()
    decided = await clerk.today()
    await clerk.changed("stop")
    await clerk.served()
    await ruled(clerk, decided)
    await clerk.rechecked()


@story("tongren")
async def refusal_overturned(clerk: Clerk) -> None:
    await clerk.to_approval()
    decided = await clerk.today()
    await clerk.refused(reason="家庭情况与申报不符", clause="57号 Art 21")
    await ruled(clerk, decided, days=90)
    await clerk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
    file = await clerk.file()
    assert file.assessment is not None
    await clerk.do("confirm", clerk.decider(file), monthly_fen=file.assessment.monthly_fen)
    await clerk.until(lambda f: f.decision is not None and all(n.number for n in f.notices))


@story()
async def moved_within(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.do(
        "move_case", Role.REVIEWER, to_township="jz-first", asked_by="m1",
        reason="全家迁往该街道居住", known=GOING,
    )  # fmt: skip
    await clerk.until(lambda f: f.township == "jz-first" and all(n.number for n in f.notices))
    await clerk.do("receive_moved", Role.REVIEWER)
    await clerk.until(lambda f: f.review is not None)
    await clerk.verified(file.household)
    await clerk.changed("keep")
    await clerk.until(lambda f: f.period > 0)


@story()
async def moved_away(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.do(
        "move_case", clerk.decider(file), to_place="hanbin", to_township="hb-first",
        asked_by="m1", reason="全家迁往外地居住", known=GOING,
    )  # fmt: skip
    moved = await clerk.until(lambda f: f.passage.outgoing and f.passage.outgoing[0].case_no)
    number = moved.passage.outgoing[0].case_no
    await clerk.served()
    await clerk.until(lambda _: number in clerk.world.cases)


@story()
async def handover_retried(clerk: Clerk) -> None:
    """Another case held them in the new county: theirs stays open until they have one there."""
    file = await clerk.living()
    clerk.world.held_elsewhere.add("hanbin")
    await clerk.do(
        "move_case", clerk.decider(file), to_place="hanbin", to_township="hb-first",
        asked_by="m1", reason="全家迁往外地居住", known=GOING,
    )  # fmt: skip
    file = await clerk.until(
        lambda f: (
            f.passage.outgoing and f.passage.outgoing[0].failed and all(n.number for n in f.notices)
        )
    )
    number = next(n.number for n in file.notices if n.open)
    await clerk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    await clerk.until(lambda f: f.closed is not None)
    clerk.world.held_elsewhere.clear()
    await clerk.do("retry_handover", Role.COUNTY_REVIEWER)
    moved = await clerk.until(lambda f: f.passage.outgoing[0].case_no)
    await clerk.until(lambda _: moved.passage.outgoing[0].case_no in clerk.world.cases)
    await clerk.closed()


async def _stopped_above_the_line(clerk: Clerk) -> None:
    """The income is above the standard and below that of 低保边缘: this is offered."""
    file = await clerk.living()
    await clerk.reported("income")
    await clerk.verified(earning(file.household, 17_000))
    await clerk.heard()
    stopped = await clerk.changed("stop")
    assert stopped.caring.handover is not None
    assert stopped.caring.handover.suggested == ("edge",)
    file = await clerk.until(lambda f: all(n.number for n in f.notices))
    number = next(n.number for n in file.notices if n.open)
    await clerk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")


@story()
async def stop_handed_over(clerk: Clerk) -> None:
    """The family agrees: the case opens the application, and closes when it is there."""
    await _stopped_above_the_line(clerk)
    await clerk.do(
        "settle_handover", Role.INTAKE, answer="consents", programmes=["edge"], member="m1"
    )
    file = await clerk.until(lambda f: f.passage.outgoing and f.passage.outgoing[0].case_no)
    await clerk.until(lambda _: file.passage.outgoing[0].case_no in clerk.world.cases)
    await clerk.closed()


@story()
async def stop_handover_declined(clerk: Clerk) -> None:
    """The family does not want it: who said so and why is written down, nothing opens."""
    await _stopped_above_the_line(clerk)
    await clerk.do(
        "settle_handover", Role.INTAKE, answer="declined", member="m1", reason="家庭不愿再申请"
    )
    closed = await clerk.closed()
    assert not closed.passage.outgoing


def _with_youth() -> Household:
    home = household(wage_yuan=3600)
    youth = Member(
        key="m3",
        name="张三三",
        id_no=synthetic_id(date(2009, 6, 1), 35),
        relation=Relation.CHILD,
        student=True,
        study=Study.SENIOR,
    )
    return home.model_copy(update={"members": (*home.members, youth)})


@story(household=_with_youth(), declared=_with_youth())
async def came_of_age(clerk: Clerk) -> None:
    """The case asks for the look by itself, on the day; nothing changes before it was taken."""
    file = await clerk.living()
    await clerk.to(date(2027, 6, 1))
    looked = await clerk.until(lambda f: f.review is not None)
    assert looked.passage.came_of_age == ("m3",)
    await clerk.verified(file.household)
    await clerk.changed("keep")
    await clerk.until(lambda f: f.period > 0)


def _three() -> Household:
    return household(wage_yuan=3600, members=3)


@story(household=_three(), declared=_three())
async def split_off(clerk: Clerk) -> None:
    await clerk.living()
    await clerk.do(
        "split_household", Role.REVIEWER, members=["m3"], applicant="m3",
        to_township="jz-wangdian", reason="女儿出嫁，单独立户", known=GOING,
    )  # fmt: skip
    file = await clerk.until(lambda f: f.review is not None)
    gone = file.household.member("m3")
    assert gone is not None
    left = gone.model_copy(update={"status": Status.MARRIED_OUT})
    await clerk.verified(file.household.with_member(left))
    await clerk.heard()
    looked = (await clerk.file()).review
    assert looked is not None and looked.assessment is not None
    now, then = file.monthly_fen_now, looked.assessment.monthly_fen
    await clerk.changed("keep" if then == now else "increase" if then > now else "decrease")
    after = await clerk.until(lambda f: f.passage.outgoing[0].case_no)
    await clerk.until(lambda _: after.passage.outgoing[0].case_no in clerk.world.cases)


def _alone() -> Household:
    home = household(wage_yuan=1200, members=1)
    one = home.members[0].model_copy(update={"id_no": synthetic_id(date(1950, 2, 2), 77)})
    return home.model_copy(update={"members": (one,)})


@story(household=_alone(), declared=_alone())
async def merged_away(clerk: Clerk) -> None:
    file = await clerk.living()
    await clerk.do(
        "merge_case", clerk.decider(file), into_case="JZ2026000001", asked_by="m1",
        reason="老人与子女共同生活",
        known={"lives": True, "programme": "dibao", "place": "jiaozuo"},
    )  # fmt: skip
    await clerk.until(lambda f: f.passage.into is not None and f.passage.into.told)
    await clerk.served()


@story()
async def joined_by_another(clerk: Clerk) -> None:
    """Another household in aid joins: the other case says so, somebody looks, no month is lost."""
    file = await clerk.living()
    old = _alone()
    await clerk.current().signal(
        "household_joins",
        Joining(
            case_no="JZ2026000007",
            household=old,
            on=file.latest,
            paid_until=(await clerk.today()).replace(day=1),
            monthly_fen=40_000,
        ),
    )
    await clerk.until(lambda f: f.review is not None)
    extra = old.members[0].model_copy(update={"key": "m9", "relation": Relation.PARENT})
    home = file.household
    await clerk.verified(home.model_copy(update={"members": (*home.members, extra)}))
    await clerk.changed("increase")
    await clerk.until(lambda f: f.period > 0)


@story("hanbin")
async def gradual_exit(clerk: Clerk) -> None:
    """Its months have their own cause; the look in the last month ends it with none too many."""
    file = await clerk.living()
    richer = earning(file.household, 60000)
    await clerk.reported("employment")
    await clerk.verified(richer)
    file = await clerk.changed("transition", transition_months=3)
    assert file.transition is not None and file.entitlements[-1].cause == "transition"
    await clerk.to(file.transition.until)
    await clerk.until(lambda f: f.review is not None)
    await clerk.verified(richer)
    await clerk.heard()
    await clerk.changed("stop")
    await clerk.served()


@story("hanbin")
async def postponement_recalled(clerk: Clerk) -> None:
    """Put off by a decision for the whole area, which is taken back: the planned day holds again."""
    file = await clerk.living()
    assert file.next_recheck is not None
    later = file.next_recheck + timedelta(days=60)
    await clerk.do(
        "postpone_recheck",
        Role.COUNTY_REVIEWER,
        until=later,
        reason="汛期无法入户",
        order="2027-z0001",
    )
    await clerk.do(
        "recall_postponement", Role.COUNTY_REVIEWER, reason="道路已经恢复", order="2027-z0001"
    )
    back = await clerk.file()
    assert back.next_recheck == file.next_recheck
    await clerk.rechecked()


@story()
async def account_after_the_end(clerk: Clerk) -> None:
    """Stopped and closed; the bank sends the last month back twice, and a judgment comes after."""
    file = await clerk.living()
    await clerk.reported("income")
    await clerk.verified(earning(file.household, 60000))
    await clerk.heard()
    decided = await clerk.today()
    await clerk.changed("stop")
    await clerk.served()
    await account_corrected(clerk, "9900000000000022")
    await account_corrected(clerk, "9900000000000023")
    await ruled(clerk, decided)
    back = await clerk.file()
    assert back.household.account is not None
    assert back.household.account.number == "9900000000000023"
