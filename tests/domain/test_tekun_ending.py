"""While a 特困 person is supported, and how support ends: 43号 Art 23-27."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import CAUSE_ZH, ChangeCause
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks
from domain.household import Asset, AssetKind, Household, Income, IncomeKind, Status
from domain.programme import Programme
from tests.domain.test_tekun_case import due, in_days, refused, waits_for, walk
from tests.people import application
from tests.tekun import TekunWalk, alone, obligor, six, tekun_application


@pytest.mark.rule("TK-25")
def test_support_is_rechecked_once_a_year_whatever_the_income() -> None:
    for unstable in (False, True):
        case = walk().investigated()
        case.file = case.file.having(unstable_income=unstable)
        case.opined().publicised()
        case.drawn().visited().assessed().confirmed()
        while case.file.stage is Stage.DISBURSEMENT:
            case.later(1)
        assert case.file.decision is not None
        assert case.file.next_recheck == months_after(case.file.decision.on, 12)


@pytest.mark.rule("TK-19")
def test_a_reported_change_of_self_care_is_assessed_again_within_ten_working_days() -> None:
    case = walk().supported(failing=1).later(20)
    before = case.file.monthly_fen_now
    refused(case, "no_review_open", "assess_selfcare", Role.COUNTY_REVIEWER, 3, **six(5),
            by="county", assessors=("甲",))  # fmt: skip
    case.do("report_change", Role.VILLAGE, cause="selfcare", happened_on=case.today)
    assert due(case, "assess_selfcare") == in_days(case, 10, case.today)
    assert "verify_change" not in waits_for(case)
    case.later(1).assessed(failing=5)
    tiers = case.file.law.table("care_tiers")
    wanted = before + tiers["none"] - tiers["partial"]  # type: ignore[operator]
    fields = {"outcome": "increase", "monthly_fen": wanted, "reason": "生活自理能力完全丧失"}
    case.do("decide_change", case.decider, **fields)
    assert case.file.monthly_fen_now == wanted
    assert case.file.entitlements[-1].first > case.today


@pytest.mark.parametrize("cause", ["selfcare", "ability", "supporter"])
def test_what_only_support_is_looked_at_for_is_no_cause_in_a_case_of_dibao(cause: str) -> None:
    case = TekunWalk(application("jiaozuo")).living()
    fields = {"cause": cause, "happened_on": case.today}
    with pytest.raises(CaseRefusal) as caught:
        case.do("report_change", Role.VILLAGE, **fields)
    assert caught.value.code == "cause_not_here"
    assert CAUSE_ZH[ChangeCause(cause)] in caught.value.message


@pytest.mark.parametrize("cause", ["ability", "supporter"])
def test_the_look_for_it_is_called_by_its_name(cause: str) -> None:
    case = walk().supported().later(20)
    case.do("report_change", Role.VILLAGE, cause=cause, happened_on=case.today)
    [look] = [t for t in open_tasks(case.file, case.today) if t.act == "verify_change"]
    assert CAUSE_ZH[ChangeCause(cause)] in look.zh


CAR = Asset(member="m1", kind=AssetKind.VEHICLE)
ENDS = [
    ("death", alone(status=Status.DEAD), "death"),
    ("death", alone(status=Status.MISSING), "death"),
    ("other", alone(date(1948, 3, 2), status=Status.PRISON), "prison"),
    ("property", alone().model_copy(update={"assets": (CAR,)}), "means"),
    ("voluntary", alone(), "voluntary"),
]


@pytest.mark.rule("TK-20")
@pytest.mark.parametrize(("cause", "home", "ground"), ENDS)
def test_each_case_in_which_support_ends(cause: str, home: Household, ground: str) -> None:
    case = walk().supported().later(20).looked(home, cause).hung()
    assert case.file.caring.ending is not None
    assert case.file.caring.ending.grounds == (ground,)
    assert ground in case.file.law.items("end_grounds")


@pytest.mark.rule("TK-20")
def test_a_dead_person_is_not_heard_before_his_support_ends() -> None:
    case = walk().supported().later(20)
    case.do("report_change", Role.REVIEWER, cause="death", happened_on=case.today)
    team = tuple(case.who(Role.SURVEYOR, n).id for n in (1, 2))
    gone = {"surveyors": team, "household": alone(status=Status.DEAD), "finding": "已经去世"}
    case.do("verify_change", Role.SURVEYOR, **gone, alive=True)
    assert "hear_family" not in waits_for(case) and "post_ending" in waits_for(case)
    refused(case, "cannot_be_heard", "hear_family", Role.REVIEWER, heard="m1", opinion="没有意见",
            alive=True)  # fmt: skip
    case.hung().until_shown()
    stop = {"outcome": "stop", "monthly_fen": 0, "reason": "本人去世"}
    case.do("decide_change", case.decider, **stop)
    assert case.file.monthly_fen_now == 0


@pytest.mark.rule("TK-20")
def test_support_ends_with_ability_to_work_regained_or_a_supporter_who_became_able() -> None:
    hurt = alone(date(1985, 3, 2), disability="2-limb")
    start = tekun_application(home=hurt)
    case = TekunWalk(start.having(papers=(*start.papers, "disability_certificate"))).supported()
    case.later(5).looked(alone(date(1985, 3, 2), disability="4-limb")).hung()
    assert case.file.caring.ending is not None and case.file.caring.ending.grounds == ("ability",)
    case = walk().supported().later(20)
    case.do("report_change", Role.REVIEWER, cause="other", happened_on=case.today)
    case.stated(obligors=(obligor(),))
    case.verified().hung()
    assert case.file.caring.ending is not None
    assert case.file.caring.ending.grounds == ("supporter",)


@pytest.mark.rule("TK-22", "GS-09")
def test_nobody_is_ended_before_the_whole_publicity_and_aid_stops_the_next_month() -> None:
    case = walk().supported().later(20).looked(ENDS[3][1], "property")
    assert "post_ending" in waits_for(case) and "decide_change" not in waits_for(case)
    stop = {"outcome": "stop", "monthly_fen": 0, "reason": "财产超过规定"}
    refused(case, "ending_not_publicised", "decide_change", case.decider, **stop)
    assert "decide_change" not in {m.act for m in lawful_moves(case.file, case.decider)}
    case.do("post_ending", Role.VILLAGE, place_posted="村务公开栏", sheet=True)
    paper = case.file.notices[-1].order
    assert paper.kind == "ending_publicity" and paper.facts["张贴地点"] == "村务公开栏"
    sheet = case.file.caring.ending
    assert sheet is not None and (sheet.until - case.today).days == 7
    refused(case, "already_posted", "post_ending", Role.VILLAGE, place_posted="村务公开栏")
    case.later(7)
    refused(case, "ending_publicity_running", "decide_change", case.decider, **stop)
    case.later(1)
    assert "decide_change" in waits_for(case)
    refused(case, "ending_publicity_running", "decide_change", case.decider,
            on=sheet.until, **stop)  # fmt: skip
    case.stopped()
    assert case.file.entitlements[-1].last == case.today.replace(day=1)
    [notice] = [n.order for n in case.file.notices if n.order.kind == "stop"]
    assert notice.must_serve and {r.code for r in notice.reasons} >= {"over_vehicle", "stated"}
    assert "村（居）民委员会" in notice.facts["同时告知"]


@pytest.mark.rule("TK-22")
def test_an_objection_to_an_ending_is_looked_into_decided_in_time_and_hung_again() -> None:
    case = walk().supported().later(20).looked(ENDS[3][1], "property").hung().later(3)
    case.do("object_ending", Role.VILLAGE, content="车辆已经报废")
    last = in_days(case, 15, case.today)
    assert due(case, "verify_change") == last
    stop = {"outcome": "stop", "monthly_fen": 0, "reason": "财产超过规定"}
    refused(case, "not_verified", "decide_change", case.decider, **stop)
    refused(case, "objected_already", "object_ending", Role.VILLAGE, content="再次提出异议")
    case.later(1).verified(ENDS[3][1])
    assert due(case, "decide_change") == last
    refused(case, "decide_first", "post_ending", Role.VILLAGE, place_posted="村务公开栏")
    case.stopped().served()
    case.do("settle_handover", Role.INTAKE, answer="declined", member="m1", reason="本人不愿申请")
    assert case.file.closed is None and "settle_handover" not in waits_for(case)
    case.hung()
    assert case.file.caring.ending is not None and case.file.caring.ending.decided
    assert case.file.closed is None, "it hangs for the whole period"
    case.until_shown()
    assert case.file.closed is not None and case.file.closed.outcome == "stopped"


def test_support_that_goes_on_after_an_objection_is_hung_too() -> None:
    case = walk().supported().later(20).looked(ENDS[3][1], "property").hung().later(3)
    case.do("object_ending", Role.VILLAGE, content="车辆已经报废")
    case.later(1).verified(alone())
    fields = {"outcome": "keep", "monthly_fen": case.file.monthly_fen_now, "reason": "已经报废"}
    case.do("decide_change", case.decider, **fields)
    assert "post_ending" in waits_for(case)
    case.hung()
    case.until_shown()
    assert case.file.stage is Stage.SUPERVISION and "post_ending" not in waits_for(case)
    assert case.file.monthly_fen_now > 0


@pytest.mark.rule("TK-23")
def test_who_is_no_longer_supported_is_moved_over_and_the_case_waits_for_it() -> None:
    case = walk().supported().later(20)
    case.do("report_change", Role.REVIEWER, cause="other", happened_on=case.today)
    case.stated(obligors=(obligor(),))
    case.verified().hung().until_shown().stopped().served()
    moved = case.file.caring.handover
    assert moved is not None
    assert moved.suggested == (Programme.DIBAO.value, Programme.EXPENDITURE.value)
    assert case.file.closed is None and "settle_handover" in waits_for(case)
    refused(case, "reference_missing", "settle_handover", Role.INTAKE, answer="applied")
    case.do("settle_handover", Role.INTAKE, answer="applied", reference="ZH2027000001")
    assert case.file.closed is not None


@pytest.mark.rule("TK-23")
def test_the_dead_are_not_moved_over_and_the_rich_not_to_dibao() -> None:
    case = walk().supported().later(20).looked(alone(status=Status.DEAD), "death")
    case.hung().until_shown().stopped().served()
    assert case.file.caring.handover is None and case.file.closed is not None
    case = walk().supported().later(20).looked(ENDS[3][1], "property")
    case.hung().until_shown().stopped()
    assert case.file.caring.handover is not None
    assert case.file.caring.handover.suggested == (Programme.EXPENDITURE.value,)


def test_a_supported_person_has_no_transitional_period() -> None:
    case = walk().supported().later(20)
    wage = Income(member="m1", kind=IncomeKind.WAGE, fen_year=90_000_000)
    case.looked(alone().model_copy(update={"incomes": (wage,)}), "employment")
    fields = {
        "outcome": "transition",
        "monthly_fen": case.file.monthly_fen_now,
        "reason": "主动就业",
        "transition_months": 3,
    }
    refused(case, "outcome_differs", "decide_change", case.decider, **fields)
