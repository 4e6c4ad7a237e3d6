"""The table of one kind of proceeding and the only door into its state, for all kinds alike.

Everything is a pure function from file to file; what raises CaseRefusal leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act, Officer
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.journal import said
from domain.policy import Snapshot
from domain.proceeding.file import Done, Errand, Proceeding, Step
from domain.task import Task

F = TypeVar("F", bound=Proceeding)
_DAY = timedelta(days=1)


def _everybody(file: Any, act: str, officer: Officer) -> str:
    return ""


def _nothing(file: Any, done: Done) -> Any:
    return file


@dataclass(frozen=True)
class Procedure(Generic[F]):
    """One kind. `rules`: what each act does, giving file and text of the record.

    `whose`: a sentence when the act is not this officer's, empty when it is. `tasks`: who must do
    what now. `needs`: the policy values read at its beginning. `after`: what a finished errand
    changes. `units`: the unit (Chinese name) a task is for, by the code of the task.
    """

    code: str
    zh: str
    clause: str
    stage_zh: Mapping[Any, str]
    exits: Mapping[Any, tuple[str, ...]]
    acts: Mapping[str, type[Act]]
    steps: tuple[Step, ...]
    rules: Mapping[str, Callable[[F, Any], tuple[F, str]]]
    needs: tuple[str, ...]
    tasks: Callable[[F], list[Task]]
    whose: Callable[[F, str, Officer], str] = _everybody
    after: Callable[[F, Done], F] = _nothing
    begins: Callable[[F], F] = field(default=lambda file: file)
    units: Callable[[F], dict[str, str]] = field(default=lambda _: {})
    occasions: Mapping[str, Callable[[F], bool]] = field(default_factory=dict)
    """Acts that are offered only while there is something to do; the act itself says what is missing."""
    titled: Callable[[F], str] = field(default=lambda file: file.number)
    """What a file is called after its kind, on every screen; its number where nothing says more."""
    timed: tuple[str, ...] = ()
    """Stages in which the due day of the file runs."""
    ends: Callable[[F, date, datetime], F] = field(default=lambda file, today, at: file)
    """What else the calendar does, and on which day next (`mark`)."""
    mark: Callable[[F, date], date | None] = field(default=lambda file, today: None)

    # --- what is lawful ---------------------------------------------------------------------------

    @property
    def by_act(self) -> dict[str, Step]:
        return {step.act: step for step in self.steps}

    def over(self, file: Proceeding) -> bool:
        return not self.exits[file.stage]

    def act_named(self, name: str) -> type[Act]:
        """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
        return door.act_from(self.acts, name)

    def lawful(self, file: F, officer: Officer) -> tuple[Step, ...]:
        """What this officer may do in the present stage by the table, for which there is an occasion."""
        return tuple(
            step
            for step in self.steps
            if file.stage in step.stages
            and officer.role in step.roles
            and not self.whose(file, step.act, officer)
            and (step.act not in self.occasions or self.occasions[step.act](file))
        )

    def apply(self, file: F, name: str, act: Act, today: date, at: datetime) -> F:
        """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
        step = self.by_act[name]
        self._may(file, step, act, today)
        if file.policy is None:
            raise CaseRefusal("not_ready", f"本{self.zh}正在读取政策参数，请稍后再试。")
        done, text = self.rules[name](file, act)
        after = done.noted(
            name,
            step.zh,
            act.on,
            at,
            said(text, act.note),
            act.officer,
            step.clause,
        )
        # the line belongs to the stage the act was done in
        line = after.journal[-1].model_copy(update={"stage": file.stage})
        return self._moved(file, after.having(journal=(*after.journal[:-1], line)), act.on)

    def _may(self, file: F, step: Step, act: Act, today: date) -> None:
        """What the table alone can say; role and place come first, so that a stranger learns
        nothing of the stage."""
        officer = act.officer
        door.by_post(officer.role in step.roles, step, officer)
        there = f"本{self.zh}不属于您所在的县（市、区），请由当地的工作人员办理。"
        door.of_place(officer, file.place, there, step.clause)
        where = f"本{self.zh}处于“{self.stage_zh[file.stage]}”阶段"
        door.in_order(file.stage in step.stages, step, where, self.lawful(file, officer))
        door.dated(act, file.stage_since, today, step.clause)
        sentence = self.whose(file, step.act, officer)
        require(not sentence, "not_yours", sentence, step.clause)

    def _moved(self, before: F, after: F, on: date) -> F:
        if after.stage == before.stage:
            return after
        if after.stage not in self.exits[before.stage]:
            raise RuntimeError(f"a {self.code} cannot go from {before.stage} to {after.stage}")
        return after.having(stage_since=on, reminded_on=None)

    # --- what happens by itself ---------------------------------------------------------------------

    def rules_taken(self, file: F, law: Snapshot) -> F:
        """The place's rules; at the beginning, what follows from them at once."""
        first = file.policy is None
        after = file.having(policy=law, stale_policy=False, version=file.version + 1)
        return self.begins(after) if first else after

    def watched(self, file: F, today: date, at: datetime) -> F:
        """What the calendar does: a reminder half way, a mark once the day has passed."""
        if self.over(file):
            return file
        file = self.ends(file, today, at)
        if file.due is None or file.stage not in self.timed:
            return file
        if today > file.due and not file.late:
            return file.noted("overdue", "超期", today, at, f"期限{file.due}").having(late=True)
        remind = file.remind_on
        if remind and today >= remind and file.reminded_on is None and not file.late:
            told = file.noted("reminded", "到期提醒", today, at, f"期限{file.due}")
            return told.having(reminded_on=today)
        return file

    def next_mark(self, file: F, today: date) -> date | None:
        """The next day on which something is noted by itself."""
        if self.over(file):
            return None
        other = self.mark(file, today)
        days = [other] if other else []
        if file.due is None or file.stage not in self.timed:
            return min((day for day in days if day > today), default=None)
        days.append(file.due + _DAY)
        if file.remind_on is not None and file.reminded_on is None:
            days.append(file.remind_on)
        return min((day for day in days if day > today), default=None)

    def next_errand(self, file: F) -> Errand | None:
        return file.errands[0] if file.errands else None

    def errand_done(self, file: F, done: Done, zh: str, at: datetime) -> F:
        """The errand is off the list, what it changed is in the file, and the record says so."""
        rest = tuple(e for e in file.errands if e.key != done.key)
        if len(rest) == len(file.errands):
            return file
        told = file.having(errands=rest).noted("errand", zh, done.on, at, done.ref or done.trouble)
        after = self.after(told, done)
        return self._moved(told, after, done.on)

    # --- words --------------------------------------------------------------------------------------

    def open_tasks(self, file: F) -> tuple[Task, ...]:
        """Every task open now, the most urgent first."""
        if file.policy is None or self.over(file):
            return ()
        return tuple(sorted(self.tasks(file), key=lambda t: (t.due or date.max, t.code)))

    def waiting_zh(self, file: F, today: date) -> str:
        """One paragraph in Chinese for every screen; it names nobody and nothing anybody said."""
        lines = [f"{self.zh}{self.titled(file)}：{self.stage_zh[file.stage]}。"]
        units = self.units(file)
        for task in self.open_tasks(file):
            who = units.get(task.code) or ROLE_ZH[task.role]
            due = f"，期限{task.due}" if task.due else ""
            late = "，已超期" if task.due and today > task.due else ""
            lines.append(f"等待{who}{task.zh}，自{task.since}起{due}{late}。")
        if file.errands:
            lines.append("系统正在办理后续事项。")
        if file.due and file.stage in self.timed and not file.late:
            if file.remind_on and today < file.remind_on:
                lines.append(f"{file.remind_on}自动提醒。")
            lines.append(f"{file.due + _DAY}起自动标为超期。")
        return "\n".join(lines)

    def task(
        self,
        file: F,
        act: str,
        zh: str,
        role: Role,
        *,
        due: date | None = None,
        code: str = "",
    ) -> Task:
        """A task of the present stage, under the clause of its act."""
        return Task(
            code=code or act, zh=zh, act=act, role=role, since=file.stage_since, due=due,
            clause=self.by_act[act].clause,
        )  # fmt: skip
