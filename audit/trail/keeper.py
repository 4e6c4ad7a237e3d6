"""Rounds that bring every new line of the operators' log into the trail and sign where it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from audit.archive.holders import Hand
from audit.archive.log import segment_object
from audit.archive.notary import Handing, Notary, now, rounds
from audit.archive.space import Space, Taken
from audit.archive.tree import Tree, leaf_hash
from audit.trail.lines import FORMAT, line_of, read_line
from runtime.keys import KeyRing
from store import audit_log
from store.engine import Store
from store.tables import AuditRow

EVERY: Final = timedelta(minutes=1)
BATCH: Final = 5_000
"""Lines in one segment at the most."""
LATE: Final = 10_000
"""How many numbers back a line may still turn up: a transaction that began earlier and ended later."""


@dataclass
class Kept(Handing):
    """What one round did. `lines`: brought over now."""

    lines: int = 0


class Trail:
    """`once` is a round. Memory holds the tree's edge and the last `LATE` numbers, not the lines."""

    def __init__(
        self,
        store: Store,
        space: Space,
        ring: KeyRing,
        holders: Mapping[str, Hand] | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._store, self._space = store, space
        self.notary = Notary(space, ring, holders, clock, FORMAT)
        self.tree = Tree()
        self.newest = 0
        """The highest number of the table that was brought over."""
        self._recent: set[int] = set()

    async def forever(self, every: timedelta, log: Callable[[Kept | Exception], None]) -> None:
        """A round that fails is told to `log`; the next one makes it good."""
        await rounds(self.once, every, log)

    async def once(self) -> Kept:
        """Brings over what is new, signs, hands out the days' digests. Raises `LogBroken`."""
        done = await asyncio.to_thread(self._bring_over)
        await self.notary.hand_out(done)
        return done

    def refresh(self) -> None:
        """Reads on in the space from where this keeper stands."""
        while (raw := self._space.get(segment_object(self.tree.size))) is not None:
            self._take(raw.splitlines())
        self.notary.refresh()

    def waiting(self, session: Session) -> list[int]:
        """The numbers of the table that are not in the trail yet."""
        numbers = audit_log.numbers(session, self.newest - LATE)
        return [number for number in numbers if number not in self._recent]

    def _bring_over(self) -> Kept:
        self.refresh()
        done = Kept()
        with self._store.read() as session:
            for batch in _batches(self.waiting(session)):
                rows = audit_log.numbered(session, batch)
                try:
                    self._append(rows)
                except Taken:  # another worker was faster; the rest comes in the next round
                    self.refresh()
                    return done
                done.lines += len(rows)
        done.digest = self.notary.signed(self.tree)
        return done

    def _append(self, rows: Iterable[AuditRow]) -> None:
        first = self.tree.size
        lines = [line_of(first + k, row).stored for k, row in enumerate(rows)]
        self._space.put_new(segment_object(first), b"\n".join(lines) + b"\n")
        self._take(lines)

    def _take(self, lines: Iterable[bytes]) -> None:
        for raw in lines:
            line = read_line(raw, self.tree.size)
            self.tree.append(leaf_hash(raw))
            self.newest = max(self.newest, line.id)
            self._recent.add(line.id)
        if len(self._recent) > 2 * LATE:
            self._recent = {n for n in self._recent if n > self.newest - LATE}


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]
