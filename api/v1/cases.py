"""案件：申请、列表、查看、办理记录、为什么没有往下走、文书。"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.examples import INTAKE_EXAMPLE
from api.frame.auditing import log_command, request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import command_of, once
from api.frame.problems import not_found
from api.scope import INTAKE_ROLES, SIGHT, Caller, Sight, in_callers_scope, must_be
from api.v1 import V1
from api.v1.answers import EVERY, OF_ACT, OF_CASE, IdempotencyKey, problems, told
from api.work.asked import CaseOpened, IntakeBody
from api.work.casework import view_of
from api.work.compare.opening import departments_of
from api.work.intake import open_case
from api.work.passing import PassOn, application_from
from api.work.revealing import Fields, Revealed, reveal
from api.work.shapes import CaseLine, CaseView, TimelineEntry
from api.work.targets import case_target, file_of, find_case
from api.work.then import Names, ThenView, chosen, histories_of, then_view
from api.work.views import case_line, timeline_entry
from domain.case.lifecycle import Stage
from domain.privacy import Purpose
from store import cases, notices

router = APIRouter(prefix=V1, tags=["案件"])

CaseNo = Annotated[
    str,
    Path(
        pattern=r"^[A-Z]{2}\d{10}$",
        description="案件编号",
        examples=["JZ2026000001"],
    ),
]


class CasePage(BaseModel):
    """一页案件。"""

    items: list[CaseLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


class Timeline(BaseModel):
    """办理记录，从早到晚。"""

    items: list[TimelineEntry]


class Why(BaseModel):
    """为什么没有往下走。"""

    case_no: str
    why: str


@router.post(
    "/cases",
    status_code=201,
    summary="提交申请（窗口或者代办）",
    description="核对身份证号码、出生日期和金额，检查是否重复申请，编号并启动办理。",
    response_model=CaseOpened,
    responses=OF_ACT,
)
async def create_case(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[IntakeBody, Body(examples=[INTAKE_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "open_case", sent)
    return told(
        await once(
            door, command, lambda: open_case(door, caller, sent, f"{caller.id}:{command.id}"), 201
        )
    )


@router.post(
    "/cases/{case_no}/pass-on",
    status_code=201,
    summary="没有得到救助的家庭转办其他救助项目",
    description="用原案件登记的家庭情况新登记申请，家庭不需要再填一次。",
    response_model=CaseOpened,
    responses=OF_ACT,
)
async def pass_on(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    key: IdempotencyKey,
    sent: Annotated[PassOn, Body(examples=[{"programmes": ["edge"]}])],
) -> Response:
    must_be(caller, INTAKE_ROLES, "转办其他救助项目", "ZH-21")
    file = await file_of(door, await case_target(door, caller, case_no))
    command = command_of(request, caller, key, "pass_on", sent, subject=case_no)

    async def opened() -> CaseOpened:
        body = application_from(file, sent.programmes)
        return await open_case(door, caller, body, f"{caller.id}:{command.id}")

    return told(await once(door, command, opened, 201))


@router.get(
    "/cases",
    summary="查询案件列表",
    description="只列出您管辖范围内的案件；按编号排序，用 `cursor` 翻页。",
    responses=EVERY,
)
async def list_cases(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
    stage: Annotated[Stage | None, Query(description="所处阶段")] = None,
    overdue: Annotated[bool | None, Query(description="只看超期（或者未超期）的")] = None,
    open: Annotated[bool | None, Query(description="只看在办（或者已办结）的")] = None,
    flag: Annotated[str, Query(max_length=30, description="标记代码")] = "",
    q: Annotated[str, Query(max_length=20, description="案件编号的开头")] = "",
    cursor: Annotated[str, Query(max_length=200, description="翻页标记")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 50,
) -> CasePage:
    which = cases.CaseFilter(
        place=place,
        township=township,
        stage=stage or "",
        overdue=overdue,
        open=open,
        flag=flag,
        case_no=q.strip().upper(),
    )
    return await case_page(door, caller, which, limit, cursor)


@router.get("/cases/{case_no}", summary="查看一个案件", responses=OF_CASE)
async def get_case(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> CaseView:
    view, _ = await view_of(door, caller, case_no)
    return view


@router.get("/cases/{case_no}/timeline", summary="查看办理记录", responses=OF_CASE)
async def get_timeline(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> Timeline:
    await find_case(door, caller, case_no)
    rows = await door.read(cases.timeline, case_no)
    return Timeline(items=[timeline_entry(row, caller.role) for row in rows])


@router.get("/cases/{case_no}/why", summary="为什么没有往下走", responses=OF_CASE)
async def get_why(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> Why:
    row, _ = await find_case(door, caller, case_no)
    return Why(case_no=case_no, why=row.waiting)


@router.get(
    "/cases/{case_no}/household",
    summary="查看家庭情况原文",
    description="必须写明字段和用途，只给出写明的字段；每一项的查看都记入审计日志。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_household(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    fields: Fields,
    purpose: Annotated[Purpose, Query(description="查看用途")],
) -> Revealed:
    return await reveal(door, caller, case_no, fields, purpose, request_id_of(request))


@router.get(
    "/cases/{case_no}/notices/{number}",
    summary="查看一份文书（网页，可打印）",
    response_class=HTMLResponse,
    responses=problems(401, 403, 404, 422),
)
async def get_notice(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    number: Annotated[str, Path(max_length=40, description="文号", examples=["焦救〔2026〕1号"])],
) -> Response:
    _, sight = await find_case(door, caller, case_no)
    row = await door.read(notices.get_notice, case_no, number)
    if row is None or sight is Sight.STATE:
        raise not_found("文书")
    await log_command(
        door, caller, "print_notice", case_no, "done", row.place, request_id_of(request)
    )
    return paper(row.html)


def paper(html: str) -> HTMLResponse:
    """A paper as it was issued; only its own style sheet may style it."""
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in styles
    )
    allowed = hashes or " 'none'"
    policy = f"default-src 'none'; style-src{allowed}; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"content-security-policy": policy})


async def case_page(
    door: Door, caller: Caller, which: cases.CaseFilter, limit: int, cursor: str
) -> CasePage:
    """A page of the cases in the caller's scope; asking for others' finds none."""
    scoped = in_callers_scope(caller, which.place, which.township)
    if caller.role not in SIGHT or scoped is None:
        return CasePage(items=[], next="")
    place, township = scoped
    village = caller.village or which.village
    rights = caller.narrowed
    narrowed = which.model_copy(
        update={
            "place": place,
            "township": township,
            "village": village,
            "within": tuple(g.scope for g in rights.grants) if rights else (),
        }
    )
    page = await door.read(cases.list_cases, narrowed, limit=limit, cursor=cursor)
    return CasePage(items=[case_line(row, caller.role) for row in page.rows], next=page.next)


@router.get("/cases/{case_no}/then", summary="案件在某一时刻的情况", responses=OF_CASE)
async def get_case_then(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    step: Annotated[int | None, Query(ge=1, le=9999, description="第几步；不填为最后一步")] = None,
    on: Annotated[date | None, Query(description="某日终了时")] = None,
    than: Annotated[int | None, Query(ge=1, le=9999, description="与第几步相比")] = None,
) -> ThenView:
    """当时知道什么、来自何人、何时登记、依据哪一版政策；与上一步或者另一步有何不同。每次查看都有记录。"""
    return await known_then(request, door, caller, case_no, step, on, than)


async def known_then(
    request: Request,
    door: Door,
    caller: Caller,
    case_no: str,
    step: int | None,
    on: date | None,
    than: int | None,
) -> ThenView:
    row, _ = await find_case(door, caller, case_no)
    found = await histories_of(door).steps(door, row)
    here = chosen(found, step, on)
    other = chosen(found, than, None) if than is not None else None
    await log_command(door, caller, "look_then", case_no, "done", row.place, request_id_of(request))
    names = Names(
        {t.code: t.zh for t in door.place(row.place).townships},
        departments_of(door, row.place, await door.today()),
    )
    return then_view(caller, row, found, here, other, names)
