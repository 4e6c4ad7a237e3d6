"""The only door to the tasks of a decision: one per unit and measure, until all are done (TR-58).

The office watches: what is late is noted, what stays late is put under supervision (督办) with a day
to answer by. The file closes only when every task is complete and every supervision order closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import Role
from domain.journal import of_act, written
from domain.measures import acts, handing
from domain.measures.acts import MEASURES_ACTS, TaskAct
from domain.measures.file import (
    MeasuresEntry,
    MeasuresFile,
    MeasureTask,
    Order,
)
from domain.measures.lifecycle import (
    BY_MEASURES_ACT,
    MEASURES_MOVES,
    MeasuresMove,
    MeasureStage,
)
from domain.money import yuan


def measures_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(MEASURES_ACTS, name)


def apply_to_measures(
    file: MeasuresFile, name: str, act: Act, today: date, at: datetime
) -> MeasuresFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_MEASURES_ACT[name]
    if not isinstance(act, TaskAct):
        return _whole(file, move, act, today, at)
    task = file.of(act.task)
    _may(file, move, act, today)
    _of_own_unit(task, move, act)
    after, text = _RULES[name](file, task, act)
    entry = of_act(MeasuresEntry, file.seq + 1, move, act, at, text, task=task.key)
    return written(file.having(after), entry)


def _whole(
    file: MeasuresFile, move: MeasuresMove, act: Act, today: date, at: datetime
) -> MeasuresFile:
    """An act on the decision itself, not on one of its tasks."""
    _may(file, move, act, today)
    after, text = _OF_ALL[move.act](file, act)
    entry = of_act(MeasuresEntry, file.seq + 1, move, act, at, text)
    return written(after, entry)


def _may(file: MeasuresFile, move: MeasuresMove, act: Act, today: date) -> None:
    officer = act.officer
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.place,
        "本任务不属于您所在县（市、区）的联席会议，请由本县（市、区）联席会议的工作人员办理。",
        move.clause,
    )
    door.dated(act, file.decided_on, today, move.clause)


def _of_own_unit(task: MeasureTask, move: MeasuresMove, act: TaskAct) -> None:
    require(
        act.officer.role is not Role.UNIT_LIAISON
        or is_theirs(task, act.officer.unit, act.known.took_over),
        "not_your_unit",
        f"任务{task.key}由{task.measure.unit}承担，应当由该单位联络员办理。",
        move.clause,
    )


# --- the acts: task and act give the task and a line for the record -------------------------------

_Ruled = tuple[MeasureTask, str]


def _accept(file: MeasuresFile, task: MeasureTask, act: acts.AcceptTask) -> _Ruled:
    require(
        task.stage is MeasureStage.ASSIGNED,
        "already_accepted",
        f"任务{task.key}已于{task.accepted_on}承接，无需重复办理。",
        "TR-58",
    )
    change = {
        "stage": MeasureStage.ACCEPTED,
        "accepted_on": act.on,
        "accepted_by": act.officer.id,
    }
    return task.model_copy(update=change), f"{task.measure.unit}承接任务{task.key}"


def _under_way(task: MeasureTask, zh: str) -> None:
    require(
        task.stage is not MeasureStage.ASSIGNED,
        "not_accepted",
        f"任务{task.key}尚未承接，请先承接再{zh}。",
        "TR-58",
    )
    require(
        not task.done,
        "already_complete",
        f"任务{task.key}已于{task.completed_on}办结，无需再{zh}。",
        "TR-58",
    )


def _report(file: MeasuresFile, task: MeasureTask, act: acts.ReportProgress) -> _Ruled:
    _under_way(task, "报告进展")
    change = {"progress": (*task.progress, act.text), "reported_on": act.on}
    return task.model_copy(update=change), act.text


def _complete(file: MeasuresFile, task: MeasureTask, act: acts.CompleteTask) -> _Ruled:
    _under_way(task, "办结")
    require(
        any(paper.strip() for paper in act.evidence),
        "evidence_missing",
        "办结任务应当附上落实凭证（如发放凭证、服务记录）。",
        "TR-58",
    )
    promised = task.measure.amount_fen
    require(
        act.delivered_fen == promised or act.note.strip(),
        "delivery_differs",
        f"会议议定{yuan(promised)}元，实际落实{yuan(act.delivered_fen)}元，"
        "两者不一致的，应当在备注中说明原因。",
        "TR-58",
    )
    change = {
        "stage": MeasureStage.COMPLETED,
        "completed_on": act.on,
        "evidence": act.evidence,
        "delivered_fen": act.delivered_fen,
        "late": act.on > task.due,
    }
    return task.model_copy(update=change), f"{task.measure.unit}办结任务{task.key}"


def _supervise(file: MeasuresFile, task: MeasureTask, act: acts.Supervise) -> _Ruled:
    require(
        not task.done and act.on > task.due,
        "not_overdue",
        f"任务{task.key}{'已经办结' if task.done else f'期限为{task.due}，尚未超期'}，不能督办；"
        "期限届满仍未办结的，方可督办。",
        "TR-11",
    )
    require(
        task.order is None,
        "order_open",
        f"任务{task.key}已有尚未办结的督办，请先办结该督办。",
        "TR-11",
    )
    require(
        act.due is None or act.due >= act.on,
        "due_in_the_past",
        f"督办答复期限不能早于督办日期{act.on}。",
        "TR-11",
    )
    due = act.due or file.law.due("escalation.supervision_days", act.on).on
    order = Order(
        number=len(task.orders) + 1, on=act.on, by=act.officer.id, reason=act.reason, due=due
    )
    text = f"督办{task.measure.unit}任务{task.key}，{due}前答复：{act.reason}"
    return task.model_copy(update={"orders": (*task.orders, order)}), text


def _open_order(task: MeasureTask) -> Order:
    if task.order is None:
        raise CaseRefusal("no_order", f"任务{task.key}没有尚未办结的督办，无需答复。", "TR-11")
    return task.order


def _ordered(task: MeasureTask, order: Order) -> MeasureTask:
    orders = tuple(order if o.number == order.number else o for o in task.orders)
    return task.model_copy(update={"orders": orders})


def _answer(file: MeasuresFile, task: MeasureTask, act: acts.AnswerSupervision) -> _Ruled:
    order = _open_order(task)
    require(
        act.on >= order.on,
        "date_not_lawful",
        f"答复日期不能早于督办日期{order.on}。",
        "TR-11",
    )
    answered = order.model_copy(update={"answered_on": act.on, "answer": act.answer})
    return _ordered(task, answered), f"{task.measure.unit}答复督办：{act.answer}"


def _close(file: MeasuresFile, task: MeasureTask, act: acts.CloseSupervision) -> _Ruled:
    order = _open_order(task)
    require(
        order.answered_on is not None and act.on >= order.answered_on,
        "not_answered",
        f"{task.measure.unit}尚未答复督办，答复后才能办结督办。",
        "TR-11",
    )
    closed = order.model_copy(update={"closed_on": act.on, "conclusion": act.conclusion})
    return _ordered(task, closed), f"督办办结：{act.conclusion}"


_RULES: dict[str, Callable[[MeasuresFile, MeasureTask, Any], _Ruled]] = {
    "accept_task": _accept,
    "report_progress": _report,
    "complete_task": _complete,
    "supervise": _supervise,
    "answer_supervision": _answer,
    "close_supervision": _close,
    "propose_handing": handing.propose,
    "confirm_handing": handing.confirm,
    "refuse_handing": handing.refuse,
}


def _mark_important(file: MeasuresFile, act: acts.MarkImportant) -> tuple[MeasuresFile, str]:
    require(
        act.known.ruled,
        "circular_not_ruled",
        "本地文件没有规定重要事项的处理情况应当通报，不能标为重要事项；"
        "需要规定的，由本县（市、区）的政策管理员设定。",
        "TR-55",
    )
    require(
        not file.important, "already_important", "本事项已经标为重要事项，无需重复办理。", "TR-55"
    )
    return file.model_copy(update={"important": act.reason}), act.reason


def _record_circular(file: MeasuresFile, act: acts.RecordCircular) -> tuple[MeasuresFile, str]:
    require(
        act.circular in act.known.circulars,
        "circular_unknown",
        f"没有已经发给全体成员单位、涉及本事项的通报“{act.circular}”。"
        "请先起草并签发通报，在“涉及事项”中填写本事项编号。",
        "TR-55",
    )
    return file.model_copy(update={"circular": act.circular}), act.circular


_OF_ALL: dict[str, Callable[[MeasuresFile, Any], tuple[MeasuresFile, str]]] = {
    "mark_important": _mark_important,
    "record_circular": _record_circular,
}


def watched(file: MeasuresFile, today: date, at: datetime) -> MeasuresFile:
    """What the calendar does: a reminder before a task's day, a mark once its day has passed."""
    for task in file.tasks:
        if task.done:
            continue
        if today > task.due and not task.late:
            file = file.having(task.model_copy(update={"late": True}))
            file = _told(file, task, "overdue", "超期", task.due, today, at)
        elif today >= file.remind_on(task) and task.reminded_on is None and not task.late:
            file = file.having(task.model_copy(update={"reminded_on": today}))
            file = _told(file, task, "reminded", "到期提醒", task.due, today, at)
    return _orders_watched(file, today, at)


