"""What the window asks for, and why: nothing the state can look up, promises where allowed."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.file import Agent
from domain.case.lifecycle import Role, Stage
from domain.case.phases.window.intake import every_paper, papers_of
from domain.case.tasks import open_tasks
from domain.check.file import CheckResult
from domain.window.papers import papers
from tests.people import Walk, application

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def checked_without(walk: Walk, *departments: str) -> Walk:
    """The check ends without these departments: they were waited for in vain."""
    walk.file = engine.check_started(walk.file, walk.today, walk.at)
    result = CheckResult(
        number=walk.file.checks,
        finished_on=walk.today,
        answers=(),
        waived=departments,
        attempts=(),
    )
    walk.file = engine.check_done(walk.file, result, walk.today, walk.at)
    return walk


@pytest.mark.parametrize("place", PLACES)
def test_every_paper_that_is_asked_says_why_and_under_which_clause(place: str) -> None:
    walk = Walk(application(place))
    for paper in papers_of(walk.file):
        assert paper.why and paper.clause, (place, paper.code)
        assert paper.asked, (place, paper.code)


@pytest.mark.rule("YC-12", "DB-13")
def test_a_proof_a_department_gives_is_not_asked_and_the_refusal_names_the_department() -> None:
    walk = Walk(application("yicheng", papers=("application",)))
    with pytest.raises(CaseRefusal) as told:
        walk.do("request_correction", Role.INTAKE, missing=["marriage_certificate"])
    assert told.value.code == "paper_obtainable" and "区民政局" in told.value.message
    law = walk.file.law
    [card] = papers(law, {"disability_certificate": "残疾人证"})
    assert not card.asked and card.from_department == "区残联"
    [card] = papers(law, {"disability_certificate": "残疾人证"}, failed=("disabled",))
    assert card.asked


@pytest.mark.rule("YC-12", "DB-13")
def test_the_proof_may_be_asked_once_the_department_was_waited_for_in_vain() -> None:
    walk = Walk(application("yicheng")).accepted().later(1)
    with refused("paper_obtainable"):
        walk.do("request_proof", Role.SURVEYOR, paper="marriage_certificate")
    checked_without(walk, "civil_affairs")
    walk.do("request_proof", Role.SURVEYOR, paper="marriage_certificate")
    assert "supply_proof" in {t.act for t in open_tasks(walk.file, walk.today)}
    with refused("already_asked"):
        walk.do("request_proof", Role.SURVEYOR, paper="marriage_certificate")
    walk.do("supply_proof", Role.INTAKE, paper="marriage_certificate")
    assert "supply_proof" not in {t.act for t in open_tasks(walk.file, walk.today)}
    with refused("proof_unknown"):
        walk.do("supply_proof", Role.INTAKE, paper="marriage_certificate")


@pytest.mark.rule("YC-10")
def test_after_acceptance_nothing_outside_the_list_may_be_asked() -> None:
    walk = Walk(application("yicheng")).accepted().later(1)
    for paper in ("identity", "photo", "school_proof"):
        with refused("paper_not_asked"):
            walk.do("request_proof", Role.SURVEYOR, paper=paper)
    with pytest.raises(CaseRefusal):
        Walk(application("yicheng", papers=())).do(
            "request_correction", Role.INTAKE, missing=["photo"]
        )


def asked_for_marriage(place: str = "yicheng") -> Walk:
    walk = Walk(application(place)).accepted().later(1)
    checked_without(walk, "civil_affairs")
    return walk.do("request_proof", Role.SURVEYOR, paper="marriage_certificate")


def promise(walk: Walk, **fields: object) -> Walk:
    body = {
        "paper": "marriage_certificate",
        "commitment": "本人承诺未婚，如有不实愿承担责任",
        "signed_by": "m1",
        "notice_read": True,
        **fields,
    }
    return walk.do("make_promise", Role.INTAKE, **body)


@pytest.mark.rule("YC-11", "DB-14")
def test_a_promise_stands_for_a_proof_once_the_notice_was_read_and_both_texts_are_kept() -> None:
    walk = asked_for_marriage()
    with refused("notice_not_read"):
        promise(walk, notice_read=False)
    with refused("promise_not_allowed"):
        promise(walk, paper="identity")
    with refused("paper_not_missing"):
        promise(walk, paper="school_proof")
    with refused("signer_not_adult"):
        promise(walk, signed_by="m9")
    promise(walk)
    [made] = walk.file.promises
    assert "承诺不实的" in made.notice and made.commitment.startswith("本人承诺未婚")
    acts = {t.act: t for t in open_tasks(walk.file, walk.today)}
    assert "supply_proof" not in acts and acts["verify_promise"].role is Role.SURVEYOR


@pytest.mark.rule("YC-11")
def test_what_was_promised_stays_on_the_list_until_somebody_has_verified_it() -> None:
    walk = promise(asked_for_marriage())
    walk.do(
        "verify_promise",
        Role.SURVEYOR,
        paper="marriage_certificate",
        verdict="refuted",
        reason="婚姻登记显示已婚",
    )
    [made] = walk.file.promises
    assert made.true is False and made.verified_on == walk.today
    assert "verify_promise" not in {t.act for t in open_tasks(walk.file, walk.today)}
    with refused("promise_unknown"):
        walk.do(
            "verify_promise",
            Role.SURVEYOR,
            paper="marriage_certificate",
            verdict="confirmed",
            reason="再次核实",
        )


@pytest.mark.rule("DB-14")
def test_where_the_place_has_not_allowed_it_no_promise_replaces_a_paper() -> None:
    with refused("promise_not_allowed"):
        promise(asked_for_marriage("tongren"))


@pytest.mark.rule("DB-04")
def test_an_agent_brings_a_mandate_and_the_window_says_why() -> None:
    agent = Agent(account="jz-wangdian.village", mandate="委托书2号")
    walk = Walk(application().having(agent=agent))
    assert "mandate" in every_paper(walk.file)
    [mandate] = [p for p in papers_of(walk.file) if p.code == "mandate"]
    assert "委托" in mandate.why and "第6条" in mandate.clause
    assert walk.accepted().file.stage is Stage.INVESTIGATION
