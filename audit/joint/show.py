"""The certificate of an item or a meeting as a person reads it: at a terminal, or as one page.

Both are made of the same tables, so that neither says what the other does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from audit.certificate import KIND_ZH
from audit.clauses import clause_zh
from audit.facts import EntryFacts
from audit.joint.certificate import MatterCertificate
from audit.joint.facts import MatterFacts, PromiseFacts, SaidFacts
from audit.joint.sittings import DayFacts, MeetingFacts, PointFacts
from audit.sheet import sheet
from audit.show import STATUS_ZH, compared_zh, lines_of, moment
from domain.money import yuan
from runtime.packs import place_info

Section = tuple[str, Sequence[str], Sequence[Sequence[str]]]
"""Heading, names of the columns, rows."""

SAID: Final = ("单位", "态度", "内容", "日期", "办理人", "依据")


def title(certificate: MatterCertificate) -> str:
    kind, _, rest = certificate.subject.partition("/")
    if kind == "meeting":
        return f"联席会议 {rest.split('/')[-1]} 重算证书"
    return f"{KIND_ZH[kind]} {rest} 重算证书"


def place_zh(certificate: MatterCertificate) -> str:
    try:
        return place_info(certificate.place).zh
    except KeyError:
        return certificate.place


def verdict_zh(certificate: MatterCertificate) -> str:
    """The verdict in one sentence."""
    if certificate.passed:
        return (
            f"通过：{len(certificate.runs)}个运行、{certificate.compared}处逐一重算，"
            "与记录完全相符。"
        )
    return f"不通过：有{len(certificate.findings)}处与记录不符，第一处见下。"


def sections(certificate: MatterCertificate) -> Iterator[Section]:
    """Everything the certificate states, as tables."""
    if certificate.meeting is not None:
        yield from _meeting(certificate.meeting)
    for item in certificate.items:
        yield from _item(item)
    if certificate.closed:
        yield "办理记录", ("说明",), [(certificate.closed,)]
    if certificate.entries:
        yield _record("办理记录", certificate.entries)
    if certificate.resets:
        made = [(moment(one.at), one.zh, one.reason) for one in certificate.resets]
        yield "系统运行回退", ("时间", "情况", "理由"), made
    yield (
        "逐一重算的运行",
        ("运行", "起止", "事件", "重算比对", "历史摘要（SHA-256）"),
        [
            (
                f"{run.zh} {run.workflow_id} {run.run_id[:8]}"
                + (f"，{run.findings}处不符" if run.findings else ""),
                f"{moment(run.began)} 至 {moment(run.ended)} "
                f"{STATUS_ZH.get(run.status, run.status)}",
                str(run.events),
                compared_zh(run),
                run.sha256,
            )
            for run in certificate.runs
        ],
    )


# --- the meeting ----------------------------------------------------------------------------------


def _meeting(meeting: MeetingFacts) -> Iterator[Section]:
    rows = [
        ("会议", f"{meeting.number} {meeting.kind}，{meeting.stage}"),
        ("通知单位", f"{meeting.called}个"),
        ("未确认通知", "、".join(meeting.unconfirmed) or "无"),
        ("邀请单位", "、".join(meeting.invited) or "无"),
        ("会议纪要", meeting.minutes or "未制发"),
        ("起草、核对、签发", "、".join(
            w or "未办" for w in (meeting.drafted_by, meeting.checked_by, meeting.signed_by)
        )),
    ]  # fmt: skip
    rows += [
        (m.zh, f"{m.units}个单位，{m.sent_on}送达" if m.sent_on else f"{m.units}个单位，尚未送达")
        for m in meeting.mail
    ]
    if meeting.totals:
        t = meeting.totals
        rows.append(
            (
                "审议结果",
                f"审议家庭{t['examined']}户，同意{t['approved']}户，不同意{t['refused']}户，"
                f"报政府{t['referred']}户，合计{yuan(t['total_fen'])}元",
            )
        )
    yield "会议", ("项目", "内容"), rows
    for day in meeting.days:
        yield _day(day)
    for point in meeting.points:
        yield _point(point)
    yield _record("会议办理记录", meeting.entries)


def _day(day: DayFacts) -> Section:
    chair = f"{day.chair_post or day.chair_role}（{day.chair}）"
    if day.chair_mandate:
        chair += f"，受托主持：{day.chair_mandate}"
    rows = [
        (
            seat.unit,
            seat.post + ("（代）" if seat.substitute else ""),
            seat.mandate,
            "、".join(w for w, true in (("迟到", seat.late), ("中途离会", seat.left)) if true)
            or "到会",
        )
        for seat in day.seats
    ]
    if day.absent is None:
        rows.append(("缺席", "成员名单尚未核定，不计算缺席", "", ""))
    else:
        rows.append((f"缺席{len(day.absent)}个单位", "、".join(day.absent), "", ""))
    least = f"，应到会不少于{day.quorum}个单位" if day.quorum else "，本地没有规定到会单位数"
    adjourned = f"；休会至{day.adjourned_until}" if day.adjourned_until else ""
    heading = (
        f"{day.on}到会{len(day.seats)}个单位，主持：{chair}{least}{adjourned}"
        f"（第{day.event_id}号事件）"
    )
    return heading, ("单位", "参会人职务", "委托文件", "情况"), rows


def _point(point: PointFacts) -> Section:
    heading = f"议题{point.key} {point.zh}：{point.outcome}"
    if point.total_fen:
        heading += f"，{yuan(point.total_fen)}元"
    if point.owner:
        heading += f"，{point.owner}落实" + (f"，期限{point.due}" if point.due else "")
    if point.put_off:
        heading += f"（{point.put_off}）"
    if point.event_id:
        heading += f"　{point.on or ''} {point.by}（第{point.event_id}号事件）"
    return heading, SAID, [_said(s) for s in point.said]


# --- an item --------------------------------------------------------------------------------------


def _item(item: MatterFacts) -> Iterator[Section]:
    decided = {True: "同意救助", False: "不同意", None: "尚未议定"}[item.approved]
    rows = [
        ("议题", f"{item.subject}（{item.source}，{item.raised_on}）"),
        ("阶段", item.stage),
        ("需要和缺口", f"{yuan(item.need_fen)}元，单项救助后缺口{yuan(item.gap_fen)}元"),
        ("准备会", item.preparatory),
        ("开会", f"{item.met_on} {item.meeting} 主持{item.chair}" if item.met_on else "尚未开会"),
        ("到会单位", "、".join(item.attended) or "无"),
        ("缺席单位", "不计算" if item.absent is None else "、".join(item.absent) or "无"),
        ("决定", f"{decided} {item.decided_on or ''} {item.decided_by}".strip()
         + (f"（第{item.decision_event}号事件）" if item.decision_event else "")),
        ("政府决定", item.government_decision or "无"),
        ("会议纪要", item.minutes or "未制发"),
        ("不同意的单位", "、".join(item.dissent) or "无"),
        ("未答复的单位", "、".join(item.silent) or "无"),
        ("议定和落实", f"议定{yuan(item.promised_fen)}元，落实{yuan(item.delivered_fen)}元，"
         + ("已全部办结" if item.closed else "尚未全部办结")),
        ("逾期单位", "、".join(item.late_units) or "无"),
    ]  # fmt: skip
    yield f"一事一议 {item.subject}", ("项目", "内容"), rows
    if item.opinions or item.recused:
        yield (
            f"各单位书面意见 {item.subject}",
            SAID,
            [_said(s) for s in (*item.opinions, *item.recused)],
        )
    if item.promised:
        yield (
            f"议定措施及落实 {item.subject}",
            ("序号", "单位", "措施", "议定", "期限", "落实", "督办"),
            [_promise(p) for p in item.promised],
        )
    yield _record(f"议题办理记录 {item.subject}", item.entries)
    if item.followed:
        yield _record(f"措施落实记录 {item.subject}", item.followed)


def _said(said: SaidFacts) -> tuple[str, ...]:
    return (
        said.unit,
        said.stand + ("（逾期）" if said.late else ""),
        said.text,
        str(said.on or ""),
        said.officer,
        f"第{said.event_id}号事件" if said.event_id else "",
    )


def _promise(promise: PromiseFacts) -> tuple[str, ...]:
    months = f"，{promise.months}个月" if promise.months else ""
    done = promise.stage
    if promise.accepted_on:
        done += f"；{promise.accepted_on}承接（{promise.accepted_by}）"
    if promise.completed_on:
        done += (
            f"；{promise.completed_on}办结，落实{yuan(promise.delivered_fen)}元，"
            f"凭证{promise.evidence}份"
        )
    return (
        promise.key,
        promise.unit,
        f"{promise.code} {promise.zh}　{clause_zh(promise.clause)}".strip(),
        f"{yuan(promise.amount_fen)}元{months}　{promise.fund_source}".strip(),
        str(promise.due or ""),
        done + ("（逾期）" if promise.late else ""),
        "；".join(
            f"{o.on}督办，{o.due}前答复，"
            + (f"{o.answered_on}答复" if o.answered_on else "未答复")
            + ("（逾期）" if o.late else "")
            + (f"，{o.closed_on}办结" if o.closed_on else "")
            for o in promise.orders
        )
        or "无",
    )


def _record(heading: str, entries: Sequence[EntryFacts]) -> Section:
    return heading, ("日期", "事项", "结果", "办理人", "依据"), [lines_of(e) for e in entries]


# --- at a terminal and as a page --------------------------------------------------------------------


def print_matter(certificate: MatterCertificate, console: Console) -> None:
    """Prints the certificate in Chinese: verdict, findings, then every table."""
    colour = "green" if certificate.passed else "red"
    head = (
        f"[bold]{escape(title(certificate))}[/bold]　{escape(place_zh(certificate))}\n"
        f"[{colour}]{escape(verdict_zh(certificate))}[/{colour}]"
    )
    parts: list[RenderableType] = [Panel(head, border_style=colour)]
    parts += [f"[red]✗[/red] {escape(f.line)}" for f in certificate.findings]
    for heading, names, rows in sections(certificate):
        table = Table(title=escape(heading), title_justify="left", expand=True)
        for name in names:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        parts.append(table)
    parts += [f"[yellow]提示[/yellow]　{escape(line)}" for line in notes_zh(certificate)]
    parts.append(
        f"出具时间　{moment(certificate.made_at)}\n"
        f"重算程序　{certificate.program}\n证书摘要　{certificate.digest}"
    )
    console.print(Group(*parts))


def notes_zh(certificate: MatterCertificate) -> list[str]:
    return [
        f"{note.on}的政策快照（第{note.event_id}号事件）与现有政策包不同："
        + "、".join(d.path for d in note.differences)
        for note in certificate.notes
    ]


_STYLE: Final = """\
th,td:first-child{white-space:nowrap}
"""
_BODY: Final = """\
<p>{{ place }}　出具时间 {{ made }}</p>
<p class="verdict {{ c.verdict }}" role="status">{{ verdict }}</p>
{% if c.findings %}<h2>与记录不符之处</h2>
<ol>{% for f in c.findings %}<li>{{ f.line }}</li>{% endfor %}</ol>{% endif %}
{% for heading, names, rows in sections %}<h2>{{ heading }}</h2>
<table>{{ head(names) }}
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}
{% if notes %}<h2>提示</h2><ul>{% for n in notes %}<li>{{ n }}</li>{% endfor %}</ul>{% endif %}
<h2>凭证</h2>
<p>重算程序 <code>{{ c.program }}</code><br>证书摘要 <code>{{ c.digest }}</code></p>
"""


def matter_page(certificate: MatterCertificate) -> str:
    """The certificate as one HTML page without script or outside files."""
    return sheet(
        title(certificate),
        _BODY,
        style=_STYLE,
        c=certificate,
        place=place_zh(certificate),
        made=moment(certificate.made_at),
        verdict=verdict_zh(certificate),
        sections=tuple(sections(certificate)),
        notes=notes_zh(certificate),
    )
