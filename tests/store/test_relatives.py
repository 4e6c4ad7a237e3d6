"""The register of relatives in the tables: kept sealed, compared by digest, told once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from domain.identity import synthetic_id
from domain.relatives import Signal
from store import relatives
from store.engine import Store
from store.projection import project_case
from store.relatives import Entry, Found, Person
from tests.store.samples import NOW, another, shown

BROTHER = synthetic_id(date(1950, 1, 1), 7)
"""The number of the applicant of `another(7)`."""
DAY = date(2026, 11, 23)


def entry(*people: Person, account: str = "jz.reviewer", **changes: object) -> Entry:
    official = Person(name="李工作", id_no=synthetic_id(date(1970, 2, 2), 501))
    values = {
        "place": "jiaozuo",
        "township": "jz-wangdian",
        "kind": "handler",
        "account": account,
        "title": "王店镇审核员",
        "person": official,
        "relatives": people,
        **changes,
    }
    return Entry.model_validate(values)


def put_in(store: Store, one: Entry, by: str = "jz-wangdian.reviewer", on: date = DAY) -> str:
    with store.write() as session:
        return relatives.register(session, one, by=by, on=on, at=NOW)


def open_matches(store: Store, **which: str) -> tuple[Found, ...]:
    with store.read() as session:
        return relatives.untold(session, **which)


@pytest.mark.rule("JZ-50")
def test_an_applicant_is_found_whichever_of_the_two_came_first(store: Store) -> None:
    with store.write() as session:
        project_case(session, shown(another(7)))
    assert open_matches(store) == ()
    put_in(store, entry(Person(kinship="sibling", name="张一一", id_no=BROTHER)))
    [found] = open_matches(store)
    assert (found.case_no, found.match.member, found.match.signal) == (
        "JZ2026000007", "m1", Signal.ID_NUMBER,
    )  # fmt: skip
    assert (found.match.who.kinship, found.match.who.account) == ("sibling", "jz.reviewer")
    with store.write() as session:
        project_case(session, shown(another(8)))
        eighth = another(8).household.applicant.id_no
    put_in(
        store,
        entry(Person(kinship="parent", name="张一一", id_no=eighth), account="other",
              person=Person(name="赵工作", id_no=synthetic_id(date(1971, 2, 2), 502))),
    )  # fmt: skip
    assert {f.case_no for f in open_matches(store)} == {"JZ2026000007", "JZ2026000008"}


def test_a_match_dealt_with_does_not_come_back(store: Store) -> None:
    put_in(store, entry(Person(kinship="sibling", name="张一一", id_no=BROTHER)))
    with store.write() as session:
        project_case(session, shown(another(7)))
    [found] = open_matches(store)
    with store.write() as session:
        relatives.mark(session, found, "told", NOW)
    assert open_matches(store) == ()
    put_in(store, entry(Person(kinship="sibling", name="张一一", id_no=BROTHER)))
    assert open_matches(store) == ()


def test_officials_of_another_place_and_those_who_left_match_nobody(store: Store) -> None:
    with store.write() as session:
        project_case(session, shown(another(7)))
    kin = Person(kinship="sibling", name="张一一", id_no=BROTHER)
    put_in(store, entry(kin, place="tongren", township="tr-first"))
    assert open_matches(store) == ()
    official = put_in(store, entry(kin))
    assert open_matches(store, place="jiaozuo")
    with store.write() as session:
        assert relatives.leave_office(session, official)
    assert open_matches(store) == ()


def test_a_shared_card_is_a_lead_and_a_number_leaves_none_beside_it(store: Store) -> None:
    file = another(7)
    with store.write() as session:
        project_case(session, shown(file))
    account = file.household.account
    assert account is not None
    put_in(store, entry(Person(kinship="spouse", name="钱", id_no=synthetic_id(date(1972, 3, 3), 9),
                               bank_account=account.number)))  # fmt: skip
    [lead] = open_matches(store)
    assert lead.match.signal is Signal.ACCOUNT and not lead.match.certain
    put_in(store, entry(Person(kinship="sibling", name="张一一", id_no=BROTHER,
                               bank_account=account.number)))  # fmt: skip
    assert [f.match.signal for f in open_matches(store)] == [Signal.ID_NUMBER]


def test_nothing_of_the_register_stands_in_clear(store: Store) -> None:
    put_in(
        store,
        entry(Person(kinship="sibling", name="张一一", id_no=BROTHER, address="王店村3组12号")),
    )
    with store.read() as session:
        for table in ("relatives_register", "register_traces"):
            rows = session.connection().execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            assert rows
            for secret in ("张一一", "李工作", BROTHER, "王店村", "审核员"):
                assert secret not in repr(rows)


@pytest.mark.rule("JZ-49")
def test_each_entry_says_who_went_through_it_and_when(store: Store) -> None:
    official = put_in(store, entry(), by="jz-wangdian.reviewer")
    with store.write() as session:
        assert relatives.checked(session, official, by="jz.county_reviewer", on=date(2027, 1, 5))
        assert not relatives.checked(session, "nobody", by="x", on=DAY)
    with store.read() as session:
        [[row]] = relatives.entries(session, "jiaozuo")
    assert (row.checked_by, row.checked_on) == ("jz.county_reviewer", date(2027, 1, 5))


def test_a_family_that_moved_on_is_still_found_years_later(store: Store) -> None:
    """Traces of those who left the household, and of closed cases, stay."""
    file = another(7)
    with store.write() as session:
        project_case(session, shown(file))
        fewer = file.household.model_copy(update={"members": file.household.members[:1]})
        project_case(session, shown(file.having(household=fewer, version=file.version + 1)))
    gone = file.household.members[1].id_no
    put_in(store, entry(Person(kinship="child", name="张二2", id_no=gone)))
    assert [f.match.member for f in open_matches(store)] == ["m2"]
