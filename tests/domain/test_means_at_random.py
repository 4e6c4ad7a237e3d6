"""What must hold for every household: order, monotony, whole fen, sums that add up."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.household import (
    Asset,
    AssetKind,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
    Source,
    Spending,
    SpendingKind,
    Status,
    Study,
    Supporter,
    WorkAbility,
)
from domain.means import TESTS, Assessment
from domain.rules import Rules
from tests.domain.means_kit import codes, fen_of, judged, person, rules

MONEY = st.integers(0, 6_000_000)
MOST = 5
TIERS = {
    "a": {"zh": "一档", "up_to_percent": 30, "urban": 60000, "rural": 42000},
    "b": {"zh": "二档", "up_to_percent": 60, "urban": 40000, "rural": 28000},
    "c": {"zh": "三档", "urban": 20000, "rural": 14000},
}
LAWS: dict[str, Rules] = {
    "gap": rules("jiaozuo"),
    "fen": rules("zhanhe", rounding="exact"),
    "tier": rules("jiaozuo", grant_method="tier", grant_tiers=TIERS),
    "edge": rules("jiaozuo", programme="edge"),
    "rigid": rules("jiaozuo", programme="rigid"),
}


KIN = st.sampled_from([r for r in Relation if r is not Relation.SELF])
BORN = st.integers(1930, 2025)
OF_A_MEMBER = {
    "status": st.sampled_from(Status),
    "status_since": st.sampled_from([None, date(2019, 1, 1), date(2026, 1, 1)]),
    "work": st.sampled_from(WorkAbility),
    "disability": st.sampled_from(["", "1-limb", "3-mind", "4"]),
    "study": st.sampled_from(Study),
    "apart": st.booleans(),
    "no_duty": st.booleans(),
}
MORE_MEMBERS = st.integers(0, 4)
RESIDENCE = st.sampled_from(["urban", "rural"])


@st.composite
def members(draw: st.DrawFn) -> tuple[Member, ...]:
    found = [person("m1", Relation.SELF, 1960)]
    for n in range(2, 2 + draw(MORE_MEMBERS)):
        kin, born = draw(KIN), draw(BORN)
        fields: dict[str, Any] = {name: draw(drawn) for name, drawn in OF_A_MEMBER.items()}
        found.append(person(f"m{n}", kin, born, **fields))
    return tuple(found)


MEMBERS = members()


@cache
def _things(keys: tuple[str, ...]) -> dict[str, st.SearchStrategy[Any]]:
    """Made once for as many members: Hypothesis looks long at a strategy it has not seen."""
    member = st.sampled_from(keys)
    days = st.sampled_from([None, date(2025, 3, 1), date(2026, 3, 1)])
    return {
        "incomes": st.lists(
            st.builds(
                Income,
                member=member,
                kind=st.sampled_from(IncomeKind),
                fen_year=MONEY,
                received_on=days,
                source=st.sampled_from(Source),
            ),
            max_size=MOST,
        ),
        "expenses": st.lists(
            st.builds(Expense, member=member, kind=st.sampled_from(ExpenseKind), fen_year=MONEY),
            max_size=MOST,
        ),
        "assets": st.lists(
            st.builds(
                Asset,
                member=member,
                kind=st.sampled_from(AssetKind),
                count=st.integers(0, 3),
                fen=MONEY,
                necessary=st.booleans(),
            ),
            max_size=MOST,
        ),
        "spendings": st.lists(
            st.builds(
                Spending,
                member=member,
                kind=st.sampled_from(SpendingKind),
                fen=MONEY,
                reimbursed_fen=MONEY,
                public_fen=st.none() | MONEY,
                paid_on=days,
                receipts=st.integers(0, 2),
            ),
            max_size=MOST,
        ),
        "supporters": st.lists(
            st.builds(
                Supporter,
                supports=member,
                relation=st.sampled_from([Relation.CHILD, Relation.SIBLING, Relation.PARENT]),
                persons=st.integers(1, 5),
                fen_year=MONEY,
                dependants=st.integers(1, 4),
                agreed_fen_year=st.none() | MONEY,
            ),
            max_size=3,
        ),
    }


@st.composite
def households(draw: st.DrawFn) -> Household:
    people = draw(MEMBERS)
    things = {
        name: tuple(draw(drawn)) for name, drawn in _things(tuple(m.key for m in people)).items()
    }
    return Household(members=people, residence=draw(RESIDENCE), **things)


def outcome(found: Assessment) -> tuple[object, ...]:
    return (found.eligible, found.monthly_fen, found.persons, codes(found), found.table)


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
@given(family=households(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_order_of_members_and_items_does_not_matter(
    law: Rules, family: Household, data: st.DataObject
) -> None:
    lists = ("members", "incomes", "expenses", "assets", "spendings", "supporters")
    turned = {name: tuple(data.draw(st.permutations(getattr(family, name)))) for name in lists}
    other = Household.model_validate(family.model_dump() | turned)
    assert outcome(judged(other, law)) == outcome(judged(family, law))


@pytest.mark.rule("DB-26")
@pytest.mark.parametrize(
    "law", [LAWS["gap"], LAWS["fen"], LAWS["tier"]], ids=["gap", "fen", "tier"]
)
@given(
    family=households(),
    more=MONEY,
    kind=st.sampled_from(IncomeKind),
    spread=st.integers(0, 4),
)
@settings(max_examples=60, deadline=None)
def test_more_income_never_raises_the_grant(
    law: Rules, family: Household, more: int, kind: IncomeKind, spread: int
) -> None:
    member = family.members[spread % len(family.members)].key
    richer = (*family.incomes, Income(member=member, kind=kind, fen_year=more))
    before = judged(family, law)
    after = judged(family.model_copy(update={"incomes": richer}), law)
    assert after.monthly_fen <= before.monthly_fen
    assert before.eligible or not after.eligible


@pytest.mark.rule("DB-21", "DB-22")
@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
@given(family=households(), fen=MONEY)
@settings(max_examples=30, deadline=None)
def test_income_that_is_left_out_changes_nothing(law: Rules, family: Household, fen: int) -> None:
    for kind in law.items("income_excluded"):
        extra = Income(member="m1", kind=IncomeKind(kind), fen_year=fen)
        more = family.model_copy(update={"incomes": (*family.incomes, extra)})
        assert outcome(judged(more, law))[:4] == outcome(judged(family, law))[:4]


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
@given(family=households())
@settings(max_examples=60, deadline=None)
def test_the_lines_of_the_table_add_up_to_its_sums(law: Rules, family: Household) -> None:
    found = judged(family, law)
    if not found.persons:
        return
    table = list(found.table)
    at = {label: n for n, (label, _) in enumerate(table)}
    first = sum(1 for label, text in table if text.startswith(("计入：", "不计入：")))
    end = at["家庭年收入合计"]
    counted = [fen_of(text) for label, text in table[first:end] if "不计入）" not in label]
    assert sum(counted) == fen_of(table[end][1])
    net = fen_of(found_line(table, "家庭年净收入"))
    taken = fen_of(dict(table).get("扣减合计", "0.00元"))
    assert net == max(fen_of(table[end][1]) + taken, 0)
    assert found.income_per_capita_fen == net // (found.persons * 12)
    if "必需支出合计" in at:
        start, stop = at["上年度居民人均可支配收入"] + 1, at["必需支出合计"]
        assert sum(fen_of(text) for _, text in table[start:stop]) == fen_of(table[stop][1])
    if "年差额（家庭年保障标准－家庭年净收入）" in at:
        whole = fen_of(found_line(table, "家庭年保障标准"))
        gap = fen_of(found_line(table, "年差额"))
        assert whole == found.standard_fen * found.persons * 12 and gap == whole - net
        assert 0 <= found.monthly_fen * 12 - gap < 1200 or law.text("rounding") == "exact"


def found_line(table: list[tuple[str, str]], label: str) -> str:
    return next(text for name, text in table if name.startswith(label))


@pytest.mark.parametrize("law", LAWS.values(), ids=list(LAWS))
@given(family=households(), alone=st.booleans())
@settings(max_examples=60, deadline=None)
def test_amounts_are_whole_fen_and_every_ground_has_its_clause(
    law: Rules, family: Household, alone: bool
) -> None:
    found = judged(family, law, alone=alone)
    for fen in (found.monthly_fen, found.income_per_capita_fen, found.standard_fen):
        assert type(fen) is int and fen >= 0
    assert all(r.code and r.text and r.clause for r in found.reasons)
    assert found.monthly_fen == 0 or found.eligible
    assert all(label and text for label, text in found.table)
    assert not any(m.name in str(found) or m.id_no in str(found) for m in family.members)


def test_every_ground_has_a_short_chinese_name() -> None:
    """Whatever code a test of means can give, a table can name it."""
    import ast
    import inspect
    import sys

    from domain.means import REASON_ZH

    for name in ("dibao", "edge", "rigid", "single"):
        tree = ast.parse(inspect.getsource(sys.modules[f"domain.means.{name}"]))
        given_codes = {
            constant.value
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "code"
            for constant in ast.walk(node.value)
            if isinstance(constant, ast.Constant)
        }
        assert given_codes <= REASON_ZH.keys(), name
    over = {f"over_{kind}" for kind in (*LIMITED, "deposit")}
    assert over <= REASON_ZH.keys()
    assert {"dibao", "edge", "rigid"} <= TESTS.keys()


LIMITED = ("vehicle", "house", "company", "machine", "trees")
