"""Taking a lead in: checked, numbered, and its workflow started. It gives nobody anything."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import Caller, in_scope, must_be
from api.work.hygiene import fault, must_be_clean
from api.work.starting import begin
from domain.base import CaseRefusal, Frozen
from domain.discovery import engine
from domain.discovery.file import LEAD_NEEDS, LeadOrder, LeadPerson, Origin
from domain.discovery.lifecycle import (
    LEAD_STAGE_ZH,
    REPORT_CLAUSE,
    REPORTERS,
    LeadKind,
    LeadStage,
)
from domain.identity import birth_date, check_id
from domain.policy import Snapshot
from runtime import packs
from store import discovery, intake
from store.tables import LeadRow
from workflows import ids, visible
from workflows.discovery import DiscoveryWorkflow

_PROJECTED_WITHIN: Final = 8.0


class LeadBody(Frozen):
    """一条线索：谁、在哪里、什么困难、怎么发现的。"""

    place: str = Field(default="", max_length=20, description="县（市、区）代码；不填为本人所在地")
    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(default="", max_length=40, description="村（社区）")
    kind: LeadKind = Field(default=LeadKind.ENTER, description="应纳入或者应退出救助")
    channel: str = Field(min_length=2, max_length=40, description="发现渠道代码")
    source: str = Field(default="", max_length=60, description="来源部门、名单或者热线工单号")
    urgent: bool = Field(default=False, description="急难，须立即响应")
    problem: str = Field(min_length=2, max_length=40, description="困难类型代码")
    text: str = Field(min_length=4, max_length=1000, description="发现的情况")
    person: LeadPerson = Field(description="线索所涉人员；不知道的项目可以不填")
    reported_on: date | None = Field(default=None, description="发现日期；不填为当日")


class LeadOpened(BaseModel):
    """The lead was taken in."""

    lead_no: str = Field(description="线索编号，从发现到结果一直使用")
    stage: str
    stage_zh: str
    known_case: str = Field(description="线索所涉人员现有的案件；为空表示没有")
    href: str


def law_of(door: Door, place: str, on: date) -> Snapshot:
    """Channels, types and days of a place, as a lead will read them."""
    return packs.snapshot(
        place,
        on,
        LEAD_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


async def report_lead(
    door: Door, caller: Caller, body: LeadBody, key: str, origin: Origin = Origin.TYPED
) -> LeadOpened:
    """A new lead. Problem when it cannot be taken in, saying at which field."""
    today = await door.today()
    must_be(caller, REPORTERS, "上报线索", REPORT_CLAUSE)
    body = body.model_copy(update={"village": body.village.strip() or caller.village})
    place, township = body.place or caller.place, body.township or caller.township
    if not in_scope(caller, place, township, body.village):
        raise not_found("乡镇（街道）")
    try:
        info = door.place(place)
        zh = info.township(township).zh
    except KeyError:
        raise not_found("乡镇（街道）") from None
    person = _checked(body, today)
    known = await door.read(intake.case_of_person, person.id_no) if person.id_no else None
    on = body.reported_on or today
    try:
        engine.channel_must_be_open(law_of(door, place, on), body.channel, body.problem)
    except CaseRefusal as refusal:
        field = "problem" if refusal.code == "problem_unknown" else "channel"
        raise bad_input((FieldFault(field=field, message=refusal.message),)) from None
    if not await door.read(discovery.lead_of_key, key):
        await _no_open_twin(door, place, person, body)
    lead_no = await door.write(discovery.number_lead, key=key, abbr=info.abbr, place=place, on=on)
    order = LeadOrder(
        lead_no=lead_no,
        place=place,
        township=township,
        **body.model_dump(exclude={"place", "township", "person", "reported_on"}),
        person=person,
        reported_by=caller.officer(place),
        reported_on=on,
        origin=origin,
        known_case=known or "",
    )
    await _start(door, order, f"{info.short}{zh}", key)
    row = await _shown(door, lead_no)
    stage = LeadStage(row.stage) if row else LeadStage.REPORTED
    return LeadOpened(
        lead_no=lead_no,
        stage=stage,
        stage_zh=LEAD_STAGE_ZH[stage],
        known_case=order.known_case,
        href=f"/api/v1/discoveries/{lead_no}",
    )


def _checked(body: LeadBody, today: date) -> LeadPerson:
    """The person with the number in its one form; a number may be unknown, but not wrong."""
    must_be_clean(body, today)
    faults = []
    if not body.person.name.strip():
        faults.append(fault(("person", "name"), "姓名不能为空；不知道姓名的，请写称呼。"))
    if body.reported_on and body.reported_on > today:
        faults.append(fault(("reported_on",), f"发现日期不能晚于今天（{today}）。"))
    number = ""
    if body.person.id_no.strip():
        try:
            number = check_id(body.person.id_no, today)
            if birth_date(number) > today:
                faults.append(fault(("person", "id_no"), "出生日期晚于今天，请核对。"))
        except CaseRefusal as refusal:
            faults.append(fault(("person", "id_no"), refusal.message))
    if faults:
        raise bad_input(tuple(faults))
    return body.person.model_copy(update={"name": body.person.name.strip(), "id_no": number})


async def _no_open_twin(door: Door, place: str, person: LeadPerson, body: LeadBody) -> None:
    """One finding, one number (JZ-35): what else is known is added to the lead that is open."""
    twin = await door.read(discovery.open_lead_about, place, person.id_no, body.kind.value)
    if not twin:
        return
    row = await door.read(discovery.get_lead, twin)
    if body.urgent and row is not None and not row.urgent:
        return  # an emergency must reach the team even if a plain lead is open
    raise Problem(
        409,
        "lead_open",
        f"该人员已有在办线索{twin}，请在该线索中补充情况，不必重复上报。",
        clause="57号 Art 6; JZ-35",
    )


async def _start(door: Door, order: LeadOrder, where: str, key: str) -> None:
    await begin(
        door,
        DiscoveryWorkflow.run,
        order,
        id=ids.lead_id(order.place, order.lead_no),
        summary=f"主动发现线索 · {where} · {order.lead_no}",
        attributes=visible.at_place(order.place, order.township),
        once=key,
    )


async def _shown(door: Door, lead_no: str) -> LeadRow | None:
    """Read-your-writes: back only when the lists show the lead. Not longer than some seconds."""
    deadline = asyncio.get_running_loop().time() + _PROJECTED_WITHIN
    while asyncio.get_running_loop().time() < deadline:
        row = await door.read(discovery.get_lead, lead_no)
        if row is not None:
            return row
        await asyncio.sleep(0.05)
    return None
