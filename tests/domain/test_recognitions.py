"""低保边缘家庭 and 刚性支出困难家庭: from the application to the recognition and its end."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.recognition import expiry_day
from domain.case.tasks import next_mark, total_due, waiting_zh
from domain.household import (
    Asset,
    AssetKind,
    Household,
    IncomeKind,
    Member,
    Spending,
    SpendingKind,
    Study,
)
from domain.policy import PolicyNotSet
from domain.programme import Programme
from tests.domain.means_kit import codes, figure, home, income, judged, person, rules, self_, wage
from tests.people import START, Walk, application

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def couple(yuan_a_head: int, **fields: object) -> Household:
    """Two people with so much a head and month of income that nothing is taken off."""
    earns = (income("m1", IncomeKind.TRANSFER, yuan_a_head * 24),)
    return home(self_(), person("m2"), **{"incomes": earns, **fields})


def case(programme: Programme, household: Household, place: str = "jiaozuo") -> CaseFile:
    return application(place).having(programme=programme, declared=household, household=household)


# --- 低保边缘 -----------------------------------------------------------------------------------


@pytest.mark.rule("BY-01", "DB-10")
@pytest.mark.parametrize(
    ("a_head", "grounds"),
    [
        (464, ["not_edge_dibao", "income_within_edge"]),
        (465, ["income_within_edge"]),
        (697, ["income_within_edge"]),
        (698, ["over_income"]),
    ],
)
def test_edge_is_between_the_standard_and_its_ratio(a_head: int, grounds: list[str]) -> None:
    """Standard 465 × 150 % = 697.50."""
    found = judged(couple(a_head), rules(programme="edge"))
    assert codes(found) == grounds
    assert found.eligible is (grounds == ["income_within_edge"])
    assert found.monthly_fen == 0
    assert figure(found, "低保边缘收入上限（月保障标准×150%）") == "697.50元"


@pytest.mark.rule("BY-01")
def test_the_line_itself_is_not_below_it_to_the_last_fen() -> None:
    law = rules(programme="edge")
    at = home(incomes=(income("m1", IncomeKind.TRANSFER, 8370),))
    assert codes(judged(at, law)) == ["over_income"]
    (item,) = at.incomes
    below = at.model_copy(update={"incomes": (item.model_copy(update={"fen_year": 836999}),)})
    assert judged(below, law).eligible


@pytest.mark.rule("BY-01")
def test_edge_has_its_limits_of_property_and_who_is_in_dibao_is_not_edge() -> None:
    law = rules(programme="edge")
    car = couple(500, assets=(Asset(member="m2", kind=AssetKind.VEHICLE),))
    assert codes(judged(car, law)) == ["over_vehicle", "income_within_edge"]
    assert codes(judged(couple(500, receives=("dibao",)), law))[0] == "not_beside"
    # Too much property for 低保, not for edge: poor, and edge.
    wider = rules(programme="edge", vehicle_limit=1)
    poor = couple(300, assets=(Asset(member="m2", kind=AssetKind.VEHICLE),))
    assert judged(poor, wider).eligible


@pytest.mark.rule("DB-10")
def test_since_july_2026_the_province_sets_the_ratio_and_until_then_the_nation() -> None:
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    law = rules(on=before, programme="edge", production=True, standard={"rural": 46500})
    assert judged(couple(500), law, before).eligible
    silent = rules(on=after, programme="edge", production=True, standard={"rural": 46500})
    with pytest.raises(PolicyNotSet):
        judged(couple(500), silent, after)


@pytest.mark.rule("BY-02", "JZ-09")
def test_the_cost_of_a_job_is_taken_off_for_edge_families_too() -> None:
    """20000 × 80 % ÷ 2 ÷ 12 = 666.66, below 697.50; without it 833.33."""
    family = home(self_(), person("m2"), incomes=(wage("m2", 20000),))
    law = rules(programme="edge")
    assert judged(family, law).eligible
    assert not judged(family, rules(programme="edge", job_cost_percent=0)).eligible


@pytest.mark.rule("BY-02")
def test_the_procedure_follows_dibao_by_name_and_not_before_somebody_said_so() -> None:
    law = Walk(case(Programme.EDGE, couple(500))).file.law
    assert law.cite("total").startswith("民发〔2021〕57号 第22条（依《关于加强低收入人口动态监测")
    assert law.cite("total").endswith("二参照办理）")
    with pytest.raises(PolicyNotSet):
        early = case(Programme.EDGE, couple(500)).having(
            applied_on=date(2023, 6, 1), latest=date(2023, 6, 1)
        )
        Walk(early).accepted()


@pytest.mark.parametrize("place", PLACES)
def test_an_edge_family_is_recognised_in_every_place(place: str) -> None:
    law = rules(place, programme="edge")
    standard = judged(couple(1), law).standard_fen * 100 // 150
    walk = Walk(case(Programme.EDGE, couple(standard // 100 + 20), place)).ready_to_decide()
    walk.confirmed()
    file = walk.file
    assert file.stage is Stage.SUPERVISION and file.entitlements == ()
    assert file.recognition is not None and file.recognition.until is None
    assert file.next_recheck is not None and file.publicity is not None
    assert [n.order.kind for n in file.notices][-1] == "recognition"


def recognised(programme: Programme, household: Household, place: str = "jiaozuo") -> Walk:
    return Walk(case(programme, household, place)).ready_to_decide().confirmed()


def until_recheck(walk: Walk) -> Walk:
    assert walk.file.next_recheck is not None
    return walk.later((walk.file.next_recheck - walk.today).days).checked()


def looked_at(walk: Walk, household: Household) -> Walk:
    team = (walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id)
    return walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=team,
        household=household,
        finding="入户核实家庭收入",
    )


@pytest.mark.rule("DB-70", "BY-02")
def test_an_edge_family_is_rechecked_like_dibao_and_stays_when_nothing_changed() -> None:
    walk = until_recheck(recognised(Programme.EDGE, couple(500)))
    assert walk.file.review is not None and walk.file.review.cause == "recheck"
    looked_at(walk, walk.file.household)
    walk.do("decide_change", walk.decider, 2, outcome="keep", monthly_fen=0, reason="没有变化")
    assert walk.file.recognition is not None and walk.file.recognition.until is None
    assert walk.file.next_recheck is not None and walk.file.next_recheck > walk.today


@pytest.mark.rule("DB-77")
def test_an_edge_family_above_the_line_is_heard_told_in_writing_and_then_leaves() -> None:
    walk = until_recheck(recognised(Programme.EDGE, couple(500)))
    looked_at(walk, couple(900))
    stop = {"outcome": "stop", "monthly_fen": 0, "reason": "收入超过低保边缘标准"}
    with refused("not_heard"):
        walk.do("decide_change", walk.decider, 2, **stop)
    walk.do("hear_family", Role.REVIEWER, 2, heard="m1", opinion="没有意见")
    with refused("outcome_differs"):
        transition = stop | {"outcome": "transition", "transition_months": 1}
        walk.do("decide_change", walk.decider, 2, **transition)
    walk.do("decide_change", walk.decider, 2, **stop)
    assert walk.file.recognition is not None and walk.file.recognition.until == walk.today
    told = walk.file.notices[-1].order
    assert told.kind == "stop" and told.must_serve
    assert told.facts["终止认定"] == "低保边缘家庭认定" and "原月补助金额" not in told.facts


# --- 刚性支出 -----------------------------------------------------------------------------------

STUDENT = person("m2", born=2006, study=Study.BACHELOR)


def spent(kind: SpendingKind, yuan: int, **fields: object) -> Spending:
    shaped = {"member": "m2", "kind": kind, "fen": yuan * 100, **fields}
    return Spending.model_validate(shaped)


MEDICAL = spent(SpendingKind.MEDICAL, 30000, reimbursed_fen=1200000, receipts=4)
SCHOOL = spent(SpendingKind.EDUCATION, 18000, public_fen=600000)
REHAB = spent(SpendingKind.REHABILITATION, 2000)


def strained(*spendings: Spending, yuan: int = 40000, child: Member = STUDENT) -> Household:
    return home(
        self_(),
        child,
        incomes=(income("m1", IncomeKind.TRANSFER, yuan),),
        spendings=spendings or (MEDICAL, SCHOOL, REHAB),
    )


@pytest.mark.rule("GX-02", "GX-03")
def test_necessary_spending_is_counted_by_kind_and_compared_with_the_income() -> None:
    """30000 − 12000 + 6000 (public school) + 2000 = 26000; living 465 × 2 × 12 = 11160; together
    37160, above 60 % of 40000 = 24000; 20000 a head is below last year's 23000."""
    found = judged(strained(), rules(programme="rigid"))
    assert found.eligible and codes(found) == ["income_within_rigid", "spending_high"]
    assert figure(found, "m2 医疗支出") == "18,000.00元"
    assert figure(found, "m2 教育支出（按公办学校收费6,000.00元）") == "6,000.00元"
    assert figure(found, "必需支出合计") == "37,160.00元"
    assert figure(found, "支出限额（家庭年收入×60%）") == "24,000.00元"


