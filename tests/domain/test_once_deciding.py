"""How much is given once, who decides it, who hands it over: sentences about the pure model."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case import engine
from domain.case.acts import ACTS, Officer
from domain.case.lifecycle import Role, Stage
from domain.case.phases.relief.once import filing_needed
from domain.case.tasks import open_tasks
from domain.hardship import EarlierAid, Known
from domain.household import Household
from domain.policy import PolicyNotSet
from domain.programme import Programme
from runtime.packs import snapshot
from tests.domain.test_once import (
    DISASTER,
    EMERGENCY,
    EXPENDITURE,
    QUICK,
    asking,
    at,
    ill_family,
    refused,
)
from tests.helping import Helping, asks_help
from tests.people import START, officer


def earlier(on: date, cause: str, fen: int = 10_000) -> EarlierAid:
    return EarlierAid(case_no="JZ2026000900", programme=EMERGENCY, cause=cause, on=on, fen=fen)


# --- how much ------------------------------------------------------------------------------------


@pytest.mark.rule("LS-05")
def test_the_highest_tier_of_quick_help_is_one_month_of_the_standard() -> None:
    walk = asking(QUICK).registered(grade="severe").accepted()
    assert walk.computed.once_fen == walk.computed.standard_fen
    asked = asking(QUICK).registered(grade="severe", asked_fen=12_345).accepted()
    assert asked.computed.once_fen == 12_345


@pytest.mark.rule("LS-12", "JZ-19")
def test_the_grade_of_hardship_sets_the_amount_by_head_up_to_what_may_be_paid_first() -> None:
    def given(grade: str) -> int:
        walk = asking(EMERGENCY).registered(grade=grade).accepted()
        return int(walk.computed.once_fen)

    assert (given("light"), given("serious")) == (93_000, 186_000)
    assert given("severe") == asking(EMERGENCY).registered().accepted().file.law.fen("small_cap")


@pytest.mark.rule("LS-01")
def test_expenditure_help_counts_what_the_family_bore_itself_against_its_income() -> None:
    def result(home: Household) -> tuple[bool, frozenset[str]]:
        walk = Helping(asks_help(EXPENDITURE, home=home)).registered().accepted()
        walk.later(1).surveyed().checked()
        return walk.computed.eligible, frozenset(r.code for r in walk.computed.reasons)

    assert result(ill_family())[0]
    light, reasons = result(ill_family(fen=50_000, reimbursed=0))
    assert not light and "not_burdened" in reasons
    covered, reasons = result(ill_family(fen=2_000_000, reimbursed=2_000_000))
    assert not covered and {"not_burdened", "not_needed"} <= reasons
    rich, reasons = result(ill_family(fen=90_000_000, wage_yuan=90_000))
    assert not rich and "over_disposable" in reasons


@pytest.mark.rule("LS-07")
def test_a_recognised_family_is_not_asked_again_what_it_earns_and_owns() -> None:
    home = ill_family(wage_yuan=90_000)
    recognised = Known(on=START, recognised=(Programme.DIBAO, Programme.RIGID))
    walk = Helping(asks_help(EXPENDITURE, home=home)).registered(recognised).accepted()
    walk.later(1).surveyed()
    assert at(walk) is Stage.REVIEW  # no department is asked
    codes = {r.code for r in walk.computed.reasons}
    assert "recognised" in codes and not codes & {"over_disposable", "income_below_disposable"}
    assert walk.computed.eligible


@pytest.mark.rule("LS-15")
def test_the_same_cause_within_the_period_is_refused_without_good_reason() -> None:
    lately = Known(on=START, earlier=(earlier(date(2026, 3, 1), "fire"),))
    walk = asking(EMERGENCY).registered(lately).accepted()
    assert not walk.computed.eligible
    assert "not_same_cause" in {r.code for r in walk.computed.reasons}
    with refused("not_eligible"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=0)
    walk.do("refuse", Role.TOWNSHIP_LEADER)
    assert walk.file.decision is not None
    assert [r.code for r in walk.file.decision.reasons] == ["not_same_cause"]


@pytest.mark.rule("LS-15")
@pytest.mark.parametrize(
    ("on", "cause", "reason"),
    [
        (date(2025, 11, 23), "fire", ""),
        (date(2026, 3, 1), "accident", ""),
        (date(2026, 3, 1), "fire", "房屋再次失火"),
    ],
)
def test_another_cause_an_older_one_or_a_good_reason_is_no_bar(
    on: date, cause: str, reason: str
) -> None:
    known = Known(on=START, earlier=(earlier(on, cause),))
    walk = asking(EMERGENCY).registered(known, again_reason=reason).accepted()
    assert walk.computed.eligible


def test_a_place_may_bound_how_often_a_year_a_family_is_helped() -> None:
    two = Known(
        on=START,
        earlier=tuple(
            earlier(date(2026, month, 1), cause) for month, cause in ((2, "accident"), (5, "fire"))
        ),
    )
    zhanhe = asking(QUICK, "zhanhe").registered(two, cause="other").accepted()
    assert "over_yearly_count" in {r.code for r in zhanhe.computed.reasons}
    assert asking(QUICK).registered(two, cause="other").accepted().computed.eligible


def test_where_no_cap_is_set_the_case_says_so_instead_of_paying() -> None:
    walk = asking(EMERGENCY).registered().accepted()
    law = snapshot("jiaozuo", START, ("emergency.small_cap",), production=True)
    assert walk.file.policy is not None
    values = {**walk.file.policy.values, **law.values}
    bare = walk.file.having(policy=walk.file.policy.model_copy(update={"values": values}))
    walk.file = engine.recomputed(bare)
    assert walk.file.assessment is None
    with pytest.raises(PolicyNotSet, match="先行救助限额"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=1)


# --- who decides, who hands over -----------------------------------------------------------------


@pytest.mark.rule("YC-23", "LS-10")
def test_the_township_decides_up_to_its_limit_and_the_county_above() -> None:
    small = asking(EMERGENCY, "yicheng").registered(grade="light").accepted()
    assert small.file.decider == "township"
    small.decided()
    assert "county_approver" not in {e.officer.role for e in small.file.journal if e.officer}
    limit = small.file.law.fen("township_limit")
    big = ill_family(fen=40_000_000)
    walk = Helping(asks_help(EXPENDITURE, "yicheng", home=big)).registered().brought_to_decision()
    assert walk.computed.once_fen > limit and walk.file.decider == "county"
    with refused("wrong_decider"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=walk.computed.once_fen)
    walk.decided()


@pytest.mark.rule("YC-23")
def test_yichengs_townships_decide_by_its_document_while_it_is_in_force() -> None:
    last = snapshot("yicheng", date(2026, 1, 27), ("emergency.decider",), production=True)
    after = snapshot("yicheng", date(2026, 1, 28), ("emergency.decider",), production=True)
    assert last.text("emergency.decider") == "township"
    assert "峄政字〔2020〕15号" in last.cite("emergency.decider")
    assert not after.has("emergency.decider")


@pytest.mark.rule("JZ-18")
def test_nobody_decides_or_hands_over_what_he_registered_or_decided_himself() -> None:
    walk = asking(EMERGENCY).registered().accepted()
    clerk = walk.who(Role.INTAKE)
    head = officer(Role.TOWNSHIP_LEADER).model_copy(update={"id": clerk.id})
    with refused("same_person"):
        _as(walk, head, "confirm", once_fen=walk.computed.once_fen)
    walk.decided()
    body = {"manner": "money", "fen": 186_000, "receipt": "签收单", "receiver": "m1"}
    for earlier_duty in ("record_hardship", "confirm"):
        [account] = walk.file.actors(earlier_duty)
        village = officer(Role.VILLAGE).model_copy(update={"id": account})
        with refused("same_person"):
            _as(walk, village, "deliver_aid", **body, fund="reserve")
    walk.handed_over()


@pytest.mark.rule("JZ-18")
def test_a_township_that_leaves_papers_lying_may_not_help_first_again() -> None:
    def brought(overdue: int) -> Helping:
        return asking(EMERGENCY).registered(Known(on=START, overdue_papers=overdue)).accepted()

    brought(2).decided()
    walk = brought(3)
    with refused("papers_overdue"):
        walk.decided()
    walk.registered(Known(on=START, overdue_papers=1)).decided()  # made up, and registered anew
    slow = asking(EXPENDITURE).registered(Known(on=START, overdue_papers=9))
    slow.brought_to_decision().decided()  # nothing is helped first here


@pytest.mark.rule("JZ-18", "LS-13")
def test_jiaozuo_pays_urgent_help_from_the_townships_reserve_at_once() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided()
    with refused("fund_unknown"):
        walk.handed_over(fund="county")
    walk.handed_over()
    assert walk.file.grant is not None
    assert [d.fund for d in walk.file.grant.deliveries] == ["reserve"]
    assert walk.file.survey is None and walk.file.check is None
    assert walk.file.grant.first_on == walk.file.applied_on


@pytest.mark.rule("LS-11")
def test_one_decision_may_be_handed_over_in_parts_and_never_beyond_it() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided().handed_over(100_000)
    assert at(walk) is Stage.DISBURSEMENT
    assert walk.file.grant is not None and walk.file.grant.remaining_fen == 86_000
    with refused("sum_differs"):
        walk.handed_over(86_001)
    walk.explained().later(10).handed_over()
    assert walk.file.closed is not None and walk.file.closed.outcome == "aided"
    whole = asking(QUICK).registered().accepted().decided()
    with refused("sum_differs"):
        whole.handed_over(1)


@pytest.mark.rule("LS-11")
def test_help_may_be_goods_or_a_referral_and_is_handed_over_as_decided() -> None:
    walk = asking(QUICK).registered(manner="goods").accepted().decided()
    with refused("manner_differs"):
        walk.handed_over(manner="money")
    walk.handed_over()
    sent = asking(QUICK).registered(manner="referral").accepted().decided().handed_over()
    assert sent.file.grant is not None and sent.file.grant.fen == 0
    assert sent.file.closed is not None and sent.file.closed.outcome == "aided"
    with refused("manner_unknown"):
        asking(DISASTER).registered(manner="referral")


@pytest.mark.rule("LS-16")
def test_a_small_sum_the_township_decided_is_reported_where_the_place_asks_for_it() -> None:
    walk = asking(QUICK, "hanbin").registered().accepted().decided().handed_over()
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "file_with_county"]
    assert task.due is not None and at(walk) is Stage.DISBURSEMENT
    assert walk.file.grant is not None
    by_county = walk.file.grant.model_copy(update={"by_township": False})
    assert not filing_needed(walk.file.having(grant=by_county))
    walk.do("file_with_county", Role.REVIEWER, 3, reference="第11期小额救助报备表")
    assert walk.file.closed is not None
    assert asking(QUICK).to_the_end().file.closed is not None  # asks for none


def test_what_cannot_be_handed_over_ends_the_case_with_the_reason() -> None:
    walk = asking(QUICK).registered().accepted().decided()
    walk.do("end_delivery", Role.REVIEWER, reason="申请人已经死亡")
    assert walk.file.closed is not None and walk.file.closed.outcome == "undelivered"
    part = asking(EMERGENCY).registered().accepted().decided().handed_over(100_000)
    part.do("end_delivery", Role.REVIEWER, reason="申请人已经离开本地")
    assert at(part) is Stage.COMPLETION  # what was given is still explained


def _as(walk: Helping, who: Officer, act: str, **fields: object) -> None:
    message = ACTS[act].model_validate({"officer": who.model_dump(), "on": walk.today, **fields})
    engine.apply(walk.file, act, message, walk.today, walk.at)
