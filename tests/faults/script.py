"""Scripted staff whose days never depend on how fast the machine is, and who never give up.

Every procedure is left alone until it is quiet (nothing of it in flight) before anybody looks at
it, so the same script gives the same days, acts and sums on every run; also on one in which parts
of the system are killed, because the staff send the same thing again under the same key until they
are told yes or no.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import httpx
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.pay.file import PayFile
from sandbox.county import Family, Story
from sandbox.rehearsal.casework import CaseDesk
from sandbox.rehearsal.meeting import ItemDesk
from sandbox.rehearsal.paydays import PayDesk
from sandbox.rehearsal.staff import Json, Refused, Staff, Stuck, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper, persist
from tests.faults.people import PLACE, rare_words
from tests.faults.stack import Stack
from workflows import ids

_A_DAY = timedelta(days=1)
_SOME_DAYS = timedelta(days=5)
_PAUSE = 0.1
_GIVE_UP_SECONDS = 150.0
_COME_AGAIN = "idempotency_in_progress"


class Acknowledged(NamedTuple):
    """What the system said it had done."""

    user: str
    path: str
    on: str
    answer: Json


class PatientStaff(Staff):
    """Repeats what was not answered, with the same key; keeps what was acknowledged.

    `spoken`: the note that went with each act, words nobody else says.
    """

    pause = 2 * _PAUSE

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.acknowledged: list[Acknowledged] = []
        self.spoken: list[str] = []
        self.seen: dict[str, int] = {}
        """How often each kind of "not now" was heard."""
        self._times: dict[str, int] = {}

    async def as_(self, user: str) -> httpx.AsyncClient:
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        while True:
            try:
                return await super().as_(user)
            except httpx.TransportError:
                assert time.monotonic() < deadline, "nobody can sign in"
            except Refused as refused:
                if refused.status != httpx.codes.SERVICE_UNAVAILABLE:
                    raise
            await asyncio.sleep(_PAUSE)

    async def get(self, user: str, path: str, **params: str) -> Json:
        session = await self.as_(user)
        return await self._told(lambda: session.get(path, params=params), path)

    async def post(self, user: str, path: str, body: Json, *, key: str = "") -> Json:
        if "/acts/" in path:
            body = {**body, "note": self._words(path)}
        key = key or f"{path}-{self._times.get(path, 1):04d}"
        session = await self.as_(user)
        headers = {"Idempotency-Key": key}
        answer = await self._told(lambda: session.post(path, json=body, headers=headers), path)
        self.acts_done += 1
        self.acknowledged.append(Acknowledged(user, path, str(body.get("on", "")), answer))
        return answer

    def _words(self, path: str) -> str:
        self._times[path] = self._times.get(path, 0) + 1
        self.spoken.append(rare_words(f"{path} {self._times[path]}"))
        return self.spoken[-1]

    async def _told(self, send: Callable[[], Awaitable[httpx.Response]], what: str) -> Json:
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        while True:
            try:
                answer = await send()
            except httpx.TransportError:
                self._heard("cut off")
            else:
                if answer.status_code < 400:
                    return dict(answer.json()) if answer.content else {}
                refused = Refused(answer.status_code, _problem(answer), what)
                if answer.status_code != 503 and refused.code != _COME_AGAIN:
                    raise refused
                assert "Retry-After" in answer.headers
                self._heard(refused.code)
            assert time.monotonic() < deadline, f"never answered: {what} {self.seen}"
            await asyncio.sleep(self.pause)

    def _heard(self, what: str) -> None:
        self.seen[what] = self.seen.get(what, 0) + 1


def _problem(answer: httpx.Response) -> Json:
    try:
        return dict(answer.json())
    except ValueError:
        return {"detail": answer.text[:200]}


class PatientKeeper(Timekeeper):
    """Sees when a procedure is quiet, also when the server dies in the middle of it."""

    pause = _PAUSE

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack.client, stack.store)
        self.client = stack.client

    async def quiet(self, workflow_id: str) -> bool:
        """Returns when nothing of the procedure is in flight. False: it has ended, or never was."""
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        handle = self.client.get_workflow_handle(workflow_id)
        while True:
            try:
                found = (await persist(handle.describe)).raw_description
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return False
                raise
            if int(found.workflow_execution_info.status) != _RUNNING:
                return False
            if not found.pending_activities and not found.HasField("pending_workflow_task"):
                return True
            assert time.monotonic() < deadline, f"{workflow_id} is never quiet"
            await asyncio.sleep(self.pause)

    async def exists(self, workflow_id: str) -> None:
        handle = self.client.get_workflow_handle(workflow_id)
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        while True:
            try:
                await persist(handle.describe)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                assert time.monotonic() < deadline, f"{workflow_id} never begins"
                await asyncio.sleep(_PAUSE)
            else:
                return


_RUNNING = WorkflowExecutionStatus.RUNNING


class Desk(CaseDesk):
    """One family's case; its days are those the case itself names."""

    keeper: PatientKeeper
    complained = False

    async def look(self) -> Json:
        """The case once nothing of it is in flight any more."""
        for _ in range(2000):
            running = await self.keeper.quiet(self.workflow_id)
            view = await super().look()
            check = view["check"]
            if not running or not check or check["finished_on"]:
                return view
            if await self.keeper.quiet(self._check_id(view)):
                return await super().look()
            await self.pause()  # the check has ended and its case is about to hear of it
        raise Stuck(f"{self.case_no} never hears of its check")

    def _check_id(self, view: Json) -> str:
        return ids.check_id(self.case_no, view["check"]["number"])

    async def _step(self, view: Json, end: date) -> bool:
        if view["check"] and not view["check"]["finished_on"]:
            await self.push_check(view)
            return True
        return await super()._step(view, end)

    async def push_check(self, view: Json) -> None:
        """Some days further; whoever is late beyond all measure is waived."""
        check = view["check"]
        if not check:
            await self.pause()
            return
        self.check_day = max(self.check_day, date.fromisoformat(check["started_on"])) + _SOME_DAYS
        number = check["number"]
        await self.keeper.bring(self._check_id(view), self.check_day)
        after = (await self.look())["check"]
        for one in after["departments"]:
            open_ = not one["answered_on"] and not one["waived_on"] and not after["finished_on"]
            if open_ and self.check_day > date.fromisoformat(one["due"]) + 30 * _A_DAY:
                await self.post(
                    f"/api/v1/checks/{self.case_no}/{number}/acts/waive_reply",
                    Role.CHECKING_CENTRE,
                    on=self.check_day,
                    department=one["department"],
                    reason="部门系统故障，已电话核实未见异常",
                )
        if after["finished_on"]:
            self.day = max(self.day, date.fromisoformat(after["finished_on"]))

    async def _own_accord(self, view: Json, end: date) -> bool:
        plain_one = self.family.story is Story.PLAIN
        if plain_one and view["stage"] == "review" and not self.complained:
            self.complained = True
            words = rare_words(f"{self.family.number} complaint", 12)
            self.staff.spoken.append(words)  # type: ignore[attr-defined]
            await self.act("register_complaint", Role.INTAKE, channel="letter", content=words)
            return True
        return await super()._own_accord(view, end)

    async def discuss(self, view: Json) -> None:
        await self.keeper.exists(f"item/{self.case_no}/1")
        await super().discuss(view)


