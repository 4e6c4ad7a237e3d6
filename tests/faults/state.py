"""Where a county stands when all is done: every file and every table, without what differs anyway."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import httpx
from sqlmodel import SQLModel, select

from domain.case.file import CaseFile
from sandbox.rehearsal.timekeeper import persist
from store import tables
from tests.faults.people import PLACE
from tests.faults.script import Acknowledged, Script
from tests.faults.stack import Stack
from workflows import ids

_ANY_ORDER_OR_MOMENT: Final[dict[type[SQLModel], set[str]]] = {
    tables.CaseRow: {"run_id", "updated_at", "waiting"},
    tables.TimelineRow: {"at", "text", "seq"},
    tables.EntitlementRow: set(),
    tables.AccountRow: {"bound", "number_index"},
    tables.ClaimRow: {"person"},
    tables.NoticeRow: {"number", "digest", "html", "at"},
    tables.PublicitySheet: set(),
    tables.DepartmentAsk: {"version"},
    tables.Obligation: set(),
    tables.PayListRow: {"at"},
    tables.PayNoteRow: {"at", "seq"},
    tables.PayRunRow: {"updated_at", "version"},
    tables.BatchRow: {"delivered_at"},
    tables.BatchLine: {"account"},
    tables.LedgerEntry: {"id", "at"},
    tables.ItemRow: {"updated_at", "version", "minutes"},
    tables.MeasureTaskRow: {"version"},
    tables.MeetingLine: {"at", "text", "seq"},
}
"""What each table holds of keys, of moments, and of the order in which things came in."""
_PAPER_NUMBER: Final = re.compile(r"〔\d{4}〕\d+号")
"""Numbers are given out in the order of asking, which no two runs share."""


@dataclass(frozen=True)
class Ended:
    """A script and where its county stood the moment it ended; others go on working there."""

    script: Script
    files: dict[str, dict[str, Any]]
    tables: dict[str, list[str]]
    acknowledged: tuple[Acknowledged, ...]
    balances: list[dict[str, Any]]
    """Of the accounts at the bank."""
    asked: dict[str, dict[str, Any]]
    """What the departments were asked, by the key of the question."""


async def ended(script: Script) -> Ended:
    stack = script.stack
    async with httpx.AsyncClient(base_url=stack.sandbox_url) as sandbox:
        balances = (await sandbox.get(f"/bank/{PLACE}/balances")).raise_for_status().json()
        asked = (await sandbox.get("/_asked")).raise_for_status().json()
    return Ended(
        script=script,
        files=await files_of(script),
        tables=tables_of(stack),
        acknowledged=tuple(script.staff.acknowledged),
        balances=balances,
        asked=asked,
    )


def tables_of(stack: Stack) -> dict[str, list[str]]:
    """Every row of every table that says where a case, a month or an item stands, sorted."""
    with stack.store.read() as session:
        return {
            table.__name__: sorted(
                str(sorted((k, str(v)) for k, v in row.model_dump(exclude=skip).items()))
                for row in session.exec(select(table))
            )
            for table, skip in _ANY_ORDER_OR_MOMENT.items()
        }


async def file_of(stack: Stack, case_no: str) -> CaseFile:
    handle = stack.client.get_workflow_handle(ids.case_id(PLACE, case_no))
    return await persist(lambda: handle.query("file", result_type=CaseFile))


async def files_of(script: Script) -> dict[str, dict[str, Any]]:
    """The file of each case, without moments and paper numbers; its record as a bag of lines."""
    found = {}
    for case_no in script.desks:
        file = await file_of(script.stack, case_no)
        skip = {"journal", "notices", "version", "seq"}
        text = _PAPER_NUMBER.sub("〔〕号", file.model_dump_json(exclude=skip))
        plain: dict[str, Any] = json.loads(text)
        plain["notices"] = sorted(
            str(n.model_dump(mode="json", exclude={"number", "digest"})) for n in file.notices
        )
        plain["journal"] = sorted(
            _PAPER_NUMBER.sub("〔〕号", str(e.model_dump(mode="json", exclude={"at", "seq"})))
            for e in file.journal
            if e.act != "notice"
        )
        found[case_no] = plain
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What is in one and not in the other, field by field, short enough to read."""
    found = []
    for name in sorted(one.keys() | other.keys()):
        a, b = one.get(name), other.get(name)
        if a == b:
            continue
        if isinstance(a, dict) and isinstance(b, dict):
            found += [f"{name}.{line}" for line in differences(a, b)]
        elif isinstance(a, list) and isinstance(b, list):
            less, more = Counter(map(str, a)), Counter(map(str, b))
            found += [f"{name} lacks {line}" for line in (less - more)]
            found += [f"{name} has besides {line}" for line in (more - less)]
        else:
            found.append(f"{name}: {a!r} became {b!r}")
    return found


def obligations_of(stack: Stack) -> list[tables.Obligation]:
    with stack.store.read() as session:
        return list(session.exec(select(tables.Obligation)))


def paid_events_of(stack: Stack) -> Counter[str]:
    """How often the ledger says of each obligation that its household was credited."""
    with stack.store.read() as session:
        events = {entry.event for entry in session.exec(select(tables.LedgerEntry))}
    return Counter(event for event in events if event.startswith("paid/"))


def unbalanced_events(stack: Stack) -> dict[str, int]:
    sums: Counter[str] = Counter()
    with stack.store.read() as session:
        for entry in session.exec(select(tables.LedgerEntry)):
            sums[entry.event] += entry.fen
    return {event: fen for event, fen in sums.items() if fen}
