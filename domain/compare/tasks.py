"""Who must do what about a month's comparison, by when; the words of every screen."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import ROLE_ZH, Role
from domain.compare.engine import month_end
from domain.compare.file import (
    DOWN,
    PART_STATE_ZH,
    SUBJECT_ZH,
    TROUBLE_ZH,
    CompareFile,
    Part,
    PartState,
    Subject,
)
from domain.compare.lifecycle import COMPARE_STAGE_ZH
from domain.task import Task

_DAY = timedelta(days=1)


def open_compare_tasks(file: CompareFile) -> tuple[Task, ...]:
    """What is open now, the most urgent first."""
    if file.law is None or file.over:
        return ()
    found = [task for part in file.parts for task in _of_part(file, part)]
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _of_part(file: CompareFile, part: Part) -> list[Task]:
    death = part.subject is Subject.DEATH
    clause = "JZ-53" if death else "JZ-03"
    found = []
    if part.state is PartState.PENDING and part.tries and part.trouble:
        urgent = "（须在发放名单锁定前完成）" if death else ""
        found.append(
            _task(
                f"receive_register:{part.key}",
                f"{part.zh}{SUBJECT_ZH[part.subject]}{urgent}：{TROUBLE_ZH[part.trouble]}",
                Role.CHECKING_CENTRE,
                file.order.opened_on,
                part.due,
                clause,
            )
        )
    if part.state is PartState.MISSED:
        zh = f"告警：{file.order.month_code}未与{part.zh}进行{SUBJECT_ZH[part.subject]}，请补做或者说明原因"
        found.append(
            _task(
                f"explain_missed:{part.key}",
                zh,
                Role.COUNTY_REVIEWER,
                month_end(file.order.month) + _DAY,
                month_end(file.order.month),
                clause,
            )
        )
    if part.doubts_open:
        zh = f"{part.zh}{SUBJECT_ZH[part.subject]}：{part.doubts_open}条疑似匹配，请逐条核对是否同一人"
        since = part.done_on or file.order.opened_on
        found.append(
            _task(f"settle_doubts:{part.key}", zh, Role.CHECKING_CENTRE, since, part.due, "JZ-62")
        )
    return found


def _task(code: str, zh: str, role: Role, since: date, due: date, clause: str) -> Task:
    return Task(
        code=code, zh=zh, act=code.partition(":")[0], role=role, since=since, due=due, clause=clause
    )


def compare_waiting_zh(file: CompareFile, today: date) -> str:
    """One paragraph in Chinese for every screen, without personal data."""
    lines = [f"{file.order.month_code}比对处于“{COMPARE_STAGE_ZH[file.stage]}”。"]
    if file.law is None:
        return lines[0] + "正在读取政策参数和部门目录。"
    if not file.parts:
        return lines[0] + "本地文件没有规定每月比对，或者各部门均已实现共享对接。"
    done = sum(p.state is PartState.DONE for p in file.parts)
    lines.append(f"应比对{len(file.parts)}项，已完成{done}项。")
    for task in open_compare_tasks(file):
        late = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{ROLE_ZH[task.role]}：{task.zh}，期限{task.due}{late}。")
    left = sum(p.told.left for p in file.parts)
    if left:
        lines.append(f"{left}条线索正在转在保案件核实，系统每日重试。")
    asked = [p.zh for p in file.parts if p.try_on is not None and p.state is PartState.PENDING]
    if asked:
        lines.append(f"系统每日向以下部门取得名单：{'、'.join(dict.fromkeys(asked))}。")
    return "\n".join(lines)


def late_marks(file: CompareFile, today: date) -> tuple[tuple[str, str], ...]:
    return tuple(
        (task.mark, f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）")
        for task in open_compare_tasks(file)
        if task.due and today > task.due and task.mark not in file.overdue
    )


def next_compare_mark(file: CompareFile, today: date) -> date | None:
    """The next day on which something happens by itself."""
    days = [t.due + _DAY for t in open_compare_tasks(file) if t.due]
    days += [p.try_on for p in file.parts if p.try_on is not None]
    if any(p.told.left for p in file.parts):
        days.append(today + _DAY)
    if any(p.state is PartState.PENDING for p in file.parts):
        days.append(month_end(file.order.month) + _DAY)
    return min((day for day in days if day > today), default=None)


def state_zh(part: Part) -> str:
    """How one part stands, for a table."""
    word = PART_STATE_ZH[part.state] + ("（逾期补做）" if part.late else "")
    if part.trouble and part.state is PartState.PENDING:
        return f"{word}：{TROUBLE_ZH[part.trouble]}"
    return word


__all__ = [
    "DOWN",
    "compare_waiting_zh",
    "late_marks",
    "next_compare_mark",
    "open_compare_tasks",
    "state_zh",
]
