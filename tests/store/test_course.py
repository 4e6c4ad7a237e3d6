"""The figures of a county from its tables, a case at a time."""

from __future__ import annotations

from datetime import timedelta

from domain.course.figures import figures
from domain.course.holders import Holder
from runtime.holidays import library
from store.course import courses
from store.engine import Store
from store.tables import Obligation
from tests.people import Walk
from tests.store.samples import another
from tests.store.test_oversight import put_in


def test_the_tables_give_each_application_with_its_record_and_its_first_payment(
    store: Store,
) -> None:
    done = Walk(another(1)).ready_to_decide().confirmed()
    waiting = Walk(another(2)).accepted()
    put_in(store, done)
    put_in(store, waiting)
    first, paid = done.file.applied_on, done.today + timedelta(20)
    with store.write() as session:
        session.add(
            Obligation(
                id="o-1", case_no=done.file.case_no, programme="dibao", purpose="monthly",
                month=paid.replace(day=1), place="jiaozuo", township=done.file.township, run="r",
                fen=100, central_fen=100, provincial_fen=0, city_fen=0, local_fen=0, cause="x",
                state="paid", paid_on=paid,
            )
        )  # fmt: skip
    with store.read() as session:
        found = list(courses(session, "jiaozuo", first, first + timedelta(60)))
        assert list(courses(session, "hanbin", first, first + timedelta(60))) == []
        assert list(courses(session, "jiaozuo", first - timedelta(9), first - timedelta(1))) == []
    by = {course.case_no: course for course in found}
    assert set(by) == {done.file.case_no, waiting.file.case_no}
    one = by[done.file.case_no]
    assert [line.act for line in one.lines] == [e.act for e in done.file.journal]
    assert (one.owed, one.paid_on, one.granted) == (True, paid, True)
    assert by[waiting.file.case_no].owed is False
    counted = figures(found, library(), paid)
    assert (counted.cases, counted.settled) == (2, 1)
    [line] = [x for x in counted.ledger if x.case_no == one.case_no]
    assert line.total == library().working_days_between(first, paid)
    assert line.days[Holder.CYCLE] > 0
