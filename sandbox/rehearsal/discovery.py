"""Leads from the finding to the result: reported, visited, applied for, verified, or a reasoned no."""

from __future__ import annotations

import asyncio
import itertools
from datetime import date, timedelta
from typing import Any, Final

from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.discovery.file import LeadPerson
from sandbox.county.leads import LIST_SOURCE, list_of
from sandbox.county.window.leads import LIST_OF, LISTED_ENDINGS, Ending, Lead
from sandbox.rehearsal.staff import Json, Staff, Stuck, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper
from workflows import ids

_A_DAY: Final = timedelta(days=1)
_IN_TIME: Final = timedelta(days=5)
"""A lead is reported so many days before the day its township sits down to it."""
_ROUNDS: Final = 600
_FINDINGS: Final = {
    Ending.APPLIES: "老人独居患病，没有收入来源，生活困难",
    Ending.DECLINES: "生活困难，已经告知政策，本人表示暂不申请",
    Ending.NOT_IN_NEED: "子女按月支付赡养费，生活有保障",
    Ending.LEFT_AREA: "房屋空置，邻居说全家已经搬往外地",
    Ending.STILL_ELIGIBLE: "外出务工的是邻户，本户收入没有变化",
    Ending.LEAVES: "成员已在本地企业就业，工资按月发放",
}
_NO: Final[dict[Ending, dict[str, str]]] = {
    Ending.DECLINES: {"ground": "person_declines", "reason": "走访时本人明确表示暂不申请"},
    Ending.NOT_IN_NEED: {
        "ground": "not_in_need",
        "reason": "子女履行赡养义务，收入高于保障标准",
        "clause": "57号 Art 4",
    },
    Ending.LEFT_AREA: {"ground": "left_area", "reason": "全家已经迁往外地居住"},
    Ending.STILL_ELIGIBLE: {
        "ground": "still_eligible",
        "reason": "走访核实收入没有变化，仍符合条件",
        "clause": "57号 Art 30",
    },
}
_NEEDS: Final = (Ending.APPLIES, Ending.DECLINES, Ending.LEAVES)
"""What was reported is so."""


class LeadDesk:
    """One lead, done by the people of its township."""

    def __init__(self, staff: Staff, keeper: Timekeeper, lead: Lead, today: date) -> None:
        self.staff, self.keeper, self.lead, self.today = staff, keeper, lead, today
        self.day = max(lead.on, today - (_A_DAY if lead.urgent else _IN_TIME))
        self.lead_no = ""

    def user(self, role: Role) -> str:
        township = self.lead.township if role in TOWNSHIP_ROLES else ""
        return user_id(self.lead.place, role, township)

    async def report(self) -> None:
        lead = self.lead
        body = {
            "place": lead.place,
            "township": lead.township,
            "village": lead.village,
            "kind": lead.kind,
            "channel": lead.channel,
            "source": lead.source,
            "urgent": lead.urgent,
            "problem": lead.problem,
            "text": lead.text,
            "person": lead.person,
            "reported_on": self.day,
        }
        path = "/api/v1/discoveries"
        opened = await self.staff.post(self.user(lead.reporter), path, plain(body))
        self.lead_no = opened["lead_no"]

    async def visit(self) -> None:
        """Somebody goes: the quick team at once, else whom the township sends."""
        lead = self.lead
        village = self.user(Role.VILLAGE)
        goes = Role.SURVEYOR if lead.urgent else Role.VILLAGE
        if lead.urgent:
            await self._act("take_urgent", goes, measures="已经联系医院，先行送医")
        else:
            self._later(1)
            await self._act("assign_visit", Role.INTAKE, visitor=village)
            self._later(2)
        consent = {
            Ending.APPLIES: {"consent": "agrees", "consent_paper": f"委托书{self.lead_no}"},
            Ending.DECLINES: {"consent": "declines"},
        }.get(lead.ending, {})
        await self._act(
            "record_visit",
            goes,
            visitors=(self.user(goes), "村民小组长"),
            finding=_FINDINGS[lead.ending],
            fits=lead.ending in _NEEDS,
            informed=True,
            **consent,
        )

    async def close(self) -> None:
        await self._act("close_lead", Role.INTAKE, **_NO[self.lead.ending])

    async def apply(self, body: dict[str, Any]) -> str:
        """The application with help; gives the case it led to."""
        await self.reach(self.today)
        path = f"/api/v1/discoveries/{self.lead_no}/application"
        sent = plain({**body, "applied_on": self.day})
        led = await self.staff.post(self.user(Role.INTAKE), path, sent)
        return str(led["case_no"])

    async def hand_over(self) -> None:
        """To the living case, whose family is looked at before anything changes."""
        await self.reach(self.today)
        path = f"/api/v1/discoveries/{self.lead_no}/verification"
        await self.staff.post(self.user(Role.REVIEWER), path, {"cause": "employment"})

    def _later(self, days: int) -> None:
        self.day = min(self.day + days * _A_DAY, self.today)

    async def _act(self, name: str, role: Role, **fields: object) -> None:
        await self.reach(self.day)
        path = f"/api/v1/discoveries/{self.lead_no}/acts/{name}"
        await self.staff.post(self.user(role), path, plain({"on": self.day, **fields}))

    async def reach(self, day: date) -> None:
        """The lead lives through to that day; whatever is late by then is noted."""
        await self.keeper.bring(ids.lead_id(self.lead.place, self.lead_no), day)


async def import_list(staff: Staff, first_day: date, today: date) -> list[tuple[Lead, str]]:
    """Another department's workbook: a lead a person, and its number.

    Rows give leads, never cases; a row that was not taken comes with no lead.
    """
    user = user_id(LIST_OF, Role.COUNTY_REVIEWER)
    path = "/api/v1/discoveries/imports"
    data = list_of(LIST_OF, first_day)
    sent = await staff.upload(user, path, "名单.xlsx", data, source=LIST_SOURCE)
    for _ in range(_ROUNDS):
        if sent["state"] == "done":
            break
        await asyncio.sleep(0.2)
        sent = await staff.get(user, f"{path}/{sent['id']}")
    else:
        raise Stuck("the import of a list does not end")
    endings = itertools.cycle(LISTED_ENDINGS)
    found = []
    for line in sent["lines"]:
        if line["outcome"] in ("lead", "known"):
            seen = await staff.get(user, f"/api/v1/discoveries/{line['lead_no']}")
            known = line["outcome"] == "known"
            ending = Ending.ALREADY_HELPED if known else Ending(next(endings))
            found.append((_listed(seen["line"], ending, today), str(line["lead_no"])))
    return found


def _listed(line: Json, ending: Ending, today: date) -> Lead:
    return Lead(
        place=line["place"],
        township=line["township"],
        village=line["village"],
        channel=line["channel"],
        reporter=Role.COUNTY_REVIEWER,
        urgent=line["urgent"],
        problem="other",
        text=LIST_SOURCE,
        person=LeadPerson(name=line["name"]),
        on=today,
        ending=ending,
    )
