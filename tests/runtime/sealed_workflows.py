"""A workflow that writes every kind of payload Temporal keeps: what the codec must seal."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.exceptions import ApplicationError


class Note(BaseModel):
    text: str


@activity.defn
async def echo(note: Note) -> Note:
    activity.heartbeat(note)
    return note


@activity.defn
async def nothing() -> None:
    return None


@activity.defn
async def refuse(note: Note) -> None:
    raise ApplicationError(note.text, note, type="refused", non_retryable=True)


_LIMIT = timedelta(seconds=10)


@workflow.defn
class Inner:
    @workflow.run
    async def run(self, note: Note) -> Note:
        await workflow.execute_activity(refuse, note, start_to_close_timeout=_LIMIT)
        return note


@workflow.defn
class Outer:
    def __init__(self) -> None:
        self.told: list[Note] = []
        self.heard = False

    @workflow.run
    async def run(self, note: Note, again: bool = True) -> Note:
        if again:
            workflow.continue_as_new(args=[note, False])
        workflow.set_current_details(note.text)
        await workflow.wait_condition(lambda: self.heard)
        await workflow.execute_local_activity(nothing, start_to_close_timeout=_LIMIT)
        await workflow.execute_local_activity(echo, note, start_to_close_timeout=_LIMIT)
        await workflow.execute_activity(
            echo, note, start_to_close_timeout=_LIMIT, summary=note.text
        )
        await workflow.sleep(timedelta(days=3), summary=note.text)
        workflow.upsert_memo({"note": note.text})
        try:
            await workflow.execute_child_workflow(
                Inner.run,
                note,
                id=workflow.info().workflow_id + "/inner",
                static_summary=note.text,
                memo={"note": note.text},
            )
        except Exception as error:
            raise ApplicationError(note.text, note) from error
        return note

    @workflow.update
    async def tell(self, note: Note) -> Note:
        self.told.append(note)
        return note

    @tell.validator
    def _check(self, note: Note) -> None:
        if note.text.startswith("refuse"):
            raise ApplicationError(note.text, note)

    @workflow.signal
    def hear(self, note: Note) -> None:
        self.told.append(note)
        self.heard = True

    @workflow.query
    def last(self) -> Note:
        return self.told[-1]
