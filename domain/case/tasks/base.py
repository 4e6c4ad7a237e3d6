"""How a task is put together, and what several stages share."""

from __future__ import annotations

from datetime import date

from domain.calendar import Due
from domain.case.acts import EventKind
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.deciding import midway
from domain.case.tasks.stepwise import step_due, whole_due
from domain.policy import Unit
from domain.relatives import SIGNAL_ZH
from domain.task import Task


def total_due(file: CaseFile, today: date) -> Due | None:
    """The last day of the whole procedure (57号 Art 22): 30, 20 or 45 working days as cited."""
    if not file.clock.intervals or file.accepted_on is None or file.policy is None:
        return None
    law, name = file.law, total_name(file)
    if not law.has(name):
        return whole_due(file)
    if law.get(name).unit is Unit.CALENDAR_DAYS:
        return law.due(name, file.applied_on)
    counted = file.clock.model_copy(
        update={"intervals": tuple(i for i in file.clock.intervals if i.since >= file.accepted_on)}
    )
    return counted.due(law.calendar, law.days(name), today) if counted.intervals else None


def total_name(file: CaseFile) -> str:
    """Which limit of the whole procedure holds: special, delegated to the township, or plain."""
    if file.extended:
        return "total_special"
    township = file.law.has("decider") and file.decider == "township"
    return "total_delegated" if township else "total"


def stage_due(file: CaseFile, today: date) -> Due | None:
    """The last day of the step the case is in, or of the whole procedure where steps have none."""
    return step_due(file) or total_due(file, today)


def task(
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


LEAD_DAYS = "compare.verify_days"


def lead_due(file: CaseFile, today: date) -> Due | None:
    """Until when what a department said is to be looked into. An application's leads have its own
    days; those of a recheck years later have the place's days from the answer, none where it sets none.
    """
    if not file.living or file.policy is None or not file.law.knows(LEAD_DAYS):
        return total_due(
            file, today
        )  # an application, or a living run begun before this was told apart
    answered = file.check.finished_on if file.check else None
    return file.law.due(LEAD_DAYS, answered) if answered and file.law.has(LEAD_DAYS) else None


def leads_to_verify(file: CaseFile, today: date) -> list[Task]:
    return [
        task(
            file,
            f"verify_lead:{s.lead.key}",
            f"请核实线索：{s.lead.text}",
            Role.SURVEYOR,
            file.latest,
            lead_due(file, today),
            "JZ-62",
            act="verify_lead",
        )
        for s in file.open_leads()
    ]


def relative_leads_to_settle(file: CaseFile) -> list[Task]:
    """A suspected relation is looked into before anybody decides; whose it is stands in the case."""
    if file.stage is Stage.CLOSED:
        return []
    return [
        task(
            file,
            f"settle_relative_lead:{lead.key}",
            f"请核实近亲属线索：{SIGNAL_ZH[lead.signal]}",
            Role.COUNTY_REVIEWER,
            lead.on,
            clause="57号 Art 11; JZ-50",
            act="settle_relative_lead",
        )
        for lead in file.open_relative_leads()
    ]


def event_to_settle(file: CaseFile) -> list[Task]:
    """The one next step after a death, a move or a split that only another survey does not answer."""
    if file.event is None or file.closed is not None:
        return []
    since, clause = file.event.reported_on, "57号 Art 4"
    if file.event.kind is EventKind.MOVED:
        zh = "家庭已迁往其他乡镇（街道），请移交"
        return [task(file, "transfer_case", zh, Role.REVIEWER, since, clause=clause)]
    if not midway.applicant_gone(file):
        return []
    if midway.successors(file):
        zh = "申请人已死亡或者离开，请变更申请人"
        return [task(file, "replace_applicant", zh, Role.INTAKE, since, clause=clause)]
    zh = "申请人已死亡或者离开，没有其他共同生活成员，请终结申请"
    return [task(file, "close_application", zh, Role.REVIEWER, since, clause=clause)]
