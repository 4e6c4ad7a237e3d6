"""追回 as sentences: no decision on suspicion, instalments to the fen, the estate, fines by the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds.kinds import recovery
from domain.funds.matter import MatterStage
from domain.pay.ledger import balanced
from domain.policy import Snapshot
from runtime.packs import snapshot
from tests.funds import MatterDesk
from tests.people import START, officer

CASE = "JZ2026000001"
DECISION = {
    "finding": "核查报告〔2026〕5号",
    "reasons": "隐瞒收入，多领三个月",
    "paper": "追决〔2026〕2号",
}
FINE = {
    "finding": "认定书〔2026〕7号",
    "reasons": "隐瞒房产骗取低保",
    "paper": "罚决〔2026〕1号",
}


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def proposed(ground: str = "fraud", fen: int = 120_000, day: date = START) -> MatterDesk:
    by = officer(Role.PAY_OFFICER)
    file = recovery.opened(
        "jiaozuo", by, day, CASE, 1, ground, "2026-03至2026-05", fen, "多领三个月"
    )
    return MatterDesk(file, day)


def decided(
    ground: str = "fraud", fen: int = 120_000, day: date = START, parts: int = 1
) -> MatterDesk:
    desk = proposed(ground, fen, day)
    desk.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    desk.do(
        "decide_recovery", Role.COUNTY_APPROVER, amount_fen=fen, instalments=parts,
        first_due=day + timedelta(days=30), **DECISION,
    )  # fmt: skip
    desk.answer()
    return desk


@pytest.mark.rule("YC-32")
def test_nothing_is_recovered_before_the_family_was_told_and_heard() -> None:
    desk = proposed()
    decision = {"amount_fen": 120_000, "first_due": START + timedelta(days=30), **DECISION}
    with refused("not_heard"):
        desk.do("decide_recovery", Role.COUNTY_APPROVER, **decision)
    desk.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    with refused("over_claim"):
        desk.do("decide_recovery", Role.COUNTY_APPROVER, **{**decision, "amount_fen": 120_001})
    desk.do("decide_recovery", Role.COUNTY_APPROVER, **decision)
    assert balanced(desk.errand.postings)
    assert desk.file.recovery is not None and desk.file.recovery.finding == DECISION["finding"]


@given(fen=st.integers(1, 10**9), count=st.integers(1, 120))
def test_instalments_add_up_to_the_fen_and_never_differ_by_more_than_one(
    fen: int, count: int
) -> None:
    parts = recovery.instalments(fen, count, date(2026, 12, 31))
    assert sum(p.fen for p in parts) == fen and len(parts) == count
    assert max(p.fen for p in parts) - min(p.fen for p in parts) <= 1
    assert [p.due for p in parts] == sorted({p.due for p in parts})


def test_the_next_instalment_is_a_task_and_a_missed_one_is_late() -> None:
    desk = decided(parts=3)
    [task] = desk.tasks()
    assert (task.due, task.role) == (START + timedelta(days=30), Role.PAY_OFFICER)
    desk.turn(START + timedelta(days=31))
    assert desk.file.journal[-1].act == "overdue"
    desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=40_000, receipt="缴款书1")
    [task] = desk.tasks()
    assert task.due is not None and task.due > START + timedelta(days=31)
    with refused("over_debt"):
        desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=80_001, receipt="缴款书2")
    desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=80_000, receipt="缴款书2")
    assert desk.file.stage is MatterStage.CLOSED


def test_more_instalments_than_the_place_allows_are_refused() -> None:
    desk = proposed()
    desk.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    with refused("too_many_instalments"):
        desk.do(
            "decide_recovery", Role.COUNTY_APPROVER, amount_fen=120_000, instalments=25,
            first_due=START + timedelta(days=30), **DECISION,
        )  # fmt: skip


def test_only_what_the_place_names_may_be_remitted_and_by_another_person() -> None:
    with refused("remission_not_here"):
        decided("fraud").do(
            "remit_debt", Role.COUNTY_APPROVER, 2, amount_fen=1, reason="家庭困难", paper="减免1号"
        )
    desk = decided("office_error")
    with refused("same_person"):
        desk.do(
            "remit_debt", Role.COUNTY_APPROVER, amount_fen=1, reason="家庭困难", paper="减免1号"
        )
    desk.do(
        "remit_debt",
        Role.COUNTY_APPROVER,
        2,
        amount_fen=120_000,
        reason="家庭困难",
        paper="减免1号",
    )
    assert desk.file.stage is MatterStage.CLOSED


def test_of_a_dead_recipients_estate_nobody_pays_beyond_its_worth() -> None:
    desk = decided("death")
    desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=20_000, receipt="缴款书1")
    desk.answer()
    desk.do(
        "claim_estate", Role.COUNTY_REVIEWER, estate_fen=30_000, keeper="遗产管理人3号",
        evidence_paper="遗产清单3号",
    )  # fmt: skip
    debt = desk.file.recovery
    assert debt is not None
    assert (debt.remitted_fen, debt.open_fen, recovery.collectable(debt)) == (
        70_000,
        30_000,
        30_000,
    )
    with refused("over_debt"):
        desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=30_001, receipt="缴款书2")
    desk.do("record_repayment", Role.PAY_OFFICER, amount_fen=30_000, receipt="缴款书2")
    assert desk.file.stage is MatterStage.CLOSED


def rules(on: date) -> Snapshot:
    return snapshot("jiaozuo", on, recovery.NEEDS, production=False)


@pytest.mark.parametrize(
    ("on", "least", "most", "clause"),
    [
        (date(2026, 6, 30), 120_000, 360_000, "国务院令第649号 第68条"),
        (date(2026, 7, 1), 0, 240_000, "社会救助法 第73条"),
    ],
)
def test_a_fine_is_bounded_by_the_law_of_the_day_of_the_decision(
    on: date, least: int, most: int, clause: str
) -> None:
    assert recovery.fine_bounds(rules(on), 120_000, on) == (least, most, clause)


def test_a_fine_just_over_twice_the_value_is_refused_and_twice_is_not() -> None:
    desk = decided("fraud")
    with refused("fine_out_of_bounds"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=240_001, **FINE)
    desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=240_000, **FINE)
    assert desk.file.recovery is not None
    assert desk.file.recovery.fine_clause == "社会救助法 第73条"
    with refused("fined"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=1, **FINE)


def test_a_matter_opened_under_the_old_law_is_fined_under_the_new_one() -> None:
    old = date(2026, 6, 20)
    desk = decided("fraud", day=old)
    with refused("fine_out_of_bounds"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=360_001, **FINE)
    with refused("fine_out_of_bounds"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=119_999, **FINE)
    desk.turn(date(2026, 7, 1))  # the rules come to their end and are read anew
    with refused("fine_out_of_bounds"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=240_001, **FINE)
    desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=119_999, **FINE)


def test_only_fraud_is_fined_and_no_dead_person() -> None:
    with refused("no_fraud"):
        decided("late_report").do("impose_fine", Role.COUNTY_APPROVER, amount_fen=1, **FINE)
    desk = decided("fraud")
    desk.do(
        "claim_estate", Role.COUNTY_REVIEWER, estate_fen=500_000, keeper="遗产管理人3号",
        evidence_paper="遗产清单3号",
    )  # fmt: skip
    with refused("debtor_died"):
        desk.do("impose_fine", Role.COUNTY_APPROVER, amount_fen=1, **FINE)
