"""The credit record by person, and the register's part in a round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.lifecycle import Role
from domain.credit.engine import PROCEDURE
from domain.credit.file import CreditFile
from domain.rounds.lifecycle import RoundKind
from runtime.packs import place_info
from store.cases import TaskFilter, list_tasks
from store.engine import Store
from store.watch import credit, rounds
from tests.people import START, officer
from tests.store.test_relatives import BROTHER, entry, put_in
from tests.watch import Walk, a_matter, a_round
from workflows.watch_steps import CreditProjection


def shown(walk: Walk[CreditFile]) -> CreditProjection:
    return CreditProjection(file=walk.file, tasks=PROCEDURE.open_tasks(walk.file), waiting="")


@pytest.mark.rule("YC-31")
def test_a_persons_record_holds_what_was_entered_and_nothing_suspected_or_corrected_away(
    store: Store,
) -> None:
    walk = a_matter()
    with store.write() as session:
        number = credit.register(
            session, key="k1", place="yicheng", on=START, case_no=walk.file.order.case_no,
            member="m1", id_no=BROTHER, ground=walk.file.order.ground,
        )  # fmt: skip
        again = credit.register(
            session, key="k1", place="yicheng", on=START, case_no=walk.file.order.case_no,
            member="m1", id_no=BROTHER, ground=walk.file.order.ground,
        )  # fmt: skip
        assert number == again == walk.file.number
        credit.project_credit(session, shown(walk))
        assert credit.record_of(session, "yicheng", [BROTHER]) == {}
        assert len(credit.open_matters(session, "yicheng", walk.file.order.case_no)) == 1
    known = {"recoveries": {"YC2026000001-1": False}, "stopped": True}
    walk.do("hear_person", walk.file.order.opened_by, heard_on=START, statement="承认隐瞒收入")
    walk.do("find_credit", Role.COUNTY_APPROVER, paper="认定1号", facts="隐瞒收入",
            recovery="YC2026000001-1", known=known)  # fmt: skip
    walk.do("enter_credit", Role.COUNTY_REVIEWER)
    with store.write() as session:
        credit.project_credit(session, shown(walk))
        [row] = credit.record_of(session, "yicheng", [f" {BROTHER} "])[f" {BROTHER} "]
        assert row.decision == "认定1号" and row.until is not None
        assert credit.record_of(session, "hanbin", [BROTHER]) == {}
    walk.do("correct_credit", Role.COUNTY_APPROVER, paper="更正1号", reason="事实有误")
    with store.write() as session:
        credit.project_credit(session, shown(walk))
        assert credit.record_of(session, "yicheng", [BROTHER]) == {}


@pytest.mark.rule("HB-25")
def test_what_was_referred_stands_on_the_polices_own_list_until_they_have_said_what_became_of_it(
    store: Store,
) -> None:
    walk = a_matter("jiaozuo")
    mine = TaskFilter(place="jiaozuo", roles=("unit_liaison",), unit="公安局")

    def listed() -> list[str]:
        with store.write() as session:
            credit.project_credit(session, shown(walk), credit.police_of(place_info("jiaozuo")))
            return [row.zh for row in list_tasks(session, mine).rows]

    assert listed() == []
    walk.do("refer_to_police", Role.COUNTY_REVIEWER, facts="阻碍入户调查", papers=("现场笔录",))
    assert listed() == ["办理移送的线索并登记处理结果"]
    police = officer(Role.UNIT_LIAISON, "jiaozuo").model_copy(update={"unit": "公安局"})
    walk.do("record_police_outcome", police, outcome="not_filed", paper="通知书1号")
    assert listed() == []


def test_an_entry_gone_through_before_the_round_began_counts_as_open(store: Store) -> None:
    file = a_round(RoundKind.RELATIVES).file
    put_in(store, entry(), on=file.period.since - timedelta(days=1) if file.period else START)
    with store.write() as session:
        known = rounds.register_state(session, file, "jz-wangdian")
        assert (known.entries, known.checked) == (1, 0)
    put_in(store, entry(), on=START)
    with store.write() as session:
        known = rounds.register_state(session, file, "jz-wangdian")
        assert (known.entries, known.checked) == (1, 1)
