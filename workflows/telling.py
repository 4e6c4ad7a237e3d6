"""What a case tells its information check while departments are being asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from temporalio import workflow
from temporalio.exceptions import TemporalError

with workflow.unsafe.imports_passed_through():
    from domain.case import ordering
    from domain.case.file import CaseFile
    from domain.check.file import CheckOrder, CheckResult
    from workflows.check import HouseholdCheckWorkflow


async def keep_told(
    check: workflow.ChildWorkflowHandle[HouseholdCheckWorkflow, CheckResult],
    order: CheckOrder,
    file: Callable[[], CaseFile],
) -> None:
    """A paper signed or withdrawn reaches the check, and so does a department whose answer two
    people found cannot be had. Goes on until it is cancelled."""
    skipped = 0
    while True:
        await workflow.wait_condition(_changed(file, order, skipped))
        consent = ordering.consent_of(file())
        if consent != order.consent:
            order = order.model_copy(update={"consent": consent})
            with contextlib.suppress(TemporalError):  # the check may just have ended
                await check.signal(HouseholdCheckWorkflow.papers_changed, order)
        for found in ordering.unobtainable(file(), order.number)[skipped:]:
            skipped += 1
            with contextlib.suppress(TemporalError):  # the check may just have ended
                await check.signal(HouseholdCheckWorkflow.department_skipped, found)


def _changed(file: Callable[[], CaseFile], order: CheckOrder, skipped: int) -> Callable[[], bool]:
    return lambda: (
        ordering.consent_of(file()) != order.consent
        or len(file().repairs.skipped(order.number)) > skipped
    )
