"""What departments have on file about people who have hidden nothing."""

from __future__ import annotations

from domain.household import AssetKind, Household, IncomeKind, Member
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
    facts = [
        Fact(about="registered", text="户籍在册"),
        Fact(about="insured", text="已参加城乡居民基本医疗保险"),
    ]
    for about, kinds in (("wage", _WAGES), ("pension", _PENSIONS)):
        fen = sum(i.fen_year for i in home.incomes if i.member == member.key and i.kind in kinds)
        if fen:
            facts.append(Fact(about=about, fen=fen, text="按年计算"))
    for asset in home.assets:
        if asset.member != member.key:
            continue
        if asset.kind is AssetKind.DEPOSIT:
            facts.append(Fact(about="deposit", fen=asset.fen, text="查询日余额"))
        else:
            facts.append(Fact(about=_COUNTED[asset.kind], count=asset.count))
    if member.disability:
        facts.append(Fact(about="disability", text=f"残疾等级{member.disability[0]}级"))
    if member.student:
        facts.append(Fact(about="school", text="在读"))
    if member.serious_illness:
        facts.append(Fact(about="illness", text="有大病支付记录"))
    return tuple(facts)
