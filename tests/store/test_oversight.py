"""Whose decisions they were, and how many days they took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.lifecycle import Role
from store import oversight
from store.engine import Store
from store.projection import project_case
from tests.people import Walk
from tests.store.samples import another, shown


def put_in(store: Store, walk: Walk) -> None:
    with store.write() as session:
        project_case(session, shown(walk.file, walk.today))


@pytest.mark.rule("JZ-22")
def test_each_leaders_decisions_are_counted(store: Store) -> None:
    walks = [Walk(another(n)).ready_to_decide().confirmed() for n in (1, 2)]
    for walk in walks:
        put_in(store, walk)
    with store.read() as session:
        [found] = oversight.by_leader(session, "jiaozuo")
    assert found.leader == walks[0].who(Role.TOWNSHIP_LEADER).id
    assert found.decisions == {"confirm": 2}
    assert found.first == found.last == walks[0].today


@pytest.mark.rule("JZ-04")
@pytest.mark.rule("JZ-58")
def test_days_are_measured_and_what_is_beyond_its_limit_is_listed(store: Store) -> None:
    done = Walk(another(1)).ready_to_decide().confirmed()
    waiting = Walk(another(2)).accepted()
    put_in(store, done)
    put_in(store, waiting)
    [due] = {t.due for t in shown(waiting.file, waiting.today).tasks if t.act == "record_survey"}
    assert due is not None
    with store.read() as session:
        every = oversight.days_used(session, "jiaozuo", due, late=False)
        assert oversight.days_used(session, "jiaozuo", due, late=True) == ()
        [late] = oversight.days_used(session, "jiaozuo", due + timedelta(1), late=True)
    by = {row.case_no: row for row in every}
    assert by[done.file.case_no].days == (done.today - done.file.applied_on).days
    assert late.case_no == waiting.file.case_no and late.decided_on is None
