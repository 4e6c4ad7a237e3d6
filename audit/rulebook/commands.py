"""`doudi audit rulebook`: the 34 questions over all cases, each night only of what has changed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from audit.archive.log import segment_object
from audit.archive.source import ArchiveSource, BothSources
from audit.archive.space import DirectorySpace
from audit.archive.where import space_of
from audit.faults import one_line
from audit.many.origin import Origin
from audit.many.population import CaseRef, Wanted, in_the_archive, numbers_in, on_the_server
from audit.rulebook.asked import Answers
from audit.rulebook.elsewhere import (
    Elsewhere,
    asked_elsewhere,
    listed_elsewhere,
    twice,
    with_repairs,
)
from audit.rulebook.elsewhere import in_the_archive as others_kept
from audit.rulebook.elsewhere import on_the_server as others
from audit.rulebook.kept import Book, FileBook, TableBook, keep
from audit.rulebook.matters import open_matters, tell_matters
from audit.rulebook.run import ask_all
from audit.rulebook.show import page, print_answers, print_table
from audit.sources import ServerSource, SourceFault
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from store.engine import Store
from store.rehearsal import rehearsal_day
from store.watching.rulebook import Kept
from workflows.base import SHANGHAI

FILE = "rulebook.jsonl"


def rulebook_command(
    place: Annotated[str | None, typer.Option("--place", help="地区代码；不填则全部地区。")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="归档目录；不填则从 Temporal 读取。")
    ] = None,
    listed: Annotated[
        Path | None, typer.Option("--list", help="案件名单：文本文件，每行一个编号。")
    ] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="进程数。")] = None,
    anew: Annotated[bool, typer.Option("--anew", help="不用上次的结果，全部重算。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="另存为一个网页文件。")] = None,
    opens: Annotated[
        bool,
        typer.Option("--open", help="结果记入数据表，每处不符另立一件监督事项，交所在乡镇答复。"),
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", help="只列出这一天以后提出的纠正（年-月-日）。")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="只列出这一天以前提出的纠正（年-月-日）。")
    ] = None,
    table: Annotated[bool, typer.Option("--table", help="只列出34项规则，不核对。")] = False,
) -> None:
    """逐案核对34项规则，只重算有变化的案件；有不符之处即以退出码1结束。"""
    if table:
        print_table(Console())
        return
    settings = load_settings()
    with one_line():
        first, last = _day(since, date.min), _day(until, date.max)
        if opens and (source is not None or listed is not None):
            raise SourceFault("立监督事项应当核对一地的全部案件，不能与 --from、--list 同用。")
        wanted = Wanted(place=place or "", numbers=numbers_in(listed) if listed else ())
        if opens:
            found, totals, begun = asked_and_kept(settings, wanted, jobs, anew=anew)
        else:
            found, totals = _asked(settings, wanted, source, jobs, anew)
        shown = tuple(one for one in found.mended if first <= one.on <= last)
        found = found.model_copy(update={"mended": shown})
    if html is not None:
        html.write_text(page(found, totals), encoding="utf-8")
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        print_answers(found, totals, Console())
        if opens:
            typer.echo(f"新立监督事项{begun}件。")
    _end(found)


def _day(text: str | None, otherwise: date) -> date:
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SourceFault(f"日期“{text}”应当写成2027-01-31的样子。") from None


def _asked(
    settings: Settings, wanted: Wanted, folder: Path | None, jobs: int | None, anew: bool
) -> tuple[Answers, dict[str, int]]:
    refs = asyncio.run(_refs(settings, wanted, folder))
    path = settings.home / FILE
    if anew:
        path.unlink(missing_ok=True)
    book = FileBook(path)
    origin = Origin(settings, folder)
    found = ask_all(refs, origin, book, _today(), _jobs(jobs), _told)
    if not wanted.numbers:
        found = found.also(asyncio.run(_elsewhere(settings, origin, wanted.place)))
    return found, _totals(refs, book)


async def _elsewhere(settings: Settings, origin: Origin, place: str) -> Elsewhere:
    """Of procedures that are no cases, those that were set back; an export holds one case alone."""
    source = await origin.open()
    several = []
    if isinstance(source, ArchiveSource):
        several.append(others_kept(source))
    elif isinstance(source, BothSources):
        several += [others_kept(source.archive), await others(source.server.client)]
    elif isinstance(source, ServerSource):
        several.append(await others(source.client))
    found = await asked_elsewhere(source, twice(*several), place)
    return found.also(await listed_elsewhere(source, with_repairs(*several), place))


def asked_and_kept(
    settings: Settings, wanted: Wanted, jobs: int | None, *, anew: bool = False
) -> tuple[Answers, dict[str, int], int]:
    """Living and archived cases; answers, breaches and counts into the tables, matters opened."""
    refs = asyncio.run(_refs(settings, wanted, None))
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        today = _county_day(settings, store)
        book = TableBook(store, anew=anew)
        origin = Origin(settings, None)
        found = ask_all(refs, origin, book, today, _jobs(jobs), _told)
        found = found.also(asyncio.run(_elsewhere(settings, origin, wanted.place)))
        kept = keep(store, book, [ref.case_no for ref in refs], found, today)
        begun = asyncio.run(_opened(settings, store, found, kept))
    finally:
        store.close()
    return found, _totals(refs, book), begun


def _county_day(settings: Settings, store: Store) -> date:
    """The day a rehearsal has come to, else the day in Shanghai."""
    with store.read() as session:
        return (rehearsal_day(session) if settings.rehearsal else None) or _today()


def _today() -> date:
    return datetime.now(SHANGHAI).date()


def _jobs(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1


def _totals(refs: Sequence[CaseRef], book: Book) -> dict[str, int]:
    answers = [book.answers[ref.case_no] for ref in refs if ref.case_no in book.answers]
    return dict(Counter(one.township or one.place for one in answers))


async def _opened(settings: Settings, store: Store, found: Answers, kept: Kept) -> int:
    client = await connect(settings, KeyRing.load(settings.key_file))
    begun = await open_matters(client, store, settings, found.breaches, found.on)
    await tell_matters(client, kept.gone, found.on, gone=True)
    await tell_matters(client, kept.back, found.on, gone=False)
    return begun


def _end(found: Answers) -> None:
    if found.breaches or found.unknown:
        raise typer.Exit(1)


def _told(done: int, of: int) -> None:
    if sys.stderr.isatty() or done == of:
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r已核对{done}/{of}件{end}")


async def _refs(settings: Settings, wanted: Wanted, folder: Path | None) -> tuple[CaseRef, ...]:
    """Of the archive in `folder`; else what the server lists and what it has forgotten."""
    ring = KeyRing.load(settings.key_file)
    converter = data_converter(ring, settings.namespace)
    space = DirectorySpace(folder) if folder else space_of(settings)
    archived = folder is not None or space.has(segment_object(0))
    kept = in_the_archive(ArchiveSource(space, converter), wanted) if archived else ()
    if folder is not None:
        return kept
    living = await on_the_server(await connect(settings, ring), wanted)
    if wanted.numbers:
        return living
    forgotten = {ref.case_no: ref for ref in kept} | {ref.case_no: ref for ref in living}
    return tuple(forgotten[number] for number in sorted(forgotten))
