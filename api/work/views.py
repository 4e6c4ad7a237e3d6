"""How a case, a list line and a task are shown to a caller.

What of it a role may see is asked of `domain.privacy`, field by field, here and nowhere else. In
clear a field is given by `domain.privacy.looked` alone, and the door logs it with its purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.frame.problems import LawfulAct
from api.scope import Caller
from api.work.caring import care_lines
from api.work.helping import help_lines
from api.work.mending import repairs_of
from api.work.onward import offer_lines, onward_cases
from api.work.parts import check_view, lawful, notices_view, papers_view
from api.work.registry import KINDS, Move
from api.work.shapes import (
    AssessmentView,
    CaseLine,
    CaseView,
    ClockLineView,
    ClockView,
    EntitlementView,
    HouseholdView,
    LeadView,
    MemberView,
    ReasonView,
    StepView,
    TaskLine,
    TaskView,
    TimelineEntry,
)
from domain.case.acts import CAUSE_ZH
from domain.case.clocks import clock_lines
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.needs import NEEDS
from domain.case.phases.living.living import lawful_outcomes
from domain.case.tasks import next_step, open_tasks, total_due
from domain.case.wording import who
from domain.check.demand import names_of
from domain.check.file import CheckFile
from domain.funds.matter import MatterKind
from domain.household import RELATION_ZH, STATUS_ZH, WORK_ZH, Household
from domain.identity import account_warning
from domain.means.result import Assessment
from domain.money import yuan
from domain.places import PlaceInfo
from domain.privacy import Read, read_of, seen
from domain.programme import PROGRAMME_ZH
from domain.task import Task
from store.tables import CaseRow, DepartmentAsk, NoticeRow, TaskRow, TimelineRow

CHANNEL_ZH = {
    "window": "窗口",
    "ledger": "台账导入",
    "agent": "代办",
    "online": "网上",
    "handover": "转入",
}
OUTCOME_ZH = {
    "not_accepted": "不予受理",
    "withdrawn": "撤回申请",
    "refused": "不予确认",
    "stopped": "停发",
    "expired": "认定期满",
    "no_cooperation": "不配合调查核对，终止审核确认",
    "moved_out": "迁往其他县（市、区）",
    "merged": "并入其他家庭",
    "applicant_gone": "申请人死亡或者离开，终结申请",
    "aided": "已救助",
    "undelivered": "救助款物未能交付",
    "referral_given": "转办办结，给予救助",
    "referral_refused": "转办办结，不予救助",
}
_DECIDING = frozenset({"confirm", "refuse", "decide_change"})


def case_line(row: CaseRow, role: Role) -> CaseLine:
    lines = row.waiting.splitlines()
    return CaseLine(
        case_no=row.case_no,
        place=row.place,
        township=row.township,
        stage=row.stage,
        stage_zh=STAGE_ZH[Stage(row.stage)],
        applicant=seen(role, "Member.name", row.applicant_name),
        persons=row.persons,
        applied_on=row.applied_on,
        due_on=row.due_on,
        provisional=row.provisional,
        overdue=row.overdue,
        flags=tuple(code for code in row.flags.split(",") if code),
        outcome=row.outcome,
        outcome_zh=OUTCOME_ZH.get(row.outcome, ""),
        monthly_fen=row.monthly_fen,
        next=lines[1] if len(lines) > 1 else "",
    )


def _move_of(row: TaskRow) -> Move | None:
    """The act a task asks for. Matters of money and of supervision name their kind in the subject."""
    parts = row.subject.split("/")
    kind = parts[1] if row.kind in ("money", "oversight") and len(parts) > 1 else row.kind
    if kind == "reserve":
        kind = MatterKind.FUND
    return KINDS[kind].moves.get(row.act) if kind in KINDS else None


def task_line(row: TaskRow, today: date) -> TaskLine:
    move = _move_of(row)
    return TaskLine(
        subject=row.subject,
        kind=row.kind,
        case_no=row.case_no,
        act=row.act,
        act_zh=move.zh if move else row.zh,
        zh=row.zh,
        role=row.role,
        role_zh=ROLE_ZH[Role(row.role)],
        unit=row.unit,
        place=row.place,
        township=row.township,
        since=row.since,
        due=row.due,
        days_left=(row.due - today).days if row.due else None,
        overdue=bool(row.due and today > row.due),
        provisional=row.provisional,
        clause=row.clause,
    )


def task_view(task: Task, today: date) -> TaskView:
    return TaskView(
        code=task.code,
        act=task.act,
        zh=task.zh,
        role=task.role,
        role_zh=ROLE_ZH[task.role],
        since=task.since,
        due=task.due,
        overdue=bool(task.due and today > task.due),
        provisional=task.provisional,
        clause=task.clause,
    )


def timeline_entry(row: TimelineRow, role: Role) -> TimelineEntry:
    return TimelineEntry(
        seq=row.seq,
        act=row.act,
        zh=row.zh,
        stage=row.stage,
        stage_zh=STAGE_ZH[Stage(row.stage)],
        on=row.on,
        at=row.at,
        officer=row.officer,
        behalf=row.behalf,
        role_zh=ROLE_ZH[Role(row.role)] if row.role else "系统",
        unit=row.unit,
        text=seen(role, "Entry.text", row.text),
        clause=row.clause,
    )


def assessment_view(found: Assessment) -> AssessmentView:
    return AssessmentView(
        eligible=found.eligible,
        monthly_fen=found.monthly_fen,
        monthly_yuan=yuan(found.monthly_fen),
        once_fen=found.once_fen,
        once_yuan=yuan(found.once_fen),
        income_per_capita_fen=found.income_per_capita_fen,
        standard_fen=found.standard_fen,
        persons=found.persons,
        table=found.table,
        reasons=tuple(ReasonView(**r.model_dump()) for r in found.reasons),
        policy_digest=found.policy_digest,
        demo=found.demo,
    )


def household_view(home: Household, role: Role) -> HouseholdView:
    holder = home.member(home.account.holder) if home.account else None
    return HouseholdView(
        members=tuple(
            MemberView(
                key=m.key,
                name=seen(role, "Member.name", m.name),
                id_no=seen(role, "Member.id_no", m.id_no),
                relation_zh=RELATION_ZH[m.relation],
                work_zh=WORK_ZH[m.work],
                status_zh=STATUS_ZH[m.status],
                counted=m.counted,
            )
            for m in home.members
        ),
        residence={"urban": "城市", "rural": "农村"}[home.residence],
        bank=home.account.bank if home.account else "",
        account=seen(role, "Account.number", home.account.number) if home.account else "",
        account_hint=account_warning(home.account.number) if home.account else "",
        holder=seen(role, "Member.name", holder.name) if holder else "",
    )


def lawful_acts(file: CaseFile, caller: Caller) -> tuple[LawfulAct, ...]:
    """What the caller may do to the case now, each with where to send what."""
    if caller.id in file.relative_accounts():
        return ()
    found = []
    for move in lawful_moves(file, caller.role):
        if move.act in _DECIDING and not _decides(file, caller.role):
            continue
        href = f"/api/v1/cases/{file.case_no}/acts/{move.act}"
        found.append(lawful("case", move.act, href, file.programme))
    return tuple(found)


def _decides(file: CaseFile, role: Role) -> bool:
    """Where the place has set who decides, only he sees the button."""
    if file.policy is None or not file.law.has("decider"):
        return True
    return ROLE_OF_DECIDER.get(file.decider) is role


def clock_view(file: CaseFile, today: date) -> ClockView:
    calendar = file.policy.calendar if file.policy else None
    total = total_due(file, today) if file.decision is None else None
    return ClockView(
        lines=tuple(
            ClockLineView(**line.model_dump(), left=line.left) for line in clock_lines(file, today)
        ),
        used=file.clock.used(calendar, today) if calendar else (),
        total_due=total.on if total else None,
        provisional=bool(total and total.provisional),
        paused=bool(file.correction and file.correction.supplied_on is None),
    )


def case_view(
    file: CaseFile,
    row: CaseRow,
    caller: Caller,
    today: date,
    check: CheckFile | None,
    asked: Sequence[DepartmentAsk] = (),
    issued: Sequence[NoticeRow] = (),
) -> CaseView:
    """The whole case as the caller may see it. `today` is the case's."""
    step = next_step(file)
    found = _assessment(file)

    def sees(field: str) -> bool:
        return read_of(caller.role, field) is not Read.NONE

    outcome = file.closed.outcome if file.closed else ""
    return CaseView(
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        village=file.village,
        programme=file.programme,
        programme_zh=PROGRAMME_ZH[file.programme],
        channel=file.channel,
        single_person=file.single_person,
        request_no=file.request_no or file.case_no,
        siblings=file.siblings,
        passed_on_from=file.passed_on_from,
        urgent=file.urgent,
        applied_on=file.applied_on,
        accepted_on=file.accepted_on,
        stage=file.stage,
        stage_zh=STAGE_ZH[file.stage],
        stage_since=file.stage_since,
        version=file.version,
        today=today,
        why=row.waiting,
        tasks=tuple(task_view(t, today) for t in _tasks(file, today)),
        next_step=step.zh if step else "",
        next_step_on=step.on if step else None,
        seen=file.seq,
        clock=clock_view(file, today),
        allowed=lawful_acts(file, caller),
        flags=tuple(code for code in row.flags.split(",") if code),
        assessment=_named(file, found) if found and sees("Assessment.table") else None,
        leads=_leads(file) if sees("Lead.text") else (),
        notices=notices_view(file, issued),
        entitlements=tuple(
            EntitlementView(**e.model_dump(exclude={"seq"})) for e in file.entitlements
        ),
        monthly_fen_now=file.monthly_fen_now,
        household=(
            household_view(file.household, caller.role) if sees("Member.relation") else None
        ),
        papers=file.papers if sees("CaseFile.papers") else (),
        papers_asked=papers_view(file) if sees("CaseFile.papers") else (),
        care=care_lines(file, today) if sees("Placement.manner") else (),
        offer=offer_lines(file) if sees("Handover.reason") else (),
        onward=onward_cases(file),
        repairs=repairs_of(file, caller.role),
        help=help_lines(file) if sees("Hardship.statement") else (),
        check=check_view(file, check, caller, asked),
        item=f"{file.case_no}/{file.escalation.number}" if file.escalation else "",
        review=CAUSE_ZH[file.review.cause] if file.review else "",
        review_about=_review_about(file),
        outcomes=tuple(lawful_outcomes(file)),
        outcome=outcome,
        outcome_zh=OUTCOME_ZH.get(outcome, ""),
        closed_on=file.closed.on if file.closed else None,
    )


