"""After the decision, at one place: a complaint, a comparison, a spot check, a move, two rulings.

One of each, in the months in which a county would meet them; what a case then asks for is done by
its own desk like everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import httpx

from domain.calendar import months_after
from domain.case.lifecycle import Role
from runtime import packs
from sandbox.county import Family, Story
from sandbox.rehearsal.casework import CaseDesk
from sandbox.rehearsal.staff import Json, Refused, Staff, Stuck, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper

PLACE: Final = "jiaozuo"
_SPOT, _QUARTER = 5, 3
_A_DAY: Final = timedelta(days=1)
_ROUNDS: Final = 600
_SAYS: Final = "wage"
"""What the list of wages says of somebody who earns none: it means another person."""


def after_quarter(number: int, first: date) -> bool:
    """Whether the spot check comes in this month: the first after the fourth that follows a quarter's
    end, whichever month that is for the day of the start."""
    return _SPOT <= number < _SPOT + _QUARTER and first.month % _QUARTER == 1


def wronged(family: Family) -> bool:
    """Who is refused first and helped after a reconsideration."""
    return family.place == PLACE and family.story is Story.CONTESTED_FINDING


class AfterDesk:
    """The county bureau and one township beside the cases themselves."""

    def __init__(
        self, staff: Staff, keeper: Timekeeper, sandbox_url: str, desks: Mapping[str, CaseDesk]
    ) -> None:
        self.staff, self.keeper = staff, keeper
        self.desks = desks
        self._sandbox = sandbox_url
        self.not_shown: list[str] = []
        """What could not be played, and why."""

    async def month(self, number: int, first: date) -> None:
        """What this month brings, before its casework. What the house does not take is named at the
        end: the rest of the year goes on without it."""
        try:
            if after_quarter(number, first):
                await self._spot_check(first)
            match number:
                case 4:
                    await self._complaint(first)
                case 6:
                    await self._comparison(first)
                case 7:
                    await self._move(first)
                case 8:
                    await self._reconsidered(first)
                case 12:
                    await self._ruling(first)
        except (Refused, Stuck) as stop:
            self.not_shown.append(f"第{number}个月　{stop}")

    # --- the six --------------------------------------------------------------------------------

    async def _complaint(self, day: date) -> None:
        """反映发放的一件: registered at the window, linked to its case, answered in writing, closed."""
        case = self._in_aid()
        town = case.family.application.township
        sent = {
            "channel": "visit",
            "matter": "payment",
            "content": "本月低保金没有到账，请核实",
            "township": town,
            "case_no": case.case_no,
        }
        opened = await self._post(user_id(PLACE, Role.INTAKE, town), "/api/v1/complaints", sent)
        path, reviewer = str(opened["href"]), user_id(PLACE, Role.REVIEWER, town)
        await self._until(reviewer, path, "received")
        await self._act(reviewer, path, "accept_complaint", day, unit=town)
        answer = {"finding": "untrue", "text": "已按月发放，带领查询账户明细后认可"}
        await self._act(reviewer, path, "answer_petition", day, manner="in_person", **answer)
        await self._until(reviewer, path, "answered")
        await self._act(reviewer, path, "close_complaint", day, reason="unfounded")

    async def _spot_check(self, day: date) -> None:
        """The quarter that has just ended: drawn by itself, every drawn case looked at, reported."""
        last = months_after(day, -1)
        period = f"{last.year}-H{last.month // _QUARTER}"
        reviewer = user_id(PLACE, Role.COUNTY_REVIEWER)
        opened = await self._post(reviewer, "/api/v1/spot-checks", {"period": period})
        path = str(opened["href"])
        file = (await self._until(reviewer, path, "checking"))["file"]
        for number in sorted({case for draw in file["draws"] for case in draw["cases"]}):
            await self._act(
                reviewer,
                path,
                "record_spot_check",
                day,
                case_no=number,
                checkers=(reviewer, user_id(PLACE, Role.COUNTY_REVIEWER, person=2)),
                papers=True,
                visited_on=day,
                finding="查阅案卷并入户，调查、评议、公示和决定相符",
                right=True,
            )
        approver = user_id(PLACE, Role.COUNTY_APPROVER)
        said = "本期抽查的决定事实清楚、程序合规"
        await self._act(approver, path, "report_spot_checks", day, conclusion=said)

    async def _comparison(self, day: date) -> None:
        """The month's lists: one line names somebody in aid, wrongly; the case is looked into, not cut."""
        case = self._in_aid(1)
        member = case.family.application.household.applicant
        row = [member.name, member.id_no, None, _SAYS, None, None, 24_000, None]
        months = {"place": PLACE, "month": f"{day:%Y-%m}", "rows": [row]}
        async with httpx.AsyncClient() as sandbox:
            given: list[Json] = [{**months, "department": "hr", "subject": "general"}]
            (await sandbox.put(f"{self._sandbox}/_registers", json=given)).raise_for_status()
        await case.reach(day)  # it takes in what is found no earlier than on its own day
        centre = user_id(PLACE, Role.CHECKING_CENTRE)
        await self._post(centre, "/api/v1/comparisons", {"month": f"{day:%Y-%m}"})
        surveyor = case.user(Role.SURVEYOR)
        for _ in range(_ROUNDS):
            hits = await self.staff.get(surveyor, "/api/v1/hits")
            if case.case_no in {line["case_no"] for line in hits["items"]}:
                break
            await asyncio.sleep(0.1)
        else:
            raise Stuck(f"the comparison of {day:%Y-%m} tells nobody what it found")
        case.stirred(day)

    async def _move(self, day: date) -> None:
        """A family moves to another street of the same county: its case goes along."""
        case = self._in_aid(2)
        here = case.family.application.township
        there = next(t.code for t in packs.place_info(PLACE).townships if t.code != here)
        case.day = day
        reason = "全家迁往该街道居住"
        await case.act("move_case", Role.REVIEWER, to_township=there, asked_by="m1", reason=reason)
        case.moved_to(there)

    async def _ruling(self, day: date) -> None:
        """A court overturns a stop: the case goes on as if it had never been stopped. The wage it was
        stopped for was another person's; a stop after a death stands."""
        for case in self.desks.values():
            took_work = case.family.story is Story.JOB_AFTER and case.family.place == PLACE
            if not took_work or not case.closed or not case.stopped_on:
                continue
            case.family = case.family.model_copy(update={"happenings": ()})
            case.day = day
            reason = "判决认定登记的工资收入不属于该家庭，撤销停发决定"
            document = f"（{day.year}）试行终6号"
            await self._restore(case, "judgment", document, case.stopped_on, reason)
            return

    async def _reconsidered(self, day: date) -> None:
        """A reconsideration overturns a refusal: the application is decided anew, and the board of those
        who may have been left without help shows how long it took (JZ-57)."""
        for case in self.desks.values():
            if case.wronged and case.closed and case.refused_on:
                case.day = day
                reason = "复议认定该工作已经离职，撤销不予确认决定，责令重新作出决定"
                document = f"（{day.year}）复决3号"
                await self._restore(case, "reconsideration", document, case.refused_on, reason)

    async def _restore(
        self, case: CaseDesk, organ: str, document: str, decided_on: date, reason: str
    ) -> None:
        day = case.day
        await case.act(
            "restore_case",
            Role.TOWNSHIP_LEADER,
            organ=organ,
            document=document,
            ruled_on=day,
            decided_on=decided_on,
            reason=reason,
        )
        case.stirred(day)

    # --- how ------------------------------------------------------------------------------------

    def _in_aid(self, number: int = 0) -> CaseDesk:
        """A family in aid to whom nothing else happens; each number is another one."""
        found = [
            desk
            for desk in self.desks.values()
            if desk.family.place == PLACE and desk.quietly_in_aid
        ]
        return found[number]

    async def _post(self, user: str, path: str, body: Json) -> Json:
        return await self.staff.post(user, path, body)

    async def _act(self, user: str, path: str, name: str, on: date, **fields: object) -> None:
        await self.staff.post(user, f"{path}/acts/{name}", plain({"on": on, **fields}))

    async def _until(self, user: str, path: str, stage: str) -> Json:
        for _ in range(_ROUNDS):
            seen = await self.staff.get(user, path)
            if seen["stage"] == stage:
                return seen
            await asyncio.sleep(0.1)
        raise Stuck(f"{path} does not come to {stage}")
