"""更正缴回登记 as sentences: a slip of the pen is taken back by two people, and both entries stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds import engine
from domain.funds.books import RECEIVABLE, TREASURY
from domain.funds.kinds.storno import KEPT
from domain.funds.matter import MatterStage
from domain.pay.ledger import Posting, balanced
from tests.domain.test_recovery import decided
from tests.funds import MatterDesk
from tests.people import START, officer

CLERK, BOSS = Role.PAY_OFFICER, Role.COUNTY_APPROVER
UNTIL = START + timedelta(days=10)
SLIP = {"number": 1, "reason": "录入时多写一个零", "paper": "银行回单1", "until": UNTIL}


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def paid(desk: MatterDesk, fen: int, receipt: str = "缴款书1") -> tuple[Posting, ...]:
    desk.do("record_repayment", CLERK, amount_fen=fen, receipt=receipt, kept=True)
    return booked(desk)


def booked(desk: MatterDesk) -> tuple[Posting, ...]:
    postings = desk.errand.postings
    desk.answer()
    return postings


def sums(postings: tuple[Posting, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in postings:
        found[one.account] = found.get(one.account, 0) + one.fen
    return found


@pytest.mark.rule("YC-32", "YC-06")
def test_a_repayment_entered_wrongly_is_taken_back_by_two_people_and_both_entries_add_up_to_zero() -> (
    None
):
    desk = decided(parts=3)
    wrong = paid(desk, 100_000)
    assert desk.file.recovery is not None and desk.file.recovery.open_fen == 20_000
    desk.do("propose_storno", Role.COUNTY_REVIEWER, **SLIP)
    [task] = [t for t in desk.tasks() if t.act == "confirm_storno"]
    assert (task.role, task.due) == (BOSS, UNTIL)
    assert desk.file.recovery.open_fen == 20_000, "nothing changes before the second person agrees"
    desk.do("confirm_storno", BOSS, opinion="与银行回单一致")
    back = booked(desk)
    assert balanced(back) and sums((*wrong, *back)) == {TREASURY: 0, RECEIVABLE: 0}
    debt = desk.file.recovery
    assert (debt.repaid_fen, debt.open_fen, len(debt.repaid)) == (0, 120_000, 2 - 1)
    paid(desk, 10_000, "缴款书1（更正）")
    assert desk.file.recovery.open_fen == 110_000
    with refused("struck_already"):
        desk.do("propose_storno", CLERK, **SLIP)
    with refused("repayment_unknown"):
        desk.do("propose_storno", CLERK, **{**SLIP, "number": 3})


@pytest.mark.rule("YC-06")
def test_neither_who_entered_nor_who_proposed_agrees_and_a_refusal_leaves_the_sum() -> None:
    desk = decided(parts=3)
    paid(desk, 100_000)
    desk.do("propose_storno", Role.COUNTY_REVIEWER, **SLIP)
    debt, boss = desk.file.recovery, officer(BOSS)
    assert debt is not None
    entered, proposed = debt.repaid[0].by, debt.stornos[0].by
    assert entered != proposed
    for account in (entered, proposed):
        with refused("same_person"):
            himself = boss.model_copy(update={"id": account})
            desk.do("confirm_storno", BOSS, opinion="同意", officer=himself)
    desk.do("refuse_storno", BOSS, reason="回单与登记一致")
    assert desk.file.recovery.repaid_fen == 100_000 and not desk.file.errands
    with refused("storno_not_open"):
        desk.do("confirm_storno", BOSS, opinion="同意")


def test_what_nobody_judged_until_its_last_day_counts_for_nothing() -> None:
    desk = decided(parts=3)
    paid(desk, 100_000)
    desk.do("propose_storno", CLERK, **SLIP)
    desk.today = UNTIL + timedelta(days=1)
    with refused("storno_lapsed"):
        desk.do("confirm_storno", BOSS, opinion="同意")
    desk.turn(desk.today)
    assert desk.file.recovery is not None and desk.file.recovery.stornos[0].agreed is False
    assert "失效" in desk.file.journal[-1].zh
    again = desk.file.latest + timedelta(days=5)
    desk.do("propose_storno", CLERK, **{**SLIP, "until": again})
    assert len(desk.file.recovery.stornos) == 2


def test_a_slip_that_settles_the_debt_leaves_the_matter_open_until_the_accounts_were_compared() -> (
    None
):
    desk = decided(parts=3)
    paid(desk, 40_000)
    paid(desk, 80_000, "缴款书2")
    assert desk.file.stage is MatterStage.DECIDED and desk.file.recovery is not None
    last = desk.today + KEPT
    assert str(last + timedelta(days=1)) in engine.matter_waiting_zh(desk.file, desk.today)
    assert engine.next_matter_mark(desk.file, desk.today) == last + timedelta(days=1)
    desk.do("propose_storno", CLERK, **{**SLIP, "number": 2})
    desk.do("confirm_storno", BOSS, opinion="应为8000分")
    booked(desk)
    assert desk.file.recovery.open_fen == 80_000
    paid(desk, 80_000, "缴款书3")
    desk.turn(desk.today + KEPT)
    assert desk.file.stage is MatterStage.DECIDED
    desk.turn(desk.today + timedelta(days=1))
    assert desk.file.stage is MatterStage.CLOSED


def test_the_last_instalment_of_the_plan_ends_the_matter_at_once() -> None:
    desk = decided(parts=3)
    for n in (1, 2, 3):
        paid(desk, 40_000, f"缴款书{n}")
    assert desk.file.stage is MatterStage.CLOSED
