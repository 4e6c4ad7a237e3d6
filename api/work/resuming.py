"""A closed case taken up again: a new run of the same number, linked to the old one.

A run that has ended takes no message. The file it ended with, kept sealed in the tables, begins the
next run, closed still; what it is taken up for is that run's first act and is judged there as
everywhere. A ruling lets the case go on; a corrected account, for what the bank sent back, does not,
and the run ends with it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError

from api.acts import Gone, ask, refusal_of, send
from api.frame.problems import LawfulAct, Problem, unavailable
from domain.case import engine
from domain.case.acts import Act, ChangeAccount
from domain.case.acts.passage import GivenAlready, RestoreCase
from domain.case.file import CaseFile
from domain.case.phases.passage.restoring import resumed
from domain.case.phases.passage.standing import stood_on
from domain.programme import PROGRAMME_ZH
from domain.window.requests import claimed
from store import closing, intake
from workflows import ids, visible
from workflows.base import Receipt, fingerprint
from workflows.case import CaseWorkflow

if TYPE_CHECKING:
    from api.frame.door import Door

RESTORES: Final = "restore_case"
CORRECTS: Final = "change_account"
_TAKES_UP: Final[dict[type[Act], tuple[str, str]]] = {
    RestoreCase: (RESTORES, "恢复救助"),
    ChangeAccount: (CORRECTS, "更正发放账户"),
}
"""What a closed case is taken up for: the act, and what Temporal shows of the run."""


async def closed_as(door: Door, place: str, case_no: str) -> tuple[CaseFile, str] | None:
    """The file a closed case ended with and the run; None for one that goes on or was not kept.

    A case closed by an earlier release is asked itself while the server still has it.
    """
    kept = await door.read(closing.closed_file, case_no)
    if kept is not None:
        return kept
    name = ids.case_id(place, case_no)
    try:
        file = await ask(door, name, "file", CaseFile)
        run = (await door.temporal.get_workflow_handle(name).describe()).run_id
    except (Gone, RPCError):
        return None
    return (file, run or "") if file.closed is not None else None


async def given_to(door: Door, file: CaseFile, body: Any, on: date) -> dict[str, GivenAlready]:
    """What the tables know of the months a ruling would give back, and of its people elsewhere."""
    stood = stood_on(file, body.decided_on)
    since = stood.first if stood is not None else on.replace(day=1)
    found = await door.read(
        closing.given_already, file.case_no, body.other_case, since, on.replace(day=1)
    )
    held = ""
    home = stood.household if stood is not None and stood.household is not None else file.household
    for member in claimed(home, file.single_person):
        other = await door.read(intake.held_elsewhere, file.case_no, member.id_no, file.claim)
        held = held or other or ""
    return {"known": found.model_copy(update={"held_in": held})}


async def of_use(door: Door, file: CaseFile, acts: tuple[LawfulAct, ...]) -> tuple[LawfulAct, ...]:
    """The same; of a closed case without its account, where no month is left to go to it."""
    if file.closed is None or all(one.act != CORRECTS for one in acts):
        return acts
    if await door.read(closing.account_may_help, file.case_no):
        return acts
    return tuple(one for one in acts if one.act != CORRECTS)


async def sent(door: Door, workflow_id: str, act: str, message: Act, id: str) -> Receipt:
    """The act taken by the procedure; a case that has closed is taken up again for a few."""
    try:
        return await send(door, workflow_id, act, message, id)
    except Gone:
        if type(message) not in _TAKES_UP:
            raise
        _, place, case_no = workflow_id.split("/")
        return await take_up(door, place, case_no, message, id)


async def take_up(door: Door, place: str, case_no: str, act: Act, id: str) -> Receipt:
    """The act done on a case that had closed. CaseRefusal or Problem when it cannot be.

    Gone when nothing of the case is left. Tried on the file first, so that what is unlawful begins
    no run.
    """
    found = await closed_as(door, place, case_no)
    if found is None:
        raise Gone
    file, run = found
    today = max(await door.today(), act.on)
    start = resumed(file, run, fingerprint(file), today)
    name, zh = _TAKES_UP[type(act)]
    engine.apply(start, name, act, today, datetime.now(UTC))
    try:
        receipt: Receipt = await door.temporal.execute_update_with_start_workflow(
            name,
            act,
            id=id,
            result_type=Receipt,
            start_workflow_operation=_begun(door, start, zh),
        )
        return receipt
    except WorkflowUpdateFailedError as failed:
        raise (refusal_of(failed.cause) or unavailable()) from None
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
        raise unavailable() from None


def _begun(door: Door, file: CaseFile, zh: str) -> WithStartWorkflowOperation[Any, Any]:
    info = door.place(file.place)
    programme = PROGRAMME_ZH[file.programme]
    return WithStartWorkflowOperation(
        CaseWorkflow.run,
        file,
        id=ids.case_id(file.place, file.case_no),
        task_queue=door.settings.task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=f"{programme} · {info.short}{info.township(file.township).zh} · "
        f"{file.case_no} · {zh}",
        search_attributes=TypedSearchAttributes(
            [
                SearchAttributePair(visible.PLACE, file.place),
                SearchAttributePair(visible.TOWNSHIP, file.township),
                SearchAttributePair(visible.PROGRAMME, file.programme),
                SearchAttributePair(visible.STAGE, file.stage.value),
                SearchAttributePair(visible.OVERDUE, False),
            ]
        ),
    )


def cannot(case_no: str) -> Problem:
    return Problem(
        404,
        "archived",
        "本案办结已久，办理过程已转入归档，请通过审计导出查看。",
        case_no=case_no,
    )
