"""Who may be asked about, under which rule and paper, and what becomes of what comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.authorisation import ALL, FINANCIAL, Authorisation
from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import Act
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.ordering import check_order, signatures_missing
from domain.case.tasks import open_tasks
from domain.check import acts
from domain.check.answers import Answer, DepartmentReply, Kind, Record
from domain.check.asking import QueryRule
from domain.check.byhand import apply_to_check
from domain.check.demand import purpose_of
from domain.check.file import CheckFile
from domain.check.leads import leads_from
from domain.check.progress import opened, question, renewed, replied, result_of, why_not
from domain.check.tasks import check_waiting_zh, open_check_tasks
from domain.household import Household, Relation, Supporter
from domain.identity import synthetic_id
from domain.policy import Status
from tests.domain.test_check_items import case, everybody, order_of
from tests.people import SHANGHAI, START, Walk, application, officer, signed_by_each

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
A_DAY = timedelta(days=1)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def signature(person: str, *scope: str, **changes: object) -> Authorisation:
    return Authorisation(
        person=person,
        scope=scope or (ALL,),
        signed_on=START,
        signed_by=person,
        paper=f"授权书{person}",
    ).model_copy(update=changes)


def check(
    place: str = "yicheng", *papers: Authorisation, home: Household | None = None
) -> CheckFile:
    home = home or application().household
    return opened(order_of(place, home, authorisations=papers))


def put(file: CheckFile, department: str, on: date = START) -> dict[str, tuple[str, ...]]:
    """Item → persons the department may be asked about that day."""
    query = question(file, department, on)
    found: dict[str, tuple[str, ...]] = {}
    for item, person in query.pairs() if query else ():
        found[item] = (*found.get(item, ()), person)
    return found


def by_hand(
    file: CheckFile, name: str, role: Role = Role.CHECKING_CENTRE, **fields: object
) -> CheckFile:
    place = file.order.place
    act: Act = acts.CHECK_ACTS[name].model_validate(
        {"officer": officer(role, place).model_dump(), "on": START, **fields}
    )
    return apply_to_check(file, act, START, NOON)


# --- papers -----------------------------------------------------------------------------------------


@pytest.mark.rule("YC-19")
def test_the_bank_is_asked_about_those_alone_who_signed_for_themselves() -> None:
    file = check("yicheng", signature("m1"))
    assert put(file, "bank") == {"CHK-51": ("m1",)}
    query = question(file, "bank", START)
    assert query is not None and query.authorisation == "授权书m1"
    both = check("yicheng", signature("m1"), signature("m2"))
    assert put(both, "bank") == {"CHK-51": ("m1", "m2")}


@pytest.mark.rule("YC-19")
def test_the_familys_one_paper_does_not_open_an_account_in_yicheng() -> None:
    file = check("yicheng")
    assert file.order.consent.family_paper
    assert put(file, "bank") == {} and why_not(file, "bank", START) == "not_authorised"
    assert put(file, "police")["CHK-01"] == ("m1", "m2")


@pytest.mark.rule("ACT-10", "OPN-10")
def test_where_nobody_signed_and_there_is_no_paper_nobody_is_asked() -> None:
    order = check_order(
        case("jiaozuo", application().household, papers=(), authorisations=()), START
    )
    file = opened(order)
    assert all(question(file, p.department, START) is None for p in file.departments)


def test_once_people_sign_one_by_one_the_familys_paper_speaks_for_nobody_else() -> None:
    file = check("jiaozuo", signature("m1"))
    assert put(file, "police") == dict.fromkeys(file.of("police").items, ("m1",))


@pytest.mark.rule("YC-19")
def test_a_scope_opens_what_it_names_and_no_more() -> None:
    only_bank = check("yicheng", signature("m1", "CHK-51"), signature("m2", FINANCIAL))
    assert put(only_bank, "bank") == {"CHK-51": ("m1", "m2")}
    assert put(only_bank, "police") == {}


@pytest.mark.rule("YC-19")
def test_a_paper_that_ends_or_is_withdrawn_in_mid_check_stops_what_is_still_to_be_asked() -> None:
    ends = START + 3 * A_DAY
    file = check("yicheng", signature("m1", until=ends), signature("m2"))
    assert put(file, "bank", ends) == {"CHK-51": ("m1", "m2")}
    assert put(file, "bank", ends + A_DAY) == {"CHK-51": ("m2",)}
    query = question(file, "bank", START)
    assert query is not None and query.authorised_until == ends
    withdrawn = case(
        "yicheng",
        application().household,
        authorisations=(signature("m1", withdrawn_on=START), signature("m2")),
    )
    assert put(renewed(file, check_order(withdrawn, START)), "bank") == {"CHK-51": ("m2",)}


def test_what_could_not_be_asked_is_asked_when_the_paper_comes_under_a_new_key() -> None:
    file = check("yicheng", signature("m1"))
    first = question(file, "bank", START)
    assert first is not None
    nothing = Record(item="CHK-51", person="m1", kind=Kind.NOTHING)
    reply = DepartmentReply(answer=Answer(department="bank", on=START, records=(nothing,)))
    file = replied(file, "bank", reply, START, first)
    part = file.of("bank")
    assert not part.settled and part.left and put(file, "bank") == {}
    signed = case(
        "yicheng", application().household, authorisations=(signature("m1"), signature("m2"))
    )
    file = renewed(file, check_order(signed, START))
    second = question(file, "bank", START)
    assert second is not None and second.pairs() == (("CHK-51", "m2"),)
    assert second.key == f"{first.key}-2"
    later = Answer(
        department="bank", on=START + A_DAY,
        records=(Record(item="CHK-51", person="m2", kind=Kind.NOTHING),),
    )  # fmt: skip
    done = replied(file, "bank", DepartmentReply(answer=later), START + A_DAY, second).of("bank")
    assert done.settled and done.answer is not None
    assert len(done.answer.records) == 2 and done.answer.on == START


def test_a_member_who_has_not_signed_is_named_and_a_task_asks_for_the_signature() -> None:
    walk = Walk(application("yicheng").having(authorisations=(signature("m1"),))).accepted()
    walk.file = engine.check_started(walk.file, walk.today, walk.at)
    assert signatures_missing(walk.file, walk.today) == ("m2",)
    codes = [t.code for t in open_tasks(walk.file, walk.today)]
    assert "sign_authorisation:m2" in codes and "sign_authorisation:m1" not in codes
    file = opened(check_order(walk.file, walk.today))
    file = file.having(file.of("bank").model_copy(update={"trouble": "not_authorised"}), START)
    assert "成员m1、m2尚未授权" in check_waiting_zh(file, START)
    assert ("bank", "m2") in result_of(file, START).not_authorised


@pytest.mark.rule("DB-37")
def test_a_relative_who_lives_apart_is_asked_about_only_with_his_consent() -> None:
    son = Supporter(
        supports="m1", relation=Relation.CHILD, name="张四四",
        id_no=synthetic_id(date(1980, 4, 4), 41),
    )  # fmt: skip
    home = application().household.model_copy(update={"supporters": (son,)})
    own = signed_by_each(home)
    without = check("zhanhe", *own, home=home)
    assert without.order.keys == ("m1", "m2")
    with_him = check("zhanhe", *own, signature("s1"), home=home)
    assert put(with_him, "hr") == {"CHK-41": ("m1", "m2", "s1"), "CHK-42": ("m1", "m2", "s1")}
    assert put(with_him, "police")["DB-37/hukou"] == ("m1", "m2")


# --- rules and purposes -----------------------------------------------------------------------------

RULE = QueryRule(
    number="湛民〔2026〕1号", basis="社会救助法 Art 41", signed=("civil_affairs", "tax"),
    since=START, until=START + 9 * A_DAY, days=5,
)  # fmt: skip


def ruled(place: str, table: dict[str, object]) -> CaseFile:
    file = case(place, application().household)
    assert file.policy is not None
    value = file.policy.values["check.query_rules"].model_copy(
        update={"value": table, "status": Status.VERIFIED}
    )
    values = {**file.policy.values, "check.query_rules": value}
    return file.having(policy=file.policy.model_copy(update={"values": values}))


@pytest.mark.rule("ZH-06", "TR-32", "TR-46")
@pytest.mark.parametrize(("place", "item"), [("zhanhe", "CHK-45"), ("tongren", "CHK-45")])
def test_no_rule_signed_by_both_no_query(place: str, item: str) -> None:
    rule = RULE.model_dump(mode="json")
    file = opened(check_order(ruled(place, {"tax": rule}), START))
    query = question(file, "tax", START)
    assert query is not None and query.items == (item,)
    assert (query.rule, query.basis) == (RULE.number, RULE.basis)
    assert file.of("tax").due == file.order.calendar.working_days_after(START, 5).on
    assert question(file, "hr", START) is None and why_not(file, "hr", START) == "no_rule"
    assert question(file, "tax", START + 10 * A_DAY) is None
    assert question(file, "tax", START - A_DAY) is None
    for lacking in ({"signed": ["civil_affairs"]}, {"basis": ""}, {"items": ["CHK-46"]}):
        other = opened(check_order(ruled(place, {"tax": rule | lacking}), START))
        assert question(other, "tax", START) is None


@pytest.mark.rule("ZH-06")
def test_a_query_without_a_rule_becomes_a_named_work_item() -> None:
    file = opened(check_order(ruled("zhanhe", {}), START))
    file = file.having(file.of("tax").model_copy(update={"trouble": "no_rule"}), START)
    [task] = open_check_tasks(file, START)
    assert "区税务局" in task.zh and "CHK-45" in task.zh and task.role is Role.CHECKING_CENTRE


def test_a_place_whose_document_orders_no_rules_asks_without_them() -> None:
    assert all(not part.rule_needed for part in check("jiaozuo").departments)


@pytest.mark.rule("ZH-07", "GS-05")
def test_a_purpose_outside_the_places_list_is_refused() -> None:
    law = case("zhanhe").law
    for code in ("assistance", "affordable_housing", "other_social_policy"):
        assert purpose_of(law, code) == code
    for code in ("", "curiosity"):
        with refused("purpose_unknown"):
            purpose_of(law, code)
    with refused("purpose_unknown"):
        purpose_of(case("jiaozuo").law, "affordable_housing")
    assert order_of("zhanhe").purpose == "assistance"


@pytest.mark.rule("YC-18", "ACT-10")
def test_nobody_outside_an_open_case_is_asked_about_or_answered_on() -> None:
    walk = Walk(application()).accepted()
    walk.do("withdraw", Role.INTAKE)
    with refused("case_closed"):
        check_order(walk.file, walk.today)
    file = check("jiaozuo")
    stranger = {"item": "CHK-07", "person": "m9", "kind": "nothing"}
    with refused("not_checked_person"):
        by_hand(file, "record_reply", department="police", records=[stranger], reference="函1号")
    other = {"item": "CHK-12", "person": "m1", "kind": "nothing"}
    with refused("item_not_asked"):
        by_hand(file, "record_reply", department="police", records=[other], reference="函1号")


# --- verifying, coordinating, correcting ------------------------------------------------------------


@pytest.mark.rule("TR-44")
def test_a_declared_vehicle_is_verified_yes_no_or_unknown_and_others_are_provided() -> None:
    file = check("tongren", *signed_by_each(everybody()), home=everybody())
    query = question(file, "transport", START)
    assert query is not None and query.verify == ("CHK-15",)
    assert put(file, "transport")["CHK-15"] == ("m3",)
    found = {"item": "CHK-15", "person": "m3", "kind": "found", "about": "vehicle", "count": 1}
    with refused("wrong_kind"):
        by_hand(file, "record_reply", department="transport", records=[found], reference="函1号")
    provided = {"item": "CHK-13", "person": "m3", "kind": "yes"}
    with refused("wrong_kind"):
        by_hand(file, "record_reply", department="transport", records=[provided], reference="函1号")
    for kind, opens in (("yes", 0), ("no", 1), ("unknown", 0)):
        said = Record(item="CHK-15", person="m3", kind=Kind(kind))
        answer = Answer(department="transport", on=START, records=(said,))
        assert len(leads_from(everybody(), [answer])) == opens


@pytest.mark.rule("TR-36")
def test_the_coordinator_is_asked_again_only_for_the_institutions_that_were_silent() -> None:
    home = application().household
    file = check("tongren", *signed_by_each(home), home=home)
    query = question(file, "finance", START)
    assert query is not None and len(query.institutions) == 3
    first, *others = query.institutions
    answer = Answer(
        department="finance",
        on=START,
        silent=tuple(others),
        records=tuple(
            Record(item=i, person=p, kind=Kind.NOTHING, institution=first) for i, p in query.pairs()
        ),
    )
    file = replied(file, "finance", DepartmentReply(answer=answer), START, query)
    assert not file.of("finance").settled
    assert all(name in check_waiting_zh(file, START) for name in others)
    assert first not in check_waiting_zh(file, START)
    again = question(file, "finance", START)
    assert again is not None and again.institutions == tuple(others)
    assert again.pairs() == query.pairs() and again.key != query.key
    rest = answer.model_copy(update={"silent": ()})
    assert (
        replied(file, "finance", DepartmentReply(answer=rest), START, again).of("finance").settled
    )


@pytest.mark.rule("TR-43")
def test_a_department_may_correct_what_it_listed_and_both_stay_on_record() -> None:
    file = check("tongren", *signed_by_each(everybody()), home=everybody())
    yes = {"item": "CHK-78", "person": "m3", "kind": "yes"}
    with refused("nothing_to_correct"):
        by_hand(file, "correct_reply", department="ecology", record=yes, reference="环函1号")
    file = by_hand(file, "record_reply", department="ecology", records=[yes], reference="环函1号")
    file = by_hand(
        file, "correct_reply", department="ecology", record=yes | {"kind": "no"},
        reference="环函2号",
    )  # fmt: skip
    answer = file.of("ecology").answer
    assert answer is not None and [r.kind for r in answer.records] == [Kind.NO]
    [kept] = file.corrections
    assert kept.before[0].kind is Kind.YES and kept.reference == "环函2号"
    assert [n.act for n in file.journal] == ["record_reply", "correct_reply"]


@pytest.mark.rule("HB-04", "TR-09")
def test_a_sharing_problem_goes_to_the_meeting_office_once_and_names_the_case() -> None:
    file = by_hand(
        check("hanbin"), "raise_problem", Role.COUNTY_REVIEWER, department="tax",
        problem="no_answer", description="接口三周没有应答，请研究数据共享",
    )  # fmt: skip
    [task] = [t for t in open_check_tasks(file, START) if t.act == "raise_problem"]
    assert task.role is Role.MEETING_OFFICE and "税务部门" in task.zh
    assert file.order.case_no == "JZ2026000001"
    with refused("problem_known"):
        by_hand(
            file, "raise_problem", department="tax", problem="no_answer", description="再次提交"
        )
