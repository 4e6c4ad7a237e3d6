"""村（社区）主动发现台账：责任人、网格和网格员、巡查计划和记录。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import not_found, of_refusal
from api.lead_examples import ROUND_EXAMPLE, VILLAGE_EXAMPLE
from api.scope import Caller, in_callers_scope, in_scope, must_be
from api.v1 import V1
from api.v1.answers import OF_ACT, IdempotencyKey, problems, told
from api.work.discovery.acts import LEAD_ROLES
from api.work.hygiene import must_be_clean
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from store import villages
from store.villages import Grid, Village, VillageOrder

router = APIRouter(prefix=V1, tags=["村（社区）台账"])

CLAUSE = "57号 Art 6; JZ-34"
_KEEPERS = (Role.INTAKE, Role.REVIEWER, Role.TOWNSHIP_LEADER)
_ROUNDERS = (Role.VILLAGE, Role.INTAKE)


class GridBody(Frozen):
    """一个网格和它的网格员。"""

    grid: str = Field(min_length=1, max_length=40, description="网格名称或者范围")
    worker: str = Field(min_length=1, max_length=40, description="网格员姓名")
    account: str = Field(default="", max_length=60, description="网格员账号；没有可不填")


class VillageBody(Frozen):
    """一个村（社区）的责任人、网格和巡查间隔。"""

    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(min_length=1, max_length=40, description="村（社区）")
    secretary: str = Field(min_length=1, max_length=40, description="村（社区）党组织书记")
    head: str = Field(min_length=1, max_length=40, description="村（居）民委员会主任")
    round_every: int = Field(ge=1, description="两次巡查相隔的日历天数")
    first_round: date | None = Field(default=None, description="首次巡查日期；不填则按间隔推算")
    grids: tuple[GridBody, ...] = Field(default=(), max_length=60, description="网格和网格员")


class RoundBody(Frozen):
    """一次巡查走访的记录。"""

    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(default="", max_length=40, description="村（社区）；不填为本人所在村")
    on: date | None = Field(default=None, description="巡查日期；不填为当日")
    households: int = Field(ge=0, le=100000, description="走访户数")
    note: str = Field(default="", max_length=500, description="巡查情况")


class GridView(BaseModel):
    grid: str
    worker: str
    account: str


class RoundView(BaseModel):
    number: int
    planned_on: date
    done_on: date | None
    by: str
    households: int
    note: str
    late: bool = Field(description="已过计划日期尚未巡查，或者晚于计划日期")


class VillageView(BaseModel):
    """一个村（社区）的台账。"""

    place: str
    township: str
    village: str
    secretary: str
    head: str
    round_every: int
    next_round: date | None
    round_overdue: bool
    grids: list[GridView]
    rounds: list[RoundView]


class VillageList(BaseModel):
    items: list[VillageView]


class RoundDone(BaseModel):
    """The round was recorded, the next one planned."""

    village: str
    number: int


@router.get("/villages", summary="村（社区）台账", responses=problems(401, 403, 422, 503))
async def list_villages(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
) -> VillageList:
    return await villages_of(door, caller, place, township)


async def villages_of(
    door: Door, caller: Caller, place: str = "", township: str = ""
) -> VillageList:
    """The villages in the caller's scope; a village assistant sees the own one."""
    must_be(caller, LEAD_ROLES, "查看村（社区）台账", CLAUSE)
    scoped = in_callers_scope(caller, place, township)
    if scoped is None:
        return VillageList(items=[])
    today = await door.today()
    found = await door.read(villages.villages, scoped[0], scoped[1], caller.village)
    return VillageList(items=[_view(v, today) for v in found])


@router.put(
    "/villages",
    summary="登记村（社区）责任人、网格和巡查间隔",
    responses=problems(401, 403, 404, 422),
)
async def put_village(
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[VillageBody, Body(examples=[VILLAGE_EXAMPLE])],
) -> VillageList:
    await keep_village(door, caller, sent)
    return await villages_of(door, caller, caller.place, sent.township or caller.township)


async def keep_village(door: Door, caller: Caller, sent: VillageBody) -> None:
    """Written whole by the township it belongs to. Repeating it changes nothing."""
    must_be(caller, _KEEPERS, "登记村（社区）台账", CLAUSE)
    today = await door.today()
    must_be_clean(sent, today)
    township = _ours(door, caller, sent.township, sent.village)
    order = VillageOrder(
        place=caller.place,
        township=township,
        **sent.model_dump(exclude={"township", "grids"}),
        grids=tuple(Grid(**g.model_dump()) for g in sent.grids),
    )
    await door.write(villages.put_village, order, caller.id, today)


@router.post(
    "/villages/rounds",
    status_code=201,
    summary="登记一次巡查走访",
    description="登记后自动排定下一次；发现困难家庭的，请上报线索。",
    response_model=RoundDone,
    responses=OF_ACT,
)
async def create_round(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[RoundBody, Body(examples=[ROUND_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "record_round", sent)
    return told(await once(door, command, lambda: record_round(door, caller, sent), 201))


async def record_round(door: Door, caller: Caller, sent: RoundBody) -> RoundDone:
    must_be(caller, _ROUNDERS, "登记巡查走访", CLAUSE)
    today = await door.today()
    must_be_clean(sent, today)
    village = sent.village or caller.village
    township = _ours(door, caller, sent.township, village)
    on = sent.on or today
    try:
        if on > today:
            raise CaseRefusal("date_not_lawful", f"巡查日期不能晚于今天（{today}）。", CLAUSE)
        number = await door.write(
            villages.record_round,
            place=caller.place,
            township=township,
            village=village,
            by=caller.id,
            on=on,
            households=sent.households,
            note=sent.note,
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    return RoundDone(village=village, number=number)


def _ours(door: Door, caller: Caller, township: str, village: str) -> str:
    """The township, once it and the village are the caller's to write about."""
    code = township or caller.township
    if not in_scope(caller, caller.place, code, village):
        raise not_found("村（社区）")
    try:
        door.place(caller.place).township(code)
    except KeyError:
        raise not_found("乡镇（街道）") from None
    return code


def _view(found: Village, today: date) -> VillageView:
    row, due = found.row, found.next_round
    return VillageView(
        place=row.place,
        township=row.township,
        village=row.village,
        secretary=row.secretary,
        head=row.head,
        round_every=row.round_every,
        next_round=due,
        round_overdue=bool(due and today > due),
        grids=[GridView(grid=g.grid, worker=g.worker, account=g.account) for g in found.grids],
        rounds=[
            RoundView(
                number=r.number,
                planned_on=r.planned_on,
                done_on=r.done_on,
                by=r.by,
                households=r.households,
                note=r.note,
                late=(r.done_on or today) > r.planned_on,
            )
            for r in found.rounds
        ],
    )
