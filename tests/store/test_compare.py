"""The roll, a department's list taken in parts, and what a death match keeps back of a payment."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from activities.registers import PART_ROWS
from documents.registers import HalfList, NoList, rows_of, write_register
from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.hits import Hit, HitState, Hold, Source, Watch
from domain.case.lifecycle import Stage
from domain.compare.alerts import Alert, by_cause
from domain.compare.matching import Doubt
from domain.compare.risks import Known, rules_of
from domain.compare.risks import risks as risks_of
from domain.compare.rows import read_row
from domain.identity import synthetic_id
from domain.programme import Programme
from store import freezing
from store.cases import TaskFilter, list_tasks
from store.compare import alerts, leads, province, risks, taking, telling
from store.compare.taking import Which
from store.engine import Store
from store.intake import person_index
from store.projection import project_case
from store.tables import CaseRow, CompareDoubt, CompareFault, CompareHit, HitRow, RollRow
from store.tables.pay import Obligation
from store.types import keyring_of
from tests.paying import MONTH, Month, household_in
from tests.people import Walk, application
from tests.store.samples import another, shown

ON = date(2026, 12, 1)
WHICH = Which("jiaozuo", "2026-12", "police.death")


def living(number: int) -> CaseFile:
    home = another(number).household
    people = tuple(m.model_copy(update={"name": f"张{number}{m.key}"}) for m in home.members)
    home = home.model_copy(update={"members": people})
    file = Walk(application()).living().file
    return file.having(case_no=f"JZ2026{number:06d}", household=home, declared=home)


def in_aid(store: Store, *numbers: int) -> list[CaseFile]:
    files = [living(number) for number in numbers]
    for file in files:
        with store.write() as session:
            project_case(session, shown(file))
    return files


def line(row: int, file: CaseFile, key: str = "m1", about: str = "death", *more: object) -> Any:
    member = file.household.member(key)
    assert member is not None
    return read_row(row, (member.name, member.id_no, None, about, *more), ON)


def take(store: Store, digest: str, *lines: Any) -> None:
    with store.write() as session:
        taking.begin(session, WHICH, digest)
        taking.take(session, WHICH, lines, ON)


def test_the_roll_holds_whom_a_living_case_gives_aid_to_and_nobody_else(store: Store) -> None:
    [file] = in_aid(store, 11)
    with store.read() as session:
        rows = session.exec(select(RollRow)).all()
        assert {r.member for r in rows} == {m.key for m in file.household.counted}
        assert all(len(r.person) == len(r.likeness) == 64 for r in rows)
    with store.write() as session:
        project_case(session, shown(file.having(stage=Stage.CLOSED, version=file.version + 1)))
    with store.read() as session:
        assert session.exec(select(RollRow)).all() == []


@pytest.mark.rule("JZ-03")
def test_a_list_is_taken_once_whatever_is_repeated(store: Store) -> None:
    first, second = in_aid(store, 11, 12)
    lines = [line(2, first), line(3, second, "m2"), line(4, first), read_row(5, ("甲",), ON)]
    for _ in range(3):
        take(store, "one", *lines)
    with store.read() as session:
        counts = taking.counts(session, WHICH)
        assert (counts.rows, counts.hits, counts.faults) == (4, 2, 2)
        assert sorted(f.row for f in session.exec(select(CompareFault))) == [4, 5]
        assert taking.counts(session, WHICH._replace(part="hr.general")).rows == 0


def test_whoever_goes_on_begins_where_the_last_one_stopped(store: Store) -> None:
    first, second = in_aid(store, 11, 12)
    take(store, "one", line(2, first))
    with store.write() as session:
        assert taking.begin(session, WHICH, "one") == 2
    take(store, "one", line(2, first), line(3, second))
    with store.read() as session:
        assert taking.counts(session, WHICH).rows == 2


def test_another_list_begins_anew_and_keeps_what_a_case_has_heard(store: Store) -> None:
    first, second = in_aid(store, 11, 12)
    take(store, "one", line(2, first), line(3, second))
    with store.write() as session:
        heard = telling.untold(session, WHICH)[0]
        telling.mark(session, WHICH, {(heard.case_no, heard.key): taking.TOLD}, ON)
    take(store, "two", line(2, second))
    with store.read() as session:
        states = {h.case_no: h.state for h in session.exec(select(CompareHit))}
        assert states == {first.case_no: taking.TOLD, second.case_no: taking.NEW}
        assert taking.counts(session, WHICH).rows == 1


def test_two_records_that_contradict_each_other_go_to_a_person(store: Store) -> None:
    [first] = in_aid(store, 11)
    take(store, "one", line(2, first, "m1", "death", "2026-11-01"),
         line(3, first, "m1", "death", "2026-11-09"))  # fmt: skip
    with store.read() as session:
        [doubt] = session.exec(select(CompareDoubt)).all()
        assert (doubt.row, doubt.reason) == (3, Doubt.CONTRADICTORY)


# --- what a death match keeps back ----------------------------------------------------------------


def held(file: CaseFile, fen: int, **changes: object) -> CaseFile:
    hold = Hold(first=MONTH, fen=fen, since=MONTH).model_copy(update=changes)
    hit = Hit(
        id="0123456789abcdef", member="m2", about="death", record="r", found_on=MONTH,
        event_on=MONTH - timedelta(days=5), told_on=MONTH, stake_month_fen=fen, hold=hold,
        sources=(Source(department="police", on=MONTH),),
    )  # fmt: skip
    return file.having(watch=Watch(hits=(hit,)), version=file.version + 1)


def again(store: Store, case_no: str, change: Any) -> None:
    file = another(int(case_no[-6:]))
    from domain.case.file import Entitlement

    file = file.having(
        stage=Stage.SUPERVISION,
        version=9,
        entitlements=(
            Entitlement(first=MONTH, last=None, monthly_fen=60_000, cause="confirmed", seq=1),
        ),
    )
    with store.write() as session:
        project_case(session, shown(change(file)))


def fen_of(session: Session, case_no: str) -> list[tuple[date, str, int]]:
    query = select(Obligation).where(Obligation.case_no == case_no)
    return sorted((o.month, o.purpose, o.fen) for o in session.exec(query))


@pytest.mark.rule("DIF-09", "JZ-53")
def test_the_dead_persons_part_is_kept_back_and_a_wrong_match_is_paid_with_the_next_list(
    store: Store,
) -> None:
    case_no = household_in(store, 21, (MONTH, None, 60_000))
    again(store, case_no, lambda f: held(f, 20_000))
    with store.write() as session:
        freezing.freeze_list(session, Month(MONTH).freeze())
    with store.read() as session:
        assert fen_of(session, case_no) == [(MONTH, "regular", 40_000)]
    next_month = months_after(MONTH, 1)
    again(store, case_no, lambda f: held(f, 20_000, released_on=next_month).having(version=12))
    with store.write() as session:
        freezing.freeze_list(session, Month(next_month).freeze())
    with store.read() as session:
        assert fen_of(session, case_no) == [
            (MONTH, "difference.1", 20_000),
            (MONTH, "regular", 40_000),
            (next_month, "regular", 60_000),
        ]


@pytest.mark.rule("DIF-09")
def test_one_persons_whole_line_is_kept_back_and_a_right_match_is_never_paid(store: Store) -> None:
    case_no = household_in(store, 22, (MONTH, None, 60_000))
    again(store, case_no, lambda f: held(f, 60_000))
    with store.write() as session:
        assert freezing.freeze_list(session, Month(MONTH).freeze()).count == 0
    ended = months_after(MONTH, 1)
    again(store, case_no, lambda f: held(f, 60_000, last=MONTH).having(version=12, entitlements=(
        f.entitlements[0].model_copy(update={"last": MONTH}),
    )))  # fmt: skip
    with store.write() as session:
        freezing.freeze_list(session, Month(ended).freeze())
    with store.read() as session:
        assert fen_of(session, case_no) == []


# --- from alert to action -------------------------------------------------------------------------


def test_days_and_money_between_the_event_and_the_outcome_per_cause() -> None:
    paid = ((date(2026, 9, 1), 60_000), (date(2026, 10, 1), 60_000), (date(2026, 12, 1), 60_000))
    right = Alert(
        about="death", event_on=date(2026, 9, 10), found_on=date(2026, 10, 2),
        closed_on=date(2026, 10, 30), outcome=Outcome.DECREASE, effective=date(2026, 11, 1),
        stake_month_fen=20_000, paid=paid,
    )  # fmt: skip
    wrong = right.model_copy(update={"outcome": "refuted", "effective": None})
    still = right.model_copy(update={"closed_on": None, "outcome": "", "effective": None})
    [line_] = by_cause([right, wrong, still], date(2026, 12, 19))
    assert line_.cause is ChangeCause.DEATH
    assert (line_.right, line_.wrong, line_.open) == (1, 1, 1)
    assert (line_.days_median, line_.days_most, line_.open_days) == (50, 50, 100)
    assert line_.between_fen == 20_000, "October; September is the month of the death"
    assert line_.open_fen == 40_000
    granted = right.model_copy(update={"outcome": Outcome.TRANSITION.value, "effective": None})
    assert granted.fen_between() == 20_000, "the months the decision granted are due"


@pytest.mark.rule("JZ-53")
def test_what_was_paid_after_a_death_is_listed_for_recovery(store: Store) -> None:
    case_no = household_in(store, 23, (MONTH, None, 60_000))
    with store.write() as session:
        freezing.freeze_list(session, Month(MONTH).freeze())
        for row in session.exec(select(Obligation)):
            row.state, row.paid_on = "paid", MONTH
    dead = months_after(MONTH, 2)
    closed = {"state": HitState.CLOSED, "outcome": "decrease", "effective": dead, "closed_on": dead}
    again(store, case_no, lambda f: f.having(watch=Watch(hits=(
        held(f, 20_000).watch.hits[0].model_copy(update={**closed, "hold": None}),
    ))))  # fmt: skip
    with store.read() as session:
        [found] = alerts.after_death(session, "jiaozuo")
        assert (found.case_no, found.months, found.fen) == (case_no, (MONTH,), 20_000)
        assert found.recovery == "", "nobody has opened a recovery yet"
        [alert] = alerts.alerts(session, "jiaozuo")
        assert alert.fen_between() == 20_000
        assert leads.open_hits(session, "jiaozuo") == ()
        assert session.exec(select(HitRow)).one().about == "death"


# --- workbooks ------------------------------------------------------------------------------------


def cells(count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        born = date(1950, 1, 1) + timedelta(days=n // 900)
        yield (f"某某{n}", synthetic_id(born, 1 + n % 900), None, "death", "2026-11-01")


def peak_of_reading(path: Path) -> tuple[int, int]:
    """Lines read, and the most memory that reading them took, in bytes."""
    tracemalloc.start()
    count, rows = 0, rows_of(path)
    while part := [read_row(n, c, ON) for n, c in islice(rows, PART_ROWS)]:
        count += len(part)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, peak


@pytest.mark.rule("JZ-03")
@pytest.mark.usefixtures("usual_garbage")
def test_a_line_of_a_workbook_costs_its_words_in_memory_and_no_more(tmp_path: Path) -> None:
    peaks, sizes = [], (1_500, 4_500)
    for size in sizes:
        path = tmp_path / f"{size}.xlsx"
        write_register(path, cells(size))
        count, peak = peak_of_reading(path)
        assert count == size
        peaks.append(peak)
    assert (peaks[1] - peaks[0]) / (sizes[1] - sizes[0]) < 600, "bytes a line: a county is 60 MB"


def test_half_a_workbook_and_another_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_register(path, cells(300))
    whole = path.read_bytes()
    for cut in (len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:cut])
        with pytest.raises(HalfList):
            list(rows_of(path))
    path.write_text("姓名,身份证号码")
    with pytest.raises(NoList):
        list(rows_of(path))


# --- what the province is told --------------------------------------------------------------------


@pytest.mark.rule("JZ-01")
def test_the_province_is_told_of_adds_changes_and_removals_and_the_unconfirmed_are_listed(
    store: Store,
) -> None:
    first, second = in_aid(store, 31, 32)
    with store.write() as session:
        assert province.by_class(session, "jiaozuo") == {"dibao": 4}
        batch = province.export(session, "jiaozuo", ON)
        assert {line_.change for line_ in batch.lines} == {province.ADD}
        assert province.export(session, "jiaozuo", ON).lines == (), "nothing has changed"
        refused = frozenset({second.case_no})
        assert province.confirm(session, "jiaozuo", batch.number, refused, ON) == 2
        assert {u.case_no for u in province.unconfirmed(session, "jiaozuo")} == {second.case_no}
        again = province.export(session, "jiaozuo", ON)
        assert {(x.case_no, x.change) for x in again.lines} == {(second.case_no, province.ADD)}
        assert province.confirm(session, "jiaozuo", again.number, frozenset(), ON) == 2
        case = session.get(CaseRow, second.case_no)
        assert case is not None
        case.monthly_fen += 1_000  # what is given is told with who is given it (YC-14)
        session.add(case)
        more = province.export(session, "jiaozuo", ON)
        assert {(x.case_no, x.change) for x in more.lines} == {(second.case_no, province.CHANGE)}
        assert more.given[second.case_no] == case.monthly_fen
    moved = first.having(township="jz-first", version=first.version + 1)
    ended = second.having(stage=Stage.CLOSED, version=second.version + 1)
    for file in (moved, ended):
        with store.write() as session:
            project_case(session, shown(file))
    with store.write() as session:
        lines = province.export(session, "jiaozuo", ON).lines
        assert {(x.case_no, x.change) for x in lines} == {
            (first.case_no, province.CHANGE),
            (second.case_no, province.REMOVE),
        }


@pytest.mark.rule("JZ-01")
def test_a_person_in_two_programmes_has_one_class(store: Store) -> None:
    [file] = in_aid(store, 33)
    other = file.having(case_no="JZ2026009933", programme=Programme.EDGE)
    with store.write() as session:
        project_case(session, shown(other))
        assert province.by_class(session, "jiaozuo") == {"dibao": 2}


# --- risks ----------------------------------------------------------------------------------------

RULES = rules_of(
    {
        "no_visit": {"zh": "没有走访", "grade": 2, "days": 180},
        "aid_ended": {"zh": "刚刚终止", "grade": 1, "days": 90},
        "medical_bill": {"zh": "自付较大", "grade": 3, "fen": 3_000_000},
    }
)


@pytest.mark.parametrize(
    ("fact", "days", "rule"),
    [
        ({"living": True, "seen_on": ON}, 180, ""),
        ({"living": True, "seen_on": ON}, 181, "no_visit"),
        ({"living": False, "seen_on": ON}, 181, ""),
        ({"living": False, "stopped_on": ON}, 90, "aid_ended"),
        ({"living": False, "stopped_on": ON}, 91, ""),
        ({"living": True, "self_paid_fen": 3_000_000, "self_paid_period": ON}, 1, ""),
        ({"living": True, "self_paid_fen": 3_000_001, "self_paid_period": ON}, 1, "medical_bill"),
    ],
)
def test_each_rule_has_its_measure(fact: dict[str, Any], days: int, rule: str) -> None:
    known = Known(case_no="YC2026000001", township="t", **fact)
    found = risks_of(known, RULES, ON + timedelta(days=days))
    assert [r.rule for r in found] == ([rule] if rule else [])


def test_a_rule_nobody_can_compute_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        rules_of({"weather": {"zh": "天气", "grade": 1}})
    assert rules_of({}) == ()


@pytest.mark.rule("YC-28")
def test_a_risk_has_a_handler_and_a_result_and_the_gravest_is_a_task_at_once(store: Store) -> None:
    [file] = in_aid(store, 41)
    person = file.household.members[0].id_no
    with store.write() as session:
        index = person_index(keyring_of(session), person)
        row = {"place": "jiaozuo", "person": index, "period": "2026-11", "paid_fen": 1,
               "self_paid_fen": 3_500_000, "on": ON, "by": "a", "lead_no": ""}  # fmt: skip
        risks.pay_out(session, row)
    for _ in range(2):
        with store.write() as session:
            new = risks.find(session, "jiaozuo", RULES, ON)
            session.flush()
    assert new == (), "listed once"
    with store.read() as session:
        [entry] = [r for r in risks.open_risks(session, "jiaozuo") if r.rule == "medical_bill"]
        [task] = list_tasks(session, TaskFilter(place="jiaozuo", kind="risk")).rows
        assert task.role == "county_reviewer" and task.closed_on is None
    key = (entry.case_no, entry.rule, entry.since)
    with store.write() as session:
        done = risks.answer(
            session, key, by="jz.county_reviewer", on=ON, result="已走访，申请医疗救助"
        )
        assert done is not None and done.handler == "jz.county_reviewer"
        assert risks.answer(session, key, by="b", on=ON, result="再次") is None
        risks.close_task(session, "jiaozuo", RULES, ON)
    with store.read() as session:
        assert list_tasks(session, TaskFilter(place="jiaozuo", kind="risk")).rows == ()
