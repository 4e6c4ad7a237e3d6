"""近亲属备案: keeping the register, importing it, and telling the cases it touches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

import structlog
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from temporalio.service import RPCError

from activities.relatives import tell
from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import Caller, in_scope, must_be
from documents import relatives as book
from domain.base import CaseRefusal, Frozen
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.identity import check_id, mask_id, mask_name
from domain.policy import NATIONAL, PolicyNotSet
from domain.relatives import SELF, SIGNAL_ZH, Signal
from runtime import packs
from store import relatives
from store.relatives import Entry, Person
from store.tables import RegisterRow, RelativeMark

KEEPERS: Final = (Role.REVIEWER, Role.COUNTY_REVIEWER)
_WHAT: Final = "近亲属备案"
_CLAUSE: Final = "57号 Art 11; JZ-49"
_CIRCLE: Final = ("dibao.relative_kinship", "dibao.relative_kinship_extra")
INTERVAL: Final = "relatives.update_months"


class RelativeBody(Frozen):
    """一名近亲属。"""

    kinship: str = Field(max_length=20, description="与该工作人员的关系代码")
    name: str = Field(min_length=1, max_length=40)
    id_no: str = Field(max_length=18, description="公民身份号码")
    address: str = Field(default="", max_length=120)
    bank_account: str = Field(default="", pattern=r"^(\d{10,24})?$")


class OfficialBody(Frozen):
    """一名经办人员或者村（居）委会成员及其近亲属；再次提交即整体更新。"""

    township: str = Field(default="", max_length=40)
    village: str = Field(default="", max_length=40)
    kind: str = Field(pattern="^(handler|village)$", description="handler 经办人员，village 村干部")
    account: str = Field(default="", max_length=60, description="在本系统的账号")
    title: str = Field(min_length=1, max_length=60, description="单位和职务")
    name: str = Field(min_length=1, max_length=40)
    id_no: str = Field(max_length=18)
    address: str = Field(default="", max_length=120)
    bank_account: str = Field(default="", pattern=r"^(\d{10,24})?$")
    relatives: tuple[RelativeBody, ...] = Field(default=(), max_length=60)


class RegisteredView(BaseModel):
    kinship: str
    kinship_zh: str
    name: str
    id_no: str


class OfficialView(BaseModel):
    """一名工作人员的备案；姓名、号码已隐去部分。"""

    official: str
    township: str
    village: str
    kind: str
    account: str
    title: str
    name: str
    active: bool
    checked_on: date | None
    checked_by: str
    due: date | None = Field(description="应当再次核查的日期；本地未设定周期的为空")
    overdue: bool
    relatives: list[RegisteredView]


class MatchView(BaseModel):
    """备案与案件的一次比中。"""

    case_no: str
    official: str
    signal: str
    signal_zh: str
    state: str = Field(description="told 已记入案件，past 当时案件已办结")
    at: datetime


class ImportFault(BaseModel):
    row: int
    message: str


class RegisterImported(BaseModel):
    """一次导入的结果：有错误的人员整户未导入，其余照常。"""

    officials: int
    faults: list[ImportFault]


async def circle(door: Door, place: str) -> dict[str, str]:
    """Who counts as a close relative in this place today: kinship code to Chinese word."""
    known, today = packs.load(door.settings.policy_overlays), await door.today()
    found: dict[str, str] = {}
    for name in _CIRCLE:
        try:
            value = packs.value(known, place, today, name).value
        except PolicyNotSet:
            continue
        words = _words(door, place, name)
        if isinstance(value, list):
            found |= {str(code): words.get(str(code), str(code)) for code in value}
    return found


def _words(door: Door, place: str, name: str) -> dict[str, str]:
    """The Chinese words of a rule's codes, those of the nearest level first."""
    definitions = packs.load(door.settings.policy_overlays).definitions
    found: dict[str, str] = {}
    for level in (NATIONAL, *door.place(place).chain):
        if name in definitions.get(level, {}):
            found |= definitions[level][name].labels
    return found


