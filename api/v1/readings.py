"""审计查看记录：审计员按授权查看了什么。"""

from __future__ import annotations

from typing import IO, Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.workbooks import in_pieces
from api.reading.routes import API, plain
from api.scope import Caller
from api.v1 import V1
from api.v1.acts import OversightKindCode, OversightNo, PlaceCode
from api.v1.answers import OF_CASE
from api.v1.cases import CaseNo
from api.work.bundles import file_name, take_bundle
from api.work.oversight import oversight_row
from api.work.readings import Named, ReadLog, read_log, wanted
from api.work.targets import find_case
from audit.bundle.manifest import BundleManifest
from store.watching import matters

router = APIRouter(prefix=V1, tags=["监督"])

Engagement = Annotated[
    str,
    Query(pattern=r"^(20\d\d-\d{3,5}|standing)?$", description="授权编号", examples=["2026-001"]),
]
Account = Annotated[
    str, Query(max_length=60, pattern=r"^[A-Za-z0-9._-]*$", description="审计员账号")
]
OfCase = Annotated[str, Query(pattern=r"^([A-Z]{2}\d{10})?$", description="案件编号")]
PAGES_ZH: Final = {
    "/": "首页",
    "/cases/{case_no}/papers": "案件的文书",
    "/cases/{case_no}/acts/{act}": "案件的办理表单",
    "/course": "办理统计和用时台账",
    "/delays": "部门核对用时",
    "/report": "办理情况",
    "/funds": "资金管理",
    "/pay": "资金发放",
    "/watch/{place}": "监督看板",
    "/rulebook/{place}/{rule}": "一项核对规则",
    "/oversight/audit/{place}/{number}/desk": "审计工作台",
    "/oversight/audit/{place}/{number}/workbook": "审计工作簿",
    "/oversight/{kind}/{place}/{number}": "查看一个监督事项",
    "/oversight/new/{kind}": "登记监督事项的表单",
    "/readings/{place}/workbook": "审计查看记录工作簿",
}
"""Pages without an address of the API of the same name."""


def words(request: Request) -> Named:
    """An address in the words of the API's document."""
    state = request.app.state
    if not hasattr(state, "address_zh"):
        state.address_zh = {
            plain(route.path): route.summary
            for route in request.app.router.routes
            if isinstance(route, APIRoute)
            and route.summary
            and route.path.startswith(API)
            and "GET" in (route.methods or ())
        }
    known: dict[str, str] = state.address_zh

    def of(path: str) -> str:
        """An address that has no words of its own has those of the nearest one above it."""
        if found := PAGES_ZH.get(path) or known.get(path):
            return found
        head, form, _ = path.partition("/acts/")
        if form:
            return f"{of(head)}：办理表单"
        above = path.rpartition("/")[0]
        near = of(above) if above else "其他页面"
        return near if near.endswith("其他页面") else f"{near}：其他页面"

    return of


@router.get("/readings/{place}", summary="审计查看记录", responses=OF_CASE)
async def get_readings(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    engagement: Engagement = "",
    who: Account = "",
    case_no: OfCase = "",
    cursor: Annotated[str, Query(max_length=400, description="翻页标记")] = "",
) -> ReadLog:
    """哪个审计员、何时、按哪项授权、查看了哪个案件或者哪个列表；审计员只看自己的记录。"""
    which = await wanted(door, caller, place, engagement, who, case_no)
    return await read_log(door, caller, which, words(request), cursor)


Purpose = Annotated[
    str,
    Query(
        pattern="^(audit|discipline|inspection)$",
        description="用途：`audit` 审计，`discipline` 纪检监察，`inspection` 督查检查",
        examples=["audit"],
    ),
]
_ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/zip": {}}, "description": "证据包（.zip）"}
}


@router.post(
    "/cases/{case_no}/bundle",
    summary="制作一个案件的证据包",
    description="历史、证书、文书、政策快照和逐步经过合为一个文件，印水印，先记录后制作；个人信息按岗位脱敏。",
    response_class=Response,
    responses={**OF_CASE, **_ZIP},
)
async def take_case(
    request: Request, door: DoorOf, caller: CallerOf, case_no: CaseNo, purpose: Purpose
) -> Response:
    return await bundle_of_case(request, door, caller, case_no, purpose)


@router.post(
    "/oversight/{kind}/{place}/{matter}/bundle",
    summary="制作一个监督事项的证据包，含所涉案件的历史",
    description="例如一项审计整改：事项的历史和证书，加上所涉每个案件的历史、证书和文书；每个案件记一行。",
    response_class=Response,
    responses={**OF_CASE, **_ZIP},
)
async def take_matter(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    kind: OversightKindCode,
    place: PlaceCode,
    matter: OversightNo,
    purpose: Purpose,
) -> Response:
    return await bundle_of_matter(request, door, caller, (kind, place, matter), purpose)


async def bundle_of_case(
    request: Request, door: Door, caller: Caller, case_no: str, purpose: str
) -> Response:
    row, _ = await find_case(door, caller, case_no)
    return _file(
        await take_bundle(door, caller, row.place, case_no, (), purpose, request_id_of(request))
    )


async def bundle_of_matter(
    request: Request, door: Door, caller: Caller, which: tuple[str, str, str], purpose: str
) -> Response:
    kind, place, number = which
    row = await oversight_row(door, caller, kind, place, number)
    cases = matters.file_in(row).held.cases
    subject = f"oversight/{row.subject}"
    return _file(
        await take_bundle(door, caller, place, subject, cases, purpose, request_id_of(request))
    )


def _file(made: tuple[IO[bytes], BundleManifest]) -> Response:
    data, manifest = made
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(manifest)}"',
        "X-Bundle-Seal": manifest.seal,
    }
    return in_pieces(data, "application/zip", headers)
