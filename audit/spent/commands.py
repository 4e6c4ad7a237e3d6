"""The figures of a county's applications at a terminal, as JSON and as a workbook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from audit.eventlog.lines import application_of
from audit.eventlog.work import courses
from audit.faults import end, one_line
from audit.many.origin import Origin
from audit.many.population import Wanted
from audit.taken import write_down
from documents.spent import Sheet, sheets_of, spent_book
from domain.course.figures import Figures, figures
from domain.course.holders import Holder
from domain.course.lines import Course
from runtime import packs
from runtime.settings import Settings, load_settings
from store import course
from store.commands.tables import desk
from workflows.base import SHANGHAI

SHOWN = 20

Place = Annotated[str, typer.Option("--place", help="地区代码，例如 jiaozuo。")]
Since = Annotated[
    str, typer.Option("--since", help="申请日期自（2026-01-01）；不填为去年同月以来。")
]
Until = Annotated[str, typer.Option("--until", help="申请日期至（2026-12-31）；不填为今天。")]
From = Annotated[
    Path | None, typer.Option("--from", help="归档目录；不填则用办理记录。归档中没有发放日期。")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
Book = Annotated[Path | None, typer.Option("--xlsx", help="另存为电子表格，含逐件台账。")]


def statistics_command(
    place: Place,
    since: Since = "",
    until: Until = "",
    source: From = None,
    as_json: AsJson = False,
    xlsx: Book = None,
) -> None:
    """办理统计：各环节用时、常见办理路径、慢于全县的环节，按工作日计算。"""
    found = _found(place, since, until, source, xlsx)
    stages, _, _, ways, slow, _ = _tables(found, place)
    _show(found, (stages, ways, slow), as_json)


def delays_command(
    place: Place,
    since: Since = "",
    until: Until = "",
    source: From = None,
    as_json: AsJson = False,
    xlsx: Book = None,
) -> None:
    """用时台账：申请以来的每个工作日由谁使用，按乡镇和逐件列出，用时最长的在前。"""
    found = _found(place, since, until, source, xlsx)
    _, holders, townships, _, _, ledger = _tables(found, place)
    _show(found, (holders, townships, ledger), as_json)


def _found(place: str, since: str, until: str, source: Path | None, xlsx: Path | None) -> Figures:
    if place not in packs.places():
        end(f"没有代码为“{place}”的地区，应当为：{'、'.join(packs.places())}。")
    settings = load_settings()
    with one_line():
        if source is not None:
            today = datetime.now(SHANGHAI).date()
            days = _span(since, until, today)
            found = _of(settings, place, today, _from_histories(settings, place, source, days))
        else:
            with desk() as at:
                days = _span(since, until, at.today)
                found = _of(settings, place, at.today, course.courses(at.session, place, *days))
    if xlsx is not None:
        if source is None:
            write_down(settings, "export_course", place, place)
        xlsx.write_bytes(spent_book(found, packs.place_info(place).short, _townships(place)))
    return found


def _of(settings: Settings, place: str, today: date, taken: Iterator[Course]) -> Figures:
    overlays = settings.policy_overlays
    production = settings.env == "production"
    decides = packs.deciders(place, today, production=production, overlays=overlays)
    calendar = packs.calendar(place, today, overlays)
    return figures(taken, calendar, today, lambda p: Holder(decides.get(p, Holder.TOWNSHIP.value)))


def _from_histories(
    settings: Settings, place: str, folder: Path, days: tuple[date, date]
) -> Iterator[Course]:
    origin = Origin(settings, folder)
    for one in courses(asyncio.run(origin.refs(Wanted(place=place))), origin):
        found = application_of(one)
        if found is not None and days[0] <= found.applied_on <= days[1]:
            yield found


def _span(since: str, until: str, today: date) -> tuple[date, date]:
    try:
        last = date.fromisoformat(until) if until else today
        return date.fromisoformat(since) if since else date(last.year - 1, last.month, 1), last
    except ValueError:
        end(f"日期“{since or until}”应当写成2027-01-05的样子。")


def _townships(place: str) -> dict[str, str]:
    return {t.code: t.zh for t in packs.place_info(place).townships}


def _tables(found: Figures, place: str) -> tuple[Sheet, ...]:
    return sheets_of(found, packs.place_info(place).short, _townships(place), SHOWN)


def _show(found: Figures, tables: tuple[Sheet, ...], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2))
        return
    console = Console()
    typer.echo(
        f"申请{found.cases}件，其中办结{found.settled}件，用时中位数{found.median}个工作日；"
        f"未办结的计算到{found.on}。"
    )
    for sheet in tables:
        console.print(laid_out(sheet, console))


_ANY_WIDTH = 10_000


def laid_out(sheet: Sheet, console: Console) -> RenderableType:
    """As a table, or where the terminal is too narrow for its columns, as a line for each row."""
    table = Table(title=sheet.title, title_justify="left")
    for head in sheet.heads:
        table.add_column(head, no_wrap=True)
    for row in sheet.rows:
        table.add_row(*map(str, row))
    whole = console.options.update(max_width=_ANY_WIDTH)
    if Measurement.get(console, whole, table).maximum <= console.width:
        return table
    lines = [f"[italic]{escape(sheet.title)}[/italic]"]
    for first, *rest in sheet.rows:
        told = (f"{h}{x}" for h, x in zip(sheet.heads[1:], rest, strict=True) if x not in ("", 0))
        lines.append(escape(f"{first}：{'，'.join(told)}"))
    return "\n".join(lines)
