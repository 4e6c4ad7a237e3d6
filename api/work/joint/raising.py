"""Raising an item that no case has raised: looked at by the place's conditions, numbered, started."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found, of_refusal
from api.scope import Caller, must_be
from api.work.hygiene import must_be_clean
from api.work.starting import begin
from domain.base import CaseRefusal, Frozen
from domain.case.acts import AidTried
from domain.identity import check_id
from domain.meeting.engine import ITEM_NEEDS
from domain.raising.admission import admitted
from domain.raising.order import RAISERS, HouseholdFacts, ItemOrder, ItemSource
from runtime import packs
from store import body as bodies
from store import discovery, intake, meeting
from workflows import ids, visible
from workflows.item import JointMeetingItemWorkflow

ALL_RAISERS: Final = tuple(dict.fromkeys(r for roles in RAISERS.values() for r in roles))
_WHAT: Final = "raise_item"
_SHOWN_WITHIN: Final = 8.0


class RaiseBody(Frozen):
    """一件不由案件提请的议题：谁提出、什么事、涉及谁、试过什么、还差多少。"""

    source: ItemSource = Field(
        description="unit 成员单位、bureau 民政部门、alert 监测预警、office 办公室、assigned 交办"
    )
    topic: str = Field(min_length=2, max_length=120, description="议题名称，不写个人姓名")
    township: str = Field(default="", max_length=40, description="乡镇（街道）代码")
    cause: str = Field(default="", max_length=40, description="情形代码；不涉及家庭的可以不填")
    cause_text: str = Field(default="", max_length=200, description="选择“其他”情形时的说明")
    summary: str = Field(min_length=4, max_length=1000, description="情况说明")
    need_fen: int = Field(default=0, ge=0, description="需要救助的金额（分）")
    tried: tuple[AidTried, ...] = Field(default=(), max_length=30, description="已试过的单项救助")
    facts: HouseholdFacts | None = Field(default=None, description="所涉家庭；不涉及的不填")
    solution: str = Field(default="", max_length=500, description="解决建议")
    owner: str = Field(default="", max_length=60, description="建议的牵头单位")
    lead_no: str = Field(default="", pattern=r"^([A-Z]{2}L\d{10})?$", description="线索编号")
    paper: str = Field(default="", max_length=120, description="交办文件")


class ItemRaised(BaseModel):
    """议题已经提出。"""

    item_no: str = Field(description="议题编号")
    number: int = 1
    href: str


async def raise_item(
    door: Door, caller: Caller, body: RaiseBody, key: str, request_id: str = ""
) -> ItemRaised:
    """The item running, or Problem. The same key gives the same item."""
    try:
        must_be(caller, ALL_RAISERS, "提出一事一议议题", "TR-12")
        order = await _checked(door, caller, body)
        item_no = await door.write(
            meeting.number_item,
            key=key,
            abbr=door.place(order.place).abbr,
            place=order.place,
            id_no=order.facts.id_no if order.facts else "",
            on=order.ordered_on,
        )
    except CaseRefusal as refusal:
        problem = of_refusal(refusal)
        await log_command(door, caller, _WHAT, "", problem.code, caller.place, request_id)
        raise problem from None
    order = order.model_copy(update={"case_no": item_no})
    await _start(door, order, key)
    await log_command(door, caller, _WHAT, ids.item_id(item_no, 1), "done", order.place, request_id)
    await _shown(door, item_no)
    return ItemRaised(item_no=item_no, href=f"/api/v1/items/{item_no}/1")


async def _checked(door: Door, caller: Caller, body: RaiseBody) -> ItemOrder:
    """The order as it would be taken in. CaseRefusal or Problem when it would not."""
    today = await door.today()
    must_be_clean(body, today)
    place = caller.place
    if not place:
        raise not_found("地区")
    info = door.place(place)
    if body.township and body.township not in {t.code for t in info.townships}:
        fault = FieldFault(field="township", message="请填写本县（市、区）的乡镇（街道）代码。")
        raise bad_input((fault,))
    facts = body.facts
    known_case: str | None = None
    if facts is not None and facts.id_no.strip():
        facts = facts.model_copy(update={"id_no": _id_of(facts.id_no, today)})
        known_case = await door.read(intake.case_of_person, facts.id_no)
    if body.lead_no:
        await _lead_must_be_ours(door, place, body.lead_no)
    if known_case and await door.read(meeting.open_item_of_case, known_case):
        raise CaseRefusal(
            "raised_twice",
            f"该家庭的案件{known_case}已经提请一事一议，请在该议题中补充材料，不要重复提出。",
            "TR-12",
        )
    order = ItemOrder(
        **body.model_dump(exclude={"facts", "tried"}),
        tried=body.tried,
        facts=facts,
        case_no="",
        place=place,
        number=1,
        gap_fen=0,
        ordered_on=today,
        known_case=known_case or "",
        raised_by=caller.officer(place),
    )
    law = packs.snapshot(
        place,
        today,
        ITEM_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    if order.owner:
        who = await door.read(bodies.body_on, info, today)
        seat = who.seat(order.owner)
        if seat is None:
            names = "、".join(s.zh for s in who.seats)
            fault = FieldFault(field="owner", message=f"牵头单位应当是成员单位：{names}。")
            raise bad_input((fault,))
        order = order.model_copy(update={"owner": seat.zh})
    return admitted(order, law)


def _id_of(text: str, today: date) -> str:
    try:
        return check_id(text, today)
    except CaseRefusal as refusal:
        fault = FieldFault(field="facts.id_no", message=refusal.message)
        raise bad_input((fault,)) from None


async def _lead_must_be_ours(door: Door, place: str, lead_no: str) -> None:
    row = await door.read(discovery.get_lead, lead_no)
    if row is None or row.place != place:
        fault = FieldFault(field="lead_no", message="没有找到这条线索，请核对线索编号。")
        raise bad_input((fault,))


async def _start(door: Door, order: ItemOrder, key: str) -> None:
    try:
        await begin(
            door,
            JointMeetingItemWorkflow.run,
            order,
            id=ids.item_id(order.case_no, order.number),
            summary=f"一事一议 · {order.case_no}",
            attributes=visible.at_place(order.place, order.township),
            once=key,
        )
    except Problem:
        await door.write(meeting.forget_item, order.case_no)
        raise


async def _shown(door: Door, item_no: str) -> None:
    """Read-your-writes: back only when the lists show the item. Not longer than some seconds."""
    deadline = asyncio.get_running_loop().time() + _SHOWN_WITHIN
    while asyncio.get_running_loop().time() < deadline:
        if await door.read(meeting.get_item, item_no, 1) is not None:
            return
        await asyncio.sleep(0.05)
