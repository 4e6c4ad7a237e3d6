"""What the packs and tables say of where a family goes and of the case a household joins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.case.acts.passage import Destination, OtherCase
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.places import PlaceInfo
from store import cases

if TYPE_CHECKING:
    from api.frame.door import Door

ACTS: Final = frozenset({"move_case", "split_household", "merge_case"})


async def known_of_passage(door: Door, file: CaseFile, act: str, body: Any) -> dict[str, Any]:
    if act == "merge_case":
        return {"known": await _other(door, body.into_case)}
    return {"known": _destination(door, file, getattr(body, "to_place", ""), body.to_township)}


def _destination(door: Door, file: CaseFile, place: str, township: str) -> Destination:
    here = door.place(file.place)
    try:
        there = door.place(place or file.place)
        zh = there.township(township).zh
    except KeyError:
        return Destination()
    return Destination(place_zh=there.zh, township_zh=zh, from_zh=_named(here, file.township))


def _named(info: PlaceInfo, township: str) -> str:
    try:
        return info.township(township).zh
    except KeyError:
        return township


async def _other(door: Door, case_no: str) -> OtherCase:
    row = await door.read(cases.get_case, case_no)
    if row is None:
        return OtherCase()
    lives = row.stage in (Stage.DISBURSEMENT, Stage.SUPERVISION) and row.monthly_fen > 0
    return OtherCase(lives=lives, programme=row.programme, place=row.place)
