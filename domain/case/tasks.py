"""Why is this case not moving? For what, for whom, since when, and what happens next by itself.

Computed from the file alone, so the clerk's 待办 list, the Temporal UI and the hotline give the
same answer.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import Due, months_after
from domain.case.acts import CAUSE_ZH
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.phases import approval, intake, review
from domain.case.phases.living import ADVERSE, lawful_outcomes
from domain.policy import PolicyNotSet
from domain.task import NextStep, Task


def total_due(file: CaseFile, today: date) -> Due | None:
    """The last day of the whole procedure (57号 Art 22): 30, 20 or 45 working days as cited."""
    if not file.clock.intervals or file.accepted_on is None or file.policy is None:
        return None
    law = file.law
    name = "total"
    if file.extended:
        name = "total_special"
    elif law.has("decider") and law.text("decider") == "township":
        name = "total_delegated"
    if not law.has(name):
        return None
    counted = file.clock.model_copy(
        update={"intervals": tuple(i for i in file.clock.intervals if i.since >= file.accepted_on)}
    )
    return counted.due(law.calendar, law.days(name), today) if counted.intervals else None


def open_tasks(file: CaseFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first."""
    if file.policy is None:
        return ()
    try:
        found = _BY_STAGE[file.stage](file, today)
    except PolicyNotSet as missing:
        found = [
            Task(
                code="policy",
                zh=missing.message,
                act="refresh_policy",
                role=Role.POLICY_ADMIN,
                since=file.stage_since or file.applied_on,
            )
        ]
    found += _papers_to_serve(file)
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _task(
    file: CaseFile,
    code: str,
    zh: str,
    role: Role,
    since: date | None,
    due: Due | None = None,
    clause: str = "",
    act: str = "",
) -> Task:
    return Task(
        code=code,
        zh=zh,
        act=act or code,
        role=role,
        since=since or file.stage_since or file.applied_on,
        due=due.on if due else None,
        provisional=due.provisional if due else False,
        clause=clause,
    )


def _intake(file: CaseFile, today: date) -> list[Task]:
    missing = intake.missing_papers(file)
    if file.correction and missing:
        names = intake.paper_names(file)
        return [
            _task(
                file,
                "supply_papers",
                f"等待申请人补交：{'、'.join(names[c] for c in missing)}",
                Role.INTAKE,
                file.correction.issued_on,
                Due(on=file.correction.due),
                "57号 Art 10",
            )
        ]
    if missing:
        return [
            _task(
                file,
                "request_correction",
                "材料不全，请一次性告知补正",
                Role.INTAKE,
                file.applied_on,
                clause="57号 Art 10",
            )
        ]
    return [
        _task(
            file, "accept", "材料齐全，请受理", Role.INTAKE, file.applied_on, clause="57号 Art 10"
        )
    ]


def _investigation(file: CaseFile, today: date) -> list[Task]:
    found = []
    if file.survey is None:
        start = file.accepted_on or file.applied_on
        due = file.law.due("survey_start", start)
        found.append(
            _task(
                file,
                "record_survey",
                "请入户调查",
                Role.SURVEYOR,
                file.stage_since,
                due,
                file.law.cite("survey_start"),
            )
        )
    if file.check is None or not file.check.done:
        found.append(
            _task(
                file,
                "record_reply",
                "等待部门答复信息核对",
                Role.CHECKING_CENTRE,
                file.check.started_on if file.check else file.stage_since,
                total_due(file, today),
                "57号 Art 17",
            )
        )
    found += _leads(file, today)
    return found


def _leads(file: CaseFile, today: date) -> list[Task]:
    return [
        _task(
            file,
            f"verify_lead:{s.lead.key}",
            f"请核实线索：{s.lead.text}",
            Role.SURVEYOR,
            file.latest,
            total_due(file, today),
            "JZ-62",
            act="verify_lead",
        )
        for s in file.open_leads()
    ]


def _review(file: CaseFile, today: date) -> list[Task]:
    due = total_due(file, today)
    if review.open_objection(file):
        zh = "公示期间有异议，请重新入户调查或者组织民主评议"
        return [_task(file, "record_survey", zh, Role.SURVEYOR, None, due, "57号 Art 19")]
    if review.appraisal_missing(file):
        zh = "请组织民主评议"
        return [_task(file, "record_appraisal", zh, Role.REVIEWER, None, due, "TR-49")]
    file.law.table("standard")
    return [_task(file, "give_opinion", "请出具初审意见", Role.REVIEWER, None, due, "57号 Art 19")]


def _publicity(file: CaseFile, today: date) -> list[Task]:
    if review.on_the_board(file):
        return []
    due = total_due(file, today)
    return [_task(file, "post_publicity", "请张贴公示", Role.VILLAGE, None, due, "57号 Art 19")]


