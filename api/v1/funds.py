"""资金管理：资金年度、价格补贴、标准提高、追回，账户余额和每一笔账目。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.examples_funds import OPENING_EXAMPLES
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import LawfulAct, not_found
from api.scope import Caller, in_place, must_be
from api.v1 import V1
from api.v1.acts import MatterKey, MatterKindCode, PlaceCode
from api.v1.answers import OF_CASE, problems
from api.v1.opening import Opening, Openings
from api.work.casework import lawful_now
from api.work.funds import (
    FUND_ROLES,
    EnterIndex,
    OpenYear,
    ProposeRecovery,
    ProposeRise,
    accounts,
    matter_file,
    matter_target,
    may_see,
    open_matter,
    shown,
)
from domain.calendar import months_after
from domain.funds.engine import matter_waiting_zh
from domain.funds.matter import MATTER_STAGE_ZH, Matter, MatterStage
from domain.money import yuan
from domain.pay.view import LINE_ZH
from store.funds import price, rises, views

router = APIRouter(prefix=V1, tags=["资金管理"])

Year = Annotated[int, Path(ge=2000, le=2099, description="年度", examples=[2026])]


class MatterLine(BaseModel):
    """资金事项列表中的一行。"""

    kind: str
    key: str
    place: str
    stage: str
    stage_zh: str
    opened_on: date
    due_on: date | None
    overdue: bool
    href: str


class MatterView(BaseModel):
    """一个资金事项现在的状态。"""

    subject: str
    stage: str
    stage_zh: str
    version: int
    latest: date
    why: str = Field(description="为什么没有往下走：在等谁、等什么")
    allowed: list[LawfulAct] = Field(description="您现在可以办理的事项")
    file: dict[str, Any] = Field(description="全部登记内容（不含政策快照）")


class MatterOpened(BaseModel):
    """资金事项已登记。"""

    subject: str
    href: str


class AccountsView(BaseModel):
    """一个年度的资金账户、余额，以及下月需求与余额的比较。"""

    year: int
    accounts: tuple[views.AccountView, ...]
    needs: tuple[views.NeedView, ...]
    advances: dict[str, int] = Field(description="备用金不足由县级垫付的金额（分），按乡镇（街道）")


class MovementPage(BaseModel):
    """账目：每一笔都写明起因，可以追到案件或者事项的那一条记录。"""

    items: list[views.MovementView]
    next: int | None = Field(description="下一页从哪一号账目之前开始；为空表示没有更多")


class RiseLineView(BaseModel):
    """标准提高涉及的一户：现在多少，按新标准多少，是否已调整。"""

    case_no: str
    programme: str
    was_yuan: str
    now_yuan: str
    state: str


class PriceLineView(BaseModel):
    """价格补贴的一户：应得多少，到账没有，是否迟于公布当月。"""

    case_no: str
    fen: int
    state_zh: str
    run: str
    paid_on: date | None
    late: bool = Field(description="迟于应当发放的月份到账，或者至今没有到账")


@router.get("/money", summary="资金事项列表", responses=problems(401, 403, 422, 503))
async def list_matters(
    door: DoorOf,
    caller: CallerOf,
    kind: Annotated[str, Query(max_length=20, description="fund、price、rise 或者 recovery")] = "",
) -> list[MatterLine]:
    rows = await door.read(views.matters, caller.place, kind)
    return [
        MatterLine(
            kind=row.kind,
            key=row.key,
            place=row.place,
            stage=row.stage,
            stage_zh=MATTER_STAGE_ZH[MatterStage(row.stage)],
            opened_on=row.opened_on,
            due_on=row.due_on,
            overdue=row.overdue,
            href=f"/api/v1/money/{row.kind}/{row.place}/{row.key}",
        )
        for row in rows
        if may_see(caller, row.kind)
    ]


@router.get("/money/{kind}/{place}/{matter}", summary="查看一个资金事项", responses=OF_CASE)
async def get_matter(
    door: DoorOf, caller: CallerOf, kind: MatterKindCode, place: PlaceCode, matter: MatterKey
) -> MatterView:
    target = matter_target(caller, kind, place, matter)
    file = await matter_file(door, target)
    today = max(await door.today(), file.latest)
    return MatterView(
        subject=file.subject,
        stage=file.stage,
        stage_zh=MATTER_STAGE_ZH[file.stage],
        version=file.version,
        latest=file.latest,
        why=matter_waiting_zh(file, today),
        allowed=list(await lawful_now(door, caller, target)),
        file=shown(file, caller.role),
    )


async def opened(door: Door, caller: Caller, place: str, body: BaseModel, key: str) -> MatterOpened:
    """The matter begun, and where it is to be found."""
    workflow_id = await open_matter(door, caller, place, body)
    return MatterOpened(subject=workflow_id, href=f"/api/v1/{workflow_id}")


OPENINGS: Final = Openings(
    root="money",
    what="open_matter",
    begin=opened,
    answer=MatterOpened,
    examples=OPENING_EXAMPLES,
    kinds=(
        Opening("fund", "open_year", "开立资金年度", OpenYear),
        Opening("price", "enter_index", "登记价格指数", EnterIndex),
        Opening("rise", "propose_rise", "提出标准提高", ProposeRise),
        Opening("recovery", "propose_recovery", "提出追回", ProposeRecovery),
    ),
)
OPENINGS.add_to(router)


@router.get("/funds/{place}/{year}", summary="资金账户和余额", responses=OF_CASE)
async def get_accounts(
    door: DoorOf, caller: CallerOf, place: PlaceCode, year: Year
) -> AccountsView:
    _joint(caller, place)
    found, needs = await accounts(door, place, year, await door.today())
    return AccountsView(
        year=year,
        accounts=found,
        needs=needs,
        advances=await door.read(views.advances, place),
    )


@router.get("/funds/{place}/{year}/movements", summary="账目明细", responses=OF_CASE)
async def get_movements(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    year: Year,
    account: Annotated[
        str, Query(max_length=40, description="只看一个账户：代码，或者“备用金”“储备金”")
    ] = "",
    before: Annotated[int | None, Query(ge=1, description="从哪一号账目之前开始")] = None,
) -> MovementPage:
    _joint(caller, place)
    rows = await door.read(views.movements, place, account=account, before=before)
    return MovementPage(
        items=[views.movement_view(row) for row in rows if row.on.year == year],
        next=rows[-1].id if len(rows) == views.PAGE else None,
    )


@router.get("/money/rise/{place}/{matter}/lines", summary="标准提高逐户明细", responses=OF_CASE)
async def rise_lines(
    door: DoorOf, caller: CallerOf, place: PlaceCode, matter: MatterKey
) -> list[RiseLineView]:
    target = matter_target(caller, "rise", place, matter)
    rows = await door.read(rises.lines, f"rise/{target.place}/{matter}")
    return [
        RiseLineView(
            case_no=row.case_no,
            programme=row.programme,
            was_yuan=yuan(row.was_fen),
            now_yuan=yuan(row.now_fen),
            state=row.state,
        )
        for row in rows
    ]


@router.get(
    "/money/price/{place}/{matter}/lines", summary="价格补贴逐户到账情况", responses=OF_CASE
)
async def price_lines(
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    matter: MatterKey,
    late: Annotated[bool, Query(description="只看迟发、未到账的家庭（JZ-39）")] = False,
) -> list[PriceLineView]:
    target = matter_target(caller, "price", place, matter)
    found = price_people(await matter_file(door, target), await door.today())
    rows = await door.read(found)
    return [row for row in rows if row.late or not late]


def price_people(file: Matter, today: date) -> Callable[[Session], list[PriceLineView]]:
    """Each household of a round, whoever was paid late or is not yet before the others."""
    round_ = file.price

    def read(session: Session) -> list[PriceLineView]:
        if round_ is None or round_.pay_month is None:
            return []
        limit = months_after(round_.pay_month, 1)
        lines = [
            PriceLineView(
                case_no=line["case_no"],
                fen=line["fen"],
                state_zh=LINE_ZH[line["state"]],
                run=line["run"],
                paid_on=line["paid_on"],
                late=line["state"] != "zero" and (line["paid_on"] or today) >= limit,
            )
            for line in price.people(session, file.place, round_.month)
        ]
        return sorted(lines, key=lambda line: (not line.late, line.case_no))

    return read


def _joint(caller: Caller, place: str) -> None:
    must_be(caller, FUND_ROLES, "查看资金账目", "ZH-10")
    if not in_place(caller, place):
        raise not_found("地区")
