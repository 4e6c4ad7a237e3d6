"""Long-term publicity in the tables: derived from cases, kept as posted, shrinking by itself."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.policy import Snapshot
from domain.roll.sheet import ROLL_NEEDS, Sheet, sheet_of
from runtime import packs
from store import roll
from store.cases import TaskFilter, list_tasks
from store.engine import Store
from store.projection import project_case
from tests.people import Walk
from tests.store.samples import another, shown
from tests.store.test_tekun import scattered

AT = ("jz-wangdian", "第一村")


def law(day: date) -> Snapshot:
    return packs.snapshot("jiaozuo", day, ROLL_NEEDS, production=False)


def put_in(store: Store, walk: Walk) -> None:
    with store.write() as session:
        project_case(session, shown(walk.file, walk.today))


def sheet(store: Store, day: date) -> Sheet:
    with store.read() as session:
        return sheet_of(roll.drawing_on(session, "jiaozuo", day), law(day), day, *AT)


@pytest.mark.rule("JZ-43", "YC-27")
def test_a_household_hangs_from_the_start_of_aid_to_its_end_and_leaves_by_itself(
    store: Store,
) -> None:
    walk = Walk(another(1)).ready_to_decide()
    put_in(store, walk)
    assert sheet(store, walk.today).lines == ()
    put_in(store, walk.confirmed())
    [aid] = walk.file.entitlements
    assert sheet(store, walk.today).lines == (), "decided, and not drawing yet"
    [line] = sheet(store, aid.first).lines
    assert line.monthly_fen == aid.monthly_fen and line.name == "张**"
    last = months_after(aid.first, 2)
    ended = (aid.model_copy(update={"last": last}),)
    walk.file = walk.file.having(entitlements=ended, version=walk.file.version + 1)
    put_in(store, walk)
    assert len(sheet(store, last.replace(day=28)).lines) == 1, "the last month is drawn whole"
    after = months_after(last, 1)
    assert sheet(store, after).lines == (), "nobody struck it off: the month has passed"
    assert len(sheet(store, last).lines) == 1, "and any past day can be derived again"


@pytest.mark.rule("JZ-44")
def test_a_child_who_draws_aid_in_his_own_name_never_hangs(store: Store) -> None:
    walk = Walk(another(2)).ready_to_decide().confirmed()
    child = walk.file.household.applicant.model_copy(update={"id_no": "990101201501010013"})
    walk.file = walk.file.having(household=walk.file.household.with_member(child))
    put_in(store, walk)
    with store.read() as session:
        [one] = roll.drawing_on(session, "jiaozuo", walk.file.entitlements[0].first)
    assert one.minor and sheet(store, walk.file.entitlements[0].first).lines == ()


@pytest.mark.rule("JZ-43", "JZ-44", "YC-27")
def test_versions_are_kept_as_they_hung_and_a_changed_village_gets_a_task(store: Store) -> None:
    first = Walk(another(3)).ready_to_decide().confirmed()
    put_in(store, first)
    put_in(store, scattered(901, agreed=True))
    day = first.file.entitlements[0].first

    def todo() -> list[str]:
        with store.write() as session:
            roll.watch(session, "jiaozuo", [sheet(store, day)], day)
        with store.read() as session:
            which = TaskFilter(place="jiaozuo", roles=("village",), kind="roll")
            return [t.act for t in list_tasks(session, which).rows]

    assert todo() == ["post_roll"]
    hung = sheet(store, day)
    with store.write() as session:
        assert roll.post(session, "jiaozuo", hung, by="a", where="村务公开栏") == 1
    assert todo() == []
    put_in(store, Walk(another(4)).ready_to_decide().confirmed())
    assert todo() == ["post_roll"], "somebody came"
    with store.write() as session:
        assert roll.post(session, "jiaozuo", sheet(store, day), by="b", where="村务公开栏") == 2
    with store.read() as session:
        newer, older = roll.versions(session, "jiaozuo", township=AT[0], village=AT[1])
    assert roll.posted(older) == hung and older.digest == hung.digest, "as it hung"
    assert (older.down_on, older.why, newer.down_on) == (day, "更换", None)
    assert (older.households, newer.households) == (1, 2), "特困 does not hang at Jiaozuo"
    with store.write() as session:
        assert roll.take_down(session, "jiaozuo", *AT, on=day, by="a", why="栏位维修") == 2
    assert todo() == ["post_roll"]
    with pytest.raises(CaseRefusal, match="没有张贴中"), store.write() as session:
        roll.take_down(session, "jiaozuo", *AT, on=day, by="a", why="栏位维修")
