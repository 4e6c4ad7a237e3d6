"""A rise and the households whose aid has ended since: the months they were entitled to are made up.

Their cases are over and are not touched: the difference is written as owed, once, and goes onto the
next list. Where the facts a case ended with give no aid any more, people say what is due.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from activities.tools import Tools
from domain.calendar import months_after
from domain.case.file import CaseFile
from domain.case.phases.living import standard
from domain.pay.purposes import RISE, Owed, purpose_of
from domain.policy import Snapshot
from store.funds import rises
from store.owed import owe
from store.tables import CaseRow
from workflows.fund_steps import ErrandOrder


class RiseOfEnded:
    """One pass over the ended cases of a place. `file_of`: a case by its number, None when it is
    kept no more."""

    def __init__(
        self,
        tools: Tools,
        order: ErrandOrder,
        file_of: Callable[[str], Awaitable[CaseFile | None]],
        rules_of: Callable[[str], Snapshot],
    ) -> None:
        self._store, self._order = tools.store, order
        self._file_of, self._rules_of = file_of, rules_of
        details = dict(order.errand.details)
        self._programmes = details["programmes"].split(",")
        self._since = date.fromisoformat(details["since"])

    async def counted(self) -> list[rises.Counted]:
        """What each was given and should have been given for all its months since the rise."""
        return [line for line, _ in await self._each()]

    async def owe(self) -> None:
        """Writes the difference of each month as owed; the same again changes nothing."""
        found = await self._each()
        await asyncio.to_thread(self._write, found)

    async def left_out(self) -> int:
        """Households that should be made up and have nothing written yet."""
        wanted = {line.case_no for line, _ in await self._each() if line.state == rises.ARREARS}
        return len(wanted - await asyncio.to_thread(self._done))

    async def _each(self) -> list[tuple[rises.Counted, tuple[Owed, ...]]]:
        found = []
        for row in await asyncio.to_thread(self._rows):
            file = await self._file_of(row.case_no)
            one = self._one(row, file)
            if one is not None:
                found.append(one)
        return found

    def _one(
        self, row: CaseRow, file: CaseFile | None
    ) -> tuple[rises.Counted, tuple[Owed, ...]] | None:
        months = standard.months_since(file, self._since) if file else ()
        if file is not None and not months:
            return None
        more = standard.more_for_one_ended(file, self._rules_of(row.programme)) if file else None
        was = sum(file.monthly_fen(month) for month in months) if file else 0
        line = rises.Counted(
            case_no=row.case_no,
            township=row.township,
            programme=row.programme,
            was_fen=was,
            now_fen=was + (more or 0) * len(months),
            state=rises.BY_HAND if more is None else rises.ARREARS if more else rises.SAME,
        )
        return line, tuple(self._owed(row, month, more) for month in months if more)

    def _owed(self, row: CaseRow, month: date, fen: int) -> Owed:
        on = self._order.errand.on
        return Owed(
            case_no=row.case_no,
            programme=row.programme,
            place=row.place,
            township=row.township,
            month=month,
            purpose=purpose_of(RISE, f"{self._since:%Y%m}"),
            fen=fen,
            cause=self._order.cause,
            on=on,
            pay_month=months_after(on.replace(day=1), 1),
        )

    def _rows(self) -> tuple[CaseRow, ...]:
        with self._store.read() as session:
            return rises.ended(session, self._order.place, self._programmes, self._since)

    def _write(self, found: list[tuple[rises.Counted, tuple[Owed, ...]]]) -> None:
        with self._store.write() as session:
            rises.keep(session, self._order.subject, [line for line, _ in found])
            owe(session, [one for _, owed in found for one in owed])
            for line, owed in found:
                if owed:
                    rises.mark(session, self._order.subject, line.case_no, rises.OWED)

    def _done(self) -> set[str]:
        with self._store.read() as session:
            return {row.case_no for row in rises.lines(session, self._order.subject, rises.OWED)}
