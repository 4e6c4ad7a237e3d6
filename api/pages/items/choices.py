"""What the forms of an item and of its measures offer and begin with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.acts import ask
from api.frame.door import Door
from api.pages.choices import Accounts, Options, accounts_of
from api.scope import Caller
from api.work.joint.known import known_of_measures
from api.work.joint.sight import unit_words
from api.work.targets import Target
from domain.case.lifecycle import Role
from domain.measures.engine import is_theirs, lawful_task_acts
from domain.measures.file import MeasuresFile, MeasureTask
from domain.meeting.item import ItemFile
from domain.policy import PolicyNotSet

_CHAIRS = {Role.CONVENER.value: "召集人", Role.GENERAL_CONVENER.value: "总召集人"}
_SETTLING = ("decide_item", "record_government_decision")


async def around_item(door: Door, target: Target, act: str) -> tuple[Options, Mapping[str, Any]]:
    """What the form of an act on an item offers and begins with."""
    item = await ask(door, target.workflow_id, "file", ItemFile)
    accounts = await accounts_of(door, target.place)
    return item_choices(item, act, accounts), item_values(item, act)


async def around_measures(
    door: Door, caller: Caller, target: Target, act: str, chosen: str
) -> tuple[Options, Mapping[str, Any]]:
    """The same for an act on measures; `chosen`: the task the caller came from."""
    tasks = await ask(door, target.workflow_id, "file", MeasuresFile)
    words = await unit_words(door, caller) or ()
    options = measures_choices(tasks, act, caller, await door.today(), words)
    if act == "propose_handing":
        known = (await known_of_measures(door, caller, act))["known"]
        units = {name: name for name, _ in known.members}
        options = {**options, "to_unit": {"": "不再落实", **units}}
    return options, measures_values(tasks, act, options, chosen)


def item_choices(file: ItemFile, act: str, accounts: Accounts) -> Options:
    """Member units of the item's day under their names then; the place's measures and funds."""
    units = {name: name for name in file.members.names} if file.members else {}
    found: Options = {
        "units": units,
        "attended": units,
        "measures.unit": units,
        "papers.unit": {"": "（不限单位）", **units},
        "chair": {u.id: u.display_name for u in accounts if u.role in _CHAIRS},
        "chair_role": _CHAIRS,
    }
    if act in _SETTLING:
        found |= {"measures.code": _catalogue(file), "measures.fund_source": _funds(file)}
    return {name: options for name, options in found.items() if options}


def _catalogue(file: ItemFile) -> dict[str, str]:
    """The measures of the place, each with the unit that would carry it."""
    found = {}
    for code, row in _table(file, "escalation.measures").items():
        if isinstance(row, dict):
            owner = file.members.after(str(row.get("unit", ""))) if file.members else None
            found[code] = f"{owner.zh if owner else '—'}：{row.get('zh', '')}（{code}）"
    return found


def _funds(file: ItemFile) -> dict[str, str]:
    rows = _table(file, "escalation.funds").values()
    names = [str(row["zh"]) for row in rows if isinstance(row, dict)]
    return {"": "（没有资金）", **{name: name for name in names}} if names else {}


def _table(file: ItemFile, name: str) -> Mapping[str, object]:
    try:
        return file.law.table(name) if file.law.has(name) else {}
    except PolicyNotSet:
        return {}


def item_values(file: ItemFile, act: str) -> Mapping[str, Any]:
    """What is known already: who was asked, who is expected to sit there."""
    match act:
        case "sort_papers":
            return {"units": list(file.concerned)}
        case "hold_preparatory" | "hold_meeting":
            return {"attended": list(file.concerned), "chair_role": Role.CONVENER.value}
        case "approve_agenda" if file.planned_on:
            return {"meeting_on": file.planned_on.isoformat()}
    return {}


def measures_choices(
    file: MeasuresFile, act: str, caller: Caller, today: date, words: tuple[str, ...]
) -> Options:
    """The tasks this act may be done on now; a liaison's are those of the own unit, which is
    known by `words`."""
    able = [
        t
        for t in file.tasks
        if act in lawful_task_acts(t, max(today, file.latest))
        and (caller.role is not Role.UNIT_LIAISON or is_theirs(t, caller.unit, words))
    ]
    return {"task": {t.key: _line(t) for t in able}}


def _line(task: MeasureTask) -> str:
    return f"{task.key} {task.measure.unit}：{task.measure.manner}"


def measures_values(
    file: MeasuresFile, act: str, options: Options, chosen: str
) -> Mapping[str, Any]:
    """The task the caller came from, or the only one; the sum that was promised."""
    keys = tuple(options["task"])
    key = chosen if chosen in keys else keys[0] if len(keys) == 1 else ""
    task = next((t for t in file.tasks if t.key == key), None)
    if task is None:
        return {}
    if act == "complete_task":
        return {"task": key, "delivered_fen": task.measure.amount_fen}
    return {"task": key}
