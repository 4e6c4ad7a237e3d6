"""The register by unit and age, a unit's inbox, the office's year: read from the tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place, must_be
from api.work.meetings.shown import year_view
from domain.assembly.sight import READS_ALL
from domain.case.lifecycle import Role
from domain.reporting.engine import PERIOD_MONTHS, REPORT_NEEDS
from domain.reporting.period import last_ended
from runtime import packs
from store.desk import calendar, mail, register, reports, townships
from store.tables import UnitMail

REGISTER_READERS: Final = (*READS_ALL, Role.UNIT_LIAISON)
INBOX_READERS: Final = (Role.UNIT_LIAISON, Role.GOVERNMENT_OFFICE)
GOVERNMENT_BOX: Final = "政府办公室"


class OpenThing(BaseModel):
    """一件未办结的事项。"""

    kind: str
    subject: str
    what: str
    since: date
    due: date | None
    age: int = Field(description="已经过的日数")
    late: bool


class UnitOpen(BaseModel):
    """一个单位未办结的事项，时间最长的在前。"""

    unit: str
    open: int
    late: int
    oldest: int = Field(description="时间最长的一件已经过的日数")
    things: list[OpenThing]


class Letter(BaseModel):
    """本单位收到的一件通知或者文件。"""

    subject: str
    key: str
    kind: str
    title: str
    text: str
    paper: str
    on: date
    at: datetime
    href: str = Field(description="文件原文；为空表示没有附件")


class Mark(BaseModel):
    """年历中的一天。"""

    on: date
    what: str
    who: str
    done: bool
    late: bool
    href: str


class YearOfOffice(BaseModel):
    """办公室一年的安排：会议、报告、措施和事项期限。"""

    place: str
    year: int
    meetings: str = Field(description="例行会议召开情况")
    warn: bool = Field(description="年末将近，例行会议尚未开足")
    reports: str = Field(description="单位报告的要求和情况")
    marks: list[Mark]


async def register_of(door: Door, caller: Caller, place: str) -> list[UnitOpen]:
    """Everything open by unit and age; a unit sees its own."""
    must_be(caller, REGISTER_READERS, "查看未办结事项", "TR-18; HB-35")
    _must_be_here(door, caller, place)
    unit = caller.unit or "-" if caller.role is Role.UNIT_LIAISON else ""
    found = await door.read(register.register, place, await door.today(), unit)
    return [
        UnitOpen(
            unit=u.unit,
            open=u.open,
            late=u.late,
            oldest=u.oldest,
            things=[
                OpenThing(
                    kind=t.kind,
                    subject=t.subject,
                    what=t.zh,
                    since=t.since,
                    due=t.due,
                    age=t.age,
                    late=t.late,
                )
                for t in u.things
            ],
        )
        for u in found
    ]


def _must_be_here(door: Door, caller: Caller, place: str) -> None:
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")


def box_of(caller: Caller) -> str:
    """Under which name the caller's letters lie."""
    must_be(caller, INBOX_READERS, "查看收件", "TR-57")
    return GOVERNMENT_BOX if caller.role is Role.GOVERNMENT_OFFICE else caller.unit or "-"


async def inbox_of(door: Door, caller: Caller) -> list[Letter]:
    unit = box_of(caller)
    letters = await door.read(mail.inbox, caller.place, unit)
    return [
        Letter(
            subject=x.subject,
            key=x.key,
            kind=x.kind,
            title=x.title,
            text=x.text,
            paper=x.paper,
            on=x.on,
            at=x.at,
            href=_href(x.subject, x.key, bool(x.number), x.kind),
        )
        for x in letters
    ]


def _href(subject: str, key: str, of_meeting: bool, kind: str) -> str:
    if of_meeting:
        return f"/{subject.replace('meeting/', 'meetings/', 1)}"
    return "" if kind == "progress" else f"/inbox/letter?subject={subject}&key={key}"


async def letter_of(door: Door, caller: Caller, subject: str, key: str) -> UnitMail:
    """One letter of the caller's own; 404 for anybody else's."""
    found = await door.read(mail.letter, subject, key, box_of(caller))
    if found is None or found.place != caller.place:
        raise not_found("收件")
    return found


async def year_of_office(door: Door, caller: Caller, place: str, year: int) -> YearOfOffice:
    """What the office must keep in mind this year: held and owed meetings, reports, days."""
    must_be(caller, READS_ALL, "查看年度安排", "TR-50; TR-52")
    _must_be_here(door, caller, place)
    today = await door.today()
    meetings = await year_view(door, place)
    found = await door.read(calendar.marks, place, year, today)
    return YearOfOffice(
        place=place,
        year=year,
        meetings=meetings.zh,
        warn=meetings.warn,
        reports=await _reports_zh(door, place, today),
        marks=[
            Mark(on=m.on, what=m.zh, who=m.who, done=m.done, late=m.late, href=m.path)
            for m in found
        ],
    )


class TownshipLine(BaseModel):
    """一个乡镇（街道）联席会议的情况。"""

    township: str
    township_zh: str
    last_met: date | None = Field(description="最近一次开会日期；为空表示没有开过")
    meetings: int = Field(description="已召开次数")
    points: int = Field(description="未结束会议中尚未议定的议题")
    items: int = Field(description="本乡镇（街道）家庭在办的一事一议")
    passed_up: int = Field(description="向上级提出、尚未办结的议题")


TOWNSHIP_READERS: Final = (*READS_ALL, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)


async def townships_of(door: Door, caller: Caller, place: str) -> list[TownshipLine]:
    """Every township's own joint meeting in one list; 404 where the document knows none."""
    must_be(caller, TOWNSHIP_READERS, "查看乡镇（街道）联席会议", "HB-12")
    _must_be_here(door, caller, place)
    info = door.place(place)
    if info.body.second is None:
        raise not_found("乡镇（街道）联席会议")
    names = {t.code: t.zh for t in info.townships}
    found = await door.read(townships.township_stands, place, tuple(names))
    return [
        TownshipLine(
            township=x.township,
            township_zh=names[x.township],
            last_met=x.last_met,
            meetings=x.meetings,
            points=x.points,
            items=x.items,
            passed_up=x.passed_up,
        )
        for x in found
    ]


async def _reports_zh(door: Door, place: str, today: date) -> str:
    law = packs.snapshot(
        place,
        today,
        REPORT_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    if not law.has(PERIOD_MONTHS):
        return "本地文件没有规定成员单位定期报告；需要规定的，由本县（市、区）的政策管理员设定。"
    period = last_ended(today, law.months(PERIOD_MONTHS))
    row = await door.read(reports.get_report, place, period.code)
    if row is None:
        return f"{period.code}（{period.zh}）单位报告尚未开始收集。"
    if row.sent_on is not None:
        return f"{period.code}单位报告已于{row.sent_on}报送政府（{row.paper}）。"
    due = f"，期限{row.due_on}" if row.due_on else ""
    return f"{period.code}单位报告已报送{row.filed}个单位，未报送{row.missing}个{due}。"
