"""转办 after a stop: what may fit is offered, the family answers, and its application opens by itself."""

from __future__ import annotations

import pytest

from domain.case import handing
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.passage import ONWARD
from domain.case.phases.passage.successor import successor, to_open
from domain.case.phases.window.intake import missing_papers
from domain.case.phases.window.passing import fits_of
from domain.case.tasks import open_tasks
from domain.household import Household, Income, IncomeKind, Spending, SpendingKind
from domain.programme import Programme
from tests.domain.test_endings import issued
from tests.domain.test_passage import decided, refused
from tests.people import Walk, application

EDGE, SPENT = Programme.EDGE, Programme.EXPENDITURE


def earning(home: Household, yuan: int) -> Household:
    wage = Income(member="m1", kind=IncomeKind.WAGE, fen_year=yuan * 100)
    return home.model_copy(update={"incomes": (wage,)})


def stopped(yuan: int = 17_000, **kept: object) -> Walk:
    walk = Walk(application()).living().later(20)
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    decided(walk, earning(walk.file.household, yuan).model_copy(update=kept))
    assert walk.file.ending is not None and walk.file.ending.outcome == "stopped"
    return walk


def served(walk: Walk) -> Walk:
    number = issued(walk)
    return walk.do("serve_notice", Role.INTAKE, number=number, manner="in_person")


def waits_for(walk: Walk) -> set[str]:
    return {t.act for t in open_tasks(walk.file, walk.today)}


def opened(walk: Walk, number: str) -> CaseFile:
    out = to_open(walk.file)
    assert out is not None and out.kind == ONWARD
    new = successor(walk.file, out, number)
    walk.file = handing.handed_on(walk.file, out, number, walk.today, walk.at)
    return new


@pytest.mark.rule("ZH-21", "HB-03")
def test_a_family_over_the_line_but_below_the_edge_is_offered_what_fits_and_is_not_forgotten() -> (
    None
):
    walk = stopped()
    offer = walk.file.caring.handover
    assert offer is not None and offer.suggested == (EDGE.value,) and all(offer.why)
    served(walk)
    assert walk.file.closed is None, "it stays open until the family has answered"
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "settle_handover"]
    assert task.role is Role.INTAKE and "低保边缘" in task.zh and task.clause == "ZH-21"


def test_with_consent_the_application_opens_with_all_that_is_known_and_both_cases_are_linked() -> (
    None
):
    walk = served(stopped())
    walk.do("settle_handover", Role.INTAKE, answer="consents", programmes=["edge"], member="m1")
    new = opened(walk, "JZ2026000777")
    assert (new.programme, new.stage, new.channel) == (EDGE, Stage.INTAKE, "handover")
    assert new.household == walk.file.household
    assert new.claim.name == "edge" and new.passed_on_from == walk.file.case_no
    assert new.passage.origin is None, "no month of another programme is owed backwards"
    assert walk.file.passage.outgoing[0].case_no == "JZ2026000777"
    assert walk.file.closed is not None, "nothing is left to do in the old case"
    assert "handed_on" in {e.act for e in walk.file.journal}


def test_no_document_is_asked_twice_but_what_is_signed_is_signed_anew() -> None:
    walk = served(stopped())
    walk.do("settle_handover", Role.INTAKE, answer="consents", programmes=["edge"], member="m1")
    there = Walk(opened(walk, "JZ2026000778"))
    signed = set(there.file.law.items("commitment_required"))
    assert set(missing_papers(there.file)) <= signed
    there.do("supply_papers", Role.INTAKE, papers=list(missing_papers(there.file)))
    there.accepted()
    assert there.file.stage is Stage.INVESTIGATION


def test_a_refusal_is_written_down_with_who_and_why_and_nothing_opens() -> None:
    walk = served(stopped())
    with refused("member_unknown"):
        walk.do("settle_handover", Role.INTAKE, answer="declined", reason="不愿申请")
    with refused("reason_missing"):
        walk.do("settle_handover", Role.INTAKE, answer="declined", member="m1")
    walk.do("settle_handover", Role.INTAKE, answer="declined", member="m1", reason="家庭不愿申请")
    offer = walk.file.caring.handover
    assert offer is not None and (offer.member, offer.reason) == ("m1", "家庭不愿申请")
    assert to_open(walk.file) is None and walk.file.closed is not None
    assert EDGE in {f.programme for f in fits_of(walk.file, (EDGE, SPENT))}, "it may come back"


def test_only_what_was_offered_is_opened_and_nothing_that_excludes_another() -> None:
    spent = (Spending(member="m2", kind=SpendingKind.MEDICAL, fen=900_000),)
    walk = served(stopped(spendings=spent))
    offer = walk.file.caring.handover
    assert offer is not None and set(offer.suggested) >= {"edge", "expenditure"}
    with refused("not_offered"):
        walk.do(
            "settle_handover", Role.INTAKE, answer="consents", programmes=["tekun"], member="m1"
        )
    with refused("not_offered"):
        walk.do("settle_handover", Role.INTAKE, answer="consents", member="m1")
    if "rigid" in offer.suggested:
        with refused("not_together"):
            walk.do("settle_handover", Role.INTAKE, answer="consents",
                    programmes=["edge", "rigid"], member="m1")  # fmt: skip
    both = ["edge", "expenditure"]
    walk.do("settle_handover", Role.INTAKE, answer="consents", programmes=both, member="m1")
    first, second = opened(walk, "JZ2026000779"), opened(walk, "JZ2026000780")
    assert {first.programme, second.programme} == {EDGE, SPENT}


def test_an_application_that_could_not_be_opened_keeps_the_case_and_somebody_sees_to_it() -> None:
    walk = stopped()
    walk.do("settle_handover", Role.INTAKE, answer="consents", programmes=["edge"], member="m1")
    out = to_open(walk.file)
    assert out is not None
    walk.file = handing.handed_on(walk.file, out, "", walk.today, walk.at)
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "retry_handover"]
    assert task.role is Role.COUNTY_REVIEWER and "同意转办的申请" in task.zh
    walk.do("retry_handover", Role.COUNTY_REVIEWER)
    assert opened(walk, "JZ2026000781").programme is EDGE


@pytest.mark.parametrize("yuan", [17_000, 90_000])
def test_what_does_not_fit_is_not_offered(yuan: int) -> None:
    walk = served(stopped(yuan))
    fits = yuan == 17_000
    assert (walk.file.caring.handover is not None) is fits
    assert (walk.file.closed is None) is fits


def test_a_case_of_an_earlier_release_ends_without_an_offer() -> None:
    walk = Walk(application()).living().later(20)
    assert walk.file.policy is not None
    values = {k: v for k, v in walk.file.policy.values.items() if k != "living.offer_after_stop"}
    walk.file = walk.file.having(policy=walk.file.policy.model_copy(update={"values": values}))
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    decided(walk, earning(walk.file.household, 17_000))
    assert walk.file.caring.handover is None
