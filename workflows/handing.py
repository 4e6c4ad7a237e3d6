"""What reaches a case beside acts: people it hands on or takes in, and that its run was set back."""

from __future__ import annotations

import contextlib

from temporalio import workflow
from temporalio.exceptions import TemporalError

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.steps as steps
    import workflows.timing as timing
    import workflows.visible as visible
    from domain.case import handing, resetting
    from domain.case.file import CaseFile
    from domain.case.passage import Joining, Outgoing
    from domain.case.phases.passage import parting, successor
    from domain.programme import PROGRAMME_ZH
    from domain.resets import ResetConfirmed, ResetProposed
    from domain.window.requests import claimed
    from workflows.base import ActDriven


class HandsOn(ActDriven[CaseFile]):
    """The part of a case that deals with other cases."""

    async def _hand_on(self) -> bool:
        """A case for whom this one hands on, and word to the case this household joins. True: one
        of them was seen to now. Comes after the tables: they hold these people for us until then."""
        out, joining = successor.to_open(self._file), parting.to_tell(self._file)
        if out is not None:
            await self._open_successor(out)
        elif joining is not None and self._file.passage.into is not None:
            other = ids.case_id(self._file.place, self._file.passage.into.case_no)
            case = workflow.get_external_workflow_handle(other)
            with contextlib.suppress(TemporalError):  # it was closed meanwhile
                await self._woken(case.signal("household_joins", joining))
            self._file = handing.told_of_joining(self._file, self._today(), self._now())
        return out is not None or joining is not None

    async def _open_successor(self, out: Outgoing) -> None:
        file = self._file
        persons = claimed(out.household, successor.single_of(file, out))
        number = await self._woken(
            workflow.execute_activity(
                steps.number_successor,
                steps.SuccessorOrder(
                    key=f"{file.case_no}/{out.kind}/{out.number}",
                    place=out.place,
                    on=self._today(),
                    claim=successor.claim_of(file, out),
                    persons=tuple((m.key, m.id_no) for m in persons),
                ),
                **timing.deliver("转出案件编号"),
            )
        )
        if number:
            start = successor.successor(self._file, out, number)
            await workflow.start_child_workflow(
                "CaseWorkflow",
                start,
                id=ids.case_id(out.place, number),
                search_attributes=visible.at_place(out.place, out.township),
                static_summary=f"{PROGRAMME_ZH[start.programme]} · {number} · 由{file.case_no}转入",
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            )
            self._wake()
        self._file = handing.handed_on(self._file, out, number, self._today(), self._now())

    @workflow.signal
    def household_joins(self, joining: Joining) -> None:
        """Another household in aid joins this one: somebody looks at it as it is now."""
        self._wake()
        self._file = handing.household_joins(self._file, joining, self._today(), self._now())

    @workflow.signal
    def reset_proposed(self, said: ResetProposed) -> None:
        """Somebody says this run should be set back. It cannot take acts: it is stuck (ADR 0010)."""
        self._wake()
        self._file = resetting.proposed(self._file, said, self._today(), self._now())

    @workflow.signal
    def reset_confirmed(self, said: ResetConfirmed) -> None:
        """A second person agreed, and this run took the place of the stuck one."""
        self._wake()
        self._file = resetting.confirmed(self._file, said, self._today(), self._now())
