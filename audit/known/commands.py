"""`doudi audit at`: a case as it was known on a day, at a step, and what changed between two."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from audit.archive.log import segment_object
from audit.archive.source import ArchiveSource, source_of
from audit.archive.space import DirectorySpace
from audit.archive.where import space_of
from audit.certificate import recomputed
from audit.faults import end, one_line
from audit.known.show import facts, page, print_between, print_step
from audit.known.steps import Step, at_the_end_of, between, numbered, sources, steps_of
from audit.sources import FolderSource, Source, SourceFault, place_of
from audit.taken import write_down
from runtime import packs
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from workflows import ids


def at_command(
    case_no: Annotated[str, typer.Argument(help="案件编号。")],
    on: Annotated[
        str | None, typer.Option("--on", help="日期（2027-01-05）：该日终了时的情况。")
    ] = None,
    step: Annotated[int | None, typer.Option("--step", help="第几步时的情况。")] = None,
    to: Annotated[str | None, typer.Option("--to", help="另一日期：列出其间的变化。")] = None,
    to_step: Annotated[
        int | None, typer.Option("--to-step", help="另一步：列出其间的变化。")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="导出的历史或者归档所在目录；不填则从 Temporal 读取。"),
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="地区代码。")] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="变化之处显示原文，可能含个人信息。")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="全部各步另存为一个网页文件。")
    ] = None,
) -> None:
    """案件在某一日或者某一步时的情况：当时知道什么、来自何人、依据哪一版政策；不填日期则列出各步。"""
    settings = load_settings()
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    with one_line():
        if reveal and source is None:
            write_down(settings, "look_then_in_clear", case_no, place or "")
        found = asyncio.run(_steps(settings, source, place, case_no))
        if not found:
            raise SourceFault(f"案件{case_no}还没有办理记录。")
        here = _chosen(found, on, step)
        there = _chosen(found, to, to_step)
    if html is not None:
        shown = (here or found[-1]).number
        html.write_text(page(case_no, found, shown, reveal=reveal), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(_plain(found, here, there, reveal), ensure_ascii=False, indent=2))
        return
    console = Console()
    if here is None:
        for one in found:
            console.print(escape(one.line))
        return
    print_step(found, here, console)
    if there is not None:
        print_between(here, there, console, reveal=reveal)


def _chosen(found: tuple[Step, ...], on: str | None, step: int | None) -> Step | None:
    if step is not None:
        return numbered(found, step)
    if on is None:
        return None
    try:
        return at_the_end_of(found, date.fromisoformat(on))
    except ValueError:
        end(f"日期“{on}”应当写成2027-01-05的样子。")


async def _steps(
    settings: Settings, folder: Path | None, place: str | None, case_no: str
) -> tuple[Step, ...]:
    source, place = await _opened(settings, folder, place, case_no)
    found = await recomputed(source, place, case_no, production=settings.env == "production")
    return steps_of(found.reports[ids.case_id(place, case_no)])


async def _opened(
    settings: Settings, folder: Path | None, place: str | None, case_no: str
) -> tuple[Source, str]:
    ring = KeyRing.load(settings.key_file)
    if folder is None:
        client = await connect(settings, ring)
        place = place or await place_of(client, case_no, tuple(packs.load().places))
        return source_of(client, space_of(settings)), place
    space = DirectorySpace(folder)
    if not space.has(segment_object(0)):
        home = FolderSource(folder, ring)
        return home, home.manifest.place
    kept = ArchiveSource(space, data_converter(ring, settings.namespace))
    places = (name.split("/") for name in kept.workflow_ids())
    found = next((p for kind, p, *rest in places if kind == ids.CASE and rest == [case_no]), "")
    return kept, place or found


def _plain(
    found: tuple[Step, ...], here: Step | None, there: Step | None, reveal: bool
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "steps": [
            {"step": s.number, "run": s.run_id, "event": s.event_id, "at": s.at.isoformat(),
             "stage": s.file.stage.value, "acts": [e.act for e in s.new]}
            for s in found
        ]
    }  # fmt: skip
    if here is not None:
        value["step"] = here.number
        value["facts"] = dict(facts(here))
        value["waiting"] = here.waiting
        value["known"] = [one.model_dump(mode="json") for one in sources(found, here)]
    if here is not None and there is not None:
        changed = between(here, there, reveal=reveal)
        value["changes"] = [difference.model_dump() for difference in changed]
    return value
