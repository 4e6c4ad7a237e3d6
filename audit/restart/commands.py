"""`doudi reset`: where a case has stopped, and setting its run back by two people who sign in here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from audit.faults import end, one_line
from audit.restart.door import Restart
from audit.sources import place_of
from domain.base import CaseRefusal
from domain.case.acts import Officer
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import load_settings
from runtime.temporal import connect
from store import audit_log
from store.commands.at_terminal import signed_in
from store.engine import Store
from store.users import officer_of
from workflows import ids

Subject = Annotated[
    str,
    typer.Argument(help="案件编号，或者停滞清单（doudi stuck）所列的流程名称。"),
]
Who = Annotated[str, typer.Option("--as", help="账号；随后输入本人密码。")]

reset_app = typer.Typer(
    help="系统运行回退：案件或者其他事项因程序更换停住时，由两人回退到停住以前，不丢失任何办理。",
    no_args_is_help=True,
)


@reset_app.command("show")
def show_command(subject: Subject) -> None:
    """停在哪里，回退后哪些不再作数；不改动任何内容。"""
    with one_line():
        asyncio.run(_at_the_door(subject, None, "", _shown))


@reset_app.command("propose")
def propose_command(
    subject: Subject,
    who: Who,
    reason: Annotated[str, typer.Option("--reason", help="理由，写明程序版本和现象。")],
    until: Annotated[str, typer.Option("--until", help="复核的最后日期（2027-01-05）。")],
) -> None:
    """提出系统运行回退；另一人复核以前不改动任何内容。"""
    try:
        last = date.fromisoformat(until)
    except ValueError:
        end(f"日期“{until}”应当写成2027-01-05的样子。")

    async def propose(door: Restart, officer: Officer | None) -> str:
        said = await door.propose(_known(officer), reason, last)
        where = f"已提出回退到第{said.event_id}号事件"
        return f"{where}，请另一人于{said.until}前复核（doudi reset confirm）。"

    with one_line():
        asyncio.run(_at_the_door(subject, _signed_in(who), "propose_reset", propose))


@reset_app.command("confirm")
def confirm_command(
    subject: Subject,
    who: Who,
    opinion: Annotated[str, typer.Option("--opinion", help="复核意见。")] = "情况属实，同意",
) -> None:
    """复核同意并回退；复核人不得为提出人。"""

    async def confirm(door: Restart, officer: Officer | None) -> str:
        run_id = await door.confirm(_known(officer), opinion)
        return f"已回退，由运行{run_id}接续，办理记录没有丢失。"

    with one_line():
        asyncio.run(_at_the_door(subject, _signed_in(who), "confirm_reset", confirm))


async def _shown(door: Restart, _: Officer | None) -> str:
    point = door.point
    proposed = await door.proposed()
    word = (
        f"{proposed.officer.id}已提出，待另一人于{proposed.until}前复核。"
        if proposed
        else "尚无人提出。"
    )
    return (
        f"运行{point.run_id}停在第{point.event_id}号事件，现行程序在此处的步骤与历史不同。\n"
        f"其后{point.aside}个事件都是系统自行产生的，回退后重新产生；没有办理、文书和询问会丢失。\n{word}"
    )


def _known(officer: Officer | None) -> Officer:
    if officer is None:
        raise AssertionError
    return officer


def _signed_in(who: str) -> Officer:
    """Who sits at the terminal, by the own password. Ends with 2 when it is wrong."""
    settings = load_settings()
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        return officer_of(signed_in(store, who))
    finally:
        store.close()


async def _at_the_door(
    subject: str,
    officer: Officer | None,
    what: str,
    work: Callable[[Restart, Officer | None], Awaitable[str]],
) -> None:
    """Opens the procedure, does it, and writes who did what with what result; refused ones too."""
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    settings = load_settings()
    ring = KeyRing.load(settings.key_file)
    client = await connect(settings, ring)
    name = subject
    if "/" not in subject:
        place = await place_of(client, subject, tuple(packs.load().places))
        name = ids.case_id(place, subject)
    result, told = "done", ""
    try:
        told = await work(await Restart.open(client, name), officer)
    except CaseRefusal as refusal:
        result = refusal.code
        raise
    finally:
        if officer is not None:
            store = Store(settings.database_url, ring)
            try:
                with store.write() as session:
                    audit_log.record(
                        session, at=datetime.now(UTC), who=officer.id, role=officer.role.value,
                        place=officer.place, what=what, subject=name, result=result,
                    )  # fmt: skip
            finally:
                store.close()
    typer.echo(told)
