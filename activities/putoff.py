"""A bulk postponement, case by case: each is asked once, decides for itself, and says why if it refuses."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

from temporalio import activity
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.tools import Tools
from domain.case.acts import Act, PostponeRecheck, RefreshPolicy
from domain.case.acts.passage import RecallPostponement
from domain.case.file import CaseFile
from domain.postponing.file import PassDone
from store.tables import CaseRow
from store.watch import putoff
from workflows.base import Receipt
from workflows.ids import case_id
from workflows.watch_steps import CasePass, PutOffProjection

PART: Final = 200  # not law: cases of one errand, so that a pass is seen to go on
_AT_ONCE: Final = 8
_TRIES: Final = 40
_STALE: Final = ("no_emergency", "not_ready")
"""A case that read its rules before the emergency was put down reads them anew."""


class PutOffActivities:
    def __init__(self, tools: Tools) -> None:
        self._store = tools.store

    @activity.defn
    def project_put_off(self, projection: PutOffProjection) -> None:
        with self._store.write() as session:
            putoff.project_put_off(session, projection)

    @activity.defn
    async def pass_over_cases(self, order: CasePass) -> PassDone:
        what, after = order.errand.what, order.errand.facts["after"]
        rows = await asyncio.to_thread(self._rows, order, after)
        last = rows[-1].case_no if len(rows) == PART else ""
        if what == "count":
            return _done(order, Counter(row.township for row in rows), {}, last)
        client, counts, failed = activity.client(), Counter[str](), {}
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            answers = await asyncio.gather(*(_ask(client, order, row.case_no) for row in part))
            activity.heartbeat(part[-1].case_no)
            for row, why in zip(part, answers, strict=True):
                if not why:
                    counts[row.township] += 1
                elif why not in putoff.NOT_ITS:
                    failed[row.case_no] = why
        return _done(order, counts, failed, last)

    def _rows(self, order: CasePass, after: str) -> Sequence[CaseRow]:
        wanted = {"put_off": putoff.due_before, "recall": putoff.waiting_until}
        find = wanted.get(order.errand.what, putoff.not_looked_at)
        townships = tuple(order.order.townships)
        with self._store.read() as session:
            return find(session, order.order.place, townships, order.order.until, after, PART)


def _done(order: CasePass, counts: Counter[str], failed: dict[str, str], last: str) -> PassDone:
    zh = {"put_off": "已暂缓", "recall": "已撤销暂缓", "count": "尚未复核"}[order.errand.what]
    said = f"{zh}{sum(counts.values())}户" + (f"，未能办理{len(failed)}户" if failed else "")
    return PassDone(
        key=order.errand.key, on=order.on, ref=said, counts=dict(counts), failed=failed, last=last
    )


async def _ask(client: Client, order: CasePass, case_no: str) -> str:
    """Empty when the case carries the decision now; else why not, as a code."""
    decision = order.order
    handle = client.get_workflow_handle(case_id(decision.place, case_no))
    key = f"{decision.number}/{order.errand.key.rsplit(':', 1)[0]}"
    try:
        why = await _told(handle, _act(order), key)
        if why in _STALE and order.errand.what == "put_off":
            renew = RefreshPolicy(
                officer=decision.opened_by, on=order.on, reason="突发事件期间已登记"
            )
            await _told(handle, renew, f"{key}/rules")
            why = await _after_reading(handle, order, key)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "ended"
        raise
    return why


async def _after_reading(handle: WorkflowHandle[object, object], order: CasePass, key: str) -> str:
    why = "not_ready"
    for number in range(_TRIES):
        why = await _told(handle, _act(order), f"{key}/{number}")
        if why != "not_ready":
            break
        await asyncio.sleep(0.1)
    return why


def _act(order: CasePass) -> Act:
    decision = order.order
    if order.errand.what == "recall":
        return RecallPostponement(
            officer=decision.opened_by, on=order.on, order=decision.number, reason="集中暂缓已撤销"
        )
    return PostponeRecheck(
        officer=decision.opened_by,
        on=order.on,
        until=decision.until,
        reason=decision.reason,
        order=decision.number,
    )


_NAMES: Final = {
    PostponeRecheck: "postpone_recheck",
    RecallPostponement: "recall_postponement",
    RefreshPolicy: "refresh_policy",
}


async def _told(handle: WorkflowHandle[object, object], act: Act, key: str) -> str:
    """The code of the refusal; empty when the case took the act, dated at its own today."""
    file = await handle.query("file", result_type=CaseFile)
    dated = act.model_copy(update={"on": max(act.on, file.latest)})
    try:
        await handle.execute_update(_NAMES[type(act)], dated, id=key, result_type=Receipt)
    except WorkflowUpdateFailedError as failed:
        return _code(failed)
    return ""


def _code(failed: WorkflowUpdateFailedError) -> str:
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or cause.type != "CaseRefusal":
        raise failed
    return str(cause.details[0]) if cause.details else "refused"
