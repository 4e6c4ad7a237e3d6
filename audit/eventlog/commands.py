"""`doudi audit log`: what happened, as an event log for process mining, without personal data."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated

import typer

from audit.eventlog.net import pnml
from audit.eventlog.ocel import OcelFile
from audit.eventlog.work import Piece, pieces
from audit.eventlog.xes import XesFile
from audit.faults import end, one_line
from audit.many.origin import Origin
from audit.many.population import Wanted, month_of, numbers_in
from audit.sources import CaseUnknown
from audit.taken import write_down
from runtime.settings import load_settings

SHOWN = 20


@dataclass
class Written:
    """What a log holds. `strange`: case and step the lifecycle table does not know."""

    cases: int = 0
    events: int = 0
    unread: int = 0
    missing: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def count(self, piece: Piece) -> None:
        if piece.missing:
            self.missing.append(piece.case_no)
            return
        self.cases += 1
        self.events += piece.events
        self.unread += piece.unread
        self.strange += [f"{piece.case_no} {step}" for step in piece.strange]


def log_command(
    case_no: Annotated[
        str | None, typer.Argument(help="案件编号；不填则为 --list、--place、--month 所指的案件。")
    ] = None,
    ocel: Annotated[
        Path | None, typer.Option("--ocel", help="写成 OCEL 2.0（JSON）的文件。")
    ] = None,
    xes: Annotated[Path | None, typer.Option("--xes", help="写成 XES 的文件。")] = None,
    net: Annotated[
        Path | None, typer.Option("--net", help="案件生命周期表，写成 Petri 网（PNML）的文件。")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="导出的历史或者归档所在目录；不填则从 Temporal 读取。"),
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="地区代码。")] = None,
    listed: Annotated[
        Path | None, typer.Option("--list", help="案件名单：文本文件，每行一个编号。")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", help="月份（2027-01）：该月有运行开始或者结束的案件。")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="全部地区的全部案件。")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="进程数，不填则同处理器数。")
    ] = None,
    who: Annotated[
        str, typer.Option("--who", help="为谁写出：账号，记入操作日志；不填为本机操作员。")
    ] = "",
) -> None:
    """写出事件日志，供流程挖掘：环节和办理事项的名称同生命周期表，人员以密钥散列代替，不含个人信息。"""
    if not (case_no or listed or place or month or every):
        end("请写明案件编号，或者用 --list、--place、--month、--all 指明哪些案件。")
    if not (ocel or xes or net):
        end("请用 --ocel、--xes 或者 --net 写明要写的文件。")
    settings = load_settings()
    with one_line():
        wanted = Wanted(
            place=place or "",
            month=month_of(month) if month else None,
            numbers=(case_no,) if case_no else numbers_in(listed) if listed else (),
        )
        origin = Origin(settings, source)
        refs = asyncio.run(origin.refs(wanted))
        if not refs:
            raise CaseUnknown(f"没有要写出的案件：{wanted.zh}。")
        if net is not None:
            net.write_text(pnml(), encoding="utf-8")
        written = Written()
        if ocel or xes:
            if source is None:
                named = case_no or month or "all"
                write_down(
                    settings, "event_log", named, place or "", detail=str(len(refs)), who=who
                )
            found = pieces(
                refs, origin, jobs or os.cpu_count() or 1, ocel=bool(ocel), xes=bool(xes)
            )
            written = write(found, ocel, xes, len(refs))
    _tell(written, [path for path in (ocel, xes, net) if path is not None])


def write(found: Iterator[Piece], ocel: Path | None, xes: Path | None, of: int) -> Written:
    """Writes the pieces as they come; a file appears under its name only when it is whole."""
    written = Written()
    with ExitStack() as stack:
        logs: list[tuple[OcelFile | XesFile, str]] = []
        if ocel is not None:
            scratch = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            logs.append((OcelFile(stack.enter_context(_whole(ocel)), scratch), "ocel"))
        if xes is not None:
            logs.append((XesFile(stack.enter_context(_whole(xes))), "xes"))
        for number, piece in enumerate(found, start=1):
            written.count(piece)
            for log, name in logs:
                part = getattr(piece, name)
                if part:
                    log.add(part)
            if number % 500 == 0 and sys.stderr.isatty():
                sys.stderr.write(f"\r已写出{number}/{of}件")
        for log, _ in logs:
            log.close()
    return written


@contextmanager
def _whole(path: Path) -> Iterator[IO[str]]:
    scratch = path.with_name(f"{path.name}.part")
    try:
        with scratch.open("w", encoding="utf-8") as out:
            yield out
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _tell(written: Written, files: list[Path]) -> None:
    typer.echo(f"已写出{written.cases}件案件、{written.events}个事件：{'、'.join(map(str, files))}")
    for line in written.strange[:SHOWN]:
        typer.echo(f"✗ 与生命周期表不符：{line}", err=True)
    if written.missing:
        typer.echo(f"没有历史的案件：{'、'.join(written.missing[:SHOWN])}", err=True)
    if written.unread:
        typer.echo(
            f"有{written.unread}处密封的内容打不开，请先用 doudi audit certify 核验。", err=True
        )
    if written.strange or written.missing or written.unread:
        raise typer.Exit(1)
    if written.events:
        typer.echo("案件和一事一议的各步与生命周期表完全相符。")
