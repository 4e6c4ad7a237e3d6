"""The two ways from a visit to a case: an application, a verification.

Neither gives anybody anything. The application goes through the same intake as one at the window
(`open_case`), which claims, checks and refuses alike; the verification is a change reported on the
living case, which only a survey and a decision can settle (JZ-61, JZ-62).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, Field

from api.acts import Gone, ask, send
from api.frame.door import SHANGHAI, Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found, of_refusal
from api.scope import Caller, in_scope, must_be
from api.work.asked import IntakeBody
from api.work.discovery.acts import LEAD_ROLES
from api.work.intake import open_case
from api.work.targets import Target, find_case
from domain.authorisation import Signature
from domain.base import CaseRefusal, Frozen
from domain.case.acts import ChangeCause, ReportChange
from domain.case.file import Agent
from domain.discovery import engine
from domain.discovery.acts import HandToCase, OpenApplication
from domain.discovery.file import DiscoveryFile
from domain.discovery.lifecycle import BY_LEAD_ACT, LEAD_STAGE_ZH, LeadStage
from domain.household import Household, Member, Relation
from domain.programme import Programme
from store import discovery, intake
from store.tables import LeadRow
from workflows import ids
from workflows.base import Receipt

_SAMPLE_CASE: Final = "AA2000000000"
"""Stands for the case that is still to be opened when it is asked whether it may be."""


class ApplicationBody(Frozen):
    """由线索代办的申请：线索中已有的姓名、身份证号码、住址、电话不必再填。"""

    programmes: tuple[Programme, ...] = Field(
        default=(), max_length=15, description="申请的救助项目，可以多选；不填为低保"
    )
    group: str = Field(default="", max_length=10, description="救助群体代码")
    urgent: bool = Field(default=False, description="救急难")
    single_person: bool = Field(default=False, description="低保按单人户申请")
    household: Household | None = Field(
        default=None, description="申报的家庭情况；不填则以线索所涉人员为申请人"
    )
    papers: tuple[str, ...] = Field(default=(), max_length=30, description="已交材料代码")
    signatures: tuple[Signature, ...] = Field(
        default=(), max_length=30, description="家庭成员签署的核对授权书"
    )
    applied_on: date | None = Field(default=None, description="申请日期；不填为当日")


class VerificationBody(Frozen):
    """转在保案件核实：哪个案件、什么变化。"""

    case_no: str = Field(
        default="", pattern=r"^([A-Z]{2}\d{10})?$", description="案件编号；不填为线索所涉人员的案件"
    )
    cause: ChangeCause = Field(default=ChangeCause.OTHER, description="变化情形")
    happened_on: date | None = Field(default=None, description="变化发生日期；不填为发现日期")


class LeadLed(BaseModel):
    """The lead now waits for a case."""

    lead_no: str
    case_no: str
    stage: str
    stage_zh: str
    href: str


async def find_lead(door: Door, caller: Caller, lead_no: str) -> LeadRow:
    """A lead of the caller's scope. The same 404 for a strange one as for none."""
    row = await door.read(discovery.get_lead, lead_no)
    ours = row is not None and in_scope(caller, row.place, row.township, row.village)
    if row is None or not ours or caller.role not in LEAD_ROLES:
        raise not_found("线索")
    return row


async def lead_target(door: Door, caller: Caller, lead_no: str) -> Target:
    row = await find_lead(door, caller, lead_no)
    return Target(
        kind="discovery",
        workflow_id=ids.lead_id(row.place, lead_no),
        place=row.place,
        township=row.township,
    )


async def lead_of(door: Door, target: Target) -> DiscoveryFile:
    """What the workflow holds. 404 when Temporal has forgotten it."""
    try:
        return await ask(door, target.workflow_id, "file", DiscoveryFile)
    except Gone:
        raise Problem(
            404, "archived", "本线索办结已久，办理过程已转入归档，请通过审计导出查看。"
        ) from None


def prefilled(file: DiscoveryFile) -> Household:
    """The household as far as the lead knows it: nothing is asked twice (JZ-35)."""
    person = file.order.person
    return Household(
        members=(Member(key="m1", name=person.name, id_no=person.id_no, relation=Relation.SELF),),
        address=person.address,
        phone=person.phone,
    )


async def apply_for(door: Door, caller: Caller, lead_no: str, body: ApplicationBody) -> LeadLed:
    """The application of a visited person who agreed, through the window's own intake."""
    target = await lead_target(door, caller, lead_no)
    file = await lead_of(door, target)
    move = BY_LEAD_ACT["open_application"]
    must_be(caller, move.roles, move.zh, move.clause)
    today = max(await door.today(), file.latest)
    _would_be_lawful(file, caller, "open_application", today)
    key = f"lead:{lead_no}"
    numbers = await door.read(intake.cases_of_key, key)
    if not numbers or not await _stand(door, caller, numbers):
        opened = await open_case(door, caller, _application(file, body), key, lead_no=lead_no)
        numbers = tuple(case.case_no for case in opened.cases)
    case_no = numbers[0]
    officer = caller.officer(file.place)
    message = OpenApplication(officer=officer, on=today, case_no=case_no, also=numbers[1:])
    receipt = await _sent(door, target, "open_application", message)
    return _led(lead_no, case_no, receipt.stage)


