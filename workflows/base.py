"""What every procedure of ours has in common: acts come in as updates, the file is the state.

One dynamic update serves every act: its name is the act's code, so the Temporal UI reads `accept`,
`record_survey`, `confirm`. The validator runs the pure model and throws the result away; what it
refuses leaves no event. The handler runs it again, keeps the result and shows it in the tables
before it answers.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, Protocol, TypeVar

from temporalio import workflow
from temporalio.common import RawValue, SearchAttributeUpdate
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    import workflows.steps as steps
    import workflows.timing as timing
    import workflows.visible as visible
    from domain.base import CaseRefusal, Frozen, digest_of
    from domain.case.acts import Act
    from domain.policy import Snapshot
    from domain.task import Task, any_overdue, first_due
    from workflows.visible import SHANGHAI

__all__ = ["SHANGHAI", "ActDriven", "Receipt", "fingerprint", "refused"]

T = TypeVar("T")


class File(Protocol):
    """The one value that holds the state of a procedure. `latest`: the latest legal day in it."""

    @property
    def version(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def latest(self) -> date: ...


F = TypeVar("F", bound=File)

_MOMENT: ContextVar[datetime] = ContextVar("moment")
"""When the present coroutine was last woken by something the history dates the same for ever."""


_READINGS = frozenset({"at"})


class Receipt(Frozen):
    """The answer to an act: where the file stands now. `digest` binds every fact in it."""

    version: int
    stage: str
    digest: str


def fingerprint(file: File) -> str:
    """The digest that binds every fact of a file, but not the clock readings in its journal.

    The history dates each act itself; a reading taken while a local activity ran may come out a
    few milliseconds otherwise when the task was split, and must not make a true case look changed.
    """
    return digest_of(file, without=_READINGS)


def refused(refusal: CaseRefusal) -> ApplicationError:
    """A refusal as the client gets it: Chinese message, code, clause."""
    return ApplicationError(
        refusal.message,
        refusal.code,
        refusal.clause,
        type="CaseRefusal",
        non_retryable=True,
    )


def _bad_input(name: str, error: ValidationError) -> CaseRefusal:
    """Which fields are wrong, never what was typed into them."""
    fields = "、".join(".".join(str(p) for p in e["loc"]) or name for e in error.errors())
    return CaseRefusal("bad_input", f"提交内容不符合要求，请核对以下各项：{fields}。")


class ActDriven(Generic[F]):
    """Base of the workflows people act on. A subclass says what an act does to its file."""

    _file: F
    _version_shown = -1

    def __init__(self) -> None:
        self._showing = asyncio.Lock()
        self._shown_attributes: tuple[SearchAttributeUpdate[Any], ...] = ()

    @abstractmethod
    def _act_named(self, name: str) -> type[Act]:
        """The message class of an act. Raises CaseRefusal for an unknown name."""

    @abstractmethod
    def _try(self, name: str, act: Act) -> F:
        """The file after the act, without keeping it. Raises CaseRefusal."""

    async def _look_up(self, name: str, act: Act) -> None:
        """What must be asked of the tables before an accepted act can be taken."""

    async def _prepare(self) -> None:
        """What must be read before the file can be shown."""

    @abstractmethod
    async def _project(self) -> None:
        """Write the file to the tables and to what the Temporal UI shows."""

    def _now(self) -> datetime:
        """The moment this coroutine woke, by an act, a day, an activity or a child.

        Not `workflow.now()`: that moves on while a local activity runs, and not in the same steps
        when a query splits the task; what is recorded with it would not be recomputed the same.
        """
        return _MOMENT.get(None) or workflow.now().astimezone(SHANGHAI)

    def _wake(self) -> None:
        _MOMENT.set(workflow.now().astimezone(SHANGHAI))

    async def _woken(self, work: Awaitable[T]) -> T:
        """The result of an activity or a child; the coroutine's moment is then.

        Not `finally`: a workflow that leaves memory closes its coroutines, and has no time then.
        """
        try:
            result = await work
        except (Exception, asyncio.CancelledError):
            self._wake()
            raise
        self._wake()
        return result

    def _today(self) -> date:
        """The later of the clock and the latest day recorded in the file (DESIGN section 5)."""
        return max(self._now().date(), self._file.latest)

    @workflow.update(dynamic=True)
    async def act(self, name: str, args: Sequence[RawValue]) -> Receipt:
        self._wake()
        try:
            wanted = self._decode(name, args)
            await self._look_up(name, wanted)
            self._file = self._try(name, wanted)
        except CaseRefusal as refusal:
            raise refused(refusal) from None
        file = self._file
        receipt = Receipt(version=file.version, stage=str(file.stage), digest=fingerprint(file))
        await self._show()
        return receipt

    @act.validator
    def _act_is_lawful(self, name: str, args: Sequence[RawValue]) -> None:
        try:
            self._try(name, self._decode(name, args))
        except CaseRefusal as refusal:
            raise refused(refusal) from None

    def _decode(self, name: str, args: Sequence[RawValue]) -> Act:
        kind = self._act_named(name)
        if len(args) != 1:
            raise CaseRefusal("bad_input", "每次操作应当提交一份内容。")
        try:
            return workflow.payload_converter().from_payload(args[0].payload, kind)
        except ValidationError as error:
            raise _bad_input(name, error) from None

    async def _show(self) -> None:
        """Project the newest state once; several changes at a time are shown together.

        Under a lock because local activities must not run side by side (sdk-python #1578).
        """
        async with self._showing:
            await self._prepare()
            while self._version_shown < self._file.version:
                version = self._file.version
                await self._project()
                self._version_shown = version
                await self._prepare()

    def _announce(
        self, head: str, waiting: str, tasks: Sequence[Task], *, after: str = "", **at: str
    ) -> None:
        """What the Temporal UI shows of a procedure and filters it by. `after`: what happens by
        itself next; `at`: place, township, programme."""
        workflow.set_current_details(visible.details(head, waiting, after))
        stage, late = str(self._file.stage), any_overdue(tasks, self._today())
        self._show_attributes(*visible.attributes(stage, first_due(tasks), late, **at))

    def _show_attributes(self, *attributes: SearchAttributeUpdate[Any]) -> None:
        """Each upsert is an event, so only what changed is written."""
        if attributes == self._shown_attributes:
            return
        self._shown_attributes = attributes
        workflow.upsert_search_attributes(list(attributes))

    async def _take_policy(self, place: str, on: date, names: tuple[str, ...]) -> Snapshot:
        """The place's rules of a day, with the digest that binds them into the history."""
        return await workflow.execute_local_activity(
            steps.take_policy,
            steps.PolicyOrder(place=place, on=on, names=names),
            **timing.RECORD,
        )

    async def _rest(
        self, mark: Callable[[], date | None], what: str, moment: datetime | None = None
    ) -> None:
        """The end of a round: show the file, then wait for an act, or for the day of `mark`.

        An act that came in while the file was shown ends the rest at once: what it asks for must
        not wait for the next one.
        """
        version = self._file.version
        await self._show()
        if self._file.version != version:
            return
        day = mark()
        await self._wait(
            lambda: self._file.version != version, day, f"{what}，{day or '到时限'}自动检查", moment
        )

    async def _wait(
        self,
        until: Callable[[], bool],
        day: date | None,
        summary: str,
        moment: datetime | None = None,
    ) -> bool:
        """Wait for the condition, at most until `day` begins in Shanghai or `moment` has come,
        whichever is first. False: it came."""
        if until():
            return True
        ends = [datetime.combine(day, time(), SHANGHAI)] if day else []
        ends += [moment] if moment else []
        if not ends:
            await workflow.wait_condition(until)
            self._wake()
            return True
        pause = min(ends) - self._now()
        if pause <= timedelta(0):
            return False
        try:
            await workflow.wait_condition(until, timeout=pause, timeout_summary=summary)
        except TimeoutError:
            self._wake()
            return False
        self._wake()
        return True