@pytest.mark.rule("GX-03")
@pytest.mark.parametrize(
    ("item", "yuan", "why"),
    [
        (spent(SpendingKind.MEDICAL, 9000), "0.00元", "没有票据"),
        (spent(SpendingKind.MEDICAL, 9000, reimbursed_fen=1000000, receipts=1), "0.00元", "报销"),
        (spent(SpendingKind.EDUCATION, 9000), "0.00元", "未登记公办学校收费标准"),
        (spent(SpendingKind.EDUCATION, 3000, public_fen=500000), "3,000.00元", ""),
        (spent(SpendingKind.OTHER, 3000), "0.00元", "不属于必需支出"),
        (spent(SpendingKind.LIVING, 3000), "0.00元", "按保障标准统一计算"),
        (spent(SpendingKind.REHABILITATION, 3000), "3,000.00元", ""),
    ],
)
def test_what_does_not_count_as_spending_is_shown_with_the_reason(
    item: Spending, yuan: str, why: str
) -> None:
    found = judged(strained(item), rules(programme="rigid"))
    (line,) = [row for row in found.table if row[0].startswith("m2 ") and "支出" in row[0]]
    assert why in line[0] and line[1] == yuan


@pytest.mark.rule("GX-03")
@pytest.mark.parametrize(
    ("study", "counts"),
    [
        (Study.KINDERGARTEN, True),
        (Study.BACHELOR, True),
        (Study.POSTGRADUATE, False),
        (Study.PART_TIME, False),
        (Study.NONE, False),
    ],
)
def test_education_counts_from_kindergarten_to_a_full_time_bachelor(
    study: Study, counts: bool
) -> None:
    child = person("m2", born=2006, study=study)
    found = judged(strained(SCHOOL, child=child), rules(programme="rigid"))
    (line,) = [text for label, text in found.table if label.startswith("m2 教育支出")]
    assert (line == "6,000.00元") is counts


