"""Records a case that somebody set back behind our backs: `python -m tests.audit.outside`.

Played on the real server with Temporal's own reset and its usual setting, which says that acts are told
again. The history shows what became of them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHandle

from audit.sources import ServerSource, every, with_children
from domain.case.lifecycle import Stage
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.people import application
from tests.replay import golden
from tests.replay.world import Clerk, Scene, worker
from workflows import ids
from workflows.base import SHANGHAI

HISTORIES: Final = Path(__file__).parent / "histories"
NAME: Final = "reset_outside"


async def reset(client: Client, handle: WorkflowHandle, act: str) -> str:
    """Sets the run back to before an act as `temporal workflow reset` does. Gives the new run."""
    run_id = (await handle.describe()).run_id
    history = await client.get_workflow_handle(handle.id, run_id=run_id).fetch_history()
    at = next(
        event.event_id
        for event in history.events
        if event.workflow_execution_update_accepted_event_attributes.accepted_request.input.name
        == act
    )
    task = max(
        event.event_id
        for event in history.events[: at - 1]
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    request = ResetWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=run_id),
        reason="tidied up",
        workflow_task_finish_event_id=task,
        request_id=str(uuid.uuid4()),
    )
    return (await client.workflow_service.reset_workflow_execution(request)).run_id


async def _main(server: str) -> None:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper, scene = rehearsal_skipper(client), Scene()
        today = datetime.now(SHANGHAI).date()
        case = application("jiaozuo").having(case_no="GD2026000990", applied_on=today, latest=today)
        async with worker(client, scene) as queue:
            clerk = Clerk(client, skipper, case, scene)
            await clerk.open(queue)
            await clerk.to_approval()
            await asyncio.sleep(0.5)
            await reset(client, clerk.current(), "record_survey")
            await clerk.until(lambda f: f.stage is Stage.REVIEW)
            await asyncio.sleep(0.5)
        source = ServerSource(client)
        chains = await with_children(source, ids.case_id(case.place, case.case_no))
        kept = golden.Golden(NAME, case.place, case.case_no, tuple(every(chains)))
        size = await golden.save(kept, source.converter, HISTORIES)
        sys.stdout.write(f"{NAME}: {len(kept.runs)} runs, {size // 1024} KB\n")


def main() -> None:
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            asyncio.run(_main(next(running)))
        finally:
            running.close()


if __name__ == "__main__":
    main()
