"""Forms to print: blank from the window's page, filled in from a case; and the proof of delivery."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.pages.web import PageCaller, show
from api.scope import Sight
from api.v1.cases import CaseNo, paper
from api.v1.papers import FormCode, printed
from api.work.bundles import purposes_of
from api.work.papers import blank_form, form_lines, papers_of
from api.work.targets import find_case
from domain.programme import PROGRAMME_ZH, Programme

router = APIRouter(include_in_schema=False)

Of = Annotated[Programme, Query()]


@router.get("/forms")
async def forms(
    request: Request, door: DoorOf, caller: PageCaller, programme: Of = Programme.DIBAO
) -> Response:
    return await show(
        request,
        "forms.html",
        case_no="",
        programme=programme.value,
        programmes={code.value: zh for code, zh in PROGRAMME_ZH.items()},
        forms=form_lines(programme, "/forms", f"?programme={programme.value}"),
        papers=(),
        bundles=(),
    )


@router.get("/forms/{code}")
async def form(
    door: DoorOf, caller: PageCaller, code: FormCode, programme: Of = Programme.DIBAO
) -> Response:
    return paper(await blank_form(door, caller, code, programme))


@router.get("/cases/{case_no}/papers")
async def papers(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    """Every paper with its proof of delivery, and the forms the case can print."""
    row, sight = await find_case(door, caller, case_no)
    if sight is Sight.STATE:
        raise not_found("文书")
    base = f"/cases/{case_no}/forms"
    return await show(
        request,
        "forms.html",
        case_no=case_no,
        programme=row.programme,
        programmes={},
        forms=form_lines(row.programme, base) if sight is Sight.PERSONS else (),
        papers=await papers_of(door, row),
        bundles=purposes_of(caller),
    )


@router.get("/cases/{case_no}/forms/{code}")
async def case_form(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo, code: FormCode
) -> Response:
    return await printed(request, door, caller, case_no, code)
