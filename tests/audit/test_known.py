"""A case at any moment: what was known, from whom, under which policy, and what changed since."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from audit.certificate import recomputed
from audit.commands import audit_app
from audit.known.steps import at_the_end_of, between, steps_of
from audit.rulebook.dossier import day_of
from tests.audit.tamper import source
from tests.replay import golden
from tests.replay.golden import Golden
from workflows import ids

Folder = Callable[[Golden], Path]


async def run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, ["at", *args])


@pytest.mark.parametrize("name", ["recheck_keep", "recheck_keep_anew"])
async def test_each_step_holds_what_was_known_then_and_nothing_that_came_later(name: str) -> None:
    story = await golden.load(name)
    found = await recomputed(source(story), story.place, story.case_no)
    steps = steps_of(found.reports[ids.case_id(story.place, story.case_no)])
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    entries = [entry.seq for step in steps for entry in step.new]
    assert entries == sorted(set(entries)) and len(entries) >= 23
    for step in steps:
        known = {entry.seq for earlier in steps[: step.number] for entry in earlier.new}
        assert {entry.seq for entry in step.file.journal} <= known
        assert all(entry.at <= step.at for entry in step.new)
    accepted = next(s for s in steps if any(e.act == "accept" for e in s.new))
    assert accepted.file.decision is None and accepted.file.survey is None
    confirmed = next(s for s in steps if any(e.act == "confirm" for e in s.new))
    paths = {difference.path for difference in between(accepted, confirmed)}
    assert any(path.startswith("decision") for path in paths)
    assert any(path.startswith("survey") for path in paths)
    eve = at_the_end_of(steps, day_of(confirmed.at).replace(day=1))
    assert eve.number >= 1


async def test_the_command_tells_a_day_a_step_and_a_difference_without_a_name(
    folder_of: Folder, tmp_path: Path
) -> None:
    story = await golden.load("plain_jiaozuo")
    folder = str(folder_of(story))
    page = tmp_path / "steps.html"
    listed = await run(story.case_no, "--from", folder, "--html", str(page))
    assert listed.exit_code == 0, listed.output
    assert "第1步" in listed.output
    html = page.read_text()
    assert html.count("<details") == listed.output.count("步　") and "<script" not in html
    day = await run(story.case_no, "--from", folder, "--on", "2099-01-01")
    assert "当时已知" in day.output and "政策快照" in day.output and "核对答复" in day.output
    changed = await run(story.case_no, "--from", folder, "--step", "2", "--to-step", "7", "--json")
    value = json.loads(changed.stdout)
    assert value["step"] == 2 and value["changes"] and value["facts"]["环节"]
    text = listed.output + html + day.output + changed.output
    for private in ("张一一", "990101", "测试银行"):
        assert private not in text


async def test_mistakes_get_one_line_and_exit_code_two(folder_of: Folder) -> None:
    story = await golden.load("plain_hanbin")
    folder = str(folder_of(story))
    for args in (
        [story.case_no, "--on", "2019-01-01"],
        [story.case_no, "--on", "1月5日"],
        [story.case_no, "--step", "999"],
        ["JZ2026999999", "--step", "1"],
    ):
        found = await run(*args, "--from", folder)
        assert found.exit_code == 2, (args, found.output)
        assert len(found.stderr.strip().splitlines()) == 1
