"""Charity, pairing, services, insurance, special aid and sources beside a case (register 5.32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine, runs
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks
from domain.household import Spending, SpendingKind
from domain.identity import synthetic_id
from domain.programme import Programme
from domain.together.aids import AidKind, aids_of
from domain.together.helping import Paid
from domain.together.insured import INSURANCE_NEEDS, after_insurance
from domain.together.unmet import unmet_need
from runtime import packs
from tests.helping import Helping, asks_help
from tests.people import START, Walk, application, household


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def fresh(place: str = "jiaozuo") -> Walk:
    return Walk(application(place))


FUND = {"code": "county_fund", "zh": "社会救助专项基金", "cause_zh": "重病"}


# --- charity ------------------------------------------------------------------------------------


@pytest.mark.rule("JZ-37")
def test_county_fund_and_village_society_give_for_one_of_three_coded_causes() -> None:
    law = packs.snapshot(
        "jiaozuo", START, ("together.causes", "together.charity_funds"), production=True
    )
    assert set(law.table("together.causes")) == {
        "serious_illness", "serious_disability", "major_change",
    }  # fmt: skip
    assert set(law.table("together.charity_funds")) == {"county_fund", "village_society"}
    desk = fresh()
    with refused("cause_missing"):
        desk.do("record_gift", Role.INTAKE, source="county_fund", fen=1, receipt="1", known=FUND)
    body = {"source": "county_fund", "cause": "serious_illness", "receipt": "收据1号"}
    with refused("cause_unknown"):
        desk.do("record_gift", Role.INTAKE, **body, fen=1, known={**FUND, "cause_zh": ""})
    with refused("gift_empty"):
        desk.do("record_gift", Role.INTAKE, **body, known=FUND)
    desk.do("record_gift", Role.INTAKE, **body, fen=300_000, known=FUND)
    [gift] = desk.file.linked.gifts
    assert (gift.source, gift.cause, gift.fen) == ("county_fund", "serious_illness", 300_000)
    with refused("gift_recorded"):
        desk.do("record_gift", Role.INTAKE, **body, fen=300_000, known=FUND)
    [line] = [x for x in aids_of(desk.file) if x.kind is AidKind.GIFT]
    assert (line.by, line.fen, line.fund) == ("社会救助专项基金", 300_000, "county_fund")


@pytest.mark.rule("YC-03")
def test_a_gift_has_one_giver_and_an_unregistered_provider_is_refused() -> None:
    desk = fresh("yicheng")
    with refused("one_giver"):
        desk.do("record_gift", Role.INTAKE, fen=1, receipt="1", known={"code": ""})
    with refused("giver_unknown"):
        desk.do("record_gift", Role.INTAKE, provider="91370000X", fen=1, receipt="1")
    known = {"code": "91370000X", "zh": "商业保险机构", "provider_zh": "某保险公司"}
    desk.do("record_gift", Role.INTAKE, provider="91370000X", fen=50_000, receipt="1", known=known)
    assert desk.file.linked.gifts[0].giver == "某保险公司"


@pytest.mark.rule("JZ-36")
def test_what_a_decision_leaves_unmet_is_known_to_the_fen() -> None:
    desk = Helping(asks_help(Programme.QUICK)).registered(asked_fen=5_000_000)
    assert unmet_need(desk.file) is None, "nothing is decided yet"
    desk.brought_to_decision().decided()
    assert desk.file.grant is not None
    found = unmet_need(desk.file)
    assert found is not None and found.fen == 5_000_000 - desk.file.grant.fen
    met = Helping(asks_help(Programme.QUICK)).registered(asked_fen=100)
    assert unmet_need(met.brought_to_decision().decided().file) is None
    plain = fresh().ready_to_decide()
    plain.do("refuse", plain.decider, reason="家庭情况与申报不符", clause="57号 Art 21")
    left = unmet_need(plain.file)
    assert left is not None and left.fen == 0 and "困难没有解决" in left.why
    assert "refer_case" in {m.act for m in lawful_moves(plain.file, Role.REVIEWER)}


# --- pairing ------------------------------------------------------------------------------------


@pytest.mark.rule("JZ-38", "ACT-30")
@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_a_helper_is_paired_with_a_household_in_town_or_village_and_visits_it(
    residence: str,
) -> None:
    home = household().model_copy(update={"residence": residence})
    desk = Walk(application().having(household=home, declared=home))
    with refused("pairing_not_offered"):
        desk.do("start_pairing", Role.INTAKE, kind="neighbour", helper="某邻居")
    known = {"code": "company", "zh": "企业"}
    desk.later(1).do("start_pairing", Role.INTAKE, kind="company", helper="某公司", known=known)
    with refused("before_pairing"):
        desk.do("record_pair_visit", Role.VILLAGE, number=1, finding="送去冬衣", on=START)
    with refused("paired_already"):
        desk.do("start_pairing", Role.INTAKE, kind="company", helper="某公司", known=known)
    desk.later(2).do("record_pair_visit", Role.VILLAGE, number=1, finding="送去冬衣")
    desk.do("end_pairing", Role.INTAKE, number=1, reason="家庭脱困")
    [pair] = desk.file.linked.pairs
    assert (pair.since, pair.until, pair.visits) == (
        START + timedelta(days=1),
        START + timedelta(days=3),
        1,
    )
    with refused("pairing_unknown"):
        desk.do("record_pair_visit", Role.VILLAGE, number=1, finding="再次走访")
    carried = runs.new_period(desk.file).linked
    assert carried.pairs == () and carried.count == 1


# --- services -----------------------------------------------------------------------------------


@pytest.mark.rule("JZ-42")
@pytest.mark.parametrize(
    "kind", ["counselling", "resource_linking", "capacity_building", "social_inclusion"]
)
def test_a_service_goes_to_a_member_with_provider_and_result_and_without_money(kind: str) -> None:
    law = packs.snapshot("jiaozuo", START, ("together.services",), production=True)
    words = str(law.table("together.services")[kind])
    desk = fresh()
    body = {"kind": kind, "member": "m1", "aim": "缓解重病后的心理压力"}
    with refused("service_not_offered"):
        desk.do("order_service", Role.REVIEWER, **body)
    known = {"code": kind, "zh": words, "provider_zh": "某社工机构"}
    with refused("contract_missing"):
        desk.do("order_service", Role.REVIEWER, **body, fen=1, known=known)
    desk.do("order_service", Role.REVIEWER, **body, provider="p", known=known)
    desk.do("record_service", Role.SURVEYOR, number=1, done="面谈一次")
    desk.do("record_service", Role.SURVEYOR, number=1, done="面谈两次", result="情绪稳定")
    [service] = desk.file.linked.services
    assert (service.fen, service.provider_zh, service.result) == (0, "某社工机构", "情绪稳定")
    assert len(service.notes) == 2 and service.ended_on == START
    with refused("service_unknown"):
        desk.do("record_service", Role.SURVEYOR, number=1, done="再访一次")


# --- insurance, special aid, sources ------------------------------------------------------------


def paid(member: str, fen: int, spending: str = "medical") -> Paid:
    return Paid(
        number=1, kind="medical", kind_zh="医疗保险", member=member, insured=True, total_fen=fen,
        paid_fen=fen, receipt="1", spending=spending, on=START, by="x",
    )  # fmt: skip


@pytest.mark.rule("HB-21")
def test_what_insurance_paid_is_taken_off_once_and_never_more_than_was_spent() -> None:
    bill = Spending(member="m1", kind=SpendingKind.MEDICAL, fen=1_000, reimbursed_fen=200)
    school = Spending(member="m1", kind=SpendingKind.EDUCATION, fen=500)
    home = household().model_copy(update={"spendings": (bill, school)})

    def back(*payments: Paid) -> list[int]:
        return [s.reimbursed_fen for s in after_insurance(home, payments).spendings]

    assert back() == [200, 0]
    assert back(paid("m1", 200)) == [200, 0], "what the family declared is the same payment"
    assert back(paid("m1", 700)) == [700, 0]
    assert back(paid("m1", 400), paid("m1", 300)) == [700, 0]
    assert back(paid("m1", 5_000)) == [1_000, 0]
    assert back(paid("m2", 700)) == [200, 0]
    assert back(paid("m1", 700, "")) == [200, 0], "a pension pays no bill"


def _spender(place: str) -> Helping:
    bill = Spending(member="m1", kind=SpendingKind.MEDICAL, fen=9_000_000, receipts=3)
    home = household().model_copy(update={"spendings": (bill,)})
    desk = Helping(asks_help(Programme.EXPENDITURE, place, home=home)).registered()
    law = packs.snapshot(place, START, INSURANCE_NEEDS, production=False)
    assert desk.file.policy is not None
    values = {**desk.file.policy.values, **law.values}
    desk.file = desk.file.having(policy=desk.file.policy.model_copy(update={"values": values}))
    return desk


@pytest.mark.rule("HB-21")
def test_aid_for_medical_costs_waits_for_insurance_and_is_computed_after_it() -> None:
    desk = _spender("hanbin")
    desk.accepted().later(1).surveyed().checked()
    if desk.file.law.flag("appraisal_required"):
        desk.appraised()
    before = desk.computed.once_fen
    body = {"grant": True, "monthly_fen": 0, "once_fen": before}
    with refused("insurance_first"):
        desk.do("give_opinion", Role.REVIEWER, **body)
    known = {"code": "medical", "zh": "医疗保险", "spending": "medical"}
    insured = {"kind": "medical", "member": "m1", "insured": True, "known": known}
    with refused("more_than_total"):
        desk.do(
            "record_insurance", Role.INTAKE, **insured, total_fen=1, paid_fen=2, receipt="结算1"
        )
    with refused("receipt_missing"):
        desk.do("record_insurance", Role.INTAKE, **insured, total_fen=9_000_000, paid_fen=1)
    sums = {"total_fen": 9_000_000, "paid_fen": 8_900_000, "receipt": "结算1"}
    desk.do("record_insurance", Role.INTAKE, **insured, **sums)
    assert desk.computed.once_fen < before
    assert any("8,900,000" in v or "89,000.00" in v for row in desk.computed.table for v in row)
    again = {**insured, "known": {**known, "taken": "HB2026000009"}}
    with refused("settled_already"):
        desk.do("record_insurance", Role.INTAKE, **{**again, **sums, "receipt": "结算2"})
    with refused("settled_already"):
        desk.do("record_insurance", Role.INTAKE, **insured, **sums)


def test_that_somebody_has_no_insurance_is_an_answer_too() -> None:
    desk = _spender("hanbin")
    desk.accepted().later(1).surveyed().checked()
    if desk.file.law.flag("appraisal_required"):
        desk.appraised()
    known = {"code": "medical", "zh": "医疗保险", "spending": "medical"}
    desk.do(
        "record_insurance", Role.INTAKE, kind="medical", member="m1", insured=False, known=known
    )
    found = desk.computed
    desk.do(
        "give_opinion", Role.REVIEWER,
        grant=found.eligible, monthly_fen=0, once_fen=found.once_fen,
    )  # fmt: skip
    assert desk.file.opinion is not None
    assert all(x.kind is not AidKind.INSURANCE for x in aids_of(desk.file))


@pytest.mark.rule("JZ-20")
def test_temporary_aid_refers_to_special_aid_of_the_same_household_and_shows_what_it_paid() -> None:
    desk = Helping(asks_help(Programme.EXPENDITURE)).registered()
    with refused("special_aid_unknown"):
        desk.do("link_special_aid", Role.INTAKE, special="JZ2026000077")
    known = {
        "case_no": "JZ2026000077", "programme": "medical", "state": "used", "fen": 200_000,
        "on": START,
    }  # fmt: skip
    desk.do("link_special_aid", Role.INTAKE, special="JZ2026000077", known=known)
    newer = {**known, "fen": 250_000}
    desk.do("link_special_aid", Role.INTAKE, special="JZ2026000077", known=newer)
    assert [s.fen for s in desk.file.linked.special] == [250_000]


@pytest.mark.rule("TR-08")
def test_several_sources_pay_one_decision_and_the_split_is_whole() -> None:
    desk = Helping(asks_help(Programme.QUICK, "tongren")).registered()
    known = {"code": "x"}

    def split(*parts: tuple[str, int]) -> None:
        rows = [{"fund": fund, "fen": fen} for fund, fen in parts]
        desk.do("split_funds", Role.COUNTY_REVIEWER, parts=rows, known=known)

    with refused("nothing_decided"):
        split(("temporary_relief", 1))
    desk.brought_to_decision().decided()
    assert desk.file.grant is not None and desk.file.stage is Stage.DISBURSEMENT
    whole = desk.file.grant.fen
    with refused("split_not_whole"):
        split(("temporary_relief", whole - 1), ("medical_aid", 2))
    with refused("fund_twice"):
        split(("medical_aid", 1), ("medical_aid", whole - 1))
    split(("temporary_relief", whole - 1), ("medical_aid", 1))
    [made] = desk.file.linked.splits
    assert made.total_fen == whole == sum(p.fen for p in made.parts)


# --- visits and care in any aided family ----------------------------------------------------------

CARED_FOR = {
    "frail_aged": "失能半失能老年人",
    "minor": "未成年人",
    "disabled": "残疾人",
    "ill": "重病患者",
}
VISITED = {"code": "visiting", "zh": "访视", "people": CARED_FOR, "minor_age": 18, "aged_age": 60}


@pytest.mark.rule("JZ-41")
@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("disabled", {"disability": "2-limb"}),
        ("ill", {"serious_illness": True}),
        ("minor", {"id_no": synthetic_id(START.replace(year=START.year - 10), 77)}),
        ("frail_aged", {}),
    ],
)
def test_a_member_of_any_aided_family_is_visited_as_one_of_the_groups_he_belongs_to(
    who: str, changes: dict[str, object]
) -> None:
    member = "m1" if who == "frail_aged" else "m2"
    home = household()
    plain, cared = (
        home,
        home.with_member(home.member(member).model_copy(update=changes)),  # type: ignore[union-attr]
    )
    body = {"kind": "visiting", "member": member, "aim": "定期上门看望照料", "who": who}
    desk = Walk(application().having(household=cared, declared=cared))
    with refused("schedule_missing"):
        desk.do("order_service", Role.REVIEWER, **body, known=VISITED)
    with refused("not_of_these"):
        desk.do("order_service", Role.REVIEWER, **{**body, "who": "scattered"}, known=VISITED)
    desk.do("order_service", Role.REVIEWER, **body, every_days=10, known=VISITED)
    [service] = desk.file.linked.services
    assert (service.who, service.due) == (who, START + timedelta(days=10))
    if who != "frail_aged":
        other = Walk(application().having(household=plain, declared=plain))
        with refused("not_of_these"):
            other.do("order_service", Role.REVIEWER, **body, every_days=10, known=VISITED)


@pytest.mark.rule("JZ-41")
def test_a_missed_service_visit_is_overdue_and_told_to_the_township_as_for_a_tekun_person() -> None:
    desk = fresh()
    body = {"kind": "visiting", "member": "m1", "aim": "定期上门看望照料", "who": "frail_aged"}
    desk.do("order_service", Role.REVIEWER, **body, every_days=10, known=VISITED)
    visits = lambda: [(t.role, t.due) for t in open_tasks(desk.file, desk.today)  # noqa: E731
                      if t.act == "record_service"]  # fmt: skip
    due = START + timedelta(days=10)
    assert visits() == [(Role.VILLAGE, due)]
    desk.later(10)
    assert visits() == [(Role.VILLAGE, due)], "the last day is in time"
    desk.later(1)
    assert visits() == [(Role.VILLAGE, due), (Role.REVIEWER, None)]
    late = engine.overdue_marked(desk.file, desk.today, desk.at)
    assert f"record_service:1@{due}" in late.overdue
    desk.do("record_service", Role.VILLAGE, number=1, done="上门看望一次")
    assert visits() == [(Role.VILLAGE, desk.today + timedelta(days=10))]
    carried = runs.new_period(desk.file).linked.services[0]
    assert carried.due == desk.today + timedelta(days=10), "the plan goes on in the next period"
