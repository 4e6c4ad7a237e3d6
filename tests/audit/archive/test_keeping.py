"""Every closed run of a real server is archived, by however many keepers, and certified from there."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.archive.digests import Digest, held_in
from audit.archive.holders import drops, holder_name
from audit.archive.keeper import Keeper, Standing, standing
from audit.archive.source import ArchiveSource, BothSources
from audit.archive.space import DirectorySpace
from audit.archive.verify import verify
from audit.certificate import certify
from audit.export import export
from audit.recompute.history import Run
from audit.sources import FolderSource, Manifest, ServerSource, write_folder
from runtime.keys import KeyRing
from tests.people import application
from tests.replay.world import Clerk, Scene, worker
from workflows import ids
from workflows.base import SHANGHAI


class _Forgetful(ServerSource):
    """A server whose namespace's retention has ended for all but the newest run."""

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return (await super().chain(workflow_id))[-1:]


async def caught_up(keepers: list[Keeper], workflow_id: str) -> None:
    """Rounds until the first run of that workflow is in: the server's list comes a little late."""
    for _ in range(150):
        await asyncio.gather(*(keeper.once() for keeper in keepers))
        if any(e.workflow_id == workflow_id for e in keepers[0].log.entries):
            await asyncio.gather(*(keeper.once() for keeper in keepers))
            return
        await asyncio.sleep(0.2)
    pytest.fail("the closed run never came into the archive")


async def test_from_the_server_into_the_archive_and_out_again(
    client: Client, skipper: TimeSkipper, keyring: KeyRing, tmp_path: Path
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"AR2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        await clerk.living()
        await clerk.rechecked()
    space = DirectorySpace(tmp_path / "archive")
    (tmp_path / "audit-office").mkdir()
    outside = {**drops([tmp_path / "audit-office", tmp_path / "not-mounted"])}
    keepers = [Keeper(client, space, keyring, outside), Keeper(client, space, keyring)]
    case_id = ids.case_id("jiaozuo", number)
    await caught_up(keepers, case_id)

    there = await standing(keepers[0])
    assert there.missing == 0 and there.last is not None
    assert there.owed == {
        holder_name("drop", str(tmp_path / "audit-office")): 0,
        holder_name("drop", str(tmp_path / "not-mounted")): 1,
    }
    [kept] = [held_in(p.read_text())[0] for p in (tmp_path / "audit-office").iterdir()]
    check = verify(space, held=[kept])
    assert check.whole, check.faults
    assert check.entries == there.archived and check.open == 0

    archive = ArchiveSource(space, client.data_converter)
    certificate = await certify(archive, "jiaozuo", number)
    assert certificate.passed, "\n".join(f.line for f in certificate.findings)
    assert certificate.partial
    assert [run.status for run in certificate.runs[:2]] == ["continued"] * 2

    forgetful = _Forgetful(client)
    alone = await certify(forgetful, "jiaozuo", number)
    assert not alone.passed and "缺失" in alone.findings[0].zh
    whole = await certify(BothSources(forgetful, archive), "jiaozuo", number)
    assert whole.passed, "\n".join(f.line for f in whole.findings)
    assert [run.status for run in whole.runs[:3]] == ["continued", "continued", "open"]

    manifest = await export(client, "jiaozuo", number, tmp_path / "home", space)
    assert manifest.archive is not None and len(manifest.archive.runs) >= 2
    home = FolderSource(tmp_path / "home", keyring)
    assert home.faults() == ()
    _one_byte(manifest, home, tmp_path, keyring)


def _one_byte(manifest: Manifest, home: FolderSource, tmp_path: Path, keyring: KeyRing) -> None:
    """S22: who edits an exported history and writes its manifest anew is refused by the log."""
    assert manifest.archive is not None
    archived = {proof.run_id for proof in manifest.archive.runs}
    edited = []
    for run in home.runs:
        events = [HistoryEvent.FromString(e.SerializeToString()) for e in run.events]
        if run.run_id in archived:
            events[1].event_time.seconds += 1
        edited.append(Run(run.workflow_id, run.run_id, tuple(events)))
    write_folder(
        tmp_path / "forged",
        edited,
        place=manifest.place,
        case_no=manifest.case_no,
        namespace=manifest.namespace,
        archive=manifest.archive,
    )
    faults = FolderSource(tmp_path / "forged", keyring).faults()
    assert len(faults) == len(archived)
    assert all("与归档时登记的摘要不符" in fault.zh for fault in faults)


async def test_days_without_a_closed_run_have_their_digest_too(
    client: Client, keyring: KeyRing, tmp_path: Path
) -> None:
    """A day left out would show, and a holder that was away is given all it missed."""
    now = datetime.now(SHANGHAI)
    given: list[Digest] = []
    away = True

    async def hand(digest: Digest) -> None:
        if away:
            raise ConnectionError
        given.append(digest)

    keeper = Keeper(
        client, DirectorySpace(tmp_path / "a"), keyring, {"mail-x": hand}, clock=lambda: now
    )
    for _ in range(3):
        done = await keeper.once()
        assert done.refused == ["mail-x: ConnectionError"]
        now += timedelta(days=1)
    away = False
    await keeper.once()
    assert [d.number for d in given if d.daily] == sorted(d.number for d in given)
    assert len({d.day for d in given}) == 4


def test_what_the_server_will_soon_forget_is_counted() -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    closed = tuple(now - timedelta(days=days) for days in (95, 89, 77, 75, 3))
    found = Standing(archived=0, missing=5, oldest=closed[0], last=None, owed={}, closed_at=closed)
    retention = timedelta(days=90)
    assert found.ending(now, retention, timedelta(days=14)) == 3, "77 days are just within"
    assert found.ending(now, retention, timedelta(days=0)) == 1
    assert found.ending(now, retention, timedelta(days=90)) == 5
