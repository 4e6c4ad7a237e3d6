"""Who must do what in a matter of supervision, and why it does not move. No family stands in it."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import ROLE_ZH, Role
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    OVERSIGHT_ZH,
    OversightFile,
    OversightKind,
    OversightStage,
)
from domain.oversight.moves import MOVES_OF, answering_role
from domain.oversight.sampling import unchecked
from domain.oversight.special import audit_of, evaluation_of
from domain.task import Task

_DAY = timedelta(days=1)
ANSWERED_KINDS = (
    OversightKind.FINDING,
    OversightKind.SUSPICION,
    OversightKind.PROBLEM,
    OversightKind.ERROR,
    OversightKind.SIGNAL,
    OversightKind.BREACH,
)
"""Kinds somebody answers for and somebody else judges."""


def open_oversight_tasks(file: OversightFile) -> tuple[Task, ...]:
    """Everything open now."""
    if file.rules is None or file.closed:
        return ()
    match file.kind, file.stage:
        case kind, OversightStage.OPEN if kind in ANSWERED_KINDS:
            due = file.held.due
            return (_task(file, "answer_oversight", "请答复", answering_role(file), due),)
        case kind, OversightStage.ANSWERED if kind in ANSWERED_KINDS:
            judge = MOVES_OF[file.kind]["close_oversight"].roles[0]
            return (_task(file, "close_oversight", "请审核答复", judge),)
        case OversightKind.AUDIT, OversightStage.OPEN:
            due = date(audit_of(file).year + 1, 12, 31)  # not law: the year in which it is made
            report = _task(file, "conclude_audit", "请实施审计并出具报告", Role.AUDITOR, due)
            left = unchecked(file)
            if not left:
                return (report,)
            zh = f"抽样尚有{left}件没有登记核查结果"
            return (_task(file, "record_sample_check", zh, Role.AUDITOR), report)
        case OversightKind.VIOLATION, OversightStage.OPEN:
            return (_task(file, "take_up_violation", "请受理或者不予受理", Role.DISCIPLINE),)
        case OversightKind.VIOLATION, OversightStage.TAKEN_UP:
            return (_task(file, "record_outcome", "请登记处理结果", Role.DISCIPLINE),)
        case OversightKind.ENGAGEMENT, OversightStage.OPEN:
            zh = "请确认授权"
            return (_task(file, "confirm_engagement", zh, Role.COUNTY_APPROVER, _last(file)),)
        case OversightKind.ENGAGEMENT, OversightStage.GRANTED if _asked(file):
            zh = "请确认延长"
            return (_task(file, "confirm_extension", zh, Role.COUNTY_APPROVER, _last(file)),)
        case OversightKind.EVALUATION, OversightStage.OPEN if evaluation_of(file).digest:
            return (_task(file, "give_evaluation", "请签署评价结果", Role.FINANCE),)
    return ()


def _last(file: OversightFile) -> date | None:
    """The last day of an engagement; nothing waits beyond it."""
    return file.engagement.last if file.engagement else None


def _asked(file: OversightFile) -> bool:
    return file.engagement is not None and file.engagement.asked is not None


def _called(file: OversightFile) -> str:
    """Kind and number, and of a signal what it is and where; no family stands in it."""
    title = f"（{file.held.title}）" if file.held.title else ""
    return f"{OVERSIGHT_ZH[file.kind]}{file.number}{title}"


def _task(file: OversightFile, act: str, zh: str, role: Role, due: date | None = None) -> Task:
    return Task(
        code=act,
        zh=f"{_called(file)}：{zh}",
        act=act,
        role=role,
        since=file.stage_since,
        due=due,
        clause=MOVES_OF[file.kind][act].clause,
    )


def task_units(file: OversightFile) -> dict[str, str]:
    """The unit a task is for, by the task's code: only a liaison answers for one unit."""
    liaison = answering_role(file) is Role.UNIT_LIAISON
    return {"answer_oversight": file.held.unit} if liaison else {}


def next_oversight_mark(file: OversightFile, today: date) -> date | None:
    """The next day on which something happens by itself."""
    days = [t.due + _DAY for t in open_oversight_tasks(file) if t.due]
    last = None if file.closed else _last(file)
    days += [last + _DAY] if last else []
    return min((day for day in days if day > today), default=None)


def oversight_waiting_zh(file: OversightFile, today: date) -> str:
    """Why is this matter not moving? One paragraph in Chinese, without personal data."""
    lines = [f"{OVERSIGHT_ZH[file.kind]}{file.number}，阶段：{OVERSIGHT_STAGE_ZH[file.stage]}。"]
    if file.closed:
        return lines[0]
    for task in open_oversight_tasks(file):
        due = f"，期限{task.due}" if task.due else ""
        over = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{ROLE_ZH[task.role]}：{task.zh}{due}{over}。")
    if file.gone_on is not None:
        lines.append(f"自{file.gone_on}起核对不再发现此处不符；仍应当答复原因并由人审核办结。")
    if file.errands:
        lines.append("系统正在办理：" + "、".join(ERRAND_ZH[e.what] for e in file.errands) + "。")
    if file.stage is OversightStage.GRANTED and file.engagement is not None:
        part = file.engagement
        lines.append(f"{part.first}至{part.last}可以按授权查看，期满自行终止。")
    if file.audit is not None and file.stage is OversightStage.REPORTED:
        waiting = sum(f.closed_on is None for f in file.audit.findings)
        lines.append(f"等待{waiting}项审计发现整改办结。")
    return "\n".join(lines)


ERRAND_ZH = {
    "measure": "从案件和账目计算指标",
    "freeze": "固定案件办理过程",
    "open": "登记后续事项",
    "tell": "报告办结情况",
    "seed": "先行确定随机种子",
    "population": "确定总体并抽取",
    "match": "比对名单",
    "issue": "下发疑点",
    "settle_same": "登记核对结论",
    "settle_other": "登记核对结论",
}
