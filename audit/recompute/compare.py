"""Recorded against recomputed: each command of the code beside the event it once became.

Core has already matched kinds, ids and order. Here the substance is compared: activity types and
arguments, timer lengths, children's inputs, what updates answered, search attributes, the input
of the next run, the result. Every event that code must have caused is accounted for; one that the
code does not cause, and a command without its event, are findings too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_commands import UpdateResponse, WorkflowCommand

from audit.recompute.findings import Difference, Finding, What, differences, shown
from audit.recompute.forms import Forms, Kinds, as_of_today, written_today
from audit.recompute.history import OpenRun, plain
from audit.recompute.index import PATCH, Index
from audit.recompute.recorder import Tape

_CAUSED_BY_CODE: Final = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "安排的业务活动",
    EventType.EVENT_TYPE_TIMER_STARTED: "启动的定时",
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: "发起的子流程",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "写入的检索项",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED: "操作的回执",
    EventType.EVENT_TYPE_MARKER_RECORDED: "本地活动的结果",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "流程的结果",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "流程的失败",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "下一个运行的起始数据",
}
"""Events that stand in a history only because the code asked for them, in words."""
TIMER_TOLERANCE: Final = timedelta(seconds=5)
"""A workflow's clock moves on by milliseconds while a local activity runs, and not in the same
steps when it is replayed. Our timers end when a day begins: five seconds change no deadline."""

CLOCK_TOLERANCE: Final = TIMER_TOLERANCE
"""The same for readings of the clock in a record that goes into an argument whole: which task of the
first few a question from outside fell into decides some milliseconds, the history dates each act."""


@dataclass
class LocalActivity:
    """One local activity: what the code asked for and what was recorded as its result."""

    event_id: int
    name: str
    asked: Callable[[], Payload | None]
    result: Payload | None

    @property
    def order(self) -> Any:
        """The first argument. Written and read when somebody wants it: most are a whole case file."""
        asked = self.asked()
        return plain(asked) if asked is not None else None


@dataclass
class Comparison:
    """What the comparison of one run gave. `counts` names how many of each kind were compared."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    local: list[LocalActivity] = field(default_factory=list)


def compare(run: OpenRun, tape: Tape, forms: Forms, *, reveal: bool = False) -> Comparison:
    """Compares the run's events with the commands on the tape."""
    return _Comparer(run, tape, forms, reveal).compare()


