"""The joint stories by name: each path of an item, its measures and a meeting once. Nobody exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.case.lifecycle import Role
from domain.raising.order import ItemSource
from tests.meeting_desk import CIVIL, HEALTH, MEASURES, MEDICAL, liaison
from tests.people import officer
from tests.replay.joint.world import CONVENER, GENERAL, OFFICE, House, Party

DAY = timedelta(days=1)
HB = ("区民政局", "区医保局")


@dataclass(frozen=True)
class Told:
    """`subject`: what an auditor would name, made of what was played."""

    name: str
    place: str
    play: Callable[[House], Awaitable[str]]


STORIES: dict[str, Told] = {}


def story(name: str, place: str = "tongren") -> Any:
    def keep(play: Callable[[House], Awaitable[str]]) -> Callable[[House], Awaitable[str]]:
        STORIES[name] = Told(name, place, play)
        return play

    return keep


def subject_of(item: Party) -> str:
    return item.handle.id.partition("/")[2]


async def ready(item: Party, *, dissent: bool = True) -> None:
    """An item of Tongren from its papers to the table of the meeting; 卫健 stays silent."""
    await item.do("submit_papers", OFFICE, papers=({"title": "医疗费用清单", "unit": MEDICAL},))
    await item.do("sort_papers", OFFICE, units=(CIVIL, MEDICAL, HEALTH))
    await item.do("review_papers", OFFICE, complete=True)
    await item.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    await item.do("request_preparatory", GENERAL)
    await item.do("hold_preparatory", OFFICE, attended=(CIVIL, MEDICAL), opinion="建议联合救助")
    await item.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
    await item.do(
        "give_unit_opinion", liaison(MEDICAL), agrees=not dissent, opinion="资金紧张，建议分期"
    )


async def opened(meeting: Party, *units: str, days: int = 2, **fields: Any) -> None:
    """Called, then sitting on its day."""
    await meeting.do("submit_agenda", OFFICE)
    await meeting.do("approve_meeting", Role.GOVERNMENT_OFFICE)
    await meeting.do("call_meeting", OFFICE, meets_on=await meeting.today() + days * DAY)
    await sitting(meeting, *units, **fields)


async def sitting(meeting: Party, *units: str, **fields: Any) -> None:
    file = await meeting.until(lambda f: not f.unsent)
    await meeting.to(file.call.meets_on)
    given = {"chair": "tongren.convener.1", "chair_role": CONVENER, **fields}
    await meeting.do(
        "open_sitting",
        OFFICE,
        attended=tuple({"unit": u, "post": "副局长"} for u in units),
        **given,
    )


async def minuted(meeting: Party) -> None:
    await meeting.do("close_sitting", CONVENER)
    await meeting.do("draft_minutes", OFFICE, copies=("市政府",))
    await meeting.do("check_minutes", CONVENER)
    await meeting.do("sign_minutes", GENERAL)
    await meeting.handle.result()


async def done(follow: Party, key: str, **fields: Any) -> None:
    task = follow.file.of(key)
    given = {"evidence": ("发放凭证",), "delivered_fen": task.measure.amount_fen, **fields}
    await follow.do("complete_task", liaison(task.unit_code), task=key, **given)


@story("joint_two_households")
async def _(house: House) -> str:
    """Two households before one meeting on two days; one helped, one refused, one unit late."""
    helped, refused = await house.item(1), await house.item(2)
    await ready(helped)
    await ready(refused, dissent=False)
    meeting = await house.meeting()
    points = tuple({"kind": "item", "item": subject_of(i)} for i in (helped, refused))
    known = house.tabled(helped, refused)
    await meeting.do("add_points", OFFICE, points=(*points, {"title": "资金安排"}), known=known)
    await meeting.do("invite_unit", OFFICE, unit="某医院", reason="说明治疗费用")
    await opened(meeting, CIVIL, MEDICAL, "某医院")
    await meeting.do(
        "record_voices",
        OFFICE,
        point="p1",
        voices=(
            {"unit": CIVIL, "stand": "agree", "text": "同意"},
            {"unit": MEDICAL, "stand": "disagree", "text": "建议分期支付"},
        ),
    )
    await house.settle(meeting, helped, MEASURES)
    await meeting.do(
        "adjourn_meeting", CONVENER, continue_on=await meeting.today() + DAY, reason="时间不够"
    )
    await sitting(meeting, CIVIL, MEDICAL, HEALTH)
    await meeting.do("record_recusal", OFFICE, point="p2", unit=HEALTH, reason="与家庭有利害关系")
    await house.settle(meeting, refused, reason="未超出单个部门救助限额")
    await meeting.do(
        "decide_point", CONVENER, point="p3", outcome="approved", text="同意方案", owner=CIVIL
    )
    await minuted(meeting)
    follow = house.measures(helped)
    file = await follow.until(lambda f: True)
    await follow.do("accept_task", liaison(CIVIL), task="1")
    await done(follow, "1")
    await follow.do("accept_task", liaison(MEDICAL), task="2")
    await follow.do("report_progress", liaison(MEDICAL), task="2", text="已经列入计划")
    await follow.to(file.of("2").due + DAY)
    await follow.until(lambda f: f.of("2").late)
    await follow.do("supervise", OFFICE, task="2", reason="超过期限尚未落实")
    await follow.do("answer_supervision", liaison(MEDICAL), task="2", answer="本周内拨付到位")
    await done(follow, "2", delivered_fen=1_500_000, note="按实际费用核减")
    await follow.do("close_supervision", OFFICE, task="2", conclusion="已经落实")
    await follow.handle.result()
    return house.meeting_no


@story("joint_cancelled")
async def _(house: House) -> str:
    """A meeting called off after its notices; its item waits for another and goes on by itself."""
    item = await house.item(1)
    await ready(item)
    meeting = await house.meeting()
    points = ({"kind": "item", "item": subject_of(item)}, {"title": "某项工作"})
    await meeting.do("add_points", OFFICE, points=points, known=house.tabled(item))
    await meeting.do("remove_point", OFFICE, point="p2", reason="改由会商解决")
    await meeting.do("submit_agenda", OFFICE)
    await meeting.do("return_meeting", Role.GOVERNMENT_OFFICE, reason="请补充资金来源")
    await meeting.do("submit_agenda", OFFICE)
    await meeting.do("approve_meeting", Role.GOVERNMENT_OFFICE)
    await meeting.do("call_meeting", OFFICE, meets_on=await meeting.today() + 2 * DAY)
    await meeting.until(lambda f: not f.unsent)
    await meeting.do("call_meeting", OFFICE, meets_on=await meeting.today() + 3 * DAY)
    await meeting.do("confirm_notice", liaison(MEDICAL), coming=True, post="副局长")
    await meeting.until(lambda f: not f.unsent)
    await meeting.do("cancel_meeting", CONVENER, reason="因防汛工作取消")
    await meeting.handle.result()
    return house.meeting_no


@story("joint_event")
async def _(house: House) -> str:
    """A major special event: the alarm rings, the set comes back once, the preparatory meeting is
    waived, a relative steps back; refused."""
    item = await house.item(
        1,
        source=ItemSource.BUREAU,
        cause="major_special_event",
        facts=None,
        need_fen=0,
        gap_fen=0,
        tried=(),
        raised_by=officer(Role.COUNTY_REVIEWER, "tongren"),
    )
    await item.do("submit_papers", OFFICE, papers=({"title": "事件情况报告"},))
    await item.do("sort_papers", OFFICE, units=(CIVIL,))
    await item.do("review_papers", OFFICE, complete=False, missing="缺少应急部门意见")
    await item.do("submit_papers", OFFICE, papers=({"title": "应急部门意见"},))
    await item.do("sort_papers", OFFICE, units=(CIVIL, HEALTH))
    await item.do("review_papers", OFFICE, complete=True)
    await item.do("return_agenda", Role.GOVERNMENT_OFFICE, reason="请说明紧急程度")
    await item.do("sort_papers", OFFICE, units=(CIVIL, HEALTH))
    await item.do("review_papers", OFFICE, complete=True)
    await item.do("refresh_policy", OFFICE, reason="成员单位已经调整")
    await item.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    await item.do("waive_preparatory", GENERAL, reason="事件紧急，直接上会")
    await item.do("declare_recusal", liaison(HEALTH), reason="本人与家庭有亲属关系")
    await house.skipper.fast_forward(item.handle, timedelta(hours=49))
    await item.until(lambda f: f.alarmed)
    await item.do(
        "hold_meeting",
        OFFICE,
        chair="tongren.convener.1",
        chair_role=CONVENER,
        attended=(CIVIL, HEALTH),
    )
    await item.do("decide_item", CONVENER, approved=False, reason="已由应急救助解决")
    await item.handle.result()
    return subject_of(item)


@story("joint_government", "hanbin")
async def _(house: House) -> str:
    """Hanbin's major issue: discussed, the government pressed once, then its decision; tasks run."""
    item = await house.item(1, source=ItemSource.CASE, tried=())
    await item.do("submit_papers", OFFICE, papers=({"title": "入户调查表"},))
    await item.do("sort_papers", OFFICE, units=HB)
    await item.do("review_papers", OFFICE, complete=True)
    for unit in HB:
        await item.do("give_unit_opinion", liaison(unit, "hanbin"), agrees=True, opinion="同意")
    await item.do(
        "hold_meeting",
        OFFICE,
        chair="hb.convener",
        chair_role=CONVENER,
        attended=HB,
        major=True,
    )
    file = await item.until(lambda f: f.stage.value == "government")
    await item.to(file.stage_since + file.law.days("escalation.government_remind_days") * DAY)
    await item.until(lambda f: len(f.pressed) == 1)
    await item.do(
        "record_government_decision",
        Role.GOVERNMENT_OFFICE,
        approved=True,
        number="汉政函〔2026〕8号",
        measures=(
            {**MEASURES[0], "code": "AID-01", "unit": HB[0]},
            {**MEASURES[1], "code": "AID-32", "unit": HB[1]},
        ),
    )
    await item.handle.result()
    follow = house.measures(item)
    await follow.until(lambda f: True)
    await follow.do("accept_task", liaison("civil_affairs", "hanbin"), task="1")
    return subject_of(item)


