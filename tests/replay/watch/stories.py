"""The stories of supervision by name: each path of each proceeding once. Nobody exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

from audit.restart.door import Restart
from domain.case.lifecycle import Role
from domain.complaint.acts import ACTS as COMPLAINT_ACTS
from domain.complaint.file import ComplaintOrder
from domain.complaint.lifecycle import Channel, Matter
from domain.credit.acts import ACTS as CREDIT_ACTS
from domain.postponing.acts import ACTS as PUT_OFF_ACTS
from domain.postponing.file import PassDone, PutOffOrder
from domain.reporting.period import last_ended
from domain.rounds.acts import ACTS as ROUND_ACTS
from domain.rounds.lifecycle import RoundKind
from domain.sampling.acts import ACTS as SPOT_ACTS
from domain.sampling.drawing import Stratum
from domain.sampling.file import SpotOrder
from tests.people import officer
from tests.replay.faulty import FaultyComplaint
from tests.replay.watch.world import House
from tests.watch import complaint_order, credit_order, population, round_order, units
from workflows.base import SHANGHAI
from workflows.complaint import ComplaintWorkflow
from workflows.credit import CreditWorkflow
from workflows.ids import proceeding_id
from workflows.putoff import PutOffWorkflow
from workflows.rounds import RoundWorkflow
from workflows.spot import SpotCheckWorkflow

Story = Callable[[House], Awaitable[None]]
STORIES: dict[str, Story] = {}
COUNTY, TOWN = Role.COUNTY_REVIEWER, Role.REVIEWER
EMERGENCY = date(2027, 1, 20)
"""A day of the emergency the demonstration rules of Hanbin have put down."""
ANSWER = {"finding": "partly", "text": "已核实并更正", "manner": "phone"}


def story(play: Story) -> Story:
    STORIES[play.__name__] = play
    return play


def today() -> date:
    return datetime.now(SHANGHAI).date()


async def _complaint(house: House, number: str, place: str, **changes: Any) -> House:
    order: ComplaintOrder = complaint_order(
        place, number=number, opened_on=today(), opened_by=officer(Role.INTAKE, place), **changes
    )
    id = proceeding_id("complaint", place, number)
    return await house.open(ComplaintWorkflow.run, order, id, COMPLAINT_ACTS)


@story
async def complaint_of_the_hotline(house: House) -> None:
    """A repeated work order: passed to the county, late, extended, explained, sent back, reopened."""
    await _complaint(
        house, "2026-c0001", "jiaozuo", channel=Channel.HOTLINE, outside_no="20261201",
        named=True, known_person=True, earlier=("2026-c0000",), case_no="JZ2026000001",
    )  # fmt: skip
    county = {"unit": "county", "known": units()}
    await house.do("accept_complaint", COUNTY, **county)
    await house.do("record_complaint_lead", COUNTY, lead_no="JZL2026000001", known={"found": True})
    await house.do("report_complaint", COUNTY, text="已经向银行核实")
    due = house.file.due
    await house.do(
        "extend_complaint", COUNTY, until=date.fromordinal(due.toordinal() + 20),
        reason="须向外地核实", told_on=await house.today(),
    )  # fmt: skip
    await house.later(90)
    await house.until(lambda f: f.late)
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已经更新")
    await house.do("answer_petition", COUNTY, **ANSWER)
    await house.do("reopen_complaint", COUNTY, reason="信访人反映仍未到账")
    await house.do("reassign_complaint", COUNTY, **county, reason="由县级直接办理")
    await house.do("answer_petition", COUNTY, **ANSWER)
    await house.do(
        "explain_policy", COUNTY, explanation="不符合低保条件的依据", explainer="审核员李",
        explained_on=await house.today(),
    )  # fmt: skip
    await house.do("send_back_result", COUNTY, text="已经答复信访人")
    await house.do("close_complaint", COUNTY, reason="beyond_policy")
    await house.handle.result()


@story
async def complaint_that_is_major(house: House) -> None:
    """Hanbin: a member unit handles it, two offices coordinate, counselling is handed over."""
    await _complaint(house, "2026-c0002", "hanbin", matter=Matter.STOPPED, known_person=True)
    await house.do("link_complaint_case", COUNTY, case_no="HB2026000001", known={"found": True})
    await house.do("accept_complaint", COUNTY, unit="区民政局", known=units("hanbin"))
    await house.do("mark_complaint_major", Role.PETITION_OFFICE, reason="多户集体反映")
    await house.do("refer_counselling", COUNTY, receiver="心理服务中心", reason="本人同意转介")
    await house.do("record_handover", COUNTY, receiver="心理服务中心", receipt="回执12号")
    unit = officer(Role.UNIT_LIAISON, "hanbin").model_copy(update={"unit": "区民政局"})
    await house.do("answer_petition", unit, **ANSWER)
    for role in (Role.PETITION_OFFICE, Role.MEETING_OFFICE):
        await house.do("coordinate_complaint", role, text="请各部门共同办理")
    await house.do("close_complaint", COUNTY, reason="resolved")
    await house.handle.result()


@story
async def complaint_against_staff(house: House) -> None:
    """Discipline inspection alone; what is not its matter it passes on."""
    await _complaint(
        house, "2026-c00ffee", "jiaozuo", matter=Matter.CONDUCT, staff=True, township=""
    )
    await house.do(
        "transfer_complaint", Role.DISCIPLINE, receiver="有权处理的单位", reason="不属于本机构管辖"
    )
    await house.handle.result()


@story
async def complaint_set_back_by_two(house: House) -> None:
    """A faulty program is taken back; two people set the run back, and the complaint is answered."""
    await _complaint(house, "2026-c0005", "jiaozuo", named=True)
    await house.do("accept_complaint", COUNTY, unit="county", known=units())
    await house.program.put(FaultyComplaint)
    await house.to(house.file.remind_on)
    await house.until(lambda f: f.reminded_on is not None)
    await house.later(1)
    await house.program.put()
    reason = "误上的程序版本多记了一次定时，现行程序不能继续"
    door = await Restart.open(house.client, house.handle.id)
    await door.propose(officer(COUNTY, "jiaozuo", 7), reason, door.today)
    door = await Restart.open(house.client, house.handle.id)
    await door.confirm(officer(Role.COUNTY_APPROVER, "jiaozuo", 8), "情况属实，同意")
    await house.until(lambda f: bool(f.repairs) and not f.repairs[-1].open)
    house.handle = house.client.get_workflow_handle(house.handle.id)
    await house.do("answer_petition", COUNTY, **ANSWER)
    await house.do("close_complaint", COUNTY, reason="resolved")
    await house.handle.result()


@story
async def spot_checks_of_a_quarter(house: House) -> None:
    """Seed, population, draw; a wrong decision goes back; the report; the township mends it."""
    house.tables.population = population(
        ("1", "jz-wangdian", 7, (Stratum.GENERAL,)),
        ("20", "jz-first", 3, (Stratum.RELATIVES, Stratum.GENERAL)),
        ("30", "jz-first", 2, (Stratum.CARE,)),
    )
    period = last_ended(today(), 3).code
    order = SpotOrder(place="jiaozuo", period=period, witness="公开摇号3918", opened_on=today())
    id = proceeding_id("spot", "jiaozuo", period)
    await house.open(SpotCheckWorkflow.run, order, id, SPOT_ACTS)
    await house.until(lambda f: f.stage == "checking")
    await house.later(30)
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已经更新")
    [bad, *rest] = house.file.open_cases
    form = {"checkers": ("jz.1", "jz.2"), "papers": True, "finding": "入户核实情况"}
    await house.do("record_spot_check", COUNTY, **form, case_no=bad, right=False, fault="refused")
    for case_no in rest:
        await house.do("record_spot_check", COUNTY, **form, case_no=case_no, right=True)
    await house.do("report_spot_checks", Role.COUNTY_APPROVER, conclusion="本期抽查已经完成")
    own = officer(TOWN, township=house.file.townships[bad])
    await house.do("answer_spot_check", own, case_no=bad, text="已经重新入户调查")
    await house.handle.result()


async def _round(house: House, kind: RoundKind) -> House:
    on = today()
    period = f"{on.year}-H{(on.month - 1) // 6 + 1}"
    towns = {"jz-wangdian": "王店镇", "jz-first": "第一街道"}
    order = round_order(kind, period=period, opened_on=on, townships=towns)
    id = proceeding_id("round", "jiaozuo", order.number)
    return await house.open(RoundWorkflow.run, order, id, ROUND_ACTS)


@story
async def register_gone_through(house: House) -> None:
    """One township in time, one reminded and late."""
    await _round(house, RoundKind.RELATIVES)
    done = {"changes": "没有变化", "known": {"entries": 3, "checked": 3}}
    await house.do("confirm_register", officer(TOWN, township="jz-wangdian"), **done)
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已经更新")
    await house.later(200)
    await house.until(lambda f: f.late)
    await house.do("confirm_register", officer(TOWN, township="jz-first"), **done)
    await house.handle.result()


@story
async def petitions_studied(house: House) -> None:
    await _round(house, RoundKind.STUDY)
    for township in ("jz-wangdian", "jz-first"):
        await house.do(
            "record_study", officer(TOWN, township=township), held_on=await house.today(),
            attended=6, topics="重复信访两件", measures="由分管负责人包案",
        )  # fmt: skip
    await house.handle.result()


async def _put_off(house: House, days: int) -> House:
    """An area of Hanbin, in the emergency its demonstration rules have put down."""
    on = EMERGENCY
    order = PutOffOrder(
        place="hanbin", number="2027-z0001",
        townships={"hb-first": "第一街道", "hb-second": "第二街道"},
        until=on + timedelta(days=days), reason="汛期道路中断，无法入户",
        opened_on=on, opened_by=officer(COUNTY, "hanbin"),
    )  # fmt: skip
    id = proceeding_id("putoff", "hanbin", order.number)
    return await house.open(PutOffWorkflow.run, order, id, PUT_OFF_ACTS)


def _part(last: str = "", failed: dict[str, str] | None = None, **counts: int) -> PassDone:
    named = {code.replace("_", "-"): n for code, n in counts.items()}
    said = f"{sum(counts.values())}户"
    return PassDone(key="", on=EMERGENCY, ref=said, counts=named, failed=failed or {}, last=last)


@story
async def rechecks_put_off(house: House) -> None:
    """In two parts; one household is tried again; after the day somebody is missing for a week."""
    await _put_off(house, 60)
    house.tables.passes = [
        _part("HB2026000200", hb_first=200),
        _part(failed={"HB2026000201": "review_open"}, hb_second=31),
        _part(hb_second=1),
        _part(hb_first=200, hb_second=32),
        _part(hb_first=2),
        _part(),
    ]
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已经更新")
    await house.do("approve_put_off", Role.COUNTY_APPROVER, paper="汉民〔2027〕3号")
    await house.do("send_again", COUNTY)
    await house.to(EMERGENCY + timedelta(days=60))
    await house.until(lambda f: f.counted_on is not None)
    await house.do("count_again", COUNTY)
    await house.later(8)
    await house.handle.result()


@story
async def put_off_recalled(house: House) -> None:
    await _put_off(house, 60)
    house.tables.passes = [_part(hb_first=3), _part("HB2026000002", hb_first=2), _part(hb_first=1)]
    await house.do("approve_put_off", Role.COUNTY_APPROVER)
    await house.do("recall_put_off", Role.COUNTY_APPROVER, reason="突发事件提前结束")
    await house.handle.result()


@story
async def put_off_declined(house: House) -> None:
    await _put_off(house, 60)
    await house.do("decline_put_off", Role.COUNTY_APPROVER, reason="道路已经恢复")
    await house.handle.result()


_HEARD = {"statement": "承认没有申报租金收入"}
_BOTH = {"recoveries": {"YC2026000001-1": True}, "stopped": True}
_FOUND = {"paper": "峄民诚〔2026〕1号", "facts": "隐瞒租金收入", "recovery": "YC2026000001-1"}


@story
async def credit_repaired(house: House) -> None:
    """Referred to the police with its evidence, found, entered, repaired after its months."""
    order = credit_order(opened_on=today())
    await house.open(
        CreditWorkflow.run, order, proceeding_id("credit", "yicheng", order.number), CREDIT_ACTS
    )
    await house.do("hear_person", TOWN, **_HEARD, heard_on=await house.today())
    await house.do("refer_to_police", TOWN, papers=("租赁合同复印件",), facts="涉嫌骗取救助资金")
    await house.do("record_police_outcome", COUNTY, outcome="not_filed", paper="不予立案通知书1号")
    await house.do("find_credit", Role.COUNTY_APPROVER, **_FOUND, known=_BOTH)
    await house.do("enter_credit", COUNTY, consequences=("check_first",))
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="参数包已经更新")
    await house.later(190)
    await house.do(
        "repair_credit", Role.COUNTY_APPROVER, paper="峄民诚〔2027〕2号", done="已全部退回",
        known=_BOTH,
    )  # fmt: skip
    await house.handle.result()


@story
async def credit_expired(house: House) -> None:
    """Nobody does anything more: the entry ends by the calendar, and the matter with it."""
    order = credit_order(number="2026-x0005", opened_on=today())
    id = proceeding_id("credit", "yicheng", order.number)
    await house.open(CreditWorkflow.run, order, id, CREDIT_ACTS)
    await house.do("hear_person", TOWN, **_HEARD, heard_on=await house.today())
    await house.do("find_credit", Role.COUNTY_APPROVER, **_FOUND, known=_BOTH)
    await house.do("enter_credit", COUNTY, consequences=("check_first",))
    await house.later(740)
    await house.handle.result()


@story
async def credit_corrected(house: House) -> None:
    order = credit_order(number="2026-x0003", opened_on=today())
    id = proceeding_id("credit", "yicheng", order.number)
    await house.open(CreditWorkflow.run, order, id, CREDIT_ACTS)
    await house.do("hear_person", TOWN, **_HEARD, heard_on=await house.today())
    await house.do("find_credit", Role.COUNTY_APPROVER, **_FOUND, known=_BOTH)
    await house.do(
        "correct_credit", Role.COUNTY_APPROVER, paper="峄民诚〔2026〕3号", reason="事实有误"
    )
    await house.handle.result()


@story
async def credit_dropped(house: House) -> None:
    order = credit_order(number="2026-x0004", opened_on=today())
    id = proceeding_id("credit", "yicheng", order.number)
    await house.open(CreditWorkflow.run, order, id, CREDIT_ACTS)
    await house.do("drop_credit", Role.COUNTY_APPROVER, reason="租金收入已经申报")
    await house.handle.result()
