"""What departments have on file about people who have hidden nothing."""

from __future__ import annotations

from domain.check.abouts import WORK_RANK
from domain.household import (
    AssetKind,
    ExpenseKind,
    Household,
    IncomeKind,
    Member,
    Relation,
    Status,
    WorkAbility,
)
from sandbox.county.model import Fact, Truth

_WAGES = (IncomeKind.WAGE,)
_PENSIONS = (IncomeKind.BASIC_PENSION, IncomeKind.TRANSFER)
_COUNTED = {
    AssetKind.HOUSE: "house",
    AssetKind.VEHICLE: "vehicle",
    AssetKind.COMPANY: "company",
}


def truths_of(
    home: Household, extra: dict[str, tuple[Fact, ...]] | None = None
) -> tuple[Truth, ...]:
    """One truth a member: exactly what the family states, and `extra` facts by member key."""
    more = extra or {}
    return tuple(
        Truth(
            id_hash=Truth.hash_of(member.id_no),
            facts=(*_facts(home, member), *more.get(member.key, ())),
        )
        for member in home.members
    )


def _facts(home: Household, member: Member) -> tuple[Fact, ...]:
    return (
        *_register(home, member),
        *_money(home, member),
        *_things(home, member),
        *_person(member),
    )


def _register(home: Household, member: Member) -> list[Fact]:
    facts = [
        Fact(about="registered", text="户籍在册"),
        Fact(about="insured", text="已参加城乡居民基本医疗保险"),
    ]
    married = any(m.relation is Relation.SPOUSE for m in home.members)
    if married and member.relation in (Relation.SELF, Relation.SPOUSE):
        facts.append(Fact(about="spouse", count=1, text="婚姻登记在册"))
    children = sum(m.relation is Relation.CHILD for m in home.members)
    if children and member.relation is Relation.SELF:
        facts.append(Fact(about="birth", count=children, text="生育登记在册"))
    if member.status is Status.CLERGY:
        facts.append(Fact(about="clergy", text="宗教教职人员备案"))
    if home.residence == "rural" and member.relation is Relation.SELF:
        facts.append(Fact(about="land", text="承包地确权登记"))
    return facts


_EARNED = (
    ("wage", _WAGES),
    ("taxed_income", _WAGES),
    ("pension", _PENSIONS),
    ("business", (IncomeKind.BUSINESS,)),
    ("rent", (IncomeKind.PROPERTY,)),
    ("subsidy", (IncomeKind.ASSISTANCE,)),
    ("veteran", (IncomeKind.VETERAN,)),
)


def _money(home: Household, member: Member) -> list[Fact]:
    facts = []
    for about, kinds in _EARNED:
        fen = sum(i.fen_year for i in home.incomes if i.member == member.key and i.kind in kinds)
        if fen:
            facts.append(Fact(about=about, fen=fen, text="按年计算"))
    if member.work is WorkAbility.ABLE and not any(f.about in ("wage", "business") for f in facts):
        facts.append(Fact(about="unemployed", text="失业登记"))
    cost = sum(
        e.fen_year
        for e in home.expenses
        if e.member == member.key and e.kind is ExpenseKind.ILLNESS
    )
    if cost:
        facts.append(Fact(about="medical_cost", fen=cost, text="自付费用，按年计算"))
    if member.relation is Relation.SELF:
        facts.append(Fact(about="account", count=1, text="个人结算账户"))
    return facts


def _things(home: Household, member: Member) -> list[Fact]:
    facts = []
    for asset in home.assets:
        if asset.member != member.key:
            continue
        if asset.kind is AssetKind.DEPOSIT:
            facts.append(Fact(about="deposit", fen=asset.fen, text="查询日余额"))
        elif asset.kind in _COUNTED:
            facts.append(Fact(about=_COUNTED[asset.kind], count=asset.count))
    return facts


def _person(member: Member) -> list[Fact]:
    facts = [Fact(about="work_ability", count=WORK_RANK[member.work], text="劳动能力状况")]
    if member.disability:
        grade = int(member.disability[0])
        facts.append(Fact(about="disability", count=grade, text=f"残疾等级{grade}级"))
    if member.student:
        facts.append(Fact(about="school", text="在读"))
    if member.serious_illness:
        facts.append(Fact(about="illness", text="有大病支付记录"))
    return facts
