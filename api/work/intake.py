"""Taking an application in: checked, its people claimed, numbered, and its case started.

The window, an agent and a ledger import all come through `open_case`. Repeating it with the same
key gives the same case, also when the first try died half-way.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

import structlog
from pydantic import BaseModel, Field
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found, unavailable
from api.scope import INTAKE_ROLES, Caller, in_scope, must_be
from api.work.hygiene import cleaned, fault, must_be_clean
from api.work.relatives import tell_cases
from domain.base import Frozen
from domain.case.file import Agent, CaseFile
from domain.case.lifecycle import ROLE_ZH, Role, Stage
from domain.household import Household
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH, Programme
from runtime import packs
from store import cases, intake
from workflows import ids, visible
from workflows.case import CaseWorkflow

_PROJECTED_WITHIN: Final = 8.0


class IntakeBody(Frozen):
    """一份申请：家庭成员、收入、支出、财产、账户和已交材料。"""

    place: str = Field(default="", max_length=20, description="县（市、区）代码；不填为本人所在地")
    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(default="", max_length=40, description="村（社区）")
    programme: Programme = Field(default=Programme.DIBAO, description="救助项目")
    single_person: bool = Field(default=False, description="按单人户申请")
    agent: Agent | None = Field(default=None, description="代办人账号和委托书编号")
    applied_on: date | None = Field(default=None, description="申请日期；不填为当日")
    household: Household = Field(description="申报的家庭情况，金额以分为单位")
    papers: tuple[str, ...] = Field(default=(), max_length=30, description="已交材料代码")


class CaseOpened(BaseModel):
    """The case was opened."""

    case_no: str = Field(description="案件编号")
    stage: str
    stage_zh: str
    href: str


async def open_case(
    door: Door,
    caller: Caller,
    body: IntakeBody,
    key: str,
    channel: str = "",
    roles: tuple[Role, ...] = INTAKE_ROLES,
) -> CaseOpened:
    """The case of an application. Problem when it cannot be taken in, saying at which field."""
    today = await door.today()
    must_be(caller, roles, "受理申请", "57号 Art 4")
    info = _checked(door, caller, body, today)
    household = cleaned(body.household, today)
    applied_on = body.applied_on or today
    case_no = await _numbered(door, info, body, household, applied_on, key)
    file = CaseFile(
        case_no=case_no,
        place=info.code,
        township=body.township or caller.township,
        village=body.village.strip(),
        programme=body.programme,
        single_person=body.single_person,
        channel=channel or ("agent" if body.agent else "window"),
        agent=body.agent,
        received_by=caller.officer(info.code),
        applied_on=applied_on,
        declared=household,
        household=household,
        papers=tuple(sorted(set(body.papers))),
        stage_since=applied_on,
        latest=applied_on,
    )
    if not await start(door.temporal, file, info, door.settings.task_queue):
        await _must_be_ours(door, file)
    await _shown(door, case_no)
    await tell_cases(door, case_no=case_no)
    return CaseOpened(
        case_no=case_no, stage=Stage.INTAKE, stage_zh="受理", href=f"/api/v1/cases/{case_no}"
    )


async def start(client: Client, file: CaseFile, info: PlaceInfo, task_queue: str) -> bool:
    """Starts the case's workflow. False: one of that number is there already, and left alone."""
    township = info.township(file.township).zh
    programme = PROGRAMME_ZH[file.programme]
    try:
        await client.start_workflow(
            CaseWorkflow.run,
            file,
            id=ids.case_id(file.place, file.case_no),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{programme} · {info.short}{township} · {file.case_no}",
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(visible.PLACE, file.place),
                    SearchAttributePair(visible.TOWNSHIP, file.township),
                    SearchAttributePair(visible.PROGRAMME, file.programme),
                    SearchAttributePair(visible.STAGE, Stage.INTAKE.value),
                    SearchAttributePair(visible.OVERDUE, False),
                ]
            ),
        )
    except WorkflowAlreadyStartedError:
        return False
    except RPCError:
        raise unavailable() from None
    return True