@story("joint_handed_on")
async def _(house: House) -> str:
    """A unit is no more: its measure is given to another at the second try; the other ends unneeded."""
    item = await house.item(1)
    await ready(item, dissent=False)
    meeting = await house.meeting()
    points = ({"kind": "item", "item": subject_of(item)},)
    await meeting.do("add_points", OFFICE, points=points, known=house.tabled(item))
    await opened(meeting, CIVIL, MEDICAL)
    await house.settle(meeting, item, MEASURES)
    await minuted(meeting)
    follow = house.measures(item)
    await follow.until(lambda f: True)
    today = await follow.today()
    told = {
        "task": "2",
        "to_unit": CIVIL,
        "due": today + 30 * DAY,
        "reason": "机构改革后该单位撤销，没有承接单位",
        "paper": "编办〔2026〕12号",
        "until": today + 5 * DAY,
        "known": {"members": ((CIVIL, "civil_affairs"), (MEDICAL, "medical"))},
    }
    await follow.do("propose_handing", OFFICE, **told)
    await follow.do("refuse_handing", CONVENER, task="2", reason="请先核实承接单位")
    await follow.do("propose_handing", OFFICE, **told)
    await follow.do("confirm_handing", CONVENER, task="2", opinion="情况属实，同意")
    ends = {"reason": "家庭已经迁出，不再需要本项措施", "paper": "迁出证明"}
    await follow.do("propose_handing", OFFICE, task="1", until=today + 5 * DAY, **ends)
    await follow.do("confirm_handing", CONVENER, task="1", opinion="情况属实，同意")
    await follow.do("accept_task", liaison(CIVIL), task="2")
    await follow.do(
        "complete_task", liaison(CIVIL), task="2", evidence=("发放凭证",),
        delivered_fen=follow.file.of("2").measure.amount_fen,
    )  # fmt: skip
    await follow.handle.result()
    return house.meeting_no