class _Comparer:
    def __init__(self, run: OpenRun, tape: Tape, forms: Forms, reveal: bool) -> None:
        self.run, self.tape, self.forms, self.reveal = run, tape, forms, reveal
        self.out = Comparison()
        self.seen: set[int] = set()
        self.events = Index(run.events)
        self.stopped = {c.cancel_timer.seq for c in tape.commands if c.HasField("cancel_timer")}

    def compare(self) -> Comparison:
        for number, command in enumerate(self.tape.commands):
            kind = command.WhichOneof("variant") or ""
            if kind in _COMPARED:
                _COMPARED[kind](self, command, number)
        for event in self.run.events:
            zh = _CAUSED_BY_CODE.get(event.event_type)
            if event.marker_recorded_event_attributes.marker_name == PATCH:
                zh = "程序更新标记"
            if zh and event.event_id not in self.seen and not self.run.refused:
                self.found(event, What.COMMAND, f"历史中记有{zh}，重算时没有产生")
        self.out.findings.sort(key=lambda f: f.event_id)
        return self.out

    # --- one kind of command each ---------------------------------------------------------------

    def activity(self, command: WorkflowCommand, number: int) -> None:
        asked = command.schedule_activity
        event = self.events.activities.get(asked.activity_id)
        if event is None:
            self.nothing_recorded(number, f"业务活动{asked.activity_type}")
            return
        recorded = event.activity_task_scheduled_event_attributes
        name = recorded.activity_type.name
        self.same_name(event, name, asked.activity_type, "业务活动")
        self.same(
            event,
            What.ARGUMENT,
            recorded.input.payloads,
            asked.arguments,
            f"业务活动{name}的参数与重算结果不符",
            self.forms.arguments(name),
        )

    def local_activity(self, command: WorkflowCommand, number: int) -> None:
        asked = command.schedule_local_activity
        event = self.events.local.get(asked.seq)
        if event is None:
            self.nothing_recorded(number, f"本地活动{asked.activity_type}")
            return
        details = event.marker_recorded_event_attributes.details
        data = plain(details["data"].payloads[0])
        self.same_name(event, str(data.get("activity_type")), asked.activity_type, "本地活动")
        self.out.counts["local_activity"] += 1
        results = details["result"].payloads if "result" in details else ()
        self.out.local.append(
            LocalActivity(
                event_id=event.event_id,
                name=asked.activity_type,
                asked=partial(self.tape.argument, asked),
                result=results[0] if results else None,
            )
        )

    def patch(self, command: WorkflowCommand, number: int) -> None:
        """The mark that this run goes the way of newer code, and the SDK's own note of it."""
        asked = command.set_patch_marker
        event = self.events.patches.get(asked.patch_id)
        if event is None:
            self.nothing_recorded(number, f"程序更新标记{asked.patch_id}")
            return
        self.see(event, "patch")
        noted = self.events.versions.get(event.event_id)
        if noted is not None:
            self.seen.add(noted.event_id)

    def timer(self, command: WorkflowCommand, number: int) -> None:
        asked = command.start_timer
        event = self.events.timers.get(str(asked.seq))
        if event is None:
            # Let go of in the task that began it, no server hears of a timer; that one which was let
            # go of later has its event, core has seen already.
            if asked.seq not in self.stopped:
                self.nothing_recorded(number, "定时")
            return
        self.see(event, "timer")
        recorded = event.timer_started_event_attributes.start_to_fire_timeout
        now = event.event_time.ToDatetime()
        off = recorded.ToTimedelta() - asked.start_to_fire_timeout.ToTimedelta()
        if abs(off) > TIMER_TOLERANCE:
            self.found(
                event,
                What.TIMER,
                "定时的到期时刻与重算结果不符",
                (
                    Difference(
                        path="到期",
                        recorded=_moment(now + recorded.ToTimedelta()),
                        recomputed=_moment(now + asked.start_to_fire_timeout.ToTimedelta()),
                    ),
                ),
            )

    def child(self, command: WorkflowCommand, number: int) -> None:
        asked = command.start_child_workflow_execution
        event = self.events.children.get(asked.workflow_id)
        if event is None:
            self.nothing_recorded(number, f"子流程{asked.workflow_id}")
            return
        recorded = event.start_child_workflow_execution_initiated_event_attributes
        self.same_name(event, recorded.workflow_type.name, asked.workflow_type, "子流程")
        self.same(
            event,
            What.CHILD,
            recorded.input.payloads,
            asked.input,
            f"子流程{recorded.workflow_id}的起始数据与重算结果不符",
            self.forms.input(recorded.workflow_type.name),
        )
        if int(recorded.parent_close_policy) != int(asked.parent_close_policy):
            pair = Difference(
                path="本案办结时",
                recorded=str(recorded.parent_close_policy),
                recomputed=str(asked.parent_close_policy),
            )
            self.found(event, What.CHILD, "子流程随本案结束的方式与重算结果不符", (pair,))

    def attributes(self, command: WorkflowCommand, number: int) -> None:
        event = self.events.next_upsert()
        if event is None:
            self.nothing_recorded(number, "检索项")
            return
        self.see(event, "attributes")
        recorded = event.upsert_workflow_search_attributes_event_attributes.search_attributes
        asked = command.upsert_workflow_search_attributes.search_attributes
        found = differences(
            _attributes(recorded.indexed_fields),
            _attributes(asked.indexed_fields),
            reveal=self.reveal,
        )
        if found:
            self.found(event, What.ATTRIBUTES, "检索项与重算结果不符", found)

    def update(self, command: WorkflowCommand, number: int) -> None:
        answer = command.update_response
        if answer.HasField("accepted"):
            return
        accepted = self.events.accepted.get(answer.protocol_instance_id)
        event = self.events.completed.get(accepted.event_id) if accepted else None
        if accepted is None or event is None:
            self.nothing_recorded(number, "操作的回执")
            return
        self.see(event, "update")
        name = accepted.workflow_execution_update_accepted_event_attributes
        act = name.accepted_request.input.name
        outcome = event.workflow_execution_update_completed_event_attributes.outcome
        found = self._outcomes(outcome, answer)
        if found:
            zh = f"操作{act}的回执与重算结果不符"
            self.found(event, What.UPDATE, zh, found, accepted.event_id)

    def _outcomes(self, outcome: Any, answer: UpdateResponse) -> tuple[Difference, ...]:
        if outcome.HasField("failure") and answer.HasField("rejected"):
            return differences(
                _failure(outcome.failure), _failure(answer.rejected), reveal=self.reveal
            )
        if outcome.HasField("success") and answer.HasField("completed"):
            payloads = outcome.success.payloads
            if list(payloads) == [answer.completed]:
                return ()  # byte for byte
            recorded = plain(payloads[0]) if payloads else None
            return differences(recorded, plain(answer.completed), reveal=self.reveal)
        code = "、".join(
            str(part)
            for part in _failure(
                answer.rejected if answer.HasField("rejected") else outcome.failure
            )["details"]
            if shown(part, reveal=False) == part
        )
        refused = "拒绝" + (f"（{code}）" if code else "")
        recorded_zh = "拒绝" if outcome.HasField("failure") else "同意"
        return (
            Difference(
                path="结论",
                recorded=refused if recorded_zh == "拒绝" else recorded_zh,
                recomputed=refused if recorded_zh == "同意" else "同意",
            ),
        )

    def continuation(self, command: WorkflowCommand, number: int) -> None:
        event = self.events.last(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW)
        if event is None:
            self.nothing_recorded(number, "下一个运行")
            return
        recorded = event.workflow_execution_continued_as_new_event_attributes
        asked = command.continue_as_new_workflow_execution
        self.same(
            event,
            What.CONTINUATION,
            recorded.input.payloads,
            asked.arguments,
            "带入下一个运行的数据与重算结果不符",
            self.forms.input(recorded.workflow_type.name),
        )

    def result(self, command: WorkflowCommand, number: int) -> None:
        event = self.events.last(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED)
        if event is None:
            self.nothing_recorded(number, "流程的结果")
            return
        recorded = event.workflow_execution_completed_event_attributes.result.payloads
        asked = command.complete_workflow_execution
        results = [asked.result] if asked.HasField("result") else []
        self.same(
            event,
            What.RESULT,
            recorded,
            results,
            "流程的结果与重算结果不符",
            self.forms.result(self.run.run.workflow_type),
        )

    def failure(self, command: WorkflowCommand, number: int) -> None:
        event = self.events.last(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED)
        if event is None:
            self.nothing_recorded(number, "流程的失败")
            return
        self.see(event, "result")
        recorded = event.workflow_execution_failed_event_attributes.failure
        asked = command.fail_workflow_execution.failure
        found = differences(_failure(recorded), _failure(asked), reveal=self.reveal)
        if found:
            self.found(event, What.RESULT, "流程的失败与重算结果不符", found)

    # --- what they share ------------------------------------------------------------------------

    def see(self, event: HistoryEvent, kind: str) -> None:
        self.seen.add(event.event_id)
        self.out.counts[kind] += 1

    def same_name(self, event: HistoryEvent, recorded: str, asked: str, zh: str) -> None:
        self.seen.add(event.event_id)
        if recorded != asked:
            pair = (Difference(path="名称", recorded=recorded, recomputed=asked),)
            self.found(event, What.COMMAND, f"{zh}的名称与重算结果不符", pair)

    def same(
        self,
        event: HistoryEvent,
        what: What,
        recorded: Sequence[Payload],
        asked: Sequence[Payload],
        zh: str,
        kinds: Kinds,
    ) -> None:
        """`kinds`: their types, to read recorded values as the code of today would have written
        them."""
        self.see(event, what.value)
        anew = [p.data for p in asked]
        if [p.data for p in recorded] == anew or written_today(kinds, recorded) == anew:
            return
        found = differences(
            _one_or_all(as_of_today(kinds, [plain(p) for p in recorded])),
            _one_or_all([plain(p) for p in asked]),
            reveal=self.reveal,
            clock=CLOCK_TOLERANCE,
        )
        if found:
            self.found(event, what, zh, found)

    def nothing_recorded(self, number: int, zh: str) -> None:
        """Lawful only at the end of a run that is still open: its task has not been written yet."""
        if self.run.run.status == "open" and number >= self.tape.last_batch:
            return
        self.found(None, What.COMMAND, f"重算时产生了{zh}，历史中没有")

    def found(
        self,
        event: HistoryEvent | None,
        what: What,
        zh: str,
        differing: Iterable[Difference] = (),
        cause_id: int = 0,
    ) -> None:
        self.out.findings.append(
            Finding(
                workflow_id=self.run.run.workflow_id,
                run_id=self.run.run.run_id,
                event_id=event.event_id if event else 0,
                what=what,
                zh=zh,
                cause_id=cause_id,
                differences=tuple(differing),
            )
        )