async def keep(
    door: Door, caller: Caller, body: OfficialBody, request_id: str = ""
) -> OfficialView:
    """The entry as it stands; the cases it touches are told before this returns."""
    entry = _entry(caller, body, await circle(door, caller.place), await door.today())
    official = await _stored(door, caller, entry)
    await log_command(
        door, caller, "register_relatives", official, "done", caller.place, request_id
    )
    await tell_cases(door, place=caller.place)
    return next(v for v in await listed(door, caller) if v.official == official)


def _entry(caller: Caller, body: OfficialBody, kin: dict[str, str], today: date) -> Entry:
    must_be(caller, KEEPERS, _WHAT, _CLAUSE)
    if not in_scope(caller, caller.place, body.township or caller.township):
        raise not_found("乡镇（街道）")
    faults: list[FieldFault] = []
    person = _person(SELF, body, "", today, faults)
    others = []
    for n, relative in enumerate(body.relatives):
        at = f"relatives.{n}."
        if relative.kinship not in kin:
            words = "、".join(kin.values())
            faults.append(FieldFault(field=f"{at}kinship", message=f"本地近亲属范围为：{words}。"))
        others.append(_person(relative.kinship, relative, at, today, faults))
    if faults:
        raise bad_input(tuple(faults))
    return Entry(
        place=caller.place,
        township=body.township or caller.township,
        village=body.village,
        kind=body.kind,
        account=body.account.strip(),
        title=body.title,
        person=person,
        relatives=tuple(others),
    )


def _person(
    kinship: str, sent: OfficialBody | RelativeBody, at: str, today: date, faults: list[FieldFault]
) -> Person:
    number = sent.id_no
    try:
        number = check_id(sent.id_no, today)
    except CaseRefusal as refusal:
        faults.append(FieldFault(field=f"{at}id_no", message=refusal.message))
    return Person(
        kinship=kinship,
        name=sent.name.strip(),
        id_no=number,
        address=sent.address,
        bank_account=sent.bank_account,
    )


async def _stored(door: Door, caller: Caller, entry: Entry) -> str:
    return await door.write(
        relatives.register, entry, by=caller.id, on=await door.today(), at=datetime.now(UTC)
    )


async def tell_cases(door: Door, *, case_no: str = "", place: str = "") -> None:
    """Tells the cases now; what fails is told by the workers' next round."""
    try:
        await tell(door.temporal, door.store, case_no=case_no, place=place)
    except (Problem, RPCError):
        structlog.get_logger("api").warning("relatives told later")


async def import_book(
    door: Door, caller: Caller, data: bytes, request_id: str = ""
) -> RegisterImported:
    """Every official whose rows are right; Problem when the file is no such workbook."""
    must_be(caller, KEEPERS, _WHAT, _CLAUSE)
    try:
        lines = await run_in_threadpool(book.read, data)
    except book.NoRegister as fault:
        raise Problem(422, "not_a_register", fault.message) from None
    kin, today = await circle(door, caller.place), await door.today()
    taken, faults = 0, []
    for rows, sent in _officials(lines, {zh: code for code, zh in kin.items()}):
        try:
            await _stored(
                door, caller, _entry(caller, OfficialBody.model_validate(sent), kin, today)
            )
            taken += 1
        except Problem as problem:
            said = "".join(e.message for e in problem.errors) or problem.detail
            faults.append(ImportFault(row=rows, message=said))
        except ValueError:
            faults.append(
                ImportFault(row=rows, message="填写不完整或者格式不符，请对照空白表核对。")
            )
    await log_command(door, caller, "import_relatives", "", "done", caller.place, request_id)
    await tell_cases(door, place=caller.place)
    return RegisterImported(officials=taken, faults=faults)


