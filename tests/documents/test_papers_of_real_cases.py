"""Every paper the model itself orders can be made, in every place, and reads as one."""

from __future__ import annotations

import re

import pytest

from documents.notices import render
from documents.paper import Rendered
from domain.case.lifecycle import Role
from domain.household import Income, IncomeKind
from domain.programme import Programme
from runtime.packs import PLACES, place_info
from tests.helping import Helping, asks_help
from tests.people import Walk, application, household


def papers_of(walk: Walk) -> dict[str, Rendered]:
    return {
        state.order.kind: render(
            state.order.kind,
            file=walk.file,
            notice=state.order,
            number="某救〔2026〕1号",
            issued_on=walk.today,
            place=place_info(walk.file.place),
        )
        for state in walk.file.notices
    }


def words(paper: Rendered) -> str:
    return re.sub(r"\s+|<[^>]+>", "", paper.html.split("</style>", 1)[1])


@pytest.mark.parametrize("place", PLACES)
def test_a_plain_case_gets_its_papers_in_every_place(place: str) -> None:
    made = papers_of(Walk(application(place)).living())
    assert list(made) == ["acceptance", "publicity", "confirmation"]
    info = place_info(place)
    for paper in made.values():
        text = words(paper)
        assert info.short in text
        assert not re.search(r"\bArt\b|\d{4}-\d{2}-\d{2}|None|over_|not_", text)
        assert "某救〔2026〕1号" in text


def test_a_refused_family_reads_the_reasons_the_model_found() -> None:
    walk = Walk(application())
    walk.accepted().later(1).surveyed(household(wage_yuan=90000)).checked().opined()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    walk.do("refuse", Role.TOWNSHIP_LEADER)
    text = words(papers_of(walk)["refusal"])
    for reason in walk.file.notices[-1].order.reasons:
        assert reason.text in text
        for figure in reason.figures.values():
            assert figure in text


def test_a_family_told_of_missing_papers_reads_their_names() -> None:
    walk = Walk(application(papers=("application",)))
    walk.do("request_correction", Role.INTAKE)
    text = words(papers_of(walk)["correction"])
    for name in ("承诺书", "授权书", "身份证明"):
        assert name in text


@pytest.mark.parametrize("outcome", ["stop", "transition"])
def test_a_living_family_over_the_line_is_given_a_paper_for_what_was_decided(outcome: str) -> None:
    walk = Walk(application()).living()
    home = walk.file.household.model_copy(
        update={"incomes": (Income(member="m1", kind=IncomeKind.WAGE, fen_year=9_000_000),)}
    )
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=home,
        finding="已在县城稳定就业。",
    )
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见。")
    now = walk.file.monthly_fen_now
    walk.do(
        "decide_change",
        walk.decider,
        outcome=outcome,
        monthly_fen=0 if outcome == "stop" else now,
        reason="就业后收入超过标准。",
        transition_months=3 if outcome == "transition" else 0,
    )
    text = words(papers_of(walk)[outcome])
    assert "就业后收入超过标准。" in text
    assert "申请行政复议" in text
    if outcome == "stop":
        assert "听取你（户）意见" in text


@pytest.mark.rule("LS-04")
def test_the_paper_of_quick_help_promises_three_days_of_the_calendar_from_the_application() -> None:
    walk = Helping(asks_help(Programme.QUICK)).registered().accepted()
    text = words(papers_of(walk)["acceptance"])
    assert "自申请之日起3日，至2026年11月26日届满" in text
    assert "工作日" not in text


@pytest.mark.parametrize("place", PLACES)
def test_urgent_help_tells_the_family_what_to_bring_and_the_home_township_what_was_done(
    place: str,
) -> None:
    walk = Helping(asks_help(Programme.EMERGENCY, place))
    walk.registered(home_township="", home="外省某县某镇").accepted().decided().handed_over()
    made = papers_of(walk)
    assert list(made) == ["home_notice", "acceptance", "grant", "completion"]
    assert "外省某县某镇" in words(made["home_notice"])
    assert walk.file.household.applicant.id_no not in words(made["home_notice"])
    assert "补充期限" in words(made["completion"])
    assert "救助金额" in words(made["grant"])
