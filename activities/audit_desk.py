"""What the auditor's desk asks of the world: populations, lists matched as they stream, suspicions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from temporalio import activity

from activities.tools import Tools
from activities.watching import start
from documents.registers import HalfList
from documents.suspicions import ListFault, OutsideRow, outside_rows
from domain.oversight import engine
from domain.oversight.desk import LIST_ZH, Issued, Matched, PopulationClosed, SuspicionList
from domain.oversight.file import Held, OversightFile, OversightKind
from runtime.packs import place_info
from store.tables import SuspicionRow
from store.watching import suspicions
from store.watching.suspicions import OfList, OutsideLine, Took
from workflows.oversight_steps import (
    AuditPopulationOrder,
    IssueOrder,
    ListOrder,
    SettleOrder,
)

PART: Final = 1_000
"""Lines a transaction: operation, not law."""


def list_path(folder: Path, place: str, digest: str, format: str) -> Path:
    """Where an auditor's list lies until it was read: named by its digest, for this account alone."""
    return folder / "audit" / place / f"{digest}.{format}"


class AuditDeskActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools, self._store = tools, tools.store

    @activity.defn
    def close_audit_population(self, order: AuditPopulationOrder) -> PopulationClosed:
        with self._store.read() as session:
            return PopulationClosed(lines=suspicions.population(session, order.place, order.sample))

    @activity.defn
    def match_list(self, order: ListOrder) -> Matched:
        of = OfList(order.place, order.audit, order.taken.number, order.taken.kind)
        path = self._path(order.place, order.taken)
        took: list[Took] = []
        try:
            rows = outside_rows(path, order.taken.format)
            for part in _parts(rows):
                with self._store.write() as session:
                    took.append(suspicions.take(session, of, part, order.taken.taken_on))
                self._store.give_way()
        except FileNotFoundError:
            return self._read_before(of)
        except (ListFault, HalfList) as fault:
            with self._store.write() as session:
                suspicions.forget(session, of)
            path.unlink(missing_ok=True)
            return Matched(trouble=fault.trouble if isinstance(fault, ListFault) else "half")
        with self._store.read() as session:
            found = suspicions.counted(session, of, took)
        path.unlink(missing_ok=True)
        return found

    def _read_before(self, of: OfList) -> Matched:
        """The file is gone: it never came, or it was read and the answer got lost on the way."""
        with self._store.read() as session:
            found = suspicions.counted(session, of, ())
        return found if found.certain or found.doubtful else Matched(trouble="no_file")

    def _path(self, place: str, taken: SuspicionList) -> Path:
        return list_path(self._tools.settings.exchange_dir, place, taken.digest, taken.format)

    @activity.defn
    def settle_match(self, order: SettleOrder) -> None:
        with self._store.write() as session:
            suspicions.settle(session, order.key, same=order.same)

    @activity.defn
    async def issue_suspicions(self, order: IssueOrder) -> Issued:
        with self._store.read() as session:
            rows = suspicions.to_issue(session, order.place, order.audit, order.number)
        zh, client, count = (
            place_info(order.place, self._tools.overlays).short,
            activity.client(),
            0,
        )
        for row in rows:
            if row.number:
                continue
            with self._store.read() as session:
                number = suspicions.out_before(session, row)
            if not number:
                file = suspicion_file(order, row)
                count += await start(client, file, self._tools.settings.task_queue, zh)
                number = file.number
            with self._store.write() as session:
                suspicions.went_out(session, row.key, number)
        return Issued(count=count)


def suspicion_file(order: IssueOrder, row: SuspicionRow) -> OversightFile:
    """The matter of one suspicion: the township verifies it on the spot, the auditor judges."""
    held = Held(
        head=order.kind,
        text=f"{LIST_ZH[order.kind]}第{row.row}行与本案成员匹配。这只是疑点，请入户核实后答复：属实的写明整改，"
        "不属实的写明原因；核实以前不影响救助。",
        clause="ZH-15; HB-23; TR-40",
        unit=row.township,
        unit_kind="township",
        cases=(row.case_no,),
        due=order.due,
        source=f"list:{order.audit}/{order.number}",
    )
    number = f"{order.audit[:4]}-q{row.key[:8]}"
    return engine.opened(OversightKind.SUSPICION, order.place, number, None, order.on, held)


def _parts(rows: Iterable[OutsideRow]) -> Iterator[list[OutsideLine]]:
    """Parts of a list; the people of one line are never in two of them."""
    part: list[OutsideLine] = []
    for row in rows:
        if len(part) >= PART and row.row != part[-1].row:
            yield part
            part = []
        part.append(OutsideLine(*row))
    if part:
        yield part
