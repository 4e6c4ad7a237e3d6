"""每月发放：查看、启动、急需的补充批次，名单的逐户说明。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, Field

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import Problem, not_found
from api.scope import Caller, must_be
from api.v1 import V1
from api.v1.acts import Month, PlaceCode
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.v1.cases import CaseNo
from api.v1.procedures import ProcedureView, asked, view
from api.work.starting import begin
from api.work.targets import Target, case_target, case_today, file_of, pay_target
from domain.case.lifecycle import Role
from domain.pay.acts import PAY_STAGE_ZH
from domain.pay.effects import effects_of
from domain.pay.file import PayFile
from domain.pay.lists import WARNING_ZH, PayOrder
from domain.pay.purposes import purpose_zh
from store import money_views
from workflows import ids, visible
from workflows.payrun import DisbursementRunWorkflow

router = APIRouter(prefix=V1, tags=["一事一议与发放"])

PAGE = 100
_MOST_EXTRA = 99
_EXTRA = {"only": ["JZ2026000001"], "reason": "名单锁定后确认，家庭断炊"}


class RunStarted(BaseModel):
    """发放批次已启动（或者早已启动）。"""

    subject: str
    href: str


class ExtraRun(BaseModel):
    """急需发放、不能等到下月的家庭。"""

    only: list[str] = Field(
        min_length=1, max_length=500, description="案件编号", examples=[["JZ2026000001"]]
    )
    reason: str = Field(min_length=4, max_length=200, examples=["名单锁定后确认，家庭断炊"])


class ChangeLine(BaseModel):
    """与上月名单相比的一户变动。"""

    case_no: str
    kind: str
    was_fen: int
    now_fen: int
    cause: str
    zh: str


class ChangePage(BaseModel):
    items: list[ChangeLine]
    next: str = Field(description="下一页从此案件编号之后开始；为空表示没有更多")


class WarningLine(BaseModel):
    """报送前应当核实的一户。"""

    case_no: str
    code: str
    zh: str


class WarningPage(BaseModel):
    items: list[WarningLine]
    next: str


class PayLine(BaseModel):
    """名单中的一笔。"""

    obligation: str
    case_no: str
    month: str
    purpose_zh: str
    fen: int
    state: str
    paid_on: date | None


class PayLinePage(BaseModel):
    items: list[PayLine]
    next: str


After = Annotated[str, Query(max_length=80, description="上一页给出的 next")]


@router.get("/pay/{place}/{month}", summary="查看一个月的发放批次", responses=OF_CASE)
async def get_pay(door: DoorOf, caller: CallerOf, place: PlaceCode, month: Month) -> ProcedureView:
    target = pay_target(caller, place, month)
    file = await asked(door, target, PayFile)
    return await view(door, caller, target, file, file.stage, PAY_STAGE_ZH[file.stage])


@router.post(
    "/pay/{place}/{month}",
    status_code=201,
    summary="启动一个月的发放",
    description="平时由日程自动启动；重复启动不会重复发放。",
    response_model=RunStarted,
    responses=OF_ACT,
)
async def start_pay(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    month: Month,
    key: IdempotencyKey,
) -> Response:
    target = pay_target(caller, place, month)
    command = command_of(
        request, caller, key, "start_pay", "", subject=target.workflow_id, place=place
    )

    async def do() -> RunStarted:
        must_be(caller, (Role.PAY_OFFICER,), "启动发放", "JZ-28")
        return await start_run(door, target)

    return told(await once(door, command, do, 201))


@router.post(
    "/pay/{place}/{month}/extra",
    status_code=201,
    summary="启动急需家庭的补充发放",
    description="只发放列明的家庭；名单、报送、拨付、代发与每月发放相同，下月不再重复。",
    response_model=RunStarted,
    responses=OF_ACT,
)
async def start_extra(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    month: Month,
    wanted: Annotated[ExtraRun, Body(examples=[_EXTRA])],
    key: IdempotencyKey,
) -> Response:
    target = pay_target(caller, place, month)
    command = command_of(
        request, caller, key, "start_extra", wanted, subject=target.workflow_id, place=place
    )

    async def do() -> RunStarted:
        must_be(caller, (Role.PAY_OFFICER,), "启动补充发放", "JZ-30")
        return await extra_run(door, caller, target, wanted)

    return told(await once(door, command, do, 201))


async def extra_run(door: Door, caller: Caller, target: Target, wanted: ExtraRun) -> RunStarted:
    """The next supplementary run of a month whose list is frozen already."""
    name = f"{target.place}/dibao/{target.month}"
    if "." in target.month or await door.read(money_views.list_of, name) is None:
        raise Problem(
            409,
            "too_early",
            f"{target.month}的发放名单尚未锁定，急需的家庭会列入该名单，请先启动当月发放。",
            clause="JZ-28",
        )
    month, today = date.fromisoformat(f"{target.month}-01"), await door.today()
    for number in range(1, _MOST_EXTRA + 1):
        order = PayOrder(
            place=target.place,
            month=month,
            starts_on=max(today, month),
            extra=number,
            only=tuple(sorted(set(wanted.only))),
            reason=wanted.reason,
        )
        if await _started(door, order):
            extra = pay_target(caller, target.place, order.month_code)
            return _told(extra)
    raise Problem(
        409,
        "too_many",
        f"{target.month}的补充发放已达{_MOST_EXTRA}次，请列入下月名单。",
        clause="JZ-30",
    )


async def start_run(door: Door, target: Target) -> RunStarted:
    """The run of a month, begun now unless it was begun before."""
    if target.place not in door.places():
        raise not_found("地区")
    today = await door.today()
    if "." in target.month:
        raise not_found("发放批次")
    month = date.fromisoformat(f"{target.month}-01")
    if month > today:
        raise Problem(
            409,
            "too_early",
            f"{target.month}尚未到来，不能启动发放，请到当月再启动。",
            clause="JZ-28",
        )
    await _started(door, PayOrder(place=target.place, month=month, starts_on=today))
    return _told(target)


def _told(target: Target) -> RunStarted:
    return RunStarted(subject=target.workflow_id, href=f"/api/v1/pay/{target.place}/{target.month}")


async def _started(door: Door, order: PayOrder) -> bool:
    """False: a run of that name has begun already."""
    return await begin(
        door,
        DisbursementRunWorkflow.run,
        order,
        id=ids.pay_id(order.place, order.group, order.month_code),
        summary=f"资金发放 · {door.place(order.place).short} · {order.month_code}",
        attributes=visible.of_programme(order.place, order.group),
    )


class EffectMonth(BaseModel):
    month: str = Field(description="月份", examples=["2026-12"])
    now_fen: int = Field(description="现在应发，分")
    then_fen: int = Field(description="作出决定后应发，分")


class EffectView(BaseModel):
    """一种可以作出的决定对以后各月发放的影响；只是预览，不作出任何决定。"""

    outcome: str
    zh: str
    monthly_fen: int
    more_fen: int = Field(description="各月合计多发（负数为少发），分")
    months: list[EffectMonth]


class Effects(BaseModel):
    items: list[EffectView]


@router.get(
    "/cases/{case_no}/effects",
    summary="决定前预览：各种可以作出的决定对以后各月发放的影响",
    responses=OF_CASE,
)
async def effects(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> Effects:
    file = await file_of(door, await case_target(door, caller, case_no))
    found = effects_of(file, await case_today(door, file))
    return Effects(
        items=[
            EffectView(
                outcome=e.outcome,
                zh=e.zh,
                monthly_fen=e.monthly_fen,
                more_fen=e.more_fen,
                months=[
                    EffectMonth(month=f"{m.month:%Y-%m}", now_fen=m.now_fen, then_fen=m.then_fen)
                    for m in e.months
                ],
            )
            for e in found
        ]
    )


# --- the list, explained ---------------------------------------------------------------------------


def run_name(target: Target) -> str:
    return f"{target.place}/dibao/{target.month}"


@router.get(
    "/pay/{place}/{month}/changes",
    summary="与上月相比新增、退出、变动的家庭，逐户说明",
    responses=problems(401, 403, 404, 422),
)
async def changes(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: Month, after: After = ""
) -> ChangePage:
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.changes_of, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    shown = [ChangeLine(**c.model_dump(), kind=c.kind, zh=c.zh) for c in found[:PAGE]]
    return ChangePage(items=shown, next=shown[-1].case_no if len(found) > PAGE else "")


@router.get(
    "/pay/{place}/{month}/warnings",
    summary="报送前应当核实的家庭：账户、代管人、多户共用账户",
    responses=problems(401, 403, 404, 422),
)
async def warnings(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: Month, after: After = ""
) -> WarningPage:
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.warnings_of, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    shown = [WarningLine(case_no=w.case_no, code=w.code, zh=WARNING_ZH[w.code]) for w in found]
    return WarningPage(
        items=shown[:PAGE], next=shown[PAGE - 1].case_no if len(found) > PAGE else ""
    )


@router.get(
    "/pay/{place}/{month}/lines",
    summary="名单中的各笔",
    responses=problems(401, 403, 404, 422),
)
async def lines(
    door: DoorOf, caller: CallerOf, place: PlaceCode, month: Month, after: After = ""
) -> PayLinePage:
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.some_lines, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    shown = [
        PayLine(
            obligation=line.id,
            case_no=line.case_no,
            month=f"{line.month:%Y-%m}",
            purpose_zh=purpose_zh(line.purpose),
            fen=line.fen,
            state=line.state,
            paid_on=line.paid_on,
        )
        for line in found[:PAGE]
    ]
    return PayLinePage(items=shown, next=shown[-1].obligation if len(found) > PAGE else "")
