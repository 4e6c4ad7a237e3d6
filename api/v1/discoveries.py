"""主动发现：上报线索、走访、代办申请、转案件核实、部门名单、各级统计。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from api.frame.auditing import log_command, request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.frame.idempotent import Command, command_of, once
from api.lead_examples import APPLICATION_EXAMPLE, LEAD_EXAMPLE, VERIFICATION_EXAMPLE
from api.scope import SIGHT, Caller, Sight, in_callers_scope, must_be
from api.v1 import V1
from api.v1.answers import OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.work.discovery.acts import LEAD_ROLES
from api.work.discovery.leading import (
    ApplicationBody,
    LeadLed,
    VerificationBody,
    apply_for,
    find_lead,
    lead_of,
    lead_target,
    verify,
)
from api.work.discovery.lists import import_list, list_of
from api.work.discovery.reporting import LeadBody, LeadOpened, report_lead
from api.work.discovery.shown import LeadLineView, LeadView, lead_line, lead_view
from domain.case.lifecycle import Role
from domain.discovery.file import LeadPerson
from domain.discovery.lifecycle import VISITOR_ROLES, LeadKind, LeadStage
from store import discovery, lead_figures
from store.tables import LeadImport, LeadImportLine

router = APIRouter(prefix=V1, tags=["主动发现"])

LeadNo = Annotated[
    str,
    Path(pattern=r"^[A-Z]{2}L\d{10}$", description="线索编号", examples=["JZL2026000001"]),
]
SEES_PERSON = (*VISITOR_ROLES, Role.REVIEWER, Role.TOWNSHIP_LEADER)


class LeadPage(BaseModel):
    """一页线索。"""

    items: list[LeadLineView]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


class PersonShown(BaseModel):
    """线索所涉人员原文；每次查看都记入审计日志。"""

    lead_no: str
    person: LeadPerson


class CountView(BaseModel):
    """一组线索的数字。"""

    code: str
    village: str = ""
    found: int = Field(description="发现")
    entering: int = Field(description="应纳入")
    leaving: int = Field(description="应退出")
    visited: int = Field(description="已走访")
    applied: int = Field(description="已代办申请")
    verified: int = Field(description="已转案件核实")
    admitted: int = Field(description="已纳入救助")
    refused: int = Field(description="不予确认、不予受理")
    declined: int = Field(description="说明理由办结")
    open: int = Field(description="在办")
    overdue: int = Field(description="曾超期")
    help_days_total: int = Field(default=0, description="已纳入的，从发现到救助的天数合计")
    help_days_most: int = Field(default=0, description="从发现到救助的最长天数")


class LateView(BaseModel):
    """超期线索，按责任人。"""

    whose: str
    leads: int


class FiguresView(BaseModel):
    """主动发现统计：按渠道、乡镇（街道）、村（社区）、困难类型。"""

    total: CountView
    channels: list[CountView]
    townships: list[CountView]
    villages: list[CountView]
    problems: list[CountView]
    late: list[LateView]


class ListLineView(BaseModel):
    """名单中一行的结果；没有哪一行直接成为案件。"""

    row: int = Field(description="行号，与表格软件显示的一致；0 为整个文件")
    column: str
    outcome: str = Field(
        description="lead 已登记线索、known 已在案件中、duplicate 重复、refused 未导入"
    )
    lead_no: str
    case_no: str
    message: str


class ListView(BaseModel):
    """一份部门名单的导入进度和逐行结果。"""

    id: str
    state: str = Field(description="running 正在导入，done 已完成")
    on: date
    rows: int
    taken: int
    refused: int
    lines: list[ListLineView]

    @classmethod
    def of(cls, row: LeadImport, lines: tuple[LeadImportLine, ...]) -> ListView:
        names = tuple(ListLineView.model_fields)
        return cls(
            id=row.id,
            state="done" if row.taken + row.refused >= row.rows else "running",
            on=row.on,
            rows=row.rows,
            taken=row.taken,
            refused=row.refused,
            lines=[ListLineView(**{n: getattr(line, n) for n in names}) for line in lines],
        )


@router.post(
    "/discoveries",
    status_code=201,
    summary="上报一条线索",
    description="线索只带来走访，不带来救助；急难线索立即进入快速响应服务队伍的待办。",
    response_model=LeadOpened,
    responses=OF_ACT,
)
async def create_lead(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[LeadBody, Body(examples=[LEAD_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "report_lead", sent)
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: report_lead(door, caller, sent, own), 201))


@router.get("/discoveries", summary="查询线索列表", responses=problems(401, 403, 422, 503))
async def list_leads(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    village: Annotated[str, Query(max_length=40, description="村（社区）")] = "",
    kind: Annotated[LeadKind | None, Query(description="应纳入或者应退出")] = None,
    channel: Annotated[str, Query(max_length=40, description="发现渠道代码")] = "",
    stage: Annotated[LeadStage | None, Query(description="所处阶段")] = None,
    urgent: Annotated[bool | None, Query(description="只看急难的")] = None,
    overdue: Annotated[bool | None, Query(description="只看曾超期的")] = None,
    open: Annotated[bool | None, Query(description="只看在办（或者已办结）的")] = None,
    cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> LeadPage:
    which = discovery.LeadFilter(
        place=place,
        township=township,
        village=village,
        kind=kind or "",
        channel=channel,
        stage=stage or "",
        urgent=urgent,
        overdue=overdue,
        open=open,
    )
    return await lead_page(door, caller, which, limit, cursor)


async def lead_page(
    door: Door, caller: Caller, which: discovery.LeadFilter, limit: int = 50, cursor: str = ""
) -> LeadPage:
    """A page of the leads in the caller's scope; asking for others' finds none."""
    must_be(caller, LEAD_ROLES, "查看主动发现线索", "57号 Art 6; JZ-32")
    narrowed = _narrowed(caller, which)
    if narrowed is None:
        return LeadPage(items=[], next="")
    page = await door.read(discovery.list_leads, narrowed, limit=limit, cursor=cursor)
    sight = SIGHT.get(caller.role, Sight.STATE)
    today = await door.today()
    return LeadPage(items=[lead_line(door, row, sight, today) for row in page.rows], next=page.next)


def _narrowed(caller: Caller, which: discovery.LeadFilter) -> discovery.LeadFilter | None:
    scoped = in_callers_scope(caller, which.place, which.township)
    if scoped is None or (caller.village and which.village not in ("", caller.village)):
        return None
    village = caller.village or which.village
    return which.model_copy(
        update={
            "place": scoped[0],
            "township": scoped[1],
            "village": village,
            "within": caller.scopes,
        }
    )


@router.get(
    "/discoveries/figures",
    summary="主动发现统计",
    description="按渠道、乡镇（街道）、村（社区）和困难类型，报告期内上报的线索。",
    responses=problems(401, 403, 422, 503),
)
async def get_figures(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    since: Annotated[date | None, Query(description="发现日期不早于")] = None,
    until: Annotated[date | None, Query(description="发现日期不晚于")] = None,
) -> FiguresView:
    which = discovery.LeadFilter(place=place, township=township, since=since, until=until)
    return await figures_of(door, caller, which)


async def figures_of(door: Door, caller: Caller, which: discovery.LeadFilter) -> FiguresView:
    """The figures of the caller's scope: a county sees its townships, a village itself."""
    must_be(caller, LEAD_ROLES, "查看主动发现统计", "57号 Art 6; JZ-32")
    narrowed = _narrowed(caller, which)
    if narrowed is None:
        found = lead_figures.LeadFigures()
    else:
        found = await door.read(lead_figures.lead_figures, narrowed)

    def views(counts: dict[str, lead_figures.Count]) -> list[CountView]:
        return [CountView(code=code, **vars(count)) for code, count in sorted(counts.items())]

    return FiguresView(
        total=CountView(code="", **vars(found.total)),
        channels=views(found.channels),
        townships=views(found.townships),
        villages=[
            CountView(code=township, village=village, **vars(count))
            for (township, village), count in sorted(found.villages.items())
        ],
        problems=views(found.problems),
        late=[LateView(whose=whose, leads=n) for whose, n in sorted(found.late.items())],
    )


