"""供养服务机构 at the door: the register, inspections, and what had to be put right (JZ-13, JZ-16)."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, bad_input, of_refusal
from api.scope import Caller, must_be, must_be_of
from api.work.care.people import may_read
from api.work.shapes import View
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from store.care import institutions as rows
from store.tables import InspectionRow, InstitutionRow

KEEPERS: Final = (Role.COUNTY_REVIEWER,)
CLAUSE: Final = "JZ-13; JZ-16"
RESULT_ZH: Final = {"good": "符合标准", "mend": "限期整改", "bad": "不符合标准"}


class InstitutionBody(Frozen):
    """一个供养服务机构；再次提交即更新。"""

    code: str = Field(pattern=r"^[0-9A-Z]{4,40}$", description="统一社会信用代码或者机构编号")
    name: str = Field(min_length=2, max_length=80, description="名称，与供养方式中填写的一致")
    level: str = Field(min_length=2, max_length=40, description="执行的照料护理标准")
    beds: int = Field(ge=1, le=100_000, description="床位数")


class InspectionBody(Frozen):
    """一次检查的结果。"""

    code: str = Field(max_length=40, description="机构编号")
    result: str = Field(pattern="^(good|mend|bad)$", description="检查结果")
    finding: str = Field(min_length=4, max_length=500, description="检查情况")
    due: date | None = Field(default=None, description="整改期限；需要整改的必填")


class MendingBody(Frozen):
    """一次检查发现的问题已经整改。"""

    code: str = Field(max_length=40, description="机构编号")
    seq: int = Field(ge=1, le=9999, description="第几次检查")
    mending: str = Field(min_length=4, max_length=500, description="整改情况")


class InspectionView(View):
    """一次检查：结果、情况、整改。"""

    seq: int
    on: date
    by: str
    result: str
    result_zh: str
    finding: str
    due: date | None
    mended_on: date | None
    mending: str
    late: bool = Field(description="整改逾期")


class InstitutionView(View):
    """一个供养服务机构：标准、床位、供养人数、历次检查。"""

    code: str
    name: str
    level: str
    beds: int
    residents: int
    inspections: tuple[InspectionView, ...]


class InstitutionsView(View):
    """本地的供养服务机构；`unregistered`为有人入住而尚未登记的机构名称和人数。"""

    items: tuple[InstitutionView, ...]
    unregistered: tuple[tuple[str, int], ...]


async def institutions_view(door: Door, caller: Caller, place: str) -> InstitutionsView:
    may_read(door, caller, place)
    today = await door.today()
    found = await door.read(rows.institutions, place)
    return InstitutionsView(
        items=tuple(
            InstitutionView(
                code=one.row.code,
                name=one.row.name,
                level=one.row.level,
                beds=one.row.beds,
                residents=one.residents,
                inspections=tuple(_inspection(row, today) for row in one.inspections),
            )
            for one in found
        ),
        unregistered=await door.read(rows.unregistered, place),
    )


def _inspection(row: InspectionRow, today: date) -> InspectionView:
    late = row.due is not None and row.mended_on is None and today > row.due
    return InspectionView(
        result_zh=RESULT_ZH[row.result],
        late=late,
        **row.model_dump(exclude={"place", "institution"}),
    )


async def register(
    door: Door, caller: Caller, place: str, body: InstitutionBody, request_id: str = ""
) -> InstitutionsView:
    must_be(caller, KEEPERS, "登记供养服务机构", CLAUSE)
    must_be_of(caller, place)
    today = await door.today()
    row = InstitutionRow(place=place, on=today, by=caller.id, **body.model_dump())
    await door.write(rows.put_institution, row)
    await log_command(door, caller, "register_institution", body.code, "done", place, request_id)
    return await institutions_view(door, caller, place)


async def inspect(
    door: Door, caller: Caller, place: str, body: InspectionBody, request_id: str = ""
) -> InstitutionsView:
    """One inspection. Problem 422 when something is to be put right and no day is set for it."""
    must_be(caller, KEEPERS, "登记供养服务机构检查", CLAUSE)
    must_be_of(caller, place)
    today = await door.today()
    if body.result != "good" and (body.due is None or body.due < today):
        message = "需要整改的，请填写整改期限，期限不得早于今天。"
        raise bad_input((FieldFault(field="due", message=message),))
    due = body.due if body.result != "good" else None
    try:
        await door.write(
            rows.inspect,
            place=place,
            code=body.code,
            on=today,
            by=caller.id,
            result=body.result,
            finding=body.finding,
            due=due,
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    await log_command(door, caller, "inspect_institution", body.code, "done", place, request_id)
    return await institutions_view(door, caller, place)


async def mend(
    door: Door, caller: Caller, place: str, body: MendingBody, request_id: str = ""
) -> InstitutionsView:
    must_be(caller, KEEPERS, "登记供养服务机构整改", CLAUSE)
    must_be_of(caller, place)
    try:
        await door.write(
            rows.mend,
            place=place,
            code=body.code,
            seq=body.seq,
            on=await door.today(),
            by=caller.id,
            mending=body.mending,
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    await log_command(door, caller, "mend_institution", body.code, "done", place, request_id)
    return await institutions_view(door, caller, place)
