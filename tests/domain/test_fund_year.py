"""资金年度: budget, allocation, reserve, shifting, shortfall, statements, as sentences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds import books, engine
from domain.funds.matter import MatterStage
from domain.funds.moves import FUND_MOVES
from domain.pay.ledger import balanced
from domain.policy import PolicyNotSet
from tests.funds import MatterDesk, funded, issued, year_of
from tests.people import START


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def answered(desk: MatterDesk) -> MatterDesk:
    """Everything that is asked for now was booked."""
    while engine.next_errand(desk.file, desk.today):
        desk.answer()
    return desk


@pytest.mark.rule("ZH-09")
def test_only_finance_approves_a_budget_line() -> None:
    desk = year_of("zhanhe")
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="低保资金", level="local", aids=("dibao",),
        amount_fen=1_000_000,
    )  # fmt: skip
    assert [t.act for t in desk.tasks()] == ["approve_budget"]
    for role in Role:
        if role not in (Role.FINANCE, Role.SYSTEM):
            with refused("role_not_allowed"):
                desk.do("approve_budget", role, pot="01", paper="财社〔2026〕1号")
    desk.do("approve_budget", Role.FINANCE, pot="01", paper="财社〔2026〕1号")
    assert desk.file.fund is not None
    assert desk.file.fund.pots[0].budget_fen == 1_000_000


@pytest.mark.rule("ZH-09")
def test_no_more_is_allocated_than_the_budget_of_the_line() -> None:
    desk = year_of()
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="低保资金", level="local", aids=("dibao",),
        amount_fen=1_000_000,
    )  # fmt: skip
    with refused("pot_unknown"):
        issued(desk, "01", 1_000_000)
    desk.do("approve_budget", Role.FINANCE, pot="01", paper="财社〔2026〕1号")
    with refused("over_budget"):
        issued(desk, "01", 1_000_001)
    issued(desk, "01", 600_000)
    with refused("over_budget"):
        issued(desk, "01", 400_001)
    issued(desk, "01", 400_000)


@pytest.mark.rule("TR-26")
def test_in_tongren_civil_affairs_speaks_before_finance_issues() -> None:
    desk = year_of("tongren")
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="低保资金", level="local", aids=("dibao",),
        amount_fen=1_000_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="01", paper="财社〔2026〕1号")
    desk.do(
        "propose_allocation", Role.FINANCE, pot="01", amount_fen=500_000, paper="财社〔2026〕2号"
    )
    assert [(t.act, t.role) for t in desk.tasks() if t.code.endswith("A1")] == [
        ("give_fund_opinion", Role.COUNTY_APPROVER)
    ]
    with refused("opinion_missing"):
        desk.do("issue_allocation", Role.FINANCE, allocation="A1")
    desk.do(
        "give_fund_opinion", Role.COUNTY_APPROVER, allocation="A1", agrees=False, opinion="应当增加"
    )
    with refused("opinion_against"):
        desk.do("issue_allocation", Role.FINANCE, allocation="A1")


def test_elsewhere_finance_may_issue_without_an_opinion() -> None:
    desk = year_of("jiaozuo")
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="低保资金", level="local", aids=("dibao",),
        amount_fen=1_000_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="01", paper="财社〔2026〕1号")
    desk.do(
        "propose_allocation", Role.FINANCE, pot="01", amount_fen=500_000, paper="财社〔2026〕2号"
    )
    desk.do("issue_allocation", Role.FINANCE, allocation="A1")
    assert balanced(desk.errand.postings)


@pytest.mark.rule("HB-18")
def test_in_hanbin_an_allocation_names_the_departments_that_agreed() -> None:
    desk = year_of("hanbin")
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="低保资金", level="local", aids=("dibao",),
        amount_fen=1_000_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="01", paper="财社〔2026〕1号")
    with refused("units_missing"):
        desk.do(
            "propose_allocation",
            Role.FINANCE,
            pot="01",
            amount_fen=500_000,
            paper="财社〔2026〕2号",
        )
    desk.do(
        "propose_allocation", Role.FINANCE, pot="01", amount_fen=500_000, paper="财社〔2026〕2号",
        units=("区民政局", "区审计局"),
    )  # fmt: skip
    assert desk.file.fund is not None
    assert desk.file.fund.allocations[0].units == ("区民政局", "区审计局")


@pytest.mark.rule("TR-34")
def test_money_for_work_and_money_for_people_stand_apart() -> None:
    desk = funded("tongren")
    with refused("aids_missing"):
        desk.do(
            "propose_budget", Role.PAY_OFFICER, title="工作经费", level="local", use="work",
            aids=("dibao",), amount_fen=1_000,
        )  # fmt: skip
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="工作经费", level="local", use="work",
        amount_fen=1_000_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="03", paper="财社〔2026〕1号")
    for source, target in (("02", "03"), ("03", "02")):
        with refused("uses_differ"):
            desk.do(
                "shift_funds", Role.FINANCE, source=source, pot=target, amount_fen=1_000,
                reason="试图挪作他用", paper="财社〔2026〕7号",
            )  # fmt: skip


@pytest.mark.rule("JZ-26")
def test_an_account_serves_the_aids_it_was_set_up_for_and_no_other() -> None:
    desk = funded("yicheng")
    with refused("aid_not_permitted"):
        desk.do(
            "top_up_reserve", Role.FINANCE, township="yc-first", pot="01", amount_fen=1_000,
            paper="凭证1号",
        )  # fmt: skip
    with refused("aid_has_account"):
        desk.do(
            "propose_budget", Role.PAY_OFFICER, title="另一个低保账户", level="local",
            aids=("dibao",), amount_fen=1_000,
        )  # fmt: skip


@pytest.mark.rule("YC-22")
def test_a_reserve_begins_with_the_sum_of_the_document_and_once_a_year() -> None:
    desk = funded("yicheng")
    with refused("opening_differs"):
        desk.do(
            "prepay_reserve", Role.FINANCE, township="yc-first", pot="02", amount_fen=4_999_999,
            paper="凭证1号",
        )  # fmt: skip
    desk.do(
        "prepay_reserve", Role.FINANCE, township="yc-first", pot="02", amount_fen=5_000_000,
        paper="凭证1号",
    )  # fmt: skip
    with refused("reserve_open"):
        desk.do(
            "prepay_reserve", Role.FINANCE, township="yc-first", pot="02", amount_fen=5_000_000,
            paper="凭证2号",
        )  # fmt: skip
    sheet = next(s for s in engine.sheets_of(desk.file) if s.kind == books.RESERVE)
    assert (sheet.township, sheet.low_fen) == ("yc-first", 1_000_000)
    with refused("reserve_carried"):
        desk.do("return_reserve", Role.FINANCE, township="yc-first", pot="02", amount_fen=1_000)


def test_where_no_document_names_a_reserve_nobody_invents_its_sum() -> None:
    with pytest.raises(PolicyNotSet):
        funded("jiaozuo").do(
            "prepay_reserve", Role.FINANCE, township="jz-first", pot="02", amount_fen=5_000_000,
            paper="凭证1号",
        )  # fmt: skip


@pytest.mark.rule("ZH-25")
def test_basic_living_is_served_first_when_money_is_short() -> None:
    desk = funded("zhanhe")
    desk.do(
        "propose_budget", Role.PAY_OFFICER, title="其他救助", level="local", aids=("disaster",),
        amount_fen=1_000_000,
    )  # fmt: skip
    desk.do("approve_budget", Role.FINANCE, pot="03", paper="财社〔2026〕1号")
    short = {
        "month": "2026-11",
        "missing_fen": 1_000,
        "decision": "按优先次序安排",
        "paper": "纪要1号",
    }
    with refused("basic_first"):
        desk.do("decide_shortfall", Role.FINANCE, first=("03",), later=("02",), **short)
    desk.do("decide_shortfall", Role.FINANCE, first=("02",), later=("03",), **short)
    with refused("basic_first"):
        desk.do(
            "shift_funds", Role.FINANCE, source="02", pot="03", amount_fen=1_000,
            reason="试图调出基本生活资金", paper="财社〔2026〕7号",
        )  # fmt: skip


@pytest.mark.rule("TR-37")
def test_a_question_on_an_entry_must_be_answered_by_the_other_side() -> None:
    desk = answered(funded("tongren"))
    event = "allotted/fund/tongren/2026/A1"
    desk.do("raise_query", Role.AUDITOR, event=event, text="请说明分配依据")
    desk.turn(date(START.year + 1, 1, 5))
    with refused("queries_open"):
        desk.do("close_fund_year", Role.FINANCE, summary="全年收支相符")
    desk.do("answer_query", Role.FINANCE, query="Q1", answer="依据文件按人数分配")
    desk.do("close_fund_year", Role.FINANCE, summary="全年收支相符")
    assert desk.file.stage is MatterStage.CLOSED


def test_a_year_closes_after_its_end_and_not_before() -> None:
    desk = answered(funded())
    with refused("year_not_over"):
        desk.do("close_fund_year", Role.FINANCE, summary="全年收支相符")


@pytest.mark.rule("YC-26", "HB-10")
@pytest.mark.parametrize("place", ["yicheng", "hanbin", "tongren"])
def test_each_month_owes_a_statement_by_one_unit_on_a_day_and_a_late_one_stays_late(
    place: str,
) -> None:
    desk = answered(funded(place))
    assert desk.file.fund is not None and desk.file.fund.sheets == ()
    with refused("sheet_not_due"):
        desk.do("publish_sheet", Role.PAY_OFFICER, period="2026-11")
    desk.turn(date(2026, 12, 1))
    sheet = desk.file.fund.sheets[0]
    assert (sheet.period, sheet.publisher, sheet.due) == (
        "2026-11",
        "civil_affairs",
        date(2026, 12, 14),
    )
    assert [t.act for t in desk.tasks()] == ["publish_sheet"]
    with refused("wrong_publisher"):
        desk.do("publish_sheet", Role.FINANCE, period="2026-11")
    desk.turn(sheet.due + timedelta(days=3))
    assert any(note.act == "overdue" for note in desk.file.journal)
    desk.do("publish_sheet", Role.PAY_OFFICER, period="2026-11")
    desk.answer(digest="d" * 64)
    desk.do("publish_sheet", Role.PAY_OFFICER, period="2026-11")
    desk.answer(digest="e" * 64)
    shown = desk.file.fund.sheets[0]
    assert (shown.version, shown.late_days, shown.published_on) == (2, 3, sheet.due + timedelta(3))
    assert desk.tasks() == ()


def test_every_act_has_a_rule_and_every_rule_its_row() -> None:
    from domain.funds.kinds import price, recovery, rise, year
    from domain.funds.moves import ACTS, MOVES

    for kind, module in zip(MOVES, (year, price, rise, recovery), strict=True):
        acts = {move.act for move in MOVES[kind]} - {"refresh_policy"}
        assert acts == set(module.RULES) == set(ACTS[kind]) - {"refresh_policy"}
    assert all(move.clause for move in FUND_MOVES)
