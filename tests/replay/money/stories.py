"""The stories of money by name: each kind of matter, and months of a county. Nobody exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.case.lifecycle import Role
from domain.funds import engine
from domain.funds.kinds import price, recovery, rise
from domain.identity import synthetic_id
from domain.pay.purposes import Owed
from store import freezing
from store.owed import owe
from tests.paying import Month, account, household_in
from tests.people import officer
from tests.replay.money.world import Treasury
from tests.store.samples import another

FINANCE, CLERK, APPROVER = Role.FINANCE, Role.PAY_OFFICER, Role.COUNTY_APPROVER
DAY = timedelta(days=1)
UNITS = ("市民政局", "市财政局")
PUT_OFF = {
    "later": ("dibao/other",),
    "decision": "先保障基本生活",
    "paper": "焦财社〔2038〕3号",
}


RETURNED = """
reserve.year_end:
  values:
    - {from: 2021-07-01, value: return, status: demo}
"""


@dataclass(frozen=True)
class Told:
    name: str
    place: str
    play: Callable[[Treasury], Awaitable[str]]
    overlay: str = ""
    """Rules of the place in this story alone: a pack."""


STORIES: dict[str, Told] = {}


def story(place: str = "jiaozuo", overlay: str = "") -> Any:
    def keep(play: Callable[[Treasury], Awaitable[str]]) -> Callable[[Treasury], Awaitable[str]]:
        STORIES[play.__name__] = Told(play.__name__, place, play, overlay)
        return play

    return keep


# --- matters ----------------------------------------------------------------------------------------


@story("yicheng")
async def fund_year(house: Treasury) -> str:
    """A budget year: two accounts, a reserve, shifting, a shortfall, a question, a statement."""
    day = house.today()
    by = officer(FINANCE, "yicheng")
    name = await house.begin(engine.year_opened("yicheng", by, day, day.year))
    pots = (
        ("本级救助资金", True, ("dibao", "tekun")),
        ("本级临时救助资金", False, ("quick", "emergency")),
        ("不予批准的预算", False, ("expenditure",)),
    )
    for title, basic, aids in pots:
        await house.do(
            "propose_budget", CLERK, title=title, level="local", basic=basic, aids=aids,
            amount_fen=100_000_000,
        )  # fmt: skip
    for pot in ("01", "02"):
        await house.do("approve_budget", FINANCE, pot=pot, paper="财社〔2026〕1号")
    await house.do("refuse_budget", FINANCE, pot="03", reason="与已有预算重复")
    for key, pot in (("A1", "01"), ("A2", "02")):
        await house.do(
            "propose_allocation", FINANCE, pot=pot, amount_fen=40_000_000,
            paper="财社〔2026〕9号", units=("民政局",),
        )  # fmt: skip
        await house.do(
            "give_fund_opinion", APPROVER, allocation=key, agrees=True, opinion="同意分配"
        )
        await house.do("issue_allocation", FINANCE, allocation=key)
    town = {"township": "yc-first", "pot": "02"}
    await house.do("prepay_reserve", FINANCE, amount_fen=5_000_000, paper="拨付凭证1", **town)
    await house.do("top_up_reserve", FINANCE, amount_fen=1_000_000, paper="拨付凭证2", **town)
    await house.do(
        "shift_funds", FINANCE, source="02", pot="01", amount_fen=2_000_000,
        reason="低保资金暂时不足", paper="财社〔2026〕11号",
    )  # fmt: skip
    await house.do(
        "decide_shortfall", FINANCE, month=f"{day:%Y-%m}", missing_fen=300_000, first=("01",),
        later=("02",), decision="先保障基本生活", paper="财社〔2026〕12号",
    )  # fmt: skip
    await house.do("raise_query", Role.AUDITOR, event="allot/A1", text="请说明分配依据")
    await house.do("answer_query", FINANCE, query="Q1", answer="依据财社〔2026〕9号文件分配")
    file = await house.to(day + 75 * DAY)
    period = file.fund.sheets[0].period
    await house.do("publish_sheet", CLERK, period=period)
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="年度参数更新")
    return name


@story("yicheng", overlay=RETURNED)
async def fund_year_closed(house: Treasury) -> str:
    """The year's end where a reserve goes back: one too large is not booked, what is left is."""
    day = house.today()
    by = officer(FINANCE, "yicheng")
    name = await house.begin(engine.year_opened("yicheng", by, day, day.year))
    await house.do(
        "propose_budget", CLERK, title="本级临时救助资金", level="local",
        aids=("quick", "emergency"), amount_fen=20_000_000,
    )  # fmt: skip
    await house.do("approve_budget", FINANCE, pot="01", paper="财社〔2026〕1号")
    await house.do(
        "propose_allocation", FINANCE, pot="01", amount_fen=10_000_000, paper="财社〔2026〕9号"
    )
    await house.do("issue_allocation", FINANCE, allocation="A1")
    town = {"township": "yc-first", "pot": "01"}
    await house.do("prepay_reserve", FINANCE, amount_fen=5_000_000, paper="拨付凭证1", **town)
    await house.to(date(day.year + 1, 1, 4))
    await house.do("return_reserve", FINANCE, amount_fen=5_000_100, **town)
    await house.do("return_reserve", FINANCE, amount_fen=5_000_000, **town)
    file = await house.file()
    assert [m.booked for m in file.fund.movements] == [True, False, True]
    await house.do("close_fund_year", FINANCE, summary="备用金已全部收回，全年收支相符")
    await house.ended()
    return name


