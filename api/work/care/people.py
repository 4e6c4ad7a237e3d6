"""Coverage of care in a county: by township, and by name for whoever has a purpose (JZ-11 to JZ-15)."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import SIGHT, Caller, in_place, must_be, must_look
from api.work.revealing import look
from api.work.shapes import View
from domain.care.coverage import Coverage, Person, coverage
from domain.case.lifecycle import Role
from domain.privacy import Purpose, seen
from store.care import people as rows

READERS: Final = (
    Role.VILLAGE,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
    Role.SUPERVISOR,
)
CLAUSE: Final = "JZ-14; JZ-15"
_MANNER_ZH: Final = {"": "未落实", "centralised": "集中供养", "scattered": "分散供养"}
_OFFER_ZH: Final = {"": "未征询", "agreed": "同意集中供养", "declined": "不同意集中供养"}
_NAME: Final = "Member.name"


class CoverageLine(View):
    """一个乡镇（街道）或者全部的照料情况，单位为人。"""

    township: str = Field(description="乡镇（街道）代码；空为合计")
    township_zh: str
    supported: int = Field(description="供养人数")
    unplaced: int = Field(description="未落实供养方式")
    centralised: int
    scattered: int
    signed: int = Field(description="委托照料服务协议在有效期内")
    late: int = Field(description="走访逾期")
    percent: int | None = Field(description="协议覆盖率（百分比，舍去小数）；没有分散供养的为空")


class CareLine(View):
    """一名供养人员的照料情况；姓名按岗位脱敏。"""

    case_no: str
    township: str
    township_zh: str
    village: str
    name: str
    manner_zh: str
    institution: str
    visitor: str
    visit_days: int
    next_visit: date | None
    last_visit: date | None
    visits: int
    late: bool
    signed: bool
    agreed_until: date | None
    offer_zh: str
    missed: tuple[str, ...] = Field(description="走访逾期已经上报到：township、county")


class CareView(View):
    """一个地区的供养和照料。"""

    place: str
    on: date
    coverage: tuple[CoverageLine, ...]
    unsigned: tuple[CareLine, ...] = Field(description="分散供养而没有有效协议的，逐人列出")
    late: tuple[CareLine, ...] = Field(description="走访逾期的，逐人列出")
    unplaced: tuple[CareLine, ...] = Field(description="未落实供养方式的，逐人列出")


class NamedLine(View):
    """未签订委托照料服务协议的人员，姓名为原文。"""

    case_no: str
    township_zh: str
    village: str
    name: str


def may_read(door: Door, caller: Caller, place: str) -> None:
    """403 for another role; 404 for another place than the caller's, and for none at all."""
    must_be(caller, READERS, "查看供养和照料", CLAUSE)
    if not in_place(caller, place) or place not in door.places():
        raise not_found("地区")


async def people_of(door: Door, caller: Caller, place: str) -> tuple[Person, ...]:
    """Everybody supported whom the caller's place, township and village reach."""
    township = caller.township if caller.bound_to_township else ""
    return await door.read(rows.care_people, place, township=township, village=caller.village)


async def care_view(door: Door, caller: Caller, place: str) -> CareView:
    may_read(door, caller, place)
    today, people = await door.today(), await people_of(door, caller, place)
    shown = [(p, line(door, caller, place, p, today)) for p in people]
    return CareView(
        place=place,
        on=today,
        coverage=tuple(_coverage(door, place, c) for c in coverage(people, today)),
        unsigned=tuple(one for p, one in shown if p.unsigned_on(today)),
        late=tuple(one for p, one in shown if p.late_on(today)),
        unplaced=tuple(one for p, one in shown if not p.manner),
    )


def line(door: Door, caller: Caller, place: str, person: Person, today: date) -> CareLine:
    return CareLine(
        township_zh=door.place(place).township(person.township).zh,
        name=seen(caller.role, _NAME, person.name),
        manner_zh=_MANNER_ZH[person.manner],
        visitor=seen(caller.role, "Placement.visitor", person.visitor),
        institution=seen(caller.role, "Placement.institution", person.institution),
        late=person.late_on(today),
        signed=person.signed_on(today),
        offer_zh=_OFFER_ZH[person.offer],
        **person.model_dump(
            include={
                "case_no",
                "township",
                "village",
                "visit_days",
                "next_visit",
                "last_visit",
                "visits",
                "agreed_until",
                "missed",
            }
        ),
    )


def _coverage(door: Door, place: str, found: Coverage) -> CoverageLine:
    zh = door.place(place).township(found.township).zh if found.township else "合计"
    return CoverageLine(township_zh=zh, percent=found.percent, **found.model_dump())


async def names_of_unsigned(
    door: Door, caller: Caller, place: str, purpose: Purpose, request_id: str
) -> list[NamedLine]:
    """Everyone without a valid agreement by name (JZ-14). The log is written first, a line a person."""
    may_read(door, caller, place)
    sight = SIGHT.get(caller.role)
    if sight is None:
        raise not_found("地区")
    must_look(caller, sight, (_NAME,))
    today = await door.today()
    wanted = [p for p in await people_of(door, caller, place) if p.unsigned_on(today)]
    for one in wanted:
        what = look(_NAME, purpose)
        await log_command(door, caller, what, one.case_no, "done", place, request_id)
    return [
        NamedLine(
            case_no=p.case_no,
            township_zh=door.place(place).township(p.township).zh,
            village=p.village,
            name=p.name,
        )
        for p in wanted
    ]
