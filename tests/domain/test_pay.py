"""The month's dates, the three steps and the bank's files, told on the pure model."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.pay import acts, engine, ledger, progress
from domain.pay.acts import PAY_ACTS, PAY_BY_ACT, PAY_EXITS, PAY_STAGE_ZH, PayStage
from domain.pay.file import (
    NONSENSE,
    PAY_ASKS,
    PAY_NEEDS,
    LineFacts,
    PayFile,
    ReturnState,
    dates_of,
)
from domain.pay.lists import FrozenList, PayOrder, digest_of_lines, explain
from domain.pay.purposes import obligation_id
from domain.pay.tasks import (
    next_pay_mark,
    open_pay_tasks,
    pay_clockwork,
    pay_waiting_zh,
)
from domain.pay.view import RETURN_ZH, pay_sheet
from domain.policy import Snapshot, Status
from runtime.holidays import library
from runtime.packs import snapshot
from tests.people import officer
from workflows.base import SHANGHAI

AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
MONTH = date(2026, 9, 1)
NAME = obligation_id("JZ2026000001", "dibao", MONTH)
OTHER = obligation_id("JZ2026000002", "dibao", MONTH)
FEN: dict[object, int] = {NAME: 50_000, OTHER: 30_000}


def rules(month: date = MONTH, place: str = "jiaozuo") -> Snapshot:
    return snapshot(place, month, PAY_NEEDS, production=False)


def at_submission(month: date = MONTH, place: str = "jiaozuo") -> PayFile:
    order = PayOrder(place=place, month=month, starts_on=month)
    names = FrozenList(
        on=month,
        count=2,
        total_fen=80_000,
        digest=digest_of_lines([(NAME, 50_000), (OTHER, 30_000)]),
        by_source=(("central", 80_000),),
    )
    file = progress.rules_read(engine.opened(order), rules(month, place), month, AT)
    return progress.list_frozen(file, names, AT)


def did(file: PayFile, name: str, role: Role, on: date, **fields: object) -> PayFile:
    act = PAY_ACTS[name].model_validate(
        {"officer": officer(role, file.order.place).model_dump(), "on": on, **fields}
    )
    facts = LineFacts(fen=FEN.get(fields.get("obligation", ""), 0))
    return engine.apply_pay(file, name, act, max(on, file.latest), AT, facts)


def at_bank(file: PayFile, on: date) -> PayFile:
    file = did(file, "submit_list", Role.PAY_OFFICER, on, count=2, total_fen=80_000)
    file = did(file, "release_funds", Role.FINANCE, on, amount_fen=80_000)
    file = progress.batch_planned(file, on)
    assert file.batch is not None
    sent = progress.BatchSent(batch_no=file.batch.batch_no, count=2, total_fen=80_000, digest="d")
    return progress.batch_sent(file, sent, on, AT)


def answered(file: PayFile, on: date, *failed: str) -> PayFile:
    assert file.batch is not None
    answer = progress.BankAnswer(
        batch_no=file.batch.batch_no,
        ready=True,
        credited_on=on,
        paid_count=file.batch.count - len(failed),
        paid_fen=0,
        failed=tuple(
            progress.Failed(obligation=n, fen=FEN[n], code="02", zh="户名不符") for n in failed
        ),
    )
    file = progress.bank_answered(file, answer, on)
    return progress.answer_booked(file, answer, on, AT)


def refusal(work: object) -> CaseRefusal:
    with pytest.raises(CaseRefusal) as caught:
        work()  # type: ignore[operator]
    return caught.value


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.rule("DB-63", "JZ-28", "JZ-29", "JZ-30", "JZ-31", "OPN-28")
@pytest.mark.parametrize(
    ("month", "data", "transfer", "credit"),
    [
        ("2026-09", "2026-09-04", "2026-09-08", "2026-09-10"),
        ("2026-10", "2026-09-30", "2026-10-08", "2026-10-10"),
        ("2026-02", "2026-02-05", "2026-02-06", "2026-02-10"),
        ("2026-05", "2026-04-30", "2026-05-08", "2026-05-09"),
    ],
)
def test_the_days_of_jiaozuo_are_moved_to_the_working_day_before_and_never_later(
    month: str, data: str, transfer: str, credit: str
) -> None:
    day = date.fromisoformat(f"{month}-01")
    dates = dates_of(rules(day), day)
    found = (dates.data.on, dates.transfer.on, dates.credit.on)
    assert found == tuple(date.fromisoformat(text) for text in (data, transfer, credit))


@pytest.mark.rule("JZ-31")
@given(st.integers(2005, 2026), st.integers(1, 12), st.integers(1, 31))
def test_no_pay_day_is_ever_moved_later_and_each_is_a_working_day(
    year: int, month: int, day: int
) -> None:
    calendar = library()
    paid = calendar.pay_day(year, month, day)
    nominal = min(
        date(year, month, 1) + timedelta(days=day - 1),
        (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1),
    )
    assert paid.on <= nominal and calendar.is_workday(paid.on)
    between = (paid.on + timedelta(days=n) for n in range(1, (nominal - paid.on).days + 1))
    assert not any(calendar.is_workday(d) for d in between)


def test_a_day_beyond_the_published_calendar_is_shown_as_provisional() -> None:
    month = date(2027, 10, 1)
    assert dates_of(rules(month), month).data.provisional


@pytest.mark.rule("JZ-31")
def test_a_list_whose_day_falls_before_the_first_is_frozen_early_enough() -> None:
    october = date(2026, 10, 1)
    begins = engine.run_starts_on(rules(october), october)
    assert begins == date(2026, 9, 28)
    assert engine.run_starts_on(rules(), MONTH) == MONTH


def test_a_place_that_has_not_decided_its_days_gets_a_task_for_whoever_must() -> None:
    law = rules()
    unset = law.values["pay.transfer_day"].model_copy(update={"status": Status.NOT_SET})
    law = law.model_copy(update={"values": {**law.values, "pay.transfer_day": unset}})
    file = engine.opened(PayOrder(place="jiaozuo", month=MONTH, starts_on=MONTH))
    file = progress.rules_read(file, law, MONTH, AT)
    [task] = open_pay_tasks(file, MONTH)
    assert task.role is Role.POLICY_ADMIN and "pay.transfer_day" in task.zh
    assert did(file, "refresh_policy", Role.POLICY_ADMIN, MONTH, reason="参数已设定").stale_policy


# --- the three steps ------------------------------------------------------------------------------


def test_every_act_of_the_table_has_a_message_and_every_stage_a_name_and_an_exit() -> None:
    assert set(PAY_BY_ACT) == set(PAY_ACTS) == {*engine.RULES, *engine.LOOKED_UP}
    assert set(PAY_STAGE_ZH) == set(PAY_EXITS) == set(PayStage)


@pytest.mark.rule("JZ-27")
def test_each_step_is_another_persons_and_none_can_be_skipped() -> None:
    file = at_submission()
    skipped = refusal(lambda: did(file, "release_funds", Role.FINANCE, MONTH, amount_fen=80_000))
    assert skipped.code == "out_of_order" and "民政报送" in skipped.message
    wrong = refusal(
        lambda: did(file, "submit_list", Role.FINANCE, MONTH, count=2, total_fen=80_000)
    )
    assert wrong.code == "role_not_allowed" and "民政部门资金岗" in wrong.message
    file = did(file, "submit_list", Role.PAY_OFFICER, MONTH, count=2, total_fen=80_000)
    assert file.submitted is not None
    twice = acts.ReleaseFunds(
        officer=file.submitted.officer.model_copy(update={"role": Role.FINANCE}),
        on=MONTH,
        amount_fen=80_000,
    )
    same = refusal(lambda: engine.apply_pay(file, "release_funds", twice, MONTH, AT))
    assert (same.code, same.clause) == ("same_person", "JZ-27")
    assert not engine.lawful_pay_moves(file, Role.BANK)


def test_what_is_signed_is_what_was_frozen() -> None:
    file = at_submission()
    differs = refusal(
        lambda: did(file, "submit_list", Role.PAY_OFFICER, MONTH, count=2, total_fen=79_999)
    )
    assert differs.code == "list_differs" and "800.00元" in differs.message
    after = did(file, "zero_line", Role.PAY_OFFICER, MONTH, obligation=NAME, reason="单人户死亡")
    stale = {"count": 1, "total_fen": 30_000, "digest": file.payable_digest}
    changed = refusal(lambda: did(after, "submit_list", Role.PAY_OFFICER, MONTH, **stale))
    assert changed.code == "list_changed"


@pytest.mark.rule("JZ-29")
def test_finance_releases_the_sum_of_the_list_and_says_what_was_shifted_and_why() -> None:
    file = did(at_submission(), "submit_list", Role.PAY_OFFICER, MONTH, count=2, total_fen=80_000)
    short = refusal(lambda: did(file, "release_funds", Role.FINANCE, MONTH, amount_fen=70_000))
    assert short.code == "amount_differs" and "资金缺口" in short.message
    silent = {"amount_fen": 80_000, "shortage_fen": 10_000}
    assert (
        refusal(lambda: did(file, "release_funds", Role.FINANCE, MONTH, **silent)).code
        == "shifting_incomplete"
    )
    unsaid = {**silent, "shifted_from": "临时救助资金"}
    assert (
        refusal(lambda: did(file, "release_funds", Role.FINANCE, MONTH, **unsaid)).code
        == "shifting_reason_missing"
    )
    noted = did(
        file, "report_shortage", Role.FINANCE, MONTH, shortage_fen=10_000, reason="上级资金未到"
    )
    assert noted.stage is PayStage.RELEASE and "缺口100.00元" in noted.journal[-1].text
    done = did(noted, "release_funds", Role.FINANCE, MONTH, **unsaid, reason="上级资金未到")
    assert done.released is not None and done.released.shortage_fen == 10_000
    assert done.stage is PayStage.CREDITING


@pytest.mark.rule("JZ-28")
def test_civil_affairs_is_warned_the_working_day_before_and_named_after() -> None:
    file = at_submission()
    assert next_pay_mark(file, MONTH) == date(2026, 9, 3)
    quiet = pay_clockwork(file, date(2026, 9, 2), AT)
    assert quiet is file
    warned = pay_clockwork(file, date(2026, 9, 3), AT)
    assert warned.journal[-1].act == "remind"
    assert pay_clockwork(warned, date(2026, 9, 4), AT) is warned
    late = pay_clockwork(warned, date(2026, 9, 5), AT)
    assert late.journal[-1].act == "overdue" and "民政部门资金岗" in late.journal[-1].text
    assert "已超期" in pay_waiting_zh(late, date(2026, 9, 5))
    done = did(late, "submit_list", Role.PAY_OFFICER, date(2026, 9, 7), count=2, total_fen=80_000)
    [entry] = done.lateness
    assert (entry.role, entry.days) == (Role.PAY_OFFICER, 3)


@pytest.mark.rule("JZ-31")
def test_everything_may_be_done_earlier_than_its_day() -> None:
    file = answered(at_bank(at_submission(), MONTH), MONTH)
    assert file.stage is PayStage.CLOSED and not file.lateness


@pytest.mark.rule("JZ-30")
def test_a_late_bank_is_named_and_each_line_not_credited_by_the_day_alarms() -> None:
    late_day = date(2026, 9, 14)
    file = answered(at_bank(at_submission(), MONTH), late_day, NAME)
    assert [(x.step, x.role, x.days) for x in file.lateness] == [("confirm_credit", Role.BANK, 4)]
    alarmed = pay_clockwork(file, late_day, AT)
    assert [n.act for n in alarmed.journal if n.act == "unpaid"] == ["unpaid"]
    assert "JZ2026000001" in alarmed.journal[-1].text


def test_a_returned_line_is_followed_until_it_is_paid() -> None:
    file = answered(at_bank(at_submission(), MONTH), MONTH, NAME)
    assert file.stage is PayStage.RETURNS
    [task] = open_pay_tasks(file, MONTH)
    assert task.act == "resend_line" and task.due == file.law.due("pay.return_days", MONTH).on
    never = refusal(lambda: did(file, "resend_line", Role.PAY_OFFICER, MONTH, obligation=OTHER))
    assert never.code == "line_not_returned"
    again = did(file, "resend_line", Role.PAY_OFFICER, MONTH, obligation=NAME)
    twice = refusal(lambda: did(again, "resend_line", Role.PAY_OFFICER, MONTH, obligation=NAME))
    assert twice.code == "line_not_returned"
    planned = progress.batch_planned(again, MONTH)
    assert planned.batch is not None
    assert (planned.batch.number, planned.batch.asked) == (2, (NAME,))
    sent = progress.BatchSent(
        batch_no=planned.batch.batch_no, count=1, total_fen=50_000, digest="e"
    )
    done = answered(progress.batch_sent(planned, sent, MONTH, AT), MONTH)
    assert done.stage is PayStage.CLOSED


def test_a_bank_tried_in_vain_for_long_needs_a_person() -> None:
    file = at_bank(at_submission(), MONTH)
    day = MONTH
    for _ in range(progress.BANK_TRIES):
        assert progress.bank_is_due(file, day)
        file = progress.bank_failed(file, file.batches[0].batch_no, "down", day)
        day = file.batch.try_on if file.batch and file.batch.try_on else day
    assert not progress.bank_is_due(file, day)
    assert {task.act for task in open_pay_tasks(file, day)} == {"ask_bank_again", "confirm_credit"}
    again = did(file, "ask_bank_again", Role.PAY_OFFICER, day, reason="银行已修复接口")
    assert progress.bank_is_due(again, day)


def test_what_the_bank_says_wrongly_is_a_task_for_a_person_at_once() -> None:
    file = at_bank(at_submission(), MONTH)
    early = {"reason": "银行称已更正回盘"}
    patient = refusal(lambda: did(file, "ask_bank_again", Role.PAY_OFFICER, MONTH, **early))
    assert patient.code == "bank_not_given_up"
    wrong = progress.bank_failed(file, file.batches[0].batch_no, NONSENSE, MONTH)
    assert not progress.bank_is_due(wrong, MONTH)
    assert "与批次不符" in pay_waiting_zh(wrong, MONTH)
    again = did(wrong, "ask_bank_again", Role.PAY_OFFICER, MONTH, **early)
    assert progress.bank_is_due(again, MONTH)


def test_a_list_whose_levels_do_not_add_up_to_it_is_a_fault() -> None:
    order = PayOrder(place="jiaozuo", month=MONTH, starts_on=MONTH)
    names = FrozenList(on=MONTH, count=1, total_fen=50_000, digest="d", by_source=(("city", 1),))
    with pytest.raises(RuntimeError, match="do not add up"):
        progress.list_frozen(engine.opened(order), names, AT)


# --- lists and ledger -----------------------------------------------------------------------------

_CASES = st.sampled_from(["JZ1", "JZ2", "JZ3", "JZ4", "JZ5"])


@given(
    st.dictionaries(_CASES, st.integers(1, 10**7)), st.dictionaries(_CASES, st.integers(1, 10**7))
)
def test_joined_minus_left_is_the_difference_of_any_two_months(
    now: dict[str, int], before: dict[str, int]
) -> None:
    changes = explain({k: (v, "confirmed") for k, v in now.items()}, before, {})
    kinds = [change.kind for change in changes]
    assert kinds.count("joined") - kinds.count("left") == len(now) - len(before)
    difference = sum(change.now_fen - change.was_fen for change in changes)
    assert difference == sum(now.values()) - sum(before.values())
    assert all(change.case_no in change.zh for change in changes)


@pytest.mark.rule("ZH-19")
@given(st.integers(1, 10**9), st.tuples(*[st.integers(0, 100)] * 4).filter(any))
def test_each_event_of_the_ledger_adds_up_and_each_line_splits_to_the_fen(
    fen: int, shares: tuple[int, ...]
) -> None:
    parts = ledger.shares_of(fen, dict(zip(ledger.LEVELS, shares, strict=True)))
    assert sum(parts.values()) == fen and all(part >= 0 for part in parts.values())
    by_source = tuple(parts.items())
    for postings in (
        ledger.accrued("o", fen),
        ledger.released("r", by_source),
        ledger.sent("b", "o", fen, again=False),
        ledger.held("b", "o", fen, again=False),
        ledger.paid("o", fen),
        ledger.came_back("b", "o", fen),
        ledger.given_back("o", fen, by_source),
    ):
        assert ledger.balanced(postings)
        assert len({(p.event, p.account) for p in postings}) == len(postings)


def test_the_sheet_of_a_run_says_what_is_to_be_signed_and_where_each_returned_line_stands() -> None:
    sheet = pay_sheet(at_submission())
    assert (sheet.payable_count, sheet.payable_fen) == (2, 80_000)
    assert sheet.transfer_due == date(2026, 9, 8) and sheet.closed is None
    [line] = pay_sheet(answered(at_bank(at_submission(), MONTH), MONTH, NAME)).returns
    assert (line.case_no, line.state_zh) == ("JZ2026000001", "待更正账户")
    assert set(RETURN_ZH) == set(ReturnState)


@pytest.mark.rule("JZ-28", "OPN-28")
def test_the_last_second_of_the_day_is_in_time_and_the_next_is_late_by_a_day() -> None:
    """Shanghai's day counts, not the host's: 23:59:59 there is 15:59:59 in UTC."""
    due = date(2026, 9, 4)
    for moment, days in (
        (datetime(2026, 9, 4, 15, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 9, 4, 16, 0, 0, tzinfo=UTC), [1]),
    ):
        today = moment.astimezone(SHANGHAI).date()
        file = did(
            at_submission(), "submit_list", Role.PAY_OFFICER, today, count=2, total_fen=80_000
        )
        assert [entry.days for entry in file.lateness] == days
        assert all(entry.due == due for entry in file.lateness)


def test_a_ruling_on_a_decision_of_29_february_pays_from_march() -> None:
    march = date(2028, 3, 1)
    file = at_submission(march)
    law = snapshot("jiaozuo", march, PAY_ASKS, production=False)
    file = file.having(rules=law)
    act = PAY_ACTS["order_backpay"].model_validate(
        {
            "officer": officer(Role.COUNTY_APPROVER, "jiaozuo").model_dump(),
            "on": march,
            "case_no": "JZ2028000001",
            "document": "焦政复决〔2028〕1号",
            "decided_on": date(2028, 2, 29),
            "last_month": date(2028, 3, 31),
            "monthly_fen": 10_000,
        }
    )
    facts = LineFacts(programme="dibao", township="jz-wangdian")
    [order] = engine.apply_pay(file, "order_backpay", act, march, AT, facts).backpay
    assert (order.first, order.last) == (march, march)
    for until in (None, march):
        again = facts.model_copy(update={"restored": ((date(2028, 2, 1), until),)})
        why = refusal(lambda f=again: engine.apply_pay(file, "order_backpay", act, march, AT, f))
        assert why.code == "months_restored" and "2028年3月由案件自行补发" in why.message
    before = facts.model_copy(update={"restored": ((date(2028, 2, 1), date(2028, 2, 1)),)})
    assert engine.apply_pay(file, "order_backpay", act, march, AT, before).backpay == (order,)
    unset = file.having(rules=rules(march))
    assert (
        refusal(lambda: engine.apply_pay(unset, "order_backpay", act, march, AT, facts)).code
        == "first_month_not_set"
    )
