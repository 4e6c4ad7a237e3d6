"""临时救助: does this hardship fall under the programme, and how much is given once?

小额快救 looks at nothing but the registration (LS-04) and never gives more than its cap (LS-05);
急难型 gives by the grade of the hardship (LS-12, JZ-19) up to what may be paid before the papers;
支出型 weighs what the family bore itself against its income (LS-01). Sums are in whole fen, what is
left of a fen is dropped, and no step after the cap can raise them again.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.hardship import Hardship, Manner, OnceFacts
from domain.household import SPENDING_ZH, Household, Member, Spending
from domain.means.counting import income, property
from domain.means.counting.income import Tally
from domain.means.counting.lines import Line
from domain.means.counting.property import Found
from domain.means.dibao import nobody_left, persons_of, speaks_for
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.money import percent_of, yuan
from domain.programme import PROGRAMME_ZH, Programme
from domain.rules import Rules

NEEDS = (
    "causes",
    "grades",
    "cap_percent",
    "small_cap",
    "same_cause_months",
    "max_per_year",
    "disposable_income",
    "spending_kinds",
    "burden_percent",
    "share_percent",
    "recheck_waived",
    "dibao.standard",
)
"""The policy values the tests of temporary aid read."""

TEMPORARY = (Programme.QUICK, Programme.EMERGENCY, Programme.EXPENDITURE)
Lines = tuple[Line, ...]


def quick(facts: Facts, law: Rules) -> Assessment:
    """小额快救: registration only, no check of means, no publicity; at most the cap (LS-04, LS-05)."""
    once = once_of(facts)
    standard = standard_of(facts, law)
    grade = grade_of(once.hardship, law)
    tier = percent_of(standard, grade_number(grade, "percent"))
    cap = percent_of(standard, law.percent("cap_percent"))
    lines = (
        ("当地月低保标准", f"{yuan(standard)}元"),
        (f"救助档次（{grade['zh']}）", f"{yuan(tier)}元"),
        ("最高限额", f"{yuan(cap)}元"),
    )
    return result(facts, law, min(tier, cap), standard, (), lines, by_meeting=False)


def emergency(facts: Facts, law: Rules) -> Assessment:
    """急难型: months of the standard by grade and head, up to what may be given first (LS-12, JZ-18).

    A sum set by 一事一议 goes before tier and cap (YY-02).
    """
    once = once_of(facts)
    standard = standard_of(facts, law)
    persons = len(facts.household.counted)
    grade = grade_of(once.hardship, law)
    tier = percent_of(standard * persons, grade_number(grade, "percent"))
    cap = law.fen("small_cap")
    lines = (
        ("当地月低保标准", f"{yuan(standard)}元"),
        ("救助人口", f"{persons}人"),
        (f"救助档次（{grade['zh']}）", f"{yuan(tier)}元"),
        ("先行救助限额", f"{yuan(cap)}元"),
    )
    return result(facts, law, min(tier, cap), standard, (), lines)


def expenditure(facts: Facts, law: Rules) -> Assessment:
    """支出型: necessary spending less what was given back, against income and property (LS-01).

    A family already recognised is not asked again what it earns and owns (LS-07).
    """
    once = once_of(facts)
    home = facts.household
    persons = persons_of(facts, law)
    if not persons:
        return nobody_left(facts, law)
    standard = standard_of(facts, law)
    borne = borne_by(law, home, persons)
    means = _means(facts, law, once, persons, borne.fen)
    share = percent_of(borne.fen, law.percent("share_percent"))
    cap = percent_of(standard * len(persons), law.percent("cap_percent"))
    lines = (
        *borne.lines,
        *means.lines,
        (f"按自行负担的{law.percent('share_percent')}%计算", f"{yuan(share)}元"),
        ("最高限额", f"{yuan(cap)}元"),
    )
    return result(facts, law, min(share, cap), standard, means.reasons, lines)


def borne_by(law: Rules, home: Household, persons: Sequence[Member]) -> Tally:
    """What the family paid itself for what it could not do without, after everything given back."""
    keys = {m.key for m in persons}
    kinds = law.items("spending_kinds")
    lines: list[Line] = []
    total = 0
    for item in sorted((s for s in home.spendings if s.member in keys), key=_spending_order):
        label = f"{item.member} {SPENDING_ZH[item.kind]}"
        if item.kind.value not in kinds:
            lines.append((f"{label}（不属于必需支出，不计入）", f"{yuan(item.fen)}元"))
            continue
        own = max(item.fen - item.reimbursed_fen, 0)
        total += own
        back = f"（{yuan(item.fen)}元－报销和救助{yuan(item.reimbursed_fen)}元）"
        lines.append((label + (back if item.reimbursed_fen else ""), f"{yuan(own)}元"))
    return Tally(total, (*lines, ("自行负担的必需支出合计", f"{yuan(total)}元")))


def _spending_order(item: Spending) -> tuple[object, ...]:
    return (item.member, item.kind.value, item.fen, item.reimbursed_fen)


def _means(
    facts: Facts, law: Rules, once: OnceFacts, persons: Sequence[Member], borne: int
) -> Found:
    waived = law.items("recheck_waived") if law.has("recheck_waived") else ()
    held = [p for p in once.known.recognised if p.value in waived]
    if held:
        names = "、".join(PROGRAMME_ZH[p] for p in held)
        text = f"该家庭已经确认为：{names}。只核实必需支出，不再重复核对收入和财产。"
        reason = Reason(code="recognised", text=text, clause=law.cite("recheck_waived"))
        return Found((reason,), ())
    home = facts.household
    earned = income.earned(law, home, persons, facts.on)
    owned = property.owned(law, home, persons, standard_of(facts, law))
    reasons = (
        _income_reason(law, home, earned.fen, len(persons)),
        _burden_reason(law, earned.fen, borne),
        *owned.reasons,
    )
    return Found(reasons, (*earned.lines, *owned.lines))


def _income_reason(law: Rules, home: Household, earned: int, count: int) -> Reason:
    limit = law.table("disposable_income")[home.residence]
    if not isinstance(limit, int):
        raise TypeError("disposable_income must hold whole fen")
    within = earned < limit * count
    return Reason(
        code="income_below_disposable" if within else "over_disposable",
        text=f"家庭人均可支配收入{'低于' if within else '不低于'}当地上年度人均可支配收入。",
        clause=law.cite("disposable_income"),
        figures={
            "家庭年人均收入": f"{yuan(earned // count)}元",
            "上年度人均可支配收入": f"{yuan(limit)}元",
        },
    )


def _burden_reason(law: Rules, earned: int, borne: int) -> Reason:
    percent = law.percent("burden_percent")
    heavy = borne > 0 and borne * 100 >= earned * percent
    text = "超出家庭承受能力。" if heavy else "尚在家庭承受能力以内。"
    return Reason(
        code="burden_heavy" if heavy else "not_burdened",
        text=f"自行负担的必需支出{text}",
        clause=law.cite("burden_percent"),
        figures={"自行负担": f"{yuan(borne)}元", "家庭年收入的比例": f"{percent}%"},
    )


# --- what every test of help once is made of -----------------------------------------------------


def once_of(facts: Facts) -> OnceFacts:
    if facts.once is None:
        raise CaseRefusal(
            "hardship_missing", "请先登记困难情形，再审核。", "民发〔2018〕23号 二（一）"
        )
    return facts.once


def standard_of(facts: Facts, law: Rules) -> int:
    value = law.table("dibao.standard")[facts.household.residence]
    if not isinstance(value, int):
        raise TypeError("dibao.standard must hold whole fen")
    return value


def grade_of(hardship: Hardship, law: Rules) -> dict[str, object]:
    row = law.table("grades").get(hardship.grade)
    if not isinstance(row, dict):
        raise CaseRefusal(
            "grades_unknown", "登记的困难程度不在本地救助档次中，请重新登记。", law.cite("grades")
        )
    return dict(row)


def grade_number(grade: dict[str, object], name: str) -> int:
    value = grade[name]
    if not isinstance(value, int):
        raise TypeError(f"a grade must hold a whole number under {name}")
    return value


def result(
    facts: Facts,
    law: Rules,
    fen: int,
    standard: int,
    means: tuple[Reason, ...],
    lines: Lines,
    *,
    by_meeting: bool = True,
) -> Assessment:
    """The assessment: not more than was asked for, nothing where a ground stands against it.

    `by_meeting`: a sum set by 一事一议 may stand in the place of the computed one.
    """
    once = once_of(facts)
    asked = once.hardship.asked_fen
    resolved = once.resolved_fen if by_meeting else None
    if resolved is not None:
        fen, lines = resolved, (*lines, ("一事一议议定金额", f"{yuan(resolved)}元"))
    elif asked:
        fen, lines = min(fen, asked), (*lines, ("申请金额", f"{yuan(asked)}元"))
    referred = once.hardship.manner is Manner.REFERRAL
    if referred:
        fen = 0
    reasons = (_of_cause(once.hardship, law), *means, *_earlier(facts, law, once))
    if fen == 0 and not referred:
        none = "按登记的情形计算没有需要救助的金额。"
        reasons = (*reasons, Reason(code="not_needed", text=none, clause=law.cite("grades")))
    eligible = speaks_for(reasons)
    given = fen if eligible else 0
    return Assessment(
        eligible=eligible,
        monthly_fen=0,
        once_fen=given,
        income_per_capita_fen=0,
        standard_fen=standard,
        persons=len(facts.household.counted),
        reasons=reasons,
        table=(*lines, ("救助金额", f"{yuan(given)}元")),
        policy_digest=law.digest,
        demo=law.demo,
    )


def _of_cause(hardship: Hardship, law: Rules) -> Reason:
    zh = law.table("causes").get(hardship.cause)
    if zh is None:
        text = "登记的事由不属于本类救助的情形。"
        return Reason(code="not_listed_cause", text=text, clause=law.cite("causes"))
    return Reason(
        code="listed_cause", text=f"因{zh}，基本生活出现严重困难。", clause=law.cite("causes")
    )


def _earlier(facts: Facts, law: Rules, once: OnceFacts) -> tuple[Reason, ...]:
    """Same cause within the period without good reason (LS-15), and how often a year."""
    found = []
    earlier = [e for e in once.known.earlier if e.programme in TEMPORARY and e.on <= facts.on]
    if law.has("same_cause_months"):
        months = law.months("same_cause_months")
        again = [
            e
            for e in earlier
            if e.cause == once.hardship.cause and months_after(e.on, months) > facts.on
        ]
        if again:
            good = bool(once.hardship.again_reason.strip())
            last = max(e.on for e in again)
            found.append(
                Reason(
                    code="again_with_reason" if good else "not_same_cause",
                    text="同一事由再次申请，"
                    + ("有正当理由。" if good else "无正当理由，不予救助。"),
                    clause=law.cite("same_cause_months"),
                    figures={"上次救助日期": last.isoformat()},
                )
            )
    if law.has("max_per_year"):
        limit = law.count("max_per_year")
        given = sum(e.on.year == facts.on.year for e in earlier)
        if given >= limit:
            found.append(
                Reason(
                    code="over_yearly_count",
                    text="本年度已获临时救助的次数达到当地规定的上限。",
                    clause=law.cite("max_per_year"),
                    figures={"已获次数": f"{given}次", "上限": f"{limit}次"},
                )
            )
    return tuple(found)
