"""Reads the course of a case off its sealed histories: no replay, no table, one payload at a time.

What a person did is an update with the stage its receipt names; what the calendar did shows in the
stage the case gave itself for the lists. Opening a payload shows that nobody changed it; whether
the whole is what the program does, a certificate says, not a log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

from audit.clauses import clause_zh
from audit.eventlog.course import Course, Happening
from audit.eventlog.opening import Opening
from audit.eventlog.things import Things
from audit.eventlog.words import ACT, PROCEDURES, STAGES, did, entered
from audit.recompute.history import Run
from domain.case.clauses import clause_in
from domain.case.lifecycle import ROLE_ZH, Role
from domain.papers.titles import NOTICE_ZH
from domain.programme import Programme
from domain.resetting import CLAUSE, RESET_ZH
from workflows import ids
from workflows.visible import SHANGHAI

Pseudonym = Callable[[str], str]
"""A keyed hash in hex: the same for the same text, and nobody without the key can undo it."""


async def course_of(
    place: str,
    case_no: str,
    chains: Mapping[str, Sequence[Run]],
    converter: DataConverter,
    pseudonym: Pseudonym,
) -> Course:
    """The course of a case from its chain and those of its children (`sources.with_children`)."""
    course = Course(case_no=case_no, place=place)
    things = Things(course, pseudonym)
    for name, runs in chains.items():
        kind = name.split("/")[0]
        if kind not in PROCEDURES or (kind == ids.CASE and name != ids.case_id(place, case_no)):
            continue  # a case handed on is a case of its own
        reader = _Reader(name, kind, course, things, Opening(converter, name))
        for run in runs:
            await reader.read(run)
    course.happenings.sort(key=lambda h: h.at)  # stable: within a moment the order of the history
    return course


class _Reader:
    """Reads the runs of one workflow, oldest first."""

    def __init__(
        self, name: str, kind: str, course: Course, things: Things, opening: Opening
    ) -> None:
        self.kind, self.course, self.things, self.open = kind, course, things, opening
        self.name = name
        self.stage = ""
        self.period: int | None = None
        self.at: datetime | None = None
        """Of the event before: a clock that was set back does not turn the order around."""
        self.overdue = False
        self.programme = Programme.DIBAO
        self.own = things.root(kind, name)

    async def read(self, run: Run) -> None:
        await self._start(run)
        receipts = await self._receipts(run)
        orders: dict[int, dict[str, Any]] = {}
        for event in run.events:
            match event.WhichOneof("attributes"):
                case "workflow_execution_update_accepted_event_attributes":
                    await self._act(event, receipts.get(event.event_id))
                case "workflow_execution_signaled_event_attributes":
                    await self._agreed(event)
                case "upsert_workflow_search_attributes_event_attributes":
                    self._shown(event)
                case "activity_task_scheduled_event_attributes":
                    await self._ordered(event, orders)
                case "activity_task_completed_event_attributes":
                    await self._done(event, orders)
                case "child_workflow_execution_started_event_attributes":
                    self._child(event, begun=True)
                case "child_workflow_execution_completed_event_attributes":
                    self._child(event, begun=False)
                case "workflow_execution_completed_event_attributes":
                    self._note(event, "ended", "流程办结", ())
        self.course.unread += self.open.refused
        self.open.refused = 0

    async def _start(self, run: Run) -> None:
        started = run.events[0].workflow_execution_started_event_attributes
        value = await self.open.first(started.input.payloads)
        if not isinstance(value, dict):
            return
        if self.kind == ids.CASE:
            self.programme = Programme(value.get("programme", self.programme))
            owed = self.things.case(value)
            day = str(value.get("applied_on", ""))
            first = not run.continued_from and not self.stage
            stage, before = str(value.get("stage", "intake")), self.period
            self.period = int(value.get("period", 0))
            if not first and self.period == before:
                self._enter(run.events[0], stage)  # with all it was: nobody but Temporal counts it
                return
            self.stage = stage
            if first:
                self._note(run.events[0], "applied", "申请", self.things.people, on=day)
            else:
                self._note(run.events[0], "new_period", _new_period(value), owed)
            return
        self.things.child(self.kind, self.own, value)
        self.stage = self.stage or next(iter(STAGES[self.kind]), "")

    async def _receipts(self, run: Run) -> dict[int, str | None]:
        """The stage each act led to, by the event that took it in; None for one that was refused."""
        found: dict[int, str | None] = {}
        for event in run.events:
            if not event.HasField("workflow_execution_update_completed_event_attributes"):
                continue
            done = event.workflow_execution_update_completed_event_attributes
            value = await self.open.first(done.outcome.success.payloads)
            stage = value.get("stage", "") if isinstance(value, dict) else None
            found[done.accepted_event_id] = stage
        return found

    async def _act(self, event: HistoryEvent, receipt: str | None) -> None:
        """An act without a receipt, or refused when it came to it, changed nothing."""
        if receipt is None:
            return
        asked = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
        act = asked.name
        value = await self.open.first(asked.args.payloads)
        value = value if isinstance(value, dict) else {}
        zh, clause = ACT[self.kind].get(act, (act, ""))
        officer = value.get("officer") or {}
        role = str(officer.get("role", ""))
        self._note(
            event,
            act,
            zh,
            self.things.named(value, officer),
            on=str(value.get("on", "")),
            role=role,
            unit=str(officer.get("township") or officer.get("unit") or ""),
            clause=clause_zh(clause_in(self.programme, clause)),
            step=did(act, self.stage) if STAGES[self.kind] else "",
        )
        self._enter(event, receipt)

    async def _agreed(self, event: HistoryEvent) -> None:
        """Two people set a stuck run back: no act, for the case took none, and in no table of acts."""
        signal = event.workflow_execution_signaled_event_attributes
        zh = RESET_ZH.get(signal.signal_name)
        if zh is None:
            return
        value = await self.open.first(signal.input.payloads)
        value = value if isinstance(value, dict) else {}
        officer = value.get("officer") or {}
        self._note(
            event,
            signal.signal_name,
            zh,
            self.things.named(value, officer),
            on=str(value.get("on", "")),
            role=str(officer.get("role", "")),
            unit=str(officer.get("township") or officer.get("unit") or ""),
            clause=CLAUSE,
        )

    def _shown(self, event: HistoryEvent) -> None:
        """What the workflow says of itself in the lists, in clear: its stage, whether it is late."""
        fields = event.upsert_workflow_search_attributes_event_attributes
        indexed = fields.search_attributes.indexed_fields
        if "Stage" in indexed:
            self._enter(event, str(_clear(indexed["Stage"]) or ""))
        if "Overdue" in indexed:
            overdue = bool(_clear(indexed["Overdue"]))
            if overdue and not self.overdue:
                self._note(event, "overdue", "超期", ())
            self.overdue = overdue

    def _enter(self, event: HistoryEvent, stage: str) -> None:
        stages = STAGES[self.kind]
        if stage == self.stage or stage not in stages:
            return
        step, self.stage = entered(self.stage, stage), stage
        self._note(event, f"enter_{stage}", f"进入“{stages[stage]}”", (), step=step)

    async def _ordered(self, event: HistoryEvent, orders: dict[int, dict[str, Any]]) -> None:
        scheduled = event.activity_task_scheduled_event_attributes
        name = scheduled.activity_type.name
        if name not in ("issue_notice", "ask_department", "ask_departments"):
            return
        value = await self.open.first(scheduled.input.payloads)
        if name == "issue_notice" and isinstance(value, dict):
            orders[event.event_id] = {**value, "owed": self.things.case(value["file"])}
            return
        queries = value if isinstance(value, list) else [value]
        asked = [q["department"] for q in queries if isinstance(q, dict)]
        things = tuple((self.things.department(one), "被查询部门") for one in asked)
        self._note(event, "ask_department", "向部门查询", things)
        orders[event.event_id] = {}

    async def _done(self, event: HistoryEvent, orders: dict[int, dict[str, Any]]) -> None:
        done = event.activity_task_completed_event_attributes
        order = orders.get(done.scheduled_event_id)
        if order is None:
            return
        value = await self.open.first(done.result.payloads)
        if order and isinstance(value, dict):
            kind = str(order["notice"]["kind"])
            thing = self.things.notice(kind, NOTICE_ZH.get(kind, kind), value)
            zh = f"制发{NOTICE_ZH.get(kind, '文书')}"
            about = ((thing, "制发的文书"), *order["owed"])
            self._note(event, "notice", zh, about, on=value["issued_on"])
            return
        for department, on in _answered(value):
            things = ((self.things.department(department), "答复部门"),)
            self._note(event, "department_answered", "部门答复", things, on=on)

    def _child(self, event: HistoryEvent, *, begun: bool) -> None:
        attributes = getattr(event, event.WhichOneof("attributes") or "")
        name = attributes.workflow_execution.workflow_id
        kind = name.split("/")[0]
        if kind not in _CHILD:
            return
        code, zh = _CHILD[kind][0 if begun else 1]
        self._note(event, code, zh, ((self.things.root(kind, name), zh),))

    def _note(
        self,
        event: HistoryEvent,
        code: str,
        zh: str,
        things: tuple[tuple[str, str], ...],
        *,
        on: str = "",
        role: str = "",
        unit: str = "",
        clause: str = "",
        step: str = "",
    ) -> None:
        at = moment_of(event)
        self.at = at = max(at, self.at) if self.at is not None else at
        roots: tuple[tuple[str, str], ...] = ((self.things.case_id, "案件"),)
        if self.own != self.things.case_id:
            roots += ((self.own, "所属程序"),)
        self.course.happenings.append(
            Happening(
                procedure=self.kind,
                code=code,
                zh=zh,
                at=at,
                stage=self.stage,
                stage_zh=STAGES[self.kind].get(self.stage, ""),
                on=on,
                role=role,
                role_zh=ROLE_ZH[Role(role)] if role else "",
                unit=unit,
                clause=clause,
                step=step,
                things=tuple(dict.fromkeys((*roots, *things))),
            )
        )


def _new_period(value: dict[str, Any]) -> str:
    """A run that puts the record before it aside: the next recheck period, or the one a closed case is
    taken up in, for what its first act says."""
    resumed = (value.get("passage") or {}).get("resumed") or {}
    begun = int(value.get("version", 0)) == resumed.get("version") if resumed else False
    return "办结后再次办理" if begun else "进入下一复核周期"


_CHILD: Final = {
    ids.CHECK: (("check_started", "发起信息核对"), ("check_finished", "信息核对完成")),
    ids.ITEM: (("item_opened", "提交一事一议"), ("resolution", "一事一议决定")),
    ids.MEASURES: (("measures_started", "议定措施交办"), ("measures_finished", "议定措施办结")),
}
"""What the beginning and the end of a child are called in the case's record."""


def moment_of(event: HistoryEvent) -> datetime:
    """To the microsecond, in Shanghai; without the message's own way through Greenwich."""
    at = event.event_time
    return datetime.fromtimestamp(at.seconds, SHANGHAI).replace(microsecond=at.nanos // 1000)


def _clear(payload: Payload) -> Any:
    """A search attribute: the one thing that is not sealed."""
    return json.loads(payload.data) if payload.data else None


def _answered(value: Any) -> Iterator[tuple[str, str]]:
    """Department and day of each answer in what one or several departments said."""
    for heard in value if isinstance(value, list) else [value]:
        reply = (heard or {}).get("reply") or heard or {}
        answer = reply.get("answer") if isinstance(reply, dict) else None
        if answer:
            yield str(answer["department"]), str(answer["on"])