def _orders_watched(file: MeasuresFile, today: date, at: datetime) -> MeasuresFile:
    for task in file.tasks:
        order = task.order
        if order is None or order.answered_on is not None or today <= order.due:
            continue
        mark = f"order:{task.key}:{order.number}"
        if mark not in file.overdue:
            file = file.model_copy(update={"overdue": (*file.overdue, mark)})
            file = _told(file, task, "order_overdue", "督办逾期未答复", order.due, today, at)
    return file


def _told(
    file: MeasuresFile, task: MeasureTask, act: str, zh: str, due: date, today: date, at: datetime
) -> MeasuresFile:
    text = f"{task.measure.unit}：任务{task.key}（期限{due}）"
    return written(
        file,
        MeasuresEntry(seq=file.seq + 1, act=act, zh=zh, on=today, at=at, task=task.key, text=text),
    )


def is_theirs(task: MeasureTask, unit: str, took_over: tuple[str, ...] = ()) -> bool:
    """Whether the unit (code or name) carries the task: its own, or one it took over (TR-58)."""
    return bool({unit, *took_over} & {task.measure.unit, task.unit_code} - {""})


def lawful_measures_moves(
    file: MeasuresFile, role: Role, unit: str = "", took_over: tuple[str, ...] = ()
) -> tuple[MeasuresMove, ...]:
    """What this role may do now on any task; a liaison only on those of his `unit` (code or name)
    and of those it `took_over`."""
    if file.closed:
        return ()
    able = {
        name
        for task in file.tasks
        if role is not Role.UNIT_LIAISON or is_theirs(task, unit, took_over)
        for name in lawful_task_acts(task, file.latest)
    }
    if not file.circular:
        able.add("record_circular" if file.important else "mark_important")
    return tuple(m for m in MEASURES_MOVES if role in m.roles and m.act in able)


def lawful_task_acts(task: MeasureTask, today: date) -> tuple[str, ...]:
    """The acts the state of one task allows, whoever does them."""
    order = task.order
    pending = task.handing is not None and today <= task.handing.until
    able = {
        "accept_task": task.stage is MeasureStage.ASSIGNED,
        "report_progress": task.stage is MeasureStage.ACCEPTED,
        "complete_task": task.stage is MeasureStage.ACCEPTED,
        "supervise": not task.done and order is None and (task.late or today > task.due),
        "answer_supervision": order is not None,
        "close_supervision": order is not None and order.answered_on is not None,
        "propose_handing": not task.done and not pending,
        "confirm_handing": pending,
        "refuse_handing": pending,
    }
    return tuple(name for name, true in able.items() if true)
