"""Spot checks: shares rounded up, strata apart, a draw anybody repeats, a report that fails short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.watch import dated
from domain.base import CaseRefusal
from domain.case.acts import ChangeCause, ReportChange
from domain.case.lifecycle import Role
from domain.proceeding import Done
from domain.sampling import engine
from domain.sampling.drawing import (
    Stratum,
    drawn,
    line_of,
    population_digest,
    required,
    seed_digest,
)
from domain.sampling.file import NOT_YET, SpotFile
from domain.sampling.lifecycle import SpotStage
from tests.people import START, application, officer
from tests.people import Walk as CaseWalk
from tests.watch import Walk, population, spot

GENERAL, RELATIVES = Stratum.GENERAL, Stratum.RELATIVES
NEW, CARE = Stratum.NEW_RELATIVES, Stratum.CARE
W, F = "jz-wangdian", "jz-first"
CHECKER, HEAD = Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER
TEAM = ("jz.county_reviewer", "jz.county_reviewer.2")


def form(case_no: str, right: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "case_no": case_no, "checkers": TEAM, "papers": True, "visited_on": START,
        "finding": "入户核实，与案卷一致", "right": right, **more,
    }  # fmt: skip


def checked(walk: Walk[SpotFile], *, wrong: str = "") -> Walk[SpotFile]:
    for case_no in walk.file.open_cases:
        more = {"fault": "refused"} if case_no == wrong else {}
        walk.do("record_spot_check", CHECKER, **form(case_no, case_no != wrong, **more))
    return walk


def count(walk: Walk[SpotFile], stratum: Stratum, township: str = W) -> int:
    [found] = [d for d in walk.file.draws if (d.stratum, d.township) == (stratum, township)]
    return len(found.cases)


@pytest.mark.rule("JZ-24", "NUM-19")
@pytest.mark.parametrize(("decided", "least"), [(7, 3), (10, 3), (11, 4), (1, 1), (0, 0)])
def test_thirty_per_cent_of_a_townships_decisions_are_drawn_rounded_up(
    decided: int, least: int
) -> None:
    walk = spot(population(("1", W, decided, (GENERAL,)), ("5000", F, 10, (GENERAL,))))
    if decided:
        assert count(walk, GENERAL) == least
    assert count(walk, GENERAL, F) == 3


@pytest.mark.rule("JZ-25", "NUM-20")
@pytest.mark.parametrize(("living", "least"), [(3, 2), (5, 3), (6, 4)])
def test_sixty_per_cent_of_the_relatives_are_a_stratum_of_their_own(
    living: int, least: int
) -> None:
    walk = spot(population(("1", W, 10, (GENERAL,)), ("500", W, living, (RELATIVES, GENERAL))))
    assert count(walk, RELATIVES) == least
    assert count(walk, GENERAL) == required(10 + living, 30)
    named = {(s.stratum, s.required) for s in walk.file.shares}
    assert named == {(RELATIVES, least), (GENERAL, required(10 + living, 30))}


@pytest.mark.rule("JZ-51")
def test_newly_admitted_relatives_are_a_pool_of_their_own_and_silence_about_the_share_is_said() -> (
    None
):
    lines = population(("1", W, 4, (GENERAL, NEW, RELATIVES)))
    walk = spot(lines)
    assert count(walk, NEW) == 4  # demonstration data: all of them
    silent = spot(lines, rules={"spot.new_relatives": None})
    assert silent.file.unset == (NEW,)
    assert {d.stratum for d in silent.file.draws} == {GENERAL, RELATIVES}


@pytest.mark.rule("JZ-16")
def test_care_is_inspected_with_findings_and_follow_up_per_township() -> None:
    walk = spot(population(("1", W, 4, (CARE,)), ("9", F, 1, (CARE,))))
    assert (count(walk, CARE), count(walk, CARE, F)) == (2, 1)
    [bad, *rest] = walk.file.open_cases
    walk.do("record_spot_check", CHECKER, **form(bad, False, fault="care"))
    for case_no in rest:
        walk.do("record_spot_check", CHECKER, **form(case_no))
    walk.do("report_spot_checks", HEAD, conclusion="照料检查已完成")
    assert walk.file.stage is SpotStage.FOLLOWING
    township = walk.file.townships[bad]
    assert walk.waits() == [("answer_spot_check", Role.REVIEWER)]
    other = F if township == W else W
    walk.refused("not_your_township", "answer_spot_check", officer(Role.REVIEWER, township=other),
                 case_no=bad, text="已经整改到位")  # fmt: skip
    walk.do("answer_spot_check", officer(Role.REVIEWER, township=township), case_no=bad,
            text="已督促照料人每日上门")  # fmt: skip
    assert walk.file.stage is SpotStage.REPORTED


@pytest.mark.rule("JZ-24", "JZ-25")
def test_the_report_of_a_period_fails_while_completed_checks_are_below_the_number() -> None:
    walk = spot(population(("1", W, 7, (GENERAL,)), ("50", W, 3, (RELATIVES,))))
    *most, last = walk.file.open_cases
    assert len(most) + 1 == 5
    for case_no in most:
        walk.do("record_spot_check", CHECKER, **form(case_no))
    back = walk.refused("share_not_reached", "report_spot_checks", HEAD, conclusion="均已完成")
    assert "应查" in back.message and W in back.message
    walk.do("record_spot_check", CHECKER, **form(last))
    walk.do("report_spot_checks", HEAD, conclusion="均已完成")
    assert walk.file.stage is SpotStage.REPORTED and walk.run == ["issue_report"]


def test_a_decision_found_wrong_goes_back_to_the_case_and_cannot_be_unsaid() -> None:
    walk = spot(population(("1", W, 7, (GENERAL,))))
    wrong = walk.file.open_cases[0]
    checked(walk, wrong=wrong)
    assert walk.run == ["send_back"]
    found = walk.file.of(wrong)
    assert found is not None and found.back == "send_back-1" and not found.right
    walk.refused("sent_back_already", "record_spot_check", CHECKER, **form(wrong))


def test_a_wrong_decision_a_living_case_could_not_take_yet_is_sent_again() -> None:
    """While another change is looked into; it is never called closed, nor lost."""
    walk = spot(population(("1", W, 7, (GENERAL,))))
    wrong = walk.file.open_cases[0]
    checked(walk, wrong=wrong)
    busy = Done(key=f"back-{wrong}", on=walk.today, trouble=f"{NOT_YET}：本案正在核实")
    walk.file = engine.after(walk.file, busy)
    walk.run.clear()
    walk.do("record_spot_check", CHECKER, **{**form(wrong), "right": False, "fault": "amount"})
    assert walk.run == ["send_back"]


def test_what_a_case_is_told_never_happened_after_the_day_it_is_told() -> None:
    """A case may stand on an earlier day than who tells it (a rehearsal, a late worker)."""
    file = CaseWalk(application()).living().file
    act = ReportChange(
        officer=officer(CHECKER, "jiaozuo"),
        on=file.latest - timedelta(days=3),
        cause=ChangeCause.OTHER,
        happened_on=file.latest + timedelta(days=90),
        text="抽查认定金额有误",
    )
    assert dated(act, file).happened_on == dated(act, file).on == file.latest


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("not_drawn", {"case_no": "JZ2026999999"}),
        ("nothing_done", {"papers": False, "visited_on": None}),
        ("fault_unclear", {"right": False}),
        ("fault_unclear", {"right": True, "fault": "amount"}),
        ("date_not_lawful", {"visited_on": START + timedelta(days=1)}),
    ],
)
def test_a_form_that_is_not_whole_is_refused(code: str, more: dict[str, Any]) -> None:
    walk = spot(population(("1", W, 7, (GENERAL,))))
    walk.refused(code, "record_spot_check", CHECKER, **{**form(walk.file.open_cases[0]), **more})


def test_who_made_every_check_does_not_report_the_round() -> None:
    walk = spot(population(("1", W, 2, (GENERAL,))))
    same = officer(HEAD).model_copy(update={"id": officer(CHECKER).id})
    checked(walk).refused("same_person", "report_spot_checks", same, conclusion="均已完成")


def test_a_round_not_finished_in_its_days_is_late() -> None:
    walk = spot(population(("1", W, 2, (GENERAL,))))
    assert walk.file.due == START + timedelta(days=45)
    assert walk.later(46).file.late


def test_the_seed_stands_in_the_record_before_the_population_and_the_draw() -> None:
    walk = spot(population(("1", W, 7, (GENERAL,))), witness="公开摇号3918")
    acts = [e.act for e in walk.file.journal]
    assert acts.index("fix_seed") < acts.index("close_population") < acts.index("draw")
    assert walk.file.seed.endswith("/公开摇号3918")
    assert walk.file.seed_digest == seed_digest(walk.file.seed)
    assert walk.file.population_digest == population_digest(walk.file.population)
    with pytest.raises(RuntimeError):
        engine.population_closed(walk.file.having(seed=""), (), START, walk.at)
    again = engine.seed_fixed(walk.file, "cd" * 32, START, walk.at)
    assert again.seed == walk.file.seed


LINES = st.lists(
    st.builds(
        line_of,
        st.integers(1, 400).map(lambda n: f"JZ2026{n:06d}"),
        st.sampled_from((W, F)),
        st.sets(st.sampled_from(list(Stratum)), min_size=1).map(tuple),
    ),
    max_size=60,
    unique_by=lambda line: line.split(" ")[0],
)
SHARES = {GENERAL: 30, RELATIVES: 60, CARE: 30}


@given(lines=LINES, order=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_anybody_repeats_the_draw_from_the_record_in_whatever_order_it_is_written(
    lines: list[str], order: Any
) -> None:
    first = drawn(lines, "seed", SHARES)
    shuffled = [*lines, *lines[:3]]
    order.shuffle(shuffled)
    assert drawn(shuffled, "seed", SHARES) == first
    for one in first:
        assert len(one.cases) == required(one.size, one.percent)
        assert len(one.cases) * 100 >= one.size * one.percent
        assert (len(one.cases) - 1) * 100 < one.size * one.percent
        letter = {GENERAL: "d", RELATIVES: "r", CARE: "c"}[one.stratum]
        for case_no in one.cases:
            [line] = [x for x in lines if x.startswith(case_no)]
            assert line.split(" ")[1] == one.township and letter in line.split(" ")[2]


def test_a_place_without_a_share_or_a_length_of_period_says_who_must_set_it() -> None:
    with pytest.raises(CaseRefusal) as unset:
        spot((), place="zhanhe")
    assert unset.value.code == "policy_not_set" and "抽查" in unset.value.message
    with pytest.raises(CaseRefusal) as early:
        spot((), period="2026-H4")
    assert early.value.code == "period_not_over"


def test_a_township_sees_its_own_results_and_neither_who_is_drawn_nor_the_seed() -> None:
    walk = checked(spot(population(("1", W, 7, (GENERAL,)), ("50", F, 7, (GENERAL,)))))
    shown = engine.covered(walk.file, officer(Role.REVIEWER, township=W))
    assert shown.seed == "" and shown.population == () and {c.township for c in shown.checks} == {W}
    assert all(not d.cases for d in shown.draws)
    assert engine.may_read(walk.file, officer(Role.REVIEWER, township=W))
    assert not engine.may_read(walk.file, officer(Role.REVIEWER, township="jz-second"))
    assert engine.covered(walk.file, officer(Role.AUDITOR)) == walk.file