@router.post(
    "/discoveries/imports",
    status_code=202,
    summary="导入部门名单（Excel 工作簿）",
    description="每一行成为一条待走访的线索，不会直接成为案件；有错误的行按行、列报告。",
    responses=problems(401, 403, 409, 413, 422, 503),
)
async def create_list(
    request: Request,
    response: Response,
    door: DoorOf,
    caller: CallerOf,
    file: Annotated[UploadFile, File(description="名单工作簿（.xlsx）")],
    source: Annotated[str, Form(max_length=60, description="名单来自哪个部门")],
    channel: Annotated[str, Form(max_length=40, description="发现渠道代码")] = "department_list",
) -> ListView:
    data = await file.read(UPLOAD_LIMIT + 1)
    if len(data) > UPLOAD_LIMIT:
        raise too_large(UPLOAD_LIMIT)
    list_id = await import_list(door, caller, data, channel, source, request_id_of(request))
    response.headers["Location"] = f"/api/v1/discoveries/imports/{list_id}"
    return ListView.of(*await list_of(door, caller, list_id))


@router.get(
    "/discoveries/imports/{import_id}",
    summary="查看部门名单的导入进度和逐行结果",
    responses=problems(401, 403, 404, 422),
)
async def get_list(
    door: DoorOf,
    caller: CallerOf,
    import_id: Annotated[
        str, Path(pattern=r"^[0-9a-f]{24}$", description="导入编号", examples=["0" * 24])
    ],
) -> ListView:
    return ListView.of(*await list_of(door, caller, import_id))


