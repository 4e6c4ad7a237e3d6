"""Who signs what stands in a log so far, and sees to it that outside holders get each day's digest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from audit.archive.digests import FORMAT, Digest, digest_object, public_key, read_digest, sign
from audit.archive.holders import Hand
from audit.archive.log import LogBroken
from audit.archive.space import Space, Taken
from audit.archive.tree import Tree
from runtime.keys import KeyRing
from workflows.base import SHANGHAI

HANDED: Final = "handed"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Handing:
    """What was signed, which holders took a day's digest now, and which will be asked again."""

    digest: Digest | None = None
    handed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


R = TypeVar("R", bound=Handing)


async def rounds(
    once: Callable[[], Awaitable[R]], every: timedelta, log: Callable[[R | Exception], None]
) -> None:
    """Round after round. One that fails is told to `log`; the next one makes it good."""
    while True:
        await asyncio.sleep(every.total_seconds())
        try:
            log(await once())
        except Exception as error:  # whatever it was must not end the rounds
            log(error)


class Notary:
    """`format` tells the digests of one log from those of another."""

    def __init__(
        self,
        space: Space,
        ring: KeyRing,
        holders: Mapping[str, Hand] | None = None,
        clock: Callable[[], datetime] = now,
        format: str = FORMAT,
    ) -> None:
        self._space, self._ring, self._clock, self._format = space, ring, clock, format
        self.holders = holders or {}
        self.digests: list[Digest] = []

    def refresh(self) -> None:
        """Reads the digests others have signed since. Raises `LogBroken`."""
        while (raw := self._space.get(digest_object(len(self.digests) + 1))) is not None:
            digest = read_digest(raw)
            if digest is None:
                raise LogBroken(f"digest {len(self.digests) + 1} cannot be read")
            self.digests.append(digest)

    def signed(self, tree: Tree) -> Digest | None:
        """A new digest when the log grew or a new day began; None when nothing is to be said."""
        last = self.digests[-1] if self.digests else None
        at = self._clock()
        day = at.astimezone(SHANGHAI).date()
        daily = last is None or day > _last_daily(self.digests)
        if last is not None and not daily and last.size == tree.size:
            return None
        digest = sign(
            Digest(
                format=self._format,
                number=last.number + 1 if last else 1,
                day=max(day, last.day) if last else day,
                daily=daily,
                made_at=at,
                size=tree.size,
                root=tree.root.hex(),
                before=last.sha256 if last else "",
                key="",
                public_key=public_key(self._ring),
            ),
            self._ring,
        )
        try:
            self._space.put_new(digest_object(digest.number), digest.stored)
        except Taken:
            return None  # another worker was faster; what it did not see comes in its next round
        self.digests.append(digest)
        return digest

    async def hand_out(self, done: Handing) -> None:
        """Gives each holder the days' digests it has not got, the oldest first."""
        for name, hand in self.holders.items():
            for digest in self.owed(name):
                try:
                    await hand(digest)
                except Exception as error:  # a holder that is away must not hold up the others
                    done.refused.append(f"{name}: {type(error).__name__}")
                    break
                self._mark(name, digest)
                done.handed.append(name)

    def owed(self, holder: str) -> list[Digest]:
        """The days' digests a holder has not been given, oldest first."""
        given = set(self._space.names(f"{HANDED}/{holder}"))
        return [d for d in self.digests if d.daily and _handed(holder, d) not in given]

    def _mark(self, holder: str, digest: Digest) -> None:
        try:
            stamp = f"{self._clock().isoformat()} {digest.sha256}\n"
            self._space.put_new(_handed(holder, digest), stamp.encode())
        except Taken:
            pass


def _last_daily(digests: Sequence[Digest]) -> date:
    return max((digest.day for digest in digests if digest.daily), default=date.min)


def _handed(holder: str, digest: Digest) -> str:
    return f"{HANDED}/{holder}/{digest.number:08d}"