@story()
async def price_round(house: Treasury) -> str:
    for number in (1, 2):
        household_in(house.tools.store, number, (date(2026, 6, 1), None, 50_000))
    name, day = await _index(house, 290, 640)
    await house.do("start_round", APPROVER, paper="发改价格〔2026〕88号", units=UNITS)
    file = await house.file()
    await house.do(
        "confirm_round", CLERK, persons=file.price.persons, total_fen=file.price.total_fen
    )
    for unit in UNITS:
        who = officer(Role.UNIT_LIAISON).model_copy(update={"unit": unit})
        await house.do(
            "unit_done", Role.UNIT_LIAISON, unit=unit, report="已按职责办结", officer=who
        )
    await house.to(day + 40 * DAY)
    return name


@story("zhanhe")
async def price_paid_by_a_run_of_its_own(house: Treasury) -> str:
    """The month's list is frozen already: the round starts a supplementary run, which pays it."""
    today, store = house.today(), house.tools.store
    for number in (1, 2):
        household_in(store, number, (date(2026, 6, 1), None, 50_000), place="zhanhe")
    month = Month(today.replace(day=1), place="zhanhe")
    with store.write() as session:
        freezing.freeze_list(session, month.freeze())
    name, _ = await _index(house, 290, 640)
    await house.do("start_round", APPROVER, paper="发改价格〔2026〕88号", units=UNITS[:1])
    file = await house.file()
    await house.do(
        "confirm_round", CLERK, persons=file.price.persons, total_fen=file.price.total_fen
    )
    await house.turn_to(f"pay/zhanhe/dibao/{today:%Y-%m}.1", "pay")
    await _submitted(house)
    file = await house.file()
    await house.do("release_funds", FINANCE, amount_fen=file.payable_fen)
    await house.ended()
    assert len(house.bank.balances) == 2, "each household has its subsidy"
    await house.turn_to(name, "price")
    await house.do("unit_done", Role.UNIT_LIAISON, unit=UNITS[0], report="已按职责办结")
    await house.to(today + 40 * DAY)
    return name


@story("hanbin")
async def price_with_another_unit(house: Treasury) -> str:
    """Those on unemployment benefit are paid by another unit; who draws 低保 too is not paid twice."""
    household_in(house.tools.store, 1, (date(2026, 6, 1), None, 50_000), place="hanbin")
    name, _ = await _index(house, 290, 640)
    await house.do("start_round", APPROVER, paper="发改价格〔2026〕88号", units=("区人社局",))
    who = officer(Role.UNIT_LIAISON, "hanbin").model_copy(update={"unit": "区人社局"})
    drawing = another(1, "hanbin").household.members[0].id_no
    await house.do(
        "add_claimants", Role.UNIT_LIAISON, person_class="unemployed",
        id_nos=(drawing, synthetic_id(date(1985, 3, 3), 77)), officer=who,
    )  # fmt: skip
    file = await house.file()
    assert file.price.twice == 1
    await house.do(
        "confirm_round", CLERK, persons=file.price.persons, total_fen=file.price.total_fen
    )
    await house.do(
        "unit_done", Role.UNIT_LIAISON, unit="区人社局", report="已按名单发放", officer=who
    )
    return name