class Month(PayDesk):
    """The county's month, looked at only when nothing of it is in flight."""

    keeper: PatientKeeper

    async def look(self) -> PayFile:
        await self.keeper.quiet(self.workflow_id)
        return await super().look()


class Script:
    """Twelve families from the window to their first change, one month's payment, one meeting."""

    def __init__(self, stack: Stack, told: tuple[Family, ...], first_day: date) -> None:
        self.stack, self.families, self.first_day = stack, told, first_day
        self.keeper = PatientKeeper(stack)
        self.staff = PatientStaff(stack.url)
        self.desks: dict[str, Desk] = {}

    @property
    def pay_month(self) -> date:
        """The first month for which all who are granted aid are owed it."""
        return months_after(self.first_day.replace(day=1), 4)

    async def run(self) -> None:
        await self.begin()
        await self._work_until(self.pay_month - _A_DAY)
        await self.keeper_shows(self.pay_month)
        month = Month(self.staff, self.keeper, PLACE, self.pay_month)
        await month.run(dict(self.desks))
        await self._follow_up()
        await self._work_until(months_after(self.pay_month, 1))

    async def begin(self) -> None:
        """The departments' calendar, and every application over the counter, one after another."""
        async with httpx.AsyncClient(base_url=self.stack.sandbox_url) as sandbox:
            sent = {"first_day": self.first_day.isoformat()}
            (await sandbox.put("/_calendar", json=sent)).raise_for_status()
        await self.keeper_shows(self.first_day)
        for number, family in enumerate(self.families, start=1):
            case_no = await self.take_in(family)
            self.desks[case_no] = Desk(self.staff, self.keeper, family, case_no, number)

    async def keeper_shows(self, day: date) -> None:
        await asyncio.to_thread(self.keeper.show, day)

    async def take_in(self, family: Family) -> str:
        sent = family.application
        fields: dict[str, Any] = plain(
            {
                "township": sent.township,
                "village": sent.village,
                "single_person": sent.single_person,
                "agent": sent.agent,
                "applied_on": sent.applied_on,
                "household": sent.household,
                "papers": sent.papers,
            }
        )
        user = user_id(PLACE, Role.INTAKE, sent.township)
        body = {"place": PLACE, **fields}
        answer = await self.staff.post(user, "/api/v1/cases", body, key=f"apply-{family.number}")
        return str(answer["case_no"])

    async def _work_until(self, end: date) -> None:
        await asyncio.gather(*(desk.work_until(end) for desk in self.desks.values()))

    async def _follow_up(self) -> None:
        for desk in self.desks.values():
            if desk.escalated:
                await self.keeper.exists(f"measures/{desk.case_no}/1")
                await ItemDesk(desk, 1, desk.decided_on).follow_up()
