"""What the tables know about help given once: by person, by township, by application."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.hardship import Known
from domain.programme import Programme
from store import intake, once
from store.by_programme import by_programme
from store.engine import Store
from store.projection import project_case
from store.tables import OnceAidRow
from tests.helping import Helping, asks_help
from tests.people import Walk, application
from tests.store.samples import another, shown


def known_of(store: Store, file: CaseFile, on: date, linked: str = "") -> Known:
    with store.read() as session:
        return once.known(
            session,
            case_no=file.case_no,
            place=file.place,
            township=file.township,
            id_nos=[m.id_no for m in file.household.counted],
            linked_case=linked,
            on=on,
        )


def helped(number: int, programme: Programme = Programme.EMERGENCY) -> Helping:
    """A case of other people, brought to the first help."""
    people = another(number)
    file = asks_help(programme, home=people.household).having(case_no=people.case_no)
    walk = Helping(file).registered().accepted().decided().handed_over()
    assert isinstance(walk, Helping)
    return walk


def project(store: Store, file: CaseFile, today: date | None = None) -> None:
    with store.write() as session:
        project_case(session, shown(file, today))


@pytest.mark.rule("LS-15")
def test_help_given_once_is_known_when_one_of_the_same_people_asks_again(store: Store) -> None:
    walk = helped(11, Programme.QUICK)
    project(store, walk.file)
    project(store, walk.file)
    assert walk.file.closed is not None  # the case holds its people no longer
    again = walk.file.having(case_no="JZ2026000099")
    [earlier] = known_of(store, again, walk.today).earlier
    assert walk.file.grant is not None
    assert (earlier.case_no, earlier.cause, earlier.on, earlier.fen) == (
        "JZ2026000011",
        "accident",
        walk.today,
        walk.file.grant.fen,
    )
    assert known_of(store, walk.file, walk.today).earlier == ()  # not of the case itself
    assert known_of(store, another(12), walk.today).earlier == ()
    with store.read() as session:
        rows = session.exec(select(OnceAidRow)).all()
    assert len(rows) == 2 and all(len(r.person) == 64 for r in rows)


def test_help_that_never_reached_the_family_is_not_held_against_it(store: Store) -> None:
    people = another(13)
    file = asks_help(Programme.QUICK, home=people.household).having(case_no=people.case_no)
    walk = Helping(file).registered().accepted().decided()
    project(store, walk.file)
    assert known_of(store, another(13).having(case_no="JZ2026000098"), walk.today).earlier
    walk.do("end_delivery", Role.REVIEWER, reason="申请人已经返回户籍地")
    project(store, walk.file)
    assert not known_of(store, another(13).having(case_no="JZ2026000098"), walk.today).earlier


@pytest.mark.rule("JZ-18")
def test_later_papers_count_against_the_township_once_they_are_past_their_day(
    store: Store,
) -> None:
    walk = helped(14)
    project(store, walk.file)
    due = next(t.due for t in shown(walk.file).tasks if t.act == "complete_papers")
    assert due is not None
    assert known_of(store, another(15), due).overdue_papers == 0
    late = due + timedelta(days=1)
    assert known_of(store, another(15), late).overdue_papers == 1
    elsewhere = another(15).having(township="jz-first")
    assert known_of(store, elsewhere, late).overdue_papers == 0
    walk.today = late
    walk.explained()
    project(store, walk.file)
    assert known_of(store, another(15), late).overdue_papers == 0


@pytest.mark.rule("JZ-19")
def test_a_linked_application_is_the_familys_own_and_undecided(store: Store) -> None:
    main = Walk(application())
    with store.write() as session:
        persons = [(m.key, m.id_no) for m in main.file.household.counted]
        intake.hold_claims(session, main.file.case_no, "jiaozuo", persons)
    project(store, main.file)
    own = main.file.having(case_no="JZ2026000097")
    assert known_of(store, own, main.today, main.file.case_no).linked is Programme.DIBAO
    assert known_of(store, another(16), main.today, main.file.case_no).linked is None
    main.living()
    project(store, main.file)
    found = known_of(store, own, main.today, main.file.case_no)
    assert found.linked is None and found.recognised == (Programme.DIBAO,)


def test_the_report_counts_programme_by_programme(store: Store) -> None:
    """A case counts once however many people are in it; what nobody applied for is left out."""
    one, two = helped(31, Programme.QUICK), helped(32, Programme.QUICK)
    for walk in (one, two):
        project(store, walk.file)
    waiting = another(33).having(programme=Programme.MEDICAL)
    project(store, waiting)
    with store.read() as session:
        quick, medical = by_programme(session, "jiaozuo")
        assert by_programme(session, "hanbin") == ()
    assert one.file.grant is not None
    assert (quick.programme, quick.applications, quick.granted, quick.once) == ("quick", 2, 2, 2)
    assert quick.once_fen == 2 * one.file.grant.fen
    assert (medical.programme, medical.applications, medical.granted, medical.once) == (
        "medical", 1, 0, 0,
    )  # fmt: skip
