"""What the door reads from the tables for an act on a proceeding of supervision."""

from __future__ import annotations

from typing import Any

from api.acts import ask
from api.frame.door import Door
from api.scope import Caller
from domain.complaint.acts import Known as ComplaintKnown
from domain.complaint.lifecycle import COUNTY, COUNTY_ZH
from domain.credit.file import CreditFile
from domain.rounds.file import RoundFile
from store import body as bodies
from store import cases, discovery
from store.watch import credit, rounds


async def known_of_watch(
    door: Door, caller: Caller, place: str, subject: str, act: str, body: Any
) -> dict[str, Any]:
    """Units that may be responsible, whether a case or lead stands here, how the register is."""
    match act:
        case "accept_complaint" | "reassign_complaint":
            units, townships = await units_of(door, place)
            return {"known": ComplaintKnown(units=units, townships=townships)}
        case "link_complaint_case":
            row = await door.read(cases.get_case, body.case_no)
            return {"known": ComplaintKnown(found=row is not None and row.place == place)}
        case "record_complaint_lead":
            lead = await door.read(discovery.get_lead, body.lead_no)
            return {"known": ComplaintKnown(found=lead is not None and lead.place == place)}
        case "refer_to_police" | "find_credit" | "repair_credit":
            matter = await ask(door, subject, "file", CreditFile)
            case_no, since = matter.order.case_no, matter.opened_on
            return {"known": await door.read(credit.known_of, place, case_no, since)}
        case "confirm_register":
            file = await ask(door, subject, "file", RoundFile)
            return {"known": await door.read(rounds.register_state, file, caller.township)}
    return {}


async def units_of(door: Door, place: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Who may be made responsible, by code: the county, its townships, the member units."""
    info = door.place(place)
    townships = {t.code: t.zh for t in info.townships}
    body = await door.read(bodies.body_on, info, await door.today())
    members = {seat.zh: seat.zh for seat in body.seats}
    return {COUNTY: COUNTY_ZH, **townships, **members}, tuple(townships)
