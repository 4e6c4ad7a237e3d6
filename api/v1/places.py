"""县（市、区）：报表、地区与乡镇代码。"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.scope import REPORT_ROLES, Caller, must_be, must_be_of
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.programme import PROGRAMME_ZH, Programme
from store import board, oversight

router = APIRouter(prefix=V1, tags=["地区"])


class TownshipView(BaseModel):
    code: str
    zh: str
    demo: bool


class PlaceView(BaseModel):
    """一个县（市、区）。"""

    code: str
    zh: str
    short: str
    bureau: str
    document: str
    townships: list[TownshipView]


class PlaceList(BaseModel):
    items: list[PlaceView]


class ProgrammeFigures(BaseModel):
    """一个救助项目的办理情况。"""

    programme: str
    programme_zh: str
    applications: int = Field(description="申请数")
    granted: int = Field(description="确认数")
    refused: int = Field(description="不予确认数")
    expired: int = Field(description="认定期满数")
    answered: int = Field(description="承办单位已答复数")
    given: int = Field(description="其中承办单位给予救助数")
    once: int = Field(description="已给予一次性救助件数")
    once_fen: int = Field(description="一次性救助金额（分）")
    once_yuan: str = Field(description="一次性救助金额（元）")


class ReportView(BaseModel):
    """一个地区的办理情况，全部由系统统计。"""

    place: str
    place_zh: str
    applications: int = Field(description="申请数")
    accepted: int = Field(description="受理数")
    corrected: int = Field(description="一次性告知补正数")
    not_accepted: int = Field(description="不予受理数")
    withdrawn: int = Field(description="撤回数")
    refused_total: int = Field(description="不予确认数")
    refused: dict[str, int] = Field(description="不予确认的理由（代码：件数）")
    objections: int = Field(description="公示异议数")
    escalations: int = Field(description="提请一事一议数")
    escalations_with_measures: int = Field(description="议定了措施的件数")
    measures: int = Field(description="议定措施项数")
    confirmed: int = Field(description="确认数")
    living: int = Field(description="在保户数")
    paid_fen: int = Field(description="已发放金额（分）")
    paid_yuan: str = Field(description="已发放金额（元）")
    paid_months: int = Field(description="已发放户月数")
    returned: int = Field(description="曾被银行退回的笔数")
    repaid: int = Field(description="退回后补发成功的笔数")
    rechecks: int = Field(description="启动复核数")
    gradual_exits: int = Field(description="给予渐退期数")
    increases_and_decreases: int = Field(description="增发、减发数")
    stops: int = Field(description="停发数")
    scattered: int = Field(description="分散供养特困人员数")
    agreements: int = Field(description="已签订有效委托照料服务协议的分散供养特困人员数")
    overdue: dict[str, int] = Field(
        description="曾超期的任务数，已办结的也计算在内（岗位代码：件数）"
    )
    overdue_zh: dict[str, int] = Field(
        description="曾超期的任务数，已办结的也计算在内（岗位名称：件数）"
    )
    programmes: list[ProgrammeFigures] = Field(description="按救助项目，没有申请的项目不列")


@router.get("/places", summary="地区和乡镇（街道）代码", responses=problems(401, 403, 422))
async def list_places(door: DoorOf, caller: CallerOf) -> PlaceList:
    infos = [door.place(code) for code in door.places()]
    return PlaceList(
        items=[
            PlaceView(
                code=i.code,
                zh=i.zh,
                short=i.short,
                bureau=i.bureau,
                document=f"《{i.document.title}》（{i.document.number}）",
                townships=[TownshipView(**t.model_dump()) for t in i.townships],
            )
            for i in infos
        ]
    )


@router.get(
    "/places/{place}/report", summary="一个地区的办理情况", responses=problems(401, 403, 404, 422)
)
async def get_report(door: DoorOf, caller: CallerOf, place: PlaceCode) -> ReportView:
    return await report_of(door, caller, place)


class LeaderView(BaseModel):
    """一名乡镇（街道）主要负责人作出的决定。"""

    leader: str
    confirmed: int
    refused: int
    changes: int
    first: date
    last: date


class Leaders(BaseModel):
    items: list[LeaderView]


class DaysView(BaseModel):
    """一件申请从申请到决定用了多少天。"""

    case_no: str
    township: str
    applied_on: date
    accepted_on: date | None
    decided_on: date | None
    days: int = Field(description="自然日；尚未决定的算到今天")
    late: bool = Field(description="有环节或者全程超过承诺时限")


class DaysList(BaseModel):
    items: list[DaysView]


@router.get(
    "/places/{place}/leaders",
    summary="各主要负责人作出的决定",
    responses=problems(401, 403, 404, 422),
)
async def get_leaders(door: DoorOf, caller: CallerOf, place: PlaceCode) -> Leaders:
    _may_oversee(door, caller, place)
    found = await door.read(oversight.by_leader, place)
    return Leaders(
        items=[
            LeaderView(
                leader=x.leader,
                confirmed=x.decisions.get("confirm", 0),
                refused=x.decisions.get("refuse", 0),
                changes=x.decisions.get("decide_change", 0),
                first=x.first,
                last=x.last,
            )
            for x in found
        ]
    )


@router.get(
    "/places/{place}/days",
    summary="办理用时和超过承诺时限的申请",
    responses=problems(401, 403, 404, 422),
)
async def get_days(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    late: Annotated[bool, Query(description="只列超过承诺时限的")] = True,
) -> DaysList:
    _may_oversee(door, caller, place)
    found = await door.read(oversight.days_used, place, await door.today(), late=late)
    fields = DaysView.model_fields
    return DaysList(items=[DaysView(**x.model_dump(include=set(fields))) for x in found])


def _may_oversee(door: Door, caller: Caller, place: str) -> None:
    must_be(caller, REPORT_ROLES, "查看办理情况")
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")


async def report_of(door: Door, caller: Caller, place: str) -> ReportView:
    must_be(caller, REPORT_ROLES, "查看办理情况")
    must_be_of(caller, place)
    if place not in door.places():
        raise not_found("地区")
    found: dict[str, Any] = asdict(await door.read(board.report, place))
    found["programmes"] = [
        ProgrammeFigures(
            programme_zh=PROGRAMME_ZH[Programme(p["programme"])],
            once_yuan=yuan(p["once_fen"]),
            **p,
        )
        for p in found["programmes"]
    ]
    return ReportView(
        place_zh=door.place(place).short,
        paid_yuan=yuan(found["paid_fen"]),
        overdue_zh={ROLE_ZH[Role(role)]: n for role, n in found["overdue"].items()},
        **found,
    )
