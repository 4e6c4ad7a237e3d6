"""Proceedings of supervision: their tables, their papers, and what a case hears of them."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.tools import Tools
from documents.watch import render_answer
from domain.case.acts import Act, Officer, RegisterComplaint
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.proceeding import Done
from runtime.packs import place_info
from store.desk import affairs
from store.notices import Written
from store.watch import complaints, credit, rounds
from workflows.base import SHANGHAI, Receipt
from workflows.ids import case_id
from workflows.watch_steps import (
    ComplaintErrand,
    ComplaintProjection,
    CreditProjection,
    RoundProjection,
)

_CASE_CHANNEL: Final = {"phone": "hotline", "passed": "letter"}
"""Under which of its channels a case files one that it has no word for."""


class WatchActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def project_complaint(self, projection: ComplaintProjection) -> None:
        """One transaction, so that a list never shows half a complaint."""
        with self._tools.store.write() as session:
            complaints.project_complaint(session, projection)

    @activity.defn
    def project_credit(self, projection: CreditProjection) -> None:
        with self._tools.store.write() as session:
            place = place_info(projection.file.place, self._tools.overlays)
            credit.project_credit(session, projection, credit.police_of(place))

    @activity.defn
    def project_round(self, projection: RoundProjection) -> None:
        with self._tools.store.write() as session:
            rounds.project_round(session, projection)

    @activity.defn
    async def run_complaint_errand(self, order: ComplaintErrand) -> Done:
        errand = order.errand
        if errand.what == "issue_answer":
            return await asyncio.to_thread(self._issue_answer, order)
        if errand.what != "tell_case":
            raise ApplicationError("no such errand", non_retryable=True)
        facts = errand.facts
        channel = facts["channel"]
        act = RegisterComplaint(
            officer=system_officer(order.file.place),
            on=datetime.now(UTC).astimezone(SHANGHAI).date(),
            channel=_CASE_CHANNEL.get(channel, channel),
            content=f"信访件{order.file.number}，内容和办理情况见该信访件。",
            named=False,
        )
        told = await tell_case(
            activity.client(), order.file.place, facts["case_no"], "register_complaint", act,
            key=f"complaint-{order.file.number}",
        )  # fmt: skip
        return Done(
            key=errand.key,
            on=order.on,
            ref=facts["case_no"] if told else "",
            trouble="" if told else "案件已办结，未能记入",
        )

    def _issue_answer(self, order: ComplaintErrand) -> Done:
        """The answer in writing; repeating it gives the same number."""
        file = order.file
        place = place_info(file.place, self._tools.overlays)

        def write(number: str) -> Written:
            paper = render_answer(file, number=number, issued_on=order.on, place=place)
            return Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        with self._tools.store.write() as session:
            row = affairs.issue_paper(
                session,
                subject=f"{file.id}/{order.errand.key}",
                place=file.place,
                kind="complaint_answer",
                word=f"{place.short[0]}信答",
                on=order.on,
                about=(),
                write=write,
            )
        return Done(key=order.errand.key, on=order.on, ref=row.paper)


def system_officer(place: str) -> Officer:
    """What happens by itself is done in the name of the system."""
    return Officer(id="system", role=Role.SYSTEM, unit="系统", place=place)


async def tell_case(
    client: Client, place: str, case_no: str, name: str, act: Act, *, key: str
) -> bool:
    """Whether the case took the act, dated at its own today. False: it is over or cannot take it;
    the same `key` never does it twice. Raises what may pass by itself."""
    return not await why_not(client, place, case_no, name, act, key=key)


A = TypeVar("A", bound=Act)
OVER: Final = "over"
"""There is no case any more that could take an act."""


async def why_not(
    client: Client, place: str, case_no: str, name: str, act: Act, *, key: str
) -> str:
    """Empty when the case took the act, as `tell_case`; `OVER`; else the sentence of its refusal."""
    handle = client.get_workflow_handle(case_id(place, case_no))
    try:
        file = await handle.query("file", result_type=CaseFile)
        await handle.execute_update(name, dated(act, file), id=key, result_type=Receipt)
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        if isinstance(cause, ApplicationError) and cause.type == "CaseRefusal":
            return OVER if file.closed is not None else cause.message
        raise
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return OVER
        raise
    return ""


def dated(act: A, file: CaseFile) -> A:
    """The act on a day of the case's own; nothing it reports can have happened later."""
    on = max(act.on, file.latest)
    happened = getattr(act, "happened_on", None)
    late = {"happened_on": on} if isinstance(happened, date) and happened > on else {}
    return act.model_copy(update={"on": on, **late})
