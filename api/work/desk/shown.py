"""Affairs and reports as a caller may read them; every look into one is logged."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import LawfulAct, not_found
from api.scope import Caller, must_be
from api.work.casework import lawful_now
from api.work.desk.acting import affair_file, report_file, year_file
from api.work.targets import Target
from domain.assembly.sight import READS_ALL
from domain.case.lifecycle import Role
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_STAGE_ZH, AffairKind, AffairStage
from domain.desk.sight import AFFAIR_READERS, name_of
from domain.desk.tasks import affair_waiting_zh
from domain.officeyear.file import YEAR_STAGE_ZH
from domain.officeyear.tasks import year_waiting_zh
from domain.reporting.engine import HEADINGS
from domain.reporting.file import ReportFile
from domain.reporting.headings import prefilled
from domain.reporting.lifecycle import REPORT_STAGE_ZH, ReportStage
from domain.reporting.sight import REPORT_READERS, seen_by
from domain.reporting.tasks import report_waiting_zh
from store.cases import Page
from store.desk import affairs, mail, reports
from store.tables import AffairRow, ReportRow
from workflows import ids


class AffairLine(BaseModel):
    """事项列表中的一行。"""

    place: str
    number: str
    kind: str
    kind_zh: str
    title: str
    stage: str
    stage_zh: str
    owner: str = Field(description="承办单位；为空表示联席会议办公室")
    opened_on: date
    opened_by: str
    due_on: date | None
    late: bool
    overdue: bool
    important: bool
    paper: str = Field(description="印发的文号")
    meeting: str = Field(description="议定本事项的会议")


class AffairView(BaseModel):
    """一件事项现在的状态。"""

    subject: str
    kind_zh: str
    stage: str
    stage_zh: str
    version: int
    why: str = Field(description="为什么没有往下走")
    allowed: list[LawfulAct]
    file: dict[str, Any]


class ReportLine(BaseModel):
    """一期报告。"""

    place: str
    period: str
    stage: str
    stage_zh: str
    due_on: date | None
    units: int = Field(description="应报送的单位数")
    filed: int = Field(description="已报送")
    late: int = Field(description="逾期报送")
    missing: int = Field(description="未报送")
    paper: str
    sent_on: date | None = Field(description="报送政府的日期")
    overdue: bool


class ReportView(BaseModel):
    """一期报告现在的状态；成员单位只看到本单位的报告。"""

    subject: str
    stage: str
    stage_zh: str
    version: int
    why: str
    allowed: list[LawfulAct]
    headings: dict[str, str] = Field(description="各部分的代码和名称")
    started: dict[str, str] = Field(description="按本单位实际办理情况预填的内容，按部分代码")
    file: dict[str, Any]


def affair_line(row: AffairRow) -> AffairLine:
    names = set(AffairLine.model_fields) - {"kind_zh", "stage_zh"}
    return AffairLine(
        **{name: getattr(row, name) for name in names},
        kind_zh=AFFAIR_KIND_ZH[AffairKind(row.kind)],
        stage_zh=AFFAIR_STAGE_ZH[AffairStage(row.stage)],
    )


def report_line(row: ReportRow) -> ReportLine:
    names = set(ReportLine.model_fields) - {"stage_zh"}
    return ReportLine(
        **{name: getattr(row, name) for name in names},
        stage_zh=REPORT_STAGE_ZH[ReportStage(row.stage)],
    )


async def affairs_of(
    door: Door,
    caller: Caller,
    kind: str = "",
    open_only: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[AffairRow]:
    """The affairs this caller may know of: a unit its own and what meetings decided, a township
    what it passed up."""
    must_be(caller, AFFAIR_READERS, "查看办公室事项", "TR-18")
    return await door.read(
        affairs.list_affairs,
        caller.place,
        unit=caller.unit or "-" if caller.role is Role.UNIT_LIAISON else "",
        township=caller.township or "-" if caller.bound_to_township else "",
        kind=kind,
        open_only=open_only,
        limit=limit,
        cursor=cursor,
    )


async def seen_affair(
    door: Door, caller: Caller, place: str, number: str, request_id: str
) -> AffairFile:
    """The affair as this caller may read it; the look is logged. What a meeting decided may be
    known to every unit, the words of it only to those concerned."""
    file = await affair_file(door, caller, place, number)
    await log_command(
        door, caller, "read_affair", ids.affair_id(place, number), "done", place, request_id
    )
    if caller.role is not Role.UNIT_LIAISON:
        return file
    own = name_of(file, caller.unit)
    opener = file.order.opened_by
    concerned = {file.owner, *file.order.units, name_of(file, opener.unit) if opener else ""}
    if own in concerned:
        return file
    return file.having(
        progress=(),
        opinions=(),
        journal=tuple(e.model_copy(update={"text": ""}) for e in file.journal),
    )


async def affair_view(
    door: Door, caller: Caller, place: str, number: str, request_id: str
) -> AffairView:
    file = await seen_affair(door, caller, place, number, request_id)
    today = max(await door.today(), file.latest)
    target = Target(kind="affair", workflow_id=file.id, place=place)
    return AffairView(
        subject=file.id,
        kind_zh=AFFAIR_KIND_ZH[file.kind],
        stage=file.stage.value,
        stage_zh=AFFAIR_STAGE_ZH[file.stage],
        version=file.version,
        why=affair_waiting_zh(file, today),
        allowed=list(await lawful_now(door, caller, target)),
        file=file.model_dump(mode="json", exclude={"policy", "members"}),
    )


async def seen_report(
    door: Door, caller: Caller, place: str, period: str, request_id: str
) -> ReportFile:
    file = await report_file(door, caller, place, period)
    await log_command(
        door, caller, "read_reports", ids.report_id(place, period), "done", place, request_id
    )
    return seen_by(file, caller.role, caller.unit)


async def report_view(
    door: Door, caller: Caller, place: str, period: str, request_id: str
) -> ReportView:
    file = await seen_report(door, caller, place, period, request_id)
    today = max(await door.today(), file.latest)
    target = Target(kind="report", workflow_id=file.id, place=place)
    own = file.of(caller.unit) if caller.role is Role.UNIT_LIAISON else None
    headings = headings_of(file)
    return ReportView(
        subject=file.id,
        stage=file.stage.value,
        stage_zh=REPORT_STAGE_ZH[file.stage],
        version=file.version,
        why=report_waiting_zh(file, today),
        allowed=list(await lawful_now(door, caller, target)),
        headings=headings,
        started={code: prefilled(code, own.work) for code in headings} if own else {},
        file=file.model_dump(mode="json", exclude={"policy", "members"}),
    )


def headings_of(file: ReportFile) -> dict[str, str]:
    """Code and words of each heading; none while the rules are still read."""
    if file.policy is None or not file.policy.has(HEADINGS):
        return {}
    return {str(k): str(v) for k, v in file.policy.table(HEADINGS).items()}


async def reports_of(door: Door, caller: Caller) -> tuple[ReportRow, ...]:
    must_be(caller, REPORT_READERS, "查看单位报告", "TR-52")
    return await door.read(reports.list_reports, caller.place)


async def paper_html(door: Door, caller: Caller, file: AffairFile | ReportFile) -> str:
    """The paper as issued, for those who read all, and for a unit that got it. Empty: none yet."""
    if caller.role in READS_ALL:
        row = await door.read(affairs.paper_of, file.id)
        return row.html if row else ""
    for letter in await door.read(mail.mail_of, file.id, caller.unit or "-"):
        if letter.html:
            return letter.html
    raise not_found("文稿")


class YearView(BaseModel):
    """办公室年度跟踪：停滞事项和召集人批示。"""

    subject: str
    stage: str
    stage_zh: str
    version: int
    why: str
    allowed: list[LawfulAct]
    file: dict[str, Any]


async def year_view_of(door: Door, caller: Caller, place: str, year: int) -> YearView:
    file = await year_file(door, caller, place, year)
    today = max(await door.today(), file.latest)
    target = Target(kind="year", workflow_id=file.id, place=place)
    return YearView(
        subject=file.id,
        stage=file.stage.value,
        stage_zh=YEAR_STAGE_ZH[file.stage],
        version=file.version,
        why=year_waiting_zh(file, today),
        allowed=list(await lawful_now(door, caller, target)),
        file=file.model_dump(mode="json", exclude={"policy"}),
    )
