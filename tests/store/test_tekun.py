"""The coverage of care agreements in the figures of a place (JZ-14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case.lifecycle import Role
from domain.identity import synthetic_id
from store import board
from store.cases import CaseFilter, TaskFilter, list_cases, list_tasks
from store.engine import Store
from store.projection import project_case
from tests.store.samples import shown
from tests.tekun import TekunWalk, alone, tekun_application


def scattered(number: int, agreed: bool, born: date = date(1948, 3, 2)) -> TekunWalk:
    home = alone(id_no=synthetic_id(born, 1 + number % 990))
    file = tekun_application("jiaozuo", home).having(case_no=f"JZ2026{number:06d}")
    case = TekunWalk(file).supported()
    case.do("place_person", Role.REVIEWER, manner="scattered", visitor="乙", visit_days=30)
    if agreed:
        fields = {"number": "协议1号", "carer": "丙", "since": case.today}
        until = case.today + timedelta(days=300)
        case.do("sign_care_agreement", Role.COUNTY_REVIEWER, until=until, **fields)
    return case


@pytest.mark.rule("JZ-14")
def test_the_county_sees_how_many_have_an_agreement_and_who_has_none(store: Store) -> None:
    cases = [scattered(n, agreed=n < 3) for n in range(1, 5)]
    with store.write() as session:
        for case in cases:
            project_case(session, shown(case.file, case.today))
    with store.read() as session:
        found = board.report(session, "jiaozuo")
        without = list_cases(session, CaseFilter(place="jiaozuo", flag="care_unsigned"))
        todo = list_tasks(session, TaskFilter(place="jiaozuo", roles=(Role.COUNTY_REVIEWER.value,)))
    assert (found.scattered, found.agreements) == (4, 2)
    assert {row.case_no for row in without.rows} == {"JZ2026000003", "JZ2026000004"}
    unsigned = {t.case_no for t in todo.rows if t.act == "sign_care_agreement"}
    assert unsigned == {"JZ2026000003", "JZ2026000004"}
