"""监督事项：年度审计和整改、资金问题、差错责任、违规线索、风险提示、绩效评价。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from api.examples_oversight import OVERSIGHT_OPENING_EXAMPLES
from api.frame.auditing import log_command, request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import Told
from api.frame.problems import LawfulAct
from api.scope import Caller, must_be
from api.v1 import V1
from api.v1.acts import OversightKindCode, OversightNo, PlaceCode
from api.v1.answers import EVERY, OF_ACT, OF_CASE, IdempotencyKey, told
from api.v1.opening import Opening, Openings
from api.work.audit_desk import SuspicionView, Upload, hand_in, suspicions_of
from api.work.casework import lawful_now, perform
from api.work.oversight import (
    OpenAudit,
    OpenEvaluation,
    RegisterEngagement,
    RegisterError,
    RegisterProblem,
    RegisterViolation,
    open_oversight,
    oversight_file,
    oversight_row,
    oversight_rows,
    oversight_target,
    shown,
)
from api.work.registry import KINDS
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    OVERSIGHT_ZH,
    OversightKind,
    OversightStage,
)
from domain.oversight.moves import OVERSIGHT_ROLES
from domain.oversight.tasks import oversight_waiting_zh
from store.watching import matters

router = APIRouter(prefix=V1, tags=["监督"])
_KINDS = "^(" + "|".join(OversightKind) + ")?$"


class OversightLine(BaseModel):
    """监督事项列表中的一行。"""

    kind: str
    kind_zh: str
    number: str
    place: str
    stage: str
    stage_zh: str
    head: str
    unit: str
    opened_on: date
    days: int = Field(description="登记以来的天数；已办结的为办理天数")
    due_on: date | None
    overdue: bool
    serious: bool
    amount_fen: int
    corrected_fen: int
    source: str
    closed_on: date | None
    href: str


class OversightRecord(BaseModel):
    """办理记录中的一行。"""

    seq: int
    zh: str
    on: date
    at: datetime
    officer: str
    role: str
    text: str
    clause: str


class OversightView(BaseModel):
    """一个监督事项现在的状态。"""

    subject: str
    stage: str
    stage_zh: str
    version: int
    why: str = Field(description="为什么没有往下走：在等谁、等什么")
    allowed: list[LawfulAct] = Field(description="您现在可以办理的事项")
    file: dict[str, Any] = Field(description="全部登记内容（不含政策快照和办理记录）")
    record: list[OversightRecord]


class OversightOpened(BaseModel):
    """监督事项已登记。"""

    subject: str
    href: str


class Practice(BaseModel):
    """一条公开的好经验好做法。"""

    place: str
    on: date
    text: str


@router.get("/oversight", summary="监督事项列表", responses=EVERY)
async def list_oversight(
    door: DoorOf,
    caller: CallerOf,
    kind: Annotated[
        str,
        Query(
            pattern=_KINDS,
            description="类别；不填为全部",
        ),
    ] = "",
    open: Annotated[bool, Query(description="只看未办结的")] = False,
) -> list[OversightLine]:
    must_be(caller, OVERSIGHT_ROLES, "查看监督事项", "ZH-26; JZ-64")
    today = await door.today()
    rows = await oversight_rows(
        door, caller, kinds=[OversightKind(kind)] if kind else (), open_only=open
    )
    return [line_of(row, today) for row in rows]


def line_of(row: Any, today: date) -> OversightLine:
    return OversightLine(
        kind=row.kind,
        kind_zh=OVERSIGHT_ZH[OversightKind(row.kind)],
        number=row.number,
        place=row.place,
        stage=row.stage,
        stage_zh=OVERSIGHT_STAGE_ZH[OversightStage(row.stage)],
        head=row.head,
        unit=row.unit,
        opened_on=row.opened_on,
        days=((row.closed_on or today) - row.opened_on).days,
        due_on=row.due_on,
        overdue=row.overdue,
        serious=row.serious,
        amount_fen=row.amount_fen,
        corrected_fen=row.corrected_fen,
        source=row.source,
        closed_on=row.closed_on,
        href=f"/api/v1/oversight/{row.kind}/{row.place}/{row.number}",
    )


@router.get("/practices", summary="公开的好经验好做法", responses=EVERY)
async def list_practices(door: DoorOf, caller: CallerOf) -> list[Practice]:
    rows = await door.read(matters.practices, caller.place)
    return [Practice(place=place, on=on, text=text) for place, on, text in rows]


@router.get("/oversight/{kind}/{place}/{matter}", summary="查看一个监督事项", responses=OF_CASE)
async def get_oversight(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    kind: OversightKindCode,
    place: PlaceCode,
    matter: OversightNo,
) -> OversightView:
    """每次查看差错责任和违规线索都有记录。"""
    row = await oversight_row(door, caller, kind, place, matter)
    await seen(request, door, caller, kind, row.subject, place)
    file = await oversight_file(door, row)
    target = await oversight_target(door, caller, kind, place, matter)
    today = max(await door.today(), file.latest)
    allowed = [] if file.closed else list(await lawful_now(door, caller, target))
    lines = await door.read(matters.record_of, row)
    return OversightView(
        subject=file.subject,
        stage=file.stage,
        stage_zh=OVERSIGHT_STAGE_ZH[file.stage],
        version=file.version,
        why=oversight_waiting_zh(file, today),
        allowed=allowed,
        file=shown(file),
        record=[OversightRecord.model_validate(line, from_attributes=True) for line in lines],
    )


@router.post(
    "/oversight/audit/{place}/{matter}/lists/{list}",
    summary="报送外部名单（死亡、车辆、市场主体、不动产、财政供养）",
    description="名单只与在保名册比对；匹配只是疑点，核实以前不影响任何家庭的救助。比对完毕即删除文件。",
    responses=OF_ACT,
)
async def hand_in_list(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    matter: OversightNo,
    list: Annotated[
        str,
        Path(
            pattern=r"^(dead|car|company|house|payroll)$", description="名单类别", examples=["dead"]
        ),
    ],
    key: IdempotencyKey,
    file: Annotated[UploadFile, File(description="名单：.xlsx 或者 .csv，第一行为栏目")],
    source: Annotated[
        str, Query(min_length=2, max_length=80, description="来源单位和日期", examples=["民政殡葬"])
    ],
) -> Response:
    return told(await list_handed_in(request, door, caller, place, matter, list, source, file, key))


async def list_handed_in(
    request: Request,
    door: Door,
    caller: Caller,
    place: str,
    matter: str,
    kind: str,
    source: str,
    file: Upload,
    key: str,
) -> Told:
    target = await oversight_target(door, caller, OversightKind.AUDIT.value, place, matter)
    taken = {**await hand_in(door, caller, place, file), "kind": kind, "source": source}
    body = KINDS[OversightKind.AUDIT.value].body("take_list").model_validate(taken)
    return await perform(door, caller, target, "take_list", body, key, request_id_of(request))


@router.get(
    "/oversight/audit/{place}/{matter}/suspicions",
    summary="审计名单的疑点和核实结果",
    responses=OF_CASE,
)
async def list_suspicions(
    request: Request, door: DoorOf, caller: CallerOf, place: PlaceCode, matter: OversightNo
) -> list[SuspicionView]:
    """每次查看都有记录。"""
    found = await suspicions_of(door, caller, place, matter)
    subject = f"audit/{place}/{matter}"
    await log_command(
        door, caller, "look_suspicions", subject, "done", place, request_id_of(request)
    )
    return found


LOGGED = (OversightKind.ERROR, OversightKind.VIOLATION, OversightKind.SUSPICION)
"""What is held against somebody in office (TR-20), and what a list from outside says of a person: each look
at it is logged."""


async def seen(
    request: Request, door: Door, caller: Caller, kind: str, subject: str, place: str
) -> None:
    if kind in LOGGED:
        await log_command(
            door, caller, "look_oversight", subject, "done", place, request_id_of(request)
        )


async def opened(
    door: Door, caller: Caller, place: str, body: BaseModel, key: str
) -> OversightOpened:
    """The matter begun, and where it is to be found."""
    workflow_id = await open_oversight(door, caller, place, body, key)
    return OversightOpened(subject=workflow_id, href=f"/api/v1/{workflow_id}")


OPENINGS: Final = Openings(
    root="oversight",
    what="open_oversight",
    begin=opened,
    answer=OversightOpened,
    examples=OVERSIGHT_OPENING_EXAMPLES,
    kinds=(
        Opening("audit", "open_audit", "开始年度审计", OpenAudit),
        Opening("problem", "register_problem", "登记资金问题", RegisterProblem),
        Opening("error", "register_error", "登记差错", RegisterError),
        Opening("violation", "register_violation", "登记违规线索", RegisterViolation),
        Opening("evaluation", "open_evaluation", "开始绩效评价", OpenEvaluation),
        Opening("engagement", "register_engagement", "登记审计调阅授权", RegisterEngagement),
    ),
)
OPENINGS.add_to(router)
