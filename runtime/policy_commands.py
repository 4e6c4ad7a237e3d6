"""`doudi policy`: what the law says here on a day, and whether the packs are sound."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.places import PlaceInfo
from domain.policy import NATIONAL, DatedValue, Definition, PolicyValue, Status
from runtime import packs
from runtime.pack_document_rules import BASIS, REVIEWS, SERIES
from runtime.policy_words import STATUS_ZH, in_words
from runtime.settings import read_settings
from runtime.terminal import known_place, near, stop

policy_app = typer.Typer(
    help="政策参数：查询一个地方某日适用的值，检查政策包。", no_args_is_help=True
)

Overlay = Annotated[
    list[Path] | None,
    typer.Option(
        "--overlay", help="补充政策包的目录，可以重复；后面的优先。不填用 DOUDI_POLICY_OVERLAYS。"
    ),
]
Production = Annotated[
    bool, typer.Option("--production", help="按生产环境解释：演示数据视为未设定。")
]


@policy_app.command("show")
def show(
    place: Annotated[str, typer.Argument(help="地区代码，例如 jiaozuo。")],
    name: Annotated[str, typer.Argument(help="政策参数名称，例如 dibao.publicity。")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="适用日期；不填为今天。")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    production: Production = False,
    overlay: Overlay = None,
) -> None:
    """显示某地某日适用的值、各层级的规定和出处。"""
    loaded = _read(overlay)
    info = known_place(loaded.places, place)
    _known(loaded, name)
    day = on.date() if on else _today()
    production = production or read_settings().env == "production"
    found = packs.value(loaded, place, day, name, production=production)
    chain = _chain(loaded, info, name)
    if as_json:
        typer.echo(json.dumps(_as_json(info, day, found, chain), ensure_ascii=False, indent=2))
        return
    console = Console()
    label = f"{escape(found.zh)}（{name}）"
    console.print(f"{info.short} {day:%Y年%m月%d日} [bold]{label}[/bold]")
    console.print(f"适用的值：[bold]{escape(in_words(found, chain[0].labels))}[/bold]")
    console.print(f"状态：{STATUS_ZH[found.status]}　出处：{escape(found.cite or '无')}")
    console.print(_chain_table(chain, info, found, day))
    if any(_demo_only(definition, day) for definition in chain) and not production:
        console.print("演示数据只供演示，生产环境视为未设定。")


@policy_app.command("check")
def check(overlay: Overlay = None) -> None:
    """检查全部政策包，列出各地已核对、未核对、演示和未设定的参数数；有错误时退出码为 1。"""
    loaded = _read(overlay)
    for line in loaded.violations:
        typer.echo(line)
    if loaded.violations:
        typer.echo(f"共 {len(loaded.violations)} 处错误。")
        raise typer.Exit(1)
    names = sorted(loaded.definitions[NATIONAL])
    table = Table(title=f"政策包 {_today():%Y年%m月%d日}（{len(names)} 个参数）")
    for heading in ("地区", *STATUS_ZH.values()):
        table.add_column(heading, justify="left" if heading == "地区" else "right")
    for code in sorted(loaded.places):
        values = [packs.value(loaded, code, _today(), name) for name in names]
        counts = [sum(v.status is status for v in values) for status in STATUS_ZH]
        table.add_row(loaded.places[code].short, *map(str, counts))
    Console().print(table)
    typer.echo("政策包没有错误。")


@policy_app.command("documents")
def documents(
    place: Annotated[str, typer.Argument(help="地区代码，例如 yicheng。")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期；不填为今天。")
    ] = None,
    production: Production = False,
    overlay: Overlay = None,
) -> None:
    """列出一地的政策文件：施行和有效期、替代的文件、合法性审查，以及标准依据的统计数据。"""
    loaded = _read(overlay)
    info = known_place(loaded.places, place)
    day = on.date() if on else _today()
    console = Console()
    for line in document_lines(loaded, info, day, production=production):
        console.print(escape(line))


def document_lines(
    loaded: packs.Packs, info: PlaceInfo, day: date, *, production: bool = False
) -> list[str]:
    """What there is to say of a place's documents on a day, a line each."""
    paper, last = info.document, info.document.last_day(production)
    since = paper.in_force.since or paper.issued
    lines = [
        f"{info.short}：《{paper.title}》（{paper.number}），{paper.issued or '签发日期不详'}签发",
        f"施行：{since or '不详'}　有效期至：{last or '未规定'}",
    ]
    if paper.other_reading is not None:
        other = paper.other_reading
        lines.append(f"另一种计算：{other.since}至{other.until}（{other.note}）")
    if paper.extension is not None:
        mark = "（演示数据）" if paper.extension.demo else ""
        lines.append(f"延期：至{paper.extension.until}，{paper.extension.doc}{mark}")
    lines += [f"替代：{old.number}（{old.issued}签发，{old.until}止）" for old in paper.supersedes]
    if last is not None:
        left = (last - day).days
        lines.append(
            f"距届满还有{left}天。" if left >= 0 else f"已于{last}届满，不能据以启动新案件。"
        )
    reviews = packs.value(loaded, info.code, day, REVIEWS, production=production).value
    for doc, review in _map(reviews).items():
        said = _map(review)
        lines.append(
            f"合法性审查：{doc}，{said.get('unit', '')}{said.get('paper', '')}，{said.get('day', '')}"
        )
    return lines + _basis_lines(loaded, info, day, production=production)


