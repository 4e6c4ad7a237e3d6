"""The main job of the rehearsal: ledgers in, fourteen months of casework and paydays, the table out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from temporalio.client import Client

from activities.tools import Tools
from documents.ledger import LedgerApplication, read_ledger, write_ledger
from domain.calendar import months_after
from domain.case.lifecycle import Role
from runtime import packs
from sandbox.county import County, Errand, Family, Story, WindowFamily
from sandbox.county.build import STRANGERS_OF
from sandbox.county.window.leads import LIST_AFTER, Ending, leads_of
from sandbox.county.window.register import PLACE, official_of
from sandbox.ledgers import BAD, moved
from sandbox.rehearsal.after import AfterDesk, wronged
from sandbox.rehearsal.casework import PILES, CaseDesk
from sandbox.rehearsal.discovery import LeadDesk, import_list
from sandbox.rehearsal.meeting import ItemDesk
from sandbox.rehearsal.paydays import PayDesk
from sandbox.rehearsal.staff import Json, Staff, Stuck, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper
from sandbox.rehearsal.watching import LOOKS, WatchDesk
from store.engine import Store

MONTHS = 14
_AT_ONCE = 8
_IMPORT_ROUNDS = 600

Tell = Callable[[str, int, int], None]


def application_of(family: WindowFamily) -> Json:
    """What the clerk at the window types and the papers he is handed."""
    page = family.application
    return plain(
        {
            "programmes": family.programmes,
            "urgent": family.urgent,
            "village": page.village,
            "applied_on": page.applied_on,
            "household": page.household,
            "papers": page.papers,
        }
    )


class Rehearsal:
    """One county-year after another, month by month; `tell(what, done, of)` shows progress."""

    def __init__(
        self,
        client: Client,
        store: Store,
        staff: Staff,
        county: County,
        ledgers: Path,
        tell: Tell,
        sandbox_url: str,
        tools: Tools,
    ) -> None:
        self.staff, self.county, self.ledgers = staff, county, ledgers
        self.keeper = Timekeeper(client, store)
        self.watch = WatchDesk(client, tools, staff, self.keeper)
        self.leads = leads_of(county.first_day, county.families, county.window)
        self.tell = tell
        self.desks: dict[str, CaseDesk] = {}
        self.not_taken: list[str] = []
        self.after = AfterDesk(staff, self.keeper, sandbox_url, self.desks)
        self._read: dict[str, tuple[LedgerApplication, ...]] = {}
        self._forgotten: list[LeadDesk] = []
        self._gate = asyncio.Semaphore(_AT_ONCE)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(sorted({f.place for f in self.county.families}))

    async def run(self) -> None:
        first = self.county.first_day.replace(day=1)
        await self._register()
        for number in range(1, MONTHS + 1):
            await self._month(months_after(first, number), number)
        last = self.last_day
        await self._work_until(last, "收尾")
        await self._arrive(last)
        await self.watch.shared_account(self.desks, last)
        await self.watch.look(self.places, last)

    @property
    def last_day(self) -> date:
        return months_after(self.county.first_day.replace(day=1), MONTHS + 1) - timedelta(days=1)

    async def _arrive(self, day: date) -> None:
        """Every case that goes on stands on the county's last day, so that whoever opens the console
        next can act on it: a case nobody had to touch for months still lived in the past."""

        async def bring(desk: CaseDesk) -> None:
            async with self._gate:
                await desk.reach(day)

        await asyncio.gather(*(bring(desk) for desk in self.desks.values() if not desk.closed))
        self.keeper.show(day)

    async def _register(self) -> None:
        """The county's register of officials' relatives, kept before anybody applies (JZ-49)."""
        body = official_of(self.county.families)
        await self.staff.post(user_id(PLACE, Role.COUNTY_REVIEWER), "/api/v1/relatives", body)

    async def _take_in(self, since: date, until: date) -> None:
        """On the first of a month each township uploads its pages of the month before."""
        for place in self.places:
            for township in packs.place_info(place).townships:
                page = [
                    a
                    for a in self._ledger(place)
                    if a.township == township.code and since <= a.applied_on < until
                ]
                if page:
                    clerk = user_id(place, Role.INTAKE, township.code)
                    await self._import(place, write_ledger(page), clerk)

    def _ledger(self, place: str) -> tuple[LedgerApplication, ...]:
        """The whole ledger of a place as its workbook has it, read once."""
        if place not in self._read:
            data = (self.ledgers / f"{place}.xlsx").read_bytes()
            self._read[place] = read_ledger(moved(data, self.county.first_day), place).applications
        return self._read[place]

    async def _import(self, place: str, data: bytes, user: str) -> None:
        """Who is already in a case is refused with the other case's number."""
        pages = {a.row: a for a in read_ledger(data, place).applications}
        sent = await self.staff.upload(user, "/api/v1/imports", f"{place}.xlsx", data)
        result = await self._imported(user, str(sent["id"]))
        for line in result["lines"]:
            if line["outcome"] == "accepted":
                self._open_desk(self._family(pages[line["row"]]), line["case_no"])
            else:
                where = f"{packs.place_info(place).short}台账第{line['row']}行"
                column = f"“{line['column']}”列" if line.get("column") else ""
                self.not_taken.append(f"{where}{column}：{line['message']}")

    def _family(self, page: LedgerApplication) -> Family:
        """Whose story it is; people no story is told of are what they say they are."""
        try:
            return self.county.family(page.number)
        except KeyError:
            return Family(story=Story.PLAIN, application=page, actual=page.household, truths=())

    async def _spoiled_ledger(self) -> None:
        """A workbook full of mistakes: each is named by row and column, the good rows are taken."""
        data = (self.ledgers / BAD).read_bytes()
        county = user_id(STRANGERS_OF, Role.COUNTY_REVIEWER, person=2)
        await self._import(STRANGERS_OF, moved(data, self.county.first_day), county)

    async def _at_the_window(self, since: date, until: date) -> None:
        """Families who come by themselves, each for everything it may need at once."""
        for family in self.county.window:
            applied = family.application.applied_on
            if since <= applied < until and family.errand is not Errand.DISCOVERED:
                opened = await self.staff.post(
                    user_id(family.place, Role.INTAKE, family.application.township),
                    "/api/v1/cases",
                    application_of(family),
                    key=f"window-{family.number}",
                )
                for case in opened["cases"]:
                    self._open_desk(family, case["case_no"])

    async def _discovered(self, since: date, until: date) -> None:
        """What village workers, hotlines and other departments found in the month before."""
        for lead in self.leads:
            if since <= lead.on < until:
                desk = LeadDesk(self.staff, self.keeper, lead, until)
                await desk.report()
                await self._follow(desk)
        if since <= self.county.first_day + timedelta(days=LIST_AFTER) < until:
            for lead, number in await import_list(self.staff, self.county.first_day, until):
                desk = LeadDesk(self.staff, self.keeper, lead, until)
                desk.lead_no = number
                await self._follow(desk)

    async def _follow(self, desk: LeadDesk) -> None:
        lead = desk.lead
        if lead.ending is Ending.FORGOTTEN:
            self._forgotten.append(desk)
            return
        if lead.ending is Ending.ALREADY_HELPED:
            return  # closed by itself, with the number of its case
        await desk.visit()
        match lead.ending:
            case Ending.APPLIES:
                family = self.county.found(lead.about)
                application = application_of(family)
                del application["village"], application["applied_on"]
                page = family.application.model_copy(update={"applied_on": desk.day})
                case_no = await desk.apply(application)
                self._open_desk(family.model_copy(update={"application": page}), case_no)
            case Ending.LEAVES:
                case = self._desk_of(lead.about)
                await case.reach(until := desk.today)
                await desk.hand_over()
                case.expect(lead.event, until)
            case _:
                await desk.close()

    def _desk_of(self, number: str) -> CaseDesk:
        return next(d for d in self.desks.values() if d.family.number == number)

    async def _imported(self, user: str, number: str) -> Json:
        for _ in range(_IMPORT_ROUNDS):
            result = await self.staff.get(user, f"/api/v1/imports/{number}")
            if result["state"] == "done":
                return result
            await asyncio.sleep(0.2)
        raise Stuck("the import of a ledger does not end")

    def _open_desk(self, family: Family, case_no: str) -> None:
        number = len(self.desks) + 1
        desk = CaseDesk(self.staff, self.keeper, family, case_no, number)
        desk.opens = lambda case: self._open_desk(family, case)
        desk.lies_until = self.last_day if family.place == PILES else None
        desk.wronged = wronged(family)
        self.desks[case_no] = desk

    async def _month(self, month: date, number: int) -> None:
        label = f"第{number}个月（{month:%Y年%m月}）"
        self.keeper.show(month)
        await self._take_in(months_after(month, -1), month)
        if number == 1:
            await self._spoiled_ledger()
        for lead in self._forgotten:
            await lead.reach(month)
        await self._at_the_window(months_after(month, -1), month)
        await self._discovered(months_after(month, -1), month)
        await self.after.month(number, month)
        await self._work_until(month, label)
        if number in LOOKS:
            await self.watch.look_back(self.places, month)
            await self.watch.settle(self.places, month)
        runs = (
            PayDesk(self.staff, self.keeper, place, month).run(self.desks) for place in self.places
        )
        await asyncio.gather(*runs)

    async def _work_until(self, end: date, label: str) -> None:
        living = [d for d in self.desks.values() if not d.closed]
        done = 0

        async def work(desk: CaseDesk) -> None:
            nonlocal done
            async with self._gate:
                await desk.work_until(end)
            done += 1
            self.tell(label, done, len(living))

        await asyncio.gather(*(work(desk) for desk in living))
        await self._follow_up(end)

    async def _follow_up(self, end: date) -> None:
        """The units carry out what the meeting decided (一项措施一个任务)."""
        for desk in self.desks.values():
            if desk.escalated and not desk.followed_up and desk.day < end:
                desk.followed_up = True
                await ItemDesk(desk, 1, desk.decided_on).follow_up()