_COMPARED: Final[Mapping[str, Callable[[_Comparer, WorkflowCommand, int], None]]] = {
    "schedule_activity": _Comparer.activity,
    "schedule_local_activity": _Comparer.local_activity,
    "set_patch_marker": _Comparer.patch,
    "start_timer": _Comparer.timer,
    "start_child_workflow_execution": _Comparer.child,
    "upsert_workflow_search_attributes": _Comparer.attributes,
    "update_response": _Comparer.update,
    "continue_as_new_workflow_execution": _Comparer.continuation,
    "complete_workflow_execution": _Comparer.result,
    "fail_workflow_execution": _Comparer.failure,
}


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _attributes(fields: Mapping[str, Payload]) -> dict[str, Any]:
    return {name: plain(payload) for name, payload in sorted(fields.items())}


def _failure(failure: Failure) -> dict[str, Any]:
    """What a failure says, without where in the code it arose."""
    encoded = plain(failure.encoded_attributes) if failure.HasField("encoded_attributes") else None
    details = failure.application_failure_info.details.payloads
    return {
        "type": failure.application_failure_info.type,
        "message": encoded.get("message") if isinstance(encoded, dict) else failure.message,
        "details": [plain(p) for p in details],
    }


def _moment(moment: Any) -> str:
    shanghai = moment + timedelta(hours=8)
    return f"{shanghai:%Y-%m-%d %H:%M:%S}"
