"""What the recomputed runs say of an item, its measures and its meeting. Nothing comes from a table.

Units, posts and accounts appear as recorded. Free text is shown only on demand: else its length and
digest, by which two people can still see that they read the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from audit.facts import EntryFacts, acts_of, projection
from audit.recompute.findings import shown
from audit.replay import RunReport
from domain.base import Frozen
from domain.body.members import Members
from domain.case.lifecycle import ROLE_ZH
from domain.measures.file import MeasuresFile, MeasureTask
from domain.measures.lifecycle import MEASURE_STAGE_ZH
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ITEM_STAGE_ZH
from domain.raising.order import SOURCE_ZH
from workflows import meeting_steps

SILENT_ZH = "未答复"


class SaidFacts(Frozen):
    """What one unit said, or that it was silent. `event_id`: where it was recorded; 0 for silence."""

    unit: str
    stand: str
    text: str = ""
    on: date | None = None
    officer: str = ""
    late: bool = False
    event_id: int = 0


class OrderFacts(Frozen):
    """One supervision order (督办) on a late task."""

    on: date
    officer: str
    due: date
    answered_on: date | None
    closed_on: date | None
    late: bool


class PromiseFacts(Frozen):
    """One unit's part of the decision, and what became of it. Sums in fen."""

    key: str
    unit: str
    code: str
    zh: str
    clause: str
    amount_fen: int
    months: int
    fund_source: str
    due: date | None
    stage: str
    accepted_on: date | None = None
    accepted_by: str = ""
    completed_on: date | None = None
    delivered_fen: int = 0
    evidence: int = 0
    late: bool = False
    orders: tuple[OrderFacts, ...] = ()


class MatterFacts(Frozen):
    """An item from its papers to the last measure. `approved` None: not decided."""

    subject: str
    place: str
    township: str
    source: str
    stage: str
    raised_on: date
    need_fen: int
    gap_fen: int
    preparatory: str
    opinions: tuple[SaidFacts, ...]
    recused: tuple[SaidFacts, ...]
    meeting: str
    met_on: date | None
    chair: str
    attended: tuple[str, ...]
    absent: tuple[str, ...] | None
    approved: bool | None
    decided_on: date | None
    decided_by: str
    decision_event: int
    minutes: str
    government_decision: str
    dissent: tuple[str, ...]
    silent: tuple[str, ...]
    promised: tuple[PromiseFacts, ...]
    promised_fen: int
    delivered_fen: int
    late_units: tuple[str, ...]
    closed: bool
    entries: tuple[EntryFacts, ...]
    followed: tuple[EntryFacts, ...]
    """The record of the measures; its events are those of their own workflow."""


def item_file(reports: Sequence[RunReport]) -> ItemFile | None:
    """The item as its code last showed it; None when it could not be recomputed so far."""
    shown_ = projection(reports[-1], "project_item", meeting_steps.ItemProjection)
    return shown_.file if shown_ else None


def measures_file(reports: Sequence[RunReport]) -> MeasuresFile | None:
    """The tasks as the last run shows them, with the record of every run."""
    if not reports:
        return None
    shown_ = [projection(r, "project_measures", meeting_steps.MeasuresProjection) for r in reports]
    last = shown_[-1]
    if last is None:
        return None
    journal = tuple(line for one in shown_ if one for line in one.file.journal)
    return last.file.model_copy(update={"journal": journal})


def matter_facts(
    item: Sequence[RunReport], follow: Sequence[RunReport], *, reveal: bool
) -> MatterFacts | None:
    """One item with what the units did afterwards. None: its code could not be run so far."""
    file = item_file(item)
    if file is None:
        return None
    tasks = measures_file(follow)
    accepted = Accepted(item)
    decided = accepted.last("record_government_decision", "decide_item")
    meeting, resolution = file.meeting, file.resolution
    promised = promises(file, tasks)
    return MatterFacts(
        subject=file.id.removeprefix("item/"),
        place=file.order.place,
        township=file.order.township,
        source=SOURCE_ZH[file.order.source],
        stage=ITEM_STAGE_ZH[file.stage],
        raised_on=file.order.ordered_on,
        need_fen=file.order.need_fen,
        gap_fen=file.order.gap_fen,
        preparatory=_preparatory(file),
        opinions=_opinions(file, accepted, reveal),
        recused=tuple(
            SaidFacts(
                unit=r.unit,
                stand="回避",
                text=shown(r.reason, reveal=reveal),
                on=r.on,
                officer=r.account,
            )
            for r in file.recused
        ),
        meeting=meeting.number if meeting else "",
        met_on=meeting.on if meeting else None,
        chair=meeting.chair if meeting else "",
        attended=meeting.attended if meeting else (),
        absent=meeting.absent if meeting else None,
        approved=resolution.approved if resolution else None,
        decided_on=resolution.decided_on if resolution else None,
        decided_by=str(decided[1].get("officer", {}).get("id", "")) if resolution else "",
        decision_event=decided[0] if resolution else 0,
        minutes=resolution.number if resolution else "",
        government_decision=resolution.government_decision if resolution else "",
        dissent=file.dissent,
        silent=file.silent,
        promised=promised,
        promised_fen=sum(p.amount_fen for p in promised),
        delivered_fen=sum(p.delivered_fen for p in promised),
        late_units=tuple(dict.fromkeys(p.unit for p in promised if p.late)),
        closed=tasks.closed if tasks else resolution is not None and not resolution.approved,
        entries=tuple(entries_of(item, file.journal)),
        followed=tuple(entries_of(follow, tasks.journal)) if tasks else (),
    )


