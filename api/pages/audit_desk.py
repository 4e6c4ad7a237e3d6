"""审计工作台: an audit's samples and lists from outside, its suspicions, its workbook. No script."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, Problem, bad_input
from api.frame.workbooks import workbook_answer
from api.pages.forms import problem_of
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import Caller
from api.v1.acts import OversightNo, PlaceCode
from api.v1.oversight import list_handed_in
from api.work.audit_desk import HANDERS, audit_of, stratum_zh, suspicions_of, workbook_of
from domain.oversight.desk import (
    DIMENSION_ZH,
    LIST_TROUBLE_ZH,
    LIST_ZH,
    Sample,
    SuspicionList,
    unread_zh,
)

router = APIRouter(include_in_schema=False)


@router.get("/oversight/audit/{place}/{number}/desk")
async def desk(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: OversightNo
) -> Response:
    return await _page(request, door, caller, place, number)


@router.post("/oversight/audit/{place}/{number}/desk")
async def hand_in(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: OversightNo
) -> Response:
    """A list from outside; what it is and where it comes from stands with it."""
    form = await checked_form(request, door, caller)
    file, kind, source = form.get("file"), str(form.get("kind", "")), str(form.get("source", ""))
    try:
        faults = []
        if not isinstance(file, UploadFile) or not file.filename:
            faults.append(FieldFault(field="file", message="请选择名单文件。"))
        if kind not in LIST_ZH:
            faults.append(FieldFault(field="kind", message="请选择名单类别。"))
        if not 2 <= len(source.strip()) <= 80:
            faults.append(FieldFault(field="source", message="请填写来源单位和日期，2至80字。"))
        if faults or not isinstance(file, UploadFile):
            raise bad_input(tuple(faults))
        key = str(form.get("_key", ""))
        done = await list_handed_in(
            request, door, caller, place, number, kind, source.strip(), file, key
        )
        if done.status >= 400:
            raise problem_of(done.document)
    except Problem as problem:
        return await _page(request, door, caller, place, number, problem)
    return go(f"/oversight/audit/{place}/{number}/desk")


@router.get("/oversight/audit/{place}/{number}/workbook")
async def workbook(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: OversightNo
) -> Response:
    data = await workbook_of(door, caller, place, number)
    subject = f"audit/{place}/{number}"
    await log_command(door, caller, "export_audit", subject, "done", place, request_id_of(request))
    name = f"audit-{place}-{number}.xlsx"
    return workbook_answer(data, name)


async def _page(
    request: Request,
    door: Door,
    caller: Caller,
    place: str,
    number: str,
    problem: Problem | None = None,
) -> Response:
    file, audit = await audit_of(door, caller, place, number)
    names = {t.code: t.zh for t in door.place(place).townships}
    found = await suspicions_of(door, caller, place, number)
    subject = f"audit/{place}/{number}"
    await log_command(
        door, caller, "look_suspicions", subject, "done", place, request_id_of(request)
    )
    verified = [v for v in found if v.verified_zh]
    return await show(
        request,
        "audit_desk.html",
        status=problem.status if problem else 200,
        title=f"{door.place(place).short}{number}审计工作台",
        county=place,
        number=number,
        key=str(uuid.uuid4()),
        problem=problem,
        works=caller.role in HANDERS and file.stage.value == "open",
        kinds=list(LIST_ZH.items()),
        samples=[_sample(s, names) for s in audit.samples],
        readable=any(one.read for one in audit.lists),
        lists=[_list(one) for one in audit.lists],
        found=found[:500],
        total=len(found),
        out=len(verified),
        names=names,
    )


def _sample(sample: Sample, names: dict[str, str]) -> dict[str, Any]:
    checks = {c.case_no: c for c in sample.checks}
    return {
        "s": sample,
        "by": "、".join(DIMENSION_ZH[one] for one in sample.by) or "不分层",
        "left": len(sample.unchecked),
        "wrong": sum(not c.right for c in sample.checks),
        "strata": [
            (stratum_zh(sample, x.name, names), x.size, len(x.cases)) for x in sample.strata
        ],
        "cases": [(no, checks.get(no)) for no in sample.drawn],
    }


def _list(one: SuspicionList) -> tuple[Any, ...]:
    if one.trouble:
        state = LIST_TROUBLE_ZH.get(one.trouble, one.trouble)
    else:
        state = "已比对" if one.read else "正在比对"
    return (
        one.number, LIST_ZH[one.kind], one.source, one.taken_on, one.rows, one.certain, one.doubtful,
        unread_zh(one.faults, one.unread), one.issued, state,
    )  # fmt: skip
