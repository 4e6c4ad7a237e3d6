"""`doudi audit`: certify a case, an item or a meeting by recomputing it; export the histories."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from temporalio.client import Client
from temporalio.service import RPCError

from audit.certificate import Certificate, certify
from audit.export import export
from audit.joint.certificate import MEETING_NO, MatterCertificate, certify_matter, is_matter
from audit.joint.show import matter_page, print_matter
from audit.show import page, print_certificate
from audit.sources import (
    CaseUnknown,
    FolderSource,
    Manifest,
    ServerSource,
    SourceFault,
    place_of,
)
from runtime import packs
from runtime.keys import KeyFault, KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import TemporalUnreachable, connect

audit_app = typer.Typer(
    help="审计：重算案件、一事一议或者会议并出具证书，导出历史。", no_args_is_help=True
)

T = TypeVar("T")
Place = Annotated[str | None, typer.Option("--place", help="地区代码；不填则逐一查找。")]


@audit_app.command("certify")
def certify_command(
    case_no: Annotated[
        str,
        typer.Argument(
            help="案件编号（JZ2026000001）、一事一议（TR2026000001/1）或者会议（2026-01，另填地区）。"
        ),
    ],
    source: Annotated[
        Path | None, typer.Option("--from", help="导出的历史所在目录；不填则从 Temporal 读取。")
    ] = None,
    place: Place = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="另存为一个网页文件。")] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="不符之处显示原文，可能含个人信息。")
    ] = False,
) -> None:
    """重算案件（议题、会议）的全部运行，与历史逐项比对，出具证书；有一处不符即以退出码1结束。"""
    settings = load_settings()
    _quiet()
    certificate = _run(_certified(settings, source, place, case_no, reveal))
    if html is not None:
        html.write_text(_html(certificate), encoding="utf-8")
    if as_json:
        typer.echo(certificate.model_dump_json(indent=2))
    else:
        _printed(certificate)
        if html is not None:
            typer.echo(f"网页已存为{html}")
    if not certificate.passed:
        typer.echo(certificate.findings[0].line, err=True)
        raise typer.Exit(1)


@audit_app.command("export")
def export_command(
    case_no: Annotated[str, typer.Argument(help="案件、一事一议或者会议的编号。")],
    to: Annotated[Path, typer.Option("--to", help="写入的目录，须为空或者不存在。")],
    place: Place = None,
) -> None:
    """导出案件的全部历史：内容仍为密文，附清单和摘要，可在没有本系统的地方出具证书。"""
    settings = load_settings()
    manifest = _run(_exported(settings, place, case_no, to))
    events = sum(run.events for run in manifest.runs)
    typer.echo(f"已导出{len(manifest.runs)}个运行、{events}个事件到{to}")
    typer.echo(f"封存值 {manifest.seal}")


async def _certified(
    settings: Settings, folder: Path | None, place: str | None, case_no: str, reveal: bool
) -> Certificate | MatterCertificate:
    production = settings.env == "production"
    prove = certify_matter if is_matter(case_no) else certify
    if folder is not None:
        home = FolderSource(folder, KeyRing.load(settings.key_file))
        manifest = home.manifest
        if manifest.case_no != case_no:
            raise CaseUnknown(f"目录中是{manifest.case_no}，不是{case_no}。")
        return await prove(home, manifest.place, case_no, production=production, reveal=reveal)
    _place_named(place, case_no)
    client = await connect(settings)
    place = place or await _place_of(client, case_no)
    return await prove(ServerSource(client), place, case_no, production=production, reveal=reveal)


def _place_named(place: str | None, number: str) -> None:
    """Meetings are numbered in each place anew, so theirs must be named."""
    if not place and MEETING_NO.fullmatch(number):
        raise SourceFault(f"会议编号{number}各地都有，请用 --place 写明地区。")


async def _place_of(client: Client, number: str) -> str:
    """An item names its place itself."""
    return "" if is_matter(number) else await place_of(client, number, _places())


async def _exported(settings: Settings, place: str | None, case_no: str, folder: Path) -> Manifest:
    _place_named(place, case_no)
    client = await connect(settings)
    place = place or await _place_of(client, case_no)
    return await export(client, place, case_no, folder)


def _html(certificate: Certificate | MatterCertificate) -> str:
    return page(certificate) if isinstance(certificate, Certificate) else matter_page(certificate)


def _printed(certificate: Certificate | MatterCertificate) -> None:
    if isinstance(certificate, Certificate):
        print_certificate(certificate, Console())
    else:
        print_matter(certificate, Console())


def _places() -> tuple[str, ...]:
    return tuple(packs.load().places)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Every fault a person can act on becomes one line and exit code 2."""
    try:
        return asyncio.run(work)
    except (SourceFault, KeyFault, TemporalUnreachable) as fault:
        _end(str(fault))
    except RPCError as error:
        _end(f"Temporal 拒绝了请求：{error.status.name}")


def _end(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _quiet() -> None:
    """A replay that stumbles logs the failure's text, which may name people; the finding is enough."""
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