def _preparatory(file: ItemFile) -> str:
    held = file.preparatory
    if held.held_on:
        return f"{held.held_on}召开，{'、'.join(held.attended)}参加"
    if held.waived_on:
        return f"{held.waived_on}登记不召开（{held.waived_by}）"
    return f"{held.requested_on}要求召开，尚未召开" if held.requested_on else "未召开"


def _opinions(file: ItemFile, accepted: Accepted, reveal: bool) -> tuple[SaidFacts, ...]:
    said = [
        SaidFacts(
            unit=o.unit,
            stand="同意" if o.agrees else "不同意",
            text=shown(o.text, reveal=reveal),
            on=o.on,
            officer=o.by,
            late=o.late,
            event_id=_given(file, accepted, o.unit),
        )
        for o in file.opinions
    ]
    return (*said, *(SaidFacts(unit=unit, stand=SILENT_ZH) for unit in file.silent))


def _given(file: ItemFile, accepted: Accepted, unit: str) -> int:
    """The event of the opinion that counts: the last this unit gave."""
    found = [
        event_id
        for event_id, args in accepted.named("give_unit_opinion")
        if unit_zh(file.members, args.get("officer", {}).get("unit", "")) == unit
    ]
    return found[-1] if found else 0


def promises(file: ItemFile, tasks: MeasuresFile | None) -> tuple[PromiseFacts, ...]:
    """What the decision promised; with what was done, once the units have their tasks."""
    if file.resolution is None:
        return ()
    law = file.law.table("escalation.measures") if file.law.has("escalation.measures") else {}
    done = {t.key: t for t in tasks.tasks} if tasks else {}
    found = []
    for number, measure in enumerate(file.resolution.measures, start=1):
        row = law.get(measure.code)
        words = row if isinstance(row, dict) else {}
        task = done.get(str(number))
        promise = PromiseFacts(
            key=str(number),
            unit=measure.unit,
            code=measure.code,
            zh=str(words.get("zh", "")),
            clause=str(words.get("clause", "")),
            amount_fen=measure.amount_fen,
            months=measure.period_months,
            fund_source=measure.fund_source,
            due=measure.due,
            stage="待交办",
        )
        found.append(_followed(promise, task) if task else promise)
    return tuple(found)


def _followed(promise: PromiseFacts, task: MeasureTask) -> PromiseFacts:
    return promise.model_copy(
        update={
            "due": task.due,
            "stage": MEASURE_STAGE_ZH[task.stage],
            "accepted_on": task.accepted_on,
            "accepted_by": task.accepted_by,
            "completed_on": task.completed_on,
            "delivered_fen": task.delivered_fen,
            "evidence": len(task.evidence),
            "late": task.late,
            "orders": tuple(
                OrderFacts(
                    on=o.on,
                    officer=o.by,
                    due=o.due,
                    answered_on=o.answered_on,
                    closed_on=o.closed_on,
                    late=o.answered_on is not None and o.answered_on > o.due,
                )
                for o in task.orders
            ),
        }
    )


# --- acts and the events they stand in --------------------------------------------------------------


class Accepted:
    """The accepted updates of a workflow, over all its runs: event id and arguments by act."""

    def __init__(self, reports: Sequence[RunReport]) -> None:
        self.acts = [one for report in reports for one in acts_of(report).all]

    def named(self, *names: str) -> list[tuple[int, dict[str, Any]]]:
        return [(event_id, args) for event_id, act, args in self.acts if act in names]

    def last(self, *names: str) -> tuple[int, dict[str, Any]]:
        return next(reversed(self.named(*names)), (0, {}))


def entries_of(reports: Sequence[RunReport], journal: Iterable[Any]) -> list[EntryFacts]:
    """The record line by line: each act with its event, marks and reminders with their text."""
    found = []
    acts = [(report.run.run_id, acts_of(report)) for report in reports]
    for line in journal:
        run_id, event_id = reports[-1].run.run_id, 0
        if line.officer:
            for name, known in acts:
                event_id, _ = known.take(line.act)
                if event_id:
                    run_id = name
                    break
        found.append(
            EntryFacts(
                on=line.on,
                at=line.at,
                zh=line.zh,
                clause=line.clause,
                officer=line.officer.id if line.officer else "",
                role=ROLE_ZH[line.officer.role] if line.officer else "",
                unit=line.officer.unit if line.officer else "",
                text="" if line.officer else line.text,
                run_id=run_id,
                event_id=event_id,
            )
        )
    return found


def unit_zh(members: Members | None, text: str) -> str:
    """The name under which the list of the day has a unit; what was typed for any other."""
    unit = members.unit(text) if members else None
    return unit.zh if unit else text
