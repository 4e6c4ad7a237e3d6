"""Every item is served from the county's files, over each route, and misbehaves to order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from activities.exchange import Nonsense, vetted
from activities.exchange_files import FileRoute, make_batches
from domain.case.file import CaseFile
from domain.case.ordering import check_order
from domain.check.abouts import ABOUT_ZH
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Kind
from domain.check.demand import facts_of_items, names_of
from domain.check.leads import leads_from
from domain.check.progress import asked, opened, question
from runtime import packs
from sandbox.county import FIRST_DAY, Family, Story, county
from sandbox.county.files import ITEMS
from sandbox.departments import Departments
from sandbox.departments_files import Spoil, fill_in, reply_to_letter
from sandbox.faults import FaultKind, spoiled
from tests.people import Walk, application, signed_by_each

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
OFFICES = Departments()
HONEST = (Story.PLAIN, Story.OVER_INCOME, Story.OBJECTION, Story.AGENT)


def case_of(family: Family) -> CaseFile:
    home, on = family.application.household, family.application.applied_on
    file = application(family.place).having(
        township=family.application.township,
        applied_on=on,
        latest=on,
        household=home,
        declared=home,
        authorisations=signed_by_each(home, on),
    )
    return Walk(file).accepted().file.having(checks=1)


def queries_of(family: Family) -> list[DepartmentQuery]:
    file = case_of(family)
    check = opened(check_order(file, file.latest))
    found = []
    for part in check.departments:
        put = question(asked(check, part.department, file.latest), part.department, file.latest)
        assert put is not None
        found.append(put)
    return found


def answers_to(family: Family) -> list[Answer]:
    return [OFFICES.answer(query) for query in queries_of(family)]


@pytest.mark.parametrize("place", PLACES)
def test_who_hid_nothing_is_confirmed_by_every_department(place: str) -> None:
    families = [f for f in county().of(place) if f.story in HONEST]
    assert len(families) > 5
    for family in families:
        law = case_of(family).law
        answers = answers_to(family)
        for query, answer in zip(queries_of(family), answers, strict=True):
            assert vetted(query, DepartmentReply(answer=answer)).answer == answer
        home = family.application.household
        assert leads_from(home, answers, facts_of_items(law), names_of(law)) == ()
        found = [r for a in answers for r in a.records if r.kind is Kind.FOUND]
        assert found and all(r.about in ABOUT_ZH for r in found)


def test_every_item_of_the_register_has_something_behind_it() -> None:
    law = packs.snapshot("yicheng", FIRST_DAY, ("check.catalogue",), production=False)
    catalogue = law.table("check.catalogue")
    asked_of_people = {c for c, row in catalogue.items() if row["about"]}  # type: ignore[index,call-overload]
    assert asked_of_people - {"CHK-80"} <= set(ITEMS)


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_car_is_one_lead_and_an_old_job_another(place: str) -> None:
    for story, about in ((Story.HIDDEN_CAR, "vehicle"), (Story.CONTESTED_FINDING, "wage")):
        family = next(f for f in county().of(place) if f.story is story)
        leads = leads_from(family.application.household, answers_to(family))
        assert about in {lead.about for lead in leads}


def test_a_department_that_denies_what_another_says_makes_a_contradiction() -> None:
    family = next(
        f for f in county().of("tongren")
        if f.story is Story.PLAIN and any(a.kind == "house" for a in f.application.household.assets)
    )  # fmt: skip
    answers = [
        Answer.model_validate_json(spoiled(FaultKind.DENIES, a))
        if a.department == "housing" else a
        for a in answers_to(family)
    ]  # fmt: skip
    law = case_of(family).law
    home = family.application.household
    leads = leads_from(home, answers, facts_of_items(law), names_of(law))
    assert {lead.about for lead in leads} == {"contradiction"}
    assert "住房和城乡建设局答复无" in leads[0].text


def test_one_institution_of_the_coordinator_may_be_silent() -> None:
    family = next(f for f in county().of("tongren") if f.story is Story.PLAIN)
    query = next(q for q in queries_of(family) if q.department == "finance")
    body = spoiled(FaultKind.SILENT_INSTITUTION, OFFICES.answer(query))
    answer = vetted(query, DepartmentReply(answer=Answer.model_validate_json(body))).answer
    assert answer is not None and answer.silent == query.institutions[-1:]


@pytest.mark.parametrize("spoil", [None, *Spoil])
async def test_a_department_without_an_interface_fills_in_the_workbook(
    tmp_path: Path, spoil: Spoil | None
) -> None:
    family = next(f for f in county().of("hanbin") if f.story is Story.PLAIN)
    query = next(q for q in queries_of(family) if q.department == "housing")
    assert await FileRoute(tmp_path).ask(query) == DepartmentReply()
    assert make_batches(tmp_path, query.asked_on, lambda _: {})
    [_] = fill_in(OFFICES, tmp_path, spoil)
    if spoil is Spoil.MISSING:
        with pytest.raises(Nonsense, match="1 missing"):
            await FileRoute(tmp_path).ask(query)
        return
    answer = (await FileRoute(tmp_path).ask(query)).answer
    assert answer is not None and answer.route == "file"
    over_http = OFFICES.answer(query)
    assert sorted(answer.records, key=str) == sorted(over_http.records, key=str)
    assert fill_in(OFFICES, tmp_path) == []


def test_a_letter_is_answered_from_the_same_files() -> None:
    family = next(f for f in county().of("zhanhe") if f.story is Story.PLAIN)
    query = queries_of(family)[0]
    assert reply_to_letter(OFFICES, query) == OFFICES.answer(query).records


def test_a_day_later_the_answers_bear_the_later_day() -> None:
    family = next(f for f in county().of("zhanhe") if f.story is Story.PLAIN)
    query = queries_of(family)[0]
    later = query.model_copy(update={"asked_on": query.asked_on + timedelta(days=1)})
    assert OFFICES.answer(later).on == later.asked_on
