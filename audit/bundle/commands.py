"""`doudi audit bundle` and `doudi audit verify-bundle`."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated

import typer

from audit.archive.where import space_of
from audit.bundle.logged import log_bundle
from audit.bundle.make import bundle
from audit.bundle.manifest import PURPOSE_ZH, BundleManifest, Stamp
from audit.bundle.verify import BundleCheck, check, check_recomputed
from audit.faults import end, one_line
from audit.joint.certificate import is_matter
from audit.many.origin import Origin
from audit.many.population import Wanted
from audit.sources import CaseUnknown
from domain.case.lifecycle import ROLE_ZH, Role
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from store import notices
from store.engine import Store
from store.tables import NoticeRow


def bundle_command(
    subject: Annotated[
        str, typer.Argument(help="案件编号，或者一事一议、会议、监督事项等，写法同 certify。")
    ],
    to: Annotated[Path, typer.Option("-o", "--output", help="写成的文件（.zip）。")],
    who: Annotated[str, typer.Option("--who", help="为谁制作：账号，印在水印和记录里。")],
    purpose: Annotated[str, typer.Option("--purpose", help="用途：" + "、".join(PURPOSE_ZH))],
    role: Annotated[
        str, typer.Option("--role", help="岗位代码；个人信息按该岗位脱敏。")
    ] = Role.AUDITOR.value,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="写明原文，含个人信息；只用于审计员。")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="导出的历史或者归档所在目录；不填则从 Temporal 读取。"),
    ] = None,
    place: Annotated[str, typer.Option("--place", help="地区代码。")] = "",
) -> None:
    """制作证据包：历史、证书、文书、政策快照、逐步经过和只需浏览器的阅读页，印水印，记入查看记录。"""
    if to.exists():
        end(f"文件{to.name}已经存在，请另写文件名。")
    stamp = _stamp(who, role, purpose, reveal)
    settings = load_settings()
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    scratch = to.with_name(f"{to.name}.part")
    try:
        with one_line(), scratch.open("wb") as out:
            scratch.chmod(0o600)
            manifest = asyncio.run(_made(out, settings, subject, place, source, stamp))
        scratch.replace(to)
    finally:
        scratch.unlink(missing_ok=True)
    typer.echo(f"证据包已存为{to}，{len(manifest.files)}个文件，{to.stat().st_size}字节。")
    typer.echo(f"水印　{stamp.zh}")
    typer.echo(f"封存值 {manifest.seal}（请抄录在别处）")


def verify_command(
    path: Annotated[Path, typer.Argument(help="证据包文件。")],
    seal: Annotated[str, typer.Option("--seal", help="另行抄录的封存值。")] = "",
    key: Annotated[str, typer.Option("--key", help="认可的签名公钥（base64）。")] = "",
    recompute: Annotated[
        bool, typer.Option("--recompute", help="用密钥打开包内的历史并重新计算。")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """核验证据包：逐个文件、封存值、签名；有一个字节不同即以退出码1结束。不用网络和数据库。"""
    with one_line():
        if recompute:
            ring = KeyRing.load(load_settings().key_file)
            found = asyncio.run(check_recomputed(path, ring, seal=seal, key=key))
        else:
            found = check(path, seal=seal, key=key)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _print(found, seal)
    if not found.whole:
        typer.echo(found.faults[0], err=True)
        raise typer.Exit(1)


def _print(found: BundleCheck, seal: str) -> None:
    manifest = found.manifest
    typer.echo(f"证据包　{manifest.subject}　{manifest.stamp.zh}")
    for fault in found.faults:
        typer.echo(f"✗ {fault}")
    if not found.whole:
        return
    typer.echo(f"{len(manifest.files)}个文件逐一相符，封存值 {manifest.seal}")
    typer.echo(f"签名密钥　{manifest.key_print}")
    if found.verdict:
        typer.echo("包内的历史重新计算，与记录完全相符。")
    if not seal:
        typer.echo("提示：没有对照另行抄录的封存值；持有签名密钥的人能另做一个自相一致的证据包。")


def _stamp(who: str, role: str, purpose: str, reveal: bool) -> Stamp:
    if purpose not in PURPOSE_ZH:
        known = "、".join(f"{code}（{zh}）" for code, zh in PURPOSE_ZH.items())
        end(f"用途应当为：{known}。")
    if role not in set(Role) or role == Role.SYSTEM:
        end(f"没有岗位“{role}”，应当为：{'、'.join(r for r in Role if r is not Role.SYSTEM)}。")
    if not who.strip():
        end("请用 --who 写明为谁制作。")
    if reveal and role != Role.AUDITOR:
        end(f"原文只能为{ROLE_ZH[Role.AUDITOR]}制作，{ROLE_ZH[Role(role)]}的证据包按岗位脱敏。")
    return Stamp(
        who=who.strip(), role=Role(role), purpose=purpose, at=datetime.now(UTC), reveal=reveal
    )


async def _made(
    out: IO[bytes],
    settings: Settings,
    subject: str,
    place: str,
    folder: Path | None,
    stamp: Stamp,
) -> BundleManifest:
    ring = KeyRing.load(settings.key_file)
    origin = Origin(settings, folder)
    if not is_matter(subject):
        refs = await origin.refs(Wanted(place=place, numbers=(subject,)))
        if not refs or not refs[0].place:
            raise CaseUnknown(f"没有编号为{subject}的案件。")
        place = refs[0].place
    if folder is not None:
        source = await origin.open()
        return await bundle(out, source, place, subject, stamp, ring, settings.namespace)
    store = Store(settings.database_url, ring)
    try:
        with store.write() as session:
            log_bundle(session, subject, place, stamp)

        def papers(case_no: str) -> tuple[NoticeRow, ...]:
            with store.read() as session:
                return notices.notices_of(session, case_no)

        source = await origin.open()
        return await bundle(
            out, source, place, subject, stamp, ring, settings.namespace,
            papers=papers, archive=space_of(settings),
        )  # fmt: skip
    finally:
        store.close()
