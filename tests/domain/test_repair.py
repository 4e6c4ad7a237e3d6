"""Stuck and wrong cases are mended by acts with a reason and a second person (A33, YC-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case import ordering
from domain.case.acts import ACTS, ChangeCause
from domain.case.acts.base import Officer
from domain.case.engine import apply, check_done, check_started
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.phases.repair.facts import facts_of
from domain.case.phases.repair.mending import asked_departments, stages_back
from domain.case.repairs import Ending, RepairKind
from domain.case.runs import new_period
from domain.case.tasks import next_mark, open_tasks
from domain.check.answers import Answer, DepartmentReply
from domain.check.file import CheckFile, CheckResult
from domain.check.progress import opened, replied, result_of, skipped
from domain.household import Household
from tests.domain.test_case_model import refused
from tests.domain.test_midway import walk_in
from tests.domain.test_second_person import standing_in
from tests.people import Walk, application

BACK = {"to_stage": "investigation", "reason": "入户调查走错了人家，需要重新调查"}
WRONG = {
    "fact": "incomes.0.fen_year",
    "value": "6000",
    "paper": "工资单复印件",
    "reason": "录入时少写了一位",
}
SKIP = {
    "department": "police",
    "said_by": "县公安局2026年第8号函，系统停用",
    "otherwise": "查阅户口簿原件并向派出所当面核实",
    "reason": "部门查询系统长期停用",
}


def proposed(walk: Walk, act: str, person: int = 7, **fields: object) -> Walk:
    until = walk.today + timedelta(days=5)
    return walk.do(act, Role.REVIEWER, person, **{"until": until, **fields})


def confirmed(
    walk: Walk, role: Role = Role.COUNTY_REVIEWER, person: int = 8, number: int = 1
) -> Walk:
    return walk.do("confirm_repair", role, person, number=number, opinion="情况属实，同意")


def asked(walk: Walk) -> Walk:
    walk.file = check_started(walk.file, walk.today, walk.at)
    return walk


def last(file: CaseFile) -> tuple[RepairKind, Ending | None]:
    return file.repairs.found[-1].kind, file.repairs.found[-1].ending


# --- four eyes --------------------------------------------------------------------------------


@pytest.mark.rule("YC-06")
def test_whoever_proposed_a_repair_cannot_confirm_it() -> None:
    walk = walk_in(Stage.APPROVAL)
    walk.do("propose_return", Role.COUNTY_REVIEWER, 8, **BACK, until=walk.today)
    with refused("same_person"):
        confirmed(walk, Role.COUNTY_REVIEWER, 8)
    with refused("same_person"):
        walk.do("refuse_repair", Role.COUNTY_REVIEWER, 8, number=1, reason="不同意本人所提")
    confirmed(walk, Role.COUNTY_APPROVER, 9)
    assert last(walk.file) == (RepairKind.RETURN, Ending.CONFIRMED)
    one = walk.file.repairs.found[-1]
    assert one.by and one.ended_by and one.by != one.ended_by


@pytest.mark.rule("OPN-34")
def test_a_repair_proposed_in_her_name_is_not_confirmed_by_her_nor_for_her() -> None:
    walk = walk_in(Stage.APPROVAL)
    proposer = standing_in(Role.COUNTY_REVIEWER, walk.file.place, "x.deputy", "x.absent")

    def do(act: str, who: Officer, **fields: object) -> None:
        sent = ACTS[act].model_validate({"officer": who.model_dump(), "on": walk.today, **fields})
        walk.file = apply(walk.file, act, sent, walk.today, walk.at)

    do("propose_return", proposer, **BACK, until=walk.today)
    said = {"number": 1, "opinion": "情况属实，同意"}
    for deputy, absent in (("x.absent", "x.chief"), ("x.deputy", "x.chief"), ("x.b", "x.absent")):
        with refused("same_person"):
            second = standing_in(Role.COUNTY_APPROVER, walk.file.place, deputy, absent)
            do("confirm_repair", second, **said)
    do(
        "confirm_repair",
        standing_in(Role.COUNTY_APPROVER, walk.file.place, "x.b", "x.chief"),
        **said,
    )
    one = walk.file.repairs.found[-1]
    assert (one.by_for, one.ended_by, one.ended_for) == ("x.absent", "x.b", "x.chief")


def test_nobody_confirms_the_correction_of_his_own_work() -> None:
    walk = walk_in(Stage.APPROVAL)
    walk.do("record_county_visit", Role.COUNTY_REVIEWER, 5, visitors=["甲"], finding="与调查一致",
            agrees_with_survey=True)  # fmt: skip
    proposed(walk, "propose_return", **BACK)
    with refused("same_person"):
        confirmed(walk, Role.COUNTY_REVIEWER, 5)
    confirmed(walk, Role.COUNTY_REVIEWER, 6)


def test_a_relative_of_the_family_confirms_nothing() -> None:
    walk = walk_in(Stage.REVIEW)
    kin = walk.who(Role.COUNTY_REVIEWER, 8).id
    relative = {
        "member": "m1",
        "kinship": "sibling",
        "official": "某工作人员",
        "official_account": kin,
    }
    walk.do("declare_relative", Role.INTAKE, relative=relative)
    proposed(walk, "propose_return", **BACK)
    with refused("relative_must_withdraw"):
        confirmed(walk)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SURVEYOR, Role.VILLAGE, Role.POLICY_ADMIN])
def test_only_those_who_answer_for_the_case_confirm(role: Role) -> None:
    walk = proposed(walk_in(Stage.APPROVAL), "propose_return", **BACK)
    with refused("role_not_allowed"):
        confirmed(walk, role)


# --- what becomes of a proposal ---------------------------------------------------------------


def test_a_proposal_is_a_task_of_a_second_person_and_lapses_after_its_day() -> None:
    walk = proposed(walk_in(Stage.APPROVAL), "propose_return", **BACK)
    until = walk.file.repairs.found[-1].until
    (task,) = [t for t in open_tasks(walk.file, walk.today) if t.act == "confirm_repair"]
    assert (task.role, task.due) == (Role.COUNTY_REVIEWER, until)
    while walk.today <= until:
        mark = next_mark(walk.file, walk.today)
        assert mark is not None
        walk.later((min(mark, until + timedelta(days=1)) - walk.today).days)
    assert last(walk.file) == (RepairKind.RETURN, Ending.LAPSED)
    assert walk.file.journal[-1].act == "repair_lapsed"
    assert walk.file.stage is Stage.APPROVAL
    with refused("repair_not_open"):
        confirmed(walk)


def test_only_the_proposer_withdraws_and_only_a_second_person_refuses() -> None:
    walk = proposed(walk_in(Stage.APPROVAL), "propose_return", **BACK)
    with refused("not_the_proposer"):
        walk.do("withdraw_repair", Role.REVIEWER, 3, number=1, reason="情况已经查明")
    walk.do("withdraw_repair", Role.REVIEWER, 7, number=1, reason="情况已经查明")
    assert last(walk.file) == (RepairKind.RETURN, Ending.WITHDRAWN)
    proposed(walk, "propose_return", **BACK)
    walk.do("refuse_repair", Role.COUNTY_REVIEWER, 8, number=2, reason="调查没有走错人家")
    assert [r.ending for r in walk.file.repairs.found] == [Ending.WITHDRAWN, Ending.REFUSED]
    assert walk.file.stage is Stage.APPROVAL


def test_one_proposal_at_a_time_and_nobody_decides_meanwhile() -> None:
    walk = proposed(walk_in(Stage.APPROVAL), "propose_return", **BACK)
    with refused("repair_open"):
        proposed(walk, "propose_correction", **WRONG)
    with refused("repair_open"):
        walk.confirmed()
    walk.do("withdraw_repair", Role.REVIEWER, 7, number=1, reason="情况已经查明")
    walk.confirmed()


def test_a_proposal_needs_a_reason_and_a_day_that_has_not_passed() -> None:
    walk = walk_in(Stage.APPROVAL)
    with pytest.raises(ValueError, match="reason"):
        proposed(walk, "propose_return", to_stage="review", reason="错")
    with refused("until_passed"):
        proposed(walk, "propose_return", **BACK, until=walk.today - timedelta(days=1))


# --- back to an earlier stage -----------------------------------------------------------------


def test_what_was_done_since_is_kept_and_marked_as_set_aside() -> None:
    walk = walk_in(Stage.APPROVAL)
    before = walk.file
    confirmed(proposed(walk, "propose_return", **BACK))
    after, aside = walk.file, walk.file.repairs.found[-1].aside
    assert after.stage is Stage.INVESTIGATION
    assert aside is not None
    assert (aside.survey, aside.opinion, aside.publicity, aside.check) == (
        before.survey, before.opinion, before.publicity, before.check,
    )  # fmt: skip
    assert (after.survey, after.opinion, after.publicity, after.check) == (None,) * 4
    assert ordering.check_wanted(after, walk.today)
    assert len(after.journal) > len(before.journal)


def test_a_case_sent_back_goes_the_whole_way_again_with_a_sheet_of_its_own() -> None:
    walk = walk_in(Stage.APPROVAL)
    first = walk.file.publicity
    confirmed(proposed(walk, "propose_return", **BACK))
    walk.later(1).surveyed().checked()
    if walk.file.law.flag("appraisal_required"):
        walk.appraised()
    walk.opined().publicised()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    assert first is not None and walk.file.publicity is not None
    assert walk.file.publicity.round == first.round + 1
    walk.confirmed()
    assert walk.file.decision is not None and walk.file.decision.granted


@pytest.mark.parametrize(
    ("stage", "lawful"),
    [
        (Stage.INVESTIGATION, ()),
        (Stage.REVIEW, (Stage.INVESTIGATION,)),
        (Stage.PUBLICITY, (Stage.INVESTIGATION, Stage.REVIEW)),
        (Stage.APPROVAL, (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY)),
    ],
)
def test_a_case_goes_back_to_where_it_has_been_and_nowhere_else(
    stage: Stage, lawful: tuple[Stage, ...]
) -> None:
    walk = walk_in(stage)
    assert stages_back(walk.file) == lawful
    for to in Stage:
        again = walk_in(stage)
        if to in lawful:
            confirmed(
                proposed(again, "propose_return", to_stage=to, reason="环节有误，需要重新办理")
            )
            assert again.file.stage is to
        elif lawful:
            with refused("stage_not_earlier"):
                proposed(again, "propose_return", to_stage=to, reason="环节有误，需要重新办理")


def test_a_decision_is_not_undone_by_sending_the_case_back() -> None:
    walk = walk_in(Stage.DISBURSEMENT)
    with refused("out_of_order"):
        proposed(walk, "propose_return", **BACK)
    refusing = proposed(walk_in(Stage.APPROVAL), "propose_return", **BACK)
    refusing.do("withdraw_repair", Role.REVIEWER, 7, number=1, reason="情况已经查明")


# --- a wrong fact -----------------------------------------------------------------------------


def test_a_wrong_sum_is_corrected_old_and_new_kept_and_the_aid_computed_again() -> None:
    walk = walk_in(Stage.APPROVAL)
    was = walk.file.assessment
    confirmed(proposed(walk, "propose_correction", **WRONG))
    one = walk.file.repairs.found[-1]
    assert (one.old, one.new) == ("4,800.00元", "6,000.00元")
    assert one.fact_zh == "成员m1：工资性收入（每年）"
    assert walk.file.household.incomes[0].fen_year == 600_000
    assert walk.file.stage is Stage.REVIEW, "another sum is given an opinion and shown again"
    assert one.aside is not None and one.aside.opinion is not None
    assert was is not None and walk.file.assessment is not None
    assert walk.file.assessment.monthly_fen < was.monthly_fen


def test_a_correction_that_changes_nothing_for_the_family_leaves_the_case_where_it_is() -> None:
    walk = walk_in(Stage.APPROVAL)
    day = walk.file.survey.on if walk.file.survey else None
    assert day is not None
    change = {**WRONG, "fact": "survey.on", "value": str(walk.file.accepted_on)}
    confirmed(proposed(walk, "propose_correction", **change))
    assert walk.file.stage is Stage.APPROVAL
    assert walk.file.survey is not None and walk.file.survey.on == walk.file.accepted_on
    assert walk.file.repairs.found[-1].old == str(day)


def test_a_living_case_is_looked_at_before_a_corrected_fact_changes_its_aid() -> None:
    walk = walk_in(Stage.SUPERVISION)
    now = walk.file.monthly_fen_now
    home = walk.file.household
    confirmed(proposed(walk, "propose_correction", **WRONG))
    review = walk.file.review
    assert review is not None and review.cause is ChangeCause.CORRECTION
    assert review.before == home
    assert walk.file.monthly_fen_now == now, "nothing is cut by a correction alone"
    with refused("not_verified"):
        walk.do("decide_change", walk.decider, outcome="keep", monthly_fen=now, reason="按现有登记")


def test_what_was_verified_on_a_wrong_fact_is_verified_again() -> None:
    walk = walk_in(Stage.SUPERVISION)
    walk.do("report_change", Role.INTAKE, cause="income", happened_on=walk.today)
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=walk.file.household,
        finding="收入没有变化",
    )
    confirmed(proposed(walk, "propose_correction", **WRONG))
    review = walk.file.review
    assert review is not None and review.cause is ChangeCause.INCOME
    assert (review.verified_on, review.assessment, review.heard_on) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fact": "members.0.name"}, "fact_unknown"),
        ({"fact": "members.0.status"}, "fact_unknown"),
        ({"value": "4800"}, "nothing_to_correct"),
        ({"value": "很多"}, "amount_unreadable"),
        ({"value": "-5"}, "amount_negative"),
        ({"fact": "members.1.work", "value": "strong"}, "value_not_possible"),
        ({"fact": "survey.on", "value": "昨天"}, "value_not_possible"),
        ({"fact": "survey.on", "value": "2020-01-01"}, "value_not_possible"),
    ],
)
def test_what_cannot_be_a_fact_is_refused_with_what_could_be(
    change: dict[str, str], code: str
) -> None:
    walk = walk_in(Stage.APPROVAL)
    with refused(code):
        proposed(walk, "propose_correction", **{**WRONG, **change})


def test_every_fact_offered_can_be_put_and_read_back() -> None:
    file = walk_in(Stage.APPROVAL).file
    for code, fact in facts_of(file).items():
        others = [c for c in fact.choices or () if fact.read(c) != fact.value] or ["7"]
        if code == "survey.on":
            others = [str(file.accepted_on)]
        value = fact.read(others[0])
        after = fact.put(file, value)
        assert facts_of(after)[code].value == value, code
        Household.model_validate(after.household.model_dump())


def test_a_fact_that_changed_after_the_proposal_is_not_overwritten() -> None:
    walk = proposed(walk_in(Stage.REVIEW), "propose_correction", **WRONG)
    home = walk.file.household
    (income,) = home.incomes
    newer = home.model_copy(update={"incomes": (income.model_copy(update={"fen_year": 100}),)})
    walk.file = walk.file.having(household=newer)
    with refused("fact_changed"):
        confirmed(walk)


# --- a department that cannot answer ----------------------------------------------------------


@pytest.mark.rule("ZH-20")
def test_a_dead_department_is_skipped_by_two_people_with_how_it_was_established_otherwise() -> None:
    walk = asked(walk_in(Stage.INVESTIGATION))
    department = next(iter(asked_departments(walk.file)))
    proposed(walk, "propose_skip", **{**SKIP, "department": department})
    assert ordering.unobtainable(walk.file, 1) == ()
    confirmed(walk)
    (told,) = ordering.unobtainable(walk.file, 1)
    assert told.department == department and len(set(told.by)) == 2

    check = opened(ordering.check_order(walk.file, walk.today))
    done = skipped(check, told, walk.today)
    part = done.of(department)
    assert part.settled and part.answer is None
    assert SKIP["otherwise"] in part.waived_because and SKIP["said_by"] in part.waived_because
    assert department in result_of(done, walk.today).waived
    assert skipped(done, told, walk.today) == done
    with refused("department_not_asked"):
        proposed(walk, "propose_skip", **{**SKIP, "department": department})


def test_a_department_that_answered_meanwhile_stays_answered() -> None:
    walk = asked(walk_in(Stage.INVESTIGATION))
    department = next(iter(asked_departments(walk.file)))
    confirmed(proposed(walk, "propose_skip", **{**SKIP, "department": department}))
    (told,) = ordering.unobtainable(walk.file, 1)
    check: CheckFile = opened(ordering.check_order(walk.file, walk.today))
    answer = Answer(department=department, on=walk.today)
    heard = replied(check, department, DepartmentReply(answer=answer), walk.today)
    assert skipped(heard, told, walk.today) == heard


def test_what_is_over_is_not_skipped() -> None:
    walk = asked(walk_in(Stage.INVESTIGATION))
    department = next(iter(asked_departments(walk.file)))
    proposed(walk, "propose_skip", **{**SKIP, "department": department})
    result = CheckResult(number=1, finished_on=walk.today, answers=(), waived=(), attempts=())
    walk.file = check_done(walk.file, result, walk.today, walk.at)
    with refused("check_over"):
        confirmed(walk)


# --- what is on offer -------------------------------------------------------------------------


def test_what_is_offered_follows_what_is_open() -> None:
    walk = walk_in(Stage.APPROVAL)

    def offered(role: Role) -> set[str]:
        return {
            m.act for m in lawful_moves(walk.file, role) if "repair" in m.act or "propose" in m.act
        }

    assert offered(Role.REVIEWER) == {"propose_return", "propose_correction"}
    assert offered(Role.COUNTY_APPROVER) == set()
    proposed(walk, "propose_return", **BACK)
    assert offered(Role.REVIEWER) == {"withdraw_repair"}
    assert offered(Role.COUNTY_APPROVER) == {"confirm_repair", "refuse_repair"}


def test_a_new_period_carries_what_is_open_and_goes_on_counting() -> None:
    walk = proposed(walk_in(Stage.SUPERVISION), "propose_correction", **WRONG)
    carried = new_period(walk.file)
    assert carried.repairs == walk.file.repairs
    confirmed(walk)
    assert new_period(walk.file).repairs.found == ()
    assert new_period(walk.file).repairs.count == 1


def test_a_plain_case_is_the_same_to_the_byte_as_before_there_were_repairs() -> None:
    plain = application()
    assert "repairs" not in plain.model_dump(mode="json", exclude_defaults=True)
