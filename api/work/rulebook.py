"""The rulebook at the door: what the nights found in a place, and how each township goes over time."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.frame.door import Door
from api.frame.problems import not_found
from api.reading.rights import CASE_NO, COVERED_ZH
from api.scope import Caller
from api.work.boards import must_watch
from api.work.shapes import View
from audit.rulebook.rules import BOOK, PROOF_ZH, RULES, SEVERITY_ZH, Rule, by_zh, rule_of
from documents.wording import clause_zh
from domain.case.lifecycle import Role
from domain.oversight.file import OVERSIGHT_STAGE_ZH, VERDICT_ZH, OversightStage
from store import cases
from store.watching import rulebook
from store.watching.rulebook import BreachLine

MOST = 500
"""Breaches on one page; the counts are over all."""


class RuleLine(View):
    """一项核对规则在本地的结果。"""

    rule: str = Field(examples=["A05"])
    zh: str
    clause: str
    proof: str = Field(description="provable 可以证明，part 部分可以证明，outside 须在系统外核实")
    proof_zh: str
    severity_zh: str
    by_zh: str = Field(description="由何核对；空为系统不核对")
    nightly: bool = Field(description="是否每夜逐案核对")
    limits_zh: str = Field(description="不能证明的")
    act_zh: str = Field(description="怎么办")
    open: int = Field(description="现有、尚未办结的")
    closed: int = Field(description="现有、已由人审核办结的")
    gone: int = Field(description="自行消失的")


class NightPoint(View):
    """一个乡镇（街道）某一夜的核对结果。"""

    on: date
    cases: int
    wrong: int = Field(description="有不符之处的案件")
    breaches: int
    rate: str = Field(description="有不符之处的案件所占比例")


class TownshipTrend(View):
    """一个乡镇（街道）的比例随时间的变化；每月取最后一夜。"""

    township: str
    township_zh: str
    points: list[NightPoint]


class BreachView(View):
    """一处不符合规定之处，以及答复、办结到了哪一步。"""

    rule: str
    case_no: str
    township: str
    township_zh: str
    on: date
    seq: int = Field(description="案件办理记录的第几条；0为全案")
    zh: str
    first_on: date = Field(description="首次核对发现的日期")
    gone_on: date | None = Field(description="自何日起核对不再发现；空为仍在")
    state_zh: str
    due_on: date | None
    overdue: bool
    href: str = Field(description="答复和办结的监督事项")


class RulebookView(View):
    """一地最近一夜的核对结果。"""

    place: str
    on: date | None = Field(description="最近一次核对的日期；空为尚未核对")
    cases: int
    asked: int | None = Field(
        description="当夜重算的案件，其余没有变化；空为审计调阅授权不到整个乡镇（街道），不单独统计"
    )
    unknown: int | None = Field(description="没有能够核对的案件；空同上")
    rules: list[RuleLine]
    townships: list[TownshipTrend]
    counted: bool = Field(
        description="比例是否由当夜的统计得出；否为在授权范围内按每处不符的起止日期推算"
    )
    breaches: list[BreachView] = Field(description="指定规则时逐处列出")


async def rulebook_of(door: Door, caller: Caller, place: str, rule: str = "") -> RulebookView:
    """What this caller may see of a place; a township's head sees his own township."""
    must_watch(caller, door, place)
    if rule and rule not in {r.code for r in RULES}:
        raise not_found("核对规则")
    own = caller.township if caller.role is Role.TOWNSHIP_LEADER else ""
    within = caller.scopes
    counts = await door.read(rulebook.counts, place, own, within)
    names = {t.code: t.zh for t in door.place(place).townships}
    whole = caller.rights.whole_townships(names) if caller.rights and within else None
    night = await door.read(rulebook.newest, place, whole)
    trends = await door.read(rulebook.trend, place, township=own, townships=whole)
    parts: tuple[rulebook.Trend, ...] = ()
    if night and whole is not None:
        nights = await door.read(rulebook.month_ends, place)
        parts = await door.read(rulebook.trend_within, place, nights, within, whole)
    found: tuple[BreachLine, ...] = ()
    if rule:
        found = await door.read(
            rulebook.breaches, place, rule=rule, township=own, most=MOST, within=within
        )
        found = await _covered(door, caller, found)
    chosen = (rule_of(rule),) if rule else RULES
    return RulebookView(
        place=place,
        on=night.on if night else None,
        cases=(night.cases if night else 0) + sum(one.points[-1][1] for one in parts),
        asked=None if parts else night.asked if night else 0,
        unknown=None if parts else night.unknown if night else 0,
        rules=[rule_line(one, counts.get(one.code, (0, 0, 0)), door, place) for one in chosen],
        townships=[_trend(one, names) for one in (*trends, *parts)],
        counted=not parts,
        breaches=[breach_view(one, names) for one in found],
    )


