"""What an act names must be there: what only the tables and packs know of, not the case itself."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input
from domain.household import Household
from store import families
from store.evidence import keeping
from store.watching import suspicions


async def must_be_known(door: Door, place: str, case_no: str, body: BaseModel) -> None:
    """422 when an act names a township, photo or scan that the place or this case has not got."""
    _must_be_township(door, place, body)
    await _must_have_evidence(door, case_no, body)
    await _must_hold_nobody_else(door, case_no, body)


async def must_be_doubtful(door: Door, place: str, subject: str, body: BaseModel) -> None:
    """422 when a suspicion to be settled is no doubtful match of this audit's lists."""
    number = subject.rsplit("/", 1)[-1]
    rows = await door.read(suspicions.listed, place, number, states=suspicions.DOUBTFUL)
    if getattr(body, "key", "") not in {row.key for row in rows}:
        message = "这次审计的名单没有这条疑似匹配，请从列表中选择。"
        raise bad_input((FieldFault(field="key", message=message),))


def _must_be_township(door: Door, place: str, body: BaseModel) -> None:
    code = getattr(body, "to_township", "")
    place = getattr(body, "to_place", "") or place  # a family may move to another county
    if place not in door.places():
        message = "没有这个县（市、区），请从列表中选择。"
        raise bad_input((FieldFault(field="to_place", message=message),))
    towns = {t.code: t.zh for t in door.place(place).townships}
    if code and code not in towns:
        listed = "、".join(f"{zh}（{code}）" for code, zh in towns.items())
        message = f"{door.place(place).short}没有这个乡镇（街道）。可以选择的为：{listed}。"
        raise bad_input((FieldFault(field="to_township", message=message),))


async def _must_hold_nobody_else(door: Door, case_no: str, body: BaseModel) -> None:
    """Households that merge: who joins leaves his own case first, and is never paid in two."""
    home = getattr(body, "household", None)
    if not isinstance(home, Household):
        return
    joining = [(m.key, m.id_no) for m in home.counted if m.id_no]
    found = await door.read(families.held_by_others, case_no, joining)
    if found:
        key, other = found[0]
        raise Problem(
            409,
            "held_by_other_case",
            f"成员{key}正在案件{other}中申请或者享受同类救助。两户合并的，请先在案件{other}中"
            "办理该成员的变化或者停发，再计入本户。",
            clause="57号 Art 4; JZ-63",
            errors=(FieldFault(field="household.members", message=f"已在案件{other}中"),),
        )


async def _must_have_evidence(door: Door, case_no: str, body: BaseModel) -> None:
    named = tuple(_named(body))
    if not named:
        return
    strange = set(await door.read(keeping.unknown, case_no, [d for _, d in named]))
    faults = tuple(
        FieldFault(field=path, message="本案没有这份照片、扫描件，请先上传再选择。")
        for path, digest in named
        if digest in strange
    )
    if faults:
        raise bad_input(faults)


def _named(body: BaseModel) -> Iterator[tuple[str, str]]:
    found = getattr(body, "evidence", ())
    if isinstance(found, str):
        yield from [("evidence", found)] if found else ()
        return
    for n, digest in enumerate(found):
        yield f"evidence.{n}", digest
