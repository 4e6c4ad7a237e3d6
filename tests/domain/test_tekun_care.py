"""Care of 特困 people and the self-care of the old: JZ-11 to JZ-15, ZH-14."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case import engine, tasks
from domain.case.lifecycle import Role, Stage
from domain.case.ordering import flags
from domain.case.tasks import tekun as tekun_tasks
from domain.household import Status
from tests.domain.test_tekun_case import refused, waits_for
from tests.people import application
from tests.tekun import TekunWalk, alone, tekun_application

OLD = alone(date(1940, 3, 2))
SCATTERED = {"manner": "scattered", "visitor": "乙", "visit_days": 30}
CENTRALISED = {"manner": "centralised", "institution": "示例敬老院"}


def supported(place: str = "jiaozuo", failing: int = 0, **said: object) -> TekunWalk:
    case = TekunWalk(tekun_application(place, OLD))
    if said:
        case.stated(no_obligors=True, **said)
    return case.supported(failing)


@pytest.mark.rule("JZ-11")
def test_the_aged_and_the_disabled_are_offered_centralised_support_and_their_answer_kept() -> None:
    young = TekunWalk(tekun_application("jiaozuo", alone(date(1960, 3, 2)))).supported(failing=0)
    assert "offer_centralised" not in waits_for(young)
    frail = TekunWalk(tekun_application("jiaozuo", alone(date(1960, 3, 2)))).supported(failing=2)
    assert "offer_centralised" in waits_for(frail)
    aged = supported()
    assert "offer_centralised" in waits_for(aged)
    aged.do("offer_centralised", Role.REVIEWER, agrees=False, opinion="愿意住在家里")
    assert "offer_centralised" not in waits_for(aged)
    assert aged.file.caring.offer is not None and not aged.file.caring.offer.agrees
    elsewhere = supported("tongren")
    assert "offer_centralised" not in waits_for(elsewhere), "a rule of Jiaozuo alone"


@pytest.mark.rule("JZ-11")
def test_nobody_is_moved_into_an_institution_without_his_recorded_consent() -> None:
    case = supported()
    refused(case, "consent_missing", "place_person", Role.REVIEWER, **CENTRALISED)
    case.do("offer_centralised", Role.REVIEWER, agrees=False, opinion="不愿意")
    refused(case, "consent_missing", "place_person", Role.REVIEWER, **CENTRALISED)
    case.do("offer_centralised", Role.REVIEWER, agrees=True, opinion="愿意")
    case.do("place_person", Role.REVIEWER, **CENTRALISED)
    placed = case.file.caring.placement
    assert placed is not None and (placed.institution, placed.band) == ("示例敬老院", "capable")
    assert "sign_care_agreement" not in waits_for(case)


@pytest.mark.rule("JZ-12")
def test_who_cannot_speak_is_placed_only_after_a_signed_comprehensive_assessment() -> None:
    case = supported(speaks=False)
    assert "assess_whole" in waits_for(case) and "offer_centralised" not in waits_for(case)
    case.do("offer_centralised", Role.REVIEWER, agrees=True, opinion="点头")
    refused(case, "whole_missing", "place_person", Role.REVIEWER, **CENTRALISED)
    whole = {"assessors": ("甲", "乙"), "signed_by": ("甲",), "finding": "适宜", "recommends": True}
    whole["finding"] = "适宜集中供养"
    refused(case, "whole_unsigned", "assess_whole", Role.REVIEWER, **whole)
    against = {**whole, "signed_by": ("甲", "乙"), "recommends": False}
    case.do("assess_whole", Role.REVIEWER, **against)
    refused(case, "whole_missing", "place_person", Role.REVIEWER, **CENTRALISED)
    case.do("assess_whole", Role.REVIEWER, **{**against, "recommends": True})
    case.do("place_person", Role.REVIEWER, **CENTRALISED)
    assert case.file.caring.whole is not None and case.file.caring.whole.on == case.today


@pytest.mark.rule("JZ-14")
def test_every_scattered_person_has_a_care_agreement_and_the_item_reopens_when_it_ends() -> None:
    case = supported()
    refused(case, "not_scattered", "sign_care_agreement", Role.COUNTY_REVIEWER, number="1号",
            carer="丙", since=case.today, until=case.today)  # fmt: skip
    assert not {"care_scattered", "care_unsigned"} & set(flags(case.file))
    case.do("place_person", Role.REVIEWER, **SCATTERED)
    assert {"care_scattered", "care_unsigned"} <= set(flags(case.file))
    [open_] = [
        t for t in tasks.open_tasks(case.file, case.today) if t.code == "sign_care_agreement"
    ]
    assert open_.role is Role.COUNTY_REVIEWER
    until = case.today + timedelta(days=60)
    fields = {"number": "协议1号", "carer": "丙", "since": case.today, "until": until}
    wrong = {**fields, "until": case.today - timedelta(days=1)}
    refused(case, "agreement_over", "sign_care_agreement", Role.COUNTY_REVIEWER, **wrong)
    case.do("sign_care_agreement", Role.COUNTY_REVIEWER, **fields)
    assert "sign_care_agreement" not in waits_for(case)
    assert "care_unsigned" not in flags(case.file)
    case.later(60)
    assert "sign_care_agreement" not in waits_for(case), "the last day is covered"
    version = case.file.version
    case.later(1)
    assert "sign_care_agreement" in waits_for(case)
    assert case.file.version > version, "the case notices it by itself, so that the lists show it"
    assert case.file.journal[-1].act == "agreement_over"
    assert "care_unsigned" in flags(case.file), "what the coverage is counted from"
    elsewhere = supported("tongren")
    elsewhere.do("place_person", Role.REVIEWER, manner="scattered")
    assert "sign_care_agreement" not in waits_for(elsewhere)


@pytest.mark.rule("JZ-15", "ACT-31")
def test_a_named_person_visits_and_a_missed_visit_is_told_to_the_township() -> None:
    case = supported()
    for part in ("visitor", "visit_days"):
        less = {k: v for k, v in SCATTERED.items() if k != part}
        refused(case, "visitor_missing", "place_person", Role.REVIEWER, **less)
    case.do("place_person", Role.REVIEWER, **SCATTERED)
    placed = case.today
    [visit] = [t for t in tasks.open_tasks(case.file, case.today) if t.code == "record_care_visit"]
    assert (visit.due, visit.role) == (placed + timedelta(days=30), Role.VILLAGE)
    case.later(10).do("record_care_visit", Role.VILLAGE, visitor="乙", finding="身体尚好")
    assert case.file.caring.visit is not None and case.file.caring.visits == 1
    [visit] = [t for t in tasks.open_tasks(case.file, case.today) if t.code == "record_care_visit"]
    assert visit.due == case.today + timedelta(days=30)
    case.later(31)
    late = engine.overdue_marked(case.file, case.today, case.at)
    assert [m for m in late.overdue if m.startswith("record_care_visit@")]
    assert any("走访" in e.text for e in late.journal if e.act == "overdue")
    early = {"visitor": "乙", "finding": "身体尚好", "on": placed - timedelta(days=1)}
    refused(case, "visit_too_early", "record_care_visit", Role.VILLAGE, **early)


@pytest.mark.rule("OPN-34", "JZ-15")
def test_a_visitor_who_is_absent_is_stood_in_for_from_day_to_day_and_it_ends_by_itself() -> None:
    case = supported()
    case.do("place_person", Role.REVIEWER, **SCATTERED)
    until = case.today + timedelta(days=5)
    cover = {"visitor": "丁", "since": case.today, "until": until, "reason": "走访人住院治疗"}
    own = {**cover, "visitor": SCATTERED["visitor"]}
    refused(case, "own_stand_in", "cover_visitor", Role.REVIEWER, **own)
    refused(case, "date_not_lawful", "cover_visitor", Role.REVIEWER,
            **{**cover, "since": case.today - timedelta(days=1)})  # fmt: skip
    refused(case, "role_not_allowed", "cover_visitor", Role.VILLAGE, **cover)
    case.do("cover_visitor", Role.REVIEWER, **cover)
    kept = case.file.caring.cover
    assert kept is not None and kept.by == case.who(Role.REVIEWER).id
    assert f"{case.today}至{until}由指定人员代为走访" in _visit(case)
    assert until + timedelta(days=1) in tekun_tasks.marks(case.file)
    case.later(5)
    assert "代为走访" in _visit(case)
    case.later(1)
    assert _visit(case) == "请入户走访"
    assert [e.act for e in case.file.journal if e.act == "cover_over"] == ["cover_over"]
    assert case.file.caring.placement is not None
    assert case.file.caring.placement.visitor == SCATTERED["visitor"]


def _visit(case: TekunWalk) -> str:
    found = tasks.open_tasks(case.file, case.today)
    return next(t.zh for t in found if t.code == "record_care_visit")


# --- the health department (ZH-14) ----------------------------------------------------------------


@pytest.mark.rule("ZH-14")
def test_the_health_department_is_asked_about_everybody_of_sixty_in_zhanhe() -> None:
    """In any programme: the applicant of the plain 低保 case is past sixty, his son is not."""
    for case in (TekunWalk(application("zhanhe")), TekunWalk(tekun_application("zhanhe"))):
        if case.file.programme == "tekun":
            case.stated()
        case.accepted()
        [asked] = case.file.caring.health
        assert (asked.member, asked.asked_on) == ("m1", case.today)
        assert "record_health_answer" in waits_for(case)
    elsewhere = TekunWalk(application("jiaozuo")).accepted()
    assert elsewhere.file.caring.health == ()


@pytest.mark.rule("ZH-14")
def test_the_answer_or_that_it_is_overdue_stands_on_the_case() -> None:
    case = TekunWalk(tekun_application("zhanhe")).stated().accepted()
    [asked] = case.file.caring.health
    assert asked.due is not None
    assert not asked.overdue(asked.due) and asked.overdue(asked.due + timedelta(days=1))
    case.later((asked.due - case.today).days + 1)
    late = engine.overdue_marked(case.file, case.today, case.at)
    assert [m for m in late.overdue if m.startswith("record_health_answer:m1@")]
    wrong = {"member": "m7", "has_record": True}
    refused(case, "health_not_asked", "record_health_answer", Role.REVIEWER, **wrong)
    answer = {"member": "m1", "has_record": True, "band": "partial", "reference": "卫健〔2026〕1号"}
    case.do("record_health_answer", Role.REVIEWER, **answer)
    [told] = case.file.caring.health
    assert (told.band, told.has_record, told.answered_on) == ("partial", True, case.today)
    assert "record_health_answer" not in waits_for(case)
    assert not told.overdue(case.today + timedelta(days=99))
    assert case.surveyed().file.caring.health == (told,), "nobody is asked about twice"


@pytest.mark.rule("ZH-14")
def test_who_comes_of_age_later_is_asked_about_at_the_next_look() -> None:
    home = alone(date(1967, 1, 15), disability="2-limb")
    start = tekun_application("zhanhe", home)
    case = TekunWalk(start.having(papers=(*start.papers, "disability_certificate"))).supported()
    assert not case.file.caring.health and case.file.stage is Stage.SUPERVISION
    case.later(40).looked()
    assert [r.member for r in case.file.caring.health] == ["m1"]


# --- visit plans by care level, and what becomes of a missed visit ---------------------------------


@pytest.mark.rule("JZ-15")
def test_how_often_somebody_is_visited_follows_from_the_care_level() -> None:
    frail = supported(failing=2)
    longest = frail.file.law.table("care.visit_days")["partial"]
    assert isinstance(longest, int)
    rare = {**SCATTERED, "visit_days": longest + 1}
    refused(frail, "visits_too_rare", "place_person", Role.REVIEWER, **rare)
    frail.do("place_person", Role.REVIEWER, **{**SCATTERED, "visit_days": longest})
    frail.do("report_change", Role.REVIEWER, cause="selfcare", happened_on=frail.today)
    frail.assessed(6)
    placed = frail.file.caring.placement
    assert placed is not None and placed.band == "none"
    assert placed.visit_days == frail.file.law.table("care.visit_days")["none"], "a plan at once"
    elsewhere = supported("tongren", failing=2)
    elsewhere.do("place_person", Role.REVIEWER, **{**SCATTERED, "visit_days": 300})


@pytest.mark.rule("JZ-15")
def test_a_better_assessment_does_not_thin_out_the_visits_by_itself() -> None:
    case = supported(failing=6)
    case.do("place_person", Role.REVIEWER, **{**SCATTERED, "visit_days": 10})
    case.do("report_change", Role.REVIEWER, cause="selfcare", happened_on=case.today).assessed(0)
    placed = case.file.caring.placement
    assert placed is not None and (placed.band, placed.visit_days) == ("capable", 10)


@pytest.mark.rule("JZ-15", "JZ-16")
def test_a_missed_visit_is_passed_up_to_the_township_and_then_to_the_county() -> None:
    case = supported()
    case.do("place_person", Role.REVIEWER, **SCATTERED)
    urge = {"finding": "已督促走访人上门"}
    refused(case, "visit_not_missed", "urge_care_visit", Role.REVIEWER, **urge)
    last, after = case.file.caring.next_visit, case.file.law.table("care.missed_visit")
    assert last is not None
    case.later((last - case.today).days)
    assert "care_missed" not in flags(case.file), "the last day is in time"
    assert last + timedelta(days=1) in tasks_marks(case)
    case.later(1)
    assert case.file.caring.missed == ("township",) and "care_missed" in flags(case.file)
    assert case.file.journal[-1].act == "visit_missed"
    [task] = [t for t in tasks.open_tasks(case.file, case.today) if t.act == "urge_care_visit"]
    assert (task.role, task.since) == (Role.REVIEWER, last)
    case.do("urge_care_visit", Role.REVIEWER, **urge)
    assert "urge_care_visit" not in {t.act for t in tasks.open_tasks(case.file, case.today)}
    days = after["county"]
    assert isinstance(days, int)
    case.later((last - case.today).days + days)
    assert case.file.caring.missed == ("township", "county")
    [task] = [t for t in tasks.open_tasks(case.file, case.today) if t.act == "urge_care_visit"]
    assert task.role is Role.COUNTY_REVIEWER
    case.do("urge_care_visit", Role.COUNTY_REVIEWER, **urge)
    assert [u.level for u in case.file.caring.urged] == ["township", "county"]
    case.do("record_care_visit", Role.VILLAGE, visitor="乙", finding="身体尚好")
    assert (case.file.caring.missed, case.file.caring.urged) == ((), ())
    assert "care_missed" not in flags(case.file)


def test_a_death_that_was_verified_ends_the_visits_and_nobody_visits_after_it() -> None:
    case = supported()
    case.do("place_person", Role.REVIEWER, **SCATTERED).later(40)
    died = case.today - timedelta(days=2)
    assert "care_missed" in flags(case.file)
    case.do("report_change", Role.VILLAGE, cause="death", happened_on=died)
    assert "record_care_visit" in waits_for(case), "nobody has been to see yet"
    gone = {"surveyors": tuple(case.who(Role.SURVEYOR, n).id for n in (1, 2)),
            "household": alone(status=Status.DEAD), "finding": "已经去世"}  # fmt: skip
    before = case.file
    case.do("verify_change", Role.SURVEYOR, **gone, alive=True)
    assert "record_care_visit" in waits_for(case), "acts of older histories end no visits"
    case.file = before
    case.do("verify_change", Role.SURVEYOR, **gone, alive=True, visits_end=True)
    assert not {"record_care_visit", "urge_care_visit"} & waits_for(case)
    assert case.file.caring.next_visit is None and "care_missed" not in flags(case.file)
    seen = {"visitor": "乙", "finding": "身体尚好"}
    refused(case, "visited_the_dead", "record_care_visit", Role.VILLAGE, **seen)
    case.do("record_care_visit", Role.VILLAGE, **seen, on=died)
    assert case.file.caring.visits == 1
    case.do("verify_change", Role.SURVEYOR, **{**gone, "household": alone()}, visits_end=True)
    assert "record_care_visit" in waits_for(case), "it was another person's death"


def tasks_marks(case: TekunWalk) -> tuple[date, ...]:
    mark = tasks.next_mark(case.file, case.today)
    return (mark,) if mark else ()


@pytest.mark.rule("JZ-11")
def test_who_declined_a_place_is_asked_again_when_he_needs_more_care() -> None:
    case = supported(failing=2)
    case.do("offer_centralised", Role.REVIEWER, agrees=False, opinion="愿意住在家里")
    case.do("place_person", Role.REVIEWER, **{**SCATTERED, "visit_days": 10})
    assert "offer_centralised" not in waits_for(case)
    case.do("report_change", Role.REVIEWER, cause="selfcare", happened_on=case.today).assessed(6)
    assert "offer_centralised" in waits_for(case)
