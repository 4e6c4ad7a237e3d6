"""What `doudi audit certify` does when it is asked for many cases."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer
from rich.console import Console

from audit.certificate import program_digest
from audit.many.origin import Origin
from audit.many.pool import certified
from audit.many.population import Wanted
from audit.many.show import page, print_tally
from audit.many.tally import Head, Line, State, Tally, state_name, tally
from audit.sources import CaseUnknown, SourceFault
from runtime.settings import Settings


def certify_many(
    settings: Settings,
    wanted: Wanted,
    *,
    folder: Path | None,
    jobs: int | None,
    state: Path | None,
) -> Tally:
    """Certifies the cases asked for, with progress on the standard error; resumes its state file."""
    origin = Origin(settings, folder)
    refs = asyncio.run(origin.refs(wanted))
    if not refs:
        raise CaseUnknown(f"没有要核验的案件：{wanted.zh}。")
    where = str(folder.resolve()) if folder else f"{settings.temporal_address}/{settings.namespace}"
    head = Head(asked=wanted.zh, origin=where, program=program_digest())
    kept = State(state or settings.home / state_name(head), head)
    asked = {ref.case_no for ref in refs}
    progress = _Progress(len(asked & kept.done.keys()))
    try:
        seconds, events = certified(refs, origin, kept, jobs or os.cpu_count() or 1, progress)
    except (KeyboardInterrupt, BrokenProcessPool) as fault:
        progress.end()
        by_hand = isinstance(fault, KeyboardInterrupt)
        why = (
            "核验已中断"
            if by_hand
            else "一个核验进程意外结束（常因内存不足，可用--jobs减少进程数）"
        )
        done = f"已核验的{len(asked & kept.done.keys())}件存在{kept.path}，再次运行同一命令即接着核验。"
        if not by_hand:
            raise SourceFault(f"{why}；{done}") from None
        sys.stderr.write(f"{why}；{done}\n")
        raise
    progress.end()
    lines = [line for number, line in kept.done.items() if number in asked]
    return tally(head, lines, datetime.now(UTC), seconds, events)


def shown(found: Tally, *, as_json: bool, html: Path | None) -> None:
    """Prints the tally and ends with 1 when a case did not pass or could not be read."""
    if html is not None:
        html.write_text(page(found), encoding="utf-8")
        sys.stderr.write(f"网页已存为{html}\n")
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        print_tally(found, Console())
    if not found.passed:
        raise typer.Exit(1)


_TOO_SOON: Final = 10.0  # seconds: the processes have hardly begun


class _Progress:
    """One line on the standard error that is written over, where somebody is watching; else some."""

    EVERY = 200

    def __init__(self, kept: int) -> None:
        self._began, self._events, self._fresh = time.monotonic(), 0, 0
        self._watched = sys.stderr.isatty()
        self._over = "\r\x1b[K" if self._watched else ""
        self._end = "" if self._watched else "\n"
        if kept:
            sys.stderr.write(f"接着上次继续：已有{kept}件\n")

    def __call__(self, line: Line, done: int, of: int) -> None:
        self._events, self._fresh = self._events + line.events, self._fresh + 1
        if line.verdict != "passed":
            sys.stderr.write(f"{self._over}✗ {line.case_no}　{''.join(line.findings[:1])}\n")
        if self._watched or done % self.EVERY == 0 or done == of:
            taken = time.monotonic() - self._began
            rate = self._events / max(taken, 0.001)
            left = left_zh(taken, self._fresh, of - done)
            text = f"已核验{done}/{of}件，每秒{rate:.0f}个事件{left}"
            sys.stderr.write(f"{self._over}{text}{self._end}")
            sys.stderr.flush()

    def end(self) -> None:
        if self._watched:
            sys.stderr.write("\n")


def left_zh(taken: float, done: int, left: int) -> str:
    """How long it will still take, once that can be told: after ten seconds of work."""
    if taken < _TOO_SOON or not done or not left:
        return ""
    minutes = taken / done * left / 60
    if minutes < 1:
        return "，约剩不到1分钟"
    hours, minutes = divmod(round(minutes), 60)
    return f"，约剩{f'{hours}小时' if hours else ''}{minutes}分钟"
