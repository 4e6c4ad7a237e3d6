"""Runs that were set back (Temporal's reset): what was put aside by it, and whether it was lawful.

A reset begins a run of its own with the same beginning and ends the one before. Temporal says it is
without loss, since what came in later is told again; measured, it is not: acts are judged against the
moment of the reset, and one that was lawful only after another vanishes without an event
(docs/adr/0010). So each reset is looked at: who agreed to it, and what stood behind the point.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, Protocol

from pydantic import ValidationError
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent

from audit.recompute.findings import Finding, What
from audit.recompute.history import OpenRun, Run, plain
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.resets import ResetConfirmed, ResetProposed

PROPOSED: Final = "reset_proposed"
CONFIRMED: Final = "reset_confirmed"
"""Signals of a case by which two people agree to set its stuck run back."""
_RESET: Final = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
_FAILED: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
_RESETTER: Final = "history-resetter"


class Turn(Frozen):
    """A reset as the new run has it: `before` is the run that was set back, `event_id` the point."""

    event_id: int
    before: str


class SetBack(Frozen):
    """One reset as a certificate tells it. `aside`: how many events of the old run count for nothing;
    `lost`: acts and messages among them that the new run does not have, each with its event."""

    workflow_id: str
    run_id: str
    before: str
    event_id: int
    at: datetime
    aside: int
    lost: tuple[str, ...] = ()
    proposed_by: str = ""
    confirmed_by: str = ""
    reason: str = ""
    proposed_on: date | None = None
    confirmed_on: date | None = None
    posts: tuple[Role, ...] = ()
    """The posts of the two, in which they spoke."""

    @property
    def agreed(self) -> bool:
        return bool(self.proposed_by and self.confirmed_by)

    @property
    def zh(self) -> str:
        who = (
            f"提出{self.proposed_by}，复核{self.confirmed_by}"
            if self.agreed
            else "没有两人提出和复核的记录"
        )
        lost = f"丢失：{'、'.join(self.lost)}" if self.lost else "没有丢失办理记录"
        return (
            f"运行{self.before[:8]}回退到第{self.event_id}号事件，由运行{self.run_id[:8]}接续；"
            f"其后{self.aside}个事件不再作数，{lost}；{who}"
        )


class Report(Protocol):
    """What `audit.replay` gives for a run."""

    @property
    def opened(self) -> OpenRun: ...


def turn_of(run: Run) -> Turn | None:
    """The reset this run began with; None for a run like any other."""
    for event in reversed(run.events):
        if event.event_type != _FAILED:
            continue
        failed = event.workflow_task_failed_event_attributes
        if failed.cause == _RESET and failed.new_run_id == run.run_id:
            return Turn(event_id=event.event_id, before=failed.base_run_id)
    return None


def gathered(runs: Sequence[Run], *, partial: bool = False) -> tuple[Run, ...]:
    """The runs that count, each with those it took the place of. `partial`: where the newest run lies
    elsewhere, one that was ended by a reset counts for nothing here."""
    known = {one.run_id: one for run in runs for one in (*run.aside, run)}
    runs = tuple(known.values())
    behind = {turn.before for run in runs if (turn := turn_of(run)) is not None}
    if partial and runs and runs[-1].status == "terminated" and _ended_by_reset(runs[-1]):
        behind.add(runs[-1].run_id)
    return tuple(
        replace(run, aside=tuple(_behind(run, known))) for run in runs if run.run_id not in behind
    )


def _ended_by_reset(run: Run) -> bool:
    return run.events[-1].workflow_execution_terminated_event_attributes.identity == _RESETTER


def _behind(run: Run, known: dict[str, Run]) -> list[Run]:
    found: list[Run] = []
    turn = turn_of(run)
    while turn is not None and (before := known.get(turn.before)) is not None:
        found.insert(0, before)
        turn = turn_of(before)
    return found


def set_back(reports: Sequence[Report]) -> tuple[SetBack, ...]:
    """Every reset of the runs of one workflow that count, oldest first."""
    return tuple(made for report in reports for made in _of(report.opened))


def turned_findings(reports: Sequence[Report]) -> list[Finding]:
    """Resets nobody agreed to, by which something was lost, or whose old run was changed."""
    found = []
    for report in reports:
        opened = report.opened
        known = {one.run.run_id: one for one in opened.aside}
        found += [finding for one in opened.aside for finding in one.refused]
        for made in _of(opened):
            base = known.get(made.before)
            if base is None:
                zh = f"回退前的运行{made.before[:8]}缺失，不能查明丢失了哪些办理记录"
                found.append(_finding(made, zh))
            elif (other := _other_beginning(base, opened, made)) is not None:
                zh = f"第{other}号事件与回退前的运行{made.before[:8]}不同"
                found.append(_finding(made, zh))
            if not made.agreed:
                zh = f"运行{made.before[:8]}被重置（reset），没有两人提出和复核的记录"
                found.append(_finding(made, zh))
            found += [_finding(made, f"重置后丢失了{lost}") for lost in made.lost]
    return found


def _other_beginning(base: OpenRun, run: OpenRun, made: SetBack) -> int | None:
    """The first event before the point that the two runs do not share."""
    upto = made.event_id - 1
    for one, other in zip(base.events[:upto], run.events[:upto], strict=False):
        if one.SerializeToString(deterministic=True) != other.SerializeToString(deterministic=True):
            return one.event_id
    return None


def _of(opened: OpenRun) -> Iterator[SetBack]:
    """The reset of a run and, before it, those of the runs it took the place of."""
    chain = (*opened.aside, opened)
    for one in chain:
        turn = turn_of(one.run)
        if turn is None:
            continue
        base = next((other for other in chain if other.run.run_id == turn.before), None)
        agreed = _agreed(opened, turn)
        yield SetBack(
            workflow_id=one.run.workflow_id,
            run_id=one.run.run_id,
            before=turn.before,
            event_id=turn.event_id,
            at=one.events[turn.event_id - 1].event_time.ToDatetime(UTC),
            aside=len(base.events) - turn.event_id + 1 if base else 0,
            lost=_lost(base, one, turn) if base else (),
            proposed_by=agreed[0].officer.id if agreed else "",
            confirmed_by=agreed[1].officer.id if agreed else "",
            reason=agreed[0].reason if agreed else "",
            proposed_on=agreed[0].on if agreed else None,
            confirmed_on=agreed[1].on if agreed else None,
            posts=tuple(one.officer.role for one in agreed) if agreed else (),
        )


def _lost(base: OpenRun, run: OpenRun, turn: Turn) -> tuple[str, ...]:
    """What came in behind the point and is not in the new run: a signed act above all."""
    there = Counter(came[1] for event in run.events[turn.event_id :] if (came := _came_in(event)))
    lost = []
    for event in base.events[turn.event_id - 1 :]:
        came = _came_in(event)
        if came is None:
            continue
        if there[came[1]]:
            there[came[1]] -= 1
        else:
            lost.append(f"第{event.event_id}号事件的{came[0]}")
    return tuple(lost)


def _came_in(event: HistoryEvent) -> tuple[str, bytes] | None:
    """An act that was accepted or a message: in words, and what makes it the same in another run."""
    if event.HasField("workflow_execution_signaled_event_attributes"):
        signal = event.workflow_execution_signaled_event_attributes
        what = signal.input.SerializeToString(deterministic=True)
        return f"来信{signal.signal_name}", signal.signal_name.encode() + what
    if event.HasField("workflow_execution_update_accepted_event_attributes"):
        accepted = event.workflow_execution_update_accepted_event_attributes
        name = accepted.accepted_request.input.name
        return f"操作{name}", accepted.protocol_instance_id.encode()
    return None


def _agreed(opened: OpenRun, turn: Turn) -> tuple[ResetProposed, ResetConfirmed] | None:
    """The two who agreed to just this reset, as their sealed messages say."""
    proposed: ResetProposed | None = None
    for event in opened.events:
        signal = event.workflow_execution_signaled_event_attributes
        if signal.signal_name not in (PROPOSED, CONFIRMED) or not signal.input.payloads:
            continue
        value = plain(signal.input.payloads[0])
        try:
            if signal.signal_name == PROPOSED:
                one = ResetProposed.model_validate_json(json.dumps(value))
                if (one.run_id, one.event_id) == (turn.before, turn.event_id):
                    proposed = one
                continue
            other = ResetConfirmed.model_validate_json(json.dumps(value))
        except ValidationError:
            continue
        if proposed is not None and other.answers(proposed):
            return proposed, other
    return None


def _finding(made: SetBack, zh: str) -> Finding:
    return Finding(
        workflow_id=made.workflow_id,
        run_id=made.run_id,
        event_id=made.event_id,
        what=What.RESET,
        zh=zh,
    )
