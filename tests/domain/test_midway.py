"""Between application and decision: deaths, moves, splits, no cooperation; nobody decided by accident."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks, total_due
from domain.household import Household, Status
from domain.policy import PolicyValue
from tests.domain.test_case_model import refused
from tests.domain.test_matrix import standing_in
from tests.people import Walk, application, household

DIGEST = "ab" * 32
LOOKED_AT = (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL)


def walk_in(stage: Stage, place: str = "jiaozuo") -> Walk:
    """A walk of one's own that stands in the stage."""
    known = standing_in(stage, place)
    walk = Walk(known.file)
    walk.today = known.today
    return walk


def with_rule(walk: Walk, name: str, value: object, unit: str = "count") -> Walk:
    """The case's place has set a rule that is silent in its packs."""
    law = walk.file.policy
    assert law is not None
    there = next(iter(law.values.values()))
    made = PolicyValue.model_validate(
        {**there.model_dump(), "name": name, "value": value, "unit": unit, "status": "verified"}
    )
    policy = law.model_copy(update={"values": {**law.values, name: made}})
    walk.file = walk.file.having(policy=policy)
    return walk


def home_without(file: CaseFile, key: str) -> Household:
    gone = file.household.member(key)
    assert gone is not None
    return file.household.with_member(gone.model_copy(update={"status": Status.DEAD}))


def resurveyed(walk: Walk, home: Household) -> Walk:
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (3, 4))
    return walk.do(
        "record_survey", Role.SURVEYOR, 3,
        surveyors=team, signed_by=team, family_signature=home.applicant.key, household=home,
    )  # fmt: skip


# --- the survey -----------------------------------------------------------------------------------


@pytest.mark.rule("DB-36")
def test_a_call_replaces_a_visit_only_in_a_period_the_place_has_put_down() -> None:
    walk = Walk(application()).accepted().later(1)
    for method in ("phone", "video"):
        with refused("visit_needed"):
            walk.surveyed(method=method)
    day = walk.today
    for span, lawful in (
        ({(day - timedelta(9)).isoformat(): (day - timedelta(1)).isoformat()}, False),
        ({day.isoformat(): day.isoformat()}, True),
    ):
        with_rule(walk, "survey.emergency_periods", span, "map")
        if lawful:
            walk.surveyed(method="phone")
        else:
            with refused("visit_needed"):
                walk.surveyed(method="phone")


@pytest.mark.rule("DB-36")
@pytest.mark.parametrize("method", ["neighbours", "letter"])
def test_neighbours_and_letters_complete_a_visit_and_never_replace_it(method: str) -> None:
    walk = Walk(application()).accepted().later(1)
    with refused("complement_only"):
        walk.surveyed(method=method)
    walk.surveyed(also=(method,))
    assert walk.file.survey is not None and walk.file.survey.also == (method,)


@pytest.mark.rule("DB-30")
def test_a_survey_begun_in_time_is_not_late_because_it_takes_longer() -> None:
    walk = Walk(application()).accepted()
    limit = walk.file.law.due("survey_start", walk.today).on
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "record_survey"]
    assert task.due == limit
    walk.later(1).do("start_survey", Role.SURVEYOR)
    total = total_due(walk.file, walk.today)
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "record_survey"]
    assert total is not None and task.due == total.on > limit
    with refused("already_started"):
        walk.do("start_survey", Role.SURVEYOR)


@pytest.mark.rule("YC-07")
def test_a_survey_is_township_work_and_says_where_when_what_and_by_whom() -> None:
    walk = Walk(application("yicheng")).accepted().later(1)
    village = walk.who(Role.VILLAGE)
    with pytest.raises(CaseRefusal) as alone:
        walk.do(
            "record_survey", Role.VILLAGE,
            surveyors=(village.id, "another"), signed_by=(village.id, "another"),
            family_signature="m1", household=walk.file.household,
        )  # fmt: skip
    assert alone.value.code == "role_not_allowed"
    walk.surveyed(where="第一村2组", findings="家中两人，无就业", evidence=(DIGEST,))
    survey = walk.file.survey
    assert survey is not None and len(survey.surveyors) >= 2
    assert (survey.on, survey.where, survey.findings, survey.evidence, survey.family_signature) == (
        walk.today, "第一村2组", "家中两人，无就业", (DIGEST,), "m1",
    )  # fmt: skip