def _review_about(file: CaseFile) -> str:
    """Since when, and whom it is about."""
    looked = file.review
    if looked is None:
        return ""
    before = looked.happened_on < looked.opened_on
    said = (
        f"{looked.happened_on}发生" if before else "",
        f"所涉成员{who(file, looked.member)}" if looked.member else "",
        f"{looked.opened_on}启动核实",
    )
    return "，".join(part for part in said if part)


def rules_are_read(file: CaseFile) -> bool:
    """False for the moment between an act that begins a stage and the reading of its rules."""
    return file.policy_stage is file.stage or file.stage not in NEEDS


def _tasks(file: CaseFile, today: date) -> tuple[Task, ...]:
    try:
        return open_tasks(file, today)
    except KeyError:
        return ()  # the rules of the stage that has just begun are not read yet


def _assessment(file: CaseFile) -> Assessment | None:
    if file.review is not None and file.review.assessment is not None:
        return file.review.assessment
    return file.assessment


def _named(file: CaseFile, found: Assessment) -> AssessmentView:
    """Which sum it is: that of the look under way, or that of the decision on the application, which
    says nothing of what was decided since."""
    view = assessment_view(found)
    if file.review is not None and file.review.assessment is found:
        return view.model_copy(update={"title": "本次核实的计算"})
    if file.decision is None or not file.reviews:
        return view
    note = "这是审核确认申请时的计算；此后动态管理决定的金额见“待遇”，理由见相应的通知书。"
    return view.model_copy(update={"title": "审核确认时的计算", "note": note})


