"""A published meeting on a real server: every household an item, all of them before one meeting.

Acts are sent as the doors send them, and what a door reads besides (`known`) is put together here
from the workflows' own files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client, WorkflowHandle

from activities import registry
from activities.tools import Tools
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import MeetingFile, MeetingOrder
from domain.assembly.lifecycle import MeetingKind
from domain.case.acts import Act, AidTried, Officer
from domain.case.lifecycle import Role
from domain.meeting.acts import ITEM_ACTS, HeldMeeting
from domain.meeting.item import ItemFile, Members
from domain.policy import Snapshot
from domain.raising.order import HouseholdFacts, ItemOrder, ItemSource
from sandbox.published.told import PLACE, Example, Household
from workflows import ids, meeting_steps, visible
from workflows.assembly import MeetingWorkflow
from workflows.base import SHANGHAI, Receipt
from workflows.item import JointMeetingItemWorkflow

FEN: Final = 100
ATONCE: Final = 4
_TRIED: Final = 3_000_000
"""Granted by medical assistance before, up to its limit in the demonstration's rules."""
_CAUSE: Final = "serious_illness"
_WAIT_SECONDS: Final = 60.0


def activities_of(tools: Tools, told: Example) -> list[Callable[..., Any]]:
    """The real ones; only who the members are is the report's."""

    @activity.defn(name="list_members")
    def list_members(order: meeting_steps.MembersOrder) -> Members:
        return told.members.model_copy(update={"on": order.on})

    real = [a for a in registry.collect(tools) if registry.name_of(a) != "list_members"]
    return [*real, list_members]


def _officer(role: Role, unit: str = "联席会议") -> Officer:
    return Officer(id=f"example.{role.value}", role=role, unit=unit, place=PLACE)


