"""Who must do what about the tasks of a decision, by when; the words of every screen."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import Role
from domain.measures.file import MeasuresFile, MeasureTask
from domain.measures.lifecycle import MeasureStage
from domain.meeting.tasks import waiting_line
from domain.task import Task

_DAY = timedelta(days=1)


def open_measures_tasks(file: MeasuresFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first: of the units, and of the office that presses."""
    found = [task for each in file.tasks for task in _of(file, each, today)]
    if file.settled and not file.closed:
        found.append(_circular(file))
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def task_units(file: MeasuresFile) -> dict[str, str]:
    """The unit (Chinese name) each liaison's task is for, by the code of the task."""
    return {
        f"{act}:{task.key}": task.measure.unit
        for task in file.tasks
        for act in ("accept_task", "complete_task", "answer_supervision")
    }


def _of(file: MeasuresFile, task: MeasureTask, today: date) -> list[Task]:
    unit, code = task.measure.unit, task.measure.code
    found = []
    if not task.done:
        waits = task.stage is MeasureStage.ASSIGNED
        act, verb = ("accept_task", "承接") if waits else ("complete_task", "落实并办结")
        found.append(
            Task(
                code=f"{act}:{task.key}",
                zh=f"请{unit}{verb}措施“{code}”（任务{task.key}）",
                act=act,
                role=Role.UNIT_LIAISON,
                since=task.accepted_on or file.decided_on,
                due=task.due,
                provisional=task.provisional,
                clause="TR-58",
            )
        )
    handing = task.handing
    if handing is not None and today <= handing.until:
        found.append(
            Task(
                code=f"confirm_handing:{task.key}",
                zh=f"请复核任务{task.key}（{unit}）承担单位的变更",
                act="confirm_handing",
                role=Role.CONVENER,
                since=handing.on,
                due=handing.until,
                clause="TR-58",
            )
        )
    order = task.order
    if order is None:
        if not task.done and today > task.due:
            found.append(
                _office(
                    task, "supervise", f"任务{task.key}（{unit}）已超期，请督办", task.due + _DAY
                )
            )
    elif order.answered_on is None:
        found.append(
            Task(
                code=f"answer_supervision:{task.key}",
                zh=f"请{unit}答复督办（任务{task.key}）",
                act="answer_supervision",
                role=Role.UNIT_LIAISON,
                since=order.on,
                due=order.due,
                clause="TR-11",
            )
        )
    else:
        zh = f"{unit}已答复督办（任务{task.key}），请办结督办"
        found.append(_office(task, "close_supervision", zh, order.answered_on))
    return found


def _office(task: MeasureTask, act: str, zh: str, since: date) -> Task:
    return Task(
        code=f"{act}:{task.key}",
        zh=zh,
        act=act,
        role=Role.MEETING_OFFICE,
        since=since,
        clause="TR-11",
    )


def _circular(file: MeasuresFile) -> Task:
    return Task(
        code="record_circular",
        zh="重要事项已经落实，请通报全体成员单位并登记通报文号",
        act="record_circular",
        role=Role.MEETING_OFFICE,
        since=file.latest,
        clause="TR-55",
    )


def measures_waiting_zh(file: MeasuresFile, today: date) -> str:
    """One paragraph in Chinese for every screen: what is done, and who is waited for."""
    done = sum(task.done for task in file.tasks)
    lines = [f"会议议定措施{len(file.tasks)}项，已落实{done}项。"]
    lines += [waiting_line(task, today) for task in open_measures_tasks(file, today)]
    return "\n".join(lines)


def measures_next_zh(file: MeasuresFile, today: date) -> str:
    """What happens by itself next, and when; empty when nothing does."""
    found: list[tuple[date, str]] = []
    for task in file.tasks:
        unit = task.measure.unit
        if not task.done and file.remind_on(task) > today:
            found.append((file.remind_on(task), f"提醒{unit}落实任务{task.key}"))
        if not task.done and task.due >= today:
            found.append((task.due + _DAY, f"{unit}仍未办结任务{task.key}的，记为超期"))
        order = task.order
        if order is not None and order.answered_on is None and order.due >= today:
            found.append((order.due + _DAY, f"{unit}仍未答复督办的，记为逾期（任务{task.key}）"))
    if not found:
        return ""
    day, zh = min(found, key=lambda each: each[0])
    return f"系统将于{day}自动：{zh}。"


def next_measures_mark(file: MeasuresFile, today: date) -> date | None:
    """The next day on which something is noted by itself: a reminder, or a day that passes."""
    days = []
    for task in file.tasks:
        if not task.done:
            days += [file.remind_on(task), task.due + _DAY]
        if task.order is not None and task.order.answered_on is None:
            days.append(task.order.due + _DAY)
        if task.handing is not None:
            days.append(task.handing.until + _DAY)
    return min((day for day in days if day > today), default=None)
