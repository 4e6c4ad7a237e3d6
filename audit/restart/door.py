"""The only door that sets a run back: one person proposes, another confirms, both stand in its history.

Nothing else in the program may (`tests/test_no_other_way.py`), and a reset by any other hand is found by
the certificate and the rulebook.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import ResetReapplyExcludeType, ResetReapplyType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client

from audit.recompute.history import opened, plain
from audit.recompute.turned import PROPOSED
from audit.restart.point import Point, point_of
from audit.sources import CaseUnknown, ServerSource
from domain.base import CaseRefusal
from domain.case import resetting
from domain.case.acts import Officer
from domain.case.repairs import ResetConfirmed, ResetProposed
from workflows import ids
from workflows.base import SHANGHAI
from workflows.handing import HandsOn

REASON: Final = "doudi reset"
"""What Temporal shows in clear. Why it was done is sealed in the two messages."""


class Restart:
    """A stuck case at this door. `open` it anew for each word."""

    def __init__(self, client: Client, place: str, case_no: str, point: Point) -> None:
        self._client, self.place, self.case_no, self.point = client, place, case_no, point
        self._id = ids.case_id(place, case_no)

    @classmethod
    async def open(cls, client: Client, place: str, case_no: str) -> Restart:
        """Recomputes the case's present run. Raises CaseRefusal where it cannot be set back."""
        chain = await ServerSource(client).chain(ids.case_id(place, case_no))
        if not chain:
            raise CaseUnknown(f"没有编号为{case_no}的案件。")
        return cls(client, place, case_no, await point_of(chain[-1], client.data_converter))

    @property
    def today(self) -> date:
        """The later of the day in Shanghai and the latest day of the case."""
        return max(datetime.now(SHANGHAI).date(), self.point.file.latest)

    async def propose(self, officer: Officer, reason: str, until: date) -> ResetProposed:
        """Says so in the stuck run's own history. Nothing is set back by it."""
        resetting.may_speak(self.point.file, officer)
        resetting.may_propose(reason, until, self.today)
        said = ResetProposed(
            officer=officer,
            on=self.today,
            reason=reason.strip(),
            until=until,
            run_id=self.point.run_id,
            event_id=self.point.event_id,
            shown=self.point.shown,
        )
        await self._run.signal(HandsOn.reset_proposed, said)
        return said

    async def confirm(self, officer: Officer, opinion: str) -> str:
        """A second person agrees: the run is set back. Gives the new run's id."""
        proposed = await self.proposed()
        if proposed is None:
            raise CaseRefusal(
                "nothing_proposed",
                "本案没有待复核的系统运行回退，或者提出以后回退的位置已有变化，请先提出。",
                resetting.CLAUSE,
            )
        said = ResetConfirmed(
            officer=officer,
            on=self.today,
            opinion=opinion,
            run_id=self.point.run_id,
            event_id=self.point.event_id,
        )
        resetting.may_confirm(self.point.file, proposed, said)
        await self._run.signal(HandsOn.reset_confirmed, said)
        return await self._set_back()

    async def proposed(self) -> ResetProposed | None:
        """What was last proposed of just this point, from the sealed history."""
        run = (await ServerSource(self._client).chain(self._id))[-1]
        found: ResetProposed | None = None
        for event in (await opened(run, self._client.data_converter)).events:
            signal = event.workflow_execution_signaled_event_attributes
            if signal.signal_name != PROPOSED or not signal.input.payloads:
                continue
            one = ResetProposed.model_validate_json(json.dumps(plain(signal.input.payloads[0])))
            if (one.run_id, one.event_id) == (self.point.run_id, self.point.event_id):
                found = one
        return found

    async def _set_back(self) -> str:
        """Messages are told again, acts are not: none stands behind the point. The same asked twice is
        one reset, and a run that was set back meanwhile is left."""
        point = self.point
        done = await self._client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=self._client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=self._id, run_id=point.run_id),
                reason=REASON,
                workflow_task_finish_event_id=point.event_id,
                request_id=f"{point.run_id}/{point.event_id}",
                reset_reapply_type=ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
                reset_reapply_exclude_types=[
                    ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE
                ],
            )
        )
        return done.run_id

    @property
    def _run(self) -> Any:
        return self._client.get_workflow_handle(self._id, run_id=self.point.run_id)
