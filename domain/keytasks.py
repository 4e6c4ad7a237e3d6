"""重点任务: the tasks without an end of a place, what each unit reports, its plan (YC-34, YC-37).

A unit reports on its own tasks as often as it has something to say; nothing is overwritten, nothing
falls due. Its implementing plan is registered with paper and day; a newer one stands beside the old.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.case.acts.base import Act, Officer
from domain.case.file import require
from domain.policy import Snapshot

TASKS = "keytasks.tasks"
KEYTASK_NEEDS = (TASKS,)
PROGRESS, PLAN = "progress", "plan"


class ReportProgress(Act):
    """`task`: its code; `text`: what was done since the last report."""

    task: str = Field(min_length=1, max_length=20)
    text: str = Field(min_length=4, max_length=1000)


class RegisterPlan(Act):
    """实施方案: its title, number and day."""

    title: str = Field(min_length=4, max_length=120)
    paper: str = Field(min_length=2, max_length=80)
    issued_on: date


class KeyTask(Frozen):
    """One task. `units`: codes of those who answer for it."""

    code: str
    zh: str
    units: tuple[str, ...]


class Statement(Frozen):
    """What a unit has said: progress of a task, or its plan. Kept as it was said."""

    place: str
    number: int
    kind: str
    unit: str
    task: str = ""
    text: str
    paper: str = ""
    on: date
    said_on: date
    by: Officer


def tasks_of(law: Snapshot) -> tuple[KeyTask, ...]:
    """In the order of the document. None where the place has no such list."""
    if not law.has(TASKS):
        return ()
    found = []
    for code, said in law.table(TASKS).items():
        row = said if isinstance(said, dict) else {}
        units = row.get("units")
        own = tuple(str(u) for u in units) if isinstance(units, list) else ()
        found.append(KeyTask(code=code, zh=str(row.get("zh", code)), units=own))
    return tuple(found)


def progress(law: Snapshot, act: ReportProgress, unit: str, kept: Iterable[Statement]) -> Statement:
    """The report as it is kept. `unit`: code of the officer's own. CaseRefusal when it is not its task."""
    tasks = _listed(law)
    task = next((t for t in tasks if t.code == act.task), None)
    if task is None:
        raise CaseRefusal(
            "task_unknown",
            f"没有编号为“{act.task}”的重点任务，本地的任务为：{'、'.join(t.code for t in tasks)}。",
            law.cite(TASKS),
        )
    own = "、".join(t.zh for t in tasks if unit in t.units) or "无"
    require(
        unit in task.units,
        "not_your_task",
        f"“{task.zh}”不是您所在单位的任务，您所在单位的任务为：{own}。",
        law.cite(TASKS),
    )
    return _kept(act, PROGRESS, unit, act.text, act.on, kept, task=task.code)


def plan(law: Snapshot, act: RegisterPlan, unit: str, kept: Iterable[Statement]) -> Statement:
    """The plan as it is kept. CaseRefusal for a unit without a task and for a day to come."""
    require(
        any(unit in t.units for t in _listed(law)),
        "no_task",
        "您所在单位在本地文件中没有任务，不需要登记实施方案。",
        law.cite(TASKS),
    )
    require(
        act.issued_on <= act.on,
        "plan_in_future",
        f"实施方案的印发日期不得晚于{act.on}。",
        law.cite(TASKS),
    )
    return _kept(act, PLAN, unit, act.title, act.issued_on, kept, paper=act.paper)


def _listed(law: Snapshot) -> tuple[KeyTask, ...]:
    tasks = tasks_of(law)
    require(
        tasks,
        "no_key_tasks",
        "本地文件没有重点任务清单，无需报告进展。",
        "YC-37",
    )
    return tasks


def _kept(
    act: Act,
    kind: str,
    unit: str,
    text: str,
    on: date,
    kept: Iterable[Statement],
    task: str = "",
    paper: str = "",
) -> Statement:
    number = max((one.number for one in kept), default=0) + 1
    return Statement(
        place=act.officer.place, number=number, kind=kind, unit=unit, task=task, text=text,
        paper=paper, on=on, said_on=act.on, by=act.officer,
    )  # fmt: skip
