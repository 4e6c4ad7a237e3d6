"""The stage of the joint stories: items and meetings side by side, read from what they showed.

Like the clerk of the case stories nobody queries a workflow; what an act needs besides what people
type (`known`) is put together here as the doors do, from the newest projections.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import MeetingFile, MeetingOrder
from domain.assembly.lifecycle import MeetingKind
from domain.case.acts import Act, AidTried, Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.measures.acts import MEASURES_ACTS
from domain.measures.file import MeasuresFile
from domain.meeting.acts import ITEM_ACTS, HeldMeeting
from domain.meeting.item import ItemFile, Members
from domain.policy import Snapshot
from domain.raising.order import ItemOrder
from runtime.packs import snapshot
from tests.meeting_desk import members, order
from tests.people import officer
from workflows import assembly_steps, ids, meeting_steps, steps
from workflows.assembly import MeetingWorkflow
from workflows.base import SHANGHAI, Receipt
from workflows.item import JointMeetingItemWorkflow
from workflows.registry import WORKFLOWS

OFFICE, CONVENER, GENERAL = Role.MEETING_OFFICE, Role.CONVENER, Role.GENERAL_CONVENER

TRIED = AidTried(
    unit="medical",
    programme="medical_assistance",
    ceiling_fen=3_000_000,
    granted_fen=3_000_000,
)


class Tables:
    """What the activities of a story were shown, and the members they give for a day."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self.numbers: dict[str, int] = {}
        self.mailed: list[tuple[str, str]] = []
        self.members: Callable[[str, date], Members] = lambda place, on: members(place, on=on)

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="list_members")
        def list_members(order: meeting_steps.MembersOrder) -> Members:
            return self.members(order.place, order.on)

        @activity.defn(name="project_item")
        def project_item(projection: meeting_steps.ItemProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="project_measures")
        def project_measures(projection: meeting_steps.MeasuresProjection) -> None:
            file = projection.file
            self.files[ids.measures_id(file.case_no, file.number)] = file

        @activity.defn(name="project_meeting")
        def project_meeting(projection: assembly_steps.MeetingProjection) -> None:
            self.files[projection.file.id] = projection.file

        @activity.defn(name="issue_minutes")
        async def issue_minutes(order: meeting_steps.MinutesOrder) -> NoticeReceipt:
            return self._numbered("同纪", order.file.id, order.on)

        @activity.defn(name="issue_meeting_minutes")
        async def issue_meeting(order: assembly_steps.MeetingMinutesOrder) -> NoticeReceipt:
            return self._numbered("同联会纪", order.file.id, order.on)

        @activity.defn(name="mail_units")
        async def mail_units(order: assembly_steps.MailOrder) -> assembly_steps.MailReceipt:
            units = order.mailing.units
            self.mailed += [(order.mailing.key, unit) for unit in units]
            return assembly_steps.MailReceipt(before=0, now=len(units))

        return [
            take_policy,
            list_members,
            project_item,
            project_measures,
            project_meeting,
            issue_minutes,
            issue_meeting,
            mail_units,
        ]

    def _numbered(self, word: str, id: str, on: date) -> NoticeReceipt:
        number = self.numbers.setdefault(id, len(self.numbers) + 1)
        return NoticeReceipt(
            key="minutes", number=f"{word}〔{on.year}〕{number}号", digest="0" * 64, issued_on=on
        )


class Party:
    """One workflow of the story: its acts by its own clock."""

    def __init__(self, house: House, handle: WorkflowHandle[Any, Any], acts: Any) -> None:
        self.house, self.handle, self.acts = house, handle, acts

    @property
    def file(self) -> Any:
        return self.house.tables.files[self.handle.id]

    async def until(self, holds: Callable[[Any], bool]) -> Any:
        for _ in range(1500):
            file = self.house.tables.files.get(self.handle.id)
            if file is not None and holds(file):
                return file
            await asyncio.sleep(0.01)
        status = (await self.handle.describe()).status
        raise AssertionError(f"never came about; the workflow is {status}")

    async def today(self) -> date:
        now = await self.house.skipper.get_current_time(self.handle)
        return max(now.astimezone(SHANGHAI).date(), self.file.latest)

    async def do(self, name: str, who: Role | Officer, /, **fields: Any) -> Receipt:
        person = officer(who, self.house.place) if isinstance(who, Role) else who
        kind: type[Act] = self.acts[name]
        act = kind.model_validate(
            {"officer": person.model_dump(), "on": await self.today(), **fields}
        )
        receipt: Receipt = await self.handle.execute_update(name, act, result_type=Receipt)
        return receipt

    async def to(self, day: date) -> None:
        """Bring this workflow to nine in the morning of that day."""
        now = await self.house.skipper.get_current_time(self.handle)
        pause = datetime.combine(day, time(9), SHANGHAI) - now
        if pause > timedelta(0):
            await self.house.skipper.fast_forward(self.handle, pause)


