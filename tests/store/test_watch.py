"""The credit record by person, and the register's part in a round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.case.lifecycle import Role
from domain.credit.engine import PROCEDURE
from domain.credit.file import CreditFile
from domain.rounds.lifecycle import RoundKind
from store.engine import Store
from store.watch import credit, rounds
from tests.people import START
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
