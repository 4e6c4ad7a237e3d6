"""Care in the tables: who is cared for how, institutions, and visits planned by departments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.care.plans import doubles
from domain.case.lifecycle import Role
from store.care import institutions, people, plans
from store.engine import Store
from store.projection import project_case
from store.tables import InstitutionRow
from tests.people import START, Walk
from tests.store.samples import another, shown
from tests.store.test_tekun import scattered


@pytest.mark.rule("JZ-13", "JZ-14", "JZ-15")
def test_the_lists_of_care_follow_the_cases_and_forget_who_is_supported_no_more(
    store: Store,
) -> None:
    case = scattered(1, agreed=True)
    with store.write() as session:
        project_case(session, shown(case.file, case.today))
    with store.read() as session:
        [one] = people.care_people(session, "jiaozuo")
        assert people.care_people(session, "jiaozuo", township="jz-first") == ()
    assert one.signed_on(case.today) and one.visitor == "乙" and one.band == "partial"
    assert one.next_visit == case.today + timedelta(days=30)
    case.do("offer_centralised", Role.REVIEWER, agrees=True, opinion="愿意")
    moved = {"manner": "centralised", "institution": "示例敬老院"}
    case.do("place_person", Role.REVIEWER, **moved)
    with store.write() as session:
        project_case(session, shown(case.file, case.today))
    with store.read() as session:
        [one] = people.care_people(session, "jiaozuo")
        assert institutions.unregistered(session, "jiaozuo") == (("示例敬老院", 1),)
    assert (one.manner, one.offer, one.agreed_until) == ("centralised", "agreed", None)
    case.file = case.file.having(entitlements=(), version=case.file.version + 1)
    with store.write() as session:
        project_case(session, shown(case.file, case.today))
    with store.read() as session:
        assert people.care_people(session, "jiaozuo") == ()


@pytest.mark.rule("JZ-13", "JZ-16")
def test_inspections_stand_with_the_institution_and_what_was_wrong_is_put_right_once(
    store: Store,
) -> None:
    at = {"place": "jiaozuo", "code": "JG0001"}
    found = {"on": START, "by": "a", "result": "mend", "finding": "夜间无人值班", "due": START}
    with pytest.raises(CaseRefusal, match="尚未登记"), store.write() as session:
        institutions.inspect(session, **at, **found)
    row = {"name": "示例敬老院", "level": "市级标准", "beds": 40, "on": START, "by": "a"}
    with store.write() as session:
        institutions.put_institution(session, InstitutionRow(**at, **row))
        assert institutions.inspect(session, **at, **found) == 1
        good = {**found, "result": "good", "due": None}
        assert institutions.inspect(session, **at, **good) == 2
        institutions.put_institution(session, InstitutionRow(**at, **{**row, "beds": 50}))
    mending = {"on": START, "by": "a", "mending": "已安排值班"}
    with store.write() as session:
        institutions.mend(session, **at, seq=1, **mending)
    for seq in (1, 2, 3):
        with pytest.raises(CaseRefusal, match="没有待整改"), store.write() as session:
            institutions.mend(session, **at, seq=seq, **mending)
    with store.read() as session:
        [one] = institutions.institutions(session, "jiaozuo")
    assert one.row.beds == 50 and [i.seq for i in one.inspections] == [2, 1]
    assert one.inspections[1].mended_on == START


@pytest.mark.rule("YC-04")
def test_plans_name_households_that_draw_aid_and_cases_of_the_same_people_are_one(
    store: Store,
) -> None:
    first = Walk(another(1)).ready_to_decide().confirmed()
    second = Walk(first.file.having(case_no="JZ2026000077"))
    stranger = Walk(another(3)).ready_to_decide().confirmed()
    with store.write() as session:
        for walk in (first, second, stranger):
            project_case(session, shown(walk.file, first.today))
    one, two, three = (w.file.case_no for w in (first, second, stranger))
    day = first.today
    plan = {
        "place": "jiaozuo",
        "title": "春节走访",
        "since": day,
        "until": day,
        "on": day,
        "by": "a",
    }
    with pytest.raises(CaseRefusal, match="JZ2026999999"), store.write() as session:
        plans.register_plan(session, unit="hr", cases=[one, "JZ2026999999"], **plan)
    with store.write() as session:
        assert plans.register_plan(session, unit="hr", cases=[one, one], **plan) == 1
        assert plans.register_plan(session, unit="hr", cases=[three], **plan) == 2
        assert plans.register_plan(session, unit="housing", cases=[two], **plan) == 1
    with store.read() as session:
        every = plans.planned(session, "jiaozuo")
        home = plans.homes(session, plans.drawing(session, "jiaozuo"))
    assert home[one] == home[two] != home[three]
    [double] = doubles(every, home)
    assert double.units == ("housing", "hr")
    with store.write() as session:
        visit = {"place": "jiaozuo", "unit": "hr", "on": day, "finding": "已走访"}
        plans.record_visit(session, number=1, case_no=one, **visit)
    with pytest.raises(CaseRefusal, match="不在本单位"), store.write() as session:
        plans.record_visit(session, number=1, case_no=three, **visit)
    with store.read() as session:
        done = {p.case_no: p.done_on for p in plans.planned(session, "jiaozuo", "hr")}
    assert done == {one: day, three: None}
