"""长期公示 at the door: sheets of villages, posting and taking down what hangs (JZ-43, JZ-44, YC-27)."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found, of_refusal
from api.scope import SIGHT, Caller, in_scope, must_be
from api.work.shapes import View
from api.work.window import rules_at
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from domain.policy import Snapshot
from domain.roll.sheet import ROLL_NEEDS, Sheet, long_term, sheet_of, sheets_of
from store import roll
from store.tables import RollSheetRow

POSTERS: Final = (Role.VILLAGE, Role.REVIEWER)
READERS: Final = tuple(SIGHT)
CLAUSE: Final = roll.CLAUSE
_FIRST_YEAR: Final = 2004
"""Working calendars begin there; before it no rule of ours can be read."""


class PostBody(Frozen):
    """一个村（社区）的长期公示已经张贴；`digest`为所打印公示的校验码。"""

    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(min_length=1, max_length=40, description="村（社区）")
    digest: str = Field(pattern="^[0-9a-f]{64}$", description="公示的校验码")
    where: str = Field(min_length=2, max_length=80, description="张贴地点")
    photo: str = Field(
        default="", pattern="^([0-9a-f]{64})?$", description="张贴照片的文件校验码，可以不填"
    )


class DownBody(Frozen):
    """一个村（社区）的长期公示已经撤下。"""

    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(min_length=1, max_length=40, description="村（社区）")
    why: str = Field(min_length=2, max_length=200, description="撤下原因")


class LineView(View):
    """公示中的一户。"""

    name: str
    persons: int
    aid: str
    monthly_fen: int


class SheetView(View):
    """一个村（社区）某日应当公示的内容。"""

    place: str
    township: str
    township_zh: str
    village: str
    on: date
    lines: tuple[LineView, ...]
    digest: str


class VersionView(View):
    """张贴过的一个版本。"""

    version: int
    posted_on: date
    posted_by: str
    where: str
    households: int
    digest: str
    photo: str
    down_on: date | None
    down_by: str
    why: str
    lines: tuple[LineView, ...]


class VillageRoll(View):
    """一个村（社区）的长期公示：应当公示的户数、正在张贴的版本、是否需要更换。"""

    township: str
    township_zh: str
    village: str
    households: int
    version: int | None
    posted_on: date | None
    stale: bool = Field(description="张贴的内容与今天应当公示的不一致")


class RollsView(View):
    """本地各村（社区）的长期公示。"""

    place: str
    on: date
    items: tuple[VillageRoll, ...]


async def is_kept(door: Door, place: str) -> bool:
    """Whether the place has a long-term sheet at all; False for a place we do not know."""
    if place not in door.places():
        return False
    return long_term(rules_at(door, place, await door.today(), ROLL_NEEDS))


async def rolls_view(door: Door, caller: Caller, place: str) -> RollsView:
    must_be(caller, READERS, "查看长期公示", CLAUSE)
    _must_be_within(caller, place)
    today = await door.today()
    law = _law(door, place, today)
    township = caller.township if caller.bound_to_township else ""
    found = await door.read(
        roll.drawing_on, place, today, township=township, village=caller.village
    )
    hangs = await door.read(roll.hanging, place)
    now = {(s.township, s.village): s for s in sheets_of(found, law, today)}
    places = sorted(at for at in {*now, *hangs} if in_scope(caller, place, at[0], at[1]))
    return RollsView(
        place=place,
        on=today,
        items=tuple(_village(door, place, at, now.get(at), hangs.get(at)) for at in places),
    )


def _village(
    door: Door, place: str, at: tuple[str, str], sheet: Sheet | None, row: RollSheetRow | None
) -> VillageRoll:
    lines = sheet.lines if sheet else ()
    stale = (
        bool(lines) if row is None else not lines or row.digest != (sheet.digest if sheet else "")
    )
    return VillageRoll(
        township=at[0],
        township_zh=_zh(door, place, at[0]),
        village=at[1],
        households=len(lines),
        version=row.version if row else None,
        posted_on=row.posted_on if row else None,
        stale=stale,
    )


async def sheet_on(door: Door, place: str, township: str, village: str, day: date) -> Sheet:
    """The sheet of a village on a day; 404 where the place has no long-term publicity."""
    law = _law(door, place, day)
    found = await door.read(roll.drawing_on, place, day, township=township, village=village)
    return sheet_of(found, law, day, township, village)


async def sheet_view(
    door: Door, caller: Caller, place: str, township: str, village: str, day: date | None
) -> SheetView:
    """What should hang in a village on a day, past or present; a coming month is nobody's yet."""
    must_be(caller, READERS, "查看长期公示", CLAUSE)
    _must_be_within(caller, place, township or caller.township, village)
    today = await door.today()
    if day is not None and day.year < _FIRST_YEAR:
        fault = FieldFault(field="on", message=f"日期应当在{_FIRST_YEAR}年以后。")
        raise bad_input((fault,))
    sheet = await sheet_on(
        door, place, township or caller.township, village, min(day or today, today)
    )
    return SheetView(
        place=place,
        township_zh=_zh(door, place, sheet.township),
        digest=sheet.digest,
        lines=tuple(LineView(**line.model_dump()) for line in sheet.lines),
        **sheet.model_dump(include={"township", "village", "on"}),
    )


