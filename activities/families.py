"""Tells a single person's case that the family's 低保边缘 recognition has ended (JZ-05).

The case itself says whether it rests on that recognition; a review opens there, and nothing ends.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from domain.case.acts import Officer
from domain.case.acts.duties import NoteFamilyEnded
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from runtime.logs import get_logger
from store.engine import Store
from store.families import Ended, ended_families
from workflows.base import SHANGHAI, Receipt
from workflows.ids import case_id

LOOKS_BACK: Final = timedelta(days=60)  # not law: how long an ended recognition is still offered
_log = get_logger("families")


async def tell(client: Client, store: Store) -> int:
    """How many cases were told now. What is told already, or rests on another ground, is left."""
    today = datetime.now(UTC).astimezone(SHANGHAI).date()

    def look() -> tuple[Ended, ...]:
        with store.read() as session:
            return ended_families(session, today - LOOKS_BACK)

    pairs = await asyncio.to_thread(look)
    told = [await tell_one(client, row.place, row.case_no, family) for row, family in pairs]
    if any(told):
        _log.info("families told", found=len(pairs), told=sum(told))
    return sum(told)


async def tell_one(client: Client, place: str, case_no: str, family: str) -> bool:
    """Whether the case took it; a case that cannot take it now is asked again next time."""
    handle = client.get_workflow_handle(case_id(place, case_no))
    try:
        file = await handle.query("file", result_type=CaseFile)
        home = file.household
        if not home.edge_family or home.edge_case != family:
            return False
        act = NoteFamilyEnded(
            officer=Officer(id="system", role=Role.SYSTEM, unit="系统", place=place),
            on=max(datetime.now(UTC).astimezone(SHANGHAI).date(), file.latest),
            edge_case=family,
        )
        await handle.execute_update(
            "note_family_ended", act, id=f"family-{family}", result_type=Receipt
        )
    except WorkflowUpdateFailedError:
        return False
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True
