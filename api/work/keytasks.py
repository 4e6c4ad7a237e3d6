"""重点任务 at the door: the list with what each unit last said, reporting, and the units' plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, in_place, must_be
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from domain.keytasks import (
    KEYTASK_NEEDS,
    PLAN,
    PROGRESS,
    TASKS,
    RegisterPlan,
    ReportProgress,
    Statement,
    plan,
    progress,
    tasks_of,
)
from domain.policy import Snapshot, Status
from runtime import packs
from store import keytasks

CLAUSE: Final = "YC-37"
Say = Callable[[str], Statement]
REPORTERS: Final = (Role.UNIT_LIAISON,)
READERS: Final = (
    Role.UNIT_LIAISON, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER, Role.MEETING_OFFICE, Role.CONVENER,
    Role.GENERAL_CONVENER, Role.GOVERNMENT_OFFICE, Role.SUPERVISOR, Role.AUDITOR, Role.DISCIPLINE,
)  # fmt: skip
"""The units among themselves, the bureau, the office and who looks at their work; no case stands in it."""


class ProgressBody(Frozen):
    """报告一项重点任务的进展。"""

    task: str = Field(min_length=1, max_length=20, description="任务编号")
    text: str = Field(min_length=4, max_length=1000, description="进展情况")


class PlanBody(Frozen):
    """登记本单位的实施方案。"""

    title: str = Field(min_length=4, max_length=120, description="实施方案的名称")
    paper: str = Field(min_length=2, max_length=80, description="文号")
    issued_on: date = Field(description="印发日期")


class StatementView(BaseModel):
    """一次进展报告，或者一份实施方案。"""

    number: int
    unit_zh: str
    text: str
    paper: str
    on: date
    said_on: date
    said_by: str = Field(description="报告人；代行的写明被代行人")


class UnitView(BaseModel):
    """一个责任单位在一项任务上最近报告了什么；没有报告过的为空。"""

    unit_zh: str
    times: int
    last: StatementView | None


class TaskView(BaseModel):
    """一项重点任务；持续推进，没有截止日期。"""

    code: str
    zh: str
    silent: int = Field(description="还没有报告过的单位数")
    mine: bool = Field(description="您所在单位的任务")
    units: list[UnitView]


class KeyTasksView(BaseModel):
    """本地文件的重点任务、各责任单位的进展和实施方案。"""

    clause: str
    demo: bool
    tasks: list[TaskView]
    plans: list[StatementView]
    without_plan: list[str] = Field(description="有任务而没有登记实施方案的单位")
    may_report: bool


async def view_of(door: Door, caller: Caller, place: str) -> KeyTasksView:
    must_be(caller, READERS, "查看重点任务", CLAUSE)
    law, kept = await _read(door, caller, place)
    names = await _names(door, place)
    own = _unit_of(door, caller)
    tasks = tasks_of(law)
    said = [s for s in kept if s.kind == PROGRESS]
    plans = [s for s in kept if s.kind == PLAN]
    obliged = dict.fromkeys(u for t in tasks for u in t.units)
    views = []
    for task in tasks:
        units = []
        for unit in task.units:
            mine = [s for s in said if (s.task, s.unit) == (task.code, unit)]
            last = _view(mine[-1], names) if mine else None
            units.append(UnitView(unit_zh=names.get(unit, unit), times=len(mine), last=last))
        views.append(
            TaskView(
                code=task.code,
                zh=task.zh,
                mine=own in task.units,
                units=units,
                silent=sum(u.last is None for u in units),
            )
        )
    with_plan = {s.unit for s in plans}
    return KeyTasksView(
        clause=law.cite(TASKS) if tasks else "",
        demo=bool(tasks) and law.get(TASKS).status is Status.DEMO,
        tasks=views,
        plans=[_view(s, names) for s in reversed(plans)],
        without_plan=[names.get(u, u) for u in obliged if u not in with_plan],
        may_report=caller.role in REPORTERS and own in obliged,
    )


async def history_of(door: Door, caller: Caller, place: str, task: str) -> list[StatementView]:
    """Everything said of one task, the newest first. 404 for an unknown one."""
    must_be(caller, READERS, "查看重点任务", CLAUSE)
    law, kept = await _read(door, caller, place)
    if task not in {t.code for t in tasks_of(law)}:
        raise not_found("重点任务")
    names = await _names(door, place)
    return [_view(s, names) for s in reversed(kept) if s.task == task]


async def report(
    door: Door, caller: Caller, place: str, sent: ProgressBody, request_id: str
) -> StatementView:
    must_be(caller, REPORTERS, "报告重点任务进展", CLAUSE)
    law, kept = await _read(door, caller, place)
    act = ReportProgress(officer=caller.officer(place), on=await door.today(), **sent.model_dump())
    return await _say(
        door, caller, place, "report_key_task", request_id,
        lambda unit: progress(law, act, unit, kept),
    )  # fmt: skip


async def register_plan(
    door: Door, caller: Caller, place: str, sent: PlanBody, request_id: str
) -> StatementView:
    must_be(caller, REPORTERS, "登记实施方案", "YC-34")
    law, kept = await _read(door, caller, place)
    act = RegisterPlan(officer=caller.officer(place), on=await door.today(), **sent.model_dump())
    return await _say(
        door, caller, place, "register_plan", request_id, lambda unit: plan(law, act, unit, kept)
    )


async def _say(
    door: Door, caller: Caller, place: str, what: str, request_id: str, made: Say
) -> StatementView:
    try:
        kept = made(_unit_of(door, caller))
        await door.write(keytasks.keep, kept)
    except CaseRefusal as refusal:
        await log_command(door, caller, what, place, refusal.code, place, request_id)
        raise of_refusal(refusal) from None
    await log_command(door, caller, what, f"{place}/{kept.number}", "done", place, request_id)
    return _view(kept, await _names(door, place))


async def _read(door: Door, caller: Caller, place: str) -> tuple[Snapshot, tuple[Statement, ...]]:
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")
    law = packs.snapshot(
        place,
        await door.today(),
        KEYTASK_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    return law, await door.read(keytasks.of_place, place)


async def _names(door: Door, place: str) -> dict[str, str]:
    today = await door.today()
    return {u.code: u.name_on(today) for u in door.place(place).units}


def _unit_of(door: Door, caller: Caller) -> str:
    """The code of the caller's unit, by whichever of its names the account has; empty for none."""
    if caller.role is not Role.UNIT_LIAISON:
        return ""
    units = door.place(caller.place).units
    return next((u.code for u in units if caller.unit in (u.zh, *u.words)), "")


def _view(one: Statement, names: dict[str, str]) -> StatementView:
    return StatementView(
        number=one.number,
        unit_zh=names.get(one.unit, one.unit),
        text=one.text,
        paper=one.paper,
        on=one.on,
        said_on=one.said_on,
        said_by=one.by.zh,
    )