# --- the family changes ---------------------------------------------------------------------------


@pytest.mark.parametrize("stage", LOOKED_AT)
def test_a_member_who_dies_sends_the_case_back_to_a_new_survey(stage: Stage) -> None:
    walk = walk_in(stage)
    clock = walk.file.clock
    walk.do("report_event", Role.VILLAGE, kind="died", happened_on=walk.today, member="m2")
    assert walk.file.stage is Stage.INVESTIGATION and walk.file.survey is None
    assert walk.file.clock.intervals[0] == clock.intervals[0] or clock.intervals[0].until is None
    walk.file = walk.file.having()
    with refused("event_not_found"):
        resurveyed(walk, walk.file.household)
    resurveyed(walk, home_without(walk.file, "m2"))
    assert walk.file.event is None and len(walk.file.household.counted) == 1


def test_what_hung_on_the_board_hangs_anew_after_the_family_changed() -> None:
    walk = walk_in(Stage.APPROVAL)
    walk.do("report_event", Role.REVIEWER, kind="joined", happened_on=walk.today)
    bigger = household(members=3)
    resurveyed(walk, bigger)
    assert walk.file.stage is Stage.INVESTIGATION, "of whom nobody has asked is asked first"
    walk.checked().opined()
    assert walk.file.stage is Stage.PUBLICITY and walk.file.publicity is None


@pytest.mark.parametrize("stage", LOOKED_AT)
def test_an_applicant_who_dies_is_followed_by_another_member_who_signs(stage: Stage) -> None:
    walk = walk_in(stage)
    walk.do("report_event", Role.INTAKE, kind="died", happened_on=walk.today, member="m1")
    assert [t.act for t in open_tasks(walk.file, walk.today)].count("replace_applicant") == 1
    with refused("event_open"):
        resurveyed(walk, walk.file.household)
    with refused("member_unknown"):
        walk.do("replace_applicant", Role.INTAKE, member="m1", commitment="承诺书9")
    walk.do("replace_applicant", Role.INTAKE, member="m2", commitment="承诺书9")
    assert walk.file.household.applicant.key == "m2"
    dead = walk.file.household.member("m1")
    assert dead is not None and dead.status is Status.DEAD
    assert walk.file.household.account is None, "nobody pays to the account of the dead"
    resurveyed(walk, walk.file.household)
    assert walk.file.accepted_on is not None


def test_an_application_of_somebody_who_lived_alone_ends_with_him_by_a_persons_act() -> None:
    start = application()
    alone = household(members=1)
    walk = Walk(start.having(household=alone, declared=alone)).accepted()
    walk.do("report_event", Role.VILLAGE, kind="died", happened_on=walk.today, member="m1")
    assert walk.file.closed is None
    assert "close_application" in {t.act for t in open_tasks(walk.file, walk.today)}
    walk.do("close_application", Role.REVIEWER, reason="申请人去世，没有其他家庭成员")
    assert walk.file.closed is not None and walk.file.closed.outcome == "applicant_gone"
    assert walk.file.decision is None


@pytest.mark.parametrize("stage", LOOKED_AT)
def test_a_family_that_moves_is_handed_to_its_new_township_and_the_clock_runs_on(
    stage: Stage,
) -> None:
    walk = walk_in(stage)
    walk.do("report_event", Role.REVIEWER, kind="moved", happened_on=walk.today)
    began = walk.file.clock.intervals[0]
    due = total_due(walk.file, walk.today)
    assert {t.act for t in open_tasks(walk.file, walk.today)} >= {"transfer_case"}
    with refused("event_open"):
        resurveyed(walk, walk.file.household)
    with refused("same_township"):
        walk.do("transfer_case", Role.REVIEWER, to_township=walk.file.township, reason="已经迁往")
    walk.do(
        "transfer_case", Role.REVIEWER,
        to_township="jz-second", to_village="新村", reason="已迁往第二街道居住",
    )  # fmt: skip
    assert (walk.file.township, walk.file.village) == ("jz-second", "新村")
    assert walk.file.clock.intervals[0] == began
    assert total_due(walk.file, walk.today) == due
    resurveyed(walk, walk.file.household)


