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
from audit.recompute.turned import CONFIRMED, PROPOSED
from audit.restart.kinds import form_of, speakers
from audit.restart.point import Point, point_of
from audit.sources import CaseUnknown, ServerSource
from domain import resetting
from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.resets import ResetConfirmed, ResetProposed
from workflows.base import SHANGHAI

REASON: Final = "doudi reset"
"""What Temporal shows in clear. Why it was done is sealed in the two messages."""


class Restart:
    """A stuck procedure at this door, by its workflow id. `open` it anew for each word."""

    def __init__(self, client: Client, name: str, point: Point) -> None:
        self._client, self.name, self.point = client, name, point
        self.who = speakers(point.file)

    @classmethod
    async def open(cls, client: Client, name: str) -> Restart:
        """Recomputes its present run. Raises CaseUnknown where there is none, CaseRefusal where it
        cannot be set back."""
        form_of(name)
        chain = await ServerSource(client).chain(name)
        if not chain:
            raise CaseUnknown(f"没有名称为{name}的案件或者事项。")
        return cls(client, name, await point_of(chain[-1], client.data_converter))

    @property
    def today(self) -> date:
        """The later of the day in Shanghai and the latest day of the procedure."""
        return max(datetime.now(SHANGHAI).date(), self.point.file.latest)

    async def propose(self, officer: Officer, reason: str, until: date) -> ResetProposed:
        """Says so in the stuck run's own history. Nothing is set back by it."""
        resetting.may_speak(self.who, officer)
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
        await self._run.signal(PROPOSED, said)
        return said

    async def confirm(self, officer: Officer, opinion: str) -> str:
        """A second person agrees: the run is set back. Gives the new run's id."""
        proposed = await self.proposed()
        if proposed is None:
            raise CaseRefusal(
                "nothing_proposed",
                "没有待复核的系统运行回退，或者提出以后回退的位置已有变化，请先提出。",
                resetting.CLAUSE,
            )
        said = ResetConfirmed(
            officer=officer,
            on=self.today,
            opinion=opinion,
            run_id=self.point.run_id,
            event_id=self.point.event_id,
        )
        resetting.may_confirm(self.who, proposed, said)
        await self._run.signal(CONFIRMED, said)
        return await self._set_back()

    async def proposed(self) -> ResetProposed | None:
        """What was last proposed of just this point, from the sealed history."""
        run = (await ServerSource(self._client).chain(self.name))[-1]
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
                workflow_execution=WorkflowExecution(workflow_id=self.name, run_id=point.run_id),
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
        return self._client.get_workflow_handle(self.name, run_id=self.point.run_id)
