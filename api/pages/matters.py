"""What the page of one matter of money shows: its parts as tables, and its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from domain.case.lifecycle import ROLE_ZH, Role
from domain.funds.kinds.price import AREA_ZH, percent_zh
from domain.funds.kinds.recovery import GROUND_ZH
from domain.funds.matter import Matter
from domain.funds.parts import FundYear, PriceRound, Recovery, Rise
from domain.money import yuan
from domain.pay.ledger import LEVEL_ZH
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH, Programme

Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
_BOOKED = {None: "登记中", True: "已入账", False: "未能入账"}
STORNO_ZH = {None: "待复核", True: "同意，已冲销", False: "不同意或者失效"}
MENDED = ("笔", "提出日期", "提出人", "理由", "凭据", "复核期限", "结果", "复核人", "复核日期")
_WHAT = {
    "prepay": "预拨备用金",
    "top_up": "补足备用金",
    "return_reserve": "收回备用金",
    "shift": "资金调剂",
}


def tables_of(file: Matter, info: PlaceInfo, role: Role, cite: Callable[[str], str]) -> list[Table]:
    """The tables of the page, the record last. Finance reads no words about a family. `cite`: a clause
    in the words of papers."""
    tables: list[Table] = []
    if file.fund is not None:
        tables += _year(file.fund, info)
    if file.price is not None:
        tables += _price(file.price)
    if file.rise is not None:
        tables += _rise(file.rise)
    if file.recovery is not None:
        tables += _recovery(file.recovery, role)
    quiet = file.recovery is not None and role is Role.FINANCE
    lines = [
        (
            e.on,
            e.zh,
            e.officer.zh if e.officer else "系统",
            "" if quiet else e.text,
            cite(e.clause) if e.clause else "",
        )
        for e in reversed(file.journal)
    ]
    return [*tables, ("办理记录", ("日期", "事项", "办理人", "说明", "依据"), lines)]


def _year(year: FundYear, info: PlaceInfo) -> list[Table]:
    towns = {t.code: t.zh for t in info.townships}
    names = {p.key: p.zh for p in year.pots}
    return [
        (
            "预算和资金账户",
            ("编号", "名称", "级次", "用途", "救助项目", "预算（元）", "已下达（元）", "状态"),
            [
                (
                    p.key,
                    p.zh + ("（优先保障）" if p.basic else ""),
                    LEVEL_ZH[p.level],
                    "工作经费" if p.use == "work" else "救助资金",
                    "、".join(PROGRAMME_ZH[Programme(a)] for a in p.aids),
                    yuan(p.asked_fen),
                    yuan(year.issued_fen(p.key)),
                    f"{p.approved_on}批准" if p.approved_on else p.refused or "待批准",
                )
                for p in year.pots
            ],
        ),
        (
            "资金分配和下达",
            ("编号", "账户", "金额（元）", "文号", "商定部门", "民政意见", "下达", "账目"),
            [
                (
                    a.key,
                    names[a.pot],
                    yuan(a.fen),
                    a.paper,
                    "、".join(a.units),
                    "" if a.agrees is None else f"{'同意' if a.agrees else '不同意'}：{a.opinion}",
                    a.issued_on or "",
                    _BOOKED[a.booked] if a.issued_on else "",
                )
                for a in year.allocations
            ],
        ),
        (
            "备用金和资金调剂",
            ("编号", "事项", "从", "到", "金额（元）", "日期", "账目"),
            [
                (
                    m.key,
                    _WHAT[m.what],
                    names.get(m.source, towns.get(m.source, m.source)),
                    names.get(m.target, towns.get(m.target, m.target)),
                    yuan(m.fen),
                    m.on,
                    f"{_BOOKED[m.booked]}{'：' + m.why if m.why else ''}",
                )
                for m in year.movements
            ],
        ),
        (
            "资金缺口决定",
            ("月份", "缺口（元）", "优先保障", "暂缓安排", "决定", "文件"),
            [
                (
                    s.month,
                    yuan(s.missing_fen),
                    "、".join(names.get(k, k) for k in s.first),
                    "、".join(names.get(k, k) for k in s.later),
                    s.decision,
                    s.paper,
                )
                for s in year.shortfalls
            ],
        ),
        (
            "对账目的疑问",
            ("编号", "账目", "疑问", "提出人", "答复"),
            [
                (q.key, q.event, q.text, f"{ROLE_ZH[Role(q.unit)]}（{q.by}）", q.answer or "待答复")
                for q in year.queries
            ],
        ),
        (
            "资金使用情况公开",
            ("月份", "期限", "公开日期", "版本", "逾期"),
            [
                (
                    s.period,
                    f"{s.due}{'（暂定）' if s.provisional else ''}",
                    s.published_on or "待公开",
                    s.version or "",
                    f"{s.late_days}天" if s.late_days else "",
                )
                for s in year.sheets
            ],
        ),
    ]


def _told(facts: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """What is known by now: an empty line tells a clerk nothing."""
    return [(name, value) for name, value in facts if value != ""]


def _price(round_: PriceRound) -> list[Table]:
    names = {"cpi": "居民消费价格", "food": "食品价格"}
    facts = [
        ("指数月份", f"{round_.month:%Y-%m}"),
        ("公布日期", round_.published_on),
        ("公布文件", round_.paper),
        ("居民消费价格同比", percent_zh(round_.cpi)),
        ("食品价格同比", percent_zh(round_.food)),
        ("达到启动条件的指数", "、".join(names[t] for t in round_.triggers)),
        *((f"{AREA_ZH[a]}每人（元）", yuan(fen)) for a, fen in round_.per_person),
        ("启动文件", round_.order_paper),
        ("发放月份", f"{round_.pay_month:%Y-%m}" if round_.pay_month else ""),
        ("户数", round_.households),
        ("人数", round_.persons),
        ("合计（元）", yuan(round_.total_fen)),
        ("已在名单内不重复发放（人）", round_.twice),
        ("已到账（户）", round_.paid),
        ("迟发（户）", round_.late),
        ("未足额到账（户）", round_.short),
    ]
    waived = {w.unit: f"免等（{w.on}，{w.by}）：{w.reason}" for w in round_.waived}
    units = [(unit, on or waived.get(unit, "待办")) for unit, on in round_.units]
    return [("价格补贴", ("项目", "内容"), _told(facts)), ("部门办理", ("部门", "办结日期"), units)]


def _rise(rise: Rise) -> list[Table]:
    facts = [
        ("救助项目", "、".join(PROGRAMME_ZH[Programme(p)] for p in rise.programmes)),
        ("执行月份", f"{rise.since:%Y-%m}"),
        ("文件", rise.paper),
        ("测算户数", rise.households),
        ("金额变动（户）", rise.changed),
        ("金额不变（户）", rise.unchanged),
        ("每月增加（元）", yuan(rise.monthly_fen)),
        ("已终止、应补发（户）", rise.ended),
        ("其中请人工核定（户）", rise.by_hand),
        ("已终止户补发（元）", yuan(rise.arrears_fen)),
        ("测算校验码", rise.digest[:16]),
        ("已调整（户）", rise.applied),
        ("未能调整（户）", rise.failed),
        ("遗漏（户）", rise.missed),
        ("无遗漏核对校验码", rise.proof[:16]),
    ]
    return [("标准提高", ("项目", "内容"), _told(facts))]


def _recovery(debt: Recovery, role: Role) -> list[Table]:
    facts: list[tuple[str, Any]] = [
        ("案件", debt.case_no),
        ("事由", GROUND_ZH[debt.ground]),
        ("涉及月份", debt.months),
        ("核实多领（元）", yuan(debt.claimed_fen)),
        ("决定追回（元）", yuan(debt.decided_fen)),
        ("决定文号", debt.paper),
        ("认定结论", debt.finding),
        ("追偿对象", "遗产" if debt.against == "estate" else "本户"),
        ("已缴回（元）", yuan(debt.repaid_fen)),
        ("已减免（元）", yuan(debt.remitted_fen)),
        ("尚欠（元）", yuan(debt.open_fen)),
        ("罚款（元）", yuan(debt.fine_fen)),
        ("罚款依据", debt.fine_clause),
        ("罚款已缴（元）", yuan(debt.fine_paid_fen)),
    ]
    if role is not Role.FINANCE:
        facts += [
            ("事实", debt.facts),
            ("当事人意见", debt.heard),
            ("理由", debt.reasons),
            ("减免理由", debt.remitted_why),
        ]
    plan = [(part.due, yuan(part.fen)) for part in debt.plan]
    paid = [
        (n, r.on, yuan(r.fen), r.receipt, "已更正，不计" if n in debt.struck else "")
        for n, r in enumerate(debt.repaid, start=1)
    ]
    mended = [
        (s.number, s.on, s.by, "" if role is Role.FINANCE else s.reason, s.paper, s.until,
         STORNO_ZH[s.agreed], s.ended_by, s.ended_on or "")
        for s in debt.stornos
    ]  # fmt: skip
    return [
        ("追回", ("项目", "内容"), _told(facts)),
        ("分期", ("期限", "金额（元）"), plan),
        ("缴回", ("笔", "日期", "金额（元）", "凭证", "更正"), paid),
        *([("更正缴回登记", MENDED, mended)] if mended else []),
    ]
