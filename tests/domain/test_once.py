"""Help given once: 小额快救, 急难型, 支出型 and 受灾, told as sentences about the pure model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS, Officer
from domain.case.lifecycle import Role, Stage
from domain.case.moves.once import MOVES
from domain.case.ordering import flags
from domain.case.tasks import open_tasks, total_due
from domain.hardship import EarlierAid, Known
from domain.household import Household, Spending, SpendingKind
from domain.policy import PolicyNotSet
from domain.programme import Programme
from runtime.packs import snapshot
from tests.helping import Helping, asks_help
from tests.people import START, Walk, application, household, officer

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
ONCE = (Programme.QUICK, Programme.EMERGENCY, Programme.EXPENDITURE, Programme.DISASTER)
QUICK, EMERGENCY, EXPENDITURE, DISASTER = ONCE


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def ill_family(fen: int = 2_000_000, reimbursed: int = 500_000, wage_yuan: int = 4800) -> Household:
    bill = Spending(
        member="m1", kind=SpendingKind.MEDICAL, fen=fen, reimbursed_fen=reimbursed, receipts=3
    )
    return household(wage_yuan).model_copy(update={"spendings": (bill,)})


def at(walk: Helping) -> Stage:
    return walk.file.stage


def asking(programme: Programme, place: str = "jiaozuo", **changes: object) -> Helping:
    home = ill_family() if programme is EXPENDITURE else None
    return Helping(asks_help(programme, place, home=home, **changes))  # type: ignore[arg-type]


def earlier(on: date, cause: str, fen: int = 10_000) -> EarlierAid:
    return EarlierAid(case_no="JZ2026000900", programme=EMERGENCY, cause=cause, on=on, fen=fen)


# --- the forms of help from the window to the end ------------------------------------------------


@pytest.mark.rule("TYP-09", "TYP-10")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("programme", ONCE)
def test_each_form_of_help_runs_from_the_window_to_the_end_in_every_place(
    programme: Programme, place: str
) -> None:
    walk = asking(programme, place).to_the_end()
    if place == "hanbin" and programme is not DISASTER:
        assert at(walk) is not Stage.CLOSED  # the place wants it reported first
        walk.do("file_with_county", Role.REVIEWER, 3, reference="第11期小额救助报备表")
    file = walk.file
    assert file.closed is not None and file.closed.outcome == "aided"
    assert file.grant is not None and file.grant.given_fen == file.grant.fen > 0
    assert file.monthly_fen_now == 0 and not file.entitlements
    assert not {t.act for t in open_tasks(file, walk.today)} & {m.act for m in MOVES}


@pytest.mark.rule("LS-04")
def test_quick_help_is_registered_and_decided_without_check_survey_or_publicity() -> None:
    walk = asking(QUICK).registered().accepted()
    assert at(walk) is Stage.APPROVAL
    walk.decided().handed_over()
    file = walk.file
    assert file.closed is not None
    assert (file.survey, file.check, file.publicity) == (None, None, None)
    assert [e.act for e in file.journal if e.officer] == [
        "record_hardship",
        "accept",
        "confirm",
        "deliver_aid",
    ]


@pytest.mark.rule("LS-04")
def test_quick_help_has_three_days_from_the_application_rest_days_counted() -> None:
    friday = date(2026, 11, 27)
    walk = asking(QUICK, on=friday)
    due = total_due(walk.registered().accepted().file, walk.today)
    assert due is not None and due.on == date(2026, 11, 30)
    walk.decided().later(4)
    marked = engine.overdue_marked(walk.file, walk.today, walk.at)
    assert marked.overdue == ("deliver_aid@2026-11-30",)


@pytest.mark.rule("LS-03", "LS-08", "LS-14")
def test_urgent_help_comes_first_and_the_papers_after() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided()
    assert at(walk) is Stage.DISBURSEMENT
    walk.handed_over()
    assert at(walk) is Stage.COMPLETION
    [paper] = [n for n in walk.file.notices if n.order.kind == "completion"]
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "complete_papers"]
    assert paper.order.facts["补充期限"] == str(task.due)
    walk.later(3).explained()
    assert walk.file.closed is not None
    assert walk.file.completion is not None and not walk.file.completion.late


@pytest.mark.rule("LS-08")
def test_the_later_papers_need_every_handlers_signature_the_familys_and_all_papers() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided().handed_over()
    with refused("handlers_unsigned"):
        walk.explained(signed_by=(walk.who(Role.INTAKE).id,))
    with refused("family_signature_missing"):
        walk.explained(family_signature="m9")
    with refused("papers_missing"):
        walk.explained(papers=("register",))
    with refused("paper_unknown"):
        walk.explained(papers=("register", "identity", "photograph"))
    assert walk.file.completion is None


@pytest.mark.rule("JZ-18")
def test_papers_that_come_late_are_noted_as_late_and_the_task_is_marked() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided().handed_over().later(40)
    marked = engine.overdue_marked(walk.file, walk.today, walk.at)
    assert any(code.startswith("complete_papers@") for code in marked.overdue)
    walk.explained()
    assert walk.file.completion is not None and walk.file.completion.late


@pytest.mark.rule("LS-09", "LS-06")
def test_expenditure_help_goes_through_survey_check_opinion_and_publicity() -> None:
    walk = asking(EXPENDITURE).registered().accepted()
    assert at(walk) is Stage.INVESTIGATION
    walk.later(1).surveyed().checked()
    found = walk.computed
    assert found.eligible and found.once_fen > 0
    with refused("opinion_differs"):
        walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=1)
    walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=found.once_fen)
    assert at(walk) is Stage.PUBLICITY
    walk.publicised()
    [sheet] = [n for n in walk.file.notices if n.order.kind == "publicity"]
    assert "拟救助金额" in sheet.order.facts


@pytest.mark.rule("GRP-28")
def test_disaster_aid_is_appraised_and_publicised_and_decided_by_the_county() -> None:
    walk = asking(DISASTER).registered().accepted()
    assert at(walk) is Stage.REVIEW
    with refused("appraisal_missing"):
        walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=200_000)
    walk.appraised()
    walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=200_000)
    walk.publicised()
    with refused("wrong_decider"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=200_000)
    assert walk.file.check is None and walk.file.survey is None


@pytest.mark.parametrize("programme", ONCE)
def test_no_help_once_is_accepted_before_its_hardship_is_registered(programme: Programme) -> None:
    walk = asking(programme)
    with refused("hardship_missing"):
        walk.accepted()
    assert [t.act for t in open_tasks(walk.file, walk.today) if t.role is Role.INTAKE] == [
        "record_hardship"
    ]


def test_a_case_of_monthly_aid_knows_none_of_these_acts() -> None:
    walk = Helping(application())
    body = asking(QUICK).hardship()
    with refused("not_in_programme"):
        walk.do("record_hardship", Role.INTAKE, hardship=body, known=Known(on=START))


def test_help_once_has_no_supervision_and_no_survey_to_go_back_to() -> None:
    walk = asking(QUICK).registered().accepted()
    with refused("no_investigation"):
        walk.do("return_for_survey", Role.TOWNSHIP_LEADER, reason="请重新调查情况")
    walk.decided()
    with refused("not_supervised"):
        walk.do("report_change", Role.INTAKE, cause="income", happened_on=walk.today)


# --- what is registered --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cause": "wedding"}, "causes_unknown"),
        ({"grade": "enormous"}, "grades_unknown"),
        ({"happened_on": START + timedelta(days=1)}, "hardship_in_future"),
        ({"township": "jz-first"}, "not_the_place_of_hardship"),
        ({"home_township": "", "home": ""}, "home_missing"),
    ],
)
def test_what_is_registered_wrongly_is_refused_with_what_would_be_right(
    changes: dict[str, object], code: str
) -> None:
    walk = asking(QUICK)
    with pytest.raises(CaseRefusal) as caught:
        walk.registered(**changes)
    assert caught.value.code == code and caught.value.clause
    assert walk.file.hardship is None and walk.file.journal == ()


@pytest.mark.rule("ZH-22")
def test_urgency_is_one_of_three_and_the_days_to_the_first_help_can_be_counted() -> None:
    walk = asking(EMERGENCY, "zhanhe")
    with pytest.raises(ValueError, match="urgency"):
        walk.registered(urgency="whenever")
    walk.registered(urgency="urgent").accepted().later(1).decided().later(1).handed_over()
    file = walk.file
    assert file.hardship is not None and file.hardship.urgency == "urgent"
    assert file.grant is not None and file.grant.first_on is not None
    assert (file.grant.first_on - file.applied_on).days == 2


@pytest.mark.rule("HB-05", "HB-30")
def test_a_rescue_case_is_marked_and_alerts_the_head_of_the_township_until_the_first_help() -> None:
    walk = asking(EMERGENCY, "hanbin").registered()
    assert "rescue" in flags(walk.file)
    assert "rescue" not in flags(asking(EXPENDITURE, "hanbin").registered().file)
    [alert] = [t for t in open_tasks(walk.file, walk.today) if t.code == "solve_urgent"]
    assert alert.role is Role.TOWNSHIP_LEADER and alert.due is not None
    walk.later((alert.due - walk.today).days + 1)
    assert alert.mark in engine.overdue_marked(walk.file, walk.today, walk.at).overdue
    walk.accepted().decided().handed_over()
    assert "solve_urgent" not in {t.code for t in open_tasks(walk.file, walk.today)}
    file = walk.file
    assert file.accepted_on is not None and file.accepted_on > file.applied_on
    monthly = Walk(application("hanbin").having(urgent=True))
    [alert] = [t for t in open_tasks(monthly.file, monthly.today) if t.code == "solve_urgent"]
    assert alert.due is not None and "rescue" in flags(monthly.file)


@pytest.mark.rule("LS-02", "GRP-24")
def test_since_july_2026_the_place_of_the_hardship_helps_whoever_it_strikes() -> None:
    walk = asking(EMERGENCY).registered(home_township="", home="外省某县")
    assert "identity" not in walk.file.law.table("required_papers")  # no hukou is asked for
    [letter] = [n for n in walk.file.notices if n.order.kind == "home_notice"]
    assert letter.order.facts["户籍地或者居住地"] == "外省某县"
    walk.registered(home_township="", home="外省某县", grade="light")
    assert sum(n.order.kind == "home_notice" for n in walk.file.notices) == 1
    walk.accepted().decided()


@pytest.mark.rule("JZ-17", "GRP-24")
def test_an_epidemic_period_lifts_residence_where_it_is_on_and_only_then() -> None:
    away = {"home_township": "jz-first", "home": "第一街道"}
    inside, outside = date(2026, 6, 10), date(2026, 5, 10)
    asking(EMERGENCY, on=inside).registered(**away).accepted().decided()
    with refused("not_the_place_of_residence"):
        asking(EMERGENCY, on=outside).registered(**away)
    with refused("not_the_place_of_residence"):  # no period is on in that township
        asking(EMERGENCY, on=inside).registered(township="jz-first", **away)
    with refused("not_the_place_of_residence"):  # the place has no such rule
        asking(EMERGENCY, "hanbin", on=inside).registered(home_township="", home="外省某县")
    asking(EMERGENCY, on=outside).registered().accepted()


# --- how much ------------------------------------------------------------------------------------


@pytest.mark.rule("LS-05")
def test_the_highest_tier_of_quick_help_is_one_month_of_the_standard() -> None:
    walk = asking(QUICK).registered(grade="severe").accepted()
    assert walk.computed.once_fen == walk.computed.standard_fen
    asked = asking(QUICK).registered(grade="severe", asked_fen=12_345).accepted()
    assert asked.computed.once_fen == 12_345


@pytest.mark.rule("LS-12", "JZ-19")
def test_the_grade_of_hardship_sets_the_amount_by_head_up_to_what_may_be_paid_first() -> None:
    def given(grade: str) -> int:
        walk = asking(EMERGENCY).registered(grade=grade).accepted()
        return int(walk.computed.once_fen)

    assert (given("light"), given("serious")) == (93_000, 186_000)
    assert given("severe") == asking(EMERGENCY).registered().accepted().file.law.fen("small_cap")


@pytest.mark.rule("LS-01")
def test_expenditure_help_counts_what_the_family_bore_itself_against_its_income() -> None:
    def result(home: Household) -> tuple[bool, frozenset[str]]:
        walk = Helping(asks_help(EXPENDITURE, home=home)).registered().accepted()
        walk.later(1).surveyed().checked()
        return walk.computed.eligible, frozenset(r.code for r in walk.computed.reasons)

    assert result(ill_family())[0]
    light, reasons = result(ill_family(fen=50_000, reimbursed=0))
    assert not light and "not_burdened" in reasons
    covered, reasons = result(ill_family(fen=2_000_000, reimbursed=2_000_000))
    assert not covered and {"not_burdened", "not_needed"} <= reasons
    rich, reasons = result(ill_family(fen=90_000_000, wage_yuan=90_000))
    assert not rich and "over_disposable" in reasons


@pytest.mark.rule("LS-07")
def test_a_recognised_family_is_not_asked_again_what_it_earns_and_owns() -> None:
    home = ill_family(wage_yuan=90_000)
    recognised = Known(on=START, recognised=(Programme.DIBAO, Programme.RIGID))
    walk = Helping(asks_help(EXPENDITURE, home=home)).registered(recognised).accepted()
    walk.later(1).surveyed()
    assert at(walk) is Stage.REVIEW  # no department is asked
    codes = {r.code for r in walk.computed.reasons}
    assert "recognised" in codes and not codes & {"over_disposable", "income_below_disposable"}
    assert walk.computed.eligible


@pytest.mark.rule("LS-15")
def test_the_same_cause_within_the_period_is_refused_without_good_reason() -> None:
    lately = Known(on=START, earlier=(earlier(date(2026, 3, 1), "fire"),))
    walk = asking(EMERGENCY).registered(lately).accepted()
    assert not walk.computed.eligible
    assert "not_same_cause" in {r.code for r in walk.computed.reasons}
    with refused("not_eligible"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=0)
    walk.do("refuse", Role.TOWNSHIP_LEADER)
    assert walk.file.decision is not None
    assert [r.code for r in walk.file.decision.reasons] == ["not_same_cause"]


@pytest.mark.rule("LS-15")
@pytest.mark.parametrize(
    ("on", "cause", "reason"),
    [
        (date(2025, 11, 23), "fire", ""),
        (date(2026, 3, 1), "accident", ""),
        (date(2026, 3, 1), "fire", "房屋再次失火"),
    ],
)
def test_another_cause_an_older_one_or_a_good_reason_is_no_bar(
    on: date, cause: str, reason: str
) -> None:
    known = Known(on=START, earlier=(earlier(on, cause),))
    walk = asking(EMERGENCY).registered(known, again_reason=reason).accepted()
    assert walk.computed.eligible


def test_a_place_may_bound_how_often_a_year_a_family_is_helped() -> None:
    two = Known(
        on=START,
        earlier=tuple(
            earlier(date(2026, month, 1), cause) for month, cause in ((2, "accident"), (5, "fire"))
        ),
    )
    zhanhe = asking(QUICK, "zhanhe").registered(two, cause="other").accepted()
    assert "over_yearly_count" in {r.code for r in zhanhe.computed.reasons}
    assert asking(QUICK).registered(two, cause="other").accepted().computed.eligible


def test_where_no_cap_is_set_the_case_says_so_instead_of_paying() -> None:
    walk = asking(EMERGENCY).registered().accepted()
    law = snapshot("jiaozuo", START, ("emergency.small_cap",), production=True)
    assert walk.file.policy is not None
    values = {**walk.file.policy.values, **law.values}
    bare = walk.file.having(policy=walk.file.policy.model_copy(update={"values": values}))
    walk.file = engine.recomputed(bare)
    assert walk.file.assessment is None
    with pytest.raises(PolicyNotSet, match="先行救助限额"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=1)


# --- who decides, who hands over -----------------------------------------------------------------


@pytest.mark.rule("YC-23", "LS-10")
def test_the_township_decides_up_to_its_limit_and_the_county_above() -> None:
    small = asking(EMERGENCY, "yicheng").registered(grade="light").accepted()
    assert small.file.decider == "township"
    small.decided()
    assert "county_approver" not in {e.officer.role for e in small.file.journal if e.officer}
    limit = small.file.law.fen("township_limit")
    big = ill_family(fen=40_000_000)
    walk = Helping(asks_help(EXPENDITURE, "yicheng", home=big)).registered().brought_to_decision()
    assert walk.computed.once_fen > limit and walk.file.decider == "county"
    with refused("wrong_decider"):
        walk.do("confirm", Role.TOWNSHIP_LEADER, once_fen=walk.computed.once_fen)
    walk.decided()


@pytest.mark.rule("YC-23")
def test_yichengs_townships_decide_by_its_document_while_it_is_in_force() -> None:
    last = snapshot("yicheng", date(2026, 1, 27), ("emergency.decider",), production=True)
    after = snapshot("yicheng", date(2026, 1, 28), ("emergency.decider",), production=True)
    assert last.text("emergency.decider") == "township"
    assert "峄政字〔2020〕15号" in last.cite("emergency.decider")
    assert not after.has("emergency.decider")


@pytest.mark.rule("JZ-18")
def test_nobody_decides_or_hands_over_what_he_registered_or_decided_himself() -> None:
    walk = asking(EMERGENCY).registered().accepted()
    clerk = walk.who(Role.INTAKE)
    head = officer(Role.TOWNSHIP_LEADER).model_copy(update={"id": clerk.id})
    with refused("same_person"):
        _as(walk, head, "confirm", once_fen=walk.computed.once_fen)
    walk.decided()
    body = {"manner": "money", "fen": 186_000, "receipt": "签收单", "receiver": "m1"}
    for earlier_duty in ("record_hardship", "confirm"):
        [account] = walk.file.actors(earlier_duty)
        village = officer(Role.VILLAGE).model_copy(update={"id": account})
        with refused("same_person"):
            _as(walk, village, "deliver_aid", **body, fund="reserve")
    walk.handed_over()


@pytest.mark.rule("JZ-18")
def test_a_township_that_leaves_papers_lying_may_not_help_first_again() -> None:
    def brought(overdue: int) -> Helping:
        return asking(EMERGENCY).registered(Known(on=START, overdue_papers=overdue)).accepted()

    brought(2).decided()
    walk = brought(3)
    with refused("papers_overdue"):
        walk.decided()
    walk.registered(Known(on=START, overdue_papers=1)).decided()  # made up, and registered anew
    slow = asking(EXPENDITURE).registered(Known(on=START, overdue_papers=9))
    slow.brought_to_decision().decided()  # nothing is helped first here


@pytest.mark.rule("JZ-18")
def test_jiaozuo_pays_urgent_help_from_the_townships_reserve_at_once() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided()
    with refused("fund_unknown"):
        walk.handed_over(fund="county")
    walk.handed_over()
    assert walk.file.grant is not None
    assert [d.fund for d in walk.file.grant.deliveries] == ["reserve"]
    assert walk.file.survey is None and walk.file.check is None
    assert walk.file.grant.first_on == walk.file.applied_on


@pytest.mark.rule("LS-11")
def test_one_decision_may_be_handed_over_in_parts_and_never_beyond_it() -> None:
    walk = asking(EMERGENCY).registered().accepted().decided().handed_over(100_000)
    assert at(walk) is Stage.DISBURSEMENT
    assert walk.file.grant is not None and walk.file.grant.remaining_fen == 86_000
    with refused("sum_differs"):
        walk.handed_over(86_001)
    walk.explained().later(10).handed_over()
    assert walk.file.closed is not None and walk.file.closed.outcome == "aided"
    whole = asking(QUICK).registered().accepted().decided()
    with refused("sum_differs"):
        whole.handed_over(1)


@pytest.mark.rule("LS-11")
def test_help_may_be_goods_or_a_referral_and_is_handed_over_as_decided() -> None:
    walk = asking(QUICK).registered(manner="goods").accepted().decided()
    with refused("manner_differs"):
        walk.handed_over(manner="money")
    walk.handed_over()
    sent = asking(QUICK).registered(manner="referral").accepted().decided().handed_over()
    assert sent.file.grant is not None and sent.file.grant.fen == 0
    assert sent.file.closed is not None and sent.file.closed.outcome == "aided"
    with refused("manner_unknown"):
        asking(DISASTER).registered(manner="referral")


@pytest.mark.rule("LS-16")
def test_a_small_sum_the_township_decided_is_reported_where_the_place_asks_for_it() -> None:
    walk = asking(QUICK, "hanbin").registered().accepted().decided().handed_over()
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "file_with_county"]
    assert task.due is not None and at(walk) is Stage.DISBURSEMENT
    walk.do("file_with_county", Role.REVIEWER, 3, reference="第11期小额救助报备表")
    assert walk.file.closed is not None
    assert asking(QUICK).to_the_end().file.closed is not None  # asks for none


def test_what_cannot_be_handed_over_ends_the_case_with_the_reason() -> None:
    walk = asking(QUICK).registered().accepted().decided()
    walk.do("end_delivery", Role.REVIEWER, reason="申请人已经死亡")
    assert walk.file.closed is not None and walk.file.closed.outcome == "undelivered"
    part = asking(EMERGENCY).registered().accepted().decided().handed_over(100_000)
    part.do("end_delivery", Role.REVIEWER, reason="申请人已经离开本地")
    assert at(part) is Stage.COMPLETION  # what was given is still explained


@pytest.mark.rule("JZ-19")
def test_help_may_be_linked_to_an_undecided_application_which_goes_on() -> None:
    main = Walk(application()).accepted()
    with refused("linked_case_unknown"):
        asking(EMERGENCY).registered(linked_case=main.file.case_no)
    known = Known(on=START, linked=Programme.DIBAO)
    walk = asking(EMERGENCY).registered(known, linked_case=main.file.case_no)
    walk.accepted().decided().handed_over()
    assert walk.file.hardship is not None
    assert walk.file.hardship.linked_case == main.file.case_no
    main.later(1).surveyed().checked()
    assert main.file.stage is Stage.REVIEW


def _as(walk: Helping, who: Officer, act: str, **fields: object) -> None:
    message = ACTS[act].model_validate({"officer": who.model_dump(), "on": walk.today, **fields})
    engine.apply(walk.file, act, message, walk.today, walk.at)


def test_an_objection_to_disaster_aid_is_answered_by_another_appraisal() -> None:
    walk = asking(DISASTER).registered().accepted().appraised()
    walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=200_000)
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    walk.do("object", Role.VILLAGE, content="有异议")
    assert [t.act for t in open_tasks(walk.file, walk.today) if t.role is Role.REVIEWER] == [
        "record_appraisal"
    ]
    with refused("no_investigation"):
        walk.surveyed()
    walk.appraised()
    walk.do("give_opinion", Role.REVIEWER, grant=True, monthly_fen=0, once_fen=200_000)
