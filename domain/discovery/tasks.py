"""Who must do what about a lead, by when; the words of every screen."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import Due
from domain.case.lifecycle import ROLE_ZH, Role
from domain.discovery.acts import Consent
from domain.discovery.file import DiscoveryFile
from domain.discovery.lifecycle import LEAD_STAGE_ZH, LeadKind, LeadStage
from domain.task import Task

_DAY = timedelta(days=1)
TEAM_ZH = "急难问题快速响应服务队伍"


def open_lead_tasks(file: DiscoveryFile) -> tuple[Task, ...]:
    """What is open now: one thing at most. A lead whose case is at work waits for the case."""
    match file.stage:
        case LeadStage.REPORTED:
            return (_reported(file),)
        case LeadStage.VISITING:
            return (_visiting(file),)
        case LeadStage.VISITED:
            return (_visited(file),)
    return ()


def _reported(file: DiscoveryFile) -> Task:
    since = file.order.reported_on
    if file.order.urgent and file.order.kind is LeadKind.ENTER:
        due = file.due("discovery.urgent_days", since)
        if file.team:
            zh = f"急难线索：请{TEAM_ZH}立即承接"
            return _task("take_urgent", zh, Role.SURVEYOR, since, due, "57号 Art 6; HB-29")
        zh = "急难线索：请立即分派走访"
        return _task("assign_visit", zh, Role.INTAKE, since, due, "57号 Art 6; HB-29")
    due = file.due("discovery.assign_days", since)
    return _task("assign_visit", "请分派走访", Role.INTAKE, since, due, "57号 Art 6; JZ-32")


def _visiting(file: DiscoveryFile) -> Task:
    going = file.assignment
    if going is None:
        raise RuntimeError("a lead to visit was assigned to nobody")
    return _task(
        "record_visit",
        f"请{going.visitor}走访并登记情况" + ("（急难）" if file.order.urgent else ""),
        going.role,
        going.on,
        Due(on=going.due, provisional=going.provisional),
        "57号 Art 6; JZ-34",
    )


def _visited(file: DiscoveryFile) -> Task:
    visit = file.visit
    since = visit.on if visit else file.stage_since
    due = file.due("discovery.result_days", since)
    if visit is None or not visit.fits:
        zh, act = "走访认为线索不成立，请说明理由办结", "close_lead"
    elif file.order.kind is LeadKind.LEAVE:
        zh, act = "走访认为可能不再符合条件，请转在保案件核实", "hand_to_case"
    elif visit.consent is Consent.AGREES:
        zh, act = "家庭同意申请，请代办申请", "open_application"
    elif visit.consent is Consent.DECLINES:
        zh, act = "本人不愿申请，请说明理由办结", "close_lead"
    else:
        zh, act = "尚未征求申请意愿，请安排再次走访", "visit_again"
    return _task(act, zh, Role.INTAKE, since, due, "57号 Art 6; JZ-35")


def _task(act: str, zh: str, role: Role, since: date, due: Due | None, clause: str) -> Task:
    return Task(
        code=act,
        zh=zh,
        act=act,
        role=role,
        since=since,
        due=due.on if due else None,
        provisional=bool(due and due.provisional),
        clause=clause,
    )


def whose(file: DiscoveryFile, task: Task) -> str:
    """Whose an open task is: the account that was sent, the team, or the post."""
    if task.act == "record_visit" and file.assignment is not None:
        return file.assignment.visitor
    return TEAM_ZH if task.act == "take_urgent" else ROLE_ZH[task.role]


def lead_waiting_zh(file: DiscoveryFile, today: date) -> str:
    """One paragraph in Chinese for every screen, without personal data."""
    lines = [f"本线索处于“{LEAD_STAGE_ZH[file.stage]}”。"]
    for task in open_lead_tasks(file):
        by = f"期限{task.due}" if task.due else "本地尚未设定期限"
        late = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{whose(file, task)}：{task.zh}，{by}{late}。")
    if file.stage is LeadStage.APPLYING:
        lines.append(f"已代办申请，等待案件{'、'.join(file.cases)}作出决定，决定后本线索自动办结。")
    if file.stage is LeadStage.VERIFYING:
        lines.append(f"等待案件{file.case_no}入户核实并作出决定，决定后本线索自动办结。")
    return "\n".join(lines)


def next_lead_mark(file: DiscoveryFile, today: date) -> date | None:
    """The next day on which something is noted by itself."""
    days = [task.due + _DAY for task in open_lead_tasks(file) if task.due]
    return min((day for day in days if day > today), default=None)
