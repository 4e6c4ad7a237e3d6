"""How every proceeding of supervision lives: rules, acts, days, errands, tables, until it is over."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.visible as visible
    from domain.base import CaseRefusal
    from domain.case.acts import Act
    from domain.proceeding import Done, Errand, Procedure, Proceeding
    from workflows.base import refused
    from workflows.mending import CanBeSetBack

F = TypeVar("F", bound=Proceeding)


class ProceedingWorkflow(CanBeSetBack[F]):
    """Base of the four. A subclass names its procedure, its projection and its errands."""

    procedure: ClassVar[Procedure[Any]]

    @abstractmethod
    async def _write(self) -> None:
        """The file to the tables."""

    @abstractmethod
    async def _run_errand(self, errand: Errand) -> Done: ...

    def _errand_zh(self, errand: Errand) -> str:
        return "办理后续事项"

    def _secret(self) -> bool:
        """Whether not even its stage may be seen by those who filter workflows."""
        return False

    async def _live(self) -> F:
        """From the rules of the day to the end of the proceeding."""
        self._wake()
        try:
            await self._prepare()
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        while not self.procedure.over(self._file) or self._file.errands:
            await self._attend()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._file

    async def _attend(self) -> None:
        """One round: an errand if one waits, marks of the days, tables, then the next thing."""
        errand = self.procedure.next_errand(self._file)
        if errand is not None:
            await self._show()
            done = await self._woken(self._run_errand(errand))
            zh = self._errand_zh(errand)
            self._file = self.procedure.errand_done(self._file, done, zh, self._now())
            return
        self._file = self.procedure.watched(self._file, self._today(), self._now())
        if self.procedure.over(self._file):
            return  # the calendar ended it: nothing is waited for
        stage = self.procedure.stage_zh[self._file.stage]
        await self._rest(
            lambda: self.procedure.next_mark(self._file, self._today()), f"{stage}：等待办理"
        )

    async def _prepare(self) -> None:
        """The place's rules, at the start and when somebody asks."""
        if self._file.policy is not None and not self._file.stale_policy:
            return
        law = await self._take_policy(self._file.place, self._today(), self.procedure.needs)
        self._file = self.procedure.rules_taken(self._file, law)

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return self.procedure.act_named(name)

    def _try(self, name: str, act: Act) -> F:
        file: F = self.procedure.apply(self._file, name, act, self._today(), self._now())
        return file

    async def _project(self) -> None:
        file, today = self._file, self._today()
        tasks = self.procedure.open_tasks(file)
        waiting = self.procedure.waiting_zh(file, today)
        head = f"{self.procedure.zh} · {file.number}"
        if self._secret():
            workflow.set_current_details(visible.details(head, waiting))
        else:
            self._announce(head, waiting, tasks, place=file.place)
        await self._write()
