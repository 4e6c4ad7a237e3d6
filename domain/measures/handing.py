"""变更承担单位: a unit that cannot carry out its measure is replaced, or the measure ends, by two people.

The unit may be abolished without a successor, or no longer be competent; the family may need the measure no
more. The office proposes with reason, paper and a last day, a convener agrees, as they decided it (TR-13);
what the unit before had done stands beside it, and nothing is delivered by it.
"""

from __future__ import annotations

from datetime import date

from domain.base import CaseRefusal
from domain.case.file import require
from domain.measures import acts
from domain.measures.acts import TaskAct
from domain.measures.file import Handing, MeasuresFile, MeasureTask
from domain.measures.lifecycle import MeasureStage

CLAUSE = "TR-58; YC-06"
Ruled = tuple[MeasureTask, str]


def propose(file: MeasuresFile, task: MeasureTask, act: acts.ProposeHanding) -> Ruled:
    require(
        not task.done, "already_complete", f"任务{task.key}已经办结，无需变更承担单位。", CLAUSE
    )
    pending = task.handing
    require(
        pending is None or act.on > pending.until,
        "handing_open",
        f"任务{task.key}已有待复核的变更，请待复核或者其失效后再提出。",
        CLAUSE,
    )
    require(
        act.until >= act.on,
        "until_passed",
        f"复核的最后日期不得早于提出日期{act.on}，请填写提出日期或者以后的日期。",
        CLAUSE,
    )
    name, code = _unit(task, act) if act.to_unit else ("", "")
    before = tuple(
        h.model_copy(update={"agreed": False, "ended_on": act.on}) if h.agreed is None else h
        for h in task.handings
    )
    new = Handing(
        number=len(before) + 1,
        from_unit=task.measure.unit,
        to_unit=name,
        to_code=code,
        due=act.due if name else None,
        reason=act.reason,
        paper=act.paper,
        on=act.on,
        by=act.officer.id,
        by_for=act.officer.whose,
        by_role=act.officer.role,
        until=act.until,
    )
    changed = task.model_copy(update={"handings": (*before, new)})
    return changed, f"{_what(task, new)}：{act.reason}"


def _unit(task: MeasureTask, act: acts.ProposeHanding) -> tuple[str, str]:
    """Name and code of the unit that is to carry the task: another member of the body."""
    found = next((unit for unit in act.known.members if act.to_unit in unit), None)
    words = "、".join(name for name, _ in act.known.members if name != task.measure.unit)
    if found is None or found[0] == task.measure.unit:
        raise CaseRefusal(
            "unit_unknown", f"承担单位应当为另一成员单位，可以选择：{words or '无'}。", CLAUSE
        )
    require(
        act.due is not None and act.due > act.on,
        "due_in_past",
        "改由其他单位承担的，应当填写晚于提出日期的新期限。",
        CLAUSE,
    )
    return found


def _what(task: MeasureTask, handing: Handing) -> str:
    if not handing.to_unit:
        return f"任务{task.key}（{handing.from_unit}）不再落实"
    return f"任务{task.key}由{handing.from_unit}改由{handing.to_unit}承担，期限{handing.due}"


def confirm(file: MeasuresFile, task: MeasureTask, act: acts.ConfirmHanding) -> Ruled:
    handing = _second_person(task, act)
    agreed = _ended(handing, act, act.opinion, agreed=True).model_copy(update={"late": task.late})
    orders = tuple(
        order.model_copy(update={"closed_on": act.on, "conclusion": "承担单位已经变更，督办终止"})
        if order.closed_on is None
        else order
        for order in task.orders
    )
    after = _kept(task, agreed).model_copy(update={"orders": orders})
    if handing.to_unit:
        after = after.model_copy(
            update={
                "measure": task.measure.model_copy(update={"unit": handing.to_unit}),
                "unit_code": handing.to_code,
                "due": handing.due,
                "provisional": False,
                "stage": MeasureStage.ASSIGNED,
                "accepted_on": None,
                "accepted_by": "",
                "reminded_on": None,
                "late": False,
            }
        )
    else:
        after = after.model_copy(
            update={"stage": MeasureStage.DROPPED, "completed_on": act.on, "delivered_fen": 0}
        )
    return after, f"同意{_what(task, handing)}：{act.opinion}"


def refuse(file: MeasuresFile, task: MeasureTask, act: acts.RefuseHanding) -> Ruled:
    handing = _second_person(task, act)
    ended = _ended(handing, act, act.reason, agreed=False)
    return _kept(task, ended), f"不同意{_what(task, handing)}：{act.reason}"


def _second_person(task: MeasureTask, act: TaskAct) -> Handing:
    handing = task.handing
    if handing is None:
        raise CaseRefusal("handing_not_open", f"任务{task.key}没有待复核的变更。", CLAUSE)
    require(
        handing.proposers.isdisjoint(act.officer.accounts),
        "same_person",
        "提出变更的人员不能复核本人提出的事项，请由其他工作人员复核。",
        CLAUSE,
    )
    require(
        act.on <= handing.until,
        "repair_lapsed",
        f"该项变更应当于{handing.until}前复核，已经失效，请重新提出。",
        CLAUSE,
    )
    return handing


def _ended(handing: Handing, act: TaskAct, said: str, *, agreed: bool) -> Handing:
    ended: dict[str, str | bool | date | None] = {
        "agreed": agreed,
        "ended_on": act.on,
        "ended_by": act.officer.id,
        "ended_for": act.officer.whose,
        "ended_role": act.officer.role,
        "said": said,
    }
    return handing.model_copy(update=ended)


def _kept(task: MeasureTask, handing: Handing) -> MeasureTask:
    kept = tuple(handing if h.number == handing.number else h for h in task.handings)
    return task.model_copy(update={"handings": kept})
