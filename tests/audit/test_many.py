"""A whole archive of cases certified in two processes, stopped and gone on with."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from audit.archive.source import ArchiveSource
from audit.commands import audit_app
from audit.many import commands
from audit.many.population import CaseRef, Wanted, in_the_archive, month_of
from audit.sources import SourceFault
from runtime.settings import load_settings
from tests.audit.archive.build import archive_of
from tests.audit.archive.test_archive import on_disk
from tests.replay import golden

STORIES = ("plain_jiaozuo", "car_refused", "recheck_keep", "voluntary_exit", "withdrawn_review")
MORE = ("quick_help", "tekun_ended", "over_income_tongren", "declined", "withdrawn_intake")


@pytest.fixture
async def archive(tmp_path: Path, ring_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOUDI_NAMESPACE", golden.NAMESPACE)
    return on_disk(await archive_of((*STORIES, *MORE)), tmp_path / "archive")


async def run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, ["certify", *args])


async def test_all_cases_of_an_archive_in_two_processes_and_on_one_page(
    archive: Path, tmp_path: Path
) -> None:
    page = tmp_path / "all.html"
    found = await run("--all", "--from", str(archive), "--jobs", "2", "--json", "--html", str(page))
    assert found.exit_code == 0, found.output
    value = json.loads(found.stdout)
    assert len(value["lines"]) >= 6
    assert {line["verdict"] for line in value["lines"]} == {"passed"}
    assert all(line["events"] and line["digest"] for line in value["lines"])
    html = page.read_text()
    assert "逐一重算" in html and "<script" not in html and value["digest"] in html
    assert "张一一" not in html and "990101" not in found.stdout + html
    assert ">焦作市王店镇" in html and "jz-" not in html, (
        "townships by their names, each with its cases"
    )
    assert html.count('<section id="t') == html.count('<a href="#t') == len(_townships(value))


async def test_what_was_cut_off_goes_on_where_it_was_and_one_bad_case_is_named(
    archive: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state.jsonl"
    args = ["--all", "--from", str(archive), "--jobs", "1", "--state", str(state), "--json"]
    whole = json.loads((await run(*args)).stdout)
    lines = state.read_text().splitlines(keepends=True)
    state.write_text("".join(lines[:3]) + lines[3][: len(lines[3]) // 2])
    spoiled = json.loads(lines[-1])["case_no"]
    source = ArchiveSource(_space(archive), golden.CONVERTER)
    entry = next(e for e in source.log.entries if e.workflow_id.endswith(f"/{spoiled}"))
    path = archive / entry.object
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[:-1])
    again = await run(*args)
    assert again.exit_code == 1
    value = json.loads(again.stdout)
    assert "已有2件" in again.stderr and spoiled in again.stderr
    failed = [line for line in value["lines"] if line["verdict"] != "passed"]
    assert [line["case_no"] for line in failed] == [spoiled]
    kept = {line["case_no"]: line["digest"] for line in whole["lines"]}
    assert all(kept[x["case_no"]] == x["digest"] for x in value["lines"] if x not in failed)
    other = await run("--place", "jiaozuo", "--from", str(archive), "--state", str(state))
    assert other.exit_code == 2 and "另一次核验" in other.stderr


async def test_a_list_names_what_nobody_knows_and_a_month_takes_its_own(
    archive: Path, tmp_path: Path
) -> None:
    source = ArchiveSource(_space(archive), golden.CONVERTER)
    everything = in_the_archive(source, Wanted())
    known = everything[0]
    names = tmp_path / "list.txt"
    names.write_text(f"﻿名单\n{known.case_no}，\nJZ2026999999\n{known.case_no}\n", encoding="utf-8")
    found = await run("--list", str(names), "--from", str(archive), "--json", "--jobs", "1")
    assert found.exit_code == 1
    lines = {line["case_no"]: line["verdict"] for line in json.loads(found.stdout)["lines"]}
    assert lines == {known.case_no: "passed", "JZ2026999999": "unknown"}
    ended = {e.ended.date().replace(day=1) for e in source.log.entries}
    began = {e.began.date().replace(day=1) for e in source.log.entries}
    by_month = [set(in_the_archive(source, Wanted(month=m))) for m in ended | began]
    assert set[CaseRef]().union(*by_month) == set(everything)
    assert in_the_archive(source, Wanted(month=month_of("2019-01"))) == ()
    assert in_the_archive(source, Wanted(place="jiaozuo")) != everything


async def test_mistakes_get_one_line_and_exit_code_two(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.txt").write_text("none here")
    for args in (
        [],
        ["--place", "nowhere", "--from", str(archive)],
        ["--month", "2027-13", "--from", str(archive)],
        ["--list", str(tmp_path / "nothing.txt"), "--from", str(archive)],
        ["--all", "--from", str(tmp_path)],
        ["--month", "2019-01", "--from", str(archive)],
    ):
        found = await run(*args)
        assert found.exit_code == 2, (args, found.output)
        assert len(found.stderr.strip().splitlines()) == 1
    with pytest.raises(SourceFault):
        month_of("2027-1")


def _townships(value: Any) -> set[str]:
    return {line["township"] for line in value["lines"]}


async def test_whoever_stops_it_is_told_where_it_goes_on_and_how_long_it_takes(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for fault, told in ((KeyboardInterrupt, "核验已中断"), (BrokenProcessPool, "意外结束")):

        def stopped(*args: Any, fault: type[BaseException] = fault) -> Any:
            raise fault

        monkeypatch.setattr(commands, "certified", stopped)
        with pytest.raises((KeyboardInterrupt, SourceFault)) as raised:
            await asyncio.to_thread(
                commands.certify_many, load_settings(), Wanted(), folder=archive, jobs=2, state=None
            )
        said = capsys.readouterr().err + str(raised.value)
        assert told in said and "已核验的0件" in said and "再次运行同一命令即接着核验" in said
    assert commands.left_zh(5, 10, 90) == "" == commands.left_zh(50, 10, 0)
    assert commands.left_zh(60, 200, 100) == "，约剩不到1分钟"
    assert commands.left_zh(60, 100, 900) == "，约剩9分钟"
    assert commands.left_zh(600, 100, 900) == "，约剩1小时30分钟"


def _space(folder: Path) -> Any:
    from audit.archive.space import DirectorySpace

    return DirectorySpace(folder)
