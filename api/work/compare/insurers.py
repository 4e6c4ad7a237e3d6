"""大病信息通报: what insurers of major illness are given, and no more than that (TR-47)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import Problem
from api.scope import Caller, must_be
from api.work.compare.risks import INSURERS
from documents.registers import write_sheet
from domain.compare.classes import KLASS_ZH, Klass
from runtime import packs
from store.compare import province

LIST: Final = "insurer.list"
CLAUSE: Final = "TR-47"
HEADS: Final = ("姓名", "身份证号码", "救助对象类别")
"""All an insurer needs to settle: who it is and why he is on the list. No address, no sum, no reason."""


async def classes_of(door: Door, place: str) -> tuple[Klass, ...]:
    """The classes of people the place hands over; none where it has not said."""
    law = packs.snapshot(
        place,
        await door.today(),
        (LIST,),
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    return tuple(Klass(code) for code in law.items(LIST)) if law.has(LIST) else ()


async def list_book(door: Door, caller: Caller) -> bytes:
    """The list as a workbook. Problem 409 where the place hands nothing over. Taking it is logged."""
    must_be(caller, INSURERS, "导出大病保险困难群众名单", CLAUSE)
    classes = await classes_of(door, caller.place)
    if not classes:
        raise Problem(
            409,
            "list_not_ruled",
            "本地没有设定向大病保险承办机构提供哪些人员的名单，请政策管理员先设定。",
            clause=CLAUSE,
        )
    people = await door.read(province.people_of, caller.place, classes)
    data = await run_in_threadpool(_book, people)
    await log_command(door, caller, "export_insurer_list", caller.place, "done", caller.place)
    return data


def _book(people: tuple[tuple[str, str, Klass], ...]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        rows = ((name, number, KLASS_ZH[klass]) for name, number, klass in people)
        write_sheet(path, "困难群众名单", HEADS, rows)
        return path.read_bytes()
