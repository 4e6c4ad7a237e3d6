"""Numbers and claims are given out once, whoever asks, however often, at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.identity import synthetic_id
from domain.window.requests import Claim
from store import intake
from store.engine import Store
from store.intake import Duplicate, SamePersonTwice, take_in
from store.tables import ClaimRow
from tests.store.samples import NOW

ONE, TWO, THREE = (synthetic_id(date(1970, 1, 1), n) for n in (1, 2, 3))
DAY = date(2026, 11, 23)


def _ask(
    store: Store, key: str, *ids: str, claims: tuple[Claim, ...], abbr: str = "jz", on: date = DAY
) -> tuple[str, ...]:
    persons = [(f"m{n}", number) for n, number in enumerate(ids, 1)]
    with store.write() as session:
        return take_in(
            session,
            key=key,
            abbr=abbr,
            place="jiaozuo",
            on=on,
            asked=[(claim, persons) for claim in claims],
        )


def _take(store: Store, key: str, *ids: str, abbr: str = "jz", on: date = DAY) -> str:
    [case_no] = _ask(store, key, *ids, claims=(Claim(),), abbr=abbr, on=on)
    return case_no


def test_numbers_run_by_place_and_year(store: Store) -> None:
    assert _take(store, "a", ONE) == "JZ2026000001"
    assert _take(store, "b", TWO) == "JZ2026000002"
    assert _take(store, "c", THREE, abbr="tr") == "TR2026000001"
    assert _take(store, "d", on=date(2027, 1, 4)) == "JZ2027000001"


def test_the_same_application_sent_again_gets_the_same_number(store: Store) -> None:
    assert _take(store, "a", ONE) == _take(store, "a", ONE)
    assert _take(store, "b", TWO) == "JZ2026000002"


def test_a_person_in_a_living_case_is_refused_with_that_cases_number(store: Store) -> None:
    first = _take(store, "a", ONE)
    with pytest.raises(Duplicate) as refused:
        _take(store, "b", TWO, ONE.lower().replace("x", "X"))
    assert (refused.value.case_no, refused.value.member_key) == (first, "m2")
    assert ONE not in str(refused.value)


def test_a_refused_application_leaves_no_gap_and_no_claim(store: Store) -> None:
    _take(store, "a", ONE)
    with pytest.raises(Duplicate):
        _take(store, "b", TWO, ONE)
    assert _take(store, "c", TWO) == "JZ2026000002"


def test_a_person_is_claimed_across_places(store: Store) -> None:
    first = _take(store, "a", ONE)
    with pytest.raises(Duplicate, match=first):
        _take(store, "b", ONE, abbr="tr")


def test_the_same_person_twice_in_one_application_is_refused(store: Store) -> None:
    with pytest.raises(SamePersonTwice) as refused:
        _take(store, "a", ONE, TWO, f" {ONE} ")
    assert refused.value.members == ("m1", "m3")


def test_of_applications_at_the_same_moment_one_gets_the_person(store: Store) -> None:
    def attempt(n: int) -> str:
        try:
            return _take(store, f"k{n}", ONE, TWO) if n % 2 else _take(store, f"k{n}", TWO, ONE)
        except Duplicate as refused:
            return refused.case_no

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(attempt, range(16)))
    assert answers == {"JZ2026000001"}
    with store.read() as session:
        assert {row.case_no for row in session.exec(select(ClaimRow))} == answers


def test_the_same_application_at_the_same_moment_is_one(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: _take(store, "a", ONE), range(16))) == {"JZ2026000001"}


def test_many_at_once_get_every_number_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda n: _take(store, f"k{n}"), range(40)))
    assert sorted(given) == [f"JZ2026{n:06d}" for n in range(1, 41)]


def test_no_id_number_stands_in_the_tables(store: Store) -> None:
    _take(store, "a", ONE)
    with store.read() as session:
        [claim] = session.exec(select(ClaimRow))
        assert ONE not in repr(claim.model_dump())
        assert intake.case_of_person(session, ONE) == "JZ2026000001"
        assert intake.case_of_person(session, TWO) is None


def test_an_application_whose_case_never_started_is_found_and_can_be_given_up(
    store: Store,
) -> None:
    case_no = _take(store, "a", ONE)
    with store.write() as session:
        assert intake.unstarted(session, NOW - timedelta(days=900)) == ()
        [lost] = intake.unstarted(session, NOW + timedelta(days=90000))
        assert (lost.key, lost.case_no) == ("a", case_no)
        intake.give_up(session, case_no)
    assert _take(store, "b", ONE) == "JZ2026000002"


HELP = Claim(name="emergency", group="temporary")
EDGE = Claim(name="edge")
SINGLE = Claim(name="single", group="single", excludes=("dibao", "tekun"))
DIBAO = Claim(excludes=("single",))


@pytest.mark.rule("ZH-02", "TR-24")
def test_one_request_opens_a_case_for_each_programme_and_its_key_gives_the_same(
    store: Store,
) -> None:
    both = _ask(store, "a", ONE, TWO, claims=(DIBAO, HELP))
    assert both == ("JZ2026000001", "JZ2026000002")
    assert _ask(store, "a", ONE, TWO, claims=(DIBAO, HELP)) == both
    with store.read() as session:
        assert intake.cases_of_person(session, TWO) == {"dibao": both[0], "emergency": both[1]}


@pytest.mark.rule("JZ-19")
def test_temporary_aid_runs_beside_an_application_but_only_once(store: Store) -> None:
    _take(store, "a", ONE)
    _ask(store, "b", ONE, claims=(HELP,))
    with pytest.raises(Duplicate) as refused:
        _ask(store, "c", ONE, claims=(Claim(name="expenditure", group="temporary"),))
    assert (refused.value.asked, refused.value.holds) == ("expenditure", "emergency")


def test_a_person_of_an_edge_family_may_be_alone_in_dibao_and_nobody_else(store: Store) -> None:
    _ask(store, "a", ONE, TWO, claims=(EDGE,))
    _ask(store, "b", ONE, claims=(SINGLE,))
    _ask(store, "c", THREE, claims=(DIBAO,))
    with pytest.raises(Duplicate):
        _ask(store, "d", THREE, claims=(SINGLE,))
    with store.write() as session:
        intake.release_claims(session, "JZ2026000001")
    with pytest.raises(Duplicate):
        _ask(store, "e", ONE, claims=(DIBAO,))


def test_a_request_refused_for_one_programme_leaves_nothing_of_the_others(store: Store) -> None:
    _take(store, "a", ONE)
    with pytest.raises(Duplicate):
        _ask(store, "b", ONE, claims=(HELP, EDGE))
    with store.read() as session:
        assert list(intake.cases_of_person(session, ONE)) == ["dibao"]
    assert _take(store, "c", TWO) == "JZ2026000002"


def test_of_two_programmes_that_exclude_each_other_one_is_taken_at_the_same_moment(
    store: Store,
) -> None:
    def attempt(n: int) -> str:
        try:
            claim, abbr = (DIBAO, "jz") if n % 2 else (SINGLE, "tr")
            return _ask(store, f"k{n}", ONE, claims=(claim,), abbr=abbr)[0]
        except Duplicate as refused:
            return refused.case_no

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(attempt, range(16)))) == 1
