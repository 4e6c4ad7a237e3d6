"""`doudi example NAME`: a published meeting, played on a real server, beside what was reported."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from temporalio.client import Client
from temporalio.worker import Worker

from activities.tools import Tools
from audit.joint.certificate import MatterCertificate, certify_matter
from audit.joint.show import print_matter, verdict_zh
from domain.assembly.file import MeetingFile, Totals, totals_of
from domain.money import yuan
from runtime.embedded import EmbeddedDefault
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from sandbox.published.stage import FEN, Played, activities_of
from sandbox.published.told import PLACE, Example, names
from sandbox.published.told import example as told_by
from store import migrate
from workflows.registry import WORKFLOWS


def example(
    name: Annotated[str, typer.Argument(help="examples/meetings 中的一个例子；不填则列出。")] = "",
    whole: Annotated[bool, typer.Option("--certificate", help="显示完整的重算证书。")] = False,
) -> None:
    """重演一次已公布的会议：每户一件议题，逐件审议，制发纪要，与公布的数字对照并出具证书。"""
    if name not in names():
        typer.echo("可以重演的会议：" + "、".join(names()))
        raise typer.Exit(0 if not name else 2)
    file, certificate = asyncio.run(_played(load_settings(rehearsal=True), told_by(name)))
    console = Console()
    console.print(table_of(told_by(name), file))
    if whole:
        print_matter(certificate, console)
    else:
        console.print(verdict_zh(certificate))
    agrees = all(told == came for _, told, came in figures(told_by(name), file))
    raise typer.Exit(0 if agrees and certificate.passed else 1)


async def _played(settings: Settings, told: Example) -> tuple[MeetingFile, MatterCertificate]:
    """On a server and tables of its own that are gone afterwards: nothing here is anybody's case."""
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(
            update={
                "home": Path(folder),
                "database_url": f"sqlite:///{folder}/doudi.db",
                "key_file": Path(folder) / "keys.json",
            }
        )
        async with EmbeddedDefault(own, parts=(), say=lambda line: None):
            ring = KeyRing.load(own.key_file)
            client = await connect(own, ring)
            return await run(client, own, ring, told, 1)


async def run(
    client: Client, settings: Settings, ring: KeyRing, told: Example, number: int
) -> tuple[MeetingFile, MatterCertificate]:
    """The meeting as it ended, and its certificate. `number`: which meeting of the year it is."""
    migrate.upgrade(settings.database_url)
    tools, queue = Tools.of(settings, ring), f"example-{number}"
    try:
        with ThreadPoolExecutor(8) as pool:
            worker = Worker(
                client,
                task_queue=queue,
                workflows=WORKFLOWS,
                activities=activities_of(tools, told),
                activity_executor=pool,
            )
            async with worker:
                played = Played(client, queue, told, number)
                file = await played.play()
                certificate = await certify_matter(client, PLACE, played.number)
    finally:
        tools.store.close()
    return file, certificate


def figures(told: Example, file: MeetingFile) -> list[tuple[str, str, str]]:
    """What was told, and what came out, for every figure of the report."""
    came: Totals = totals_of(file)
    said = told.told
    rows = [
        ("参会单位", str(said.units), str(len(file.attended))),
        ("审议户数", str(said.examined), str(came.examined)),
        ("同意户数", str(said.approved), str(came.approved)),
        ("合计（元）", yuan(said.total_yuan * FEN), yuan(came.total_fen)),
    ]
    if said.highest_yuan is not None:
        rows.append(("最高（元）", yuan(said.highest_yuan * FEN), yuan(came.highest_fen)))
    if said.lowest_yuan is not None:
        rows.append(("最低（元）", yuan(said.lowest_yuan * FEN), yuan(came.lowest_fen)))
    if told.matter is not None:
        counted = {f.zh: f.count for f in file.points[-1].figures}
        rows += [(f.zh, str(f.count), str(counted.get(f.zh, ""))) for f in told.matter.figures]
    return rows


def table_of(told: Example, file: MeetingFile) -> Table:
    number = file.minutes.number if file.minutes else ""
    table = Table(title=f"{told.body}（{told.source}）　会议纪要 {number}", title_justify="left")
    for heading in ("数字", "公布", "重演"):
        table.add_column(heading)
    for row in figures(told, file):
        table.add_row(*row)
    return table
