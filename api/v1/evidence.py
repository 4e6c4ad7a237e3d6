"""照片和扫描件：上传、列表、下载。"""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile
from pydantic import BaseModel

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.answers import OF_CASE, problems
from api.v1.cases import CaseNo
from api.work.evidence import EvidenceView, headers_of, listed, most_bytes, opened, upload
from domain.evidence import EvidenceKind

router = APIRouter(prefix=V1, tags=["照片和扫描件"])

DigestOf = Annotated[
    str,
    Path(pattern=r"^[0-9a-f]{64}$", description="内容的 SHA-256", examples=["0" * 64]),
]


class EvidenceList(BaseModel):
    """本案的照片和扫描件，从早到晚。"""

    items: list[EvidenceView]


@router.post(
    "/cases/{case_no}/evidence",
    status_code=201,
    summary="上传一份照片或者扫描件",
    description="类型按内容判断，文件名不起作用；加密保存。同一内容重复上传是同一份。",
    responses=problems(401, 403, 404, 409, 413, 422, 503),
)
async def upload_evidence(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    file: Annotated[UploadFile, File(description="JPEG、PNG 照片或者 PDF 扫描件")],
    kind: Annotated[EvidenceKind, Form(description="材料类别")] = EvidenceKind.OTHER,
) -> EvidenceView:
    data = await file.read(most_bytes(door) + 1)
    return await upload(door, caller, case_no, kind, data, request_id_of(request))


@router.get(
    "/cases/{case_no}/evidence",
    summary="本案的照片和扫描件",
    responses=OF_CASE,
)
async def list_evidence(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> EvidenceList:
    rows = await listed(door, caller, case_no)
    return EvidenceList(items=[EvidenceView.of(row) for row in rows])


@router.get(
    "/cases/{case_no}/evidence/{digest}",
    summary="下载一份照片或者扫描件",
    description="一律作为附件下载；每次下载都记入审计日志。",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {}, "image/png": {}, "application/pdf": {}}},
        **OF_CASE,
    },
)
async def open_evidence(
    request: Request, door: DoorOf, caller: CallerOf, case_no: CaseNo, digest: DigestOf
) -> Response:
    row, data = await opened(door, caller, case_no, digest, request_id_of(request))
    return Response(data, media_type=row.media_type, headers=headers_of(row))
