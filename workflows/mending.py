"""What two people say of a run no program can go on with, in every procedure that is not a case."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import resetting
    from domain.resets import ResetConfirmed, ResetProposed
    from domain.resetting import M
    from workflows.base import ActDriven


class CanBeSetBack(ActDriven[M]):
    """The two messages of `doudi reset` (ADR 0010). A stuck run takes no acts: each stands in its history
    and is told to the run that takes its place, whose file keeps who agreed."""

    @workflow.signal
    def reset_proposed(self, said: ResetProposed) -> None:
        self._wake()
        self._file = resetting.proposed(self._file, said, self._today())

    @workflow.signal
    def reset_confirmed(self, said: ResetConfirmed) -> None:
        self._wake()
        self._file = resetting.confirmed(self._file, said, self._today())
