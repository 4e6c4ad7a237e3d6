"""Proceedings of supervision as a caller may read them: lists, and one of them; each look is logged."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import LawfulAct, not_found
from api.scope import Caller, must_be
from api.work.casework import lawful_now
from api.work.targets import Target
from api.work.watch.kinds import WATCHES, file_for
from domain.case.lifecycle import Role
from domain.complaint.lifecycle import ALERTED, CHANNEL_ZH, CLOSE_ZH, MATTER_ZH
from domain.credit.lifecycle import END_ZH, GROUND_ZH
from domain.postponing.lifecycle import RESULT_ZH
from domain.proceeding import Proceeding
from domain.rounds.lifecycle import KIND_ZH
from store.cases import Page
from store.tables import ProceedingRow
from store.watch import proceedings
from store.watch.complaints import INSPECTION

_WORDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "complaint": (
        {m.value: zh for m, zh in MATTER_ZH.items()},
        {**{c.value: zh for c, zh in CLOSE_ZH.items()}, "transferred": "已转送有权处理的单位"},
    ),
}
_WORDS["spot"] = ({}, {"kept": "已达到比例", "short": "未达到比例"})
_WORDS["round"] = ({k.value: zh for k, zh in KIND_ZH.items()}, {})
_WORDS["credit"] = (
    {g.value: zh for g, zh in GROUND_ZH.items()},
    {e.value: zh for e, zh in END_ZH.items()},
)
_WORDS["putoff"] = ({}, RESULT_ZH)
_FLAG_ZH = {
    "police": "已移送公安机关",
    "wrong": "有认定有误的决定",
    **{c.value: zh for c, zh in CHANNEL_ZH.items()},
    "named": "实名",
    "major": "重大",
    "repeated": "重复",
}


class ProceedingLine(BaseModel):
    """列表中的一行。"""

    place: str
    number: str
    topic: str
    topic_zh: str
    stage: str
    stage_zh: str
    marks: list[str] = Field(description="渠道和标记")
    unit_zh: str = Field(description="责任单位")
    township: str
    case_no: str
    count: int = Field(description="信访件为同一人就同一事项此前反映的次数")
    opened_on: date
    due_on: date | None
    late: bool
    overdue: bool
    closed_on: date | None
    result_zh: str


class ProceedingPage(BaseModel):
    """一页，最近的在前。"""

    items: list[ProceedingLine]
    next: str = Field(description="下一页的翻页标记；为空表示没有更多")


class ProceedingView(BaseModel):
    """一件事项现在的状态；不属于您的岗位知悉的内容不在其中。"""

    subject: str
    kind: str
    number: str
    stage: str
    stage_zh: str
    version: int
    why: str = Field(description="为什么没有往下走")
    allowed: list[LawfulAct]
    file: dict[str, Any]


def line_of(row: ProceedingRow) -> ProceedingLine:
    kind = "complaint" if row.kind == INSPECTION else row.kind
    topics, results = _WORDS[kind]
    stage_zh = WATCHES[kind].procedure.stage_zh[row.stage]
    marks = [_FLAG_ZH[flag] for flag in row.flags.strip(",").split(",") if flag in _FLAG_ZH]
    return ProceedingLine(
        place=row.place,
        number=row.number,
        topic=row.topic,
        topic_zh=topics.get(row.topic, row.topic),
        stage=row.stage,
        stage_zh=stage_zh,
        marks=marks,
        unit_zh=row.unit_zh,
        township=row.township,
        case_no=row.case_no,
        count=row.count,
        opened_on=row.opened_on,
        due_on=row.due_on,
        late=row.late,
        overdue=row.overdue,
        closed_on=row.closed_on,
        result_zh=results.get(row.result, row.result),
    )


async def listed_for(
    door: Door,
    caller: Caller,
    kind: str,
    open_only: bool | None = None,
    limit: int = 50,
    cursor: str = "",
) -> Page[ProceedingRow]:
    """Those this caller may know of. Discipline inspection has a list of its own, of reports against
    staff alone, which is part of no other."""
    watch = WATCHES[kind]
    must_be(caller, watch.readers, f"查看{watch.procedure.zh}", watch.procedure.clause)
    secret = kind == "complaint" and caller.role is Role.DISCIPLINE
    own = kind in ("complaint", "credit")
    flag = ""
    if kind == "complaint" and caller.role in ALERTED and caller.role is not Role.PETITION_OFFICE:
        flag = f"alert_{caller.role.value}"
    if kind == "credit" and caller.role is Role.UNIT_LIAISON:
        must_be_police(caller)
        flag = "police"
    return await door.read(
        proceedings.listed,
        caller.place,
        INSPECTION if secret else kind,
        township=caller.township or "-" if caller.bound_to_township and own else "",
        unit=caller.unit or "-" if caller.role is Role.UNIT_LIAISON and kind != "credit" else "",
        flag=flag,
        open_only=open_only,
        limit=limit,
        cursor=cursor,
    )


def must_be_police(caller: Caller) -> None:
    """Of the liaisons only the police have part in matters of credit. The same 404 for the others."""
    if "公安" not in caller.unit:
        raise not_found("诚信事项")


async def seen(
    door: Door, caller: Caller, kind: str, place: str, number: str, request_id: str
) -> Proceeding:
    """The proceeding as this caller may read it; the look is logged."""
    file = await file_for(door, caller, kind, place, number)
    watch = WATCHES[kind]
    what = f"read_{kind}"
    await log_command(door, caller, what, watch.id(place, number), "done", place, request_id)
    covered: Proceeding = watch.covered(file, caller.officer(place))
    return covered


async def view_of(
    door: Door, caller: Caller, kind: str, place: str, number: str, request_id: str
) -> ProceedingView:
    file = await seen(door, caller, kind, place, number, request_id)
    procedure = WATCHES[kind].procedure
    today = max(await door.today(), file.latest)
    target = Target(kind=kind, workflow_id=file.id, place=place)
    return ProceedingView(
        subject=file.id,
        kind=kind,
        number=file.number,
        stage=str(file.stage),
        stage_zh=procedure.stage_zh[file.stage],
        version=file.version,
        why=procedure.waiting_zh(file, today),
        allowed=list(await lawful_now(door, caller, target)),
        file=file.model_dump(mode="json", exclude={"policy"}),
    )