class House:
    """One place's joint meeting in a story."""

    def __init__(self, client: Client, skipper: TimeSkipper, place: str, number: int) -> None:
        self.client, self.skipper, self.place = client, skipper, place
        self.tables, self.queue = Tables(), ""
        self.base = f"{'TR' if place == 'tongren' else 'HB'}Y2026{number:02d}"
        self.meeting_no = f"2026-{number:02d}"

    async def item(self, n: int, **changes: Any) -> Party:
        """An item raised by the office itself (no case has asked)."""
        today = datetime.now(SHANGHAI).date()
        given = {
            "case_no": f"{self.base}{n:04d}",
            "ordered_on": today,
            "source": "office",
            "topic": "联合救助",
            "facts": {"persons": 3, "situation": "大病支出超出承受能力"},
            "raised_by": officer(OFFICE, self.place),
            "tried": (TRIED,),
            **changes,
        }
        made: ItemOrder = order(self.place, **given)
        handle = await self.client.start_workflow(
            JointMeetingItemWorkflow.run,
            made,
            id=ids.item_id(made.case_no, 1),
            task_queue=self.queue,
            static_summary=f"一事一议 · {made.case_no}",
        )
        party = Party(self, handle, ITEM_ACTS)
        await party.until(lambda f: f.policy is not None)
        return party

    async def meeting(self, **changes: Any) -> Party:
        given = MeetingOrder.model_validate(
            {
                "place": self.place,
                "number": self.meeting_no,
                "kind": MeetingKind.ORDINARY,
                "opened_on": datetime.now(SHANGHAI).date(),
                "opened_by": officer(OFFICE, self.place).model_dump(),
                **changes,
            }
        )
        handle = await self.client.start_workflow(
            MeetingWorkflow.run,
            given,
            id=ids.meeting_id(self.place, given.number),
            task_queue=self.queue,
        )
        party = Party(self, handle, MEETING_ACTS)
        await party.until(lambda f: f.policy is not None)
        return party

    def measures(self, item: Party) -> Party:
        name = f"{ids.MEASURES}/{item.handle.id.partition('/')[2]}"
        return Party(self, self.client.get_workflow_handle(name), MEASURES_ACTS)

    # --- what the doors put together ------------------------------------------------------------

    def tabled(self, *items: Party) -> dict[str, Any]:
        """What the meeting's door reads of the items that are put on the agenda."""
        return {"items": tuple(self._tabled(item.file) for item in items)}

    def _tabled(self, file: ItemFile) -> dict[str, Any]:
        return {
            "item": file.id,
            "case_no": file.order.case_no,
            "number": file.order.number,
            "place": self.place,
            "stage": file.stage.value,
            "ready": True,
            "units": file.concerned,
            "brief": {
                "summary": file.order.summary,
                "need_fen": file.order.need_fen,
                "gap_fen": file.order.gap_fen,
                "preliminary": file.preparatory.opinion,
            },
        }

    def held(self, meeting: Party, item: Party) -> dict[str, Any]:
        """What the item's door reads of the meeting it names."""
        file: MeetingFile = meeting.file
        sitting = file.sitting
        assert sitting is not None
        point = next(p for p in file.points if p.item == item.handle.id)
        return {
            "members": file.body,
            "held": HeldMeeting(
                number=file.order.number,
                on=sitting.on,
                chair=sitting.chair,
                chair_role=sitting.chair_role,
                attended=tuple(u for u in file.attended if u not in file.invited),
                recused=point.recused_units,
            ),
        }

    async def settle(
        self, meeting: Party, item: Party, measures: Any = (), reason: str = ""
    ) -> None:
        """Decide a household: the item's own act first, then the meeting's, as the door does."""
        number, approved = meeting.file.order.number, bool(measures)
        known = self.held(meeting, item)
        point = next(p for p in meeting.file.points if p.item == item.handle.id)
        fields = {"approved": approved, "measures": measures, "reason": reason}
        day = await meeting.today()
        await item.to(day)
        await item.do("decide_item", CONVENER, meeting=number, known=known, **fields)
        file = await item.until(lambda f: f.resolution is not None)
        await meeting.do(
            "decide_point",
            CONVENER,
            point=point.key,
            outcome="approved" if approved else "rejected",
            text=reason,
            known={"resolution": file.resolution},
        )


def follow_file(house: House, item: Party) -> MeasuresFile:
    found: MeasuresFile = house.measures(item).file
    return found


@contextlib.asynccontextmanager
async def worker(client: Client, house: House) -> AsyncIterator[None]:
    house.queue = f"joint-{uuid.uuid4().hex[:8]}"
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            task_queue=house.queue,
            workflows=WORKFLOWS,
            activities=house.tables.activities(),
            activity_executor=pool,
        ):
            yield
