"""特困: does one person meet all three conditions, and how much is due each month? (43号 Art 4-9)

No ability to work, no source of living, nobody bound by law who is able to support: each is found
by itself with its reason, so that a refusal names every condition that fails. The amount is the
place's basic living standard and, once self-care was assessed, the tier of care for its band.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.household import (
    ASSET_ZH,
    INCOME_ZH,
    RELATION_ZH,
    AssetKind,
    Household,
    Member,
    Status,
)
from domain.identity import age_on
from domain.means import selfcare
from domain.means.counting.lines import MONTHS_A_YEAR
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.means.tekun_facts import CHILD_AID_ZH, OBLIGOR_ZH, Aid, ChildAid, Obligor, ObligorState
from domain.money import yuan
from domain.rules import Rules

LOW_INCOME = "dibao.standard"
"""43号 Art 6 measures by the standard of 低保 itself, whatever the place follows elsewhere."""
NEEDS = (
    "standard",
    "care_tiers",
    LOW_INCOME,
    "no_work_age",
    "no_work_disability",
    "income_excluded",
    "vehicle_limit",
    "house_limit",
    "savings_limit_months",
    "supporter_ages",
    "supporter_disability",
    "supporter_states",
    "disposable_income",
    "exclusive_support",
    "minor_stay_age",
    "minor_stay_schools",
    *selfcare.NEEDS,
)
"""The policy values this test reads."""

_THINGS = (AssetKind.VEHICLE, AssetKind.HOUSE, AssetKind.COMPANY)
_GONE = {
    Status.DEAD: ("not_alive", "本人死亡或者被宣告死亡。", "43号 Art 24"),
    Status.MISSING: ("not_alive", "本人被宣告失踪。", "43号 Art 24"),
    Status.PRISON: (
        "not_at_large",
        "本人依法被判处刑罚，且在监狱服刑。",
        "43号 Art 24",
    ),
}


def tekun(facts: Facts, law: Rules) -> Assessment:
    """The three conditions and the amount for the applicant alone; 特困 is a person's, not a family's.

    Raises PolicyNotSet where the place has set no standard, or no care tier for an assessed band.
    """
    home, person = facts.household, facts.household.applicant
    if not person.counted:
        return _gone(person, law)
    income, lines = _income(law, home, person)
    monthly_income = income // MONTHS_A_YEAR
    limit = _by_residence(law, LOW_INCOME, home)
    reasons = (
        _work(law, facts, person),
        _income_reason(law, monthly_income, limit),
        *_property(law, home, person, limit),
        _support(law, facts),
        *_set_against(law, facts, person),
    )
    eligible = not any(r.code.startswith(("over_", "not_")) for r in reasons)
    basic, care, parts = _amount(law, facts)
    monthly = basic + care if eligible else 0
    return Assessment(
        eligible=eligible,
        monthly_fen=monthly,
        income_per_capita_fen=monthly_income,
        standard_fen=basic,
        persons=1,
        reasons=reasons,
        table=(
            *lines,
            ("本人月收入", f"{yuan(monthly_income)}元"),
            ("当地最低生活保障标准", f"{yuan(limit)}元/月"),
            *parts,
            ("月救助供养金额", f"{yuan(monthly)}元"),
        ),
        policy_digest=law.digest,
        demo=law.demo,
    )


def age(person: Member, facts: Facts) -> int:
    """Completed years on the day looked at."""
    return age_on(person.id_no, facts.on)


def _gone(person: Member, law: Rules) -> Assessment:
    code, text, clause = _GONE.get(
        person.status, ("not_anybody", "本人已不在家庭中生活。", "43号 Art 24")
    )
    return Assessment(
        eligible=False,
        monthly_fen=0,
        income_per_capita_fen=0,
        standard_fen=0,
        persons=0,
        reasons=(Reason(code=code, text=text, clause=clause),),
        table=(("保障人口", "0人"),),
        policy_digest=law.digest,
    )


# --- no ability to work (Art 5) -------------------------------------------------------------------


def _work(law: Rules, facts: Facts, person: Member) -> Reason:
    years, ages = age(person, facts), _numbers(law, "no_work_age")
    if years >= ages["from"]:
        return _workless(law, "no_work_age", f"本人年满{ages['from']}周岁。", years)
    if years < ages["under"]:
        return _workless(law, "no_work_age", f"本人未满{ages['under']}周岁。", years)
    if not milder(person.disability, _numbers(law, "no_work_disability")):
        return _workless(law, "no_work_disability", "本人残疾类别和等级符合规定。", years)
    stays = _minor_stays(law, facts, person, years)
    if stays is not None:
        return stays
    return Reason(
        code="not_workless",
        text="本人年龄、残疾类别和等级均不属于无劳动能力的情形。",
        clause=law.cite("no_work_age"),
        figures={"年龄": f"{years}周岁"},
    )


def _workless(law: Rules, name: str, text: str, years: int) -> Reason:
    return Reason(
        code="no_work_ability",
        text=f"无劳动能力：{text}",
        clause=law.cite(name),
        figures={"年龄": f"{years}周岁"},
    )


def milder(disability: str, worst: dict[str, int]) -> bool:
    """Whether a disability (`2-limb`) is milder than the mildest grade that counts of its kind.

    `any` is the grade that counts for every kind; a kind not named, or no disability, is milder.
    """
    grade, _, kind = disability.partition("-")
    if not grade:
        return True
    return int(grade) > max(worst.get(kind, 0), worst.get("any", 0))


def _minor_stays(law: Rules, facts: Facts, person: Member, years: int) -> Reason | None:
    """Who was supported as a minor stays until he is grown, and longer while at school (Art 24 ¶2)."""
    since = facts.tekun.granted_on
    if since is None or age_on(person.id_no, since) >= _numbers(law, "no_work_age")["under"]:
        return None
    limit = law.count("minor_stay_age")
    at_school = person.study.value in law.items("minor_stay_schools")
    if years >= limit and not at_school:
        return None
    why = f"未满{limit}周岁" if years < limit else "仍在规定的学校就读"
    return Reason(
        code="minor_stays",
        text=f"本人未成年时已纳入救助供养，{why}，可以继续享有待遇。",
        clause=law.cite("minor_stay_age" if years < limit else "minor_stay_schools"),
        figures={"年龄": f"{years}周岁"},
    )


# --- no source of living (Art 6) ------------------------------------------------------------------


def _income(law: Rules, home: Household, person: Member) -> tuple[int, list[tuple[str, str]]]:
    excluded = set(law.items("income_excluded"))
    total, lines = 0, []
    for item in (i for i in home.incomes if i.member == person.key):
        label, counted = INCOME_ZH[item.kind], item.kind.value not in excluded
        lines.append((label if counted else f"{label}（不计入）", f"{yuan(item.fen_year)}元/年"))
        total += item.fen_year if counted else 0
    return total, lines


def _income_reason(law: Rules, monthly: int, limit: int) -> Reason:
    below = monthly < limit
    return Reason(
        code="income_within" if below else "over_income",
        text=f"本人月收入{'低于' if below else '不低于'}当地最低生活保障标准。",
        clause=law.cite("income_excluded"),
        figures={"本人月收入": f"{yuan(monthly)}元", "最低生活保障标准": f"{yuan(limit)}元"},
    )


def _property(law: Rules, home: Household, person: Member, standard: int) -> Iterator[Reason]:
    owned = [a for a in home.assets if a.member == person.key and not a.necessary]
    for kind, name in ((AssetKind.VEHICLE, "vehicle_limit"), (AssetKind.HOUSE, "house_limit")):
        count = sum(a.count for a in owned if a.kind is kind)
        if law.has(name) and count > law.count(name):
            figures = {ASSET_ZH[kind]: f"{count}", "限额": f"{law.count(name)}"}
            yield _over(law, name, f"over_{kind.value}", ASSET_ZH[kind], figures)
    name = "savings_limit_months"
    held = sum(a.fen for a in owned if a.kind not in _THINGS)
    if law.has(name) and held > (most := standard * law.months(name)):
        figures = {"货币财产": f"{yuan(held)}元", "限额": f"{yuan(most)}元"}
        yield _over(law, name, "over_deposit", "货币财产", figures)


def _over(law: Rules, name: str, code: str, what: str, figures: dict[str, str]) -> Reason:
    text = f"本人{what}超过当地特困人员财产状况规定。"
    return Reason(code=code, text=text, clause=law.cite(name), figures=figures)


# --- nobody able to support (Art 4 (3), 8) --------------------------------------------------------


def _support(law: Rules, facts: Facts) -> Reason:
    living = [o for o in facts.tekun.obligors if o.state is not ObligorState.DEAD]
    clause = law.cite("supporter_ages")
    if not living:
        text = "本人无法定赡养、抚养、扶养义务人。"
        return Reason(code="no_supporter", text=text, clause="43号 Art 4")
    why = {o.key: unable(law, facts, o) for o in living}
    able = [o for o in living if not why[o.key]]
    if able:
        who = "、".join(f"{RELATION_ZH[o.relation]}（{o.key}）" for o in able)
        return Reason(
            code="not_supporterless",
            text="有具备履行义务能力的法定义务人。",
            clause=clause,
            figures={"有履行义务能力的法定义务人": who},
        )
    figures = {f"{RELATION_ZH[o.relation]}（{o.key}）": why[o.key] for o in living}
    text = "法定义务人均无履行义务能力。"
    return Reason(code="supporters_unable", text=text, clause=clause, figures=figures)


def unable(law: Rules, facts: Facts, who: Obligor) -> str:
    """The ground of 43号 Art 8 on which this person cannot support, in Chinese; empty when he can.

    Raises PolicyNotSet where the ground turns on a figure the place has not set.
    """
    if who.aid is Aid.TEKUN:
        return "特困人员"
    years, ages = age_on(who.id_no, facts.on), _numbers(law, _AGES)
    if who.aid is Aid.DIBAO and years >= ages["dibao"]:
        return f"{ages['dibao']}周岁以上的最低生活保障对象"
    if not who.property_within:
        return (
            ""  # every ground below also asks for property within the limits of low-income families
        )
    if who.state.value in law.items("supporter_states"):
        return OBLIGOR_ZH[who.state]
    if years >= ages["low_income"] and _low_income(law, facts, who):
        return f"{ages['low_income']}周岁以上，收入低于当地上年人均可支配收入"
    severe = not milder(who.disability, _numbers(law, "supporter_disability"))
    if severe and _low_income(law, facts, who):
        return "重度残疾人或者三级智力、精神残疾人，收入低于当地上年人均可支配收入"
    return ""


_AGES = "supporter_ages"


def _low_income(law: Rules, facts: Facts, who: Obligor) -> bool:
    return who.income_fen_year < _by_residence(law, "disposable_income", facts.household)


# --- what excludes (Art 9, 24 (6)) ----------------------------------------------------------------


def _set_against(law: Rules, facts: Facts, person: Member) -> Iterator[Reason]:
    stated = facts.tekun
    chosen = stated.child_aid
    grown = law.count("minor_stay_age")
    if (
        chosen is not ChildAid.NONE
        and chosen.value in law.items("exclusive_support")
        and age(person, facts) < grown
    ):
        text = f"未成年人已选择纳入{CHILD_AID_ZH[chosen]}，不再认定为特困人员。"
        yield Reason(code="not_child_aid", text=text, clause=law.cite("exclusive_support"))
    if stated.leaving:
        text = "本人自愿申请退出救助供养。"
        yield Reason(code="not_staying", text=text, clause="43号 Art 24")


# --- the amount -----------------------------------------------------------------------------------


def _amount(law: Rules, facts: Facts) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    """Basic standard, care tier (0 before the assessment) in fen a month, and their lines."""
    basic = _by_residence(law, "standard", facts.household)
    basic_line = ("基本生活标准", f"{yuan(basic)}元/月")
    found = facts.tekun.band
    if not found:
        return basic, 0, (basic_line, ("照料护理标准", "待生活自理能力评估后确定"))
    care = _numbers(law, "care_tiers")[found]
    label = f"照料护理标准（{selfcare.BAND_ZH[found]}）"
    return basic, care, (basic_line, (label, f"{yuan(care)}元/月"))


def _by_residence(law: Rules, name: str, home: Household) -> int:
    return _numbers(law, name)[home.residence]


def _numbers(law: Rules, name: str) -> dict[str, int]:
    found = law.table(name)
    if not all(isinstance(n, int) for n in found.values()):
        raise TypeError(f"{name} must hold whole numbers by code")
    return {code: n for code, n in found.items() if isinstance(n, int)}
