"""Help given once: 小额快救, 急难型, 支出型 and 受灾, told as sentences about the pure model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.lifecycle import Role, Stage
from domain.case.moves.once import MOVES
from domain.case.ordering import flags
from domain.case.tasks import open_tasks, total_due
from domain.hardship import Known
from domain.household import Household, Spending, SpendingKind
from domain.programme import Programme
from tests.helping import Helping, asks_help
from tests.people import START, Walk, application, household

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
