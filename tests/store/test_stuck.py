"""What the tables list as standing still: late acts, unpaid households, steps tried again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from domain.calendar import months_after
from domain.stuck import Stuck, StuckKind, in_order
from store import stuck
from store.engine import Store
from store.projection import project_case
from store.tables import CaseRow
from store.tables.pay import Obligation, PayRunRow
from tests.people import Walk
from tests.store.samples import another, shown

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)


def test_an_act_is_listed_the_day_after_its_last_day_and_not_before(store: Store) -> None:
    walk = Walk(another(1)).accepted()
    with store.write() as session:
        project_case(session, shown(walk.file, walk.today))
    [survey] = [t for t in shown(walk.file, walk.today).tasks if t.act == "record_survey"]
    assert survey.due is not None
    with store.read() as session:
        assert not stuck.late_acts(session, survey.due, place="jiaozuo")
        late = stuck.late_acts(session, survey.due + timedelta(days=1), place="jiaozuo")
        assert stuck.late_acts(session, survey.due + timedelta(days=1), place="zhanhe") == ()
    [one] = [s for s in late if s.cause == "record_survey"]
    assert (one.kind, one.subject, one.whose) == (StuckKind.ACT, walk.file.case_no, "入户调查员")


def run(month: date, due: date) -> PayRunRow:
    return PayRunRow(
        run=f"jiaozuo/dibao/{month:%Y-%m}", place="jiaozuo", programmes="dibao", month=month,
        stage="transfer", version=1, credit_due=due, frozen_on=date(2027, 1, 31),
        updated_at=NOW, waiting="",
    )  # fmt: skip


def line(walk: Walk, month: date, state: str) -> Obligation:
    case_no = walk.file.case_no
    return Obligation(
        id=f"{case_no}/{month:%Y-%m}", case_no=case_no, programme="dibao", month=month,
        purpose="regular", place="jiaozuo", township="jz-wangdian",
        run=f"jiaozuo/dibao/{month:%Y-%m}", fen=100, central_fen=100, provincial_fen=0, city_fen=0,
        local_fen=0, cause="x", state=state,
    )  # fmt: skip


@pytest.mark.parametrize(("state", "listed"), [("sent", 2), ("returned", 2), ("paid", 1)])
def test_a_granted_household_that_is_not_paid_in_time_is_named_on_a_list_or_not(
    store: Store, state: str, listed: int
) -> None:
    on_it, left_out = (Walk(another(n)).ready_to_decide().confirmed() for n in (1, 2))
    month = on_it.file.entitlements[0].first
    due = month.replace(day=10)
    with store.write() as session:
        for walk in (on_it, left_out):
            project_case(session, shown(walk.file, walk.today))
        session.add(run(month, due))
        session.add(line(on_it, month, state))
    with store.read() as session:
        assert stuck.unpaid(session, due, place="jiaozuo") == (), "its last day is in time"
        found = stuck.unpaid(session, due + timedelta(days=1), place="jiaozuo")
        assert stuck.unpaid(session, due + timedelta(days=1), township="jz-first") == ()
    assert len(found) == listed
    words = {s.subject: s.zh for s in found}
    assert "未列入发放名单" in words[left_out.file.case_no]
    assert {s.kind for s in found} == {StuckKind.UNPAID}


def test_a_person_in_tekun_aid_who_stands_on_no_list_is_named_as_well(store: Store) -> None:
    """They are paid in the run of 低保: one list for both."""
    walk = Walk(another(3)).ready_to_decide().confirmed()
    month = walk.file.entitlements[0].first
    with store.write() as session:
        project_case(session, shown(walk.file, walk.today))
        session.exec(update(CaseRow).values(programme="tekun"))
        session.add(run(month, month.replace(day=10)))
    with store.read() as session:
        [one] = stuck.unpaid(session, month.replace(day=11), place="jiaozuo")
    assert (one.subject, "未列入发放名单" in one.zh) == (walk.file.case_no, True)


def test_a_month_whose_list_nobody_began_is_named_the_day_after_it_was_due(store: Store) -> None:
    """Its schedule was paused or lost: nobody is on a list, so no list could tell that they are unpaid."""
    first, second = (Walk(another(n)).ready_to_decide().confirmed() for n in (1, 2))
    month = first.file.entitlements[0].first
    later = months_after(month, 1)
    with store.write() as session:
        for walk in (first, second):
            project_case(session, shown(walk.file, walk.today))

    def named(today: date, **of: str) -> list[tuple[str, str]]:
        with store.read() as session:
            return [(s.subject, s.zh) for s in stuck.unpaid(session, today, **of)]

    assert named(month) == [], "the list is made on its first day at the latest"
    [(subject, zh)] = named(month + timedelta(days=1), place="jiaozuo")
    assert subject == f"jiaozuo/dibao/{month:%Y-%m}" and "2户" in zh
    assert named(month + timedelta(days=1), place="zhanhe") == []
    assert named(month + timedelta(days=1), township="jz-first") == []
    with store.write() as session:
        session.add(run(month, month.replace(day=10)))
        session.add(line(first, month, "paid"))
        session.add(line(second, month, "paid"))
    assert named(later) == []
    assert [s for s, _ in named(later + timedelta(days=1))] == [f"jiaozuo/dibao/{later:%Y-%m}"]
    [_, two] = named(months_after(later, 1) + timedelta(days=1))
    assert two[0] == f"jiaozuo/dibao/{months_after(later, 1):%Y-%m}", "each month that was left out"


def test_a_step_stands_on_the_list_from_its_first_failure_until_it_works(store: Store) -> None:
    at = {"subject": "pay/jiaozuo/dibao/2027-01", "step": "deliver_batch"}
    with store.write() as session:
        stuck.tried_again(session, **at, since=NOW, at=NOW, tries=2, cause="")
        later = NOW + timedelta(minutes=9)
        stuck.tried_again(session, **at, since=later, at=later, tries=3, cause="BankDown")
    with store.read() as session:
        [one] = stuck.struggling(session, later)
    assert (one.since, one.tries, one.cause, one.place) == (NOW, 3, "BankDown", "jiaozuo")
    with store.write() as session:
        stuck.worked(session, at["subject"], at["step"])
        assert stuck.struggling(session, later) == ()
        stuck.tried_again(session, **at, since=NOW, at=NOW, tries=2, cause="")
        stuck.forget(session, NOW + stuck.FORGOTTEN + timedelta(seconds=1))
        assert stuck.struggling(session, NOW) == (), "nobody tries it any more"


def test_the_probe_writes_nothing_and_fails_where_nothing_can_be_written(store: Store) -> None:
    with store.write() as session:
        stuck.probe(session)
    if store.engine.url.get_backend_name() != "sqlite":
        with pytest.raises(DBAPIError), store.write() as session:
            session.connection().exec_driver_sql("SET TRANSACTION READ ONLY")
            stuck.probe(session)
        return
    with pytest.raises(DBAPIError), store.read() as session:
        session.connection().exec_driver_sql("PRAGMA query_only = ON")
        try:
            stuck.probe(session)
        finally:
            session.connection().exec_driver_sql("PRAGMA query_only = OFF")


def test_what_holds_up_everybody_comes_first_and_then_the_oldest() -> None:
    def one(kind: StuckKind, hours: int) -> Stuck:
        since = NOW - timedelta(hours=hours)
        return Stuck(kind=kind, subject=f"{kind}{hours}", zh="x", whose="y", since=since)

    found = (one(StuckKind.ACT, 9), one(StuckKind.UNPAID, 99), one(StuckKind.WORKFLOW, 1),
             one(StuckKind.SYSTEM, 0), one(StuckKind.STEP, 5))  # fmt: skip
    assert [s.kind.value for s in in_order(found)] == [
        "system",
        "workflow",
        "step",
        "unpaid",
        "act",
    ]


def test_what_was_to_be_written_does_not_stand_in_the_error_of_its_failure(store: Store) -> None:
    """Errors are logged; a row's values are a household's."""
    with pytest.raises(DBAPIError) as failed, store.write() as session:
        session.connection().execute(text("SELECT * FROM nowhere WHERE name = :name"),
                                     {"name": "张一一"})  # fmt: skip
    assert "张一一" not in str(failed.value)
