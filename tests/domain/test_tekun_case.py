"""The way of a 特困 case by 43号: application, opinion, publicity, county, support, ending."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case import tasks
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.household import Household
from domain.policy import PolicyNotSet
from runtime.packs import places
from tests.people import application
from tests.tekun import TekunWalk, alone, obligor, six, tekun_application


def walk(place: str = "zhanhe", home: Household | None = None) -> TekunWalk:
    return TekunWalk(tekun_application(place, home))


def refused(
    walk: TekunWalk, code: str, name: str, role: Role, person: int = 1, /, **f: object
) -> str:
    """The message of the refusal, which must carry that code and a clause, and leave no trace."""
    before = walk.file
    with pytest.raises(CaseRefusal) as caught:
        walk.do(name, role, person, **f)
    assert caught.value.code == code, caught.value.code
    assert caught.value.clause and caught.value.message.endswith("。")
    assert walk.file is before
    return caught.value.message


def due(walk: TekunWalk, code: str) -> date | None:
    [found] = [t for t in tasks.open_tasks(walk.file, walk.today) if t.code == code]
    return found.due


def waits_for(walk: TekunWalk) -> set[str]:
    return {t.code.split(":")[0] for t in tasks.open_tasks(walk.file, walk.today)}


def in_days(walk: TekunWalk, days: int, start: date) -> date:
    return walk.file.law.calendar.working_days_after(start, days).on


# --- application ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", places())
def test_a_plain_case_goes_from_application_to_its_first_month_in_every_place(place: str) -> None:
    done = walk(place).supported()
    assert done.file.stage is Stage.SUPERVISION
    basic = done.file.law.table("standard")["rural"]
    tier = done.file.law.table("care_tiers")["partial"]
    assert done.file.monthly_fen_now == basic + tier  # type: ignore[operator]
    stages = {e.stage for e in done.file.journal}
    assert {Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL} <= stages


@pytest.mark.rule("TK-06", "TK-08")
def test_the_papers_asked_are_those_of_the_rule_and_told_once() -> None:
    start = tekun_application(home=alone(disability="2-limb"))
    case = TekunWalk(start.having(papers=("application", "identity")))
    case.stated(obligors=(obligor(), obligor("s2", state="missing")))
    case.do("request_correction", Role.INTAKE)
    assert case.file.correction is not None
    assert set(case.file.correction.missing) == {
        "statement",
        "commitment",
        "authorisation",
        "disability_certificate",
        "supporter_authorisation",
    }
    refused(case, "told_once", "request_correction", Role.INTAKE)
    refused(case, "papers_missing", "accept", Role.INTAKE)
    case.do("supply_papers", Role.INTAKE, papers=case.file.correction.missing)
    assert case.accepted().file.stage is Stage.INVESTIGATION


@pytest.mark.rule("TK-06")
def test_who_has_no_supporter_and_no_disability_is_not_asked_for_their_papers() -> None:
    case = walk().stated()
    assert case.accepted().file.accepted_on == case.today


def test_the_statements_are_part_of_the_application() -> None:
    case = walk()
    assert waits_for(case) == {"record_statement"}
    refused(case, "statement_missing", "accept", Role.INTAKE)
    refused(case, "obligors_not_stated", "record_statement", Role.INTAKE)
    both = {"obligors": (obligor(),), "no_obligors": True}
    refused(case, "obligors_not_stated", "record_statement", Role.INTAKE, **both)
    assert waits_for(case.stated()) == {"accept"}


def test_a_supporter_is_a_person_that_can_be_and_stands_there_once() -> None:
    case = walk()
    wrong = {"obligors": (obligor() | {"id_no": "990101197506010000"},)}
    assert "s1" in refused(case, "id_sequence", "record_statement", Role.INTAKE, **wrong)
    twice = {"obligors": (obligor("s1"), obligor("s1") | {"key": "s2"})}
    refused(case, "obligor_twice", "record_statement", Role.INTAKE, **twice)
    me = case.file.household.applicant.id_no
    self_ = {"obligors": (obligor() | {"id_no": me},)}
    message = refused(case, "obligor_twice", "record_statement", Role.INTAKE, **self_)
    assert me not in message


def test_supporters_are_numbered_by_the_case_where_the_clerk_leaves_it_out() -> None:
    people = [obligor(), obligor("s2"), obligor("s3")]
    people[0]["key"], people[2]["key"] = "", ""
    case = walk().stated(obligors=people)
    assert case.file.caring.statement is not None
    assert [o.key for o in case.file.caring.statement.obligors] == ["s1", "s2", "s3"]


@pytest.mark.rule("TK-07")
@pytest.mark.parametrize("capacity", ["none", "limited"])
def test_who_cannot_apply_himself_is_helped_and_the_helper_is_named(capacity: str) -> None:
    case, said = walk(), {"no_obligors": True, "capacity": capacity}
    refused(case, "helper_missing", "record_statement", Role.INTAKE, **said)
    case.stated(**said, helper="第一村村民委员会主任")
    assert case.accepted().file.stage is Stage.INVESTIGATION


@pytest.mark.rule("TK-05")
def test_only_a_minor_chooses_the_support_of_orphans() -> None:
    said = {"no_obligors": True, "child_aid": "orphan"}
    refused(walk(), "not_a_minor", "record_statement", Role.INTAKE, **said)
    case = walk(home=alone(date(2018, 3, 2))).stated(**said).accepted()
    case.later(1).surveyed().checked()
    assert case.file.assessment is not None and not case.file.assessment.eligible


# --- survey, opinion, publicity -------------------------------------------------------------------


@pytest.mark.rule("TK-09")
def test_survey_and_first_opinion_share_fifteen_working_days_from_acceptance() -> None:
    case = walk().stated().accepted()
    last = in_days(case, 15, case.today)
    assert due(case, "record_survey") == last
    case.later(1).surveyed().checked()
    assert due(case, "give_opinion") == last


@pytest.mark.rule("TK-10")
@pytest.mark.parametrize("place", places())
def test_an_appraisal_may_be_held_and_need_not(place: str) -> None:
    case = walk(place).investigated()
    assert case.file.appraisal is None and "give_opinion" in waits_for(case)
    case.appraised()
    assert case.file.appraisal is not None
    case.opined()
    assert case.file.stage is Stage.PUBLICITY


@pytest.mark.rule("TK-11")
def test_the_opinion_hangs_seven_days() -> None:
    case = walk().investigated().opined()
    case.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    sheet = case.file.publicity
    assert sheet is not None and (sheet.until - sheet.posted_on).days == 7
    case.later(7)
    assert case.file.stage is Stage.PUBLICITY
    assert case.later(1).file.stage is Stage.APPROVAL


@pytest.mark.rule("TK-12")
def test_an_objection_asks_for_a_new_survey_a_new_opinion_in_time_and_hanging_again() -> None:
    case = walk().investigated().opined()
    case.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    case.later(2).do("object", Role.VILLAGE, content="其子有能力赡养")
    assert case.file.stage == "review"
    last = in_days(case, 15, case.today)
    assert due(case, "record_survey") == last
    votes = {"participants": 9, "residents": 6, "in_favour": 8, "against": 1, "conclusion": "属实"}
    refused(case, "resurvey_needed", "record_appraisal", Role.REVIEWER, 2, **votes)
    case.later(1).surveyed()
    assert due(case, "give_opinion") == last
    case.opined()
    assert case.file.stage == "publicity", "it must hang again"
    case.publicised()
    assert case.file.stage == "approval"
    assert case.file.publicity is not None and case.file.publicity.round == 2


# --- the county -----------------------------------------------------------------------------------


@pytest.mark.rule("TK-13")
def test_the_county_draws_and_visits_who_is_drawn_before_it_decides_within_fifteen_days() -> None:
    case = walk().to_county().assessed()
    assert due(case, "draw_spot_check") == in_days(case, 15, case.today)
    assert not waits_for(case) & {"confirm", "refuse"}
    monthly = case.file.assessment.monthly_fen if case.file.assessment else 0
    decide = ("confirm", Role.COUNTY_APPROVER)
    refused(case, "spot_check_missing", *decide, monthly_fen=monthly)
    other = {"batch": ("ZH2026000099",), "seed": "公开抽签"}
    refused(case, "not_in_batch", "draw_spot_check", Role.COUNTY_REVIEWER, **other)
    case.drawn()
    assert case.file.caring.spot is not None and case.file.caring.spot.drawn
    refused(case, "drawn_once", "draw_spot_check", Role.COUNTY_REVIEWER, batch=(case.file.case_no,),
            seed="再抽一次")  # fmt: skip
    refused(case, "county_visit_missing", *decide, monthly_fen=monthly)
    case.visited()
    assert due(case, "confirm") == in_days(case, 15, case.today)
    assert case.confirmed().file.stage is Stage.DISBURSEMENT


@pytest.mark.rule("TK-13")
def test_who_is_not_drawn_needs_no_visit_and_the_draw_can_be_repeated_from_the_file() -> None:
    others = tuple(f"ZH2026{n:06d}" for n in range(100, 140))
    case = walk().to_county().assessed()
    seed = next(
        s
        for s in (f"公开抽签{n}" for n in range(50))
        if case.file.case_no not in _drawn(case.file, others, s)
    )
    case.drawn(*others, seed=seed)
    kept = case.file.caring.spot
    assert kept is not None and not kept.drawn and kept.seed == seed
    assert set(kept.batch) == {*others, case.file.case_no}
    assert case.confirmed().file.stage is Stage.DISBURSEMENT


def _drawn(file: CaseFile, others: tuple[str, ...], seed: str) -> tuple[str, ...]:
    from domain.spot import draw

    return draw((*others, file.case_no), file.law.percent("spot_check"), seed)


@pytest.mark.rule("TK-24")
def test_where_the_power_is_delegated_the_township_decides_and_the_county_is_refused() -> None:
    case = walk("jiaozuo").to_county().assessed().collectively()
    monthly = case.file.assessment.monthly_fen if case.file.assessment else 0
    refused(case, "wrong_decider", "confirm", Role.COUNTY_APPROVER, monthly_fen=monthly)
    batch = {"batch": (case.file.case_no,), "seed": "公开抽签"}
    refused(case, "decided_by_township", "draw_spot_check", Role.COUNTY_REVIEWER, **batch)
    listed = {m.act for m in lawful_moves(case.file, Role.COUNTY_REVIEWER)}
    assert "draw_spot_check" not in listed and "assess_selfcare" in listed
    assert case.confirmed().file.stage is Stage.DISBURSEMENT
    assert walk("zhanhe").to_county().file.decider == "county"


@pytest.mark.rule("TK-18")
def test_the_county_assesses_self_care_before_it_confirms_and_a_third_party_is_named() -> None:
    case = walk().to_county().drawn().visited()
    basic = case.file.assessment.monthly_fen if case.file.assessment else 0
    message = refused(case, "selfcare_missing", "confirm", Role.COUNTY_APPROVER, monthly_fen=basic)
    assert "照料护理" in message
    for role in (Role.REVIEWER, Role.SURVEYOR, Role.VILLAGE):
        fields = {**six(0), "by": "county", "assessors": ("甲",)}
        refused(case, "role_not_allowed", "assess_selfcare", role, 3, **fields)
    unnamed = {**six(0), "by": "third_party", "assessors": ("甲",)}
    refused(case, "third_party_unnamed", "assess_selfcare", Role.COUNTY_REVIEWER, 3, **unnamed)
    named = {**unnamed, "body": "示例评估中心"}
    case.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **named)
    assert case.file.caring.selfcare is not None
    assert case.file.caring.selfcare.body == "示例评估中心"
    refused(case, "amount_differs", "confirm", Role.COUNTY_APPROVER, monthly_fen=basic)
    tier = case.file.law.table("care_tiers")["capable"]
    assert case.confirmed().file.monthly_fen_now == basic + tier  # type: ignore[operator]


def test_who_assessed_self_care_does_not_decide() -> None:
    case = walk().to_county().drawn().visited().assessed()
    [person] = case.file.actors("assess_selfcare")
    who = case.who(Role.COUNTY_APPROVER).model_copy(update={"id": person})
    monthly = case.file.assessment.monthly_fen if case.file.assessment else 0
    with pytest.raises(CaseRefusal) as caught:
        case.do("confirm", Role.COUNTY_APPROVER, officer=who.model_dump(), monthly_fen=monthly)
    assert caught.value.code == "same_person"


@pytest.mark.rule("TK-14")
def test_confirmed_support_begins_the_next_month_and_is_published_in_the_village() -> None:
    case = walk().granted()
    [due_] = case.file.entitlements
    assert due_.first == months_after(case.today.replace(day=1), 1)
    assert "publish_result" in waits_for(case)
    case.do("publish_result", Role.VILLAGE, place_posted="村务公开栏")
    assert "publish_result" not in waits_for(case)
    refused(case, "published_once", "publish_result", Role.VILLAGE, place_posted="村务公开栏")


@pytest.mark.rule("TK-15")
def test_a_refusal_is_told_in_writing_with_reasons_within_three_working_days() -> None:
    case = walk(home=alone(date(1985, 3, 2))).investigated().opined()
    assert case.file.stage is Stage.APPROVAL
    case.drawn().visited().do("refuse", Role.COUNTY_APPROVER)
    [notice] = [n for n in case.file.notices if n.order.kind == "refusal"]
    assert notice.order.due == in_days(case, 3, case.today)
    assert {r.code for r in notice.order.reasons} == {"not_workless"}
    assert notice.order.must_serve
    assert case.served().file.closed is not None


@pytest.mark.rule("TK-26")
def test_the_last_day_of_the_whole_way_is_the_sum_of_its_steps() -> None:
    case = walk().stated().accepted()
    calendar = case.file.law.calendar
    opinion = calendar.working_days_after(case.today, 15).on
    hangs = calendar.calendar_days_after(opinion, 7, roll=True).on
    wanted = calendar.working_days_after(hangs + timedelta(days=1), 15)
    assert tasks.total_due(case.file, case.today) == wanted
    case.later(1).surveyed().checked().opined().publicised()
    assert tasks.total_due(case.file, case.today) == calendar.working_days_after(case.today, 15)


def test_the_limit_of_dibao_is_not_lent_and_cannot_be_extended() -> None:
    case = walk().stated().accepted()
    assert not case.file.law.has("total")
    with pytest.raises(PolicyNotSet):
        case.do("extend", Role.REVIEWER, reason_code="hard_survey")
    listed = {m.act for m in lawful_moves(case.file, Role.REVIEWER)}
    assert "extend" not in listed


def test_a_tekun_case_quotes_its_own_rule() -> None:
    case = walk().stated().accepted()
    assert {e.clause for e in case.file.journal} == {"43号 Art 10", "43号 Art 12"}
    for open_ in tasks.open_tasks(case.file, case.today):
        assert "57号" not in open_.clause, open_


def test_acts_of_tekun_are_not_known_to_a_case_of_dibao() -> None:
    plain = TekunWalk(application("jiaozuo"))
    refused(plain, "not_in_programme", "record_statement", Role.INTAKE, no_obligors=True)
    for role in Role:
        acts = {m.act for m in lawful_moves(plain.file, role)}
        assert "record_statement" not in acts
