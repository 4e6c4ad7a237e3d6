"""The points of a year: exact, weighted, repeatable, nobody's own figure (5.28)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.file import Held, OversightKind
from domain.oversight.performance import (
    FULL,
    INDICATOR_ZH,
    INDICATORS,
    Measured,
    points_zh,
    scored,
)
from domain.oversight.special import Counted
from runtime.packs import load
from tests.oversight import Desk


def measured(**figures: int) -> Measured:
    return Measured(scope="township", code="tr-first", figures=tuple(sorted(figures.items())))


def test_points_are_the_weighted_share_that_went_right() -> None:
    """Worked by hand: 9/10 at weight 3 and 1/2 at weight 1 are 0.8."""
    score = scored(
        measured(decided=10, decided_late=1, leads=2, leads_open=1),
        {"decided_in_time": 3, "leads_settled": 1, "lines_right": 9},
    )
    assert score is not None
    assert points_zh(score.points) == "80.00"
    assert score.parts == (("decided_in_time", 9000, 3), ("leads_settled", 5000, 1))


def test_nothing_to_count_is_no_points_and_no_zero_either() -> None:
    assert scored(measured(), {"decided_in_time": 1}) is None
    assert scored(measured(decided=3), {"decided_in_time": 0}) is None


@given(
    figures=st.dictionaries(
        st.sampled_from(sorted({n for pair in INDICATORS.values() for n in pair})),
        st.integers(0, 10_000),
    ),
    weights=st.dictionaries(st.sampled_from(sorted(INDICATOR_ZH)), st.integers(0, 100)),
)
def test_points_stay_between_nothing_and_full_and_one_more_fault_never_helps(
    figures: dict[str, int], weights: dict[str, int]
) -> None:
    score = scored(measured(**figures), weights)
    if score is None:
        return
    assert 0 <= score.points <= FULL
    for whole, wrong in INDICATORS.values():
        if figures.get(whole):
            worse = scored(measured(**{**figures, wrong: figures.get(wrong, 0) + 1}), weights)
            assert worse is not None and worse.points <= score.points


@pytest.mark.rule("TR-38", "YC-35", "HB-19", "ZH-23")
@pytest.mark.parametrize("place", ["tongren", "yicheng", "hanbin", "zhanhe"])
def test_an_evaluation_keeps_period_rules_scores_and_who_gave_it(place: str) -> None:
    desk = Desk(OversightKind.EVALUATION, place, Held(text="年度绩效评价"), Role.FINANCE)
    assert desk.file.errands[0].what == "measure"
    with pytest.raises(CaseRefusal, match="正在"):
        desk.do("give_evaluation", Role.FINANCE, comment="总体良好")
    fund = Measured(
        scope="fund",
        code="fund:local:2026-01",
        figures=(
            ("budget_fen", 1_000_000), ("corrections", 1), ("lines", 100), ("lines_late", 2),
            ("paid_fen", 900_000), ("persons", 40),
        ),
    )  # fmt: skip
    measures = (measured(decided=10, decided_late=1), fund)
    names = {m.code: f"某{m.scope}" for m in measures}
    counted = Counted(measured=measures, digest="d", names=names)
    desk.file = engine.errand_done(desk.file, "measure", counted, desk.today, desk.now)
    part = desk.file.evaluation
    assert part is not None and part.measured == counted.measured
    weights = desk.file.law.table("performance.weights")
    assert {name for s in part.scores for name, _, _ in s.parts} <= set(weights)
    assert [s.scope for s in part.scores] == ["township", "fund"]
    line = desk.file.journal[-1].text
    assert line.startswith("某township得") and "、某fund得" in line and fund.code not in line
    desk.do("give_evaluation", Role.FINANCE, comment="总体良好", practice="一窗办结，减少往返")
    given_ = desk.file.evaluation
    assert given_ is not None
    assert (given_.year, given_.given_by) == (2026, f"{place}.finance.1")
    assert given_.practice and desk.file.closed


def test_the_place_that_set_no_weights_gets_figures_and_no_points() -> None:
    desk = Desk(OversightKind.EVALUATION, "tongren", Held(text="年度绩效评价"), Role.FINANCE)
    values = {k: v for k, v in desk.file.law.values.items() if k != "performance.weights"}
    desk.file = desk.file.having(rules=desk.file.law.model_copy(update={"values": values}))
    counted = Counted(measured=(measured(decided=10),), digest="d")
    desk.file = engine.errand_done(desk.file, "measure", counted, desk.today, desk.now)
    with pytest.raises(CaseRefusal) as refused:
        desk.do("give_evaluation", Role.FINANCE, comment="总体良好")
    assert refused.value.code == "nothing_to_score"


def test_every_weighted_indicator_is_one_we_count() -> None:
    labels = load().definitions["national"]["performance.weights"].labels
    assert labels == INDICATOR_ZH