async def _must_be_ours(door: Door, file: CaseFile) -> None:
    """A number that stands for another application was given out twice: tables were set back."""
    try:
        stands = await ask(door, ids.case_id(file.place, file.case_no), "file", CaseFile)
    except Gone:
        raise unavailable() from None
    if stands.declared != file.declared:
        structlog.get_logger("api").error("case number taken", case=file.case_no)
        raise Problem(
            503,
            "case_number_taken",
            f"案件编号{file.case_no}已经属于另一份申请，数据表可能恢复到了较早的时间。"
            "申请没有立案，请联系系统管理员核对后再提交。",
        )


def _checked(door: Door, caller: Caller, body: IntakeBody, today: date) -> PlaceInfo:
    """The place, once everything about the application is possible and the caller may take it in."""
    place, township = body.place or caller.place, body.township or caller.township
    if not in_scope(caller, place, township):
        raise not_found("乡镇（街道）")
    try:
        info = door.place(place)
        info.township(township)
    except KeyError:
        raise not_found("乡镇（街道）") from None
    must_be_clean(body, today)
    faults = tuple(_faults(door, info, caller, body, today))
    if faults:
        raise bad_input(faults)
    production = door.settings.env == "production"
    if not info.document.in_force_on(body.applied_on or today, production):
        raise Problem(
            409,
            "document_expired",
            f"本地文件（{info.document.number}）在申请之日不在有效期内，不能受理新的申请，"
            "请政策管理员先登记文件延期或者新文件。",
            clause=info.document.number,
        )
    return info


def _faults(
    door: Door, info: PlaceInfo, caller: Caller, body: IntakeBody, today: date
) -> list[FieldFault]:
    found: list[FieldFault] = []
    applied_on = body.applied_on or today
    if applied_on > today:
        found.append(fault(("applied_on",), f"申请日期不能晚于今天（{today}）。"))
    if caller.role is Role.VILLAGE and body.agent is None:
        found.append(
            fault(("agent",), f"{ROLE_ZH[caller.role]}代为申请的，应当填写代办人和委托书编号。")
        )
    if len(body.household.counted) == 0:
        found.append(fault(("household", "members"), "家庭中没有共同生活的成员。"))
    known = known_papers(door, info, applied_on)
    unknown = [code for code in body.papers if code not in known]
    if unknown:
        listed = "、".join(f"{zh}（{code}）" for code, zh in known.items())
        found.append(fault(("papers",), f"有不认识的材料代码。可以登记的材料为：{listed}。"))
    return found


def known_papers(door: Door, info: PlaceInfo, on: date) -> dict[str, str]:
    """The papers an application there needs: code to Chinese name."""
    table = packs.value(
        packs.load(door.settings.policy_overlays), info.code, on, "dibao.required_papers"
    ).value
    return {k: str(v) for k, v in table.items()} if isinstance(table, dict) else {}


async def _numbered(
    door: Door, info: PlaceInfo, body: IntakeBody, household: Household, on: date, key: str
) -> str:
    persons = [(m.key, m.id_no) for m in household.counted]
    try:
        return await door.write(
            intake.take_in, key=key, abbr=info.abbr, place=info.code, on=on, persons=persons
        )
    except intake.Duplicate as duplicate:
        at = next(n for n, m in enumerate(household.members) if m.key == duplicate.member_key)
        raise Problem(
            409,
            "duplicate_person",
            f"成员{duplicate.member_key}已在案件{duplicate.case_no}中申请或者享受救助，不得重复申请。"
            "请先查看该案件；如该成员已不在原家庭，请先在原案件办理变更。",
            clause="57号 Art 4",
            case_no=duplicate.case_no,
            errors=(
                FieldFault(
                    field=f"household.members.{at}.id_no",
                    message=f"已在案件{duplicate.case_no}中",
                ),
            ),
        ) from None
    except intake.SamePersonTwice as twice:
        raise bad_input(
            (
                FieldFault(
                    field="household.members",
                    message=f"成员{twice.members[0]}与{twice.members[1]}是同一人，请核对。",
                ),
            )
        ) from None


async def _shown(door: Door, case_no: str) -> None:
    """Read-your-writes: back only when the lists show the case. Not longer than some seconds."""
    deadline = asyncio.get_running_loop().time() + _PROJECTED_WITHIN
    while asyncio.get_running_loop().time() < deadline:
        if await door.read(cases.get_case, case_no) is not None:
            return
        await asyncio.sleep(0.05)
