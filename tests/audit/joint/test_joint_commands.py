"""What an auditor types for an item or a meeting: the same commands as for a case."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.export import export
from audit.joint.certificate import certify_matter
from audit.sources import CaseUnknown, FolderSource
from runtime.keys import KeyRing
from tests.audit.tamper import act, edited
from tests.audit.test_commands import run
from tests.replay import golden
from tests.replay.golden import Golden
from tests.replay.joint.record import HISTORIES, play
from tests.replay.joint.stories import STORIES

Folder = Callable[[Golden], Path]


async def test_one_command_from_a_directory_to_the_certificate_of_a_meeting(
    folder_of: Folder, tmp_path: Path
) -> None:
    story = await golden.load("joint_two_households", HISTORIES)
    page = tmp_path / "meeting.html"
    folder = str(folder_of(story))
    result = await run(["certify", story.case_no, "--from", folder, "--html", str(page)])
    assert result.exit_code == 0, result.output
    for words in ("通过", "未表态", "回避", "超期", "督办", "缺席", "30,000.00元"):
        assert words in result.output, words
    html = page.read_text()
    assert "<script" not in html and "各单位书面意见" in html and "未答复" in html
    for private in ("资金紧张", "大病支出", "利害关系", "990101"):
        assert private not in result.output + html


async def test_a_changed_promise_ends_with_exit_code_one_and_names_the_event(
    folder_of: Folder,
) -> None:
    story = await golden.load("joint_government", HISTORIES)
    accepted, answered = act(story.runs[0], "record_government_decision")

    def more(value: dict[str, list[dict[str, object]]]) -> None:
        value["measures"][0]["amount_fen"] = 1_100_000

    folder = folder_of(await edited(story, 0, accepted, more))
    result = await run(["certify", story.case_no, "--from", str(folder), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["verdict"] == "failed"
    [line] = result.stderr.strip().splitlines()
    assert f"第{answered}号事件" in line and f"第{accepted}号事件" in line


async def test_a_meeting_without_its_place_gets_one_line(ring_file: Path) -> None:
    result = await run(["certify", "2026-01"])
    assert result.exit_code == 2
    [line] = result.stderr.strip().splitlines()
    assert "--place" in line


async def test_from_the_server_and_home_with_an_export(
    client: Client, skipper: TimeSkipper, keyring: KeyRing, tmp_path: Path
) -> None:
    number = time.time_ns() % 900_000 + 100_000
    subject = await play(client, skipper, STORIES["joint_cancelled"], number)
    certificate = await certify_matter(client, "tongren", subject)
    assert certificate.passed, "\n".join(f.line for f in certificate.findings)
    assert certificate.meeting is not None and certificate.meeting.cancelled
    manifest = await export(client, "tongren", subject, tmp_path / "home")
    at_home = await certify_matter(FolderSource(tmp_path / "home", keyring), "tongren", subject)
    assert at_home.passed and len(manifest.runs) == 2
    assert [r.sha256 for r in at_home.runs] == [r.sha256 for r in certificate.runs]
    with pytest.raises(CaseUnknown):
        await certify_matter(client, "tongren", "TR2026999999/1")
