"""A referral from any case to the unit that owns an aid: consent, answer, result, told on (5.32)."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.case import engine, runs
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.notices import afterwards
from domain.case.tasks import open_tasks, waiting_zh
from domain.referral import ReferralAnswer
from domain.together.referring import Shared
from tests.domain.together_kit import Together, owned
from tests.people import START, application


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def fresh(place: str = "hanbin") -> Together:
    return Together(application(place))


@pytest.mark.rule("HB-03")
def test_from_the_same_case_a_family_is_referred_to_the_unit_that_owns_the_aid() -> None:
    desk = fresh().referred("AID-10")
    sent = desk.last
    assert (sent.aid.unit_zh, sent.sent_on, sent.state) == ("区教体局", START, "sent")
    assert sent.due is not None and sent.due > START
    [task] = [t for t in open_tasks(desk.file, START) if t.act == "answer_case_referral"]
    assert (task.role, task.due) == (Role.UNIT_LIAISON, sent.due)
    assert "区教体局" in waiting_zh(desk.file, START)
    assert desk.file.stage is Stage.INTAKE, "the case itself goes on"


def test_what_the_place_does_not_offer_is_referred_to_nobody() -> None:
    with refused("aid_not_offered"):
        fresh("jiaozuo").referred("AID-59", known=None)
    with refused("aid_not_offered"):
        aid = owned("hanbin", "AID-16").model_dump(mode="json")
        fresh().referred("AID-10", known=aid)


@pytest.mark.rule("ACT-30")
def test_without_the_consent_of_every_adult_it_is_about_nothing_is_sent() -> None:
    with refused("consent_missing"):
        fresh().referred(signed_by=("m1",))
    with refused("member_unknown"):
        fresh().referred(members=("m1", "m9"), signed_by=("m1", "m9"))
    assert fresh().referred(members=("m1",), signed_by=("m1",)).last.members == ("m1",)


def test_a_unit_is_told_no_more_of_a_person_than_its_aid_needs() -> None:
    with refused("more_than_needed") as refusal:
        fresh().referred(shares=(Shared.NAME, Shared.ILLNESS))
    assert "是否患重病" in refusal.value.message
    wide = owned("hanbin", "AID-10", Shared.ILLNESS).model_dump(mode="json")
    desk = fresh().referred(shares=(Shared.NAME, Shared.ILLNESS), known=wide)
    assert desk.last.shares == (Shared.NAME, Shared.ILLNESS)


def test_the_same_people_are_not_referred_twice_for_one_aid_while_it_is_open() -> None:
    desk = fresh().referred("AID-10")
    with refused("referred_already"):
        desk.referred("AID-10")
    assert [r.number for r in desk.referred("AID-16").file.linked.referrals] == [1, 2]


@pytest.mark.rule("HB-03")
def test_only_the_owning_unit_answers_and_the_family_is_told_of_result_and_amount() -> None:
    desk = fresh().referred("AID-10")
    with refused("not_your_unit"):
        desk.answered(ReferralAnswer.TAKEN_ON, "区住建局")
    with refused("not_answered"):
        desk.do("close_case_referral", Role.INTAKE, number=1, told_to="m1")
    desk.answered(ReferralAnswer.TAKEN_ON)
    with refused("already_taken_on"):
        desk.answered(ReferralAnswer.TAKEN_ON)
    with refused("result_missing"):
        desk.answered(ReferralAnswer.GIVEN)
    desk.answered(ReferralAnswer.GIVEN, amount_fen=150_000)
    with refused("already_answered"):
        desk.answered(ReferralAnswer.GIVEN, amount_fen=1)
    [task] = [t for t in open_tasks(desk.file, desk.today) if t.act == "close_case_referral"]
    assert task.role is Role.INTAKE
    with refused("member_unknown"):
        desk.do("close_case_referral", Role.INTAKE, number=1, told_to="m9")
    desk.do("close_case_referral", Role.INTAKE, number=1, told_to="m1")
    assert not desk.last.open and desk.last.result is not None
    assert desk.last.result.amount_fen == 150_000


def test_a_unit_that_was_renamed_still_answers_under_either_name() -> None:
    desk = fresh().referred("AID-07")
    assert desk.last.aid.unit == "rural"
    desk.answered(ReferralAnswer.TAKEN_ON, "区乡村振兴局")
    desk.answered(ReferralAnswer.GIVEN, "区扶贫局", service="纳入监测帮扶")


def test_a_refusal_of_the_unit_says_why_and_by_which_clause() -> None:
    desk = fresh().referred("AID-10")
    with refused("reason_missing"):
        desk.answered(ReferralAnswer.REFUSED, reason="不符合条件")
    desk.answered(ReferralAnswer.REFUSED, reason="本学期已经享受", clause="教育救助办法 第3条")
    assert desk.last.state == "refused"


def test_consent_is_taken_back_by_who_gave_it_and_ends_an_unanswered_referral() -> None:
    desk = fresh().referred(members=("m1",), signed_by=("m1",))
    with refused("not_the_signer"):
        desk.do("withdraw_referral_consent", Role.INTAKE, number=1, signed_by="m2")
    assert desk.last.readable
    desk.do("withdraw_referral_consent", Role.INTAKE, number=1, signed_by="m1")
    assert not desk.last.readable and not desk.last.open
    assert all(t.act != "answer_case_referral" for t in open_tasks(desk.file, desk.today))
    with refused("consent_withdrawn"):
        desk.answered(ReferralAnswer.GIVEN, service="助学")
    answered = fresh().referred().answered(ReferralAnswer.GIVEN, service="助学")
    with refused("nothing_to_withdraw"):
        answered.do("withdraw_referral_consent", Role.INTAKE, number=1, signed_by="m1")


@pytest.mark.rule("ZH-21")
def test_a_silent_unit_is_overdue_and_can_be_urged_once_a_day() -> None:
    desk = fresh().referred("AID-10")
    desk.do("urge_case_referral", Role.INTAKE, number=1)
    with refused("urged_today"):
        desk.do("urge_case_referral", Role.INTAKE, number=1)
    assert "已催办1次" in waiting_zh(desk.file, desk.today)
    assert desk.last.due is not None
    while desk.today <= desk.last.due:
        desk.later(1)
    desk.file = engine.overdue_marked(desk.file, desk.today, desk.at)
    assert any(mark.startswith("answer_case_referral:1@") for mark in desk.file.overdue)


def test_a_case_that_closed_meanwhile_is_kept_until_the_answer_was_told() -> None:
    desk = fresh().referred("AID-10").do("withdraw", Role.INTAKE)
    assert isinstance(desk, Together) and desk.file.stage is Stage.CLOSED
    assert afterwards(desk.file)
    acts = {m.act for m in lawful_moves(desk.file, Role.UNIT_LIAISON)}
    assert acts == {"answer_case_referral"}
    desk.answered(ReferralAnswer.GIVEN, service="助学金")
    assert {m.act for m in lawful_moves(desk.file, Role.INTAKE)} >= {"close_case_referral"}
    desk.do("close_case_referral", Role.INTAKE, number=1, told_to="m1")
    assert not desk.file.linked.unsettled
    with refused("out_of_order"):
        desk.referred("AID-16")


def test_a_new_period_carries_open_referrals_and_gives_no_number_twice() -> None:
    desk = fresh().referred("AID-10").referred("AID-16")
    desk.answered(ReferralAnswer.GIVEN, number=1, unit="区教体局", service="助学金")
    desk.do("close_case_referral", Role.INTAKE, number=1, told_to="m1")
    desk.file = runs.new_period(desk.file)
    assert [r.number for r in desk.file.linked.referrals] == [2]
    assert desk.referred("AID-10").last.number == 3
