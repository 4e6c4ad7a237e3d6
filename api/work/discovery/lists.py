"""Another department's list: every good row becomes a lead somebody has to visit, none a case.

The same file of the same scope is one list: sending it again shows it, and takes up what a crash
left undone. Rows whose person already has an open lead or a living case are linked to it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from starlette.concurrency import run_in_threadpool

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import Caller, in_scope, must_be
from api.work.discovery.reporting import LeadBody, law_of, report_lead
from api.work.rows import by_row, unreadable
from documents.leads import ListedPerson, ListReading, read_list
from documents.ledger import Fault
from domain.case.lifecycle import Role
from domain.discovery.file import Origin, channels_of, problems_of
from store import discovery
from store.tables import LeadImport, LeadImportLine

LIST_ROLES: Final = (Role.INTAKE, Role.COUNTY_REVIEWER, Role.CHECKING_CENTRE)
CLAUSE: Final = "57号 Art 6; JZ-06"
_HEAD_ROWS: Final = 2
_NOT_ONE: Final = "这不是可以导入的部门名单，请使用系统提供的名单格式（.xlsx）。"
_SHORT: Final = 4


async def import_list(
    door: Door, caller: Caller, data: bytes, channel: str, source: str, request_id: str = ""
) -> str:
    """The id of the list. Problem when the file is no list at all."""
    must_be(caller, LIST_ROLES, "导入部门名单", CLAUSE)
    today = await door.today()
    law = law_of(door, caller.place, today)
    channels = channels_of(law)
    if channel not in channels:
        listed = "、".join(channels.values())
        raise bad_input((FieldFault(field="channel", message=f"发现渠道可以选择：{listed}。"),))
    if not source.strip():
        raise bad_input((FieldFault(field="source", message="请写明名单来自哪个部门。"),))
    overlays = door.settings.policy_overlays
    reading = await run_in_threadpool(
        read_list, data, caller.place, problems_of(law), today, overlays
    )
    if not reading.people and all(f.row <= _HEAD_ROWS for f in reading.faults):
        raise unreadable("not_a_list", _NOT_ONE, reading.faults)
    digest = hashlib.sha256(data).hexdigest()
    scope = f"{caller.place}\n{caller.township}\n{channel}\n{source.strip()}\n{digest}"
    import_id = hashlib.sha256(scope.encode()).hexdigest()[:24]
    ours = tuple(p for p in reading.people if in_scope(caller, caller.place, p.township))
    line = {
        "import_id": import_id,
        "outcome": discovery.REFUSED,
        "lead_no": "",
        "case_no": "",
    }
    faults = by_row([*reading.faults, *_strangers(caller, reading)], line)
    began = await door.write(
        discovery.begin_list,
        {
            "id": import_id,
            "place": caller.place,
            "township": caller.township,
            "on": today,
            "by": caller.id,
            "rows": len(ours) + len(faults),
            "taken": 0,
            "refused": 0,
            "at": datetime.now(UTC),
        },
        faults,
    )
    done = {line.row for line in await door.read(discovery.list_lines, import_id)}
    left = [p for p in ours if p.row not in done]
    if left:
        door.run_behind(_take_all(door, caller, import_id, channel, source.strip(), left))
    result = "done" if began else "replayed"
    await log_command(door, caller, "import_list", import_id, result, caller.place, request_id)
    return import_id


async def list_of(
    door: Door, caller: Caller, import_id: str
) -> tuple[LeadImport, tuple[LeadImportLine, ...]]:
    """A list of the caller's scope with its rows. The same 404 for a strange one as for none."""
    row = await door.read(discovery.get_list, import_id)
    ours = row is not None and (
        in_scope(caller, row.place, row.township) if row.township else row.place == caller.place
    )
    if row is None or not ours:
        raise not_found("名单")
    must_be(caller, LIST_ROLES, "查看名单导入结果")
    return row, await door.read(discovery.list_lines, import_id)


async def _take_all(
    door: Door,
    caller: Caller,
    import_id: str,
    channel: str,
    source: str,
    people: list[ListedPerson],
) -> None:
    """One after the other: a second row about the same person finds the first one's lead."""
    for person in people:
        try:
            line = await _taken(door, caller, import_id, channel, source, person)
            await door.write(discovery.add_list_line, line)
        except Exception as error:  # the other rows are still taken; this one by the next import
            structlog.get_logger("api").error(
                "list row failed", key=import_id, error=type(error).__name__
            )


async def _taken(
    door: Door,
    caller: Caller,
    import_id: str,
    channel: str,
    source: str,
    person: ListedPerson,
) -> dict[str, Any]:
    line = {
        "import_id": import_id,
        "row": person.row,
        "outcome": discovery.LEAD,
        "lead_no": "",
        "case_no": "",
        "column": "",
        "message": "",
    }
    if person.twin:
        first = {x.row: x for x in await door.read(discovery.list_lines, import_id)}
        number = first[person.twin].lead_no if person.twin in first else ""
        message = f"与第{person.twin}行是同一人，不重复登记。"
        return {**line, "outcome": discovery.DUPLICATE, "lead_no": number, "message": message}
    body = LeadBody(
        place=caller.place,
        township=person.township,
        village=person.village,
        kind=person.kind,
        channel=channel,
        source=source,
        urgent=person.urgent,
        problem=person.problem,
        text=person.text if len(person.text) >= _SHORT else f"{source}名单推送",
        person=person.person,
    )
    key = f"list:{import_id}:{person.row}"
    try:
        opened = await report_lead(door, caller, body, key, Origin.WORKBOOK)
    except Problem as problem:
        if problem.status >= 500:
            raise
        twin = await door.read(
            discovery.open_lead_about, caller.place, person.person.id_no, person.kind.value
        )
        outcome = discovery.DUPLICATE if problem.code == "lead_open" else discovery.REFUSED
        return {**line, "outcome": outcome, "lead_no": twin, "message": problem.detail}
    known = opened.known_case
    if not known:
        return {**line, "lead_no": opened.lead_no}
    message = f"所列人员已在案件{known}中。"
    return {
        **line,
        "outcome": discovery.KNOWN,
        "lead_no": opened.lead_no,
        "case_no": known,
        "message": message,
    }


def _strangers(caller: Caller, reading: ListReading) -> list[Fault]:
    return [
        Fault(
            row=p.row,
            column="乡镇（街道）",
            message_zh="该行不属于您所在的乡镇（街道），未导入，请由所属乡镇（街道）或者县级导入。",
        )
        for p in reading.people
        if not in_scope(caller, caller.place, p.township)
    ]
