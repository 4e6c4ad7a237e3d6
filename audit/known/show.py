"""A case at a moment in words, the difference of two, and all steps on one page without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.known.steps import Step, between, sources
from audit.recompute.findings import Difference
from audit.sheet import sheet
from domain.case.file import CaseFile
from domain.money import yuan

FACT_FIELDS: Final = {
    "家庭成员": "Member.relation",
    "登记的收入": "Member.relation",
    "登记的财产": "Member.relation",
    "月补助": "Assessment.monthly_fen",
    "当时的核算": "Assessment.eligible",
    "当时的决定": "Decision.granted",
    "核对线索": "Lead.key",
}
"""The field of a case whose reader may see this fact; the others are of the procedure alone."""


def facts(step: Step) -> tuple[tuple[str, str], ...]:
    """The case in figures and codes as it then stood; nobody's name."""
    file = step.file
    home = file.household
    rows = [
        ("环节", step.stage),
        ("乡镇（街道）", file.township),
        ("救助项目", file.programme.value),
        ("家庭成员", f"{len(home.members)}人，计入{len(home.counted)}人"),
        ("登记的收入", f"{len(home.incomes)}项"),
        ("登记的财产", f"{len(home.assets)}项"),
        ("月补助", f"{yuan(file.monthly_fen_now)}元" if file.monthly_fen_now else "未发放"),
    ]
    if file.assessment is not None:
        words = "符合条件" if file.assessment.eligible else "不符合条件"
        rows.append(("当时的核算", f"{words}，每月{yuan(file.assessment.monthly_fen)}元"))
    if file.decision is not None:
        words = "同意" if file.decision.granted else "不予确认"
        rows.append(("当时的决定", f"{file.decision.on} {words}（{file.decision.by.id}）"))
    if file.publicity is not None:
        rows.append(("公示", f"{file.publicity.posted_on}至{file.publicity.until}"))
    if file.leads:
        settled = sum(lead.settled for lead in file.leads)
        rows.append(("核对线索", f"{len(file.leads)}条，已核实{settled}条"))
    rows.append(("政策", _policy(file)))
    return tuple(rows)


def _policy(file: CaseFile) -> str:
    law = file.policy
    if law is None:
        return "尚未取用"
    demo = f"，其中演示数据{len(law.demo)}项" if law.demo else ""
    return f"{law.on}的政策快照，{len(law.values)}项{demo}，摘要{law.digest[:16]}"


def print_step(found: Sequence[Step], step: Step, console: Console) -> None:
    console.print(f"[bold]{escape(step.line)}[/bold]")
    console.print(f"记录于第{step.event_id}号事件，运行{step.run_id[:8]}，共{len(found)}步")
    table = Table(show_header=False, box=None)
    for name, value in facts(step):
        table.add_row(escape(name), escape(value))
    console.print(table)
    console.print(f"[bold]当时等待[/bold]　{escape(step.waiting or '无')}")
    known = Table("日期", "当时已知", "来自", "登记时刻", title="当时已知", title_justify="left")
    for one in sources(found, step):
        at = f"{one.at:%Y-%m-%d %H:%M}" if one.at else ""
        known.add_row(one.on.isoformat(), escape(one.zh), escape(one.by or "系统"), at)
    console.print(known)


def print_between(one: Step, other: Step, console: Console, *, reveal: bool) -> None:
    console.print(f"[bold]自第{one.number}步至第{other.number}步的变化[/bold]")
    table = Table("内容", "当时", "后来")
    for difference in between(one, other, reveal=reveal):
        table.add_row(
            escape(difference.path), escape(difference.recorded), escape(difference.recomputed)
        )
    console.print(table)


_STYLE: Final = """\
summary{cursor:pointer;padding:.3rem 0}details{border-bottom:1px solid #ccc}
"""
_BODY: Final = """\
<p>共{{ rows|length }}步，由历史重算。每一步写明当时的情况、等待何人、所依据的政策，以及与上一步的不同。</p>
{% for step, facts, changed in rows %}<details{% if step.number == shown %} open{% endif %}>
<summary>{{ step.line }}</summary>
<p>第{{ step.event_id }}号事件，运行 <span class="digest">{{ step.run_id }}</span></p>
<table>{% for name, value in facts %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>{% endfor %}
<tr><th>当时等待</th><td>{{ step.waiting or "无" }}</td></tr></table>
{% if changed %}<table>{{ head(("与上一步的不同", "上一步", "这一步")) }}
{% for d in changed %}<tr><td>{{ d.path }}</td><td>{{ d.recorded }}</td><td>{{ d.recomputed }}</td></tr>
{% endfor %}</table>{% endif %}</details>
{% endfor %}"""


def page(case_no: str, found: Sequence[Step], shown: int, *, reveal: bool) -> str:
    """Every step with what it changed; the one asked for stands open."""
    rows: list[tuple[Step, tuple[tuple[str, str], ...], tuple[Difference, ...]]] = []
    for before, step in zip((None, *found), found, strict=False):
        changed = between(before, step, reveal=reveal) if before is not None else ()
        rows.append((step, facts(step), changed))
    return sheet(f"{case_no} 逐步经过", _BODY, style=_STYLE, rows=rows, shown=shown)
