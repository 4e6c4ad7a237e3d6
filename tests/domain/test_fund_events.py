"""What stands on the pages of money: words for every entry and its cause, and only acts with an object."""

from __future__ import annotations

import pytest

from api.pages.fields import Form
from api.work.funds import EnterIndex
from domain.case.lifecycle import Role
from domain.funds import books, engine
from domain.funds.events import EVENT_ZH, event_zh, origin_zh
from domain.pay import ledger
from tests.funds import MatterDesk, funded, year_of

LINE = "JZ2026000001/dibao/2028-01/regular"


@pytest.mark.rule("ZH-10")
def test_every_entry_and_its_cause_is_told_in_words_a_clerk_knows() -> None:
    monthly = [
        ledger.accrued(LINE, 1), ledger.paid(LINE, 1), ledger.zeroed(LINE, 1),
        ledger.sent("b-1", LINE, 1, again=False), ledger.held("b-1", LINE, 1, again=False),
        ledger.came_back("b-1", LINE, 1), ledger.released("jiaozuo/dibao/2028-01", [("fund", 1)]),
    ]  # fmt: skip
    events = {posting.event for pair in monthly for posting in pair}
    assert {event.split("/")[0] for event in events} <= set(EVENT_ZH)
    line = "JZ2026000001，2028-01最低生活保障，当月救助金"
    assert event_zh(f"paid/{LINE}") == f"银行到账：{line}"
    assert event_zh(f"sent/jiaozuo-dibao-202801-01/{LINE}") == f"送交银行：{line}"
    assert event_zh("released/jiaozuo/dibao/2028-01") == "财政拨付：2028-01"
    assert event_zh("prepay/fund/yicheng/2028/M1") == "预拨备用金：资金年度2028，M1"
    assert origin_zh("pay/yicheng/dibao/2028-01#44") == "2028-01发放第44条记录"
    assert origin_zh("money/fund/yicheng/2028#47") == "资金年度2028第47条记录"
    assert origin_zh("case/jiaozuo/JZ2026000001#7") == "案件JZ2026000001第7条记录"
    assert books.account_zh(ledger.PAYABLE)


def offered(desk: MatterDesk, role: Role = Role.FINANCE) -> set[str]:
    return {move.act for move in engine.lawful_matter_moves(desk.file, role)}


def test_an_act_is_offered_only_where_there_is_something_to_do_it_to() -> None:
    desk = year_of("yicheng")
    assert not offered(desk) & {"approve_budget", "issue_allocation", "prepay_reserve"}
    desk = funded("yicheng")
    assert {"prepay_reserve", "shift_funds"} <= offered(desk)
    assert not offered(desk) & {"issue_allocation", "top_up_reserve", "answer_query"}
    desk.do("raise_query", Role.AUDITOR, event="allotted/A1", text="请说明分配依据")
    assert "answer_query" in offered(desk)
    assert "prepay_reserve" not in offered(funded("jiaozuo")), "no document names a reserve there"


@pytest.mark.parametrize(
    ("typed", "held"),
    [("2.9", 290), ("6.4%", 640), ("-0.3", -30), ("3", 300), ("0.05", 5), ("2.901", None)],
)
def test_an_index_is_typed_in_percent_as_it_is_published(typed: str, held: int | None) -> None:
    form = Form("open_price", EnterIndex.model_json_schema(), {}, [])
    values, faults = form.typed({"cpi": typed})
    assert values.get("cpi") == held
    assert bool(faults) is (held is None)
