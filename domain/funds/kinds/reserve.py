"""备用金, 资金调剂 and 资金缺口: money from one account into another, and who is served first."""

from __future__ import annotations

from typing import Any

from domain.funds import acts, books
from domain.funds.kinds.pots import (
    account_pot,
    booked_by,
    must_pay,
    with_year,
    year_of,
)
from domain.funds.matter import Matter, require
from domain.funds.parts import Movement, Shortfall
from domain.money import yuan_zh
from domain.policy import Snapshot


def _moves(
    file: Matter, what: str, source: str, target: str, act: Any, accounts: tuple[str, str]
) -> Matter:
    year = year_of(file)
    key = f"M{len(year.movements) + 1}"
    movement = Movement(
        key=key,
        what=what,
        source=source,
        target=target,
        fen=act.amount_fen,
        on=act.on,
        paper=getattr(act, "paper", ""),
    )
    event = f"{what}/{file.subject}/{key}"
    written = with_year(file, movements=(*year.movements, movement))
    return booked_by(written, key, act, event, books.between(event, *accounts, act.amount_fen))


def reserves(file: Matter) -> dict[str, tuple[Movement, ...]]:
    """Movements of each township's reserve that stand or are on their way."""
    found: dict[str, tuple[Movement, ...]] = {}
    for m in year_of(file).movements:
        if m.booked is not False and m.what in ("prepay", "top_up", "return_reserve"):
            town = m.source if m.what == "return_reserve" else m.target
            found[town] = (*found.get(town, ()), m)
    return found


def _told(file: Matter, fen: int) -> str:
    """The movement by its number; which township it is stands in its row, under its name."""
    return f"M{len(year_of(file).movements) + 1}，{yuan_zh(fen)}"


def prepay_reserve(file: Matter, act: acts.PrepayReserve) -> tuple[Matter, str]:
    opening = file.law.fen("reserve.opening")
    pot = account_pot(file, act.pot)
    must_pay(pot, *books.RESERVE_AIDS)
    stands = any(m.what == "prepay" for m in reserves(file).get(act.township, ()))
    require(not stands, "reserve_open", "该乡镇（街道）本年度已预拨备用金，请办理补足。", "YC-22")
    require(
        act.amount_fen == opening,
        "opening_differs",
        f"先行预拨的备用金为每个乡镇（街道）{yuan_zh(opening)}，请按此金额预拨。",
        file.law.cite("reserve.opening"),
    )
    accounts = (books.pot_account(year_of(file).year, pot), books.reserve_account(act.township))
    return (
        _moves(file, "prepay", pot.key, act.township, act, accounts),
        _told(file, act.amount_fen),
    )


def top_up_reserve(file: Matter, act: acts.TopUpReserve) -> tuple[Matter, str]:
    pot = account_pot(file, act.pot)
    must_pay(pot, *books.RESERVE_AIDS)
    accounts = (books.pot_account(year_of(file).year, pot), books.reserve_account(act.township))
    topped = _moves(file, "top_up", pot.key, act.township, act, accounts)
    return topped, _told(file, act.amount_fen)


def return_reserve(file: Matter, act: acts.ReturnReserve) -> tuple[Matter, str]:
    require(
        file.law.text("reserve.year_end") == "return",
        "reserve_carried",
        "本地规定备用金年末结转下年使用，无需办理收回。",
        file.law.cite("reserve.year_end"),
    )
    pot = account_pot(file, act.pot)
    must_pay(pot, *books.RESERVE_AIDS)
    accounts = (books.reserve_account(act.township), books.pot_account(year_of(file).year, pot))
    back = _moves(file, "return_reserve", act.township, pot.key, act, accounts)
    return back, _told(file, act.amount_fen)


YEAR_END = ("reserve.year_end",)


def taken_back(law: Snapshot) -> bool:
    """Whether the place's rule takes back at the end of the year what is left of a reserve."""
    return law.has(YEAR_END[0]) and law.text(YEAR_END[0]) == "return"


def goes_back(file: Matter) -> bool:
    return taken_back(file.law)


def shift_funds(file: Matter, act: acts.ShiftFunds) -> tuple[Matter, str]:
    source, target, year = account_pot(file, act.source), account_pot(file, act.pot), year_of(file)
    require(source.key != target.key, "same_pot", "调出和调入应当是两个不同的资金账户。", "JZ-29")
    require(
        source.use == target.use,
        "uses_differ",
        "救助资金和工作经费应当分账管理，不能相互调剂。",
        "TR-34",
    )
    require(
        source.level == target.level,
        "levels_differ",
        "不同级次的资金不能相互调剂，请在同一级次的账户之间办理。",
        "JZ-26",
    )
    require(
        not source.basic or target.basic,
        "basic_first",
        "困难群众基本生活资金应当优先保障，不能调出用于其他项目。",
        "ZH-25",
    )
    accounts = (books.pot_account(year.year, source), books.pot_account(year.year, target))
    shifted = _moves(file, "shift", source.key, target.key, act, accounts)
    return shifted, f"{source.zh}→{target.zh}，{yuan_zh(act.amount_fen)}：{act.reason}"


def decide_shortfall(file: Matter, act: acts.DecideShortfall) -> tuple[Matter, str]:
    year = year_of(file)
    require(
        not set(act.first) & set(act.later),
        "served_twice",
        "同一资金账户不能既列入优先保障又列入暂缓安排，请只选其一。",
        "ZH-25",
    )
    chosen = {key: account_pot(file, key) for key in (*act.first, *act.later)}
    left_out = [p.zh for k, p in chosen.items() if p.basic and k in act.later]
    wanted = any(not p.basic for k, p in chosen.items() if k in act.first)
    require(
        not left_out or not wanted,
        "basic_first",
        f"资金不足时应当优先保障基本生活：{'、'.join(left_out)}应当列入优先保障。",
        "ZH-25",
    )
    line = Shortfall(
        month=act.month,
        missing_fen=act.missing_fen,
        first=act.first,
        later=act.later,
        decision=act.decision,
        paper=act.paper,
        by=act.officer.id,
        on=act.on,
    )
    text = f"{act.month}缺口{yuan_zh(act.missing_fen)}：{act.decision}（{act.paper}）"
    return with_year(file, shortfalls=(*year.shortfalls, line)), text