async def _stand(door: Door, caller: Caller, numbers: tuple[str, ...]) -> bool:
    """Whether the cases of an earlier try were all started before it was cut off."""
    try:
        for number in numbers:
            await find_case(door, caller, number)
    except Problem:
        return False
    return True


def _application(file: DiscoveryFile, body: ApplicationBody) -> IntakeBody:
    visit = file.visit
    if visit is None:
        raise RuntimeError("a lead without a visit came to an application")
    household = body.household or prefilled(file)
    number = file.order.person.id_no
    if number and all(m.id_no.strip().upper() != number for m in household.members):
        message = (
            "申请家庭的成员中没有线索所涉人员，请核对身份证号码；为其他家庭申请的，请另行受理。"
        )
        raise bad_input((FieldFault(field="household.members", message=message),))
    sent = body.model_dump(exclude={"household"})
    return IntakeBody(
        **sent,
        place=file.place,
        township=file.township,
        village=file.village,
        agent=Agent(account=visit.recorded_by, mandate=visit.consent_paper),
        household=household,
    )


async def verify(door: Door, caller: Caller, lead_no: str, body: VerificationBody) -> LeadLed:
    """A change to look into on the living case; nothing about its aid is touched (JZ-62)."""
    target = await lead_target(door, caller, lead_no)
    file = await lead_of(door, target)
    move = BY_LEAD_ACT["hand_to_case"]
    must_be(caller, move.roles, move.zh, move.clause)
    today = max(await door.today(), file.latest)
    _would_be_lawful(file, caller, "hand_to_case", today)
    case_no = await _case_to_verify(door, file, body)
    row, _ = await find_case(door, caller, case_no)
    change = ReportChange(
        officer=caller.officer(row.place),
        on=today,
        cause=body.cause,
        happened_on=body.happened_on or file.order.reported_on,
        text=f"主动发现线索{lead_no}",
        lead_no=lead_no,
    )
    case_id = ids.case_id(row.place, case_no)
    try:
        await send(door, case_id, "report_change", change, f"lead:{lead_no}")
    except Gone:
        message = "该案件已经办结，不再享受救助，请以“已在救助或者已在申请”以外的理由办结线索。"
        raise Problem(409, "closed", message, clause=move.clause, case_no=case_no) from None
    handed = HandToCase(officer=caller.officer(file.place), on=today, case_no=case_no)
    receipt = await _sent(door, target, "hand_to_case", handed)
    return _led(lead_no, case_no, receipt.stage)


async def _case_to_verify(door: Door, file: DiscoveryFile, body: VerificationBody) -> str:
    """The living case of the person the lead is about; another family's is refused."""
    number = file.order.person.id_no
    held = await door.read(intake.cases_of_person, number) if number else {}
    known = tuple(dict.fromkeys(held.values()))
    if body.case_no and (not known or body.case_no in known):
        return body.case_no
    if not body.case_no and len(known) == 1:
        return known[0]
    right = f"该人员的案件为{'、'.join(known)}。" if known else "没有找到该人员的案件，请写明编号。"
    raise bad_input((FieldFault(field="case_no", message=right),))


def _would_be_lawful(file: DiscoveryFile, caller: Caller, act: str, today: date) -> None:
    """Asked before anything is opened, so that a refusal leaves no trace anywhere."""
    kind = engine.lead_act_named(act)
    officer = caller.officer(file.place)
    message = kind.model_validate(
        {"officer": officer.model_dump(), "on": today, "case_no": _SAMPLE_CASE}
    )
    try:
        engine.apply_to_lead(file, act, message, today, datetime.now(SHANGHAI))
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None


async def _sent(
    door: Door, target: Target, act: str, message: OpenApplication | HandToCase
) -> Receipt:
    try:
        return await send(door, target.workflow_id, act, message, f"{act}:{message.case_no}")
    except Gone:
        raise Problem(
            409, "ended", "本线索已经办结，不能再提交；有新情况的，请另行上报线索。"
        ) from None


def _led(lead_no: str, case_no: str, stage: str) -> LeadLed:
    return LeadLed(
        lead_no=lead_no,
        case_no=case_no,
        stage=stage,
        stage_zh=LEAD_STAGE_ZH[LeadStage(stage)],
        href=f"/api/v1/cases/{case_no}",
    )
