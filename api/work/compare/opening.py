"""Opening a month by hand, a department's list handed in, and the word that one is connected."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import UploadFile
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from activities.registers import Asked, Workbooks
from api.frame.door import Door
from api.frame.guard import REGISTER_LIMIT, too_large
from api.frame.problems import FieldFault, bad_input, not_found
from api.scope import Caller, must_be
from api.work.compare.reading import CLAUSE, compare_file
from api.work.starting import begin, until_shown
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.compare import engine
from domain.compare.file import COMPARE_NEEDS, CompareOrder
from domain.compare.lifecycle import COMPARERS
from runtime import packs
from store.compare import months
from workflows import ids
from workflows.compare import ComparisonWorkflow

_BLOCK: Final = 1024 * 1024
LINKERS: Final = (Role.COUNTY_REVIEWER,)


class MonthBody(Frozen):
    """开展哪一个月的比对。"""

    month: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="月份，如2026-12")


class MonthOpened(BaseModel):
    """比对已经开始（或者早已开始）。"""

    place: str
    month: str
    href: str


class LinkBody(Frozen):
    """登记一个部门实现（或者中断）共享对接。"""

    department: str = Field(max_length=40, description="部门代码")
    connected: bool = Field(default=True, description="已实现共享对接")
    on: date = Field(description="自哪一日起")
    paper: str = Field(min_length=2, max_length=80, description="依据的文件或者对接协议编号")


class LinkLine(BaseModel):
    """关于一个部门共享对接的一次登记。"""

    department: str
    zh: str
    seq: int
    connected: bool
    on: date
    paper: str
    by: str


class ListTaken(BaseModel):
    """名单已经收到，正在比对。"""

    part: str
    digest: str


async def open_month(door: Door, caller: Caller, body: MonthBody) -> MonthOpened:
    """The month's comparison running, begun now unless it was begun before."""
    must_be(caller, COMPARERS, "开展每月比对", CLAUSE)
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    month = date.fromisoformat(f"{body.month}-01")
    overlays, production = door.settings.policy_overlays, door.settings.env == "production"
    law = packs.snapshot(place, month, COMPARE_NEEDS, production=production, overlays=overlays)
    if today < engine.begins_on(law, month):
        message = f"{body.month}的比对自{engine.begins_on(law, month)}起开展。"
        raise bad_input((FieldFault(field="month", message=message),))
    order = CompareOrder(place=place, month=month, opened_on=today, opened_by=caller.officer(place))
    await begin(
        door,
        ComparisonWorkflow.run,
        order,
        id=ids.compare_id(place, body.month),
        summary=f"每月比对 · {door.place(place).short} · {body.month}",
    )
    await until_shown(lambda: door.read(months.month, place, body.month))
    href = f"/api/v1/comparisons/{place}/{body.month}"
    return MonthOpened(place=place, month=body.month, href=href)


async def put_list(
    door: Door, caller: Caller, place: str, month: str, part: str, file: UploadFile
) -> ListTaken:
    """The workbook into the department's tray, a block at a time."""
    must_be(caller, COMPARERS, "报送部门名单", CLAUSE)
    if (await compare_file(door, ids.compare_id(place, month))).part(part) is None:
        raise not_found("比对项目")
    department, _, subject = part.partition(".")
    asked = Asked(
        place=place, department=department, subject=subject, month=month, on=await door.today()
    )
    books = Workbooks(door.settings.exchange_dir)
    scratch = books.scratch(asked)
    size = 0
    try:
        with scratch.open("wb") as out:
            while block := await file.read(_BLOCK):
                size += len(block)
                if size > REGISTER_LIMIT:
                    raise too_large(REGISTER_LIMIT)
                await run_in_threadpool(out.write, block)
        digest = await run_in_threadpool(books.put, asked, scratch)
    finally:
        scratch.unlink(missing_ok=True)
    return ListTaken(part=part, digest=digest)


async def say_linked(door: Door, caller: Caller, body: LinkBody) -> LinkLine:
    """The duty of the monthly comparison is lifted from that day, never that of deaths (JZ-03)."""
    must_be(caller, LINKERS, "登记部门共享对接", CLAUSE)
    names = departments_of(door, caller.place, await door.today())
    if body.department not in names:
        known = "、".join(f"{zh}（{code}）" for code, zh in names.items())
        message = f"部门应当为本地文件所列的部门：{known}。"
        raise bad_input((FieldFault(field="department", message=message),))
    seq = await door.write(months.link, place=caller.place, by=caller.id, **body.model_dump())
    return LinkLine(**body.model_dump(), zh=names[body.department], seq=seq, by=caller.id)


async def links_of(door: Door, place: str) -> list[LinkLine]:
    names = departments_of(door, place, await door.today())
    return [
        LinkLine(
            department=row.department,
            zh=names.get(row.department, row.department),
            seq=row.seq,
            connected=row.connected,
            on=row.on,
            paper=row.paper,
            by=row.by,
        )
        for row in await door.read(months.links, place)
    ]


def departments_of(door: Door, place: str, on: date) -> dict[str, str]:
    known = packs.load(door.settings.policy_overlays)
    table = packs.value(known, place, on, "check.items").value
    rows = table if isinstance(table, dict) else {}
    return {code: str(row["zh"]) for code, row in sorted(rows.items()) if isinstance(row, dict)}
