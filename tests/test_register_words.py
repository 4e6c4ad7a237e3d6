"""Where the five texts contradict each other or use two words, and what they leave open (7.2, 7.3).

Most of it is policy data: each test says which field holds it, and what a case of a place does where
the field is empty.
"""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.body.composition import composed
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.moves import BY_ACT
from domain.case.ordering import check_order
from domain.case.tasks import total_due
from domain.check.demand import CHECK_NEEDS
from domain.meeting.lifecycle import BY_ITEM_ACT
from domain.policy import PolicyNotSet
from domain.roll.sheet import ROLL_NEEDS, long_term
from domain.window.catalogue import CATALOGUE_NEEDS, catalogue_of
from runtime.packs import load, place_info, snapshot, value
from tests.people import START, Walk, application

TODAY = date(2026, 11, 29)
YC_DAY = date(2025, 6, 1)
"""A day within the five years of Yicheng's document."""
PLACES = ("hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe")


def definitions() -> set[str]:
    return set(load().definitions["national"])


# --- two words for one thing ----------------------------------------------------------------------


@pytest.mark.rule("DIF-06")
def test_legal_aid_and_charity_are_one_type_each_under_either_word() -> None:
    here = catalogue_of(snapshot("yicheng", YC_DAY, CATALOGUE_NEEDS, production=True))
    for words, code in ((("法律援助", "司法"), "TYP-07"), (("慈善", "社会力量参与"), "TYP-11")):
        for word in words:
            assert [aid.code for aid in here.called(word)] == [code], word
    assert len(here.types) == len({aid.code for aid in here.types}) == 11
    elsewhere = catalogue_of(snapshot("tongren", TODAY, CATALOGUE_NEEDS, production=True))
    assert not elsewhere.called("司法"), "the other word is Yicheng's own"


@pytest.mark.rule("DIF-14")
def test_both_words_for_the_bank_of_jiaozuo_mean_one_unit_and_one_role() -> None:
    body = composed(place_info("jiaozuo"), (), TODAY)
    paying, agent = body.seat("代发金融机构"), body.seat("代理金融机构")
    assert paying is not None and paying == agent and paying.code == "bank"
    assert [role for role, zh in ROLE_ZH.items() if "金融机构" in zh] == [Role.BANK]


@pytest.mark.rule("DIF-24")
def test_four_words_for_the_decision_are_one_stage_with_the_local_word_beside_it() -> None:
    shown = {place: place_info(place).stage_label(Stage.APPROVAL) for place in PLACES}
    assert shown == {
        "hanbin": "审核确认（本地文件称“审查审批”）",
        "tongren": "审核确认（本地文件称“审批”）",
        "zhanhe": "审核确认（本地文件称“认定”）",
        "jiaozuo": "审核确认",
        "yicheng": "审核确认",
    }
    for place in PLACES:
        info = place_info(place)
        assert [info.stage_label(s) for s in Stage if s is not Stage.APPROVAL] == [
            STAGE_ZH[s] for s in Stage if s is not Stage.APPROVAL
        ]
        assert Stage.APPROVAL in BY_ACT["confirm"].stages


@pytest.mark.rule("DIF-23")
@pytest.mark.parametrize("place", ["hanbin", "tongren", "zhanhe", "yicheng"])
def test_whoever_applies_or_draws_aid_is_checked_whatever_the_document_calls_them(
    place: str,
) -> None:
    words = place_info(place).words
    assert words is not None and words.checked and words.clause
    applying = Walk(application(place)).accepted().file
    drawing = applying.having(stage=Stage.SUPERVISION)
    for file in (applying, drawing):
        order = check_order(file, START)
        assert {p.key for p in order.persons} == {m.key for m in file.household.members}
    assert check_order(applying, START) == check_order(drawing, START)


# --- contradictions -------------------------------------------------------------------------------


@pytest.mark.rule("DIF-18")
def test_tongren_asks_both_departments_about_real_property_and_both_about_prices() -> None:
    """What they say side by side: `test_two_departments_that_differ_stand_side_by_side_...`."""
    law = snapshot("tongren", TODAY, (*CHECK_NEEDS, "check.catalogue"), production=True)
    about = law.table("check.catalogue")
    asked: dict[str, set[str]] = {}
    for department, row in law.table("check.items").items():
        for item in row["items"]:
            for fact in about.get(item, {}).get("about", ()):
                asked.setdefault(fact, set()).add(department)
    assert {"housing", "natural_resources"} <= asked["house"]
    told = snapshot("tongren", TODAY, ("check.statistics",), production=True)
    prices = [d for d, row in told.table("check.statistics").items() if "CHK-85" in row["items"]]
    assert sorted(prices) == ["development", "statistics"]


