"""What a matter of supervision shows as tables: what is held, what was answered, what its kind adds."""

from __future__ import annotations

from typing import Final

from api.frame.door import Door
from api.pages.choices_oversight import labelled
from api.pages.procedures import Table
from api.reading.rights import scope_zh
from api.work.oversight import units_of
from audit.rulebook.rules import RULES, rule_of
from documents.wording import clause_zh
from domain.funds.books import account_zh
from domain.money import yuan
from domain.oversight.desk import LIST_ZH
from domain.oversight.engagement import ENDED_ZH
from domain.oversight.file import (
    OUTCOME_ZH,
    UNIT_KIND_ZH,
    VERDICT_ZH,
    OversightFile,
    OversightKind,
)
from domain.oversight.moves import HEADS_IN
from domain.oversight.parts import EngagementPart
from domain.oversight.performance import FIGURE_ZH, INDICATOR_ZH, points_zh
from domain.programme import PROGRAMME_ZH

_LISTS: Final[dict[str, str]] = {str(kind): zh for kind, zh in LIST_ZH.items()}


def about_zh(file: OversightFile) -> str:
    """What kind of thing a matter is about, in words: the question of the rulebook, the list a person
    stood in, the head of the place's own list."""
    head = file.held.head
    match file.kind:
        case OversightKind.SUSPICION if head in _LISTS:
            return _LISTS[head]
        case OversightKind.BREACH if head in {r.code for r in RULES}:
            return f"{head} {rule_of(head).zh}"
    known = file.rules is not None and file.kind in HEADS_IN
    words = labelled(file.rules, HEADS_IN[file.kind]) if file.rules and known else {}
    return words.get(head, head if file.rules else "")


def tables_of(door: Door, file: OversightFile) -> list[Table]:
    """What is held, what was answered, and what is special to the kind."""
    held = file.held
    rows = (
        ("内容", held.text),
        ("类别", about_zh(file)),
        ("依据", clause_zh(held.clause, door.place(file.place)) if held.clause else ""),
        ("责任单位", units_of(door, file.place).get(held.unit, held.unit)),
        ("单位类别", UNIT_KIND_ZH.get(held.unit_kind, "")),
        ("责任人账号", "" if file.engagement else held.person),
        ("涉及金额", f"{yuan(held.amount_fen)}元" if held.amount_fen else ""),
        ("涉及批次", held.batch),
        ("涉及账目", held.event),
        ("期限", held.due or ""),
        ("后果严重", "是" if held.serious else ""),
        ("处理结果", OUTCOME_ZH.get(file.outcome, "")),
    )
    tables: list[Table] = [("登记内容", ("项目", "内容"), [r for r in rows if r[1]])]
    if file.replies:
        tables.append(_replies(file))
    if file.closure is not None:
        said = (file.closure.on, VERDICT_ZH[file.closure.verdict], file.closure.text)
        tables.append(("审核结论", ("日期", "结论", "意见"), [said]))
    if file.proofs:
        lines = [(p.case_no, p.runs, p.events, p.digest) for p in file.proofs]
        head = ("案件", "运行次数", "事件", "办理过程摘要（SHA-256）")
        tables.append(("移送时固定的案件办理过程", head, lines))
    if file.evaluation is not None:
        tables += _evaluated(door, file)
    if file.engagement is not None:
        tables += _leave(door, file, file.engagement)
    return tables


def _leave(door: Door, file: OversightFile, part: EngagementPart) -> list[Table]:
    """What an engagement lets its auditor read, and each time it was made longer."""
    rows = (
        ("审计机关", part.authority),
        ("审计通知书文号", part.notice),
        ("审计员账号", file.held.person),
        ("查看期限", f"{part.first}至{part.last}"),
        ("查看范围", scope_zh(door, file.place, part.scope)),
        (
            "确认人",
            f"{part.confirmed_by}（{part.confirmed_on}）" if part.confirmed_by else "待确认",
        ),
        ("结束", ENDED_ZH.get(part.ended, "")),
    )
    tables: list[Table] = [("授权", ("项目", "内容"), [r for r in rows if r[1]])]
    if part.extensions:
        lines = [
            (x.on, x.last, x.notice, x.reason, x.by, f"{x.confirmed_by}（{x.confirmed_on}）"
             if x.confirmed_by else "待确认")
            for x in part.extensions
        ]  # fmt: skip
        head = ("日期", "延长到", "延期通知文号", "理由", "申请人", "确认人")
        tables.append(("延长", head, lines))
    return tables


def _replies(file: OversightFile) -> Table:
    return (
        "答复",
        ("日期", "答复人", "情况", "凭据", "已纠正（元）", "退回理由"),
        [
            (r.on, r.by, r.text, "、".join(r.papers), yuan(r.corrected_fen), r.refused)
            for r in file.replies
        ],
    )


def _evaluated(door: Door, file: OversightFile) -> list[Table]:
    part = file.evaluation
    assert part is not None  # noqa: S101  (narrowing for the type checker)
    names = {**units_of(door, file.place), **{p.value: zh for p, zh in PROGRAMME_ZH.items()}}
    scores = [
        (
            names.get(s.code) or account_zh(s.code),
            points_zh(s.points),
            "；".join(f"{INDICATOR_ZH[n]}{points_zh(r)}%（权重{w}）" for n, r, w in s.parts),
        )
        for s in part.scores
    ]
    figures = [
        (
            names.get(m.code) or account_zh(m.code),
            FIGURE_ZH[name],
            yuan(n) + "元" if name.endswith("_fen") else n,
        )
        for m in part.measured
        for name, n in m.figures
    ]
    return [
        ("评价结果（由系统从案件和账目计算）", ("对象", "得分", "指标"), scores),
        ("计算依据", ("对象", "指标", "数"), figures),
    ]
