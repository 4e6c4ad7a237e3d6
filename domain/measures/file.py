"""The tasks a decision gives to the units, as one value: what each promised and where it stands."""

from __future__ import annotations

from datetime import date, datetime

from domain.base import CaseRefusal, Frozen, digest_of
from domain.calendar import Due
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.measures.lifecycle import MeasureStage
from domain.meeting.item import ItemFile
from domain.meeting.resolution import Measure, Resolution
from domain.policy import Snapshot
from domain.resets import Mendable


class Order(Frozen):
    """One supervision order (督办) on a late task: due, answered by the unit, closed by the office."""

    number: int
    on: date
    by: str
    reason: str
    due: date
    answered_on: date | None = None
    answer: str = ""
    closed_on: date | None = None
    conclusion: str = ""


class Handing(Frozen):
    """变更承担单位: one person's proposal that another unit, or none, carry a task, and the answer to it.
    `to_unit` empty: the measure is carried out no more. `late`: the unit before was late."""

    number: int
    from_unit: str
    to_unit: str = ""
    to_code: str = ""
    due: date | None = None
    reason: str
    paper: str
    on: date
    by: str
    by_for: str = ""
    by_role: Role
    until: date
    late: bool = False
    agreed: bool | None = None
    ended_on: date | None = None
    ended_by: str = ""
    ended_for: str = ""
    ended_role: Role | None = None
    said: str = ""

    @property
    def proposers(self) -> frozenset[str]:
        """Who proposed it, and in whose name: neither may be the second person."""
        return frozenset((self.by, self.by_for)) - {""}


class MeasureTask(Frozen):
    """One unit's part. `key` is its place in the decision, from 1; `unit_code` names it in lists."""

    key: str
    measure: Measure
    unit_code: str
    due: date
    provisional: bool = False
    stage: MeasureStage = MeasureStage.ASSIGNED
    accepted_on: date | None = None
    accepted_by: str = ""
    progress: tuple[str, ...] = ()
    reported_on: date | None = None
    completed_on: date | None = None
    evidence: tuple[str, ...] = ()
    delivered_fen: int = 0
    reminded_on: date | None = None
    late: bool = False
    """Its day passed before it was complete; stays true."""
    orders: tuple[Order, ...] = ()
    handings: tuple[Handing, ...] = ()

    @property
    def done(self) -> bool:
        """Carried out, or carried out no more by the word of two people."""
        return self.stage in (MeasureStage.COMPLETED, MeasureStage.DROPPED)

    @property
    def handing(self) -> Handing | None:
        """The proposal nobody has answered, if any."""
        return next((h for h in self.handings if h.agreed is None), None)

    @property
    def order(self) -> Order | None:
        """The supervision order that is open, if any."""
        return next((o for o in self.orders if o.closed_on is None), None)

    @property
    def settled(self) -> bool:
        return self.done and self.order is None


class MeasuresEntry(Frozen):
    """One line of the record. `officer` None: written by itself; `task` the key it is about."""

    seq: int
    act: str
    zh: str
    on: date
    at: datetime
    task: str = ""
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class MeasuresFile(Mendable):
    """The state of all tasks of one decision; `law` holds the days of supervision."""

    case_no: str
    place: str
    township: str
    number: int
    item: str
    minutes: str
    decided_on: date
    law: Snapshot
    tasks: tuple[MeasureTask, ...]
    latest: date
    version: int = 0
    overdue: tuple[str, ...] = ()
    journal: tuple[MeasuresEntry, ...] = ()
    seq: int = 0
    run: int = 0
    important: str = ""
    """Why it is an important matter, which ends in a circular (TR-55); empty when it is none."""
    circular: str = ""

    @property
    def settled(self) -> bool:
        """Every task complete and every supervision order closed (TR-58)."""
        return all(task.settled for task in self.tasks)

    @property
    def closed(self) -> bool:
        """Settled, and of an important matter every unit has been told by circular (TR-55)."""
        return self.settled and (not self.important or bool(self.circular))

    @property
    def stage(self) -> str:
        """`following` until it is `closed`."""
        return "closed" if self.closed else "following"

    def of(self, key: str) -> MeasureTask:
        """CaseRefusal when the decision has no such task."""
        found = next((task for task in self.tasks if task.key == key), None)
        if found is None:
            known = "、".join(f"{t.key}（{t.measure.unit}）" for t in self.tasks)
            raise CaseRefusal(
                "task_unknown", f"没有编号为“{key}”的任务。现有任务：{known}。", "TR-58"
            )
        return found

    def remind_on(self, task: MeasureTask) -> date:
        """The day a unit is reminded (TR-18): when half of its time has gone by."""
        return self.decided_on + (task.due - self.decided_on) // 2

    def having(self, task: MeasureTask) -> MeasuresFile:
        changed = tuple(task if t.key == task.key else t for t in self.tasks)
        return self.model_copy(update={"tasks": changed})


class MeasuresOutcome(Frozen):
    """How the follow-up of one decision ended: what was delivered of what was promised, in fen."""

    case_no: str
    number: int
    closed_on: date
    promised_fen: int
    delivered_fen: int
    late: tuple[str, ...]
    """Units that were late with a task."""


def measures_of(file: ItemFile, today: date) -> MeasuresFile:
    """The tasks of a decided and numbered item, each with its day."""
    resolution = file.resolution
    if resolution is None or not resolution.approved:
        raise RuntimeError("only an approved item has measures to follow")
    return MeasuresFile(
        case_no=file.order.case_no,
        place=file.order.place,
        township=file.order.township,
        number=file.order.number,
        item=file.id,
        minutes=resolution.number,
        decided_on=resolution.decided_on,
        law=_law_of_supervision(file.law),
        tasks=tuple(
            _task(file, resolution, number, measure)
            for number, measure in enumerate(resolution.measures, start=1)
        ),
        latest=max(resolution.decided_on, today),
    )


def _law_of_supervision(law: Snapshot) -> Snapshot:
    """Only what the follow-up still needs, under a digest of its own."""
    name = "escalation.supervision_days"
    kept = law.model_copy(update={"values": {name: law.values[name]}, "digest": ""})
    return kept.model_copy(update={"digest": digest_of(kept)})


def _task(file: ItemFile, resolution: Resolution, number: int, measure: Measure) -> MeasureTask:
    unit = file.body.unit(measure.unit)
    due = (
        Due(on=measure.due)
        if measure.due
        else file.law.due("escalation.task_days", resolution.decided_on)
    )
    return MeasureTask(
        key=str(number),
        measure=measure,
        unit_code=unit.code if unit else "",
        due=due.on,
        provisional=due.provisional,
    )


def _late(task: MeasureTask) -> list[str]:
    before = [h.from_unit for h in task.handings if h.agreed and h.late]
    return [*before, task.measure.unit] if task.late else before


def next_run(file: MeasuresFile) -> MeasuresFile:
    """What continue-as-new carries: everything but the lines the tables already hold."""
    return file.model_copy(update={"journal": (), "run": file.run + 1})


def outcome_of(file: MeasuresFile, on: date) -> MeasuresOutcome:
    return MeasuresOutcome(
        case_no=file.case_no,
        number=file.number,
        closed_on=on,
        promised_fen=sum(t.measure.amount_fen for t in file.tasks),
        delivered_fen=sum(t.delivered_fen for t in file.tasks),
        late=tuple(dict.fromkeys(unit for t in file.tasks for unit in _late(t))),
    )
