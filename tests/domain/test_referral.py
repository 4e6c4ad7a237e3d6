"""A request another unit decides: sent to the unit that owns the aid, answered by it, told on."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks, waiting_zh
from domain.policy import PolicyNotSet
from domain.programme import Programme
from domain.referral import ReferralAnswer
from runtime import packs
from tests.people import START, Walk, application

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def request(place: str = "hanbin", programme: Programme = Programme.MEDICAL) -> CaseFile:
    return application(place).having(programme=programme)


class Desk(Walk):
    def unit(self, zh: str = "") -> Officer:
        assert self.file.referral is not None
        unit = zh or self.file.referral.zh
        return self.who(Role.UNIT_LIAISON).model_copy(update={"unit": unit})

    def answered(self, answer: ReferralAnswer, zh: str = "", **fields: object) -> Desk:
        who = self.unit(zh).model_dump()
        self.do("answer_referral", Role.UNIT_LIAISON, officer=who, answer=answer, **fields)
        return self

    def served(self) -> Desk:
        number = "函〔2026〕1号"
        numbered = [
            n.model_copy(update={"number": number}) if n.open else n for n in self.file.notices
        ]
        self.file = self.file.having(notices=tuple(numbered))
        self.do("serve_notice", Role.INTAKE, number=number, manner="in_person")
        return self


def referred(place: str = "hanbin", programme: Programme = Programme.MEDICAL) -> Desk:
    desk = Desk(request(place, programme))
    desk.accepted()
    return desk


@pytest.mark.rule("ZH-02", "TYP-04")
def test_an_accepted_request_goes_to_the_unit_that_owns_the_aid_with_a_paper_and_a_day() -> None:
    file = referred().file
    assert file.stage is Stage.REFERRAL
    assert file.referral is not None and file.referral.zh == "区医保局"
    assert file.referral.due is not None and file.referral.due > START
    [paper] = [n.order for n in file.notices if n.order.kind == "referral"]
    assert paper.facts["主送单位"] == "区医保局"
    [task] = open_tasks(file, START)
    assert (task.act, task.role, task.due) == (
        "answer_referral",
        Role.UNIT_LIAISON,
        file.referral.due,
    )
    assert "区医保局" in waiting_zh(file, START)


@pytest.mark.parametrize("place", PLACES)
def test_every_owner_is_a_unit_of_its_place_under_its_own_name(place: str) -> None:
    info = packs.place_info(place)
    law = packs.snapshot(
        place, date(2026, 11, 23), ("referral.owner", "aid.offered", "aid.types"), production=False
    )
    owners = law.table("referral.owner")
    for programme, row in owners.items():
        assert isinstance(row, dict)
        assert info.unit(str(row["unit"])).zh == row["zh"], programme
    types = law.table("aid.types")
    offered = {p for code in law.table("aid.offered") for p in types[code]["programmes"]}  # type: ignore[index, call-overload]
    special = {p.value for p in Programme if p.value in offered} - {
        "dibao", "tekun", "quick", "emergency", "expenditure", "disaster",
    }  # fmt: skip
    assert set(owners) == special


def test_a_place_that_named_no_owner_says_who_must_set_it() -> None:
    with pytest.raises((PolicyNotSet, CaseRefusal), match="承办单位"):
        referred("jiaozuo", Programme.MEDICAL)


@pytest.mark.rule("ZH-21")
def test_only_the_owning_unit_answers_and_help_has_a_sum_or_a_service() -> None:
    desk = referred()
    with refused("not_your_unit"):
        desk.answered(ReferralAnswer.TAKEN_ON, "区教体局")
    desk.answered(ReferralAnswer.TAKEN_ON)
    with refused("already_taken_on"):
        desk.answered(ReferralAnswer.TAKEN_ON)
    with refused("not_answered"):
        desk.do("close_referral", Role.INTAKE, told_to="m1")
    with refused("result_missing"):
        desk.answered(ReferralAnswer.GIVEN)
    desk.answered(ReferralAnswer.GIVEN, amount_fen=300_000)
    with refused("already_answered"):
        desk.answered(ReferralAnswer.GIVEN, amount_fen=1)
    [paper] = [n.order for n in desk.file.notices if n.order.kind == "referral_result"]
    assert paper.facts["救助金额"] == "3,000.00元"
    [task] = open_tasks(desk.file, desk.today)
    assert (task.act, task.role) == ("close_referral", Role.INTAKE)
    with refused("member_unknown"):
        desk.do("close_referral", Role.INTAKE, told_to="m9")
    desk.do("close_referral", Role.INTAKE, told_to="m1")
    assert desk.file.closed is not None and desk.file.closed.outcome == "referral_given"


@pytest.mark.rule("ZH-21")
def test_a_refusal_of_the_unit_has_reason_and_clause_and_reaches_the_family_in_writing() -> None:
    desk = referred()
    with refused("reason_missing"):
        desk.answered(ReferralAnswer.REFUSED, reason="不符合条件")
    desk.answered(
        ReferralAnswer.REFUSED, reason="自付费用未达到救助标准", clause="医疗救助办法 第8条"
    )
    with refused("notice_not_served"):
        desk.do("close_referral", Role.INTAKE, told_to="m1")
    desk.served().do("close_referral", Role.INTAKE, told_to="m1")
    closed = desk.file.closed
    assert closed is not None and closed.outcome == "referral_refused"
    assert closed.reasons[0].text == "自付费用未达到救助标准"


@pytest.mark.rule("ZH-21")
def test_a_silent_unit_is_overdue_on_its_own_list() -> None:
    desk = referred()
    assert desk.file.referral is not None and desk.file.referral.due is not None
    while desk.today <= desk.file.referral.due:
        desk.later(1)
    desk.file = engine.overdue_marked(desk.file, desk.today, desk.at)
    assert any(mark.startswith("answer_referral@") for mark in desk.file.overdue)


def test_the_family_may_take_a_referred_request_back() -> None:
    desk = referred()
    desk.do("withdraw", Role.INTAKE)
    assert desk.file.closed is not None and desk.file.closed.outcome == "withdrawn"


@pytest.mark.parametrize("programme", ["housing", "employment", "education", "charity"])
def test_each_referral_programme_has_its_profile(programme: str) -> None:
    desk = referred("hanbin", Programme(programme))
    assert desk.file.stage is Stage.REFERRAL and desk.file.kind == "referral"
