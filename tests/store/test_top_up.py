"""An increase decided or recorded late: what a month already listed lacks is owed, once, by name."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import months_after
from domain.case import handing
from domain.case.acts import Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.passage import Joining
from domain.household import Relation
from domain.pay.lists import cause_zh
from store import money_views
from store.engine import Store
from store.projection import project_case
from tests.domain.test_passage import _alone, decided, month
from tests.paying import Month
from tests.people import Walk, application
from tests.store.samples import shown
from tests.store.test_money import frozen

Line = tuple[date, str, int, str]


def projected(store: Store, file: CaseFile) -> None:
    with store.write() as session:
        project_case(session, shown(file))


def listed(store: Store, on: date) -> list[Line]:
    """The list of a month, frozen now: month, purpose, fen and cause of its lines."""
    frozen(store, Month(on))
    with store.read() as session:
        lines = money_views.lines_of(session, Month(on).run)
        return sorted((line.month, line.purpose, line.fen, line.cause) for line in lines)


def taken_in(walk: Walk, wait: int) -> Walk:
    """Another household joins with the month that runs; the county looks and decides after days."""
    old = _alone()
    paid_until = month(walk.today)
    told = Joining(
        case_no="JZ2026000007",
        household=old,
        on=walk.today,
        paid_until=paid_until,
        monthly_fen=40_000,
    )
    walk.file = handing.household_joins(walk.file, told, walk.today, walk.at)
    walk.later(1 + wait)
    extra = old.members[0].model_copy(update={"key": "m9", "relation": Relation.PARENT})
    home = walk.file.household
    return decided(
        walk, home.model_copy(update={"members": (*home.members, extra)}), Outcome.INCREASE
    )


@pytest.mark.rule("JZ-63")
def test_months_listed_before_a_joining_was_decided_get_the_members_top_up_once(
    store: Store,
) -> None:
    walk = Walk(application()).living()
    first, before = month(walk.today), walk.file.monthly_fen_now
    projected(store, walk.file)
    assert listed(store, first) == [(first, "regular", before, "confirmed")]
    second, third, fourth = (months_after(first, n) for n in (1, 2, 3))
    assert listed(store, second) == [(second, "regular", before, "confirmed")]
    taken_in(walk, 35)
    assert month(walk.today) == second
    after = walk.file.monthly_fen_now
    projected(store, walk.file)
    more = after - before
    assert listed(store, third) == [
        (second, "top_up.m9", more, "top_up.m9"),
        (third, "regular", after, "top_up.m9"),
    ]
    projected(store, walk.file)
    assert listed(store, fourth) == [(fourth, "regular", after, "top_up.m9")]
    assert cause_zh("top_up.m9") == "成员增发"


@pytest.mark.rule("JZ-63")
def test_a_joining_decided_before_the_list_is_in_the_ordinary_month(store: Store) -> None:
    walk = Walk(application()).living()
    first, before = month(walk.today), walk.file.monthly_fen_now
    projected(store, walk.file)
    listed(store, first)
    taken_in(walk, 0)
    projected(store, walk.file)
    second = months_after(first, 1)
    assert listed(store, second) == [(second, "regular", walk.file.monthly_fen_now, "top_up.m9")]
    assert walk.file.monthly_fen_now > before


def test_an_increase_recorded_after_its_first_month_was_listed_is_made_good_by_the_next_list(
    store: Store,
) -> None:
    """57号 Art 21 gives the first month of every decision; no place of ours pays from before it."""
    walk = Walk(application()).living()
    first, before = month(walk.today), walk.file.monthly_fen_now
    projected(store, walk.file)
    listed(store, first)
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    decided(walk, walk.file.household.model_copy(update={"incomes": ()}), Outcome.INCREASE)
    second, third = months_after(first, 1), months_after(first, 2)
    after = walk.file.monthly_fen_now
    assert (walk.file.monthly_fen(first), walk.file.monthly_fen(second)) == (before, after)
    assert listed(store, second) == [(second, "regular", before, "confirmed")], "not yet told"
    projected(store, walk.file)
    assert listed(store, third) == [
        (second, "difference.1", after - before, "increase"),
        (third, "regular", after, "increase"),
    ]
    assert listed(store, months_after(first, 3))[0][1] == "regular"
