"""Which recognised class of low-income family a person belongs to, for the other units (TR-25).

The answer is the class and its days, nothing of the family and no case number; every question
is logged under the purpose it was asked for, also when nothing was found.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import BaseModel, Field
from sqlmodel import Session

from api.acts import Gone, ask
from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import of_refusal
from api.scope import Caller, must_be
from api.work.window import rules_at
from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.check.demand import purpose_of
from domain.identity import check_id
from domain.programme import PROGRAMME_ZH, Programme
from domain.rules import Rules
from store import cases, intake
from store.tables import CaseRow
from store.types import keyring_of
from workflows import ids

ASKERS: Final = (Role.UNIT_LIAISON, Role.COUNTY_REVIEWER)
CLASSES: Final = (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)
"""Families the law calls low-income (社会救助法 Art 2; 2023年低收入人口动态监测意见 二)."""
_CLAUSE: Final = "TR-25; 社会救助法 Art 41"
_PURPOSES: Final = "check.purpose_codes"
_HOLDS: Final = (Stage.DISBURSEMENT.value, Stage.SUPERVISION.value)


class RecognitionQuery(BaseModel):
    """按身份证号码查询，必须写明用途。"""

    id_no: str = Field(max_length=18, description="公民身份号码")
    purpose: str = Field(max_length=40, description="查询用途，本地规定的核对用途之一")


class RecognisedAs(BaseModel):
    """一项有效的低收入家庭认定。"""

    code: Programme = Field(description="认定类别代码")
    zh: str = Field(description="认定类别")
    since: date = Field(description="认定起始日期")
    until: date | None = Field(description="有效期至；没有期限、按期复核的为空")


class Recognised(BaseModel):
    """查询日有效的认定；没有认定的为空。"""

    on: date
    purpose: str
    items: list[RecognisedAs]


async def recognised(
    door: Door, caller: Caller, place: str, asked: RecognitionQuery, request_id: str
) -> Recognised:
    """The classes of one person in this place today, for another unit."""
    must_be(caller, ASKERS, "查询低收入家庭认定", _CLAUSE)
    return await recognised_by(door, caller, place, asked, request_id)


async def recognised_by(
    door: Door, caller: Caller, place: str, asked: RecognitionQuery, request_id: str
) -> Recognised:
    """The same for whoever may ask. The log is written before anything is told."""
    today = await door.today()
    try:
        law = Rules(rules_at(door, place, today, (_PURPOSES,)), Programme.DIBAO)
        purpose = purpose_of(law, asked.purpose)
        number = check_id(asked.id_no, today)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    who, rows = await door.read(_held, number, place)
    what = f"query recognition for {purpose}"
    await log_command(door, caller, what, who, "found" if rows else "none", place, request_id)
    found = [await _class_of(door, row) for row in rows]
    return Recognised(on=today, purpose=purpose, items=[one for one in found if one is not None])


def _held(session: Session, number: str, place: str) -> tuple[str, tuple[CaseRow, ...]]:
    """The keyed digest of the number, and the living cases of this place that hold the person."""
    of_person = intake.cases_of_person(session, number)
    rows = (cases.get_case(session, case_no) for case_no in of_person.values())
    held = tuple(
        row
        for row in rows
        if row is not None
        and row.place == place
        and row.programme in CLASSES
        and row.stage in _HOLDS
    )
    return intake.person_index(keyring_of(session), number)[:16], held


async def _class_of(door: Door, row: CaseRow) -> RecognisedAs | None:
    """The class of a case with its days; None when it has ended since."""
    try:
        file = await ask(door, ids.case_id(row.place, row.case_no), "file", CaseFile)
    except Gone:
        return None
    if not file.living or file.ending is not None:
        return None
    programme = Programme(row.programme)
    given = file.recognition
    decided = file.decision.on if file.decision else row.decided_on
    since = given.since if given else decided
    if since is None:
        return None
    return RecognisedAs(
        code=programme,
        zh=PROGRAMME_ZH[programme],
        since=since,
        until=given.until if given else None,
    )
