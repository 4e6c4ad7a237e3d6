"""`doudi rebuild`: make the tables again from the histories, or only say what differs."""

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
from audit.archive.space import DirectorySpace
from audit.archive.where import space_of
from audit.certificate import KIND_ZH
from audit.faults import end, one_line
from audit.many.population import Wanted, in_the_archive, on_the_server
from audit.rebuild import subjects
from audit.rebuild.healing import Found, Rebuilder, Subject
from audit.rebuild.words import TABLES_ZH
from audit.sources import Source
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from store.engine import Store
from store.rebuild import RECORDS, kinds

SHOWN: Final = 50
_STATE_ZH: Final = {
    "differs": "与历史不符",
    "healed": "已按历史恢复",
    "removed": "没有历史，已删除",
    "nowhere": "没有历史",
    "unsure": "不能核对",
    "busy": "正在办理",
    "refused": "数据库拒绝恢复",
    "lost": "登记已被删除，不能由历史恢复",
}
_WHAT_ZH: Final = {"changed": "被改动", "missing": "缺少", "extra": "多出"}


def rebuild(
    numbers: Annotated[
        list[str] | None,
        typer.Argument(help="案件编号或者其他办理的编号，可填多个；不填则为全部办理。"),
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
        typer.Option("--remove", help="删除服务器和归档中都没有历史的办理在表中的内容。"),
    ] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="只列出哪些表由历史重建，其余各表由什么保护。")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """按历史重建各表：案件、会议、线索、比对、资金、监督等逐件重放历史，与各表逐行比对，不符的按历史恢复。

    退出码：0 全部相符或者已经恢复；1 有不符（--check）或者没有恢复的；2 不能开始。
    """
    if tables:
        _print_tables(as_json)
        return
    if remove and (check or numbers or folder):
        end("--remove 不能与 --check、--from 或者编号同时使用。")
    settings = load_settings()
    began = time.monotonic()
    with one_line():
        found = asyncio.run(_rebuilt(settings, numbers or [], check, place, folder, remove))
    seconds = time.monotonic() - began
    if as_json:
        shown = [one.model_dump(mode="json") for one in found if one.state != "same"]
        value = {
            "cases": sum(one.kind == "case" for one in found),
            "procedures": len(found),
            "seconds": round(seconds, 1),
            "found": shown,
        }
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
    source, wanted = await _histories(settings, ring, numbers, place, folder)
    store = Store(settings.database_url, ring)
    worker = Rebuilder(
        source,
        store,
        heal=not check,
        remove=remove,
        production=settings.env == "production",
        overlays=settings.policy_overlays,
    )
    try:
        if numbers:
            found = []
            for subject in wanted:
                found.append(await worker.one(subject))
                _told(found[-1], len(found), len(wanted))
            return found
        return await worker.all(wanted, place, _told)
    finally:
        worker.close()
        store.close()


async def _histories(
    settings: Settings, ring: KeyRing, numbers: list[str], place: str, folder: Path | None
) -> tuple[Source, tuple[Subject, ...]]:
    """Where the histories are, and what to look at: what is named, else everything."""
    known = kinds(settings.policy_overlays)
    cases, others = subjects.named(numbers)
    if strange := [one.name for one in others if one.kind not in {kind.kind for kind in known}]:
        end(f"没有“{strange[0]}”这样的办理编号；写法见 doudi audit certify --help。")
    asked = Wanted(place=place, numbers=tuple(cases))
    if folder is not None:
        archive = ArchiveSource(DirectorySpace(folder), data_converter(ring, settings.namespace))
        if not numbers:
            return archive, subjects.archived(archive, known, asked)
        refs = in_the_archive(archive, asked) if cases else ()
        return archive, (*subjects.cases_named(refs), *others)
    client = await connect(settings, ring)
    space = space_of(settings)
    kept = ArchiveSource(space, client.data_converter)
    source = source_of(client, space)
    if not numbers:
        return source, await subjects.everywhere(client, kept, known, asked)
    refs = await on_the_server(client, asked) if cases else ()
    lost = {ref.case_no: ref for ref in (in_the_archive(kept, asked) if cases else ())}
    refs = tuple(ref if ref.place else lost.get(ref.case_no, ref) for ref in refs)
    return source, (*subjects.cases_named(refs), *others)


