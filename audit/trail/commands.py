"""`doudi audit trail`: how the kept log of operations stands, whether it is whole, and proofs of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import TypeAdapter, ValidationError

from audit.archive.commands import HeldFiles, Json, PublicKeys, held_files, key_fits, told
from audit.archive.holders import drops
from audit.archive.log import LogBroken
from audit.archive.space import DirectorySpace
from audit.archive.where import trail_space_of
from audit.faults import end, refuse
from audit.trail.keeper import EVERY, Trail
from audit.trail.lines import FORMAT
from audit.trail.proof import GrowthProof, LineProof, growth_proof, line_proof
from audit.trail.verify import TrailCheck, verify_trail
from runtime.keys import KeyRing
from runtime.settings import load_settings
from store import audit_log
from store.engine import Store

trail_app = typer.Typer(
    help="操作日志存证：谁在何时看了、办了什么，逐分钟签署，改动、删除、补入都能查出。",
    no_args_is_help=True,
)

SHOWN: Final = 20
"""Faults that are printed one by one."""
BEHIND: Final = 5 * EVERY

Folder = Annotated[Path | None, typer.Argument(help="存证目录；不填则为本机的存证。")]


@trail_app.command("status")
def status_command() -> None:
    """还有多少条操作记录没有存证；超过五分钟没有签署新摘要的，以退出码1结束。"""
    settings = load_settings()
    ring = KeyRing.load(settings.key_file)
    store = Store(settings.database_url, ring)
    trail = Trail(store, trail_space_of(settings), ring, drops(settings.archive_drops))
    try:
        trail.refresh()
        with store.read() as session:
            waiting = len(trail.waiting(session))
    except LogBroken:
        refuse("存证不能读取，请先用 doudi audit trail verify 核验。")
    finally:
        store.close()
    last = trail.notary.digests[-1] if trail.notary.digests else None
    typer.echo(f"已存证{trail.tree.size}条操作记录，尚未存证{waiting}条。")
    typer.echo(told(last) if last else "还没有签署过摘要。")
    for name in trail.notary.holders:
        owed = len(trail.notary.owed(name))
        typer.echo(f"{name}：{f'还有{owed}日的摘要没有交出' if owed else '每日摘要都已交出'}。")
    if waiting and (last is None or datetime.now(UTC) - last.made_at > BEHIND):
        refuse("有操作记录超过五分钟没有存证，请查看工作进程是否在运行。")


@trail_app.command("verify")
def verify_command(
    folder: Folder = None,
    held: HeldFiles = None,
    keys: PublicKeys = None,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="只核验存证文件，不与数据库比对。")
    ] = False,
    as_json: Json = False,
) -> None:
    """核验存证是否完整，并与数据库中的操作日志逐条比对；有一处不符即以退出码1结束。"""
    kept = held_files(held or [])
    for key in keys or []:
        key_fits(key)
    if folder is not None and not folder.is_dir():
        end(f"没有这个目录：{folder.name}")
    if files_only and folder is not None:
        check = verify_trail(DirectorySpace(folder), held=kept, keys=keys or [])
    else:
        settings = load_settings()
        space = DirectorySpace(folder) if folder else trail_space_of(settings)
        if files_only:
            check = verify_trail(space, held=kept, keys=keys or [])
        else:
            store = Store(settings.database_url, KeyRing.load(settings.key_file))
            with store.read() as session:
                rows = audit_log.in_order(session)
                check = verify_trail(space, rows, held=kept, keys=keys or [])
            store.close()
    if as_json:
        typer.echo(json.dumps(_plain(check), ensure_ascii=False, indent=2))
    else:
        _print(check, bool(kept))
    if not check.whole:
        refuse(check.faults[0])


@trail_app.command("prove")
def prove_command(
    number: Annotated[int | None, typer.Argument(help="操作记录的编号。", min=1)] = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="外部保存的摘要：证明其后没有改动过以前的记录。")
    ] = None,
    folder: Annotated[Path | None, typer.Option("--from", help="存证目录。")] = None,
) -> None:
    """印出一份证明（JSON）：某条操作记录在存证之中，或者存证在外部保存的摘要之后只有增加。"""
    if (number is None) == (since is None):
        end("请填写操作记录的编号，或者用 --since 给出外部保存的摘要，二者取一。")
    space = DirectorySpace(folder) if folder else trail_space_of(load_settings())
    proof: LineProof | GrowthProof | None
    if number is not None:
        proof = line_proof(space, number)
        missing = f"第{number}号操作记录还没有存证，或者没有这条记录。"
    else:
        digests = [d for d in held_files([since] if since else []) if d.format == FORMAT]
        proof = growth_proof(space, digests[-1]) if digests else None
        missing = "该文件中没有操作日志存证的摘要，或者存证比它短。"
    if proof is None:
        refuse(missing)
    typer.echo(proof.model_dump_json(indent=2))


@trail_app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="prove 印出的证明。", exists=True, dir_okay=False)],
    keys: PublicKeys = None,
) -> None:
    """核验一份证明：不用网络、数据库和存证目录。"""
    try:
        proof = TypeAdapter[LineProof | GrowthProof](LineProof | GrowthProof).validate_json(
            file.read_bytes()
        )
    except ValidationError:
        refuse(f"{file.name}不是 prove 印出的证明，或者内容被改动。")
    known = not keys or proof.digest.public_key in keys
    if not known or not proof.holds:
        refuse("证明不成立。" if known else "摘要不是由认可的密钥签署的。")
    if isinstance(proof, LineProof):
        line = proof.line
        typer.echo(
            f"第{line.id}号操作记录在存证之中：{line.at:%Y-%m-%d %H:%M:%S}Z {line.who} {line.what}"
        )
    else:
        typer.echo(f"自第{proof.before.number}号摘要以来只有增加，以前的记录没有改动。")
    typer.echo(told(proof.digest))


def _print(check: TrailCheck, held: bool) -> None:
    typer.echo(
        f"核验了{check.entries}条存证、{check.digests}号摘要，比对了{check.rows}条操作记录。"
    )
    for fault in check.faults[:SHOWN]:
        typer.echo(f"✗ {fault}")
    if len(check.faults) > SHOWN:
        typer.echo(f"✗ 另有{len(check.faults) - SHOWN}处，用 --json 全部列出。")
    if check.open or check.fresh:
        typer.echo(f"提示：最近{check.open + check.fresh}条还没有摘要约束，下一分钟会包括它们。")
    if check.whole:
        typer.echo("操作日志完整，没有被改动。")
        typer.echo(f"签署密钥：{'、'.join(check.keys) or '无'}。")
        if not held:
            typer.echo("提示：没有提供外部保存的摘要（--held），持有签署密钥的人能另写一套存证。")


def _plain(check: TrailCheck) -> dict[str, Any]:
    return {
        "whole": check.whole,
        "entries": check.entries,
        "rows": check.rows,
        "digests": check.digests,
        "open": check.open + check.fresh,
        "changed": check.changed,
        "keys": check.keys,
        "root": check.last.root if check.last else "",
        "faults": check.faults,
    }
