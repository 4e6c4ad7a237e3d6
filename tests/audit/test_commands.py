"""What an auditor types and sees: the certificate, an export to take home, one clear line else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from audit.commands import audit_app
from audit.sources import MANIFEST
from tests.audit.tamper import act, edited
from tests.replay import golden
from tests.replay.golden import Golden

Folder = Callable[[Golden], Path]


async def run(args: list[str]) -> Any:
    """The command in a thread of its own, because it brings its own event loop."""
    return await asyncio.to_thread(CliRunner().invoke, audit_app, args)


async def test_one_command_from_a_directory_to_a_certificate(folder_of: Folder) -> None:
    story = await golden.load("plain_tongren")
    began = time.monotonic()
    result = await run(["certify", story.case_no, "--from", str(folder_of(story))])
    assert result.exit_code == 0, result.output
    assert time.monotonic() - began < 10
    for words in ("通过", "受理", "入户调查", "民主评议", "公示", "确认同意", "县级民政部门确认人"):
        assert words in result.output
    assert "tongren.county_approver.1" in result.output and "57号" in result.output


async def test_a_changed_amount_ends_with_exit_code_one_and_names_the_event(
    folder_of: Folder,
) -> None:
    story = await golden.load("plain_jiaozuo")
    accepted, answered = act(story.runs[0], "confirm")

    def more(value: dict[str, object]) -> None:
        value["monthly_fen"] = 99_900

    folder = folder_of(await edited(story, 0, accepted, more))
    result = await run(["certify", story.case_no, "--from", str(folder)])
    assert result.exit_code == 1
    assert "不通过" in result.output
    [line] = result.stderr.strip().splitlines()
    assert f"第{answered}号事件" in line and f"第{accepted}号事件" in line


async def test_json_and_page_say_the_same(folder_of: Folder, tmp_path: Path) -> None:
    story = await golden.load("car_refused")
    page = tmp_path / "certificate.html"
    folder = str(folder_of(story))
    result = await run(["certify", story.case_no, "--from", folder, "--json", "--html", str(page)])
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    assert value["verdict"] == "passed" and value["facts"]["outcome"] == "refused"
    assert value["facts"]["decision"]["granted"] is False
    html = page.read_text()
    assert "不予确认" in html and value["digest"] in html and "<script" not in html


async def test_what_was_compared_has_chinese_names(folder_of: Folder) -> None:
    story = await golden.load("car_refused_hanbin")
    result = await run(["certify", story.case_no, "--from", str(folder_of(story))])
    assert "patch" not in result.output


@pytest.mark.parametrize("name", ["car_refused", "recheck_keep", "escalation_resolved"])
async def test_a_certificate_holds_no_personal_data(name: str, folder_of: Folder) -> None:
    story = await golden.load(name)
    folder = str(folder_of(story))
    page = Path(folder) / "c.html"
    args = ["certify", story.case_no, "--from", folder]
    text = (await run([*args, "--html", str(page)])).output
    text += (await run([*args, "--json"])).output + page.read_text()
    for private in ("张一一", "张二", "990101", "9900000000000001", "测试银行"):
        assert private not in text


async def test_a_changed_file_of_an_export_is_found_even_if_it_still_opens(
    folder_of: Folder,
) -> None:
    story = await golden.load("plain_hanbin")
    folder = folder_of(story)
    file = sorted(folder.glob("0001-*.json"))[0]
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1))
    result = await run(["certify", story.case_no, "--from", str(folder)])
    assert result.exit_code == 1
    assert "摘要与清单不符" in result.output.replace("\n", "")


async def test_a_missing_file_of_an_export_is_found(folder_of: Folder) -> None:
    story = await golden.load("recheck_keep")
    folder = folder_of(story)
    sorted(folder.glob("*-case-*.json"))[1].unlink()
    result = await run(["certify", story.case_no, "--from", str(folder), "--json"])
    assert result.exit_code == 1
    kinds = {finding["what"] for finding in json.loads(result.stdout)["findings"]}
    assert {"manifest", "chain"} <= kinds


async def test_an_export_is_sealed_and_its_manifest_names_every_run(folder_of: Folder) -> None:
    story = await golden.load("recheck_keep")
    folder = folder_of(story)
    manifest = json.loads((folder / MANIFEST).read_text())
    assert len(manifest["runs"]) == len(story.runs)
    assert manifest["seal"] == manifest["runs"][-1]["link"]
    text = "".join(path.read_text() for path in folder.glob("*.json"))
    assert "张一一" not in text and "monthly_fen" not in text


async def test_mistakes_get_one_line_and_exit_code_two(
    folder_of: Folder, ring_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await golden.load("plain_hanbin")
    folder = folder_of(story)
    other = await run(["certify", "JZ2026999999", "--from", str(folder)])
    nowhere = await run(["certify", story.case_no, "--from", str(tmp_path / "no")])
    monkeypatch.setenv("DOUDI_KEY_FILE", str(tmp_path / "none.json"))
    keyless = await run(["certify", story.case_no, "--from", str(folder)])
    for result in (other, nowhere, keyless):
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) == 1
        assert "Traceback" not in result.output