async def versions_view(
    door: Door, caller: Caller, place: str, township: str, village: str
) -> list[VersionView]:
    must_be(caller, READERS, "查看长期公示", CLAUSE)
    township = township or caller.township
    _must_be_within(caller, place, township, village)
    rows = await door.read(roll.versions, place, township=township, village=village)
    return [
        VersionView(
            lines=tuple(LineView(**line.model_dump()) for line in roll.posted(row).lines),
            **row.model_dump(exclude={"place", "township", "village", "content"}),
        )
        for row in rows
    ]


async def post(
    door: Door, caller: Caller, place: str, body: PostBody, request_id: str = ""
) -> list[VersionView]:
    """Records that the sheet with this digest hangs. 409 when the cases say something else by now."""
    must_be(caller, POSTERS, "张贴长期公示", CLAUSE)
    township = body.township or caller.township
    _must_be_within(caller, place, township, body.village)
    sheet = await sheet_on(door, place, township, body.village, await door.today())
    if sheet.digest != body.digest:
        raise Problem(
            409,
            "roll_changed",
            "公示的家庭或者金额已有变化，所打印的公示不是最新的，请重新打印后张贴。",
            clause=CLAUSE,
        )
    if not sheet.lines:
        raise Problem(
            409,
            "roll_empty",
            "该村（社区）目前没有应当长期公示的家庭，无需张贴；仍有旧公示的，请登记撤下。",
            clause=CLAUSE,
        )
    await door.write(roll.post, place, sheet, by=caller.id, where=body.where, photo=body.photo)
    await _settled(door, place, sheet.on)
    await log_command(door, caller, "post_roll", township, "done", place, request_id)
    return await versions_view(door, caller, place, township, body.village)


async def take_down(
    door: Door, caller: Caller, place: str, body: DownBody, request_id: str = ""
) -> list[VersionView]:
    must_be(caller, POSTERS, "撤下长期公示", CLAUSE)
    township = body.township or caller.township
    _must_be_within(caller, place, township, body.village)
    today = await door.today()
    try:
        await door.write(
            roll.take_down, place, township, body.village, on=today, by=caller.id, why=body.why
        )
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    await _settled(door, place, today)
    await log_command(door, caller, "take_down_roll", township, "done", place, request_id)
    return await versions_view(door, caller, place, township, body.village)


async def _settled(door: Door, place: str, today: date) -> None:
    """The village's task goes as soon as it is done, not with the next round of the watch."""
    law = _law(door, place, today)
    sheets = sheets_of(await door.read(roll.drawing_on, place, today), law, today)
    await door.write(roll.watch, place, sheets, today)


def _law(door: Door, place: str, day: date) -> Snapshot:
    if place not in door.places():
        raise not_found("地区")
    law = rules_at(door, place, day, ROLL_NEEDS)
    if not long_term(law):
        raise not_found("长期公示")
    return law


def _must_be_within(
    caller: Caller, place: str, township: str = "", village: str | None = None
) -> None:
    inside = (
        in_scope(caller, place, township, village)
        if township
        else not caller.place or caller.place == place
    )
    if not inside:
        raise not_found("村（社区）")


def _zh(door: Door, place: str, code: str) -> str:
    try:
        return door.place(place).township(code).zh
    except KeyError:
        return code
