"""The rulebook told: breaches with clause and what to do, the rate of each township, the table."""

from __future__ import annotations

from collections import Counter
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.clauses import clause_zh
from audit.rulebook.asked import Answers
from audit.rulebook.rules import PROOF_ZH, RULES, SEVERITY_ZH, Proof, rule_of
from audit.sheet import sheet
from audit.show import moment

SHOWN: Final = 100


def verdict_zh(found: Answers) -> str:
    cases = len({b.case_no for b in found.breaches})
    if not found.breaches and not found.unknown:
        return f"{found.cases}件案件逐件核对，没有发现违反规定之处。"
    rest = f"，另有{len(found.unknown)}件没有核对" if found.unknown else ""
    return f"{found.cases}件案件中，{cases}件有{len(found.breaches)}处不符合规定{rest}。"


def by_township(found: Answers, totals: dict[str, int]) -> list[tuple[str, int, int, str]]:
    """Township, cases, cases with a breach, and the rate; the highest rate first."""
    bad: Counter[str] = Counter()
    for township, _ in {(b.township or b.place, b.case_no) for b in found.breaches}:
        bad[township] += 1
    rows = [(name, cases, bad[name]) for name, cases in totals.items()]
    rows.sort(key=lambda row: (-row[2] / max(row[1], 1), row[0]))
    return [
        (name, cases, wrong, f"{100 * wrong / max(cases, 1):.1f}%") for name, cases, wrong in rows
    ]


def print_answers(found: Answers, totals: dict[str, int], console: Console) -> None:
    console.print(f"[bold]{escape(verdict_zh(found))}[/bold]")
    for rule in RULES:
        several = found.of(rule.code)
        if not several:
            continue
        console.print(
            f"\n[bold]{rule.code} {escape(rule.zh)}[/bold]　{SEVERITY_ZH[rule.severity]}"
            f"　{escape(clause_zh(rule.clause))}　{len(several)}处"
        )
        for one in several[:SHOWN]:
            console.print(f"  {escape(one.case_no)}　{one.on}　{escape(one.zh)}")
        if len(several) > SHOWN:
            console.print(f"  另有{len(several) - SHOWN}处，见 JSON")
        console.print(f"  怎么办：{escape(rule.act_zh)}")
    if found.mended:
        console.print(f"\n[bold]纠正{len(found.mended)}项（提出人、复核人）[/bold]")
        for mended in found.mended[:SHOWN]:
            console.print(f"  {escape(mended.line)}")
        if len(found.mended) > SHOWN:
            console.print(f"  另有{len(found.mended) - SHOWN}项，见 JSON")
    table = Table("乡镇（街道）", "案件", "有问题的案件", "比例", box=None)
    for name, cases, wrong, rate in by_township(found, totals):
        table.add_row(escape(name), str(cases), str(wrong), rate)
    console.print(table)
    speed = found.events / found.seconds if found.seconds else 0
    console.print(
        f"核对于{moment(found.made_at)}；重算{found.asked}件、{found.events}个事件，"
        f"其余{found.cases - found.asked}件没有变化；用时{found.seconds:.1f}秒，每秒{speed:.0f}个事件。"
    )


def print_table(console: Console) -> None:
    """The 34 questions: what answers each, and what it cannot prove."""
    table = Table("", "问题", "依据", "能否证明", "由何核对", "不能证明的")
    for rule in RULES:
        table.add_row(
            rule.code,
            escape(rule.zh),
            escape(clause_zh(rule.clause)),
            PROOF_ZH[rule.proof],
            escape(rule.by or "—"),
            escape(rule.limits_zh),
        )
    console.print(table)


def markdown() -> str:
    """`docs/rulebook.md`."""
    head = (
        "# The rulebook · 核对规则\n\n"
        "<!-- made by python -m docs.generate from audit/rulebook/rules.py -->\n\n"
        "The auditor's 34 questions. *provable*: the histories answer it alone; *part*: they answer\n"
        "some of it; *outside*: they cannot, and why. `doudi audit rulebook` asks every case what it\n"
        "can, and recomputes only what has changed.\n\n"
        "| | 问题 | 依据 | proof | 严重程度 | 由何核对 | 不能证明的 | 怎么办 |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    rows = (
        f"| {r.code} | {r.zh} | {clause_zh(r.clause)} | {r.proof.value} | {SEVERITY_ZH[r.severity]} |"
        f" {f'`{r.by}`' if r.by else '—'} | {r.limits_zh} | {r.act_zh} |\n"
        for r in RULES
    )
    counts = Counter(r.proof for r in RULES)
    tail = "\n" + "；".join(f"{PROOF_ZH[p]}{counts[p]}项" for p in Proof) + "。\n"
    return head + "".join(rows) + tail


_BODY: Final = """\
<p><strong>{{ verdict }}</strong></p>
<p>核对于{{ made }}。</p>
<h2>按乡镇（街道）</h2>
<table>{{ head(("乡镇（街道）", "案件", "有问题的案件", "比例")) }}
{% for row in townships %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% for rule, several in groups %}<h2>{{ rule.code }} {{ rule.zh }}（{{ severity[rule.severity] }}）</h2>
<p>依据：{{ clause(rule.clause) }}。怎么办：{{ rule.act_zh }}不能证明的：{{ rule.limits_zh }}</p>
<table>{{ head(("案件", "乡镇（街道）", "日期", "不符之处")) }}
{% for b in several %}<tr><td>{{ b.case_no }}</td><td>{{ b.township }}</td><td>{{ b.on }}</td>
<td>{{ b.zh }}</td></tr>
{% endfor %}</table>
{% endfor %}{% if mended %}<h2>纠正</h2>
<table>{{ head(("案件", "事项", "提出", "结果", "复核")) }}
{% for m in mended %}<tr><td>{{ m.case_no }}</td><td>第{{ m.number }}号 {{ m.kind_zh }}</td>
<td>{{ m.by_zh }} {{ m.by }} {{ m.on }}</td><td>{{ m.ending_zh }}</td>
<td>{% if m.ended_by %}{{ m.ended_zh }} {{ m.ended_by }} {{ m.ended_on }}{% endif %}</td></tr>
{% endfor %}</table>{% endif %}"""


def page(found: Answers, totals: dict[str, int]) -> str:
    """One page, no script, made to be printed."""
    return sheet(
        "核对规则逐案检查",
        _BODY,
        verdict=verdict_zh(found),
        made=moment(found.made_at),
        townships=by_township(found, totals),
        groups=[(rule_of(c), found.of(c)) for c in sorted({b.rule for b in found.breaches})],
        severity=SEVERITY_ZH,
        mended=found.mended,
        clause=clause_zh,
    )
