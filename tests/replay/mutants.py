"""Seeded edits of the program: each would treat recorded cases otherwise than they were treated.

A mutant is the program imported anew, apart from the one the tests run in, with one piece of its
source exchanged. The golden histories must refuse every one of them.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

PROGRAM = ("domain", "workflows")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """`old` must stand exactly once in the module or package; `story` is where it must be noticed."""

    name: str
    module: str
    old: str
    new: str
    story: str


CASE, BASE, CHECK = "workflows.case", "workflows.base", "workflows.check"
ITEM, MEASURES = "workflows.item", "workflows.measures"

MUTANTS = (
    # The procedure: what is done, and in which order.
    Mutant(
        "a timer more",
        CASE,
        "        await self._until_left(Stage.INTAKE)",
        "        await asyncio.sleep(60)\n        await self._until_left(Stage.INTAKE)",
        "plain_jiaozuo",
    ),
    Mutant(
        "the check is not asked for",
        CASE,
        "                asking = asyncio.create_task(self._check_household())\n"
        "            await self._attend()",
        "                asking = None\n            await self._attend()",
        "plain_hanbin",
    ),
    Mutant(
        "the check bears another number",
        CASE,
        "id=ids.check_id(order.case_no, order.number),",
        "id=ids.check_id(order.case_no, order.number + 1),",
        "plain_zhanhe",
    ),
    Mutant(
        "papers of a closed case are not issued",
        CASE,
        "        while True:\n            await self._issue_notices()\n            waits",
        "        while True:\n            waits",
        "withdrawn_intake",
    ),
    Mutant(
        "a period never ends",
        CASE,
        "if self._file.reviews > before and ordering",
        "if self._file.reviews < before and ordering",
        "recheck_keep",
    ),
    Mutant(
        "the calendar does nothing",
        CASE,
        "        self._file = engine.tick(self._file, self._today(), self._now())\n",
        "",
        "plain_yicheng",
    ),
    Mutant(
        "nobody is late",
        CASE,
        "        self._file = engine.tick(self._file, self._today(), self._now())\n"
        "        self._file = engine.overdue_marked(self._file, self._today(), self._now())\n",
        "        self._file = engine.tick(self._file, self._today(), self._now())\n",
        "survey_overdue",
    ),
    Mutant(
        "another activity reads the rules",
        BASE,
        "            steps.take_policy,\n",
        "            steps.project_check,\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "an act is answered before it is shown",
        BASE,
        "        await self._show()\n        return receipt",
        "        return receipt",
        "plain_jiaozuo",
    ),
    Mutant(
        "departments are asked one after another",
        CHECK,
        "        await asyncio.gather(\n"
        "            *(self._ask(d.department, d.department in heard) for d in order.departments)\n"
        "        )\n",
        "        for d in order.departments:\n"
        "            await self._ask(d.department, d.department in heard)\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "the end of a check is not shown",
        CHECK,
        "for d in order.departments)\n        )\n        await self._show()\n",
        "for d in order.departments)\n        )\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "the first question goes to each department by itself again",
        CHECK,
        "await self._ask_all() if self._together else frozenset()",
        "frozenset()",
        "asked_together_jiaozuo",
    ),
    Mutant(
        "the joint question leaves a department out",
        CHECK,
        "                    queries,\n",
        "                    queries[1:],\n",
        "asked_together_jiaozuo",
    ),
    Mutant(
        "who was silent to the joint question is asked again at once",
        CHECK,
        "        return frozenset(by_department)\n",
        "        return frozenset(d.department for d in self._file.departments if d.settled)\n",
        "two_go_their_own_way",
    ),
    Mutant(
        "a decision without minutes",
        ITEM,
        "        await self._issue_minutes()\n",
        "",
        "escalation_living",
    ),
    Mutant(
        "tasks although it was refused",
        ITEM,
        "        if resolution.approved:\n            await",
        "        if resolution:\n            await",
        "escalation_refused",
    ),
    Mutant(
        "the units' tasks end with the item",
        ITEM,
        "ParentClosePolicy.ABANDON",
        "ParentClosePolicy.TERMINATE",
        "escalation_resolved",
    ),
    # What is said, and to whom: replay alone lets all of these pass.
    Mutant(
        "a notice of another day",
        CASE,
        "notice=notice, on=self._today()",
        "notice=notice, on=self._file.applied_on",
        "plain_jiaozuo",
    ),
    Mutant(
        "the next period begins with the old file",
        CASE,
        "workflow.continue_as_new(engine.new_period(self._file))",
        "workflow.continue_as_new(self._file)",
        "recheck_keep",
    ),
    Mutant(
        "another number of runs in the result",
        CASE,
        "runs=self._file.period + 1,",
        "runs=self._file.period,",
        "car_refused",
    ),
    Mutant(
        "another outcome in the result",
        CASE,
        "outcome=closing.outcome,",
        'outcome="ended",',
        "withdrawn_review",
    ),
    Mutant(
        "what is late is shown as in time",
        "workflows.visible",
        "OVERDUE.value_set(overdue),",
        "OVERDUE.value_set(False),",
        "survey_overdue",
    ),
    Mutant(
        "the day due is shown wrongly",
        "workflows.visible",
        "DUE_AT.value_set(at) if at",
        "DUE_AT.value_set(at.replace(day=1)) if at",
        "plain_jiaozuo",
    ),
    Mutant(
        "days begin at eight",
        BASE,
        "ends = [datetime.combine(day, time(), SHANGHAI)] if day else []",
        "ends = [datetime.combine(day, time(8), SHANGHAI)] if day else []",
        "plain_tongren",
    ),
    Mutant(
        "a receipt of another version",
        BASE,
        "receipt = Receipt(version=file.version,",
        "receipt = Receipt(version=file.version + 1,",
        "plain_jiaozuo",
    ),
    Mutant(
        "a receipt that binds only the version",
        BASE,
        "digest=fingerprint(file))",
        "digest=digest_of({'version': version}))",
        "plain_jiaozuo",
    ),
    Mutant(
        "a department is told another attempt",
        "domain.check",
        "        attempt=part.attempts,",
        "        attempt=part.attempts + 1,",
        "plain_hanbin",
    ),
    Mutant(
        "a department is told another day",
        "domain.check",
        "        asked_on=on,\n        attempt",
        "        asked_on=order.ordered_on,\n        attempt",
        "department_down",
    ),
    Mutant(
        "a check that ended earlier",
        CHECK,
        "return result_of(self._file, self._today())",
        "return result_of(self._file, order.ordered_on)",
        "department_down",
    ),
    # The law: amounts, days, who is owed what.
    Mutant(
        "an amount a yuan higher",
        "domain.means",
        "fen = round_ratio(max(due - net, 0),",
        "fen = round_ratio(max(due - net + 1200, 0),",
        "plain_jiaozuo",
    ),
    Mutant(
        "job costs counted twice",
        "domain.means",
        "            total -= cost\n",
        "            total -= 2 * cost\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "paid from the month of the decision",
        "domain.case",
        'first = months_after(month_of(since), file.law.months("first_month_offset"))',
        "first = month_of(act.on)",
        "plain_hanbin",
    ),
    Mutant(
        "rechecked a month later",
        "domain.case",
        "return months_after(day, months)\n\n\ndef recheck_class",
        "return months_after(day, months + 1)\n\n\ndef recheck_class",
        "recheck_keep",
    ),
    Mutant(
        "a decrease need not be served",
        "domain.case",
        "must_serve=act.outcome is Outcome.DECREASE,",
        "must_serve=False,",
        "decrease",
    ),
    Mutant(
        "one undeclared car is no lead",
        "domain.check",
        '项。" if record.count > stated else ""',
        '项。" if record.count > stated + 1 else ""',
        "car_refused",
    ),
    Mutant(
        "the record names acts by their code",
        "domain.case",
        "        zh=move.zh,\n        stage=before.stage,",
        "        zh=move.act,\n        stage=before.stage,",
        "correction",
    ),
    Mutant(
        "intake does not ask for its first rule",
        "domain.case",
        "Stage.INTAKE: (*intake.INTAKE_NEEDS, *hardship.HARDSHIP_NEEDS),",
        "Stage.INTAKE: (*intake.INTAKE_NEEDS[1:], *hardship.HARDSHIP_NEEDS),",
        "withdrawn_intake",
    ),
    Mutant(
        "an objection stays open after the appraisal",
        "domain.case",
        'o if o.resolved_on else o.model_copy(update={"resolved_on": act.on})',
        "o",
        "objection_appraisal",
    ),
    Mutant(
        "the clock does not stop while papers are missing",
        "domain.case",
        'clock=file.clock.hand_to("申请人", act.on, paused=True),',
        'clock=file.clock.hand_to("申请人", act.on),',
        "correction",
    ),
    Mutant(
        "a stop from the month it is decided in",
        "domain.case",
        "first = next_month(file, act.on)\n    stopped",
        "first = month_of(act.on)\n    stopped",
        "job_stop_jiaozuo",
    ),
    Mutant(
        "a unit's task due on another day",
        "domain.measures",
        "due=due.on",
        "due=file.latest",
        "escalation_living",
    ),
)


class StaleMutant(Exception):
    """The piece of source an edit exchanges is not there (once): write the edit anew."""


def _home_of(mutant: Mutant) -> str:
    """The module in which the piece stands."""
    place = ROOT.joinpath(*mutant.module.split("."))
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    counts = {path: path.read_text().count(mutant.old) for path in files}
    homes = [path for path, count in counts.items() if count]
    if sum(counts.values()) != 1:
        raise StaleMutant(f"{mutant.name}: {mutant.old!r} stands {sum(counts.values())}×")
    return ".".join(homes[0].relative_to(ROOT).with_suffix("").parts)


class _Editing(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.home = _home_of(mutant)
        self.applied = False

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name != self.home:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _EditedLoader(name, spec.origin, self)
        return spec


class _EditedLoader(SourceFileLoader):
    def __init__(self, name: str, origin: str, editing: _Editing) -> None:
        super().__init__(name, origin)
        self.editing = editing

    def get_code(self, fullname: str) -> Any:
        mutant = self.editing.mutant
        source = self.get_data(self.path).decode()
        self.editing.applied = True
        return compile(source.replace(mutant.old, mutant.new), self.path, "exec")


@contextlib.contextmanager
def program_of(mutant: Mutant) -> Iterator[list[type]]:
    """The workflows of the mutated program, while the own program waits."""
    own = {n: m for n, m in sys.modules.items() if n.split(".")[0] in PROGRAM}
    for name in own:
        del sys.modules[name]
    editing = _Editing(mutant)
    sys.meta_path.insert(0, editing)
    try:
        # Those the story's case and its children need; others may still be in the making.
        workflows = [
            import_module(CASE).CaseWorkflow,
            import_module(CHECK).HouseholdCheckWorkflow,
            import_module(ITEM).JointMeetingItemWorkflow,
            import_module(MEASURES).MeasuresWorkflow,
        ]
        if not editing.applied:
            raise StaleMutant(f"{mutant.name}: {editing.home} is not part of the program")
        yield workflows
    finally:
        sys.meta_path.remove(editing)
        for name in [n for n in sys.modules if n.split(".")[0] in PROGRAM]:
            del sys.modules[name]
        sys.modules.update(own)
