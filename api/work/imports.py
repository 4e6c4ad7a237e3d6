"""Ledger import: good households become cases, the others are reported by row and column.

The same file of the same scope is one import: sending it again shows it, and takes up what a
crash left undone. Cases are started a few at a time.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from starlette.concurrency import run_in_threadpool

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import Problem, not_found
from api.scope import Caller, in_scope, must_be
from api.work.asked import IntakeBody
from api.work.intake import open_case
from api.work.rows import by_row, unreadable
from documents.ledger import Fault, LedgerApplication, read_ledger
from domain.case.lifecycle import Role
from store import imports
from store.tables import ImportLine, ImportRow

IMPORT_ROLES: Final = (Role.INTAKE, Role.COUNTY_REVIEWER)
AT_A_TIME: Final = 12
_TRIES: Final = 5
_HEAD_ROWS: Final = 2
_NOT_ONE: Final = "这不是可以导入的申请台账，请使用系统提供的台账格式（.xlsx）。"


async def import_ledger(door: Door, caller: Caller, data: bytes, request_id: str = "") -> str:
    """The id of the import. Problem when the file is no ledger at all."""
    must_be(caller, IMPORT_ROLES, "导入申请台账", "57号 Art 4")
    overlays = door.settings.policy_overlays
    reading = await run_in_threadpool(read_ledger, data, caller.place or None, overlays)
    if not reading.applications and all(f.row <= _HEAD_ROWS for f in reading.faults):
        raise unreadable("not_a_ledger", _NOT_ONE, reading.faults)
    digest = hashlib.sha256(data).hexdigest()
    scope = f"{caller.place}\n{caller.township}\n{digest}"
    import_id = hashlib.sha256(scope.encode()).hexdigest()[:24]
    ours = tuple(a for a in reading.applications if in_scope(caller, a.place, a.township))
    line = {"import_id": import_id, "outcome": imports.REFUSED, "case_no": ""}
    faults = by_row([*reading.faults, *_strangers(caller, reading.applications)], line)
    began = await door.write(
        imports.begin_import,
        {
            "id": import_id,
            "digest": digest,
            "place": caller.place or (ours[0].place if ours else ""),
            "township": caller.township,
            "on": await door.today(),
            "by": caller.id,
            "rows": len(ours) + len(faults),
            "taken": 0,
            "refused": 0,
            "at": datetime.now(UTC),
        },
        faults,
    )
    done = {line.row for line in await door.read(imports.lines_of, import_id)}
    left = [a for a in ours if a.row not in done]
    if left:
        door.run_behind(_take_all(door, caller, import_id, left))
    result = "done" if began else "replayed"
    await log_command(door, caller, "import_ledger", import_id, result, caller.place, request_id)
    return import_id


async def import_of(
    door: Door, caller: Caller, import_id: str
) -> tuple[ImportRow, tuple[ImportLine, ...]]:
    """An import of the caller's scope with its rows. The same 404 for a strange one as for none."""
    row = await door.read(imports.get_import, import_id)
    if row is None or not in_scope(caller, row.place, row.township):
        raise not_found("导入记录")
    must_be(caller, IMPORT_ROLES, "查看台账导入结果")
    return row, await door.read(imports.lines_of, import_id)


async def _take_all(
    door: Door, caller: Caller, import_id: str, applications: list[LedgerApplication]
) -> None:
    gate = asyncio.Semaphore(AT_A_TIME)

    async def take(application: LedgerApplication) -> None:
        async with gate:
            await door.write(imports.add_line, await _taken(door, caller, import_id, application))

    found = await asyncio.gather(*(take(a) for a in applications), return_exceptions=True)
    for fault in found:
        if isinstance(fault, Exception):
            structlog.get_logger("api").error("import row failed", key=import_id, exc_info=fault)


async def _taken(
    door: Door, caller: Caller, import_id: str, application: LedgerApplication
) -> dict[str, Any]:
    """One household as a case, or why not. What fails on our side is tried again for a while."""
    line = {"import_id": import_id, "row": application.row, "case_no": "", "column": ""}
    body = IntakeBody.model_validate(
        application.model_dump(exclude={"number", "note", "channel"}) | {"programme": "dibao"}
    )
    for attempt in range(_TRIES):
        try:
            opened = await open_case(
                door,
                caller,
                body,
                f"import:{import_id}:{application.row}",
                application.channel,
                IMPORT_ROLES,
            )
            return {**line, "outcome": imports.ACCEPTED, "case_no": opened.case_no, "message": ""}
        except Problem as problem:
            if problem.status < 500:
                outcome = imports.DUPLICATE if problem.case_no else imports.REFUSED
                return {
                    **line,
                    "outcome": outcome,
                    "case_no": problem.case_no,
                    "message": _why(problem),
                }
            await asyncio.sleep(2**attempt)
    message = "系统暂时不可用，本户尚未导入，请稍后重新导入同一份台账。"
    return {**line, "outcome": imports.REFUSED, "message": message}


def _why(problem: Problem) -> str:
    if problem.code == "bad_input":
        return " ".join(e.message for e in problem.errors) or problem.detail
    return problem.detail


def _strangers(caller: Caller, applications: tuple[LedgerApplication, ...]) -> list[Fault]:
    return [
        Fault(
            row=a.row,
            column="乡镇（街道）",
            message_zh="该户不属于您所在的乡镇（街道），未导入，请由所属乡镇（街道）导入。",
        )
        for a in applications
        if not in_scope(caller, a.place, a.township)
    ]