@pytest.mark.parametrize("stage", LOOKED_AT)
@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(["died", "split", "joined", "moved"]), who=st.sampled_from(["m1", "m2"])
)
def test_while_something_is_open_nobody_gives_an_opinion_or_decides(
    stage: Stage, kind: str, who: str
) -> None:
    walk = walk_in(stage)
    member = who if kind in ("died", "split") else ""
    walk.do("report_event", Role.REVIEWER, kind=kind, happened_on=walk.today, member=member)
    walk.later(60)
    assert walk.file.decision is None and walk.file.stage is Stage.INVESTIGATION
    for role in Role:
        listed = {m.act for m in lawful_moves(walk.file, role)}
        assert not listed & {"confirm", "refuse", "give_opinion"}


# --- no cooperation -------------------------------------------------------------------------------


@pytest.mark.rule("DB-50")
@pytest.mark.parametrize("stage", LOOKED_AT)
def test_a_family_that_refuses_is_told_first_and_its_case_ended_in_writing(stage: Stage) -> None:
    walk = walk_in(stage)
    end = {"reason": "两次告知后仍拒绝入户调查"}
    with refused("not_warned"):
        walk.do("end_for_no_cooperation", walk.decider, 5, **end)
    walk.do("warn_cooperation", Role.SURVEYOR, asked="请配合入户调查")
    told = walk.file.warnings[0]
    in_her_name = told.model_copy(update={"by_for": walk.who(walk.decider, 5).id})
    walk.file = walk.file.having(warnings=(in_her_name,))
    with refused("same_person"):  # it was told in the name of who would end it (OPN-34)
        walk.do("end_for_no_cooperation", walk.decider, 5, **end)
    walk.file = walk.file.having(warnings=(told,))
    walk.do("end_for_no_cooperation", walk.decider, 5, **end)
    assert walk.file.closed is None, "not before the paper has reached the family (JZ-60)"
    assert open_tasks(walk.file, walk.today) == ()
    order = walk.file.notices[-1].order
    assert order.must_serve and order.reasons[0].clause == "57号 Art 29"
    number = "焦救〔2026〕9号"
    papers = (*walk.file.notices[:-1], walk.file.notices[-1].model_copy(update={"number": number}))
    walk.file = walk.file.having(notices=papers)
    walk.later(20)
    assert walk.file.stage is stage
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.closed is not None and walk.file.closed.outcome == "no_cooperation"
    assert walk.file.decision is None


# --- appraisal ------------------------------------------------------------------------------------


@pytest.mark.rule("TR-49")
def test_a_quorum_and_a_share_of_residents_hold_where_the_place_sets_them() -> None:
    walk = walk_in(Stage.REVIEW, "tongren")
    walk.appraised()
    assert walk.file.appraisal is not None
    with_rule(walk, "dibao.appraisal_min", 10)
    with refused("too_few_at_appraisal"):
        walk.appraised()
    with_rule(walk, "dibao.appraisal_min", 9)
    with_rule(walk, "dibao.appraisal_residents_percent", 67, "percent")
    with refused("too_few_residents"):
        walk.appraised()
    with_rule(walk, "dibao.appraisal_residents_percent", 66, "percent")
    walk.appraised()


def test_no_place_is_held_to_the_two_thirds_of_an_ended_rule() -> None:
    for place in ("hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe"):
        law = (
            walk_in(Stage.REVIEW, place).file.law
            if place in ("jiaozuo", "tongren")
            else (Walk(application(place)).accepted().later(1).surveyed().checked().file.law)
        )
        assert not law.has("appraisal_residents_percent"), place


@pytest.mark.rule("DB-41", "OPN-13")
@pytest.mark.parametrize("answer", ["survey", "appraisal"])
def test_an_objection_is_answered_by_a_survey_or_an_appraisal_and_a_new_opinion(
    answer: str,
) -> None:
    walk = walk_in(Stage.PUBLICITY)
    walk.do("post_publicity", Role.VILLAGE, place_posted="公开栏").do(
        "object", Role.VILLAGE, content="家中有车"
    )
    with refused("objection_open"):
        walk.opined()
    if answer == "survey":
        resurveyed(walk, walk.file.household)
    else:
        walk.appraised()
    walk._read()
    assert walk.file.opinion is None
    assert walk.opined().file.stage is not Stage.REVIEW


# --- publicity ------------------------------------------------------------------------------------


