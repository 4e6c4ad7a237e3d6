"""The certificate as a person reads it: at a terminal, or as one plain page to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from audit.certificate import COUNT_ZH, Certificate, RunLine
from audit.clauses import clause_zh
from audit.facts import EntryFacts, Facts
from audit.sheet import sheet
from domain.money import yuan
from runtime.packs import place_info

SHANGHAI: Final = timezone(timedelta(hours=8))
STATUS_ZH: Final = {
    "open": "办理中",
    "completed": "已办结",
    "continued": "转入下一个运行",
    "canceled": "已取消",
    "failed": "失败",
    "terminated": "被终止",
    "timed_out": "超时",
}
OUTCOME_ZH: Final = {
    "refused": "不予确认",
    "withdrawn": "撤回申请",
    "not_accepted": "不予受理",
    "stopped": "停发",
}
CAUSE_ZH: Final = {
    "confirmed": "审核确认",
    "increase": "增发",
    "decrease": "减发",
    "stop": "停发",
}
MEASURE_ZH: Final = {"assigned": "已交办", "accepted": "已承接", "completed": "已办结"}


def title(certificate: Certificate) -> str:
    return f"案件 {certificate.case_no} 重算证书"


def place_zh(certificate: Certificate) -> str:
    """The place and township in words; their codes when no pack names them."""
    try:
        info = place_info(certificate.place)
    except KeyError:
        return certificate.place
    town = next((t.zh for t in info.townships if t.code == certificate.township), "")
    return f"{info.zh}{town}"


def verdict_zh(certificate: Certificate) -> str:
    """The verdict in one sentence."""
    if certificate.passed:
        rest = "归档只含已结束的运行，此后的经过不在其中。" if certificate.partial else ""
        return (
            f"通过：{len(certificate.runs)}个运行、{certificate.compared}处逐一重算，"
            f"与记录完全相符。{rest}"
        )
    return f"不通过：有{len(certificate.findings)}处与记录不符，第一处见下。"


def lines_of(entry: EntryFacts) -> tuple[str, str, str, str, str]:
    """One act as a row: day, what, result, by whom, clause with the event."""
    result = entry.outcome
    if entry.amount_fen is not None:
        result += f"{'，' if result else ''}每月{yuan(entry.amount_fen)}元"
    who = "　".join(part for part in (entry.role, entry.unit, entry.officer) if part)
    event = f"第{entry.event_id}号事件" if entry.event_id else ""
    basis = "；".join(part for part in (clause_zh(entry.clause), event) if part)
    return entry.on.isoformat(), entry.zh, result or entry.text, who or "系统", basis


def compared_zh(run: RunLine) -> str:
    return "、".join(f"{COUNT_ZH.get(k, k)}{n}" for k, n in run.compared.items()) or "未能重算"


def moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def entitlement_lines(facts: Facts) -> Iterator[str]:
    for due in facts.entitlements:
        until = f"至{due.last:%Y年%m月}" if due.last else "起"
        cause = CAUSE_ZH.get(due.cause, due.cause)
        yield f"{due.first:%Y年%m月}{until}　每月{yuan(due.monthly_fen)}元（{cause}）"


# --- at a terminal --------------------------------------------------------------------------------


def print_certificate(certificate: Certificate, console: Console) -> None:
    """Prints the certificate in Chinese: verdict, findings, stages, decision, checks, proof."""
    colour = "green" if certificate.passed else "red"
    head = (
        f"[bold]{escape(title(certificate))}[/bold]　{escape(place_zh(certificate))}\n"
        f"[{colour}]{escape(verdict_zh(certificate))}[/{colour}]"
    )
    parts: list[RenderableType] = [Panel(head, border_style=colour)]
    parts += [f"[red]✗[/red] {escape(f.line)}" for f in certificate.findings]
    parts += _stage_tables(certificate)
    parts += _decision(certificate.facts)
    parts += [_check_table(certificate)] if certificate.checks else []
    parts += _item_tables(certificate)
    parts += [f"[yellow]系统运行回退[/yellow]　{escape(made.zh)}" for made in certificate.resets]
    parts += [_run_table(certificate), *_notes(certificate), _proof(certificate)]
    console.print(Group(*parts))


def _stage_tables(certificate: Certificate) -> Iterable[RenderableType]:
    for stage in certificate.stages:
        span = str(stage.since) if stage.since == stage.until else f"{stage.since} 至 {stage.until}"
        table = Table(title=f"{stage.zh}　{span}", title_justify="left", expand=True)
        for name in ("日期", "事项", "结果", "办理人", "依据"):
            table.add_column(name, overflow="fold")
        for entry in stage.entries:
            table.add_row(*(escape(cell) for cell in lines_of(entry)))
        yield table


def _decision(facts: Facts | None) -> Iterable[RenderableType]:
    if facts is None:
        return
    made = facts.decision
    if made is not None:
        word = f"确认同意，每月{yuan(made.monthly_fen)}元" if made.granted else "不予确认"
        yield f"[bold]决定[/bold]　{made.on}　{escape(made.role)}（{escape(made.officer)}）：{word}"
        for reason in made.reasons:
            yield f"  理由：{escape(reason.text)}　{escape(clause_zh(reason.clause))}"
        for label, figure in made.table:
            yield f"  计算：{escape(label)}　{escape(figure)}"
        if made.demo:
            yield f"  [yellow]其中{len(made.demo)}项政策参数为演示数据[/yellow]"
    for label, value in facts.publicity:
        yield f"  公示：{label}　{value}"
    for line in entitlement_lines(facts):
        yield f"  发放：{line}"
    for notice in facts.notices:
        served = f"，{notice.served_on}送达" if notice.served_on else ""
        yield f"  文书：{escape(notice.zh)}　{escape(notice.number)}　{notice.issued_on}制发{served}"
    if facts.outcome:
        yield f"[bold]结果[/bold]　{OUTCOME_ZH.get(facts.outcome, facts.outcome)}"
    elif facts.next_recheck:
        yield f"[bold]下次复核[/bold]　{facts.next_recheck}"


def _check_table(certificate: Certificate) -> RenderableType:
    table = Table(title="信息核对", title_justify="left", expand=True)
    for name in ("次", "部门", "发起", "期限", "询问", "答复", "依据"):
        table.add_column(name, overflow="fold")
    for check in certificate.checks:
        for part in check.departments:
            answer = str(part.answered_on or "")
            if part.waived_on:
                answer = f"{part.waived_on} 免等（{part.waived_by}）"
            table.add_row(
                str(check.number),
                escape(part.zh),
                str(check.ordered_on),
                str(part.due),
                f"{part.attempts}次",
                escape(answer + ("，迟到" if part.late else "")),
                escape(part.clause),
            )
    return table


def _item_tables(certificate: Certificate) -> Iterable[RenderableType]:
    for item in certificate.items:
        state = {True: "同意", False: "不同意", None: "尚未议定"}[item.approved]
        table = Table(
            title=f"一事一议 第{item.number}件　{state}　{item.minutes}",
            title_justify="left",
            expand=True,
        )
        for name in ("日期", "事项", "结果", "办理人", "依据"):
            table.add_column(name, overflow="fold")
        for entry in item.entries:
            table.add_row(*(escape(cell) for cell in lines_of(entry)))
        for measure in item.measures:
            table.add_row(
                str(measure.completed_on or ""),
                escape(f"{measure.unit}　{measure.code}"),
                f"议定{yuan(measure.amount_fen)}元，落实{yuan(measure.delivered_fen)}元",
                MEASURE_ZH.get(measure.stage, measure.stage),
                f"期限{measure.due}" + ("，超期" if measure.late else ""),
            )
        yield table


def _run_table(certificate: Certificate) -> RenderableType:
    table = Table(title="逐一重算的运行", title_justify="left", expand=True)
    for name in ("运行", "起止", "事件", "重算比对", "历史摘要（SHA-256）"):
        table.add_column(name, overflow="fold")
    for run in certificate.runs:
        mark = "[red]✗[/red] " if run.findings else "[green]✓[/green] "
        table.add_row(
            f"{mark}{run.zh}　{escape(run.workflow_id)}　{run.run_id[:8]}",
            f"{moment(run.began)}\n{moment(run.ended)}　{STATUS_ZH.get(run.status, run.status)}",
            str(run.events),
            escape(compared_zh(run)),
            run.sha256,
        )
    return table


def _notes(certificate: Certificate) -> Iterable[RenderableType]:
    for note in certificate.notes:
        names = "、".join(d.path for d in note.differences)
        yield (
            f"[yellow]提示[/yellow]　{note.on}的政策快照（第{note.event_id}号事件）"
            f"与现有政策包不同：{escape(names)}"
        )


def _proof(certificate: Certificate) -> RenderableType:
    return (
        f"出具时间　{moment(certificate.made_at)}\n"
        f"重算程序　{certificate.program}\n证书摘要　{certificate.digest}"
    )


# --- as a page ------------------------------------------------------------------------------------

_STYLE: Final = """\
.acts{table-layout:fixed}.acts th:nth-child(1){width:7rem}.acts th:nth-child(2){width:10rem}
.acts th:nth-child(3){width:10rem}.acts th:nth-child(5){width:11rem}
"""
_BODY: Final = """\
<p>{{ place }}　出具时间 {{ made }}</p>
<p class="verdict {{ c.verdict }}" role="status">{{ verdict }}</p>
{% if c.findings %}<h2>与记录不符之处</h2>
<ol>{% for f in c.findings %}<li>{{ f.line }}</li>{% endfor %}</ol>{% endif %}
{% for s in c.stages %}<h2>{{ s.zh }}　{{ s.since }}{% if s.until != s.since %} 至 {{ s.until }}
{% endif %}</h2>
<table class="acts">{{ head(("日期", "事项", "结果", "办理人", "依据")) }}
{% for e in s.entries %}<tr>{% for cell in lines(e) %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}
{% if c.facts %}{% if c.facts.decision %}{% set d = c.facts.decision %}<h2>决定</h2>
<p>{{ d.on }}　{{ d.role }}（{{ d.officer }}）：{% if d.granted %}确认同意，每月{{ yuan(d.monthly_fen) }}元
{% else %}不予确认{% endif %}</p>
<ul>{% for r in d.reasons %}<li>{{ r.text }}　{{ clause(r.clause) }}</li>{% endfor %}</ul>
<table>{% for label, figure in d.table %}<tr><th scope="row">{{ label }}</th><td>{{ figure }}</td></tr>
{% endfor %}</table>
{% if d.demo %}<p>其中{{ d.demo|length }}项政策参数为演示数据。</p>{% endif %}{% endif %}
{% if c.facts.publicity %}<h2>公示</h2><ul>{% for label, value in c.facts.publicity %}
<li>{{ label }}　{{ value }}</li>{% endfor %}</ul>{% endif %}
{% if entitlements %}<h2>发放</h2><ul>{% for line in entitlements %}<li>{{ line }}</li>{% endfor %}
</ul>{% endif %}
{% if c.facts.notices %}<h2>文书</h2><table>{{ head(("文书", "文号", "制发", "送达")) }}
{% for n in c.facts.notices %}<tr><td>{{ n.zh }}</td><td>{{ n.number }}</td>
<td>{{ n.issued_on or "" }}</td><td>{{ n.served_on or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% endif %}
{% for k in c.checks %}<h2>信息核对 第{{ k.number }}次</h2>
<table>{{ head(("部门", "期限", "询问", "答复", "依据")) }}
{% for p in k.departments %}<tr><td>{{ p.zh }}</td><td>{{ p.due }}</td><td>{{ p.attempts }}次</td>
<td>{% if p.waived_on %}{{ p.waived_on }} 免等（{{ p.waived_by }}）{% else %}{{ p.answered_on or "" }}
{% endif %}{% if p.late %}，迟到{% endif %}</td><td>{{ p.clause }}</td></tr>{% endfor %}</table>
{% endfor %}
{% for i in c.items %}<h2>一事一议 第{{ i.number }}件　{{ i.minutes }}</h2>
<table class="acts">{{ head(("日期", "事项", "结果", "办理人", "依据")) }}
{% for e in i.entries %}<tr>{% for cell in lines(e) %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% if i.measures %}<table>{{ head(("单位", "措施", "议定", "落实", "办结")) }}
{% for m in i.measures %}<tr><td>{{ m.unit }}</td><td>{{ m.code }}</td>
<td>{{ yuan(m.amount_fen) }}元</td><td>{{ yuan(m.delivered_fen) }}元</td>
<td>{{ m.completed_on or "" }}{% if m.late %}（超期）{% endif %}</td></tr>{% endfor %}
</table>{% endif %}{% endfor %}
<h2>逐一重算的运行</h2>
<table>{{ head(("运行", "起止", "事件", "重算比对", "历史摘要（SHA-256）")) }}
{% for r in c.runs %}<tr><td>{{ r.zh }} {{ r.workflow_id }}<br>{{ r.run_id }}</td>
<td>{{ moment(r.began) }}<br>{{ moment(r.ended) }}　{{ status.get(r.status, r.status) }}</td>
<td>{{ r.events }}</td><td>{{ compared(r) }}{% if r.findings %}，{{ r.findings }}处不符{% endif %}</td>
<td><code>{{ r.sha256 }}</code></td></tr>{% endfor %}</table>
{% if c.resets %}<h2>系统运行回退</h2><ul>{% for r in c.resets %}<li>{{ moment(r.at) }}　{{ r.zh }}
{% if r.reason %}；理由：{{ r.reason }}{% endif %}</li>{% endfor %}</ul>{% endif %}
{% if c.notes %}<h2>提示</h2><ul>{% for n in c.notes %}
<li>{{ n.on }}的政策快照（第{{ n.event_id }}号事件）与现有政策包不同：
{% for d in n.differences %}{{ d.path }}{% if not loop.last %}、{% endif %}{% endfor %}</li>
{% endfor %}</ul>{% endif %}
<h2>凭证</h2>
<p>重算程序 <code>{{ c.program }}</code><br>证书摘要 <code>{{ c.digest }}</code></p>
"""


def page(certificate: Certificate) -> str:
    """The certificate as one HTML page without script or outside files."""
    return sheet(
        title(certificate),
        _BODY,
        style=_STYLE,
        c=certificate,
        place=place_zh(certificate),
        made=moment(certificate.made_at),
        verdict=verdict_zh(certificate),
        lines=lines_of,
        compared=compared_zh,
        moment=moment,
        yuan=yuan,
        clause=clause_zh,
        status=STATUS_ZH,
        entitlements=tuple(entitlement_lines(certificate.facts)) if certificate.facts else (),
    )
