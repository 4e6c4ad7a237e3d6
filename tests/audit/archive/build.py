"""Archives made of golden stories or of bare lines, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from audit.archive.digests import Digest, digest_object, sign
from audit.archive.entries import Content, Entry, content_of, entry_of, policy_object, run_object
from audit.archive.log import Log
from audit.archive.space import MemorySpace, Space
from audit.recompute.history import Run
from runtime.keys import KeyRing
from tests.replay import golden

NOON = datetime(2027, 1, 4, 4, tzinfo=UTC)


async def contents(runs: Iterable[Run]) -> list[tuple[Run, Content]]:
    return [(run, await content_of(run, golden.CONVERTER)) for run in runs]


async def archive_of(stories: Sequence[str], per_day: int = 7) -> MemorySpace:
    """The closed runs of these stories, some a day, each day with its digest."""
    loaded = [await golden.load(name) for name in stories]
    runs = [run for story in loaded for run in story.runs if run.status != "open"]
    kept = await contents(runs)
    space = MemorySpace()
    log = Log(space)
    before: Digest | None = None
    for day, first in enumerate(range(0, len(kept), per_day)):
        write(space, log, kept[first : first + per_day], NOON + timedelta(days=day))
        before = head(space, log, golden.RING, before, NOON + timedelta(days=day))
    return space


def write(space: Space, log: Log, kept: Sequence[tuple[Run, Content]], at: datetime) -> None:
    for run, content in kept:
        space.put_new(run_object(run.digest), run.serialized)
        for digest, stored in content.policies.items():
            if not space.has(policy_object(digest)):
                space.put_new(policy_object(digest), stored)
    first = len(log.entries)
    log.append([entry_of(first + n, run, c, at) for n, (run, c) in enumerate(kept)])


def head(space: Space, log: Log, ring: KeyRing, before: Digest | None, at: datetime) -> Digest:
    digest = sign(
        Digest(
            number=before.number + 1 if before else 1,
            day=at.date(),
            daily=True,
            made_at=at,
            size=log.tree.size,
            root=log.tree.root.hex(),
            before=before.sha256 if before else "",
            key="",
            public_key="",
        ),
        ring,
    )
    space.put_new(digest_object(digest.number), digest.stored)
    return digest


def bare(n: int, at: datetime = NOON) -> Entry:
    """A line of the log without a history behind it."""
    return Entry(
        n=n,
        at=at,
        workflow_id=f"case/jiaozuo/JZ2026{n:06d}",
        run_id=f"run-{n:012d}",
        type="CaseWorkflow",
        status="completed",
        events=60,
        size=40_000,
        sha256=f"{n:064x}",
        began=at,
        ended=at,
        policies=(f"{n % 50:064x}", f"{n % 70:064x}"),
        papers=(f"{n:064x}",),
    )


def built(stories: Sequence[str]) -> MemorySpace:
    return asyncio.run(archive_of(stories))