def _told(found: Found, done: int, of: int) -> None:
    if sys.stderr.isatty() or done == of or done % 500 == 0:
        end = "\n" if done == of or not sys.stderr.isatty() else ""
        sys.stderr.write(f"\r已核对{done}/{of}件{end}")


def _print(found: list[Found], seconds: float) -> None:
    wrong = [one for one in found if one.state != "same"]
    for one in wrong[:SHOWN]:
        typer.echo(f"{one.case_no}　{_STATE_ZH[one.state]}　{_words(one)}")
        for each in one.differences[:SHOWN]:
            if each.columns:
                typer.echo(f"　　{TABLES_ZH[each.table]} {each.key}：{'、'.join(each.columns)}")
    if len(wrong) > SHOWN:
        typer.echo(f"另有{len(wrong) - SHOWN}件，见 JSON。")
    amiss = [one for one in found if one.amiss]
    for one in amiss[:SHOWN]:
        typer.echo(f"{one.case_no}　{_amiss(one)}")
    if len(amiss) > SHOWN:
        typer.echo(f"文书、台账有误的另有{len(amiss) - SHOWN}件，见 JSON。")
    states = Counter(one.state for one in found)
    told = "，".join(f"{_STATE_ZH[state]}{n}件" for state, n in states.items() if state != "same")
    typer.echo(
        f"核对了{_counted(found)}，相符{states['same']}件"
        + (f"，{told}" if told else "")
        + (f"，文书、台账有误{len(amiss)}件" if amiss else "")
        + f"，用时{seconds:.1f}秒。"
    )
    typer.echo(
        f"另有{sum(len(one.tables) for one in RECORDS)}张表是原始记录，不由历史重建，"
        "各由什么保护见 doudi rebuild --tables。"
    )


def _counted(found: list[Found]) -> str:
    kind_zh = Counter(KIND_ZH.get(one.kind, one.kind) for one in found)
    each = "、".join(f"{zh}{n}件" for zh, n in kind_zh.items())
    return f"{len(found)}件办理" + (f"（{each}）" if each else "")


def _amiss(one: Found) -> str:
    papers = [d for d in one.amiss if d.table != "ledger"]
    entries = [d for d in one.amiss if d.table == "ledger"]
    told = []
    if papers:
        words = (f"{d.key.partition('/')[2]}（{_WHAT_ZH[d.what]}）" for d in papers[:SHOWN])
        named = "、".join(words)
        told.append(f"文书不是印发的原件，历史中只有摘要，请由备份或者证据包恢复：{named}")
    if entries:
        named = "、".join(f"{d.key}（{_WHAT_ZH[d.what]}）" for d in entries[:SHOWN])
        told.append(f"台账不是登记入账时的分录，请查明后由备份恢复：{named}")
    return "；".join(told)


def _words(one: Found) -> str:
    counts = Counter((d.table, d.what) for d in one.differences)
    words = [f"{TABLES_ZH[table]}{_WHAT_ZH[what]}{n}行" for (table, what), n in counts.items()]
    if one.tables:
        words.append(f"{one.why}：{'、'.join(TABLES_ZH[table] for table in one.tables)}")
    return "、".join(words) or one.why


def _print_tables(as_json: bool) -> None:
    told = {s.name: TABLES_ZH[s.name] for kind in kinds() for s in kind.shares if not s.columns}
    if as_json:
        value = {
            "rebuilt": sorted(told),
            "records": [one.model_dump(mode="json") for one in RECORDS],
        }
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    typer.echo(f"由历史重建的{len(told)}张表：")
    for name in sorted(told):
        typer.echo(f"　{name}　{told[name]}")
    typer.echo("原始记录，不由历史重建：")
    for one in RECORDS:
        typer.echo(f"　{one.zh}：{one.by}。")
        typer.echo(f"　　{'、'.join(one.tables)}")