@story()
async def price_without_a_silent_unit(house: Treasury) -> str:
    """A department says nothing until its last day: the round is waited for no longer."""
    name, day = await _index(house, 290, 640)
    await house.do("start_round", APPROVER, paper="发改价格〔2026〕88号", units=UNITS[:1])
    file = await house.file()
    await house.do(
        "confirm_round", CLERK, persons=file.price.persons, total_fen=file.price.total_fen
    )
    await house.to(day + 40 * DAY)
    await house.do("waive_unit", APPROVER, unit=UNITS[0], reason="两次催办，期满仍未反馈")
    await house.ended()
    return name


@story("tongren")
async def price_declined(house: Treasury) -> str:
    name, _ = await _index(house, 290, 640)
    await house.do("decline_round", APPROVER, reason="省级已统一发放，不重复启动")
    await house.ended()
    return name


async def _index(house: Treasury, cpi: int, food: int) -> tuple[str, date]:
    day = house.today()
    month = (day.replace(day=1) - DAY).replace(day=1)
    by = officer(Role.UNIT_LIAISON, house.place)
    matter = price.entered(house.place, by, day, month, day, cpi, food, "市统计局公报")
    return await house.begin(matter), day


@story()
async def rise_applied(house: Treasury) -> str:
    day = house.today()
    since = day.replace(day=1)
    by = officer(CLERK, house.place)
    name = await house.begin(
        rise.proposed(house.place, by, day, ("dibao",), since, "焦民发〔2026〕9号")
    )
    await house.do("preview_rise", CLERK)
    await house.do("apply_rise", APPROVER, changed=2, monthly_fen=9_000, digest="d" * 64)
    await house.ended()
    return name


@story()
async def recovery_repaid(house: Treasury) -> str:
    """Fraud: repaid in two instalments, a fine within the law of the day, an estate looked at."""
    name, day = await _claim(house, "fraud")
    await house.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    await house.do(
        "decide_recovery", APPROVER, amount_fen=120_000, finding="核查报告〔2026〕5号",
        reasons="隐瞒收入，多领三个月", paper="追决〔2026〕2号", instalments=2,
        first_due=day + 30 * DAY,
    )  # fmt: skip
    await house.do(
        "impose_fine", APPROVER, amount_fen=100_000, finding="认定书〔2026〕7号",
        reasons="隐瞒房产骗取低保", paper="罚决〔2026〕1号",
    )  # fmt: skip
    await house.do("record_repayment", CLERK, amount_fen=60_000, receipt="缴款书1")
    await house.do("record_fine_payment", FINANCE, amount_fen=100_000, receipt="罚没收据1")
    await house.to(day + 90 * DAY)
    await house.do("record_repayment", CLERK, amount_fen=60_000, receipt="缴款书2")
    await house.ended()
    return name


@story()
async def recovery_from_an_estate(house: Treasury) -> str:
    """Drawn on after a death: a part comes back and a part is remitted; the estate bears the rest as far
    as it goes, and nobody is asked beyond it."""
    name, day = await _claim(house, "death", 3)
    await house.do("hear_debtor", Role.COUNTY_REVIEWER, heard="家属没有异议")
    await house.do(
        "decide_recovery", APPROVER, amount_fen=120_000, finding="核查报告〔2026〕8号",
        reasons="死亡后继续领取三个月", paper="追决〔2026〕3号", first_due=day + 30 * DAY,
    )  # fmt: skip
    await house.do("record_repayment", CLERK, amount_fen=20_000, receipt="缴款书1")
    await house.do(
        "remit_debt", APPROVER, 2, amount_fen=10_000, reason="丧葬费用后家庭无力承担",
        paper="减免〔2026〕1号",
    )  # fmt: skip
    await house.do(
        "claim_estate", Role.COUNTY_REVIEWER, estate_fen=50_000, keeper="村民委员会",
        evidence_paper="遗产清单1",
    )  # fmt: skip
    await house.do("record_repayment", CLERK, amount_fen=50_000, receipt="缴款书2")
    await house.ended()
    return name


@story()
async def recovery_mistyped(house: Treasury) -> str:
    """A zero too many settles the debt: it is taken back by two people, what came is entered, and the
    matter ends once the accounts were compared."""
    name, day = await _claim(house, "late_report", 4)
    await house.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    await house.do(
        "decide_recovery", APPROVER, amount_fen=120_000, finding="核查报告〔2026〕9号",
        reasons="就业后未及时报告", paper="追决〔2026〕4号", instalments=10,
        first_due=day + 30 * DAY,
    )  # fmt: skip
    slip = {
        "number": 1,
        "reason": "录入时多写一个零",
        "paper": "银行回单1",
        "until": day + 20 * DAY,
    }
    await house.do("record_repayment", CLERK, amount_fen=120_000, receipt="缴款书1", kept=True)
    await house.do("propose_storno", CLERK, **slip)
    await house.do("refuse_storno", APPROVER, 2, reason="请附银行回单")
    await house.do("propose_storno", CLERK, **slip)
    await house.do("confirm_storno", APPROVER, 2, opinion="与银行回单核对一致")
    await house.do("record_repayment", CLERK, amount_fen=12_000, receipt="缴款书1", kept=True)
    await house.do("record_repayment", CLERK, amount_fen=108_000, receipt="缴款书2", kept=True)
    await house.to(day + 33 * DAY)
    await house.ended()
    return name