def _officials(
    lines: Iterable[book.Line], kinships: dict[str, str]
) -> Iterable[tuple[int, dict[str, object]]]:
    """The rows put together by official, each with the first row it stands in."""
    by: dict[str, tuple[int, dict[str, object], list[dict[str, str]]]] = {}
    for line in lines:
        o, r = line.official, line.relative
        number = o.get("公民身份号码", "")
        if number not in by:
            by[number] = (line.row, _official(o), [])
        if any(r.values()):
            by[number][2].append(
                {
                    "kinship": kinships.get(r["亲属关系"], r["亲属关系"]),
                    "name": r["亲属姓名"],
                    "id_no": r["亲属公民身份号码"],
                    "address": r["亲属住址"],
                    "bank_account": r["亲属银行账号"],
                }
            )
    for row, official, relatives_ in by.values():
        yield row, {**official, "relatives": relatives_}


def _official(o: dict[str, str]) -> dict[str, object]:
    return {
        "township": o.get("乡镇（街道）代码", ""),
        "village": o.get("村（社区）", ""),
        "kind": book.KINDS.get(o.get("人员类别", ""), o.get("人员类别", "")),
        "account": o.get("系统账号", ""),
        "title": o.get("职务", ""),
        "name": o.get("姓名", ""),
        "id_no": o.get("公民身份号码", ""),
        "address": o.get("住址", ""),
        "bank_account": o.get("银行账号", ""),
    }


async def listed(door: Door, caller: Caller) -> list[OfficialView]:
    """The caller's part of the register, what is due to be gone through first."""
    must_be(caller, KEEPERS, _WHAT, _CLAUSE)
    rows = await door.read(relatives.entries, caller.place, caller.township)
    today, months = await door.today(), await interval(door, caller.place)
    kin = await circle(door, caller.place)
    views = [_view(entry, kin, months, today) for entry in rows]
    return sorted(views, key=lambda v: (not v.overdue, v.due or date.max, v.official))


async def interval(door: Door, place: str) -> int | None:
    """After how many months an entry is to be gone through again; None where the place says nothing."""
    known = packs.load(door.settings.policy_overlays)
    try:
        value = packs.value(known, place, await door.today(), INTERVAL).value
    except PolicyNotSet:
        return None
    return value if isinstance(value, int) else None


def _view(
    entry: tuple[RegisterRow, ...], kin: dict[str, str], months: int | None, today: date
) -> OfficialView:
    first = entry[0]
    due = months_after(first.checked_on, months) if months and first.checked_on else None
    return OfficialView(
        official=first.official,
        township=first.township,
        village=first.village,
        kind=first.kind,
        account=first.account,
        title=first.title,
        name=mask_name(first.name),
        active=first.active,
        checked_on=first.checked_on,
        checked_by=first.checked_by,
        due=due if first.active else None,
        overdue=bool(first.active and due and today > due),
        relatives=[
            RegisteredView(
                kinship=r.kinship,
                kinship_zh=kin.get(r.kinship, r.kinship),
                name=mask_name(r.name),
                id_no=mask_id(r.id_no),
            )
            for r in entry[1:]
        ],
    )


async def settle(
    door: Door, caller: Caller, official: str, leaving: bool, request_id: str = ""
) -> OfficialView:
    """The entry was gone through, or its official has left office."""
    known = {v.official for v in await listed(door, caller)}
    if official not in known:
        raise not_found("备案")
    if leaving:
        await door.write(relatives.leave_office, official)
    else:
        await door.write(relatives.checked, official, by=caller.id, on=await door.today())
    what = "relatives_left_office" if leaving else "check_relatives"
    await log_command(door, caller, what, official, "done", caller.place, request_id)
    return next(v for v in await listed(door, caller) if v.official == official)


async def matched(door: Door, caller: Caller) -> list[MatchView]:
    """Every match of the caller's part of the register, past cases too."""
    must_be(caller, KEEPERS, _WHAT, _CLAUSE)
    rows = await door.read(relatives.marks, caller.place, caller.township)
    return [_match(row) for row in rows]


def _match(row: RelativeMark) -> MatchView:
    return MatchView(
        case_no=row.case_no,
        official=row.official,
        signal=row.signal,
        signal_zh=SIGNAL_ZH[Signal(row.signal)],
        state=row.state,
        at=row.at,
    )