@pytest.mark.rule("DIF-19")
def test_whether_a_township_of_tongren_approves_is_a_field_of_each_aid_type() -> None:
    """Disaster aid, which another law gives to the county, is a field of its own as well."""
    names = [f"{p}.decider" for p in ("dibao", "tekun", "quick", "emergency", "expenditure")]
    assert {*names, "disaster.decider"} <= definitions()
    for name in names:
        real = value(load(), "tongren", TODAY, name, production=True)
        assert real.status == "not_set", f"the text says partial approval and not of what: {name}"
    silent = snapshot("tongren", TODAY, names, production=True)
    for name in names:
        with pytest.raises(PolicyNotSet):
            silent.text(name)
    reviewed = Walk(application("tongren")).ready_to_decide()
    assert reviewed.decider is Role.COUNTY_APPROVER
    assert Walk(application("jiaozuo")).ready_to_decide().decider is Role.TOWNSHIP_LEADER


@pytest.mark.rule("DIF-22")
def test_the_head_of_hanbins_meeting_has_no_act_and_major_issues_go_to_the_government() -> None:
    body = composed(place_info("hanbin"), (), TODAY)
    assert body.head == "区政府分管领导" and body.head not in body.conveners
    assert not [role for role, zh in ROLE_ZH.items() if body.head_zh in zh or "分管领导" in zh]
    decides = BY_ITEM_ACT["record_government_decision"].roles
    assert decides == (Role.GOVERNMENT_OFFICE,)
    law = snapshot("hanbin", TODAY, ("escalation.major_decider",), production=True)
    assert law.text("escalation.major_decider") == "government"


# --- left open ------------------------------------------------------------------------------------


def real(place: str, name: str) -> str:
    return value(load(), place, TODAY, name, production=True).status


@pytest.mark.rule("OPN-01")
def test_days_and_fields_of_publicity_are_the_nations_and_where_silent_nothing_hangs_for_long() -> (
    None
):
    names = ("dibao.publicity", "publicity.fields", *ROLL_NEEDS)
    for place in PLACES:
        law = snapshot(place, TODAY, names, production=True)
        assert law.cite("dibao.publicity").startswith("民发〔2021〕57号")
        assert law.items("publicity.fields") == ("name", "members", "amount")
        assert long_term(law) is (place == "jiaozuo")


@pytest.mark.rule("OPN-02")
def test_every_limit_says_which_days_it_counts_and_where_none_is_set_none_runs() -> None:
    limits = {
        name: load().definitions["national"][name].unit.value
        for name in definitions()
        if name.split(".")[-1] in _LIMITS
    }
    assert len(limits) > 20 and set(limits.values()) == {"working_days", "calendar_days"}
    for place in PLACES:
        for name in ("medical.total", "disaster.total", "tekun.total", "emergency.total"):
            assert real(place, name) == "not_set", f"{place} borrows {name}"
    file = Walk(application("tongren")).accepted().file
    assert file.policy is not None and total_due(file, START) is not None
    silent = {k: v for k, v in file.policy.values.items() if not k.startswith("dibao.total")}
    bare = file.having(policy=file.policy.model_copy(update={"values": silent}))
    assert total_due(bare, START) is None, "no limit is made up where none is set"


_LIMITS = ("total", "total_delegated", "total_special", "survey_start", "check_answer",
           "answer_days", "result_days", "correction_days")  # fmt: skip


@pytest.mark.rule("OPN-11")
def test_how_many_survey_is_a_value_and_a_survey_says_where_it_was_with_its_photos() -> None:
    for place in PLACES:
        law = snapshot(place, TODAY, ("dibao.surveyors",), production=True)
        assert law.count("dibao.surveyors") == 2 and law.cite("dibao.surveyors")
    walk = Walk(application()).accepted().later(1)
    alone = (walk.who(Role.SURVEYOR).id,)
    with pytest.raises(CaseRefusal) as refused:
        walk.surveyed(surveyors=alone, signed_by=alone)
    assert "2" in refused.value.message or "两" in refused.value.message
    walk.surveyed(where="第一村2组", evidence=("0" * 64,))
    survey = walk.file.survey
    assert survey is not None and (survey.where, survey.evidence) == ("第一村2组", ("0" * 64,))


@pytest.mark.rule("OPN-13")
def test_objections_and_remedies_are_values_and_an_organ_nobody_named_is_not_made_up() -> None:
    for place in PLACES:
        law = snapshot(place, TODAY, ("dibao.remedies", "dibao.publicity_repeat"), production=True)
        assert set(law.table("dibao.remedies")) >= {"organ", "reconsideration_days"}
        assert law.cite("dibao.remedies") and law.get("dibao.publicity_repeat").cite
        assert real(place, "notice.reconsideration_organ") == "not_set"


@pytest.mark.rule("OPN-19")
def test_threshold_and_persons_of_the_subsidy_are_the_nations_and_the_amount_is_the_places() -> (
    None
):
    for place in PLACES:
        national = ("price.cpi_trigger", "price.food_trigger", "price.classes")
        for name in national:
            found = value(load(), place, TODAY, name, production=True)
            assert found.level == "national" and found.cite
        for name in ("price.floor", "price.rounding"):
            assert real(place, name) == "not_set", f"{place} borrows {name}"