def _approval(file: CaseFile, today: date) -> list[Task]:
    if file.decision is not None:
        return []
    due = total_due(file, today)
    law = file.law
    if approval.county_visit_missing(file):
        zh = "涉及近亲属备案或者投诉举报，请县级入户核查"
        return [
            _task(file, "record_county_visit", zh, Role.COUNTY_REVIEWER, None, due, "57号 Art 20")
        ]
    if approval.collective_review_missing(file):
        zh = "请登记集体研究记录"
        return [_task(file, "record_collective_review", zh, Role.REVIEWER, None, due, "JZ-23")]
    role = ROLE_OF_DECIDER[law.text("decider")]
    grant = file.assessment is None or file.assessment.eligible
    return [
        _task(
            file,
            "confirm" if grant else "refuse",
            "请审核确认" if grant else "请作出不予确认决定",
            role,
            None,
            due,
            "57号 Art 20-21",
        )
    ]


def _living(file: CaseFile, today: date) -> list[Task]:
    found = _leads(file, today)
    looked = file.review
    if looked is None or file.ending is not None:
        return found
    due = Due(on=looked.due) if looked.due else None
    cause = CAUSE_ZH[looked.cause]
    if file.check is not None and not file.check.done:
        zh = f"{cause}：等待部门答复信息核对"
        found.append(
            _task(file, "record_reply", zh, Role.CHECKING_CENTRE, file.check.started_on, due)
        )
    if looked.verified_on is None:
        zh = f"{cause}：请入户核实"
        found.append(
            _task(file, "verify_change", zh, Role.SURVEYOR, looked.opened_on, due, "57号 Art 31-32")
        )
        return found
    if looked.heard_on is None and set(lawful_outcomes(file)) & set(ADVERSE):
        zh = f"{cause}：拟减发、停发，请听取家庭意见"
        found.append(
            _task(
                file, "hear_family", zh, Role.REVIEWER, looked.verified_on, due, "社会救助法 Art 48"
            )
        )
        return found
    role = ROLE_OF_DECIDER[file.law.text("decider")]
    zh = f"{cause}：请作出动态管理决定"
    found.append(_task(file, "decide_change", zh, role, looked.verified_on, due, "57号 Art 32"))
    return found


def _nothing(file: CaseFile, today: date) -> list[Task]:
    return []


_BY_STAGE = {
    Stage.INTAKE: _intake,
    Stage.INVESTIGATION: _investigation,
    Stage.REVIEW: _review,
    Stage.PUBLICITY: _publicity,
    Stage.APPROVAL: _approval,
    Stage.DISBURSEMENT: _living,
    Stage.SUPERVISION: _living,
    Stage.ESCALATION: _nothing,
    Stage.CLOSED: _nothing,
}


def _papers_to_serve(file: CaseFile) -> list[Task]:
    return [
        _task(
            file,
            f"serve_notice:{n.number}",
            f"请送达文书{n.number}",
            Role.REVIEWER,
            n.issued_on,
            Due(on=n.order.due) if n.order.due else None,
            "57号 Art 21; JZ-60",
            act="serve_notice",
        )
        for n in file.notices
        if n.open and n.number
    ]


def next_step(file: CaseFile) -> NextStep | None:
    """What the case will do by itself next, if anything."""
    if file.stage is Stage.PUBLICITY and file.publicity and review.on_the_board(file):
        return NextStep(zh="公示期满，转入审核确认", on=file.publicity.until + timedelta(days=1))
    if file.stage is Stage.DISBURSEMENT and file.entitlements:
        return NextStep(zh="首月发放，转入动态管理", on=min(e.first for e in file.entitlements))
    if file.stage is Stage.SUPERVISION and file.review is None and file.ending is None:
        if file.transition is not None:
            return NextStep(zh="渐退期届满，启动核实", on=months_after(file.transition.until, 1))
        if file.next_recheck is not None:
            return NextStep(zh="启动定期复核", on=file.next_recheck)
    return None


def waiting_zh(file: CaseFile, today: date) -> str:
    """One paragraph in Chinese for every screen: stage, waiting for whom since when, next step."""
    lines = [f"阶段：{STAGE_ZH[file.stage]}。"]
    for task in open_tasks(file, today):
        due = f"，期限{task.due}" + ("（日历未公布，暂定）" if task.provisional else "")
        late = "，已超期" if task.due and today > task.due else ""
        lines.append(
            f"等待{ROLE_ZH[task.role]}：{task.zh}，自{task.since}起{due if task.due else ''}{late}。"
        )
    if file.stage is Stage.ESCALATION:
        lines.append("等待联席会议一事一议决定。")
    step = next_step(file)
    if step is not None:
        lines.append(f"系统将于{step.on}自动：{step.zh}。")
    return "\n".join(lines)


def next_mark(file: CaseFile, today: date) -> date | None:
    """The next day on which something happens by itself: a step, or a task passing its due day."""
    days = [t.due + timedelta(days=1) for t in open_tasks(file, today) if t.due and t.due >= today]
    step = next_step(file)
    if step is not None:
        days.append(step.on)
    return min((d for d in days if d > today), default=None)
