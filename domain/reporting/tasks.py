"""Who must do what about the reports of a period; the words of every screen; the office's text."""

from __future__ import annotations

from datetime import date

from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.reporting.engine import next_reminder
from domain.reporting.file import ReportFile, UnitReport
from domain.reporting.lifecycle import REPORT_STAGE_ZH, ReportStage
from domain.task import Task

_FILE = "file_report"


def open_report_tasks(file: ReportFile, today: date) -> tuple[Task, ...]:
    """Every task open now: of each unit that has not reported, and of the office."""
    if file.policy is None or file.over:
        return ()
    found = [*_of_units(file), *_of_office(file, today)]
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _of_units(file: ReportFile) -> list[Task]:
    if file.stage not in (ReportStage.COLLECTING, ReportStage.COMPILING):
        return []
    return [
        Task(
            code=f"{_FILE}:{report.unit}",
            zh=_words(file, report),
            act=_FILE,
            role=Role.UNIT_LIAISON,
            since=file.order.opened_on,
            due=report.due,
            provisional=report.provisional,
            clause="TR-52",
        )
        for report in file.waiting_for
    ]


def _words(file: ReportFile, report: UnitReport) -> str:
    again = f"，退回原因：{report.returned}" if report.returned else ""
    return f"请{report.unit}报送{file.order.period}社会救助工作报告{again}"


def _of_office(file: ReportFile, today: date) -> list[Task]:
    match file.stage:
        case ReportStage.COLLECTING if not file.waiting_for or (file.due and today > file.due):
            zh = "单位报告已齐或者期限届满，请起草向政府的报告"
            return [_task(file, "draft_summary", zh, Role.MEETING_OFFICE)]
        case ReportStage.COMPILING:
            return [_task(file, "submit_summary", "请将报告送签", Role.MEETING_OFFICE)]
        case ReportStage.SIGNING:
            return [_task(file, "sign_summary", "请签发向政府的报告", Role.CONVENER)]
    return []


def _task(file: ReportFile, act: str, zh: str, role: Role) -> Task:
    return Task(code=act, zh=zh, act=act, role=role, since=file.stage_since, clause="TR-54")


def report_task_units(file: ReportFile) -> dict[str, str]:
    """The unit (Chinese name) each report is asked of, by the code of the task."""
    return {f"{_FILE}:{r.unit}": r.unit for r in file.reports}


def report_waiting_zh(file: ReportFile, today: date) -> str:
    """One paragraph in Chinese for every screen: stage, who is missing, what happens by itself."""
    lines = [f"{file.order.period}单位报告：{REPORT_STAGE_ZH[file.stage]}。"]
    waiting = file.waiting_for
    if waiting and file.stage in (ReportStage.COLLECTING, ReportStage.COMPILING):
        due = f"，期限{file.due}" if file.due else "，报送期限尚未由本县（市、区）设定"
        late = "，已超期" if file.due and today > file.due else ""
        names = "、".join(r.unit for r in waiting)
        lines.append(f"等待{len(waiting)}个单位报送{due}{late}：{names}。")
    for task in open_report_tasks(file, today):
        if task.act != _FILE:
            lines.append(f"等待{ROLE_ZH[task.role]}：{task.zh}，自{task.since}起。")
    mark = next_report_mark(file, today)
    if mark is not None:
        lines.append(f"{mark}自动提醒未报送的单位。")
    return "\n".join(lines)


def next_report_mark(file: ReportFile, today: date) -> date | None:
    """The next day on which units are reminded by themselves."""
    if file.policy is None or file.stage not in (ReportStage.COLLECTING, ReportStage.COMPILING):
        return None
    days = (next_reminder(file, report) for report in file.waiting_for)
    return min((day for day in days if day is not None and day > today), default=None)


def summary_of(file: ReportFile) -> str:
    """The office's first text: what all units together did in the period. Who was late or is missing
    the paper names by itself."""
    works = [r.work for r in file.reports]
    period = file.period.zh if file.period else file.order.period
    filed = [r for r in file.reports if r.filed_on is not None]
    late = [r for r in filed if r.late_days]
    missing = [r.unit for r in file.reports if r.filed_on is None]
    lines = [
        f"{period}，成员单位{len(works)}个，已报送{len(filed)}个"
        f"（其中逾期{len(late)}个），未报送{len(missing)}个。",
        f"联席会议议定救助措施{sum(w.given for w in works)}项，"
        f"议定金额{yuan(sum(w.promised_fen for w in works))}元；"
        f"办结{sum(w.completed for w in works)}项，"
        f"实际落实{yuan(sum(w.delivered_fen for w in works))}元；"
        f"逾期{sum(w.late for w in works)}项，督办{sum(w.orders for w in works)}次。",
        f"各单位答复信息核对{sum(w.checks for w in works)}次，"
        f"答复转介{sum(w.referrals for w in works)}件。",
    ]
    return "\n".join(lines)
