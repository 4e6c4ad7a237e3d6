"""What the recomputed runs say of a case: stages with days, clauses and people, decision, money.

Officers appear by account, role and unit, as the case records them. Names of the family, ID
numbers and accounts are not needed for a certificate and are never taken into one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from audit.recompute.history import plain
from audit.replay import RunReport
from domain.base import Frozen
from domain.case.acts import OUTCOME_ZH, Outcome, Reason
from domain.case.file import CaseFile, Entitlement, Entry
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH
from domain.case.notices import NOTICE_ZH
from domain.case.passage import REFUSED
from workflows import ids, meeting_steps, steps

_P = TypeVar("_P", bound=Frozen)


class EntryFacts(Frozen):
    """One act or mark. `event_id` of `run_id` is where the act was recorded; 0 for marks."""

    on: date
    at: datetime
    zh: str
    clause: str
    officer: str = ""
    role: str = ""
    unit: str = ""
    text: str = ""
    amount_fen: int | None = None
    outcome: str = ""
    run_id: str
    event_id: int = 0


class StageFacts(Frozen):
    """One stay in a stage, from its first entry to its last."""

    zh: str
    since: date
    until: date
    entries: tuple[EntryFacts, ...]


class DecisionFacts(Frozen):
    granted: bool
    monthly_fen: int
    on: date
    officer: str
    role: str
    reasons: tuple[Reason, ...]
    table: tuple[tuple[str, str], ...]
    policy_digest: str
    demo: tuple[str, ...]


class NoticeFacts(Frozen):
    zh: str
    number: str
    issued_on: date | None
    served_on: date | None
    digest: str


class EntitlementFacts(Frozen):
    first: date
    last: date | None
    monthly_fen: int
    cause: str


class HoldFacts(Frozen):
    first: date
    last: date | None
    fen: int
    since: date


class OverturnedFacts(Frozen):
    """A ruling that put the case back: the day it was entered, and the months as they stood until then."""

    on: date
    struck: tuple[EntitlementFacts, ...]


class Facts(Frozen):
    """The case as it stands at the end of the last run that could be recomputed."""

    township: str
    programme: str
    stage: str
    applied_on: date
    decision: DecisionFacts | None
    publicity: tuple[tuple[str, str], ...]
    entitlements: tuple[EntitlementFacts, ...]
    holds: tuple[HoldFacts, ...] = ()
    """What a death match kept back of the payments, released or not."""
    overturned: tuple[OverturnedFacts, ...] = ()
    """Rulings, oldest first: no list before them could know the months they gave back."""
    refused_on: date | None = None
    """The day of a refusal that a ruling overturned: the application pays from there (57号 Art 38)."""
    paid_until: date | None = None
    """The last month another case paid for these people before this one: it begins with the next."""
    notices: tuple[NoticeFacts, ...]
    next_recheck: date | None
    outcome: str
    version: int


class DepartmentFacts(Frozen):
    zh: str
    clause: str
    due: date
    attempts: int
    answered_on: date | None
    route: str
    late: bool
    waived_by: str
    waived_on: date | None


class CheckFacts(Frozen):
    number: int
    ordered_on: date | None
    departments: tuple[DepartmentFacts, ...]


class MeasureFacts(Frozen):
    unit: str
    code: str
    amount_fen: int
    due: date | None
    stage: str
    completed_on: date | None
    delivered_fen: int
    late: bool


class ItemFacts(Frozen):
    number: int
    minutes: str
    approved: bool | None
    decided_on: date | None
    attended: tuple[str, ...]
    measures: tuple[MeasureFacts, ...]
    entries: tuple[EntryFacts, ...]


def facts_of(reports: Sequence[RunReport]) -> tuple[tuple[StageFacts, ...], Facts | None]:
    """The stages over all runs of a case, and the case as it stands at the end."""
    entries: list[tuple[str, EntryFacts]] = []
    notices: dict[str, NoticeFacts] = {}
    last: CaseFile | None = None
    seen = 0
    for report in reports:
        shown = projection(report, "project_case", steps.CaseProjection)
        if shown is None:
            continue
        last = shown.file
        acts = acts_of(report)
        for line in last.journal:
            if line.seq <= seen:
                continue  # carried from the run before, which holds the act
            seen = line.seq
            entries.append((STAGE_ZH[line.stage], _entry(line, report, acts)))
        for state in last.notices:
            notices[state.number or state.order.key] = NoticeFacts(
                zh=NOTICE_ZH.get(state.order.kind, state.order.kind),
                number=state.number,
                issued_on=state.issued_on,
                served_on=state.served_on,
                digest=state.digest,
            )
    return _stages(entries), _facts(last, tuple(notices.values())) if last else None


def _facts(file: CaseFile, notices: tuple[NoticeFacts, ...]) -> Facts:
    closing = file.closed or file.ending
    return Facts(
        township=file.township,
        programme=file.programme,
        stage=STAGE_ZH[file.stage],
        applied_on=file.applied_on,
        decision=_decision(file),
        publicity=_publicity(file),
        entitlements=_months(file.entitlements),
        holds=tuple(
            HoldFacts(first=h.hold.first, last=h.hold.last, fen=h.hold.fen, since=h.hold.since)
            for h in file.watch.hits
            if h.hold is not None
        ),
        overturned=tuple(
            OverturnedFacts(on=r.on, struck=_months(r.struck)) for r in file.passage.restorations
        ),
        refused_on=max(
            (r.decided_on for r in file.passage.restorations if r.outcome == REFUSED), default=None
        ),
        paid_until=file.passage.origin.paid_until if file.passage.origin else None,
        notices=notices,
        next_recheck=file.next_recheck,
        outcome=closing.outcome if closing else "",
        version=file.version,
    )


def _months(entitlements: Iterable[Entitlement]) -> tuple[EntitlementFacts, ...]:
    return tuple(
        EntitlementFacts(first=e.first, last=e.last, monthly_fen=e.monthly_fen, cause=e.cause)
        for e in entitlements
    )


def _decision(file: CaseFile) -> DecisionFacts | None:
    made = file.decision
    if made is None:
        return None
    return DecisionFacts(
        granted=made.granted,
        monthly_fen=made.monthly_fen,
        on=made.on,
        officer=made.by.id,
        role=ROLE_ZH[made.by.role],
        reasons=made.reasons,
        table=made.assessment.table,
        policy_digest=made.assessment.policy_digest,
        demo=made.assessment.demo,
    )


def _publicity(file: CaseFile) -> tuple[tuple[str, str], ...]:
    period = file.publicity
    if period is None:
        return ()
    lines = [
        ("第几次公示", str(period.round)),
        ("张贴日期", period.posted_on.isoformat()),
        ("截止日期", period.until.isoformat()),
    ]
    if period.completed_on:
        lines.append(("期满日期", period.completed_on.isoformat()))
    if period.stopped_on:
        lines.append(("因异议中止", period.stopped_on.isoformat()))
    return tuple(lines)


def _stages(entries: Sequence[tuple[str, EntryFacts]]) -> tuple[StageFacts, ...]:
    stays: list[tuple[str, list[EntryFacts]]] = []
    for zh, entry in entries:
        if not stays or stays[-1][0] != zh:
            stays.append((zh, []))
        stays[-1][1].append(entry)
    return tuple(
        StageFacts(
            zh=zh,
            since=min(e.on for e in found),
            until=max(e.on for e in found),
            entries=tuple(found),
        )
        for zh, found in stays
    )


class Acts:
    """The accepted updates of a run, to be met again in the order of the journal."""

    def __init__(self, found: list[tuple[int, str, dict[str, Any]]]) -> None:
        self._found = found

    @property
    def all(self) -> tuple[tuple[int, str, dict[str, Any]], ...]:
        """Event id, act and arguments of those not taken yet."""
        return tuple(self._found)

    def take(self, name: str) -> tuple[int, dict[str, Any]]:
        for place, (event_id, act, args) in enumerate(self._found):
            if act == name:
                del self._found[: place + 1]
                return event_id, args
        return 0, {}


def acts_of(report: RunReport) -> Acts:
    found = []
    for event in report.opened.events:
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            asked = event.workflow_execution_update_accepted_event_attributes.accepted_request
            args = plain(asked.input.args.payloads[0]) if asked.input.args.payloads else None
            if isinstance(args, dict):
                found.append((event.event_id, asked.input.name, args))
    return Acts(found)


def _entry(line: Entry, report: RunReport, acts: Acts) -> EntryFacts:
    event_id, args = acts.take(line.act) if line.officer else (0, {})
    outcome = args.get("outcome")
    granted = args.get("grant")
    words = OUTCOME_ZH[Outcome(outcome)] if outcome in list(Outcome) else ""
    if granted is not None:
        words = "拟予保障" if granted else "不符合条件"
    amount = args.get("monthly_fen")
    return EntryFacts(
        on=line.on,
        at=line.at,
        zh=line.zh,
        clause=line.clause,
        officer=line.officer.id if line.officer else "",
        role=ROLE_ZH[line.officer.role] if line.officer else "",
        unit=line.officer.unit if line.officer else "",
        text="" if line.officer else line.text,
        amount_fen=amount if isinstance(amount, int) else None,
        outcome=words,
        run_id=report.run.run_id,
        event_id=event_id,
    )


def check_facts(reports: Sequence[RunReport]) -> CheckFacts:
    """One information check, department by department."""
    number = int(reports[0].run.workflow_id.rsplit("/", 1)[1])
    shown = projection(reports[-1], "project_check", steps.CheckProjection)
    if shown is None:
        return CheckFacts(number=number, ordered_on=None, departments=())
    return CheckFacts(
        number=number,
        ordered_on=shown.file.order.ordered_on,
        departments=tuple(
            DepartmentFacts(
                zh=part.zh,
                clause=part.clause,
                due=part.due,
                attempts=part.attempts,
                answered_on=part.answer.on if part.answer else None,
                route=part.answer.route if part.answer else "",
                late=part.late,
                waived_by=part.waived_by,
                waived_on=part.waived_on,
            )
            for part in shown.file.departments
        ),
    )


def item_facts(
    reports: Sequence[RunReport], by_workflow: Mapping[str, Sequence[RunReport]]
) -> ItemFacts:
    """One joint-meeting item with what the units then did."""
    _, case_no, number = reports[0].run.workflow_id.split("/")
    shown = projection(reports[-1], "project_item", meeting_steps.ItemProjection)
    follow = by_workflow.get(ids.measures_id(case_no, int(number)), ())
    done = None
    if follow:
        done = projection(follow[-1], "project_measures", meeting_steps.MeasuresProjection)
    resolution = shown.file.resolution if shown else None
    return ItemFacts(
        number=int(number),
        minutes=resolution.number if resolution else "",
        approved=resolution.approved if resolution else None,
        decided_on=resolution.decided_on if resolution else None,
        attended=resolution.attended if resolution else (),
        measures=tuple(
            MeasureFacts(
                unit=task.measure.unit,
                code=task.measure.code,
                amount_fen=task.measure.amount_fen,
                due=task.due,
                stage=task.stage.value,
                completed_on=task.completed_on,
                delivered_fen=task.delivered_fen,
                late=task.late,
            )
            for task in (done.file.tasks if done else ())
        ),
        entries=tuple(
            EntryFacts(
                on=line.on,
                at=line.at,
                zh=line.zh,
                clause=line.clause,
                officer=line.officer.id if line.officer else "",
                role=ROLE_ZH[line.officer.role] if line.officer else "",
                unit=line.officer.unit if line.officer else "",
                run_id=reports[-1].run.run_id,
            )
            for line in (shown.file.journal if shown else ())
        ),
    )


def projection(report: RunReport, activity: str, kind: type[_P]) -> _P | None:
    """The newest thing the code wanted to show in the tables; None when it never came so far."""
    for command in reversed(report.tape.commands):
        if not command.HasField("schedule_local_activity"):
            continue
        asked = command.schedule_local_activity
        shown = report.tape.argument(asked) if asked.activity_type == activity else None
        if shown is not None:
            try:
                return kind.model_validate(json.loads(shown.data))
            except (ValidationError, ValueError):
                return None
    return None