class Played:
    """One example on its way; `meeting` is its workflow, `items` those of the households."""

    def __init__(self, client: Client, queue: str, told: Example, number: int) -> None:
        self.client, self.queue, self.told = client, queue, told
        self.number = f"{datetime.now(SHANGHAI).year}-{number:02d}"
        self.meeting: WorkflowHandle[Any, Any] = client.get_workflow_handle(
            ids.meeting_id(PLACE, self.number)
        )
        self.cases = [f"EXY{number:06d}{n:02d}" for n in range(1, len(told.households) + 1)]
        self.items = [client.get_workflow_handle(ids.item_id(no, 1)) for no in self.cases]

    async def play(self) -> MeetingFile:
        """From the first paper to the last copy of the minutes; the meeting as it ended."""
        await _at_once(self._ready(n) for n in range(len(self.items)))
        await self._called()
        for n, household in enumerate(self.told.households):
            await self._settled(n, household)
        if self.told.matter is not None:
            await self._decide(f"p{len(self.items) + 1}", "approved", text=self.told.matter.text)
        await self._do(self.meeting, MEETING_ACTS, "close_sitting", Role.CONVENER)
        await self._do(self.meeting, MEETING_ACTS, "draft_minutes", Role.MEETING_OFFICE)
        await self._do(self.meeting, MEETING_ACTS, "check_minutes", Role.CONVENER)
        await self._do(self.meeting, MEETING_ACTS, "sign_minutes", Role.GENERAL_CONVENER)
        await self.meeting.result()
        ended: MeetingFile = await self._file(self.meeting, MeetingFile)
        return ended

    # --- a household's own item -----------------------------------------------------------------

    async def _ready(self, n: int) -> None:
        """Raised with its gap, papers reviewed, on the agenda, prepared: ready for the meeting."""
        household, today = self.told.households[n], datetime.now(SHANGHAI).date()
        fen = household.yuan * FEN or _TRIED
        order = ItemOrder(
            case_no=self.cases[n],
            place=PLACE,
            township="",
            number=1,
            cause=_CAUSE,
            need_fen=fen + _TRIED,
            gap_fen=fen,
            tried=(
                AidTried(
                    unit="medical",
                    programme="medical_assistance",
                    ceiling_fen=_TRIED,
                    granted_fen=_TRIED,
                ),
            ),
            summary="重大疾病费用超出单项救助限额",
            topic="困难家庭联合救助",
            facts=HouseholdFacts(persons=3, situation="因病致贫，自负费用很大"),
            ordered_on=today,
            source=ItemSource.OFFICE,
            raised_by=_officer(Role.MEETING_OFFICE),
        )
        item = self.items[n]
        await self.client.start_workflow(
            JointMeetingItemWorkflow.run,
            order,
            id=item.id,
            task_queue=self.queue,
            static_summary=f"一事一议 · {order.case_no}",
            search_attributes=visible.at_place(PLACE, ""),
        )
        await self._until(item, ItemFile, lambda f: f.policy is not None)
        units = household.from_ or self.told.units[:2]

        async def act(name: str, role: Role, **fields: Any) -> None:
            await self._do(item, ITEM_ACTS, name, role, **fields)

        papers = ({"title": "医疗费用票据"}, {"title": "入户调查表"})
        await act("submit_papers", Role.MEETING_OFFICE, papers=papers)
        await act("sort_papers", Role.MEETING_OFFICE, units=units)
        await act("review_papers", Role.MEETING_OFFICE, complete=True)
        await act("approve_agenda", Role.GOVERNMENT_OFFICE)
        await act("request_preparatory", Role.GENERAL_CONVENER)
        opinion = "建议联合救助" if household.yuan else "建议研究"
        await act("hold_preparatory", Role.MEETING_OFFICE, attended=units, opinion=opinion)

    # --- the meeting ----------------------------------------------------------------------------

    async def _called(self) -> None:
        order = MeetingOrder(
            place=PLACE,
            number=self.number,
            kind=MeetingKind.EXTRA,
            reason=f"重演已公布的会议（{self.told.source}）",
            opened_on=datetime.now(SHANGHAI).date(),
            opened_by=_officer(Role.MEETING_OFFICE),
        )
        await self.client.start_workflow(
            MeetingWorkflow.run,
            order,
            id=self.meeting.id,
            task_queue=self.queue,
            static_summary=f"{self.told.body} · {self.number}",
        )
        await self._until(self.meeting, MeetingFile, lambda f: f.policy is not None)
        points: list[dict[str, Any]] = [{"kind": "item", "item": f"{no}/1"} for no in self.cases]
        if self.told.matter is not None:
            figures = [f.model_dump() for f in self.told.matter.figures]
            points.append({"title": self.told.matter.title, "figures": figures})
        known = {"items": await _at_once(self._tabled(n) for n in range(len(self.items)))}
        await self._do(
            self.meeting,
            MEETING_ACTS,
            "add_points",
            Role.MEETING_OFFICE,
            points=points,
            known=known,
        )
        await self._do(self.meeting, MEETING_ACTS, "submit_agenda", Role.MEETING_OFFICE)
        await self._do(self.meeting, MEETING_ACTS, "approve_meeting", Role.GOVERNMENT_OFFICE)
        today = await self._today(self.meeting, MeetingFile)
        await self._do(
            self.meeting, MEETING_ACTS, "call_meeting", Role.MEETING_OFFICE, meets_on=today
        )
        await self._until(self.meeting, MeetingFile, lambda f: not f.unsent)
        await self._do(
            self.meeting,
            MEETING_ACTS,
            "open_sitting",
            Role.MEETING_OFFICE,
            chair=_officer(Role.CONVENER).id,
            chair_role=Role.CONVENER,
            chair_post=self.told.chair,
            attended=[{"unit": unit, "post": "负责人"} for unit in self.told.units],
        )

    async def _tabled(self, n: int) -> dict[str, Any]:
        item: ItemFile = await self._file(self.items[n], ItemFile)
        return {
            "item": item.id,
            "case_no": item.order.case_no,
            "number": 1,
            "place": PLACE,
            "stage": item.stage.value,
            "ready": item.stage.value == "meeting",
            "units": item.concerned,
            "brief": {
                "cause": self.told.households[n].cause or "重大疾病",
                "summary": item.order.summary,
                "need_fen": item.order.need_fen,
                "gap_fen": item.order.gap_fen,
                "tried": item.order.tried,
                "preliminary": item.preparatory.opinion,
            },
        }

    async def _settled(self, n: int, household: Household) -> None:
        """The units say what they propose; the item decides by its rules, the meeting records it."""
        point, item = f"p{n + 1}", self.items[n]
        if household.yuan:
            voices = [
                {"unit": unit, "stand": "agree", "text": f"建议救助{household.yuan}元"}
                for unit in household.from_
            ]
            await self._do(
                self.meeting, MEETING_ACTS, "record_voices", Role.MEETING_OFFICE,
                point=point, voices=voices,
            )  # fmt: skip
        held = await self._file(self.meeting, MeetingFile)
        sitting = held.sitting
        file: ItemFile = await self._file(item, ItemFile)
        known = {
            "members": held.body,
            "held": HeldMeeting(
                number=self.number,
                on=sitting.on,
                chair=sitting.chair,
                chair_role=sitting.chair_role,
                attended=held.attended,
            ),
        }
        fields: dict[str, Any] = {"meeting": self.number, "known": known}
        fields |= (
            {"approved": True, "measures": self._measures(household, file.law)}
            if household.yuan
            else {"approved": False, "reason": household.refused}
        )
        await self._do(item, ITEM_ACTS, "decide_item", Role.CONVENER, **fields)
        file = await self._until(item, ItemFile, lambda f: f.resolution is not None)
        outcome = "approved" if household.yuan else "rejected"
        await self._decide(
            point, outcome, text=household.refused, known={"resolution": file.resolution}
        )

    def _measures(self, household: Household, law: Snapshot) -> list[dict[str, Any]]:
        """The sum split between the units; the first bears what does not divide."""
        table = law.table("escalation.measures")
        fen, each = household.yuan * FEN, household.yuan * FEN // len(household.from_)
        rest = fen - each * (len(household.from_) - 1)
        found = []
        for n, unit in enumerate(household.from_):
            code = next(
                c for c, row in table.items()
                if isinstance(row, dict) and row["unit"] == self.told.code(unit)
            )  # fmt: skip
            found.append(
                {
                    "code": code,
                    "unit": unit,
                    "manner": "一次性救助，银行发放",
                    "amount_fen": each if n else rest,
                    "fund_source": "本级财政",
                }
            )
        return found

    async def _decide(self, point: str, outcome: str, **fields: Any) -> None:
        await self._do(
            self.meeting, MEETING_ACTS, "decide_point", Role.CONVENER,
            point=point, outcome=outcome, **fields,
        )  # fmt: skip

    # --- what they share ------------------------------------------------------------------------

    async def _do(
        self,
        handle: WorkflowHandle[Any, Any],
        acts: Mapping[str, type[Act]],
        name: str,
        role: Role,
        **fields: Any,
    ) -> Receipt:
        kind = ItemFile if acts is ITEM_ACTS else MeetingFile
        on = await self._today(handle, kind)
        message = acts[name].model_validate(
            {"officer": _officer(role).model_dump(), "on": on, **fields}
        )
        receipt: Receipt = await handle.execute_update(name, message, result_type=Receipt)
        return receipt

    async def _today(self, handle: WorkflowHandle[Any, Any], kind: type[Any]) -> date:
        latest: date = (await self._file(handle, kind)).latest
        return max(datetime.now(SHANGHAI).date(), latest)

    async def _file(self, handle: WorkflowHandle[Any, Any], kind: type[Any]) -> Any:
        return await handle.query("file", result_type=kind)

    async def _until(
        self, handle: WorkflowHandle[Any, Any], kind: type[Any], holds: Callable[[Any], bool]
    ) -> Any:
        deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            file = await self._file(handle, kind)
            if holds(file):
                return file
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{handle.id} does not go on")


async def _at_once(work: Any) -> list[Any]:
    gate = asyncio.Semaphore(ATONCE)

    async def one(each: Awaitable[Any]) -> Any:
        async with gate:
            return await each

    return list(await asyncio.gather(*(one(each) for each in work)))