@pytest.mark.rule("YC-27")
def test_posting_and_taking_down_are_recorded_with_photo_person_and_place() -> None:
    walk = walk_in(Stage.PUBLICITY)
    walk.do("post_publicity", Role.VILLAGE, place_posted="第一村公开栏", evidence=(DIGEST,))
    sheet = walk.file.publicity
    assert sheet is not None and sheet.posted_by == walk.who(Role.VILLAGE).id
    with refused("out_of_order"):
        walk.do("take_down_publicity", Role.VILLAGE)
    while walk.file.stage is Stage.PUBLICITY:
        walk.later(1)
    walk.do("take_down_publicity", Role.VILLAGE, evidence=("cd" * 32,))
    sheet = walk.file.publicity
    assert sheet is not None and sheet.taken_down_on == walk.today > sheet.until
    assert sheet.evidence == (DIGEST, "cd" * 32)
    with refused("not_on_the_board"):
        walk.do("take_down_publicity", Role.VILLAGE)


@pytest.mark.rule("DB-60")
def test_a_confirmed_result_is_hung_up_and_the_posting_recorded() -> None:
    walk = walk_in(Stage.DISBURSEMENT)
    walk.do("post_result", Role.VILLAGE, place_posted="第一村公开栏", evidence=(DIGEST,))
    posted = walk.file.result_posted
    assert posted is not None and (posted.place, posted.evidence) == ("第一村公开栏", (DIGEST,))


# --- the decision's days --------------------------------------------------------------------------


@pytest.mark.rule("DB-47")
def test_more_time_is_given_for_a_reason_of_the_list_with_its_facts_only() -> None:
    walk = walk_in(Stage.INVESTIGATION)
    with refused("extension_reason_unknown"):
        walk.do("extend", Role.REVIEWER, reason_code="busy", facts="工作繁忙")
    with refused("facts_missing"):
        walk.do("extend", Role.REVIEWER, reason_code="hard_survey")
    with refused("no_objection"):
        walk.do("extend", Role.REVIEWER, reason_code="publicity_objection", facts="有人反映")
    before = total_due(walk.file, walk.today)
    walk.do("extend", Role.REVIEWER, reason_code="hard_survey", facts="三处住所需分别走访")
    after = total_due(walk.file, walk.today)
    assert before is not None and after is not None and before.on < after.on
    order = walk.file.notices[-1].order
    assert order.facts["具体情形"] == "三处住所需分别走访"


@pytest.mark.rule("DB-42")
def test_the_countys_own_days_run_from_the_receipt_of_the_file() -> None:
    walk = walk_in(Stage.APPROVAL, "tongren")
    law = walk.file.law
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "confirm"]
    assert walk.file.stage_since is not None
    handed_over = law.due("county_opinion", walk.file.stage_since).on
    total = total_due(walk.file, walk.today)
    assert total is not None and task.due == min(handed_over, total.on)
    walk.later(1).do("receive_file", Role.COUNTY_REVIEWER)
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "confirm"]
    assert task.due == min(law.due("county_opinion", walk.today).on, total.on)
    with refused("already_received"):
        walk.do("receive_file", Role.COUNTY_REVIEWER)


@pytest.mark.rule("TR-48")
def test_a_case_of_tongren_passes_the_townships_steps_in_their_order() -> None:
    walk = walk_in(Stage.DISBURSEMENT, "tongren")
    done = [e.act for e in walk.file.journal if e.act in ACTS or e.act == "stage"]
    order = ["accept", "record_survey", "record_appraisal", "post_publicity", "confirm"]
    assert [act for act in done if act in order] == order
    assert walk.file.law.text("decider") in ("township", "county")


@pytest.mark.rule("DB-48")
def test_where_townships_decide_the_case_names_the_rule_that_says_so() -> None:
    law = walk_in(Stage.APPROVAL).file.law
    assert law.text("decider") == "township"
    assert law.cite("decider") and law.get("decider").status.value != "demo"


@pytest.mark.rule("JZ-22")
def test_a_decision_of_the_township_is_its_principal_leaders() -> None:
    walk = walk_in(Stage.DISBURSEMENT)
    decision = walk.file.decision
    assert decision is not None and decision.by.role is Role.TOWNSHIP_LEADER
    assert decision.by.id and decision.on <= date(2027, 12, 31)