@story()
async def recovery_dropped(house: Treasury) -> str:
    name, _ = await _claim(house, "office_error", 2)
    await house.do("hear_debtor", Role.COUNTY_REVIEWER, heard="认为并未多领")
    await house.do("drop_recovery", APPROVER, reason="核实并未多发")
    await house.ended()
    return name


async def _claim(house: Treasury, ground: str, number: int = 1) -> tuple[str, date]:
    day = house.today()
    by = officer(CLERK, house.place)
    matter = recovery.opened(
        house.place, by, day, "JZ2026000001", number, ground, "2026-03至2026-05", 120_000, "多领"
    )
    return await house.begin(matter), day


# --- months -----------------------------------------------------------------------------------------


@story()
async def month_short(house: Treasury) -> str:
    """The funds do not cover the month: basic living first, the subsidy by the second release."""
    month = date(2038, 3, 1)
    for number in (1, 2):
        household_in(house.tools.store, number, (month, None, 50_000))
    with house.tools.store.write() as session:
        owe(session, [_subsidy("JZ2026000001", month)])
    house.bank.wrong[account(2).number] = "99"
    name = await house.begin_month(month)
    await _submitted(house)
    await house.do(
        "report_shortage", FINANCE, shortage_fen=1_000, reason="市级价格补贴资金尚未到账"
    )
    await house.do("release_first", FINANCE, amount_fen=100_000, **PUT_OFF)
    file = await house.rest()
    house.bank.wrong.clear()
    for line in file.returns:
        await house.do("resend_line", CLERK, obligation=line.obligation)
    await house.to(date(2038, 3, 9))
    await house.do("release_rest", FINANCE, amount_fen=1_000)
    await house.ended()
    return name


@story("tongren")
async def month_with_exceptions(house: Treasury) -> str:
    """A line taken off, one kept back, a ruling's arrears, a silent bank asked again."""
    month, store = date(2038, 3, 1), house.tools.store
    cases = [
        household_in(store, number, (month, None, 50_000), place="tongren") for number in (1, 2, 3)
    ]
    lines = [f"{case}/dibao/{month:%Y-%m}/regular" for case in cases]
    name = await house.begin_month(month)
    await house.do("zero_line", CLERK, obligation=lines[0], reason="受助人已去世")
    await house.do("suspend_line", CLERK, obligation=lines[1], reason="账户核实中")
    await house.do(
        "order_backpay", APPROVER, case_no=cases[2], document="行复决〔2038〕1号",
        decided_on=date(2037, 12, 20), last_month=date(2038, 2, 1), monthly_fen=10_000,
    )  # fmt: skip
    await house.do("refresh_policy", Role.POLICY_ADMIN, reason="发放日期调整")
    await _submitted(house)
    file = await house.file()
    house.bank.slow_days = 60
    await house.do("release_funds", FINANCE, amount_fen=file.payable_fen)
    for ahead in range(60):
        file = await house.to(date(2038, 3, 5) + ahead * DAY)
        if file.batch is not None and file.batch.try_on is None:
            break
    house.bank.slow_days = 0
    await house.do("ask_bank_again", CLERK, reason="银行系统已经恢复")
    await house.do("resend_line", CLERK, obligation=lines[1])
    await house.ended()
    return name


async def _submitted(house: Treasury) -> None:
    file = await house.file()
    await house.do(
        "submit_list", CLERK, count=file.payable_count, total_fen=file.payable_fen,
        digest=file.payable_digest,
    )  # fmt: skip


def _subsidy(case_no: str, month: date) -> Owed:
    return Owed(
        case_no=case_no, programme="dibao", place="jiaozuo", township="gongxiao", month=month,
        purpose="price", fen=1_000, cause="money/price/jiaozuo/2038-02#3", on=month,
        pay_month=month,
    )  # fmt: skip
