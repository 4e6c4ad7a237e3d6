"""What `doudi audit certify` does when it is asked for many cases."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from audit.certificate import program_digest
from audit.many.pool import Origin, certified
from audit.many.population import Wanted
from audit.many.show import page, print_tally
from audit.many.tally import Head, Line, State, Tally, state_name, tally
from audit.sources import CaseUnknown
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
    seconds, events = certified(refs, origin, kept, jobs or os.cpu_count() or 1, progress)
    progress.end()
    lines = [line for number, line in kept.done.items() if number in asked]
    return tally(head, lines, datetime.now(UTC), seconds, events)


def shown(found: Tally, *, as_json: bool, html: Path | None) -> None:
    """Prints the tally and ends with 1 when a case did not pass or could not be read."""
    if html is not None:
        html.write_text(page(found), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        print_tally(found, Console())
    if not found.passed:
        raise typer.Exit(1)


class _Progress:
    """One line on the standard error that is written over, where somebody is watching; else some."""

    EVERY = 200

    def __init__(self, kept: int) -> None:
        self._began, self._events = time.monotonic(), 0
        self._watched = sys.stderr.isatty()
        if kept:
            sys.stderr.write(f"接着上次继续：已有{kept}件\n")

    def __call__(self, line: Line, done: int, of: int) -> None:
        self._events += line.events
        if line.verdict != "passed":
            sys.stderr.write(f"\r✗ {line.case_no}　{''.join(line.findings[:1])}\n")
        if self._watched or done % self.EVERY == 0 or done == of:
            rate = self._events / max(time.monotonic() - self._began, 0.001)
            end = "" if self._watched else "\n"
            sys.stderr.write(f"\r已核验{done}/{of}件，每秒{rate:.0f}个事件{end}")

    def end(self) -> None:
        if self._watched:
            sys.stderr.write("\n")
