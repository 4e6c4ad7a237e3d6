"""Durations, ways taken, and who used which working days: figures of a county from its records."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.case.lifecycle import Role, Stage
from domain.course.figures import figures
from domain.course.holders import Holder, spans, used
from domain.course.lines import MOVED, Course, Line, stays
from runtime.holidays import library
from tests.people import Walk, application

CALENDAR = library()
FIRST = date(2026, 3, 2)


def day(n: int) -> date:
    """The n-th working day after the application."""
    return CALENDAR.working_days_after(FIRST, n).on


def lines(*steps: tuple[str, str, int]) -> tuple[Line, ...]:
    return tuple(
        Line(act, stage, day(n), Role.COUNTY_APPROVER.value if act == "confirm" else "")
        for act, stage, n in steps
    )


ORDINARY = lines(
    ("request_correction", "intake", 1),
    ("supply_papers", "intake", 4),
    ("accept", "intake", 5),
    ("check_started", "investigation", 5),
    ("record_survey", "investigation", 8),
    ("check_finished", "investigation", 12),
    ("give_opinion", "review", 13),
    ("post_publicity", "publicity", 14),
    (MOVED, "approval", 21),
    ("confirm", "approval", 24),
)


def ordinary(number: int = 1, township: str = "a", slower: int = 0, **more: object) -> Course:
    last = ORDINARY[-1]
    late = CALENDAR.working_days_after(last.on, slower).on
    course = Course(
        case_no=f"JZ2026{number:06d}",
        township=township,
        programme="dibao",
        applied_on=FIRST,
        stage="disbursement",
        lines=(*ORDINARY[:-1], last._replace(on=late)),
        decided_on=late,
        granted=True,
    )
    return course._replace(**more)  # type: ignore[arg-type]


def test_each_working_day_of_an_application_has_its_holder() -> None:
    paid = ordinary(owed=True, submitted_on=day(30), released_on=day(33), paid_on=day(35))
    assert used(paid, CALENDAR, day(60)) == {
        Holder.TOWNSHIP: 1 + 1 + 3 + 1 + 1,
        Holder.APPLICANT: 3,
        Holder.DEPARTMENT: 4,
        Holder.PUBLICITY: 7,
        Holder.COUNTY: 3,
        Holder.CYCLE: 6,
        Holder.FINANCE: 3,
        Holder.BANK: 2,
    }


def test_a_department_that_is_silent_uses_no_day_on_which_nobody_had_been_to_the_family() -> None:
    late_survey = tuple(
        line._replace(on=day(11)) if line.act == "record_survey" else line for line in ORDINARY
    )
    assert used(ordinary(lines=late_survey), CALENDAR, day(60))[Holder.DEPARTMENT] == 1


def test_what_is_open_is_counted_to_today_and_by_whoever_decides_there() -> None:
    waiting = ordinary(lines=ORDINARY[:-1], stage="approval", decided_on=None, granted=None)
    assert used(waiting, CALENDAR, day(30), Holder.COUNTY)[Holder.COUNTY] == 9
    assert Holder.COUNTY not in used(waiting, CALENDAR, day(30))


def test_the_stays_of_an_application_follow_each_other_to_its_decision() -> None:
    found = stays(ordinary())
    assert [stay.stage for stay in found] == [
        "intake", "investigation", "review", "publicity", "approval",
    ]  # fmt: skip
    assert [a.until for a in found] == [*(b.since for b in found[1:]), day(24)]


ACTS = st.sampled_from(
    ("accept", "record_survey", "check_started", "check_finished", "post_publicity", MOVED,
     "request_correction", "supply_papers", "confirm", "raise_objection")
)  # fmt: skip


@given(
    st.lists(st.tuples(ACTS, st.sampled_from(list(Stage)), st.integers(-5, 40)), max_size=14),
    st.integers(0, 80),
    st.none() | st.integers(0, 80),
    st.booleans(),
    st.tuples(*[st.none() | st.integers(0, 90)] * 3),
)
def test_the_days_always_add_up_whatever_the_record_holds(
    steps: list[tuple[str, Stage, int]],
    now: int,
    decided: int | None,
    owed: bool,
    money: tuple[int | None, int | None, int | None],
) -> None:
    def on(n: int | None) -> date | None:
        return FIRST + timedelta(days=n) if n is not None else None

    settled, today = on(decided), FIRST + timedelta(days=now)
    course = Course(
        "JZ2026000001", "a", "dibao", FIRST, "approval",
        tuple(Line(act, stage.value, FIRST + timedelta(days=n)) for act, stage, n in steps),
        decided_on=settled, granted=True if settled else None, owed=owed,
        submitted_on=on(money[0]), released_on=on(money[1]), paid_on=on(money[2]),
    )  # fmt: skip
    found = spans(course, today)
    assert all(a.until == b.since for a, b in pairwise(found))
    if found:
        assert found[0].since == FIRST and found[-1].until <= today
        whole = CALENDAR.working_days_between(FIRST, found[-1].until)
        assert sum(used(course, CALENDAR, today).values()) == whole


def test_the_ledger_agrees_with_the_clock_of_the_case_itself() -> None:
    """The days that did not count are the applicant's, all others somebody else's."""
    walk = Walk(application()).ready_to_decide().confirmed()
    file = walk.file
    record = tuple(
        Line(e.act, e.stage.value, e.on, e.officer.role.value if e.officer else "")
        for e in file.journal
    )
    course = Course(
        file.case_no, file.township, file.programme.value, file.accepted_on or file.applied_on,
        file.stage.value, record, decided_on=walk.today, granted=True,
    )  # fmt: skip
    calendar = file.law.calendar
    days = used(course, calendar, walk.today)
    assert days.pop(Holder.APPLICANT, 0) == file.clock.paused_days(calendar, walk.today)
    assert sum(days.values()) == sum(n for _, n in file.clock.used(calendar, walk.today))


def test_ways_are_counted_and_a_slow_township_is_named_and_one_hard_case_is_not() -> None:
    quick = [ordinary(n, "a") for n in range(1, 9)]
    slow = [ordinary(n, "b", slower=10) for n in range(11, 14)]
    hard = [ordinary(20, "c", slower=90)]
    refused = [ordinary(21, "a", granted=False)]
    found = figures([*quick, *slow, *hard, *refused], CALENDAR, day(200))
    assert (found.cases, found.settled, found.ways) == (13, 13, 2)
    top = found.variants[0]
    assert top.zh == "受理 → 调查核对 → 审核评议 → 公示 → 审核确认 → 同意"
    assert (top.cases, top.share, top.median) == (12, 923, 24)
    [stuck] = found.bottlenecks
    assert (stuck.township, stuck.stage, stuck.beyond) == ("b", "approval", 30)
    assert found.ledger[0].case_no == "JZ2026000020" and found.ledger[0].total == 114
    shares = [d.share for d in found.holders]
    assert abs(sum(shares) - 1000) <= len(shares)
    by = {d.code: d for d in found.stages}
    assert (by["publicity"].median, by["publicity"].total) == (8, 8 * 13)


def test_no_application_gives_no_figure_and_no_fault() -> None:
    found = figures([], CALENDAR, FIRST)
    assert found.cases == found.median == 0 and found.stages == found.variants == ()