@router.get("/discoveries/{lead_no}", summary="查看一条线索", responses=OF_CASE)
async def get_lead(door: DoorOf, caller: CallerOf, lead_no: LeadNo) -> LeadView:
    row = await find_lead(door, caller, lead_no)
    file = await lead_of(door, await lead_target(door, caller, lead_no))
    return lead_view(door, caller, row, file, max(await door.today(), file.latest))


@router.get(
    "/discoveries/{lead_no}/person",
    summary="查看线索所涉人员原文",
    description="必须说明用途；每次查看都记入审计日志。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_person(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    lead_no: LeadNo,
    purpose: Annotated[str, Query(min_length=2, max_length=40, description="查看用途")],
) -> PersonShown:
    target = await lead_target(door, caller, lead_no)
    must_be(caller, SEES_PERSON, "查看线索所涉人员原文", "个人信息保护法 Art 28")
    file = await lead_of(door, target)
    await log_command(door, caller, "reveal", lead_no, "done", file.place, request_id_of(request))
    return PersonShown(lead_no=lead_no, person=file.order.person)


@router.post(
    "/discoveries/{lead_no}/application",
    status_code=201,
    summary="由线索代办申请",
    description="与窗口受理同一登记；走访发现困难并且本人同意后才能办理，沿用线索编号。",
    response_model=LeadLed,
    responses=OF_ACT,
)
async def create_application(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    lead_no: LeadNo,
    key: IdempotencyKey,
    sent: Annotated[ApplicationBody, Body(examples=[APPLICATION_EXAMPLE])],
) -> Response:
    command = _command(request, caller, lead_no, key, "open_application", sent.model_dump_json())
    return told(await once(door, command, lambda: apply_for(door, caller, lead_no, sent), 201))


@router.post(
    "/discoveries/{lead_no}/verification",
    status_code=201,
    summary="转在保案件核实",
    description="只登记家庭变化、启动入户核实，不停发、不减发。",
    response_model=LeadLed,
    responses=OF_ACT,
)
async def create_verification(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    lead_no: LeadNo,
    key: IdempotencyKey,
    sent: Annotated[VerificationBody, Body(examples=[VERIFICATION_EXAMPLE])],
) -> Response:
    command = _command(request, caller, lead_no, key, "hand_to_case", sent.model_dump_json())
    return told(await once(door, command, lambda: verify(door, caller, lead_no, sent), 201))


def _command(
    request: Request, caller: Caller, lead_no: str, key: str, what: str, body: Any
) -> Command:
    return command_of(request, caller, key, what, body, subject=lead_no)
