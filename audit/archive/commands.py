"""`doudi archive`: fill it, see how it stands, and check it anywhere with nothing but its files."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TypeVar

import typer
from temporalio.service import RPCError

from audit.archive.digests import Digest, digests_of, held_in_file, key_print, public_key
from audit.archive.holders import drops
from audit.archive.keeper import Keeper, Round, Standing, standing
from audit.archive.log import LogBroken
from audit.archive.space import DirectorySpace
from audit.archive.verify import Check, verify
from audit.archive.where import space_of
from runtime.keys import KeyFault, KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import TemporalUnreachable, connect
from workflows.base import SHANGHAI

archive_app = typer.Typer(
    help="归档：已结束的全部运行，只增不改，每日签署摘要并交外部保存。", no_args_is_help=True
)

LATE: Final = timedelta(days=1)
"""A closed run that waits longer than this for the archive is a fault of operation."""
NEAR: Final = timedelta(days=14)  # not law: when operators are warned
"""So long before the server forgets a run, its export is urgent."""
STEP: Final = 100_000

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
HeldFiles = Annotated[
    list[Path] | None, typer.Option("--held", help="外部保存的摘要（文件或者邮件），可填多个。")
]
PublicKeys = Annotated[
    list[str] | None, typer.Option("--key", help="认可的签署公钥（base64），可填多个。")
]


@archive_app.command("export")
def export_command() -> None:
    """立即归档一次：取出尚未归档的全部已结束运行，签署摘要，交到外部保存目录。"""
    settings = load_settings()
    done = _run(_kept(settings))
    typer.echo(f"本次归档{done.taken}个运行。")
    if done.digest is not None:
        typer.echo(told(done.digest))
    for name in done.handed:
        typer.echo(f"摘要已交到{name}。")
    for line in done.refused:
        typer.echo(f"摘要未能交出，下次再交：{line}", err=True)
    if done.gone:
        names = "、".join(done.gone[:5])
        typer.echo(f"有{len(done.gone)}个已结束的运行取不到历史：{names}", err=True)
        raise typer.Exit(1)


@archive_app.command("status")
def status_command(as_json: Json = False) -> None:
    """对照 Temporal 中已结束的运行，看归档是否有遗漏；有超过一日未归档的，以退出码1结束。"""
    settings = load_settings()
    found = _run(_standing(settings))
    late = found.late(datetime.now(UTC), LATE)
    ending = found.ending(datetime.now(UTC), timedelta(days=settings.retention_days), NEAR)
    if as_json:
        typer.echo(json.dumps(_plain(found, late, ending), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"已归档{found.archived}个运行，尚未归档{found.missing}个。")
        if found.oldest is not None:
            typer.echo(
                f"最早一个未归档的运行结束于{found.oldest.astimezone(SHANGHAI):%Y-%m-%d %H:%M}。"
            )
        typer.echo(
            f"其中{ending}个将在{NEAR.days}日内超过服务器的保留期（{settings.retention_days}日）。"
        )
        typer.echo(told(found.last) if found.last else "还没有签署过摘要。")
        for name, count in found.owed.items():
            typer.echo(
                f"{name}：{f'还有{count}日的摘要没有交出' if count else '每日摘要都已交出'}。"
            )
    if late:
        typer.echo("有已结束的运行超过一日没有归档，请查看工作进程是否在运行。", err=True)
        raise typer.Exit(1)


@archive_app.command("verify")
def verify_command(
    folder: Annotated[Path, typer.Argument(help="归档目录。")],
    held: HeldFiles = None,
    keys: PublicKeys = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="只核验日志和摘要，不读历史文件。")
    ] = False,
    as_json: Json = False,
) -> None:
    """核验归档是否完整、未被改动。只读目录：不用网络、数据库、Temporal 和密钥。"""
    if not folder.is_dir():
        _end(f"没有这个目录：{folder.name}")
    kept = held_files(held or [])
    for key in keys or []:
        key_fits(key)
    check = verify(
        DirectorySpace(folder), held=kept, keys=keys or [], contents=not quick, progress=_Progress()
    )
    if not check.entries and not check.digests:
        _end(f"目录{folder.name}中没有归档。")
    typer.echo(
        json.dumps(_checked(check), ensure_ascii=False, indent=2) if as_json else "", nl=False
    )
    if not as_json:
        _print(check, len(kept))
    if not check.whole:
        typer.echo(check.faults[0], err=True)
        raise typer.Exit(1)


@archive_app.command("digest")
def digest_command(
    folder: Annotated[Path | None, typer.Argument(help="归档目录；不填则为本机的归档。")] = None,
) -> None:
    """印出最近一号摘要，供抄录或者另存到经办单位够不着的地方。"""
    found = digests_of(DirectorySpace(folder) if folder else space_of(load_settings()))
    if not found:
        _end("还没有签署过摘要。")
    typer.echo(found[-1].stored.decode())


@archive_app.command("key")
def key_command() -> None:
    """印出签署摘要的公钥，可以公开；核验时用 --key 指定。"""
    ring = KeyRing.load(load_settings().key_file)
    for key in ring.keys:
        public = public_key(ring, key.id)
        typer.echo(f"{key.id}  {public}  {key_print(public)}")


def told(digest: Digest) -> str:
    return f"第{digest.number}号摘要（{digest.day}）：{digest.size}条，总根值{digest.root}。"


async def _kept(settings: Settings) -> Round:
    return await (await _keeper(settings)).once()


async def _standing(settings: Settings) -> Standing:
    keeper = await _keeper(settings)
    return await standing(keeper)


async def _keeper(settings: Settings) -> Keeper:
    ring = KeyRing.load(settings.key_file)
    client = await connect(settings, ring)
    space = space_of(settings)
    return Keeper(client, space, ring, drops(settings.archive_drops))


def held_files(files: list[Path]) -> list[Digest]:
    """The digests in files somebody kept; ends with one line for a file that holds none."""
    kept: list[Digest] = []
    for path in files:
        try:
            found = held_in_file(path.read_bytes())
        except OSError:
            _end(f"读不到{path.name}。")
        if not found:
            _end(f"{path.name}中没有归档摘要。")
        kept += found
    return kept


def key_fits(key: str) -> None:
    """Ends with one line for what is not a public key."""
    try:
        if len(base64.b64decode(key, validate=True)) == 32:
            return
    except ValueError:
        pass
    _end("公钥应为32字节的 base64，可用 doudi archive key 印出。")


def _print(check: Check, held: int) -> None:
    typer.echo(f"核验了{check.entries}条、{check.objects}个文件、{check.digests}号摘要。")
    for fault in check.faults:
        typer.echo(f"✗ {fault}")
    for note in check.notes:
        typer.echo(f"提示：{note}")
    if check.open:
        typer.echo(f"提示：最后{check.open}条还没有摘要约束，以后的摘要会包括它们。")
    if check.whole:
        typer.echo("归档完整，没有被改动。")
        typer.echo(f"签署密钥：{'、'.join(check.keys)}。")
        if not held:
            typer.echo(
                "提示：没有提供外部保存的摘要。持有签署密钥的人能另写一套自相一致的归档，"
                "只有外部保存的摘要（--held）能揭穿。"
            )


def _checked(check: Check) -> dict[str, Any]:
    return {
        "whole": check.whole,
        "entries": check.entries,
        "objects": check.objects,
        "digests": check.digests,
        "open": check.open,
        "keys": check.keys,
        "root": check.last.root if check.last else "",
        "faults": check.faults,
        "notes": check.notes,
    }


def _plain(found: Standing, late: bool, ending: int) -> dict[str, Any]:
    return {
        "ending": ending,
        "archived": found.archived,
        "missing": found.missing,
        "oldest": found.oldest.isoformat() if found.oldest else None,
        "late": late,
        "digest": json.loads(found.last.stored) if found.last else None,
        "owed": found.owed,
    }


class _Progress:
    """A line on the standard error now and then, where somebody is watching."""

    def __init__(self) -> None:
        self._next = STEP

    def __call__(self, entries: int) -> None:
        if entries >= self._next and sys.stderr.isatty():
            sys.stderr.write(f"\r{entries}条…")
            self._next += STEP


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (KeyFault, TemporalUnreachable) as fault:
        _end(str(fault))
    except LogBroken:
        _end("归档的日志不能读取，请先用 doudi archive verify 核验。")
    except RPCError as error:
        _end(f"Temporal 拒绝了请求：{error.status.name}")


def _end(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
