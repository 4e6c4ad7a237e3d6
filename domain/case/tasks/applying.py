"""What is open from the application to the decision."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.deciding import approval, review
from domain.case.phases.deciding.means import assess
from domain.case.phases.relief import hardship
from domain.case.phases.window import intake
from domain.case.tasks.asking import asking_tasks
from domain.case.tasks.base import leads_to_verify, stage_due, task
from domain.task import Task


def intake_tasks(file: CaseFile, today: date) -> list[Task]:
    missing = intake.missing_papers(file)
    if file.correction and missing:
        names = intake.paper_names(file)
        return [
            task(
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
            task(
                file,
                "request_correction",
                "材料不全，请一次性告知补正",
                Role.INTAKE,
                file.applied_on,
                clause="57号 Art 10",
            )
        ]
    if hardship.hardship_missing(file):
        return []
    return [
        task(file, "accept", "材料齐全，请受理", Role.INTAKE, file.applied_on, clause="57号 Art 10")
    ]


def investigation_tasks(file: CaseFile, today: date) -> list[Task]:
    found = []
    if file.survey is None:
        start = file.accepted_on or file.applied_on
        begun = file.survey_started_on is not None
        due = stage_due(file, today) if begun else file.law.due("survey_start", start)
        found.append(
            task(
                file,
                "record_survey",
                "请完成入户调查" if begun else "请入户调查",
                Role.SURVEYOR,
                file.stage_since,
                due,
                file.law.cite("survey_start"),
            )
        )
    if not hardship.means_known(file) and (file.check is None or not file.check.done):
        found.append(
            task(
                file,
                "record_reply",
                "等待部门答复信息核对",
                Role.CHECKING_CENTRE,
                file.check.started_on if file.check else file.stage_since,
                stage_due(file, today),
                "57号 Art 17",
            )
        )
    found += [*asking_tasks(file, today), *leads_to_verify(file, today)]
    return found


def review_tasks(file: CaseFile, today: date) -> list[Task]:
    due = stage_due(file, today)
    if review.open_objection(file) and not file.passes(Stage.INVESTIGATION):
        zh = "公示期间有异议，请组织民主评议"
        return [task(file, "record_appraisal", zh, Role.REVIEWER, None, due, "TR-49")]
    if review.open_objection(file):
        zh = "公示期间有异议，请重新入户调查或者组织民主评议"
        return [task(file, "record_survey", zh, Role.SURVEYOR, None, due, "57号 Art 19")]
    if review.appraisal_missing(file):
        zh = "请组织民主评议"
        return [task(file, "record_appraisal", zh, Role.REVIEWER, None, due, "TR-49")]
    if file.assessment is None and file.policy_stage is file.stage:
        assess(file)  # says which value of this programme's own test is not set
    return [task(file, "give_opinion", "请出具初审意见", Role.REVIEWER, None, due, "57号 Art 19")]


def publicity_tasks(file: CaseFile, today: date) -> list[Task]:
    if review.on_the_board(file):
        return []
    due = stage_due(file, today)
    return [task(file, "post_publicity", "请张贴公示", Role.VILLAGE, None, due, "57号 Art 19")]


def decision_due(file: CaseFile, today: date) -> Due | None:
    """The whole procedure's last day, or the county's own from receipt of the file if it is earlier."""
    total = stage_due(file, today)
    if file.decider != "county" or not file.law.has("county_opinion"):
        return total
    since = file.county_received_on or file.stage_since or today
    own = file.law.due("county_opinion", since)
    return own if total is None or own.on < total.on else total


def approval_tasks(file: CaseFile, today: date) -> list[Task]:
    if file.decision is not None:
        return []
    due = decision_due(file, today)
    if approval.county_visit_missing(file):
        zh = "涉及近亲属备案或者投诉举报，请县级入户核查"
        return [
            task(file, "record_county_visit", zh, Role.COUNTY_REVIEWER, None, due, "57号 Art 20")
        ]
    if approval.collective_review_missing(file):
        zh = "请登记集体研究记录"
        return [task(file, "record_collective_review", zh, Role.REVIEWER, None, due, "JZ-23")]
    role, organ = ROLE_OF_DECIDER[file.decider], approval.deciding_organ(file)
    grant = file.assessment is None or file.assessment.eligible
    return [
        task(
            file,
            "confirm" if grant else "refuse",
            ("请审核确认" if grant else "请作出不予确认决定")
            + (f"（由{organ}决定）" if organ else ""),
            role,
            None,
            due,
            "57号 Art 20-21",
        )
    ]


TASKS = {
    Stage.INTAKE: intake_tasks,
    Stage.INVESTIGATION: investigation_tasks,
    Stage.REVIEW: review_tasks,
    Stage.PUBLICITY: publicity_tasks,
    Stage.APPROVAL: approval_tasks,
}
