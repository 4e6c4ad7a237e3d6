"""办理进度: what an applicant sees with his case number and the code he was given; nobody's data.

The code is made from the case number by a key of the deployment, so it is the same each time it is
asked for and stands in no table.
"""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import Door, DoorOf
from api.pages.web import checked_form, show
from api.work.asked import query_code
from api.work.views import OUTCOME_ZH
from domain.case.lifecycle import STAGE_ZH, Stage
from domain.programme import PROGRAMME_ZH, Programme
from store import cases

router = APIRouter(include_in_schema=False)

_WRONG = "没有找到。请核对受理时告知的案件编号和查询码。"


@router.get("/status")
async def ask(request: Request) -> Response:
    return await show(request, "status.html", case_no="", lines=(), problem="")


@router.post("/status")
async def answer(request: Request, door: DoorOf) -> Response:
    """Stage, since when, result. The same answer for a wrong code as for no such case."""
    form = await checked_form(request, door, None)
    case_no, code = (str(form.get(name, "")).strip() for name in ("case_no", "code"))
    lines = await _state(door, case_no.upper(), code.lower())
    return await show(
        request,
        "status.html",
        status=200 if lines else 404,
        case_no=case_no,
        lines=lines,
        place=await _place(door, case_no.upper()) if lines else "",
        problem="" if lines else _WRONG,
    )


async def _place(door: Door, case_no: str) -> str:
    """Whose complaint phone the page shows, once the code was right (JZ-55)."""
    row = await door.read(cases.get_case, case_no)
    return row.place if row else ""


async def _state(door: Door, case_no: str, code: str) -> tuple[tuple[str, str], ...]:
    if not hmac.compare_digest(query_code(door, case_no).encode(), code.encode()):
        return ()
    row = await door.read(cases.get_case, case_no)
    if row is None:
        return ()
    return (
        ("救助项目", PROGRAMME_ZH[Programme(row.programme)]),
        ("申请日期", row.applied_on.isoformat()),
        ("所处阶段", STAGE_ZH[Stage(row.stage)]),
        *((("应当办结日期", row.due_on.isoformat()),) if row.due_on else ()),
        *((("办理结果", OUTCOME_ZH.get(row.outcome, "已办结")),) if row.outcome else ()),
    )
