"""How much is given once, whatever the facts: never over the cap, whole fen, order does not matter."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.file import Escalation
from domain.case.lifecycle import Role, Stage
from domain.case.needs import NEEDS, needs
from domain.case.phases.deciding.means import once_facts
from domain.hardship import EarlierAid, Hardship, Known, OnceFacts, Urgency
from domain.household import Spending, SpendingKind
from domain.means import Assessment, assess
from domain.means.facts import Facts
from domain.meeting.resolution import Measure, Resolution
from domain.money import percent_of
from domain.programme import Programme
from domain.rules import Rules
from runtime.packs import snapshot
from tests.helping import Helping, asks_help
from tests.people import START, household

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
GRADES = ("light", "serious", "severe")
FEN = st.integers(min_value=0, max_value=10_000_000_000)


@cache
def law(place: str, programme: Programme) -> Rules:
    names = {name for stage in NEEDS for name in needs(stage, programme)}
    return Rules(snapshot(place, START, sorted(names), production=False), programme)


def plight(cause: str, grade: str, asked: int) -> Hardship:
    return Hardship(
        cause=cause,
        happened_on=START,
        statement="家中突遭变故",
        township="x",
        home_township="x",
        urgency=Urgency.SUDDEN,
        grade=grade,
        asked_fen=asked,
    )


def result(
    place: str,
    programme: Programme,
    hardship: Hardship,
    persons: int = 2,
    spendings: tuple[Spending, ...] = (),
    known: Known | None = None,
    resolved: int | None = None,
) -> Assessment:
    home = household(members=persons).model_copy(update={"spendings": spendings})
    once = OnceFacts(hardship=hardship, known=known or Known(on=START), resolved_fen=resolved)
    return assess(Facts(household=home, on=START, once=once), law(place, programme))


@pytest.mark.rule("LS-05")
@given(
    place=st.sampled_from(PLACES),
    grade=st.sampled_from(GRADES),
    asked=FEN,
    persons=st.integers(1, 12),
    resolved=st.none() | FEN,
)
def test_quick_help_never_passes_its_cap_not_even_by_a_meeting(
    place: str, grade: str, asked: int, persons: int, resolved: int | None
) -> None:
    found = result(place, Programme.QUICK, plight("fire", grade, asked), persons, resolved=resolved)
    cap = percent_of(found.standard_fen, law(place, Programme.QUICK).percent("cap_percent"))
    assert 0 < found.once_fen <= cap
    assert type(found.once_fen) is int
    assert asked == 0 or found.once_fen <= asked
    assert found.monthly_fen == 0


@pytest.mark.rule("LS-12")
@given(
    place=st.sampled_from(PLACES),
    persons=st.integers(1, 12),
    asked=st.integers(min_value=1, max_value=10_000_000),
)
def test_urgent_help_rises_with_the_grade_and_stays_under_what_may_be_paid_first(
    place: str, persons: int, asked: int
) -> None:
    cap = law(place, Programme.EMERGENCY).fen("small_cap")
    sums = [
        result(place, Programme.EMERGENCY, plight("fire", grade, asked), persons).once_fen
        for grade in GRADES
    ]
    assert sums == sorted(sums)
    assert all(0 < fen <= min(cap, asked) for fen in sums)


@pytest.mark.rule("LS-01")
@given(
    place=st.sampled_from(PLACES),
    bills=st.lists(
        st.tuples(st.sampled_from(tuple(SpendingKind)), FEN, FEN, st.sampled_from(("m1", "m2"))),
        max_size=6,
    ),
    data=st.data(),
)
def test_expenditure_help_stays_under_its_cap_and_the_order_of_bills_does_not_matter(
    place: str, bills: list[tuple[SpendingKind, int, int, str]], data: st.DataObject
) -> None:
    spendings = tuple(
        Spending(member=member, kind=kind, fen=fen, reimbursed_fen=back)
        for kind, fen, back, member in bills
    )
    hardship = plight("medical", "serious", 0)
    found = result(place, Programme.EXPENDITURE, hardship, spendings=spendings)
    rules = law(place, Programme.EXPENDITURE)
    borne = sum(
        max(s.fen - s.reimbursed_fen, 0)
        for s in spendings
        if s.kind.value in rules.items("spending_kinds")
    )
    assert found.once_fen <= percent_of(found.standard_fen * 2, rules.percent("cap_percent"))
    assert found.once_fen <= borne
    assert found.eligible or found.once_fen == 0
    shuffled = tuple(data.draw(st.permutations(spendings)))
    assert result(place, Programme.EXPENDITURE, hardship, spendings=shuffled) == found


@pytest.mark.rule("LS-15")
@given(
    place=st.sampled_from(PLACES),
    on=st.dates(min_value=date(2020, 1, 1), max_value=START),
    same=st.booleans(),
    reason=st.sampled_from(("", "房屋再次失火")),
)
def test_the_same_cause_bars_exactly_within_the_period(
    place: str, on: date, same: bool, reason: str
) -> None:
    before = EarlierAid(
        case_no="XX2026000001",
        programme=Programme.EMERGENCY,
        cause="fire" if same else "accident",
        on=on,
        fen=1,
    )
    hardship = plight("fire", "light", 0).model_copy(update={"again_reason": reason})
    known = Known(on=START, earlier=(before,))
    found = result(place, Programme.EMERGENCY, hardship, known=known)
    months = law(place, Programme.EMERGENCY).months("same_cause_months")
    within = (START.year * 12 + START.month) - (on.year * 12 + on.month)
    recent = within < months or (within == months and START.day < on.day)
    assert found.eligible is not (same and recent and not reason)


@pytest.mark.rule("YY-02")
def test_a_sum_the_joint_meeting_set_goes_before_tier_and_cap_of_urgent_help() -> None:
    plain = result("tongren", Programme.EMERGENCY, plight("fire", "severe", 0))
    met = result("tongren", Programme.EMERGENCY, plight("fire", "severe", 0), resolved=6_200_000)
    assert plain.once_fen < met.once_fen == 6_200_000
    assert ("一事一议议定金额", "62,000.00元") in met.table


def test_only_the_temporary_aid_of_a_resolution_is_taken() -> None:
    walk = Helping(asks_help(Programme.EMERGENCY, "tongren")).registered().accepted()
    decided = Resolution(
        item="TR/1",
        number="1号",
        approved=True,
        decided_on=START,
        measures=(
            Measure(code="AID-02", unit="市民政局", manner="临时救助", amount_fen=5_000_000),
            Measure(code="AID-37", unit="市医疗保障局", manner="医疗救助", amount_fen=9_000_000),
        ),
    )
    escalation = Escalation(
        number=1,
        cause="serious_illness",
        cause_text="",
        need_fen=9_000_000,
        tried=(),
        gap_fen=9_000_000,
        summary="情况说明",
        opened_on=START,
        back_to=Stage.APPROVAL,
        resolution=decided,
    )
    facts = once_facts(walk.file.having(escalation=escalation))
    assert facts is not None and facts.resolved_fen == 5_000_000


@pytest.mark.rule("YY-01")
def test_temporary_help_that_no_single_programme_covers_goes_before_the_meeting() -> None:
    walk = Helping(asks_help(Programme.EMERGENCY, "tongren")).registered().accepted()
    name, most = next(iter(walk.file.law.table("escalation.ceilings").items()))
    unit, _, programme = name.partition("/")
    aid = {"unit": unit, "programme": programme, "ceiling_fen": most, "granted_fen": most}
    given = {"cause": "serious_illness", "need_fen": 90_000_000, "summary": "单项救助后仍有缺口"}
    walk.do("escalate", Role.COUNTY_REVIEWER, tried=[aid], **given)
    assert walk.file.stage is Stage.ESCALATION
