"""What an auditor's account may read today, and in which words it is told that it may not."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from api.frame.door import Door
from api.frame.problems import Problem
from api.reading.routes import Reach
from domain.oversight.engagement import CLAUSE, ENDED_ZH, STANDING, Grant, Rights, part_of, reads_on
from domain.oversight.file import OversightFile, OversightStage
from domain.oversight.parts import ReadingScope
from domain.programme import PROGRAMME_ZH, Programme
from store.watching import leaves

CASE_NO: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{10}(?!\d)")
"""A case's number wherever it stands in an answer."""
COVERED_ZH: Final = "（授权范围外）"
"""Instead of the number of a case beyond a narrow leave."""


async def rights_of(door: Door, place: str, account: str, demo: bool) -> Rights | Problem:
    """The leaves that run today, or in words why none does."""
    today = await door.today()
    files = await door.read(leaves.of_account, place, account) if place else ()
    named = any(part_of(file).confirmed_on for file in files)
    if demo and place and not named:
        return Rights(place=place, grants=(Grant(subject=STANDING),))
    running = tuple(
        Grant(subject=f"{file.place}/{file.number}", scope=part_of(file).scope)
        for file in files
        if reads_on(file, today)
    )
    return Rights(place=place, grants=running) if running else no_leave(files, today)


def no_leave(files: tuple[OversightFile, ...], today: date) -> Problem:
    """403: what became of the account's newest leave, and what would be right."""
    if not files:
        told = (
            "您的账号还没有审计调阅授权，不能查看。请由县级民政部门按审计通知书登记、"
            "另一人确认后再查看。"
        )
        return _problem(told)
    file, part = files[-1], part_of(files[-1])
    name = f"审计调阅授权{file.number}（{part.notice}）"
    if file.stage is OversightStage.OPEN and today <= part.last:
        return _problem(f"{name}正在等待县级民政部门确认，确认以后才能查看。")
    if file.stage is OversightStage.GRANTED and today < part.first:
        return _problem(f"{name}自{part.first}起至{part.last}止，今天还不能查看，请在期限内查看。")
    ended = ENDED_ZH[part.ended] if part.ended else ENDED_ZH["over"]
    until = (
        f"于{file.stage_since}" if part.ended in ("revoked", "declined") else f"至{part.last}止，"
    )
    return _problem(
        f"{name}{until}{ended}，不能再查看。确需继续的，请由审计机关出具通知，"
        "由县级民政部门登记新的授权。"
    )


def _problem(detail: str) -> Problem:
    return Problem(403, "no_leave", detail, clause=CLAUSE)


_BEYOND_ZH: Final = "这里的内容超出授权范围"
NEEDED_ZH: Final[dict[Reach | None, str]] = {
    Reach.WHOLE: "这里的内容按全县（市、区）合并办理或者统计，不能按乡镇（街道）、救助项目或者案件"
    "期间拆分，须有覆盖全县（市、区）全部案件的授权",
    Reach.TOWNSHIP: "这里列出一个乡镇（街道）的全部案件，须有覆盖该乡镇（街道）全部案件、不限救助项目"
    "和期间的授权",
}
"""Which leave it takes to read what cannot be cut."""


def outside(door: Door, rights: Rights, reach: Reach | None = None) -> Problem:
    """403 for what goes beyond a narrow leave. `reach`: of an address that cannot be narrowed to it."""
    words = "；".join(scope_zh(door, rights.place, g.scope) for g in rights.grants)
    return Problem(
        403,
        "outside_leave",
        f"您的审计调阅授权只限：{words}。{NEEDED_ZH.get(reach, _BEYOND_ZH)}。"
        "请从案件列表打开范围内的案件；需要扩大范围的，请由县级民政部门按审计通知书另行登记授权。",
        clause=CLAUSE,
    )


def scope_zh(door: Door, place: str, scope: ReadingScope) -> str:
    """The scope in words: `王店镇；低保；2026-01-01至2026-12-31在办或者在保的案件`."""
    if scope.whole:
        return "全县（市、区）的全部案件"
    names = {t.code: t.zh for t in door.place(place).townships}
    parts = []
    if scope.townships:
        parts.append("、".join(names.get(code, code) for code in scope.townships))
    if scope.programmes:
        parts.append("、".join(PROGRAMME_ZH[Programme(code)] for code in scope.programmes))
    if scope.since or scope.until:
        since = str(scope.since) if scope.since else "最早"
        parts.append(f"{since}至{scope.until or '今'}期间的案件")
    return "，".join(parts)
