"""A case on the real server: certified while it lives, exported, certified again without it."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.certificate import certify
from audit.export import export
from audit.sources import CaseUnknown, FolderSource, SourceFault, place_of
from runtime.keys import KeyRing
from tests.people import application
from tests.replay.world import Clerk, Scene, worker
from workflows.base import SHANGHAI

PLACES = ("hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe")


async def test_from_case_number_to_certificate_and_home_with_an_export(
    client: Client, skipper: TimeSkipper, keyring: KeyRing, tmp_path: Path
) -> None:
    scene, today = Scene(), datetime.now(SHANGHAI).date()
    number = f"AU2026{time.time_ns() % 1_000_000:06d}"
    case = application("jiaozuo").having(case_no=number, applied_on=today, latest=today)
    async with worker(client, scene) as queue:
        clerk = Clerk(client, skipper, case, scene)
        await clerk.open(queue)
        await clerk.living()
        await clerk.rechecked()
        began = time.monotonic()
        place = await place_of(client, number, PLACES)
        certificate = await certify(client, place, number)
        assert time.monotonic() - began < 10
        assert certificate.passed, "\n".join(f.line for f in certificate.findings)
        assert [run.status for run in certificate.runs[:3]] == ["continued", "continued", "open"]
        assert {stage.zh for stage in certificate.stages} >= {"受理", "公示", "动态管理"}
        manifest = await export(client, place, number, tmp_path / "home")
        with pytest.raises(SourceFault):
            await export(client, place, number, tmp_path / "home")
    assert len(manifest.runs) == len(certificate.runs)
    at_home = await certify(FolderSource(tmp_path / "home", keyring), place, number)
    assert at_home.passed
    # What still lives may have gone on by an event between the certificate and the export.
    closed = [run.status != "open" for run in certificate.runs]
    assert [run.sha256 for run, over in zip(at_home.runs, closed, strict=True) if over] == [
        run.sha256 for run, over in zip(certificate.runs, closed, strict=True) if over
    ]


async def test_a_case_nobody_knows(client: Client) -> None:
    with pytest.raises(CaseUnknown):
        await place_of(client, "JZ2026888888", PLACES)
    with pytest.raises(CaseUnknown):
        await certify(client, "jiaozuo", "JZ2026888888")
