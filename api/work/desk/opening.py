"""Opening an affair of the office or the reports of a period: checked, numbered, started."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time
from typing import Any, Final

from pydantic import BaseModel, Field

from api.acts import FrozenT, Gone, ask
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, in_place, must_be
from api.work.hygiene import must_be_clean
from api.work.starting import begin, until_shown
from domain.assembly.file import MeetingFile
from domain.base import CaseRefusal, Frozen
from domain.body.members import Members
from domain.desk import engine
from domain.desk.drafting import drafted
from domain.desk.file import AffairFile, AffairOrder
from domain.desk.lifecycle import AFFAIR_KIND_ZH, KIND_CLAUSE, OPENERS, WRITTEN, AffairKind
from domain.measures.file import MeasuresFile
from domain.officeyear import engine as officeyear
from domain.officeyear.file import YearOrder
from domain.reporting import engine as reporting
from domain.reporting.file import ReportOrder
from runtime import packs
from store import body as bodies
from store.desk import affairs, reports
from workflows import ids, visible
from workflows.affair import AffairWorkflow
from workflows.base import SHANGHAI
from workflows.reports import MemberReportWorkflow
from workflows.year import OfficeYearWorkflow

ALL_OPENERS: Final = tuple(dict.fromkeys(r for roles in OPENERS.values() for r in roles))


class AffairBody(Frozen):
    """提出一件办公室事项：交办任务、困难和问题、决策建议、会商、议题建议、重要情况、通报、汇报。"""

    kind: AffairKind = Field(description="事项类别")
    title: str = Field(min_length=2, max_length=120, description="标题，不写个人姓名")
    text: str = Field(
        default="",
        max_length=20_000,
        description="情况和建议；通报、汇报不填的，由系统根据所涉会议和事项起草初稿",
    )
    owner: str = Field(default="", max_length=60, description="承办单位；不填为联席会议办公室")
    due: date | None = Field(default=None, description="期限")
    units: tuple[str, ...] = Field(default=(), max_length=80, description="请哪些单位提出意见")
    addressee: str = Field(default="", max_length=60, description="向谁提出（报送）")
    document: str = Field(default="", max_length=200, description="会商的文件名称")
    about: tuple[str, ...] = Field(
        default=(),
        max_length=30,
        description="涉及事项：会议编号、事项编号或者“案件编号/件次”",
    )


class AffairOpened(BaseModel):
    """事项已经提出。"""

    place: str
    number: str = Field(description="事项编号，例如2026-m001")
    href: str


class ReportBody(Frozen):
    """开始收集一期单位报告；平时由日程自动开始。"""

    period: str = Field(pattern=r"^20\d\d-H\d{1,2}$", description="报告期，例如2026-H1")


class ReportOpened(BaseModel):
    """本期报告已经开始收集（或者早已开始）。"""

    place: str
    period: str
    href: str


class YearOpened(BaseModel):
    """年度跟踪已经启动（或者早已启动）。"""

    place: str
    year: int
    href: str


async def open_affair(door: Door, caller: Caller, body: AffairBody, key: str) -> AffairOpened:
    """The affair running, or Problem. The same key gives the same affair."""
    roles, clause = OPENERS[body.kind], KIND_CLAUSE[body.kind]
    must_be(caller, roles, f"提出{AFFAIR_KIND_ZH[body.kind]}", clause)
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    must_be_clean(body, today)
    try:
        order = AffairOrder(
            **body.model_dump(exclude={"about"}),
            about=tuple(_subject(place, text) for text in body.about),
            place=place,
            number=f"{today.year}-m000",
            opened_on=today,
            opened_by=caller.officer(place),
        )
        order = await _with_draft(door, order)
        members = Members.of(await door.read(bodies.body_on, door.place(place), today))
        engine.admitted(order, members)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    number = await door.write(affairs.number_affair, key=key, place=place, on=today)
    order = order.model_copy(update={"number": number})
    await start(
        door,
        AffairWorkflow.run,
        order,
        ids.affair_id(place, number),
        place,
        f"{AFFAIR_KIND_ZH[order.kind]} · {door.place(place).short} · {number}",
        key,
    )
    await until_shown(lambda: door.read(affairs.get_affair, place, number))
    return AffairOpened(place=place, number=number, href=f"/api/v1/affairs/{place}/{number}")


def _subject(place: str, text: str) -> str:
    """The subject meant by a number as it stands on the screens. CaseRefusal for a strange one."""
    text = text.strip()
    case_no, _, number = text.partition("/")
    if number.isdigit() and case_no.isalnum():
        return f"measures/{case_no}/{number}"
    year, _, tail = text.partition("-")
    if year.isdigit() and tail.isdigit():
        return ids.meeting_id(place, text)
    if year.isdigit() and tail:
        return ids.affair_id(place, text)
    raise CaseRefusal(
        "about_unknown",
        f"“{text}”不是会议编号、事项编号或者“案件编号/件次”，请核对。",
        "TR-17",
    )


async def _with_draft(door: Door, order: AffairOrder) -> AffairOrder:
    """A paper nobody has written yet begins with what the named meetings and units did."""
    if order.kind not in WRITTEN:
        return order
    meetings = await _files(door, order, "meeting/", MeetingFile)
    measures = await _files(door, order, "measures/", MeasuresFile)
    others = await _files(door, order, "affair/", AffairFile)
    strange = [s for s in order.about if s not in {*meetings, *measures, *others}]
    if strange or any(f.place != order.place for f in measures.values()):
        raise CaseRefusal(
            "about_unknown",
            "没有找到所填的涉及事项，请核对会议编号、事项编号或者“案件编号/件次”。",
            "TR-17",
        )
    if order.text.strip():
        return order
    text = drafted(meetings.values(), measures.values(), others.values())
    return order.model_copy(update={"text": text[:20_000]})


async def _files(
    door: Door, order: AffairOrder, prefix: str, kind: type[FrozenT]
) -> dict[str, FrozenT]:
    found = {}
    for subject in order.about:
        if subject.startswith(prefix):
            with contextlib.suppress(Gone):
                found[subject] = await ask(door, subject, "file", kind)
    return found


async def open_reports(door: Door, caller: Caller, body: ReportBody) -> ReportOpened:
    """The reports of the period running, begun now unless they were begun before."""
    must_be(caller, reporting.OPENERS, "开始收集单位报告", "TR-52")
    place, today = caller.place, await door.today()
    if not place or not in_place(caller, place):
        raise not_found("地区")
    order = ReportOrder(
        place=place, period=body.period, opened_on=today, opened_by=caller.officer(place)
    )
    law = packs.snapshot(
        place,
        today,
        reporting.REPORT_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    try:
        reporting.may_open(order)
        reporting.period_for(order, law)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    await start(
        door,
        MemberReportWorkflow.run,
        order,
        ids.report_id(place, order.period),
        place,
        f"单位报告 · {door.place(place).short} · {order.period}",
    )
    await until_shown(lambda: door.read(reports.get_report, place, order.period))
    return ReportOpened(
        place=place, period=order.period, href=f"/api/v1/reports/{place}/{order.period}"
    )


async def open_year(door: Door, caller: Caller, place: str) -> YearOpened:
    """The office's year running, begun now unless it was begun before."""
    must_be(caller, officeyear.OPENERS, "启动年度跟踪", "TR-18")
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")
    today = await door.today()
    order = YearOrder(
        place=place, year=today.year, opened_on=today, opened_by=caller.officer(place)
    )
    id = ids.year_id(place, today.year)
    at = datetime.combine(today, time(), SHANGHAI)
    file = officeyear.opened(order, id, at)
    summary = f"办公室年度跟踪 · {door.place(place).short} · {today.year}"
    await start(door, OfficeYearWorkflow.run, file, id, place, summary)
    return YearOpened(place=place, year=today.year, href=f"/api/v1/years/{place}/{today.year}")


async def start(
    door: Door, run: Any, order: Frozen, id: str, place: str, summary: str, once: str = ""
) -> None:
    """Begins the procedure unless it stands; `once` as in `starting.begin`."""
    attributes = visible.untroubled(place)
    await begin(door, run, order, id=id, summary=summary, attributes=attributes, once=once)
