"""The only door to the reports of a period: begun, filed, compiled, signed, sent to the government.

Everything is a pure function from file to file; what raises CaseRefusal leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.case.notices import NoticeReceipt
from domain.journal import bound, doer, moved, of_act, written
from domain.meeting.item import Members
from domain.policy import Snapshot
from domain.reporting import acts
from domain.reporting.acts import REPORT_ACTS
from domain.reporting.file import Draft, ReportEntry, ReportFile, ReportOrder, UnitReport
from domain.reporting.lifecycle import (
    BY_REPORT_ACT,
    REPORT_EXITS,
    REPORT_MOVES,
    REPORT_STAGE_ZH,
    ReportMove,
    ReportStage,
)
from domain.reporting.period import Period, period_of
from domain.reporting.work import UnitWork

PERIOD_MONTHS, DUE_DAYS = "report.period_months", "report.due_days"
REMIND_DAYS, HEADINGS = "report.remind_days", "report.headings"
REPORT_NEEDS = (DUE_DAYS, HEADINGS, PERIOD_MONTHS, REMIND_DAYS)
"""The policy values the reports ask for when they begin."""

OPENERS = (Role.MEETING_OFFICE,)
_DAY = timedelta(days=1)
Ruled = tuple[ReportFile, str]


def period_for(order: ReportOrder, law: Snapshot) -> Period:
    """The period that is asked about. Raises PolicyNotSet where the place has no such rule, and
    CaseRefusal for a strange period or one that is not over."""
    period = period_of(order.period, law.months(PERIOD_MONTHS))
    require(
        period.until < order.opened_on,
        "period_not_over",
        f"{period.zh}尚未结束，{period.until + _DAY}起才能开始收集本期报告。",
        "TR-52",
    )
    return period


def may_open(order: ReportOrder) -> None:
    """CaseRefusal when this officer may not open the reports."""
    officer = order.opened_by
    if officer is None:
        return
    require(
        officer.role in OPENERS,
        "role_not_allowed",
        f"收集单位报告应当由{'、'.join(ROLE_ZH[r] for r in OPENERS)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        "TR-52",
    )
    require(
        officer.place == order.place,
        "not_your_place",
        "您不属于这个县（市、区）的联席会议，请由本县（市、区）的工作人员办理。",
        "TR-52",
    )


def opened(order: ReportOrder, report_id: str, at: datetime) -> ReportFile:
    """The reports as they begin, their first line written."""
    file = ReportFile(
        order=order, id=report_id, stage_since=order.opened_on, latest=order.opened_on
    )
    return _noted(file, "open_reports", "开始收集单位报告", order.opened_on, at, order.period)


def begun(
    file: ReportFile, law: Snapshot, members: Members, work: Iterable[UnitWork]
) -> ReportFile:
    """One report for every member unit of the body as it stood at the end of the period."""
    period = period_for(file.order, law)
    due = law.due(DUE_DAYS, period.until) if law.has(DUE_DAYS) else None
    done = {w.unit: w for w in work}
    reports = tuple(
        UnitReport(
            unit=unit.zh,
            code=unit.code,
            due=due.on if due else None,
            provisional=due.provisional if due else False,
            work=done.get(unit.zh, UnitWork(unit=unit.zh, code=unit.code)),
        )
        for unit in members.units
    )
    return file.having(
        policy=law, members=members, period=period, reports=reports, version=file.version + 1
    )


def rules_refreshed(file: ReportFile, law: Snapshot) -> ReportFile:
    """Other rules of the place for what is still open; what was filed stays as it was judged."""
    due = law.due(DUE_DAYS, period_for(file.order, law).until) if law.has(DUE_DAYS) else None
    reports = tuple(
        r.model_copy(update={"due": due.on if due else None}) if r.filed_on is None else r
        for r in file.reports
    )
    return file.having(policy=law, stale_policy=False, reports=reports, version=file.version + 1)


def report_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(REPORT_ACTS, name)


def apply_to_report(file: ReportFile, name: str, act: Act, today: date, at: datetime) -> ReportFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_REPORT_ACT[name]
    _may(file, move, act, today)
    if file.policy is None or file.members is None:
        raise CaseRefusal("not_ready", "正在读取政策参数和成员单位，请稍后再试。")
    done, text = _RULES[name](file, act)
    entry = of_act(
        ReportEntry, file.seq + 1, move, act, at, text, stage=file.stage, unit=_unit_of(file, act)
    )
    return moved(file, written(done, entry), act.on, REPORT_EXITS)


def _unit_of(file: ReportFile, act: Act) -> str:
    found = file.of(getattr(act, "unit", "") or act.officer.unit)
    return found.unit if found else ""


def _may(file: ReportFile, move: ReportMove, act: Act, today: date) -> None:
    """Stage, role, place and day: what the table alone can say."""
    officer = act.officer
    door.in_order(
        file.stage in move.stages,
        move,
        f"本期报告处于“{REPORT_STAGE_ZH[file.stage]}”阶段",
        lawful_report_moves(file, officer.role),
    )
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.order.place,
        "本期报告不属于您所在县（市、区）的联席会议，请由本县（市、区）的工作人员办理。",
        move.clause,
    )
    door.dated(act, file.order.opened_on, today, move.clause)


def lawful_report_moves(file: ReportFile, role: Role) -> tuple[ReportMove, ...]:
    """What this role may do in the present stage by the table."""
    return tuple(m for m in REPORT_MOVES if file.stage in m.stages and role in m.roles)


# --- the acts -------------------------------------------------------------------------------------


def _file(file: ReportFile, act: acts.FileReport) -> Ruled:
    report = file.of(act.officer.unit)
    if report is None:
        names = "、".join(r.unit for r in file.reports)
        raise CaseRefusal(
            "unit_unknown",
            f"您所在单位在{file.order.period}期末不是成员单位，无需报送。应当报送的单位：{names}。",
            "TR-52",
        )
    require(
        report.open or file.stage is not ReportStage.SIGNING,
        "already_compiled",
        "本单位报告已经汇总送签，不能再改；需要更正的，请由联席会议办公室退回后重新报送。",
        "TR-52",
    )
    headings = {str(k): str(v) for k, v in file.law.table(HEADINGS).items()}
    given = {s.heading: s.text.strip() for s in act.sections}
    strange = tuple(h for h in given if h not in headings)
    require(
        not strange and len(given) == len(act.sections),
        "heading_unknown",
        f"报告应当按以下各部分填写，每部分一次：{'、'.join(headings.values())}。",
        "TR-52",
    )
    empty = tuple(zh for code, zh in headings.items() if len(given.get(code, "")) < 2)
    require(
        not empty,
        "heading_missing",
        f"以下部分尚未填写：{'、'.join(empty)}。没有的，请写明“无”及原因。",
        file.law.cite(HEADINGS),
    )
    first = report.filed_on is None
    late = max((act.on - report.due).days, 0) if first and report.due else report.late_days
    after = report.model_copy(
        update={
            "sections": tuple(acts.Section(heading=code, text=given[code]) for code in headings),
            "filed_on": report.filed_on or act.on,
            "filed_by": act.officer.id,
            "versions": report.versions + 1,
            "late_days": late,
            "returned": "",
        }
    )
    said = f"，逾期{late}日" if first and late else ""
    return file.with_report(after), f"{report.unit}第{after.versions}次报送{said}"


def _return_unit(file: ReportFile, act: acts.ReturnUnitReport) -> Ruled:
    report = file.of(act.unit)
    require(
        report is not None and not report.open,
        "nothing_to_return",
        "只能退回已经报送的单位报告。",
        "TR-52",
    )
    assert report is not None  # noqa: S101  (narrowing for the type checker)
    after = report.model_copy(update={"returned": act.reason})
    return file.with_report(after), f"{report.unit}：{act.reason}"


def _draft(file: ReportFile, act: acts.DraftSummary) -> Ruled:
    waiting = tuple(r.unit for r in file.waiting_for)
    due = file.due
    require(
        not waiting or due is None or act.on > due,
        "reports_awaited",
        f"报送期限为{due}，以下单位尚未报送：{'、'.join(waiting)}。"
        "全部报送或者期限届满后，方可起草向政府的报告。",
        "TR-54",
    )
    draft = Draft(number=len(file.drafts) + 1, on=act.on, by=act.officer.id, text=act.text)
    after = file.having(drafts=(*file.drafts, draft), stage=ReportStage.COMPILING)
    return after, f"第{draft.number}稿"


def _submit(file: ReportFile, act: acts.SubmitSummary) -> Ruled:
    after = file.having(stage=ReportStage.SIGNING, submitted_by=act.officer.id)
    return after, f"第{len(file.drafts)}稿"


def _sign(file: ReportFile, act: acts.SignSummary) -> Ruled:
    require(
        bound(doer(file.journal, "submit_summary"), doer(file.journal, "draft_summary")).isdisjoint(
            act.officer.accounts
        ),
        "same_person",
        "报告由您起草或者送签，应当由另一名召集人签发。",
        "TR-54",
    )
    missing = tuple(r.unit for r in file.reports if r.filed_on is None)
    after = file.having(
        stage=ReportStage.SENDING,
        signed_by=act.officer.id,
        signed_on=act.on,
        missing=missing,
    )
    return after, f"未报送的单位：{'、'.join(missing)}" if missing else "各单位均已报送"


def _return_summary(file: ReportFile, act: acts.ReturnSummary) -> Ruled:
    return file.having(stage=ReportStage.COMPILING, submitted_by=""), act.reason


_RULES: dict[str, Callable[[ReportFile, Any], Ruled]] = {
    "file_report": _file,
    "return_unit_report": _return_unit,
    "draft_summary": _draft,
    "submit_summary": _submit,
    "sign_summary": _sign,
    "return_summary": _return_summary,
    "refresh_policy": lambda file, act: (file.having(stale_policy=True), act.reason),
}


# --- by itself ------------------------------------------------------------------------------------


def next_reminder(file: ReportFile, report: UnitReport) -> date | None:
    """When a unit is reminded next: before its day, the day after it, then again and again."""
    if report.due is None or not report.open:
        return None
    first_late = report.due + _DAY
    every = file.law.days(REMIND_DAYS) if file.law.has(REMIND_DAYS) else 0
    last = report.reminders[-1] if report.reminders else None
    if every and last is None:
        return report.due - timedelta(days=every)
    if last is None or last < first_late:
        return first_late
    return last + timedelta(days=every) if every else None


def watched(file: ReportFile, today: date, at: datetime) -> ReportFile:
    """Reminders of the days, one line for all units reminded together (TR-18, TR-52)."""
    if file.policy is None or file.stage not in (ReportStage.COLLECTING, ReportStage.COMPILING):
        return file
    reminded = [r for r in file.reports if _due_now(file, r, today)]
    for report in reminded:
        marked = report.model_copy(update={"reminders": (*report.reminders, today)})
        file = file.with_report(marked)
    if not reminded:
        return file
    late = any(r.due and today > r.due for r in reminded)
    zh = "逾期未报送提醒" if late else "报送提醒"
    text = f"{'、'.join(r.unit for r in reminded)}（期限{file.due}）"
    return _noted(file, "reminded", zh, today, at, text)


def _due_now(file: ReportFile, report: UnitReport, today: date) -> bool:
    day = next_reminder(file, report)
    return day is not None and day <= today


def numbered(file: ReportFile, receipt: NoticeReceipt, at: datetime) -> ReportFile:
    """The signed report has its number and is with the government; that is the day of sending."""
    if file.stage is not ReportStage.SENDING:
        return file
    on = receipt.issued_on
    text = f"{receipt.number}，{on}报送政府"
    after = _noted(file, "sent", "已报送政府", on, at, text)
    return after.having(
        paper=receipt.number,
        digest=receipt.digest,
        sent_on=on,
        stage=ReportStage.SENT,
        stage_since=on,
    )


def _noted(file: ReportFile, code: str, zh: str, on: date, at: datetime, text: str) -> ReportFile:
    entry = ReportEntry(
        seq=file.seq + 1, act=code, zh=zh, stage=file.stage, on=on, at=at, text=text
    )
    return written(file, entry)
