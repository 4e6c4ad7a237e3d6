"""走访慰问计划 at the door (YC-04): a unit plans, records, and is warned of double visits.

A unit knows households by the number of their case, which the bureau gives it; it sees nothing of
the family here. Who is on no plan at all only the bureau sees.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found, of_refusal
from api.scope import Caller, must_be, must_be_of
from api.work.shapes import View
from api.work.together.referrals import unit_of
from domain.base import CaseRefusal, Frozen
from domain.care.plans import Planned, doubles, on_no_plan
from domain.case.lifecycle import Role
from store.care import plans as rows

PLANNERS: Final = (Role.UNIT_LIAISON, Role.COUNTY_REVIEWER)
CLAUSE: Final = "YC-04"
_MOST: Final = 500


class PlanBody(Frozen):
    """一份走访慰问计划。"""

    unit: str = Field(default="", max_length=40, description="成员单位代码；联络员不填，为本单位")
    title: str = Field(min_length=2, max_length=80, description="计划名称")
    since: date = Field(description="走访起始日期")
    until: date = Field(description="走访截止日期")
    cases: tuple[str, ...] = Field(
        min_length=1, max_length=_MOST, description="走访的家庭，填案件编号"
    )


class VisitBody(Frozen):
    """一户已经走访。"""

    unit: str = Field(default="", max_length=40, description="成员单位代码；联络员不填，为本单位")
    number: int = Field(ge=1, le=9999, description="计划编号")
    case_no: str = Field(min_length=4, max_length=20, description="案件编号")
    finding: str = Field(min_length=4, max_length=500, description="走访情况")


class PlannedView(View):
    """计划中的一户。"""

    unit: str
    unit_zh: str
    number: int
    title: str
    case_no: str
    since: date
    until: date
    done_on: date | None


class DoubleView(View):
    """同一时期被两个以上单位列入计划的家庭。"""

    case_no: str
    units: tuple[str, ...] = Field(description="单位名称")
    plans: tuple[PlannedView, ...]


class PlansView(View):
    """走访慰问计划和提醒。"""

    place: str
    on: date
    items: tuple[PlannedView, ...]
    doubles: tuple[DoubleView, ...] = Field(description="重复走访提醒")
    unplanned: tuple[str, ...] = Field(
        description="没有列入任何计划的家庭的案件编号；只有县级民政部门可以看到"
    )
    unplanned_total: int


async def plans_view(door: Door, caller: Caller, place: str) -> PlansView:
    """A liaison sees his own unit's plans and the doubles they are part of; the bureau sees all."""
    must_be(caller, PLANNERS, "查看走访慰问计划", CLAUSE)
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")
    today = await door.today()
    every = await door.read(rows.planned, place)
    living = await door.read(rows.drawing, place)
    home = await door.read(rows.homes, sorted({*living, *(p.case_no for p in every)}))
    mine = own_unit(door, caller, place)
    found = [d for d in doubles(every, home) if not mine or mine in d.units]
    rest = on_no_plan(every, living, home, today)
    return PlansView(
        place=place,
        on=today,
        items=tuple(_planned(door, place, p, today) for p in every if mine in ("", p.unit)),
        doubles=tuple(
            DoubleView(
                case_no=d.case_no,
                units=tuple(unit_zh(door, place, code, today) for code in d.units),
                plans=tuple(_planned(door, place, p, today) for p in d.plans),
            )
            for d in found
        ),
        unplanned=() if mine else rest[:_MOST],
        unplanned_total=len(rest),
    )


def own_unit(door: Door, caller: Caller, place: str) -> str:
    """The code of the unit a liaison speaks for; empty for the bureau, which sees every unit."""
    if caller.role is not Role.UNIT_LIAISON:
        return ""
    unit = unit_of(door.place(place), caller)
    if unit is None:
        raise Problem(
            403,
            "unit_unknown",
            "您的账号没有对应的成员单位，不能登记走访计划，请联系管理员核对账号。",
            clause=CLAUSE,
        )
    return unit.code


def unit_zh(door: Door, place: str, code: str, on: date) -> str:
    try:
        return door.place(place).unit(code).name_on(on)
    except KeyError:
        return code


def _planned(door: Door, place: str, one: Planned, on: date) -> PlannedView:
    return PlannedView(unit_zh=unit_zh(door, place, one.unit, on), **one.model_dump())


def _unit(door: Door, caller: Caller, place: str, asked: str) -> str:
    mine = own_unit(door, caller, place)
    if mine:
        return mine
    try:
        return door.place(place).unit(asked).code
    except KeyError:
        fault = FieldFault(field="unit", message="请填写本地成员单位的代码。")
        raise bad_input((fault,)) from None


async def plan(
    door: Door, caller: Caller, place: str, body: PlanBody, request_id: str = ""
) -> PlansView:
    """Registers a plan; what it doubles is told in the answer and does not keep it from standing."""
    must_be(caller, PLANNERS, "登记走访慰问计划", CLAUSE)
    must_be_of(caller, place)
    if body.until < body.since:
        fault = FieldFault(field="until", message="截止日期不得早于起始日期。")
        raise bad_input((fault,))
    unit = _unit(door, caller, place, body.unit)
    try:
        number = await door.write(
            rows.register_plan,
            place=place,
            unit=unit,
            title=body.title,
            since=body.since,
            until=body.until,
            on=await door.today(),
            by=caller.id,
            cases=body.cases,
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    subject = f"{unit}/{number}"
    await log_command(door, caller, "plan_visits", subject, "done", place, request_id)
    return await plans_view(door, caller, place)


async def visited(
    door: Door, caller: Caller, place: str, body: VisitBody, request_id: str = ""
) -> PlansView:
    must_be(caller, PLANNERS, "登记走访慰问", CLAUSE)
    must_be_of(caller, place)
    unit = _unit(door, caller, place, body.unit)
    try:
        await door.write(
            rows.record_visit,
            place=place,
            unit=unit,
            number=body.number,
            case_no=body.case_no,
            on=await door.today(),
            finding=body.finding,
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    await log_command(door, caller, "record_plan_visit", body.case_no, "done", place, request_id)
    return await plans_view(door, caller, place)
