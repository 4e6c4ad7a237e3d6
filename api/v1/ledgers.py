"""台账、代码表、案件导出、部门协同清单。"""

from __future__ import annotations

from datetime import date
from typing import IO, Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.frame.auditing import log_command, request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.frame.workbooks import XLSX, workbook_answer
from api.scope import SIGHT, Sight, in_callers_scope, must_be
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import OF_CASE
from api.v1.cases import CaseNo
from api.work.targets import Target, file_of, find_case
from api.work.views import OUTCOME_ZH
from documents.township_ledger import LedgerLine, township_workbook
from domain.case.lifecycle import STAGE_ZH, Role, Stage
from domain.codes import CodeTable, code_tables
from domain.identity import mask_name
from domain.programme import PROGRAMME_ZH, Programme
from runtime import packs
from store.watching import ledger
from workflows import ids

router = APIRouter(prefix=V1, tags=["台账"])
FORMAT = "doudi-case/1"
"""The format of an exported case; described in docs/case-export.md."""
TownshipCode = Annotated[
    str,
    Path(pattern=r"^[a-z-]{2,40}$", description="乡镇（街道）代码", examples=["jz-wangdian"]),
]
LEDGER_READERS = tuple(role for role, sight in SIGHT.items() if sight is not Sight.STATE)
CENTRE_ROLES = (
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.MEETING_OFFICE,
    Role.CHECKING_CENTRE,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
"""The district's service centre sits with civil affairs and works with every unit (YC-05)."""


class CaseExport(BaseModel):
    """一个案件的导出：全部为代码，代码表及其版本随附。"""

    format: str
    tables: dict[str, str] = Field(description="代码表名称和版本")
    case: dict[str, Any]
    steps: list[dict[str, Any]]
    entitlements: list[dict[str, Any]]


class AwaitedView(BaseModel):
    """一个部门尚未办结的一件事。"""

    unit: str
    unit_zh: str
    what: str
    subject: str
    township: str
    since: date
    due: date | None
    days: int


def tables_of(door: Door, place: str, today: date) -> tuple[CodeTable, ...]:
    known = packs.load(door.settings.policy_overlays)
    measures = packs.value(known, place, today, "escalation.measures").value
    rows = measures if isinstance(measures, dict) else {}
    aids = {code: str(row["zh"]) for code, row in rows.items() if isinstance(row, dict)}
    return code_tables(door.place(place), OUTCOME_ZH, aids)


@router.get("/codes/{place}", summary="代码表", responses=OF_CASE)
async def get_codes(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[CodeTable]:
    """行政区划、救助项目、阶段、结果、部门、救助措施、岗位的代码，每张表有版本。"""
    if place not in door.places() or in_callers_scope(caller, place, "") is None:
        raise not_found("地区")
    return list(tables_of(door, place, await door.today()))


@router.get("/cases/{case_no}/export", summary="导出一个案件（代码）", responses=OF_CASE)
async def export_case(
    request: Request, door: DoorOf, caller: CallerOf, case_no: CaseNo
) -> CaseExport:
    """只含代码、日期和金额，不含姓名、证件、账号和文字说明；每次导出有记录。"""
    row, _ = await find_case(door, caller, case_no)
    await log_command(
        door, caller, "export_case", case_no, "done", row.place, request_id_of(request)
    )
    target = Target(
        kind="case", workflow_id=ids.case_id(row.place, case_no), place=row.place, case_no=case_no
    )
    file = await file_of(door, target)
    tables = tables_of(door, row.place, await door.today())
    return CaseExport(
        format=FORMAT,
        tables={table.name: table.version for table in tables},
        case={
            "case_no": case_no,
            "division": door.place(row.place).gb2260,
            "township": row.township,
            "programme": row.programme,
            "stage": row.stage,
            "outcome": row.outcome,
            "persons": row.persons,
            "applied_on": row.applied_on,
            "accepted_on": row.accepted_on,
            "decided_on": row.decided_on,
            "granted": row.granted,
            "closed_on": row.closed_on,
            "policy": file.policy.digest if file.policy else "",
        },
        steps=[
            {
                "seq": e.seq,
                "act": e.act,
                "stage": e.stage,
                "on": e.on,
                "at": e.at,
                "role": e.officer.role if e.officer else Role.SYSTEM,
                "clause": e.clause,
            }
            for e in file.journal
        ],
        entitlements=[e.model_dump(mode="json") for e in file.entitlements],
    )


@router.get(
    "/places/{place}/townships/{township}/ledger",
    summary="乡镇（街道）台账（电子表格）",
    response_class=Response,
    responses={**OF_CASE, 200: {"content": {XLSX: {}}}},
)
async def township_ledger(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, township: TownshipCode
) -> Response:
    """一户一行，已办结的也在；姓名已脱敏；每次导出有记录。"""
    must_be(caller, LEDGER_READERS, "导出台账", "ZH-18")
    info = door.place(place) if place in door.places() else None
    names = {t.code: t.zh for t in info.townships} if info else {}
    if info is None or township not in names or in_callers_scope(caller, place, township) is None:
        raise not_found("乡镇（街道）")
    await log_command(
        door, caller, "export_ledger", township, "done", place, request_id_of(request)
    )
    today = await door.today()
    title = f"{info.short}{names[township]}社会救助台账（{today}）"

    def written(session: Session) -> IO[bytes]:
        rows = ledger.ledger_rows(session, place, township)
        return township_workbook(title, (_line(row, paid) for row, paid in rows))

    return workbook_answer(await door.read(written), f"ledger-{township}-{today}.xlsx")


def _line(row: Any, paid_fen: int) -> LedgerLine:
    return LedgerLine(
        case_no=row.case_no,
        applicant=mask_name(row.applicant_name),
        programme_zh=PROGRAMME_ZH[Programme(row.programme)],
        persons=row.persons,
        applied_on=row.applied_on,
        accepted_on=row.accepted_on,
        decided_on=row.decided_on,
        stage_zh=STAGE_ZH[Stage(row.stage)],
        outcome_zh=OUTCOME_ZH.get(row.outcome, ""),
        monthly_fen=row.monthly_fen,
        paid_fen=paid_fen,
        closed_on=row.closed_on,
    )


@router.get("/centre/{place}", summary="部门协同清单", responses=OF_CASE)
async def centre(door: DoorOf, caller: CallerOf, place: PlaceCode) -> list[AwaitedView]:
    """社会救助综合服务中心看到的各部门未办结事项：核对答复、转介、议定和督办事项。"""
    must_be(caller, CENTRE_ROLES, "查看部门协同清单", "YC-05")
    if place not in door.places() or in_callers_scope(caller, place, "") is None:
        raise not_found("地区")
    today = await door.today()
    names = {u.code: u.zh for u in door.place(place).units}
    return [
        AwaitedView(
            unit=one.unit,
            unit_zh=names.get(one.unit, one.unit),
            what=one.what,
            subject=one.subject,
            township=one.township,
            since=one.since,
            due=one.due,
            days=(today - one.since).days,
        )
        for one in await door.read(ledger.awaited, place)
    ]
