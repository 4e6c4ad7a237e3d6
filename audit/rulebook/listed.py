"""A33's list of what was mended outside a case's own file: read off the acts of each procedure's history.

A department waived or corrected in a check, a list of a comparison that never came, a department a price
round waits for no longer, an entry of credit taken back, a repayment taken back by two people. What one
person may do alone is listed with that person, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

from audit.eventlog.opening import Opening
from audit.recompute.history import plain
from audit.replay import RunReport
from audit.rulebook.breach import Breach
from audit.rulebook.mending import Mended
from audit.sources import Source
from domain.base import Frozen
from domain.case.acts import Act
from domain.case.lifecycle import ROLE_ZH, Role
from domain.case.repairs import ENDING_ZH, Ending
from workflows import ids

ALONE_ZH: Final = "一人登记"
WAITING_ZH: Final = "待复核"
ALONE: Final[Mapping[str, Mapping[str, str]]] = {
    ids.CHECK: {"waive_reply": "登记免等部门回复", "correct_reply": "登记部门更正"},
    ids.COMPARE: {"explain_missed": "说明未比对原因"},
    ids.CREDIT: {"correct_credit": "更正撤销诚信记录"},
    ids.MATTER: {"waive_unit": "登记免等部门"},
}
"""What one person does, by kind of procedure; of credit somebody else than who found it."""
BY_TWO: Final[Mapping[str, tuple[str, str, str, str]]] = {
    ids.MATTER: ("propose_storno", "confirm_storno", "refuse_storno", "更正缴回登记"),
}
"""Who proposes, who agrees, who does not, and what it is called."""
KINDS: Final = frozenset((*ALONE, *BY_TWO)) - {ids.CHECK}
"""Procedures of their own; a check is listed with its case."""


class Done(Frozen):
    """One accepted act: by its name, whoever did it, and what it says of a repair."""

    act: str
    on: date
    by: str
    whose: str
    role: Role
    reason: str
    until: date | None

    @property
    def people(self) -> frozenset[str]:
        return frozenset((self.by, self.whose)) - {""}


def told(name: str, place: str, township: str, done: Iterable[Done]) -> tuple[Mended, ...]:
    """The repairs among the acts of one procedure, oldest first."""
    kind = name.split("/")[0]
    alone, two = ALONE.get(kind, {}), BY_TWO.get(kind)
    found: list[Mended] = []
    for one in done:
        if one.act in alone:
            found.append(_line(name, place, township, len(found) + 1, alone[one.act], one))
        elif two and one.act == two[0]:
            line = _line(name, place, township, len(found) + 1, two[3], one)
            found.append(line.model_copy(update={"ending_zh": WAITING_ZH}))
        elif two and one.act in two[1:3] and found:
            ending = Ending.CONFIRMED if one.act == two[1] else Ending.REFUSED
            found[-1] = found[-1].model_copy(
                update={
                    "ending": ending,
                    "ending_zh": ENDING_ZH[ending],
                    "ended_on": one.on,
                    "ended_by": one.by,
                    "ended_zh": ROLE_ZH[one.role],
                }
            )
    return tuple(found)


def _line(name: str, place: str, township: str, number: int, zh: str, one: Done) -> Mended:
    return Mended(
        case_no=name,
        place=place,
        township=township,
        number=number,
        kind=one.act,
        kind_zh=zh,
        on=one.on,
        by=one.by,
        by_zh=ROLE_ZH[one.role],
        ending_zh=ALONE_ZH,
    )


def by_two(name: str, place: str, township: str, done: Iterable[Done]) -> Iterator[Breach]:
    """A33: what two people do was done by two, with a reason, in time."""
    two, proposed, number = BY_TWO.get(name.split("/")[0]), None, 0
    for one in done:
        if two and one.act == two[0]:
            proposed, number = one, number + 1
        if not two or one.act != two[1]:
            continue
        zh = f"第{number}次{two[3]}"
        wrong = {
            "alone": f"{zh}没有另一人复核"
            if proposed is None or one.people & proposed.people
            else "",
            "no reason": f"{zh}没有写明理由" if proposed and not proposed.reason.strip() else "",
            "late": f"{zh}应当于{proposed.until}前复核，逾期才复核"
            if proposed and proposed.until and one.on > proposed.until
            else "",
        }
        for what, said in wrong.items():
            if said:
                yield Breach(rule="A33", place=place, township=township, case_no=name, on=one.on,
                             zh=said, what=f"{what} {number}")  # fmt: skip


def of_reports(reports: Iterable[RunReport]) -> tuple[Done, ...]:
    """The acts of runs that were recomputed."""
    found = (
        _done(act, plain(payloads[0]) if payloads else None)
        for report in reports
        for act, payloads in _accepted(report.opened.events, _wanted(report.run.workflow_id))
    )
    return tuple(one for one in found if one is not None)


async def of_source(source: Source, name: str) -> tuple[Done, ...]:
    """The acts of a procedure that name a repair, without a replay; only those are opened."""
    opening, found = Opening(source.converter, name), []
    for run in await source.chain(name):
        for act, payloads in _accepted(run.events, _wanted(name)):
            done = _done(act, await opening.first(payloads))
            if done is not None:
                found.append(done)
    return tuple(found)


def _wanted(name: str) -> frozenset[str]:
    kind = name.split("/")[0]
    return frozenset((*ALONE.get(kind, {}), *BY_TWO.get(kind, ())[:3]))


def _accepted(
    events: Sequence[HistoryEvent], wanted: frozenset[str]
) -> Iterator[tuple[str, Sequence[Payload]]]:
    """Acts of these names that were taken in and did not fail afterwards, in order."""
    failed = {number for event in events if (number := _failed(event))}
    for event in events:
        if not event.HasField("workflow_execution_update_accepted_event_attributes"):
            continue
        asked = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
        if asked.name in wanted and event.event_id not in failed:
            yield asked.name, asked.args.payloads


def _failed(event: HistoryEvent) -> int:
    if not event.HasField("workflow_execution_update_completed_event_attributes"):
        return 0
    done = event.workflow_execution_update_completed_event_attributes
    return done.accepted_event_id if done.outcome.HasField("failure") else 0


def _done(act: str, args: Any) -> Done | None:
    if not isinstance(args, dict):
        return None
    try:
        message = Act.model_validate({k: args[k] for k in ("officer", "on") if k in args})
    except ValidationError:
        return None
    until = args.get("until")
    return Done(
        act=act,
        on=message.on,
        by=message.officer.id,
        whose=message.officer.whose,
        role=message.officer.role,
        reason=str(args.get("reason", "")),
        until=date.fromisoformat(until) if isinstance(until, str) and until else None,
    )