def _basis_lines(loaded: packs.Packs, info: PlaceInfo, day: date, *, production: bool) -> list[str]:
    """Which published series each version of a standard was set from (HB-24, TR-45)."""
    rows = _map(packs.value(loaded, info.code, day, SERIES, production=production).value)
    basis = _map(packs.value(loaded, info.code, day, BASIS, production=production).value)
    return [
        f"{name} 自{since}：依据" + "、".join(_series_zh(rows[code]) for code in codes)
        for name, versions in basis.items()
        for since, codes in versions.items()
    ]


def _series_zh(row: dict[str, Any]) -> str:
    return f"{row['zh']}（{row['period']}，{row['published']}公布）"


def _map(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _chain(loaded: packs.Packs, info: PlaceInfo, name: str) -> list[Definition]:
    """What each level says about the name, far to near, levels that are silent left out."""
    return [
        loaded.definitions[level][name]
        for level in info.chain
        if name in loaded.definitions.get(level, {})
    ]


def _demo_only(definition: Definition, day: date) -> bool:
    """Whether the level's value on that day is demonstration data."""
    dated = definition.on(day)
    return dated is not None and dated.status is Status.DEMO


def _chain_table(
    chain: Iterable[Definition], info: PlaceInfo, found: PolicyValue, day: date
) -> Table:
    table = Table()
    for heading in ("层级", "自", "至", "值", "状态", "出处", "说明"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("层级", "自", "至"))
    for definition in chain:
        level = "全国" if definition.level == NATIONAL else info.short
        if not definition.values:
            table.add_row(level, "", "", "由地方规定", STATUS_ZH[Status.NOT_SET], "", "")
        for dated in definition.values:
            shown = _shown(definition, dated)
            mark = ""
            if dated.holds_on(day):
                applies = definition.level == found.level and dated.since == found.since
                mark = "适用" if applies else "不适用"
            table.add_row(
                level,
                str(dated.since),
                str(dated.until or ""),
                escape(in_words(shown, definition.labels)),
                STATUS_ZH[dated.status],
                escape(shown.cite),
                mark,
            )
    return table


def _shown(definition: Definition, dated: DatedValue) -> PolicyValue:
    return PolicyValue(
        name=definition.name,
        zh=definition.zh,
        unit=definition.unit,
        level=definition.level,
        **dated.model_dump(),
    )


def _as_json(
    info: PlaceInfo, day: date, found: PolicyValue, chain: list[Definition]
) -> dict[str, Any]:
    return {
        "place": info.code,
        "on": day.isoformat(),
        **found.model_dump(mode="json"),
        "cite": found.cite,
        "chain": [
            {
                "level": definition.level,
                "values": [
                    {**dated.model_dump(mode="json"), "cite": _shown(definition, dated).cite}
                    for dated in definition.values
                ],
            }
            for definition in chain
        ],
    }


def _read(overlay: list[Path] | None) -> packs.Packs:
    try:
        return packs.read(tuple(overlay or read_settings().policy_overlays))
    except packs.PackError as error:
        stop(str(error))


def _known(loaded: packs.Packs, name: str) -> None:
    national = loaded.definitions.get(NATIONAL, {})
    if name in national:
        return
    by_label = [code for code, definition in national.items() if name in definition.zh]
    by_tail = [code for code in national if code.partition(".")[2] == name]
    found = by_label + by_tail + get_close_matches(name, national, n=3, cutoff=0.5)
    close = near(list(dict.fromkeys(found))[:5], "可以用 doudi policy check 查看。")
    stop(f"没有政策参数“{name}”。{close}")


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()
