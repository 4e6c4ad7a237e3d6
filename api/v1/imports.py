"""台账导入。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, UploadFile
from pydantic import BaseModel, Field

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.v1 import V1
from api.v1.answers import problems
from api.work.imports import import_ledger, import_of
from store.tables import ImportLine, ImportRow

router = APIRouter(prefix=V1, tags=["台账导入"])


class ImportLineView(BaseModel):
    """台账中一行的结果。"""

    row: int = Field(description="行号，与表格软件显示的一致；0 为整个文件")
    column: str = Field(description="有问题的列")
    outcome: str = Field(description="accepted 已立案、refused 未导入、duplicate 重复")
    case_no: str
    message: str


class ImportView(BaseModel):
    """一次台账导入的进度和逐行结果。"""

    id: str
    state: str = Field(description="running 正在导入，done 已完成")
    place: str
    on: date
    rows: int
    taken: int
    refused: int
    lines: list[ImportLineView]

    @classmethod
    def of(cls, row: ImportRow, lines: tuple[ImportLine, ...]) -> ImportView:
        return cls(
            id=row.id,
            state="done" if row.taken + row.refused >= row.rows else "running",
            place=row.place,
            on=row.on,
            rows=row.rows,
            taken=row.taken,
            refused=row.refused,
            lines=[
                ImportLineView(
                    row=line.row,
                    column=line.column,
                    outcome=line.outcome,
                    case_no=line.case_no,
                    message=line.message,
                )
                for line in lines
            ],
        )


@router.post(
    "/imports",
    status_code=202,
    summary="导入申请台账（Excel 工作簿）",
    description="同一份文件重复提交是同一次导入。有错误的行按行、列报告，其余各户照常立案。",
    responses=problems(401, 403, 409, 413, 422, 503),
)
async def create_import(
    request: Request, response: Response, door: DoorOf, caller: CallerOf, file: UploadFile
) -> ImportView:
    data = await file.read(UPLOAD_LIMIT + 1)
    if len(data) > UPLOAD_LIMIT:
        raise too_large(UPLOAD_LIMIT)
    import_id = await import_ledger(door, caller, data, request_id_of(request))
    response.headers["Location"] = f"/api/v1/imports/{import_id}"
    return ImportView.of(*await import_of(door, caller, import_id))


@router.get(
    "/imports/{import_id}",
    summary="查看导入进度和逐行结果",
    responses=problems(401, 403, 404, 422),
)
async def get_import(
    door: DoorOf,
    caller: CallerOf,
    import_id: Annotated[
        str,
        Path(pattern=r"^[0-9a-f]{24}$", description="导入编号", examples=["0" * 24]),
    ],
) -> ImportView:
    return ImportView.of(*await import_of(door, caller, import_id))
