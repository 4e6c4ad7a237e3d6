"""Whose procedure an act is meant for: found for a caller who may see it, or as if it were none."""

from __future__ import annotations

from datetime import date

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import Problem, not_found
from api.scope import (
    MEETING_ROLES,
    MONEY_ROLES,
    OF_UNIT,
    Caller,
    Sight,
    in_place,
    in_scope,
    must_see_case,
)
from api.work.desk.acting import (
    desk_base,
)
from api.work.discovery.acts import acts_of_lead
from api.work.joint.sight import must_concern
from api.work.registry import CHECK
from api.work.resuming import cannot
from api.work.watch.kinds import WATCHES, watch_base
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.check.file import CheckFile
from domain.funds.matter import MatterKind
from domain.oversight.file import OversightKind
from store import cases, closing, meeting
from store.tables import CaseRow, ItemRow
from workflows import ids


class Target(Frozen):
    """One procedure an act goes to."""

    kind: str
    workflow_id: str
    place: str
    township: str = ""
    case_no: str = ""
    number: int = 0
    month: str = ""

    @property
    def subject(self) -> str:
        return self.workflow_id


async def find_case(door: Door, caller: Caller, case_no: str) -> tuple[CaseRow, Sight]:
    row = await door.read(cases.get_case, case_no)
    if row is None:
        raise not_found()
    liaison = caller.role is Role.UNIT_LIAISON and in_place(caller, row.place)
    if liaison and await door.read(cases.is_referred_to, case_no, caller.unit):
        return row, OF_UNIT
    return row, must_see_case(caller, row.place, row.township, row.village)


async def case_target(door: Door, caller: Caller, case_no: str) -> Target:
    row, _ = await find_case(door, caller, case_no)
    return Target(
        kind="case",
        workflow_id=ids.case_id(row.place, case_no),
        place=row.place,
        township=row.township,
        case_no=case_no,
    )


async def child_target(door: Door, caller: Caller, kind: str, case_no: str, number: int) -> Target:
    """A check, an item or its measures. Their own roles reach them without seeing the case."""
    row: CaseRow | ItemRow | None = await door.read(cases.get_case, case_no)
    if row is None and kind in ("item", "measures"):
        row = await door.read(meeting.get_item, case_no, number)  # no case has raised it
    if row is None or not _reaches(caller, kind, row):
        raise not_found({"check": "核对", "item": "议题"}.get(kind, "事项"))
    if kind != "check":
        await must_concern(door, caller, case_no, number)
    make = {"check": ids.check_id, "item": ids.item_id, "measures": ids.measures_id}[kind]
    return Target(
        kind=kind,
        workflow_id=make(case_no, number),
        place=row.place,
        township=row.township,
        case_no=case_no,
        number=number,
    )


def _reaches(caller: Caller, kind: str, row: CaseRow | ItemRow) -> bool:
    if kind == "check":
        roles = {r for m in CHECK.moves.values() for r in m.roles}
        return caller.role in roles and in_scope(caller, row.place, row.township)
    if caller.role in (Role.REVIEWER, Role.TOWNSHIP_LEADER):
        return in_scope(caller, row.place, row.township)
    allowed = caller.role in MEETING_ROLES or caller.role is Role.POLICY_ADMIN
    return allowed and in_place(caller, row.place)


def pay_target(caller: Caller, place: str, month: str) -> Target:
    if not in_place(caller, place) or (
        caller.role not in MONEY_ROLES and caller.role is not Role.POLICY_ADMIN
    ):
        raise not_found("发放批次")
    return Target(
        kind="pay", workflow_id=ids.pay_id(place, "dibao", month), place=place, month=month
    )


async def file_of(door: Door, target: Target) -> CaseFile:
    """What the workflow holds; of a closed case Temporal has forgotten, what it closed with.
    404 when nothing is left of it."""
    try:
        return await ask(door, target.workflow_id, "file", CaseFile)
    except Gone:
        kept = await door.read(closing.closed_file, target.case_no)
        if kept is not None:
            return kept[0]
        raise cannot(target.case_no) from None


async def check_of(door: Door, file: CaseFile) -> CheckFile | None:
    """The running check, None when there is none or it is out of reach.

    A finished one is not asked: the server would have to replay it each time, and the delay
    ledger has what it said.
    """
    if file.check is None or file.check.done:
        return None
    try:
        return await ask(door, ids.check_id(file.case_no, file.check.number), "file", CheckFile)
    except (Gone, Problem):
        return None


def acts_base(target: Target) -> str:
    match target.kind:
        case "case":
            return f"/api/v1/cases/{target.case_no}/acts"
        case "pay":
            return f"/api/v1/pay/{target.place}/{target.month}/acts"
        case "meeting":
            return f"/api/v1/meetings/{target.workflow_id.removeprefix('meeting/')}/acts"
        case "affair" | "report" | "year":
            return desk_base(target.kind, target.workflow_id)
        case "compare":
            return f"/api/v1/comparisons/{target.place}/{target.month}/acts"
        case kind if kind in {*MatterKind, *OversightKind}:
            return f"/api/v1/{target.workflow_id}/acts"
        case kind if kind in WATCHES:
            return watch_base(kind, target.workflow_id)
        case "discovery":
            return acts_of_lead(target.workflow_id)
    many = {"check": "checks", "item": "items", "measures": "measures"}[target.kind]
    return f"/api/v1/{many}/{target.case_no}/{target.number}/acts"


async def case_today(door: Door, file: CaseFile) -> date:
    return max(await door.today(), file.latest)
