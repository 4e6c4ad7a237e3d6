"""The photos and scans of a case on a page: a list, and a plain form to put one in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, Problem, bad_input
from api.pages.choices import accounts_of
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import Caller
from api.v1.cases import CaseNo
from api.v1.evidence import DigestOf
from api.work.evidence import (
    UPLOADERS,
    EvidenceView,
    headers_of,
    listed,
    most_bytes,
    opened,
    upload,
)
from api.work.targets import find_case
from domain.evidence import EVIDENCE_ZH, EvidenceKind

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_no}/evidence")
async def evidence(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    return await _page(request, door, caller, case_no)


@router.post("/cases/{case_no}/evidence")
async def put_in(request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo) -> Response:
    form = await checked_form(request, door, caller)
    file, kind = form.get("file"), str(form.get("kind", ""))
    try:
        if kind not in EvidenceKind.__members__.values():
            raise bad_input((FieldFault(field="kind", message="请选择材料类别。"),))
        data = await file.read(most_bytes(door) + 1) if isinstance(file, UploadFile) else b""
        await upload(door, caller, case_no, EvidenceKind(kind), data, request_id_of(request))
    except Problem as problem:
        return await _page(request, door, caller, case_no, problem, kind)
    return go(f"/cases/{case_no}/evidence?done=1")


@router.get("/cases/{case_no}/evidence/{digest}")
async def download(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo, digest: DigestOf
) -> Response:
    row, data = await opened(door, caller, case_no, digest, request_id_of(request))
    return Response(data, media_type=row.media_type, headers=headers_of(row))


async def _page(
    request: Request,
    door: Door,
    caller: Caller,
    case_no: str,
    problem: Problem | None = None,
    kind: str = "",
) -> Response:
    row, _ = await find_case(door, caller, case_no)
    rows = await listed(door, caller, case_no)
    return await show(
        request,
        "evidence.html",
        status=problem.status if problem else 200,
        case_no=case_no,
        rows=[EvidenceView.of(r) for r in reversed(rows)],
        kinds=[(k.value, zh) for k, zh in EVIDENCE_ZH.items()],
        kind=kind,
        may_upload=caller.role in UPLOADERS,
        most=door.settings.evidence_max_mb,
        staff={u.id: u.display_name for u in await accounts_of(door, row.place)},
        done="done" in request.query_params,
        problem=problem,
        linked={"file": "文件", "kind": "材料类别"},
    )
