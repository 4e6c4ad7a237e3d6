"""`doudi audit`: certify a case or any other procedure by recomputing it; export the histories."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console
from temporalio.client import Client

from audit.archive.log import segment_object
from audit.archive.source import ArchiveSource, source_of
from audit.archive.space import DirectorySpace
from audit.archive.where import space_of
from audit.bundle.commands import bundle_command, verify_command
from audit.certificate import Certificate, certify
from audit.draw import DrawProof, lines_of, prove_draw
from audit.eventlog.commands import log_command
from audit.export import export
from audit.faults import end, one_line
from audit.gate_command import gate_command
from audit.joint.certificate import MEETING_NO, MatterCertificate, certify_matter, is_matter
from audit.joint.proceedings import FORMS_ZH
from audit.joint.show import matter_page, print_matter
from audit.known.commands import at_command
from audit.many.commands import certify_many, shown
from audit.many.population import Wanted, month_of, numbers_in
from audit.rulebook.commands import rulebook_command
from audit.show import page, print_certificate
from audit.sources import (
    CaseUnknown,
    FolderSource,
    Manifest,
    SourceFault,
    place_of,
)
from audit.spent.commands import delays_command, statistics_command
from audit.taken import write_down
from audit.trail.commands import trail_app
from runtime import packs
from runtime.codec import data_converter
from runtime.keys import KeyRing
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from store.engine import Store
from store.watch.spots import recorded
from workflows import ids

audit_app = typer.Typer(
    help="审计：重算案件、一事一议、会议和其他程序并出具证书，导出历史。", no_args_is_help=True
)

audit_app.command("rulebook")(rulebook_command)
audit_app.command("gate")(gate_command)
audit_app.command("at")(at_command)
audit_app.command("log")(log_command)
audit_app.command("bundle")(bundle_command)
audit_app.command("verify-bundle")(verify_command)
audit_app.command("statistics")(statistics_command)
audit_app.command("delays")(delays_command)
audit_app.add_typer(trail_app, name="trail")

CERTIFY_HELP: Final = (
    "重算案件、议题、会议或者其他程序的全部运行，与历史逐项比对，出具证书；有一处不符即以退出码1结束。"
    f"\n\n\b\n案件 JZ2026000001\n一事一议 TR2026000001/1\n联席会议 2026-01（另填地区）\n{FORMS_ZH}"
)

T = TypeVar("T")
Place = Annotated[str | None, typer.Option("--place", help="地区代码；不填则逐一查找。")]


@audit_app.command("certify", help=CERTIFY_HELP)
def certify_command(
    case_no: Annotated[
        str | None,
        typer.Argument(
            help="案件编号，或者上列写法之一； 不填则核验 --list、--place、--month 所指的全部案件。"
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="导出的历史或者归档所在目录；不填则从 Temporal 读取。"),
    ] = None,
    place: Place = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="另存为一个网页文件。")] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="不符之处显示原文，可能含个人信息。")
    ] = False,
    listed: Annotated[
        Path | None, typer.Option("--list", help="案件名单：文本文件，每行一个编号。")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", help="月份（2027-01）：该月有运行开始或者结束的案件。")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="全部地区的全部案件。")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="进程数，不填则同处理器数。")
    ] = None,
    state: Annotated[
        Path | None, typer.Option("--state", help="进度文件；中断后用同一文件可接着核验。")
    ] = None,
) -> None:
    """Certifies one procedure, or many cases; ends with 1 when anything differs."""
    settings = load_settings()
    _quiet()
    if case_no is None:
        if not (listed or place or month or every):
            end("请写明案件编号，或者用 --list、--place、--month、--all 指明要核验哪些案件。")
        _certified_many(settings, source, place, listed, month, jobs, state, as_json, html)
        return
    if reveal and source is None:
        write_down(settings, "certify_in_clear", case_no, place or "")
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
    case_no: Annotated[
        str, typer.Argument(help="案件、一事一议、会议或者其他程序的编号，写法同 certify。")
    ],
    to: Annotated[Path, typer.Option("--to", help="写入的目录，须为空或者不存在。")],
    place: Place = None,
    who: Annotated[
        str, typer.Option("--who", help="为谁导出：账号，记入操作日志；不填为本机操作员。")
    ] = "",
) -> None:
    """导出案件的全部历史：内容仍为密文，附清单和摘要，可在没有本系统的地方出具证书。"""
    settings = load_settings()
    manifest = _run(_exported(settings, place, case_no, to, who))
    events = sum(run.events for run in manifest.runs)
    typer.echo(f"已导出{len(manifest.runs)}个运行、{events}个事件到{to}")
    typer.echo(f"封存值 {manifest.seal}")


@audit_app.command("draw")
def draw_command(
    period: Annotated[str, typer.Argument(help="抽查周期，例如 2026-H3。")],
    place: Annotated[str, typer.Option("--place", help="地区代码，例如 jiaozuo。")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """由历史重新抽取一期抽查，与登记的抽中案件比对；不一致即以退出码1结束。"""
    settings = load_settings()
    _quiet()
    proof = _run(_drawn_again(settings, place, period))
    if as_json:
        typer.echo(proof.model_dump_json(indent=2))
    else:
        for line in lines_of(proof):
            typer.echo(line)
    if not proof.equal:
        raise typer.Exit(1)


async def _drawn_again(settings: Settings, place: str, period: str) -> DrawProof:
    client = await connect(settings)
    source = source_of(client, space_of(settings))
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.read() as session:
            stands = recorded(session, place, period)
    finally:
        store.close()
    return await prove_draw(source, place, period, stands)


def _certified_many(
    settings: Settings,
    folder: Path | None,
    place: str | None,
    listed: Path | None,
    month: str | None,
    jobs: int | None,
    state: Path | None,
    as_json: bool,
    html: Path | None,
) -> None:
    if place is not None and place not in _places():
        end(f"没有代码为“{place}”的地区，应当为：{'、'.join(_places())}。")
    if folder is not None and not is_archive(folder):
        end(f"目录{folder.name}不是归档；核验许多案件需要归档目录，或者从 Temporal 读取。")
    with one_line():
        wanted = Wanted(
            place=place or "",
            month=month_of(month) if month else None,
            numbers=numbers_in(listed) if listed else (),
        )
        found = certify_many(settings, wanted, folder=folder, jobs=jobs, state=state)
    shown(found, as_json=as_json, html=html)


async def _certified(
    settings: Settings, folder: Path | None, place: str | None, case_no: str, reveal: bool
) -> Certificate | MatterCertificate:
    production = settings.env == "production"
    prove = certify_matter if is_matter(case_no) else certify
    if folder is not None and is_archive(folder):
        _place_named(place, case_no)
        kept = archive_source(settings, folder)
        place = place or _place_in(kept, case_no)
        return await prove(kept, place, case_no, production=production, reveal=reveal)
    if folder is not None:
        home = FolderSource(folder, KeyRing.load(settings.key_file))
        manifest = home.manifest
        if manifest.case_no != case_no:
            raise CaseUnknown(f"目录中是{manifest.case_no}，不是{case_no}。")
        return await prove(home, manifest.place, case_no, production=production, reveal=reveal)
    _place_named(place, case_no)
    client = await connect(settings)
    place = place or await _place_of(client, case_no)
    source = source_of(client, space_of(settings))
    return await prove(source, place, case_no, production=production, reveal=reveal)


def _place_named(place: str | None, number: str) -> None:
    """Meetings are numbered in each place anew, so theirs must be named."""
    if not place and MEETING_NO.fullmatch(number):
        raise SourceFault(f"会议编号{number}各地都有，请用 --place 写明地区。")


async def _place_of(client: Client, number: str) -> str:
    """An item names its place itself."""
    return "" if is_matter(number) else await place_of(client, number, _places())


async def _exported(
    settings: Settings, place: str | None, case_no: str, folder: Path, who: str
) -> Manifest:
    _place_named(place, case_no)
    client = await connect(settings)
    place = place or await _place_of(client, case_no)
    write_down(settings, "export_histories", case_no, place, who=who)
    return await export(client, place, case_no, folder, space_of(settings))


def is_archive(folder: Path) -> bool:
    return DirectorySpace(folder).has(segment_object(0))


def archive_source(settings: Settings, folder: Path) -> ArchiveSource:
    """An archive carried home: the key ring and the namespace are all it takes beside it."""
    converter = data_converter(KeyRing.load(settings.key_file), settings.namespace)
    return ArchiveSource(DirectorySpace(folder), converter)


def _place_in(source: ArchiveSource, number: str) -> str:
    if is_matter(number):
        return ""
    names = (name.split("/") for name in source.workflow_ids())
    for kind, place, *rest in names:
        if kind == ids.CASE and rest == [number]:
            return place
    raise CaseUnknown(f"归档中没有编号为{number}的案件（归档只含已结束的运行）。")


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
    with one_line():
        return asyncio.run(work)


def _quiet() -> None:
    """A replay that stumbles logs the failure's text, which may name people; the finding is enough."""
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
