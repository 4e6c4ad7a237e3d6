"""`doudi checks`: the delay ledger, and the workbooks of departments without an interface."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from activities.departments import names_in
from activities.exchange_files import Tray, make_batches, trays
from runtime.settings import load_settings
from store.commands.checks import checks_app
from workflows.base import SHANGHAI


@checks_app.command("send")
def send() -> None:
    """把等待中的查询编成批量表，每个部门一份，放在交换目录的 out 之下。"""
    settings = load_settings()
    today = datetime.now(SHANGHAI).date()
    overlays = settings.policy_overlays
    made = make_batches(settings.exchange_dir, today, lambda place: names_in(place, overlays))
    for path in made:
        typer.echo(f"已编制：{path.relative_to(settings.exchange_dir)}")
    if not made:
        typer.echo("没有等待编制的查询。")


@checks_app.command("returns")
def returns(
    every: Annotated[bool, typer.Option("--all", help="以前退回的也列出。")] = False,
) -> None:
    """读取部门退回的批量表，逐行说明哪些没有采用；原表留存，采用的答复随即可用。"""
    folder = load_settings().exchange_dir
    found = 0
    for place, department in trays(folder):
        tray = Tray(folder, place, department)
        new = tray.take_returns()
        reports = [f for _, f in tray.reports()] if every else [r.faults for r in new]
        for faults in reports:
            found += 1
            typer.echo(f"{place}/{department}：" + ("逐行采用。" if not faults else ""))
            for fault in faults:
                typer.echo(f"  {fault.zh}")
    if not found:
        typer.echo("没有新退回的批量表。")


__all__ = ["checks_app"]