async def _covered(
    door: Door, caller: Caller, found: tuple[BreachLine, ...]
) -> tuple[BreachLine, ...]:
    """A breach may name another household, which a narrow leave need not cover."""
    rights = caller.narrowed
    if rights is None:
        return found
    named = {number for one in found for number in CASE_NO.findall(one.zh)}
    facts = await door.read(cases.facts_of, named)
    known = {number for number, case in facts.items() if rights.of_case(case)}
    return tuple(
        one.model_copy(
            update={"zh": CASE_NO.sub(lambda m: m[0] if m[0] in known else COVERED_ZH, one.zh)}
        )
        for one in found
    )


def rule_line(rule: Rule, counts: tuple[int, int, int], door: Door, place: str) -> RuleLine:
    stands, closed, gone = counts
    return RuleLine(
        rule=rule.code,
        zh=rule.zh,
        clause=clause_zh(rule.clause, door.place(place)),
        proof=rule.proof.value,
        proof_zh=PROOF_ZH[rule.proof],
        severity_zh=SEVERITY_ZH[rule.severity],
        by_zh=by_zh(rule),
        nightly=rule.by.startswith(BOOK),
        limits_zh=rule.limits_zh,
        act_zh=rule.act_zh,
        open=stands - closed,
        closed=closed,
        gone=gone,
    )


def _trend(one: rulebook.Trend, names: dict[str, str]) -> TownshipTrend:
    return TownshipTrend(
        township=one.township,
        township_zh=names.get(one.township, one.township or "乡镇（街道）不明"),
        points=[
            NightPoint(on=on, cases=cases, wrong=wrong, breaches=n, rate=rate(wrong, cases))
            for on, cases, wrong, n in one.points
        ],
    )


def rate(wrong: int, cases: int) -> str:
    """The share with one place after the point, rounded half up; of no case at all a dash."""
    if not cases:
        return "—"
    tenths = (2000 * wrong + cases) // (2 * cases)
    return f"{tenths // 10}.{tenths % 10}%"


def breach_view(one: BreachLine, names: dict[str, str]) -> BreachView:
    return BreachView(
        rule=one.rule,
        case_no=one.case_no,
        township=one.township,
        township_zh=names.get(one.township, one.township),
        on=one.on,
        seq=one.seq,
        zh=one.zh,
        first_on=one.first_on,
        gone_on=one.gone_on,
        state_zh=state_zh(one),
        due_on=one.due_on,
        overdue=one.overdue,
        href=f"/oversight/breach/{one.place}/{one.number}" if one.stage else "",
    )


def state_zh(one: BreachLine) -> str:
    """How far it has come, in one phrase."""
    if one.closed_on is not None:
        return f"{one.closed_on}由人审核办结：{VERDICT_ZH.get(one.verdict, one.verdict)}"
    stage = OVERSIGHT_STAGE_ZH[OversightStage(one.stage)] if one.stage else "正在登记"
    if one.gone_on is not None:
        return f"{one.gone_on}起核对不再发现，{stage}"
    return stage