@pytest.mark.rule("GX-02")
def test_only_the_twelve_months_before_the_application_count() -> None:
    def paid(on: date) -> str:
        item = spent(SpendingKind.REHABILITATION, 100, paid_on=on)
        found = judged(strained(item), rules(programme="rigid"))
        return figure(found, "m2 残疾康复支出")

    assert paid(date(2025, 11, 23)) == "0.00元"
    assert paid(date(2025, 11, 24)) == paid(date(2026, 11, 23)) == "100.00元"
    assert paid(date(2026, 11, 24)) == "0.00元"


@pytest.mark.rule("GX-02")
@pytest.mark.parametrize(
    ("household", "ground"),
    [
        (strained(yuan=46000), "over_disposable"),
        (strained(REHAB), "not_spending_high"),
        (strained().model_copy(update={"receives": ("edge",)}), "not_beside"),
        (strained().model_copy(update={"receives": ("tekun",)}), "not_beside"),
        (
            strained().model_copy(update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)}),
            "over_vehicle",
        ),
    ],
)
def test_each_condition_of_the_method_is_needed(household: Household, ground: str) -> None:
    found = judged(household, rules(programme="rigid"))
    assert not found.eligible
    assert [c for c in codes(found) if c.startswith(("over_", "not_"))] == [ground]
    assert all(r.text and r.clause for r in found.reasons)


def test_a_family_without_income_is_strained_by_any_necessary_spending() -> None:
    assert judged(strained(REHAB, yuan=0), rules(programme="rigid")).eligible


@pytest.mark.rule("GX-04")
def test_thirty_working_days_whoever_decides_and_forty_five_in_a_special_case() -> None:
    walk = Walk(case(Programme.RIGID, strained())).accepted()
    assert walk.file.law.text("decider") == "township"
    due = total_due(walk.file, walk.today)
    assert due is not None and due.on == walk.file.law.calendar.working_days_after(START, 30).on
    walk.do("extend", Role.REVIEWER, reason_code="hard_survey", facts="两处住所需分别走访")
    due = total_due(walk.file, walk.today)
    assert due is not None and due.on == walk.file.law.calendar.working_days_after(START, 45).on


@pytest.mark.rule("GX-09")
def test_there_is_no_publicity_unless_the_province_asks_for_it() -> None:
    plain = recognised(Programme.RIGID, strained())
    assert plain.file.publicity is None and plain.file.stage is Stage.SUPERVISION
    asked = recognised(Programme.RIGID, strained(yuan=28000), "tongren")
    assert asked.file.publicity is not None and asked.file.stage is Stage.SUPERVISION


@pytest.mark.rule("GX-01")
def test_nobody_is_recognised_before_the_method_was_in_force() -> None:
    early = case(Programme.RIGID, strained()).having(
        applied_on=date(2024, 12, 31), latest=date(2024, 12, 31)
    )
    with pytest.raises(PolicyNotSet):
        Walk(early).accepted()


