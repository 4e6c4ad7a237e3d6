"""`doudi rebuild`: make the tables of cases again from their histories, or only say what differs."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.archive.source import ArchiveSource, source_of
from audit.archive.space import DirectorySpace, space_of
from audit.faults import end, one_line
from audit.many.population import CaseRef, Wanted, in_the_archive, on_the_server
from audit.rebuild.healing import Found, Rebuilder
from audit.sources import Source
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from store.engine import Store
from store.rebuild import TABLES_ZH

SHOWN: Final = 50
_STATE_ZH: Final = {
    "differs": "与历史不符",
    "healed": "已按历史恢复",
    "removed": "没有历史，已删除",
    "nowhere": "没有历史",
    "unsure": "不能核对",
    "busy": "正在办理",
}
_WHAT_ZH: Final = {"changed": "被改动", "missing": "缺少", "extra": "多出"}


def rebuild(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="案件编号，可填多个；不填则为全部案件。")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="只核对并列出不符之处，不改动任何内容。")
    ] = False,
    place: Annotated[str, typer.Option("--place", help="地区代码；不填则为全部地区。")] = "",
    folder: Annotated[
        Path | None, typer.Option("--from", help="只用这个归档目录中的历史，不用 Temporal。")
    ] = None,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="删除服务器和归档中都没有历史的案件在表中的内容。"),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """按历史重建案件各表：逐案重放历史，与各表逐行比对，不符的按历史恢复。

    退出码：0 全部相符或者已经恢复；1 有不符（--check）或者没有恢复的；2 不能开始。
    """
    if remove and (check or numbers):
        end("--remove 不能与 --check 或者案件编号同时使用。")
    settings = load_settings()
    began = time.monotonic()
    with one_line():
        found = asyncio.run(_rebuilt(settings, numbers or [], check, place, folder, remove))
    seconds = time.monotonic() - began
    if as_json:
        shown = [one.model_dump(mode="json") for one in found if one.state != "same"]
        value = {"cases": len(found), "seconds": round(seconds, 1), "found": shown}
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        _print(found, seconds)
    if not all(one.fine for one in found):
        raise typer.Exit(1)


async def _rebuilt(
    settings: Settings,
    numbers: list[str],
    check: bool,
    place: str,
    folder: Path | None,
    remove: bool,
) -> list[Found]:
    ring = KeyRing.load(settings.key_file)
    wanted = Wanted(place=place, numbers=tuple(numbers))
    source, refs = await _histories(settings, ring, wanted, folder)
    store = Store(settings.database_url, ring)
    production = settings.env == "production"
    worker = Rebuilder(source, store, heal=not check, remove=remove, production=production)
    try:
        if numbers:
            found = []
            for ref in refs:
                found.append(await worker.one(ref))
                _told(found[-1], len(found), len(refs))
            return found
        return await worker.all(refs, place, _told)
    finally:
        worker.close()
        store.close()


async def _histories(
    settings: Settings, ring: KeyRing, wanted: Wanted, folder: Path | None
) -> tuple[Source, tuple[CaseRef, ...]]:
    """The cases of the server and those it has forgotten, out of the archive."""
    if folder is not None:
        archive = ArchiveSource(DirectorySpace(folder), data_converter(ring, settings.namespace))
        return archive, in_the_archive(archive, wanted)
    client = await connect(settings, ring)
    space = space_of(settings)
    source = source_of(client, space)
    refs = {ref.case_no: ref for ref in await on_the_server(client, wanted)}
    kept = ArchiveSource(space, client.data_converter)
    for ref in in_the_archive(kept, wanted):
        if ref.place and not (ref.case_no in refs and refs[ref.case_no].place):
            refs[ref.case_no] = ref
    return source, tuple(refs[number] for number in sorted(refs))


def _told(found: Found, done: int, of: int) -> None:
    if sys.stderr.isatty() or done == of or done % 500 == 0:
        end = "\n" if done == of or not sys.stderr.isatty() else ""
        sys.stderr.write(f"\r已核对{done}/{of}件{end}")


def _print(found: list[Found], seconds: float) -> None:
    wrong = [one for one in found if one.state != "same"]
    for one in wrong[:SHOWN]:
        tables = Counter((d.table, d.what) for d in one.differences)
        words = "、".join(
            f"{TABLES_ZH[table]}{_WHAT_ZH[what]}{count}行"
            for (table, what), count in tables.items()
        )
        typer.echo(f"{one.case_no}　{_STATE_ZH[one.state]}　{words or one.why}")
        for each in one.differences[:SHOWN]:
            if each.columns:
                typer.echo(f"　　{TABLES_ZH[each.table]} {each.key}：{'、'.join(each.columns)}")
    if len(wrong) > SHOWN:
        typer.echo(f"另有{len(wrong) - SHOWN}件，见 JSON。")
    states = Counter(one.state for one in found)
    told = "，".join(f"{_STATE_ZH[state]}{n}件" for state, n in states.items() if state != "same")
    typer.echo(
        f"核对了{len(found)}件案件，相符{states['same']}件"
        + (f"，{told}" if told else "")
        + f"，用时{seconds:.1f}秒。"
    )
