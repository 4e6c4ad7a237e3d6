"""What auditors read, as the county and the auditor himself see it. No personal data stands in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import IO, Final

from pydantic import Field

from api.frame.door import SHANGHAI, Door
from api.frame.problems import not_found
from api.reading.rights import scope_zh
from api.scope import Caller, in_place, must_be
from api.work.shapes import View
from documents.audit_book import AuditSheet, audit_book
from domain.case.lifecycle import Role
from domain.oversight.engagement import CLAUSE, ENDED_ZH, STANDING, part_of
from domain.oversight.file import OVERSIGHT_STAGE_ZH, OversightFile, OversightKind
from domain.oversight.moves import READERS as READERS_OF
from store.tables import AuditRow
from store.watching import leaves

COUNTY: Final = READERS_OF[OversightKind.ENGAGEMENT]
READERS: Final = (*COUNTY, Role.AUDITOR)
MOST_LINES: Final = 20_000
"""Lines of a workbook, the newest: operation, not law."""
HEADS: Final = (
    "时间",
    "账号",
    "查看内容",
    "案件或者事项",
    "条件和案件数",
    "结果",
    "授权",
    "用途",
    "请求编号",
)
LEAVE_HEADS: Final = (
    "编号", "账号", "审计机关", "文号", "用途", "范围", "起日", "止日", "状态",
)  # fmt: skip
RESULT_ZH: Final = {
    "done": "已查看",
    "no_leave": "没有有效授权，未能查看",
    "outside_leave": "超出授权范围，未能查看",
    "not_found": "没有或者超出范围，未能查看",
    "role_not_allowed": "岗位不符，未能查看",
    "bad_input": "填写的条件不符合要求，未能查看",
    "archived": "已转入归档，未能查看",
    "unavailable": "系统暂时不能查询，未能查看",
}
TAKEN_ZH: Final = {"event_log": "写出事件日志", "export_histories": "导出历史"}
STANDING_ZH: Final = "演示账号（全县）"
_CASE_NO: Final = re.compile(r"[A-Z]{2}\d{10}")
Named = Callable[[str], str]
"""Chinese words for an address."""


class LeaveView(View):
    """一项审计调阅授权：谁、看什么、从何日到何日。"""

    subject: str = Field(description="授权编号，`地区/编号`")
    href: str
    account: str
    authority: str
    notice: str = Field(description="审计通知书文号")
    purpose: str
    scope: str
    first: date
    last: date
    state: str


class ReadLine(View):
    """审计员的一次查看。"""

    at: datetime
    who: str
    what: str
    subject: str
    detail: str = Field(description="列表的条件（代码）和列出的案件数")
    result: str
    engagement: str
    purpose: str
    request_id: str


class TownshipReads(View):
    """一个乡镇（街道）的案件被查看的次数和件数。"""

    township: str
    township_zh: str
    reads: int
    cases: int


class ReadLog(View):
    """审计查看记录。"""

    leaves: list[LeaveView]
    townships: list[TownshipReads]
    items: list[ReadLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


async def wanted(
    door: Door, caller: Caller, place: str, engagement: str, who: str, case_no: str
) -> leaves.Wanted:
    """What the caller may ask of the log: an auditor his own lines. Problem for everybody else."""
    must_be(caller, READERS, "查看审计查看记录", CLAUSE)
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")
    return leaves.Wanted(
        place=place,
        engagement=f"{place}/{engagement}" if engagement and engagement != STANDING else engagement,
        who=caller.id if caller.role is Role.AUDITOR else who,
        case_no=case_no,
    )


async def read_log(
    door: Door, caller: Caller, which: leaves.Wanted, named: Named, cursor: str = ""
) -> ReadLog:
    own = caller.id if caller.role is Role.AUDITOR else ""
    files = await door.read(leaves.of_place, which.place, own)
    purposes = {f"{file.place}/{file.number}": file.held.text for file in files}
    page = await door.read(leaves.lines, which, cursor=cursor)
    return ReadLog(
        leaves=[leave_view(door, file) for file in files],
        townships=await _townships(door, which),
        items=[_line(row, purposes, named) for row in page.rows],
        next=page.next,
    )


async def read_book(door: Door, caller: Caller, which: leaves.Wanted, named: Named) -> IO[bytes]:
    """The newest lines, the counts and the leaves, each on its sheet. An open file, closed by who sends
    it."""
    log = await read_log(door, caller, which, named)
    purposes = {leave.subject: leave.purpose for leave in log.leaves}
    rows = await door.read(leaves.every_line, which, MOST_LINES)
    lines = (
        (f"{_local(x.at):%Y-%m-%d %H:%M:%S}", x.who, x.what, x.subject, x.detail,
         x.result, x.engagement, x.purpose, x.request_id)
        for x in (_line(row, purposes, named) for row in rows)
    )  # fmt: skip
    reads = ((t.township_zh, t.reads, t.cases) for t in log.townships)
    granted = (
        (v.subject, v.account, v.authority, v.notice, v.purpose, v.scope, v.first, v.last, v.state)
        for v in log.leaves
    )
    sheets = (
        AuditSheet("查看记录", HEADS, lines),
        AuditSheet("乡镇", ("乡镇（街道）", "查看次数", "案件数"), reads),
        AuditSheet("授权", LEAVE_HEADS, granted),
    )
    return await asyncio.to_thread(audit_book, sheets)


def leave_view(door: Door, file: OversightFile) -> LeaveView:
    part = part_of(file)
    return LeaveView(
        subject=f"{file.place}/{file.number}",
        href=f"/oversight/engagement/{file.place}/{file.number}",
        account=file.held.person,
        authority=part.authority,
        notice=part.notice,
        purpose=file.held.text,
        scope=scope_zh(door, file.place, part.scope),
        first=part.first,
        last=part.last,
        state=ENDED_ZH.get(part.ended) or OVERSIGHT_STAGE_ZH[file.stage],
    )


async def _townships(door: Door, which: leaves.Wanted) -> list[TownshipReads]:
    found = await door.read(leaves.counts, which)
    names = {t.code: t.zh for t in door.place(which.place).townships}
    return [
        TownshipReads(township=code, township_zh=names.get(code, code), reads=reads, cases=number)
        for code, (reads, number) in sorted(found.items())
    ]


def _line(row: AuditRow, purposes: dict[str, str], named: Named) -> ReadLine:
    read = row.what.startswith(leaves.READ)
    what = (
        named(row.what.removeprefix(leaves.READ)) if read else TAKEN_ZH.get(row.what, "制作证据包")
    )
    standing = row.engagement == STANDING
    return ReadLine(
        at=row.at,
        who=row.who,
        what=what,
        subject="" if row.subject == row.place else row.subject,
        detail=_detail_zh(row),
        result=RESULT_ZH.get(row.result, "未能查看"),
        engagement=STANDING_ZH if standing else _number(row.engagement),
        purpose="演示" if standing else purposes.get(row.engagement, ""),
        request_id=row.request_id,
    )


def _number(leave: str) -> str:
    """Within one county the number of a leave says it all."""
    return leave.rpartition("/")[2]


def _detail_zh(row: AuditRow) -> str:
    """`stage=intake 12` as `stage=intake；列出12件`; of one case the filter alone."""
    asked, _, number = row.detail.rpartition(" ")
    if row.what == "event_log":
        return f"{row.detail}件"
    if not row.what.startswith(leaves.READ) or not number.isdigit():
        return row.detail
    one = _CASE_NO.fullmatch(row.subject) or number == "0"
    return "；".join(part for part in (asked, "" if one else f"列出{number}件") if part)


def _local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


class CaseRead(View):
    """谁查看过这个案件。"""

    who: str
    engagement: str
    last: date
    times: int


async def reads_of_case(door: Door, caller: Caller, case_no: str) -> list[CaseRead]:
    """For the county's responsible roles: which auditors read this case. Nothing for anybody else."""
    if caller.role not in COUNTY:
        return []
    return [
        CaseRead(
            who=who,
            engagement=STANDING_ZH if leave == STANDING else _number(leave),
            last=day,
            times=times,
        )
        for who, leave, day, times in await door.read(leaves.read_days, case_no)
    ]