@pytest.mark.rule("GX-05")
def test_a_refusal_is_in_writing_with_reasons_and_closes_when_served() -> None:
    walk = Walk(case(Programme.RIGID, strained(REHAB))).ready_to_decide()
    with refused("not_eligible"):
        walk.confirmed()
    walk.do("refuse", walk.decider)
    decision, told = walk.file.decision, walk.file.notices[-1].order
    assert decision is not None and [r.code for r in decision.reasons] == ["not_spending_high"]
    assert told.kind == "refusal" and told.must_serve and told.reasons == decision.reasons
    assert walk.file.recognition is None


@pytest.mark.rule("GX-05", "GX-07")
def test_the_recognition_is_written_and_says_until_when_it_holds() -> None:
    walk = recognised(Programme.RIGID, strained())
    given = walk.file.recognition
    assert given is not None and given.until == date(2027, walk.today.month, walk.today.day)
    told = next(n.order for n in walk.file.notices if n.order.kind == "recognition")
    assert told.facts["有效期至"] == given.until.isoformat() and told.reasons


@pytest.mark.rule("GX-07")
def test_a_month_before_its_end_the_family_is_told_and_on_the_day_after_it_ends() -> None:
    walk = recognised(Programme.RIGID, strained())
    assert walk.file.recognition is not None and walk.file.recognition.until is not None
    until = walk.file.recognition.until
    told_on = date(until.year, until.month - 1, until.day)
    assert next_mark(walk.file, walk.today) == told_on
    assert f"系统将于{told_on}自动：认定将满" in waiting_zh(walk.file, walk.today)
    walk.later((told_on - walk.today).days)
    told = walk.file.notices[-1].order
    assert (told.kind, told.due, told.must_serve) == ("renewal", until, True)
    assert walk.file.journal[-1].act == "renewal" and walk.file.review is None
    walk.later(1)
    assert [n.order.kind for n in walk.file.notices].count("renewal") == 1
    assert next_mark(walk.file, walk.today) == expiry_day(walk.file)
    walk.later((until - walk.today).days)
    assert walk.file.closed is None
    walk.later(1)
    assert walk.file.stage is Stage.CLOSED and walk.file.closed is not None
    assert walk.file.closed.outcome == "expired"
    assert [r.code for r in walk.file.closed.reasons] == ["expired"]


@pytest.mark.rule("GX-07")
def test_the_end_comes_on_its_day_also_when_a_change_is_being_looked_into() -> None:
    walk = recognised(Programme.RIGID, strained())
    day = expiry_day(walk.file)
    assert day is not None
    walk.later((day - walk.today).days - 10)
    walk.do("report_change", Role.INTAKE, cause="income", happened_on=walk.today)
    assert walk.file.review is not None
    assert next_mark(walk.file, walk.today) == day
    walk.later(10)
    assert walk.file.closed is not None and walk.file.closed.outcome == "expired"


@pytest.mark.rule("GX-07")
def test_a_change_that_changes_nothing_leaves_the_end_where_it_was() -> None:
    walk = recognised(Programme.RIGID, strained())
    before = walk.file.recognition
    walk.later(20).do("report_change", Role.INTAKE, cause="income", happened_on=walk.today)
    looked_at(walk, walk.file.household)
    walk.do("decide_change", walk.decider, 2, outcome="keep", monthly_fen=0, reason="没有变化")
    assert walk.file.recognition == before and walk.file.next_recheck is None


@pytest.mark.rule("GX-07")
def test_applying_again_unchanged_papers_are_not_asked_again_but_signatures_are() -> None:
    again = case(Programme.RIGID, strained()).having(
        papers=(), carried=("identity", "application", "authorisation", "commitment")
    )
    walk = Walk(again)
    walk.do("request_correction", Role.INTAKE)
    assert walk.file.correction is not None
    assert set(walk.file.correction.missing) == {"authorisation", "commitment"}
    dibao = Walk(again.having(programme=Programme.DIBAO))
    dibao.do("request_correction", Role.INTAKE)
    assert dibao.file.correction is not None
    assert "identity" in dibao.file.correction.missing


@pytest.mark.rule("GX-06")
def test_a_complex_case_goes_to_one_case_one_discussion() -> None:
    walk = Walk(case(Programme.RIGID, strained(REHAB), "tongren"))
    walk.accepted().later(1).surveyed().checked()
    causes = list(walk.file.law.table("escalation.causes"))
    limits = walk.file.law.table("escalation.ceilings")
    tried = [
        {
            "unit": name.partition("/")[0],
            "programme": name.partition("/")[2],
            "ceiling_fen": fen,
            "granted_fen": fen,
        }
        for name, fen in list(limits.items())[:2]
    ]
    walk.do(
        "escalate",
        Role.REVIEWER,
        cause=causes[0],
        need_fen=90000000,
        tried=tried,
        summary="单项救助后仍有较大缺口",
    )
    assert walk.file.stage is Stage.ESCALATION
