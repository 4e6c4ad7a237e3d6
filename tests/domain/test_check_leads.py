"""What comes back: leads that need a person, contradictions, age, completeness, and who is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.clocks import clock_lines
from domain.case.lifecycle import Role, Stage
from domain.case.ordering import check_order, check_wanted
from domain.case.phases.living.living import recheck_needs_answers
from domain.case.tasks import next_mark, open_tasks
from domain.check.answers import Answer, DepartmentReply, Kind, Record
from domain.check.leads import Lead, leads_from
from domain.check.progress import asked, question, replied
from domain.check.tasks import check_waiting_zh
from domain.household import Asset, AssetKind, Household, Member, Relation
from domain.identity import synthetic_id
from runtime.packs import snapshot
from tests.domain.test_check_asking import A_DAY, check
from tests.domain.test_check_items import order_of
from tests.people import START, Walk, application


def lead_of(
    record: Record, home: Household | None = None, department: str = "x"
) -> tuple[Lead, ...]:
    home = home or application().household
    return leads_from(home, [Answer(department=department, on=START, records=(record,))])


@pytest.mark.parametrize(
    ("about", "fields"),
    [
        ("vehicle", {"count": 1}), ("house", {"count": 2}), ("company", {"count": 1}),
        ("machine", {"count": 1}), ("deposit", {"fen": 1}), ("securities", {"fen": 1}),
        ("insurance", {"fen": 1}), ("wealth_product", {"fen": 1}), ("house_sale", {"fen": 1}),
        ("compensation", {"fen": 1}), ("wage", {"fen": 480_001}), ("taxed_income", {"fen": 480_001}),
        ("pension", {"fen": 1}), ("subsidy", {"fen": 1}), ("veteran", {"fen": 1}),
        ("rent", {"fen": 1}), ("interest", {"fen": 1}), ("death", {}), ("prison", {}),
        ("service", {}), ("split", {}), ("moved", {}), ("spouse", {}), ("birth", {"count": 2}),
        ("adoption", {"count": 2}), ("member", {}), ("aid", {}), ("something_new", {}),
    ],
)  # fmt: skip
def test_what_the_family_did_not_state_is_a_lead_and_nothing_else(
    about: str, fields: dict[str, int]
) -> None:
    record = Record(item="i", person="m1", kind=Kind.FOUND, about=about, **fields)  # type: ignore[arg-type]
    [lead] = lead_of(record)
    assert lead.about == about and lead.text.endswith("。")


@pytest.mark.parametrize(
    ("about", "fields"),
    [
        ("wage", {"fen": 480_000}), ("registered", {}), ("school", {}), ("birth", {"count": 1}),
        ("medical_cost", {"fen": 900_000}), ("crop_damage", {}), ("disability", {"count": 2}),
        ("unemployed", {}), ("medical_aid", {"fen": 1}), ("legal_aid", {}), ("unchanged", {}),
    ],
)  # fmt: skip
def test_what_confirms_or_speaks_for_the_family_opens_nothing(
    about: str, fields: dict[str, int]
) -> None:
    record = Record(item="i", person="m1", kind=Kind.FOUND, about=about, **fields)  # type: ignore[arg-type]
    assert lead_of(record) == ()


def test_sums_of_several_banks_are_added_before_they_are_compared() -> None:
    home = application().household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.DEPOSIT, fen=100),)}
    )
    half = Record(item="CHK-52", person="m1", kind=Kind.FOUND, about="deposit", fen=60)
    one, other = (half.model_copy(update={"institution": name}) for name in "甲乙")
    answer = Answer(department="finance", on=START, records=(one, other))
    assert len(leads_from(home, [answer])) == 1
    assert lead_of(one, home) == ()


@pytest.mark.rule("ZH-20", "TR-09", "DIF-18")
def test_two_departments_that_differ_stand_side_by_side_and_none_wins() -> None:
    def says(department: str, item: str, **fields: object) -> Answer:
        record = Record.model_validate({"item": item, "person": "m1", **fields})
        return Answer(department=department, on=START, records=(record,))

    home = application().household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.HOUSE, count=2),)}
    )
    facts = {"CHK-17": ("house",), "CHK-23": ("house",)}
    has = says("housing", "CHK-17", kind="found", about="house", count=2)
    none = says("natural_resources", "CHK-23", kind="nothing")
    names = {"housing": "住建局", "natural_resources": "自然资源局"}
    [lead] = leads_from(home, [has, none], facts, names)
    assert lead.about == "contradiction" and lead.key == "contradiction-house-m1"
    assert "住建局答复有2项" in lead.text and "自然资源局答复无" in lead.text
    declined = says("natural_resources", "CHK-23", kind="refused")
    assert leads_from(home, [has, declined], facts, names) == ()
    same = says("natural_resources", "CHK-23", kind="found", about="house", count=2)
    assert leads_from(home, [has, same], facts, names) == ()


@pytest.mark.rule("HB-17")
def test_a_mismatch_of_members_is_looked_into_and_refuses_nobody() -> None:
    record = Record(item="CHK-04", person="m1", kind=Kind.FOUND, about="member")
    walk = Walk(application("hanbin")).accepted().later(1).surveyed()
    walk.checked(Answer(department="health", on=walk.today, records=(record,)))
    [state] = walk.file.open_leads()
    assert walk.file.stage is Stage.INVESTIGATION and state.lead.about == "member"
    walk.do(
        "verify_lead", Role.SURVEYOR, lead=state.lead.key, verdict="refuted",
        reason="亲属寄户，不共同生活",
    )  # fmt: skip
    assert walk.file.stage is Stage.REVIEW


@pytest.mark.rule("JZ-62")
@pytest.mark.parametrize(("place", "days"), [("jiaozuo", 10), ("hanbin", None)])
def test_a_lead_of_a_recheck_has_days_of_its_own_and_is_not_late_by_the_days_of_the_application(
    place: str, days: int | None
) -> None:
    walk = Walk(application(place)).living()
    started = next(c for c in clock_lines(walk.file, walk.today) if c.code == "check_start")
    assert started.ended_on is not None and started.ended_on <= started.due
    while walk.file.review is None:
        walk.later(10)
    record = Record(item="CHK-04", person="m1", kind=Kind.FOUND, about="death")
    walk.checked(Answer(department="health", on=walk.today, records=(record,)))
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "verify_lead"]
    law = walk.file.law
    assert task.due == (law.calendar.working_days_after(walk.today, days).on if days else None)
    walk.later(1)
    assert not [e for e in walk.file.journal if e.act == "overdue" and "线索" in e.text]
    codes = [c.code for c in clock_lines(walk.file, walk.today)]
    assert "check_start" not in codes, (
        "a recheck's check is not the application's, begun a year late"
    )


# --- age and completeness ---------------------------------------------------------------------------


@pytest.mark.rule("YC-17")
def test_a_decision_on_stale_answers_is_refused_and_names_the_item() -> None:
    walk = Walk(application()).accepted().later(1).surveyed()
    old, fresh = walk.today, walk.today
    deposits = Record(item="DB-37/deposits", person="m1", kind=Kind.NOTHING)
    hukou = Record(item="DB-37/hukou", person="m1", kind=Kind.NOTHING)
    walk.checked(
        Answer(department="bank", on=old, records=(deposits,)),
        Answer(department="police", on=fresh, records=(hukou,)),
    )
    walk.opined().publicised()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    walk.later((old + timedelta(days=60) - walk.today).days)
    assert not check_wanted(walk.file, walk.today)
    walk.later(1)
    with pytest.raises(CaseRefusal) as refusal:
        walk.confirmed()
    assert refusal.value.code == "answers_stale"
    assert "DB-37/deposits" in refusal.value.message and "hukou" not in refusal.value.message
    assert check_wanted(walk.file, walk.today)


@pytest.mark.rule("ZH-13")
def test_a_check_that_leaves_a_member_out_is_not_complete() -> None:
    order = order_of("zhanhe", application().household)
    assert order.keys == ("m1", "m2")
    walk = Walk(application()).accepted().later(1).checked()
    born = Member(
        key="m3", name="张五五", id_no=synthetic_id(date(2026, 1, 5), 51), relation=Relation.CHILD
    )
    home = walk.file.household
    walk.surveyed(home.model_copy(update={"members": (*home.members, born)}))
    assert walk.file.stage is Stage.INVESTIGATION and check_wanted(walk.file, walk.today)
    walk.checked()
    assert walk.file.stage is Stage.REVIEW


@pytest.mark.rule("ZH-13")
def test_a_living_case_asks_about_all_members_again_at_its_recheck() -> None:
    walk = Walk(application()).living()
    while walk.file.review is None:
        walk.later(1)
    order = check_order(walk.file, walk.today)
    assert order.keys == tuple(m.key for m in walk.file.household.members)


@pytest.mark.rule("ZH-05", "ZH-20")
def test_a_check_shows_who_is_in_who_is_missing_and_waits_for_each() -> None:
    file = check("jiaozuo")
    assert all(p.zh in check_waiting_zh(file, START) for p in file.departments)
    query = question(asked(file, "police", START), "police", START)
    assert query is not None
    assert (query.purpose, query.asked_on) == ("assistance", START)
    answer = DepartmentReply(answer=Answer(department="police", on=START))
    file = replied(file, "police", answer, START, query)
    assert "公安" not in check_waiting_zh(file, START) and not file.done


# --- told, and by when ------------------------------------------------------------------------------


@pytest.mark.rule("DB-38")
def test_a_finding_against_the_family_is_told_at_once_and_may_be_contested() -> None:
    walk = Walk(application()).accepted().later(1).surveyed()
    car = Record(item="DB-37/vehicles", person="m1", kind=Kind.FOUND, about="vehicle", count=1)
    walk.checked(Answer(department="police", on=walk.today, records=(car,)))
    [state] = walk.file.open_leads()
    home = walk.file.household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)}
    )
    walk.do(
        "verify_lead", Role.SURVEYOR, lead=state.lead.key, verdict="confirmed",
        reason="本人承认名下有车", household=home,
    )  # fmt: skip
    [told] = [n.order for n in walk.file.notices if n.order.kind == "check_result"]
    assert told.facts["核对结果"] == state.lead.text
    assert told.facts["核实日期"] == walk.today.isoformat()
    assert told.reasons[0].text == "本人承认名下有车"
    walk.do("contest_finding", Role.INTAKE, lead=state.lead.key, grounds="车辆已经报废")
    assert walk.file.stage is Stage.INVESTIGATION and walk.file.open_leads()
    walk.do(
        "verify_lead", Role.SURVEYOR, 2, lead=state.lead.key, verdict="refuted",
        reason="核对报废证明，情况属实", household=home,
    )  # fmt: skip
    assert walk.file.stage is Stage.REVIEW


@pytest.mark.rule("DB-32", "DB-33")
def test_a_department_has_the_working_days_of_the_regulation_and_the_check_none() -> None:
    law = snapshot("jiaozuo", START, ("check.sharing_days", "dibao.check_answer"), production=True)
    assert law.table("check.sharing_days") == {
        "unconditional": 1, "conditional": 10, "conditional_more": 10, "supply": 20,
        "correction": 10,
    }  # fmt: skip
    earlier = snapshot("jiaozuo", date(2025, 7, 31), ("check.sharing_days",), production=True)
    assert not earlier.has("check.sharing_days")
    file = check("jiaozuo")
    ten = file.order.calendar.working_days_after(START, 10).on
    assert {part.due for part in file.departments} == {ten}
    late = replied(
        file, "police", DepartmentReply(answer=Answer(department="police", on=ten + A_DAY)), ten
    )
    assert late.of("police").late and late.of("police").settled
    assert not file.done and "已超期" in check_waiting_zh(file, ten + A_DAY)


@pytest.mark.rule("DB-31")
def test_the_check_begins_with_the_request_within_the_three_days_of_the_county() -> None:
    walk = Walk(application()).accepted()
    assert check_wanted(walk.file, walk.today)
    begun = engine.check_started(walk.file, walk.today, walk.at).check
    assert begun is not None and walk.file.accepted_on is not None
    assert begun.started_on <= walk.file.law.due("check_start", walk.file.accepted_on).on
    assert walk.file.law.days("check_start") == 3


@pytest.mark.rule("YC-17")
def test_a_recheck_is_not_decided_on_answers_that_grew_old_and_asks_again() -> None:
    walk = Walk(application()).living()
    assert walk.file.next_recheck is not None
    walk.later((walk.file.next_recheck - walk.today).days)
    assert recheck_needs_answers(walk.file, walk.today)
    asked = walk.today
    deposits = Record(item="DB-37/deposits", person="m1", kind=Kind.NOTHING)
    walk.checked(Answer(department="bank", on=asked, records=(deposits,)))
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
    seen = {"surveyors": team, "household": walk.file.household, "finding": "没有变化"}
    walk.do("verify_change", Role.SURVEYOR, **seen)
    last = asked + timedelta(days=60)
    mark = next_mark(walk.file, walk.today)
    assert mark is not None and mark <= last + timedelta(days=1)
    walk.later((last - walk.today).days)
    assert not recheck_needs_answers(walk.file, walk.today)
    walk.later(1)
    keep = {"outcome": "keep", "monthly_fen": walk.file.monthly_fen_now, "reason": "没有变化"}
    with pytest.raises(CaseRefusal) as refusal:
        walk.do("decide_change", walk.decider, 5, **keep)
    assert refusal.value.code == "answers_stale" and "DB-37/deposits" in refusal.value.message
    assert recheck_needs_answers(walk.file, walk.today)
    walk.checked(Answer(department="bank", on=walk.today, records=(deposits,)))
    assert not recheck_needs_answers(walk.file, walk.today), "asked once a day at most"
    walk.do("decide_change", walk.decider, 5, **keep)
    assert walk.file.review is None


def test_deposits_and_the_like_are_compared_with_everything_that_counts_as_money() -> None:
    """What was found to be in a fund is not a new finding at the next check (57号 Art 14)."""
    home = application().household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.FUND, fen=100),)}
    )
    said = Record(item="CHK-52", person="m1", kind=Kind.FOUND, about="deposit", fen=100)
    answer = Answer(department="bank", on=START, records=(said,))
    walk = Walk(application().having(household=home)).accepted().later(1).surveyed()
    assert walk.checked(answer).file.leads == ()
    more = answer.model_copy(update={"records": (said.model_copy(update={"fen": 101}),)})
    walk = Walk(application().having(household=home)).accepted().later(1).surveyed()
    [state] = walk.checked(more).file.leads
    assert state.lead.about == "deposit"
