"""`doudi demo`: the embedded default with the sandbox, the rehearsal, the table, then Ctrl-C."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from datetime import date, datetime
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from activities.tools import Tools
from runtime.embedded import EmbeddedDefault, EmbeddedFault
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect
from sandbox.county import county, first_day_from
from sandbox.faults import Fault, FaultKind
from sandbox.rehearsal.main import MONTHS, Rehearsal
from sandbox.rehearsal.staff import Refused, Staff, Stuck
from sandbox.rehearsal.table import show
from store.engine import Store
from workflows.base import SHANGHAI
from workflows.rulebook import RulebookStart, RulebookWorkflow

_LEDGERS = Path(__file__).resolve().parent.parent / "examples" / "ledgers"


def main(settings: Settings, *, once: bool) -> int:
    """Exit code 0 after the table (and Ctrl-C unless `once`); 1 with one clear line otherwise."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    try:
        return asyncio.run(_main(settings, once, console))
    except EmbeddedFault as fault:
        console.print(f"[red]{fault}[/red]")
    except (Refused, Stuck) as stop:
        console.print(f"[red]演示中断：{stop}[/red]")
    except KeyboardInterrupt:
        return 0
    return 1


async def _main(settings: Settings, once: bool, console: Console) -> int:
    began = time.monotonic()
    say = console.print
    async with EmbeddedDefault(
        settings, with_sandbox=True, say=say, before_start=lambda: _start_anew(settings)
    ) as stack:
        first_day = first_day_from(datetime.now(SHANGHAI).date())
        say(
            f"兜底演示：五个地区，从{first_day:%Y年%m月%d日}起的{MONTHS}个月。全部人员、家庭、金额均为演示数据。"
        )
        rehearsal = await _rehearse(settings, stack.urls["console"], console, first_day)
        await _report(rehearsal, console, time.monotonic() - began)
        for name, url in stack.urls.items():
            say(f"{_URL_ZH.get(name, name)}　{url}")
        if once:
            return 0
        await _ask_rulebook(settings)
        say(
            "演示账号和密码见 README。按 Ctrl-C 停止。核对规则正在后台逐案核对，几分钟后见监督页面。"
        )
        return await stack.run_until_stopped()


async def _ask_rulebook(settings: Settings) -> None:
    """One night's round, so that its pages hold something. It runs behind the console, which is there
    already: a rehearsal has no nights of its own."""
    client = await connect(settings, KeyRing.load(settings.key_file))
    await client.start_workflow(
        RulebookWorkflow.run,
        RulebookStart(),
        id="start-rulebook-demo",
        task_queue=settings.task_queue,
    )


_URL_ZH = {"console": "工作台　　　", "api": "接口文档　　", "temporal": "流程监督　　"}


def _start_anew(settings: Settings) -> None:
    """A rehearsal begins with an empty county: its files are its own and are made again."""
    for name in ("temporal.db", "temporal.db-shm", "temporal.db-wal"):
        (settings.home / name).unlink(missing_ok=True)
    for path in settings.home.glob("doudi.db*"):
        path.unlink()
    own = (settings.bank_dir, settings.evidence_dir, settings.exchange_dir, settings.archive_dir)
    for folder in (settings.home / "sandbox", *own):
        if folder.is_relative_to(settings.home):
            shutil.rmtree(folder, ignore_errors=True)


async def _rehearse(settings: Settings, url: str, console: Console, first_day: date) -> Rehearsal:
    keyring = KeyRing.load(settings.key_file)
    store = Store(settings.database_url, keyring)
    client = await connect(settings, keyring)
    began = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of)
            progress.update(tasks[what], completed=done, total=of)
            if not console.is_terminal and done == of:
                # A bar that redraws itself is for a terminal; into a file goes a line a month.
                console.print(f"{what}　{done}个案件　已用{time.monotonic() - began:.0f}秒")

        async with Staff(url.rstrip("/")) as staff:
            departments = f"http://127.0.0.1:{settings.sandbox_port}"
            await _told_outside(departments, first_day)
            tools = Tools(settings, keyring, store)
            rehearsal = Rehearsal(
                client, store, staff, county(first_day), _LEDGERS, tell, departments, tools
            )
            await rehearsal.run()
            return rehearsal


async def _told_outside(departments: str, first_day: date) -> None:
    """When the story begins; and one department is without an answer for ten days: it holds up nobody
    it was not asked about."""
    fault = Fault(place="hanbin", department="union", kind=FaultKind.DOWN, for_days=10)
    async with httpx.AsyncClient(base_url=departments) as sandbox:
        for path, said in (
            ("/_calendar", {"first_day": first_day.isoformat()}),
            ("/_faults", [fault.model_dump(mode="json")]),
        ):
            (await sandbox.put(path, json=said)).raise_for_status()


async def _report(rehearsal: Rehearsal, console: Console, seconds: float) -> None:
    async with Staff(rehearsal.staff.base_url) as staff:
        await show(staff, console, rehearsal.places)
    for line in rehearsal.not_taken:
        console.print(f"未导入：{line}")
    for line in rehearsal.after.not_shown:
        console.print(f"[red]未能演示：{line}[/red]")
    acts = rehearsal.staff.acts_done
    console.print(f"{len(rehearsal.desks)}个案件，{acts}次办理，用时{seconds:.0f}秒。")
