"""低保边缘家庭: from the application to the recognition, its recheck and its end."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.household import (
    Asset,
    AssetKind,
    IncomeKind,
)
from domain.policy import PolicyNotSet
from domain.programme import Programme
from tests.domain.means_kit import codes, figure, home, income, judged, person, rules, self_, wage
from tests.domain.recognition_kit import (
    case,
    couple,
    looked_at,
    recognised,
    until_recheck,
)
from tests.people import Walk

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("BY-01", "DB-10")
@pytest.mark.parametrize(
    ("a_head", "grounds"),
    [
        (464, ["not_edge_dibao", "income_within_edge"]),
        (465, ["income_within_edge"]),
        (697, ["income_within_edge"]),
        (698, ["over_income"]),
    ],
)
def test_edge_is_between_the_standard_and_its_ratio(a_head: int, grounds: list[str]) -> None:
    """Standard 465 × 150 % = 697.50."""
    found = judged(couple(a_head), rules(programme="edge"))
    assert codes(found) == grounds
    assert found.eligible is (grounds == ["income_within_edge"])
    assert found.monthly_fen == 0
    assert figure(found, "低保边缘收入上限（月保障标准×150%）") == "697.50元"


@pytest.mark.rule("BY-01")
def test_the_line_itself_is_not_below_it_to_the_last_fen() -> None:
    law = rules(programme="edge")
    at = home(incomes=(income("m1", IncomeKind.TRANSFER, 8370),))
    assert codes(judged(at, law)) == ["over_income"]
    (item,) = at.incomes
    below = at.model_copy(update={"incomes": (item.model_copy(update={"fen_year": 836999}),)})
    assert judged(below, law).eligible


@pytest.mark.rule("BY-01")
def test_edge_has_its_limits_of_property_and_who_is_in_dibao_is_not_edge() -> None:
    law = rules(programme="edge")
    car = couple(500, assets=(Asset(member="m2", kind=AssetKind.VEHICLE),))
    assert codes(judged(car, law)) == ["over_vehicle", "income_within_edge"]
    assert codes(judged(couple(500, receives=("dibao",)), law))[0] == "not_beside"
    # Too much property for 低保, not for edge: poor, and edge.
    wider = rules(programme="edge", vehicle_limit=1)
    poor = couple(300, assets=(Asset(member="m2", kind=AssetKind.VEHICLE),))
    assert judged(poor, wider).eligible


@pytest.mark.rule("DB-10")
def test_since_july_2026_the_province_sets_the_ratio_and_until_then_the_nation() -> None:
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    law = rules(on=before, programme="edge", production=True, standard={"rural": 46500})
    assert judged(couple(500), law, before).eligible
    silent = rules(on=after, programme="edge", production=True, standard={"rural": 46500})
    with pytest.raises(PolicyNotSet):
        judged(couple(500), silent, after)


@pytest.mark.rule("BY-02", "JZ-09")
def test_the_cost_of_a_job_is_taken_off_for_edge_families_too() -> None:
    """20000 × 80 % ÷ 2 ÷ 12 = 666.66, below 697.50; without it 833.33."""
    family = home(self_(), person("m2"), incomes=(wage("m2", 20000),))
    law = rules(programme="edge")
    assert judged(family, law).eligible
    assert not judged(family, rules(programme="edge", job_cost_percent=0)).eligible


@pytest.mark.rule("BY-02")
def test_the_procedure_follows_dibao_by_name_and_not_before_somebody_said_so() -> None:
    law = Walk(case(Programme.EDGE, couple(500))).file.law
    assert law.cite("total").startswith("民发〔2021〕57号 第22条（依《关于加强低收入人口动态监测")
    assert law.cite("total").endswith("二参照办理）")
    with pytest.raises(PolicyNotSet):
        early = case(Programme.EDGE, couple(500)).having(
            applied_on=date(2023, 6, 1), latest=date(2023, 6, 1)
        )
        Walk(early).accepted()


@pytest.mark.parametrize("place", PLACES)
def test_an_edge_family_is_recognised_in_every_place(place: str) -> None:
    law = rules(place, programme="edge")
    standard = judged(couple(1), law).standard_fen * 100 // 150
    walk = Walk(case(Programme.EDGE, couple(standard // 100 + 20), place)).ready_to_decide()
    walk.confirmed()
    file = walk.file
    assert file.stage is Stage.SUPERVISION and file.entitlements == ()
    assert file.recognition is not None and file.recognition.until is None
    assert file.next_recheck is not None and file.publicity is not None
    assert [n.order.kind for n in file.notices][-1] == "recognition"


@pytest.mark.rule("DB-70", "BY-02")
def test_an_edge_family_is_rechecked_like_dibao_and_stays_when_nothing_changed() -> None:
    walk = until_recheck(recognised(Programme.EDGE, couple(500)))
    assert walk.file.review is not None and walk.file.review.cause == "recheck"
    looked_at(walk, walk.file.household)
    walk.do("decide_change", walk.decider, 2, outcome="keep", monthly_fen=0, reason="没有变化")
    assert walk.file.recognition is not None and walk.file.recognition.until is None
    assert walk.file.next_recheck is not None and walk.file.next_recheck > walk.today


@pytest.mark.rule("DB-77")
def test_an_edge_family_above_the_line_is_heard_told_in_writing_and_then_leaves() -> None:
    walk = until_recheck(recognised(Programme.EDGE, couple(500)))
    looked_at(walk, couple(900))
    stop = {"outcome": "stop", "monthly_fen": 0, "reason": "收入超过低保边缘标准"}
    with refused("not_heard"):
        walk.do("decide_change", walk.decider, 2, **stop)
    walk.do("hear_family", Role.REVIEWER, 2, heard="m1", opinion="没有意见")
    with refused("outcome_differs"):
        transition = stop | {"outcome": "transition", "transition_months": 1}
        walk.do("decide_change", walk.decider, 2, **transition)
    walk.do("decide_change", walk.decider, 2, **stop)
    assert walk.file.recognition is not None and walk.file.recognition.until == walk.today
    told = walk.file.notices[-1].order
    assert told.kind == "stop" and told.must_serve
    assert told.facts["终止认定"] == "低保边缘家庭认定" and "原月补助金额" not in told.facts
