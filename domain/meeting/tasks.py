"""Who must do what about an item or its measures, by when; the words of every screen."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import ROLE_ZH, Role
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ITEM_STAGE_ZH, OPINION_STAGES, ItemStage
from domain.meeting.timing import alarm_open, next_press
from domain.policy import PolicyNotSet
from domain.task import Task

_DAY = timedelta(days=1)

_STEP = {
    ItemStage.SORTED: (
        "review_papers",
        "请审核议题材料是否齐全",
        Role.MEETING_OFFICE,
        "TR-15",
    ),
    ItemStage.AGENDA: ("approve_agenda", "请审定是否列入会议议题", Role.GOVERNMENT_OFFICE, "TR-21"),
    ItemStage.PREPARATORY: (
        "request_preparatory",
        "请要求召开准备会，或者登记不召开的理由",
        Role.GENERAL_CONVENER,
        "TR-16",
    ),
    ItemStage.PRELIMINARY: (
        "hold_preparatory",
        "请召开准备会，提出初审意见",
        Role.MEETING_OFFICE,
        "TR-16",
    ),
    ItemStage.MEETING: ("hold_meeting", "请召开联席会议", Role.MEETING_OFFICE, "TR-50"),
    ItemStage.DECISION: ("decide_item", "请对议题作出审定", Role.CONVENER, "TR-13"),
    ItemStage.GOVERNMENT: (
        "record_government_decision",
        "重大问题已报请政府，请登记政府决定",
        Role.GOVERNMENT_OFFICE,
        "HB-34",
    ),
}
"""Stage → act, words, role, clause of the one next step."""

_BEFORE_MEETING = (ItemStage.PREPARATORY, ItemStage.PRELIMINARY, ItemStage.MEETING)


def open_item_tasks(file: ItemFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first. Only what the planned meeting day binds is due."""
    if file.policy is None or file.ended:
        return ()
    try:
        file.law.text("escalation.rule")
        file.law.flag("escalation.agenda_approval")
        file.law.flag("escalation.preparatory_meeting")
        file.law.text("escalation.decision")
        file.law.count("escalation.min_units")
        file.law.table("escalation.measures")
    except PolicyNotSet as missing:
        return (_task(file, "refresh_policy", missing.message, Role.POLICY_ADMIN),)
    found = [_next_step(file), *_opinions(file), *_alarm(file)]
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _next_step(file: ItemFile) -> Task:
    if file.stage is ItemStage.COLLECTING:
        if file.papers:
            return _task(
                file,
                "sort_papers",
                "请整理议题材料，确定征求意见单位",
                Role.MEETING_OFFICE,
                "TR-15",
            )
        return _task(file, "submit_papers", "请收集议题材料", Role.MEETING_OFFICE, "TR-15")
    act, zh, role, clause = _STEP[file.stage]
    due = file.planned_on if file.stage in _BEFORE_MEETING else None
    return _task(file, act, zh, role, clause, due=due)


def _opinions(file: ItemFile) -> list[Task]:
    """The units that were asked and are silent; once decided, silence is only recorded."""
    if file.stage not in OPINION_STAGES:
        return []
    return [
        _task(
            file,
            "give_unit_opinion",
            f"请{unit}出具书面意见",
            Role.UNIT_LIAISON,
            "TR-56",
            due=file.opinions_due or file.planned_on,
            code=f"give_unit_opinion:{unit}",
        )
        for unit in file.silent
    ]


def _alarm(file: ItemFile) -> list[Task]:
    """The convener's own task while an event waits for its first meeting (TR-27)."""
    if file.alarm_at is None or file.meeting is not None:
        return []
    zh = f"重大特殊事件已启动联席会议，请于{file.alarm_at:%Y-%m-%d %H:%M}前召集会议"
    due = file.alarm_at.date()
    return [_task(file, "hold_meeting", zh, Role.CONVENER, "TR-27", due=due, code="convene_event")]


def item_task_units(file: ItemFile) -> dict[str, str]:
    """The unit (Chinese name) each opinion is asked of, by the code of the task."""
    return {f"give_unit_opinion:{unit}": unit for unit in file.concerned}


def _task(
    file: ItemFile,
    act: str,
    zh: str,
    role: Role,
    clause: str = "",
    *,
    due: date | None = None,
    code: str = "",
) -> Task:
    return Task(
        code=code or act,
        zh=zh,
        act=act,
        role=role,
        since=file.stage_since,
        due=due,
        clause=clause,
    )


def item_waiting_zh(file: ItemFile, today: date) -> str:
    """One paragraph in Chinese for every screen: stage, waiting for whom, since when."""
    lines = [f"一事一议议题：{ITEM_STAGE_ZH[file.stage]}。"]
    lines += [waiting_line(task, today) for task in open_item_tasks(file, today)]
    if file.stage is ItemStage.GOVERNMENT:
        days = (today - file.stage_since).days
        lines.append(
            f"已于{file.stage_since}报请政府决定，至今{days}天尚未收到，已提醒{len(file.pressed)}次。"
        )
    if file.alarmed and file.meeting is None:
        lines.append("重大特殊事件未在期限内召开会议，已向召集人报警。")
    if file.resolution is not None and not file.resolution.number:
        lines.append("正在印发会议纪要。")
    return "\n".join(lines)


def item_next_zh(file: ItemFile, today: date) -> str:
    """What happens by itself next, and when; empty when nothing does."""
    if file.policy is None or file.ended:
        return ""
    found: list[tuple[date, str, str]] = []
    if alarm_open(file) and file.alarm_at is not None:
        at = f"{file.alarm_at:%Y-%m-%d %H:%M}"
        found.append((file.alarm_at.date(), at, "未召开会议的，向召集人报警"))
    press = next_press(file)
    if press is not None:
        found.append((press, str(press), "再次提醒政府决定"))
    for task in open_item_tasks(file, today):
        if task.due and task.due >= today:
            after = task.due + _DAY
            found.append((after, str(after), f"仍未办理“{task.zh}”的，记为超期"))
    if not found:
        return ""
    _, at, zh = min(found, key=lambda each: each[0])
    return f"系统将于{at}自动：{zh}。"


def waiting_line(task: Task, today: date) -> str:
    due = f"，期限{task.due}" if task.due else ""
    due += "（日历未公布，暂定）" if task.provisional else ""
    late = "，已超期" if task.due and today > task.due else ""
    return f"等待{ROLE_ZH[task.role]}：{task.zh}，自{task.since}起{due}{late}。"


def next_item_mark(file: ItemFile, today: date) -> date | None:
    """The next day on which a task passes its due day, or the government is reminded again."""
    tasks = open_item_tasks(file, today)
    days = [t.due + _DAY for t in tasks if t.due and t.due >= today]
    press = next_press(file) if file.policy is not None else None
    return min([*days, *([press] if press else [])], default=None)