def _leads(file: CaseFile) -> tuple[LeadView, ...]:
    known = names_of(file.law) if file.policy and file.law.has("check.items") else {}
    return tuple(
        LeadView(
            key=s.lead.key,
            department=s.lead.department,
            department_zh=known.get(s.lead.department, ""),
            member=s.lead.person,
            text=s.lead.text,
            verdict=s.finding.verdict if s.finding else "",
            reason=s.finding.reason if s.finding else "",
            contested=bool(s.contested),
            open=not s.settled,
        )
        for s in file.leads
    )


def steps_of(file: CaseFile, place: PlaceInfo) -> tuple[StepView, ...]:
    """The stages as a row of steps, for the head of the page, in the words of the place."""
    order = (
        Stage.INTAKE,
        Stage.INVESTIGATION,
        Stage.REVIEW,
        Stage.PUBLICITY,
        Stage.APPROVAL,
        Stage.DISBURSEMENT,
        Stage.SUPERVISION,
    )
    now = file.stage
    seen = {entry.stage for entry in file.journal}
    if now is Stage.ESCALATION and file.escalation is not None:
        now = file.escalation.back_to
    if now not in order:
        # A period that goes on carries no record of those before: what lies before its first step is past.
        begun = min((n for n, s in enumerate(order) if s in seen), default=0)
        return tuple(
            StepView(
                stage=s,
                zh=place.stage_label(s),
                state="done" if s in seen or n < begun else "skipped",
            )
            for n, s in enumerate(order)
        )
    at = order.index(now)
    return tuple(
        StepView(
            stage=s,
            zh=place.stage_label(s),
            state="now" if n == at else "done" if n < at else "later",
        )
        for n, s in enumerate(order)
    )
