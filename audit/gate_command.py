"""`doudi audit gate`: may this program take over the cases that are open?"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from audit.faults import end, one_line
from audit.gate import Gate, open_runs, passed, recorded_in
from runtime.settings import load_settings

SHOWN = 20


def gate_command(
    histories: Annotated[
        Path | None, typer.Option("--histories", help="另外重放这个目录中记录的历史。")
    ] = None,
    server: Annotated[
        bool, typer.Option("--server/--no-server", help="重放 Temporal 中全部在办的运行。")
    ] = True,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="进程数。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """上线前检查：用现有程序重放全部在办案件和记录的历史，列出会走样的；有一个即以退出码1结束。"""
    settings = load_settings()
    if not server and histories is None:
        end("没有要重放的：请用 --histories 指明目录，或者不要写 --no-server。")
    with one_line():
        files = recorded_in(histories) if histories is not None else []
        runs = asyncio.run(open_runs(settings)) if server else []
        found = passed(settings, runs, files, jobs or os.cpu_count() or 1, _told)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _print(found)
    if found.diverged:
        typer.echo(found.diverged[0].first, err=True)
        raise typer.Exit(1)


def _print(found: Gate) -> None:
    for one in found.diverged[:SHOWN]:
        typer.echo(f"✗ {one.workflow_id}　{one.findings}处　{one.first}")
    if len(found.diverged) > SHOWN:
        typer.echo(f"另有{len(found.diverged) - SHOWN}个，见 JSON。")
    speed = found.events / found.seconds if found.seconds else 0
    words = (
        "可以上线：没有一个会走样。"
        if not found.diverged
        else f"不可上线：{len(found.diverged)}个运行会走样。"
    )
    typer.echo(
        f"{words}重放了{found.runs}个运行、{found.events}个事件，用时{found.seconds:.1f}秒，"
        f"每秒{speed:.0f}个事件。"
    )
    if found.gone:
        typer.echo(f"有{found.gone}个运行在检查期间结束，没有重放。")
    typer.echo(f"程序　{found.program}")


def _told(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r已重放{done}/{of}{chr(10) if done == of else ''}")
