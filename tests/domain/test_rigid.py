"""刚性支出困难家庭: necessary spending over income, and a recognition that ends by the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.case.ordering import check_order
from domain.case.phases.living.recognition import expiry_day
from domain.case.tasks import next_mark, total_due, waiting_zh
from domain.household import (
    Asset,
    AssetKind,
    Household,
    Spending,
    SpendingKind,
    Study,
)
from domain.policy import PolicyNotSet
from domain.programme import Programme
from runtime.packs import load, value
from tests.domain.means_kit import codes, figure, judged, person, rules
from tests.domain.recognition_kit import (
    REHAB,
    SCHOOL,
    case,
    looked_at,
    recognised,
    spent,
    strained,
)
from tests.people import START, Walk


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


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


@pytest.mark.rule("GX-06", "YY-04")
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


@pytest.mark.rule("TR-33")
def test_tongren_carries_hardship_by_spending_and_asks_who_was_relocated() -> None:
    """支出型困难家庭 is a recognition with income, spending and ratio; 异地搬迁 comes with the check."""
    found = judged(strained(), rules("tongren", programme="rigid"))
    assert {"必需支出合计", "支出限额（家庭年收入×60%）"} <= {name for name, _ in found.table}
    served = value(load(), "tongren", START, "aid.served").value
    assert isinstance(served, dict) and served["GRP-32"]["programmes"] == ["rigid"]
    walk = Walk(case(Programme.RIGID, strained(), "tongren")).accepted()
    asked = check_order(walk.file.having(checks=1), START).departments
    assert "CHK-76" in {item for part in asked if part.department == "rural" for item in part.items}
