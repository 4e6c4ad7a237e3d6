"""文书和表单：一个案件有哪些文书、怎样告知和送达，可以打印哪些表单。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from api.frame.auditing import log_command, request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.scope import SIGHT, Caller, Sight, must_be
from api.v1 import V1
from api.v1.answers import OF_CASE, problems
from api.v1.cases import CaseNo, paper
from api.work.papers import (
    FormLine,
    PaperLine,
    blank_form,
    form_lines,
    form_of_case,
    papers_of,
)
from api.work.targets import case_target, file_of, find_case
from domain.programme import Programme

router = APIRouter(prefix=V1, tags=["文书和表单"])

FormCode = Annotated[
    str, Path(max_length=30, pattern="^[a-z_]+$", description="表单代码", examples=["mandate"])
]
Of = Annotated[Programme, Query(description="救助项目")]


class Papers(BaseModel):
    """一个案件的文书，按制发先后。"""

    case_no: str
    items: list[PaperLine]


class Forms(BaseModel):
    """可以打印的表单，按办理次序。"""

    items: list[FormLine]


@router.get(
    "/cases/{case_no}/notices",
    summary="查看案件的全部文书和送达情况",
    responses=problems(401, 403, 404, 422, 503),
)
async def list_notices(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> Papers:
    row, sight = await find_case(door, caller, case_no)
    if sight is Sight.STATE:
        raise not_found("文书")
    return Papers(case_no=case_no, items=await papers_of(door, row))


@router.get("/forms", summary="有哪些空白表单", responses=problems(401, 403, 422))
async def list_forms(caller: CallerOf, programme: Of = Programme.DIBAO) -> Forms:
    query = f"?programme={programme.value}"
    return Forms(items=form_lines(programme, "/api/v1/forms", query))


@router.get(
    "/forms/{code}",
    summary="打印一份空白表单（网页）",
    response_class=HTMLResponse,
    responses=problems(401, 403, 404, 422),
)
async def get_form(
    door: DoorOf, caller: CallerOf, code: FormCode, programme: Of = Programme.DIBAO
) -> Response:
    return paper(await blank_form(door, caller, code, programme))


@router.get("/cases/{case_no}/forms", summary="案件可以打印哪些表单", responses=OF_CASE)
async def list_case_forms(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> Forms:
    row, _ = await find_case(door, caller, case_no)
    return Forms(items=form_lines(row.programme, f"/api/v1/cases/{case_no}/forms"))


@router.get(
    "/cases/{case_no}/forms/{code}",
    summary="打印一份填有案件信息的表单（网页）",
    description="表单含有家庭成员的身份证号码；每次打印都记入审计日志。",
    response_class=HTMLResponse,
    responses=problems(401, 403, 404, 422, 503),
)
async def get_case_form(
    request: Request, door: DoorOf, caller: CallerOf, case_no: CaseNo, code: FormCode
) -> Response:
    return await printed(request, door, caller, case_no, code)


async def printed(
    request: Request, door: Door, caller: Caller, case_no: str, code: str
) -> Response:
    """A form of a case, in clear: only for those who see persons, and logged."""
    _, sight = await find_case(door, caller, case_no)
    if sight is not Sight.PERSONS:
        allowed = tuple(role for role, seen in SIGHT.items() if seen is Sight.PERSONS)
        must_be(caller, allowed, "打印表单", "个人信息保护法 Art 28")
    file = await file_of(door, await case_target(door, caller, case_no))
    html = await form_of_case(door, file, code)
    await log_command(
        door, caller, "print_form", case_no, "done", file.place, request_id_of(request)
    )
    return paper(html)
