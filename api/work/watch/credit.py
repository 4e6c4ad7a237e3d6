"""Opening a matter of credit about a member of a case; the record of the people of a case."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, bad_input
from api.scope import Caller, must_be, must_see_case
from api.work.desk.opening import start
from api.work.hygiene import must_be_clean
from api.work.starting import until_shown
from api.work.targets import case_target, file_of, find_case
from api.work.watch.kinds import WATCHES
from domain.base import Frozen
from domain.credit.engine import CONSEQUENCES
from domain.credit.file import CreditOrder
from domain.credit.lifecycle import CREDIT_READERS, END_ZH, GROUND_ZH, OPENERS, CreditGround, End
from domain.identity import mask_name
from runtime import packs
from store.tables import CreditRow
from store.watch import credit, proceedings
from workflows.credit import CreditWorkflow

_KIND, _CLAUSE = "credit", "YC-31"


class CreditBody(Frozen):
    """登记一件诚信事项：谁、哪一户、什么情形。登记不影响其享受救助。"""

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$", description="案件编号")
    member: str = Field(min_length=1, max_length=20, description="家庭成员编号")
    ground: CreditGround = Field(description="情形")
    facts: str = Field(min_length=4, max_length=2000, description="发现的情况，不写姓名")


class CreditOpened(BaseModel):
    """已经登记。"""

    place: str
    number: str
    href: str


class CreditEntry(BaseModel):
    """诚信记录中的一条：期满、修复的仍可看到，更正撤销的不再显示。"""

    number: str
    member: str
    name: str = Field(description="已隐去部分的姓名")
    ground: str
    ground_zh: str
    good: bool
    decision: str = Field(description="据以记入的决定")
    since: date
    until: date
    in_force: bool
    consequences: list[str]
    ended_zh: str
    href: str


class CreditRecord(BaseModel):
    """一户家庭成员的诚信记录。"""

    case_no: str
    items: list[CreditEntry]


async def open_credit(door: Door, caller: Caller, body: CreditBody, key: str) -> CreditOpened:
    """The matter running, or Problem. The same key gives the same matter."""
    must_be(caller, OPENERS, "登记诚信事项", _CLAUSE)
    today = await door.today()
    must_be_clean(body, today)
    row, _ = await find_case(door, caller, body.case_no)
    file = await file_of(door, await case_target(door, caller, body.case_no))
    member = file.household.member(body.member)
    if member is None:
        keys = "、".join(m.key for m in file.household.members)
        raise bad_input((FieldFault(field="member", message=f"该户的家庭成员编号为：{keys}。"),))
    number = await door.write(
        credit.register,
        key=key,
        place=row.place,
        on=today,
        case_no=body.case_no,
        member=body.member,
        id_no=member.id_no,
        ground=body.ground,
    )
    order = CreditOrder(
        place=row.place,
        number=number,
        township=row.township,
        case_no=body.case_no,
        member=body.member,
        ground=body.ground,
        facts=body.facts,
        opened_on=today,
        opened_by=caller.officer(row.place),
    )
    id = WATCHES[_KIND].id(row.place, number)
    summary = f"诚信事项 · {door.place(row.place).short} · {number}"
    await start(door, CreditWorkflow.run, order, id, row.place, summary, key)
    await until_shown(lambda: door.read(proceedings.get, row.place, _KIND, number))
    return CreditOpened(place=row.place, number=number, href=f"/api/v1/credit/{row.place}/{number}")


async def record_for(door: Door, caller: Caller, case_no: str, request_id: str) -> CreditRecord:
    """What stands in the record of the people of a case; the look is logged."""
    must_be(caller, CREDIT_READERS, "查看诚信记录", _CLAUSE)
    row, _ = await find_case(door, caller, case_no)
    must_see_case(caller, row.place, row.township, row.village)
    file = await file_of(door, await case_target(door, caller, case_no))
    await log_command(door, caller, "read_credit_record", case_no, "done", row.place, request_id)
    people = {m.id_no: m for m in file.household.members}
    found = await door.read(credit.record_of, row.place, tuple(people))
    today = await door.today()
    words = _consequences(door, row.place, today)
    items = [
        _entry(entry, people[id_no].key, people[id_no].name, today, words)
        for id_no, entries in found.items()
        for entry in entries
    ]
    return CreditRecord(case_no=case_no, items=items)


def _consequences(door: Door, place: str, today: date) -> dict[str, str]:
    law = packs.snapshot(
        place,
        today,
        (CONSEQUENCES,),
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    if not law.has(CONSEQUENCES):
        return {}
    return {code: str(zh) for code, zh in law.table(CONSEQUENCES).items()}


def _entry(
    row: CreditRow, member: str, name: str, today: date, words: dict[str, str]
) -> CreditEntry:
    assert row.since is not None and row.until is not None  # noqa: S101  (entered ones alone)
    ground = CreditGround(row.ground)
    return CreditEntry(
        number=row.number,
        member=member,
        name=mask_name(name),
        ground=row.ground,
        ground_zh=GROUND_ZH[ground],
        good=ground is CreditGround.FAITH,
        decision=row.decision,
        since=row.since,
        until=row.until,
        in_force=not row.ended_as and today <= row.until,
        consequences=[words.get(c, c) for c in row.consequences.split(",") if c],
        ended_zh=END_ZH[End(row.ended_as)] if row.ended_as else "",
        href=f"/api/v1/credit/{row.place}/{row.number}",
    )
