"""Many certificates in one table: at a terminal, and as one page to print."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.many.tally import Line, Tally
from audit.sheet import sheet
from audit.show import moment
from runtime import packs

VERDICT_ZH: Final = {"passed": "通过", "failed": "不通过", "unknown": "没有核验"}
SHOWN: Final = 50


def verdict_zh(found: Tally) -> str:
    """The whole in one sentence."""
    cases, failed, unknown = len(found.lines), len(found.of("failed")), len(found.of("unknown"))
    events = f"{found.events}个事件"
    if found.passed:
        return f"通过：{cases}件案件、{events}逐一重算，与记录完全相符。"
    parts = [f"{failed}件与记录不符" if failed else "", f"{unknown}件没有核验" if unknown else ""]
    return f"不通过：{cases}件案件、{events}中，{'，'.join(p for p in parts if p)}，逐件列下。"


def speed_zh(found: Tally) -> str:
    return f"本次用时{found.seconds:.1f}秒，每秒{found.rate:.0f}个事件"


def by_township(found: Tally) -> list[tuple[str, list[Line], int]]:
    """Township, its cases, and how many of them did not pass; the most of these first."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in found.lines:
        groups[_township_zh(line)].append(line)
    rows = [
        (name, lines, sum(line.verdict != "passed" for line in lines))
        for name, lines in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _township_zh(line: Line) -> str:
    return _names(line.place).get(line.township, "") or line.township or "（不详）"


@cache
def _names(place: str) -> dict[str, str]:
    """The townships of a place by their codes; none of a place nobody knows."""
    if place not in packs.places():
        return {}
    info = packs.place_info(place)
    return {"": info.short, **{t.code: f"{info.short}{t.zh}" for t in info.townships}}


def print_tally(found: Tally, console: Console) -> None:
    colour = "green" if found.passed else "red"
    console.print(f"[bold]核验范围[/bold]　{escape(found.asked)}")
    console.print(f"[{colour}]{escape(verdict_zh(found))}[/{colour}]")
    bad = [line for line in found.lines if line.verdict != "passed"]
    for line in bad[:SHOWN]:
        first = line.findings[0] if line.findings else ""
        console.print(f"[red]✗[/red] {escape(line.case_no)}　{escape(first)}")
    if len(bad) > SHOWN:
        console.print(f"另有{len(bad) - SHOWN}件，见网页或者 JSON。")
    table = Table("乡镇（街道）", "案件", "不符或者没有核验", box=None)
    for name, cases, wrong in by_township(found):
        table.add_row(escape(name), str(len(cases)), str(wrong))
    console.print(table)
    console.print(f"{speed_zh(found)}\n重算程序　{found.program}\n汇总摘要　{found.digest}")


_STYLE: Final = """\
h3{font-size:1rem;margin:1.2rem 0 .3rem}
.each{table-layout:fixed}.each th:first-child,.each th:last-child{width:11rem}
.each td:last-child{font-family:monospace}
section{content-visibility:auto;contain-intrinsic-size:auto 30rem}
@media print{section{content-visibility:visible}}
"""
_BODY: Final = """\
<p>核验范围：{{ found.asked }}</p>
<p class="verdict {{ 'passed' if found.passed else 'failed' }}" role="status">{{ verdict }}</p>
<h2>按乡镇（街道）</h2>
<table>{{ head(("乡镇（街道）", "案件", "不符或者没有核验")) }}
{% for name, cases, wrong in townships %}<tr><td><a href="#t{{ loop.index }}">{{ name }}</a></td>
<td>{{ cases|length }}</td><td>{{ wrong }}</td></tr>
{% endfor %}</table>
{% if bad %}<h2>不符的案件</h2>
<table>{{ head(("案件", "结论", "不符之处")) }}
{% for line in bad %}<tr><td>{{ line.case_no }}</td><td>{{ zh[line.verdict] }}</td>
<td>{% for text in line.findings %}{{ text }}<br>{% endfor %}
{% if line.more %}另有{{ line.more }}处{% endif %}</td></tr>
{% endfor %}</table>{% endif %}
<h2>逐件结论</h2>
{% for name, cases, wrong in townships %}<section id="t{{ loop.index }}">
<h3>{{ name }}　{{ cases|length }}件</h3>
<table class="each">{{ head(("案件", "结论", "运行", "事件", "比对", "证书摘要")) }}
{% for line in cases %}<tr><td>{{ line.case_no }}<td>{{ zh[line.verdict] }}
<td>{{ line.runs }}<td>{{ line.events }}<td>{{ line.compared }}<td>{{ line.digest[:16] }}
{% endfor %}</table></section>
{% endfor %}<h2>凭据</h2>
<p>出具时间：{{ made }}　{{ speed }}</p>
<p>重算程序：<span class="digest">{{ found.program }}</span></p>
<p>汇总摘要：<span class="digest">{{ found.digest }}</span></p>
"""


def page(found: Tally) -> str:
    """One page, no script, made to be printed."""
    bad: list[Line] = [line for line in found.lines if line.verdict != "passed"]
    return sheet(
        "案件核验汇总",
        _BODY,
        style=_STYLE,
        found=found,
        verdict=verdict_zh(found),
        speed=speed_zh(found),
        townships=by_township(found),
        bad=bad,
        zh=VERDICT_ZH,
        made=moment(found.made_at),
    )
