"""资金年度: the budget of a year, its accounts, the townships' reserves, the public statements.

Finance approves, civil affairs is heard, money serves its own purpose only; nothing is taken from
an account that does not hold it, and nothing moves without a line of the record as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds import acts, books
from domain.funds.kinds import reserve, sheets
from domain.funds.kinds.pots import account_pot, booked_by, with_year, year_of
from domain.funds.matter import Errand, ErrandDone, Matter, MatterStage, moved, require
from domain.funds.parts import Allocation, Pot, Query
from domain.money import yuan_zh
from domain.pay.ledger import LEVEL_ZH
from domain.programme import Programme
from domain.task import Task

NEEDS = (
    "fund.opinion_first",
    "fund.agreed_units",
    "reserve.opening",
    "reserve.low_mark",
    "reserve.year_end",
    "sheet.due_days",
    "sheet.publisher",
)
Rule = Callable[[Matter, Any], tuple[Matter, str]]


# --- budget ---------------------------------------------------------------------------------------


def propose_budget(file: Matter, act: acts.ProposeBudget) -> tuple[Matter, str]:
    year = year_of(file)
    work = act.use == "work"
    require(
        bool(act.aids) != work,
        "aids_missing",
        "救助资金应当写明可以发放的救助项目，工作经费不得填写救助项目。",
        "TR-34",
    )
    known = {p.value for p in Programme}
    strange = [a for a in act.aids if a not in known]
    require(not strange, "aid_unknown", "救助项目填写有误，请从列表中选择。", "JZ-26")
    clash = [
        p
        for p in year.pots
        if not p.refused
        and (p.level, p.township) == (act.level, act.township)
        and set(p.aids) & set(act.aids)
    ]
    require(
        not clash,
        "aid_has_account",
        f"{LEVEL_ZH[act.level]}的同一救助项目已有账户“{clash[0].zh if clash else ''}”，"
        "一个项目在同一级次只设一个账户，请使用该账户。",
        "JZ-26",
    )
    pot = Pot(
        key=f"{len(year.pots) + 1:02d}",
        zh=act.title,
        level=act.level,
        use=act.use,
        aids=act.aids,
        basic=act.basic,
        township=act.township,
        asked_fen=act.amount_fen,
        asked_by=act.officer.id,
        asked_for=act.officer.whose,
        asked_on=act.on,
    )
    return with_year(file, pots=(*year.pots, pot)), f"{pot.key} {pot.zh}，{yuan_zh(pot.asked_fen)}"


def _pending(file: Matter, key: str) -> Pot:
    found = year_of(file).pot(key)
    if found is None or not found.open:
        raise CaseRefusal("pot_not_open", "这一项预算不在待批准之列，请核对编号。", "ZH-09")
    return found


def _with_pot(file: Matter, pot: Pot) -> Matter:
    pots = tuple(pot if p.key == pot.key else p for p in year_of(file).pots)
    return with_year(file, pots=pots)


def approve_budget(file: Matter, act: acts.ApproveBudget) -> tuple[Matter, str]:
    pot = _pending(file, act.pot)
    require(
        {pot.asked_by, pot.asked_for}.isdisjoint(act.officer.accounts),
        "same_person",
        "提出预算的人不能批准预算，请由财政部门其他人员批准。",
        "ZH-09",
    )
    done = pot.model_copy(
        update={"approved_on": act.on, "approved_by": act.officer.id, "paper": act.paper}
    )
    return _with_pot(file, done), f"{pot.zh}，{yuan_zh(pot.asked_fen)}，{act.paper}"


def refuse_budget(file: Matter, act: acts.RefuseBudget) -> tuple[Matter, str]:
    pot = _pending(file, act.pot)
    return _with_pot(
        file, pot.model_copy(update={"refused": act.reason})
    ), f"{pot.zh}：{act.reason}"


def propose_allocation(file: Matter, act: acts.ProposeAllocation) -> tuple[Matter, str]:
    year, pot = year_of(file), account_pot(file, act.pot)
    law = file.law
    require(
        act.units or not (law.has("fund.agreed_units") and law.flag("fund.agreed_units")),
        "units_missing",
        "分配资金应当写明商定的部门，请填写后再提交。",
        "HB-18",
    )
    promised = sum(
        a.fen
        for a in year.allocations
        if a.pot == pot.key and a.booked is not False and a.agrees is not False
    )
    left = pot.budget_fen - promised
    require(
        act.amount_fen <= left,
        "over_budget",
        f"“{pot.zh}”预算{yuan_zh(pot.budget_fen)}，尚可分配{yuan_zh(left)}，本次不得超过。",
        "ZH-09",
    )
    line = Allocation(
        key=f"A{len(year.allocations) + 1}",
        pot=pot.key,
        fen=act.amount_fen,
        paper=act.paper,
        units=act.units,
        by=act.officer.id,
        on=act.on,
    )
    text = f"{line.key} {pot.zh}，{yuan_zh(line.fen)}" + (
        f"，商定部门{len(act.units)}个" if act.units else ""
    )
    return with_year(file, allocations=(*year.allocations, line)), text


def _allocation(file: Matter, key: str) -> Allocation:
    found = next((a for a in year_of(file).allocations if a.key == key), None)
    if found is None or found.issued_on is not None:
        raise CaseRefusal(
            "allocation_not_open", "这一笔资金分配不在办理之列，请核对编号。", "HB-18"
        )
    return found


def _with_allocation(file: Matter, line: Allocation) -> Matter:
    lines = tuple(line if a.key == line.key else a for a in year_of(file).allocations)
    return with_year(file, allocations=lines)


def give_opinion(file: Matter, act: acts.GiveFundOpinion) -> tuple[Matter, str]:
    line = _allocation(file, act.allocation)
    require(
        line.agrees is None, "opinion_given", "这一笔资金分配已有民政意见，无需重复提出。", "TR-26"
    )
    said = line.model_copy(
        update={
            "agrees": act.agrees,
            "opinion": act.opinion,
            "opinion_by": act.officer.id,
            "opinion_on": act.on,
        }
    )
    return _with_allocation(
        file, said
    ), f"{line.key}{'同意' if act.agrees else '不同意'}：{act.opinion}"


def issue_allocation(file: Matter, act: acts.IssueAllocation) -> tuple[Matter, str]:
    line = _allocation(file, act.allocation)
    law = file.law
    first = law.has("fund.opinion_first") and law.flag("fund.opinion_first")
    require(
        line.agrees is not None or not first,
        "opinion_missing",
        "下达资金前应当先有民政部门的意见，请民政部门提出意见后再下达。",
        "TR-26",
    )
    require(
        line.agrees is not False,
        "opinion_against",
        "民政部门对这一笔分配提出了不同意见，请重新提出资金分配。",
        "TR-26",
    )
    pot, year = account_pot(file, line.pot), year_of(file).year
    account = books.pot_account(year, pot)
    issued = _with_allocation(file, line.model_copy(update={"issued_on": act.on}))
    event = f"allotted/{file.subject}/{line.key}"
    postings = books.allotted(event, account, pot.level, line.fen)
    return booked_by(issued, line.key, act, event, postings), f"{pot.zh}，{yuan_zh(line.fen)}"


# --- questions, end of the year -------------------------------------------------------------------


def raise_query(file: Matter, act: acts.RaiseQuery) -> tuple[Matter, str]:
    year = year_of(file)
    key = f"Q{len(year.queries) + 1}"
    query = Query(
        key=key,
        event=act.event,
        text=act.text,
        by=act.officer.id,
        by_for=act.officer.whose,
        unit=act.officer.role.value,
        on=act.on,
    )
    return with_year(file, queries=(*year.queries, query)), f"{key} {act.event}：{act.text}"


def answer_query(file: Matter, act: acts.AnswerQuery) -> tuple[Matter, str]:
    year = year_of(file)
    found = next((q for q in year.queries if q.key == act.query and q.answered_on is None), None)
    if found is None:
        raise CaseRefusal("query_not_open", "没有这个待答复的疑问，请核对编号。", "TR-37")
    require(
        {found.by, found.by_for}.isdisjoint(act.officer.accounts),
        "same_person",
        "提出疑问的人不能自己答复，请由另一部门人员答复。",
        "TR-37",
    )
    said = found.model_copy(
        update={"answer": act.answer, "answered_by": act.officer.id, "answered_on": act.on}
    )
    queries = tuple(said if q.key == said.key else q for q in year.queries)
    return with_year(file, queries=queries), f"{said.key}：{act.answer}"


def close_year(file: Matter, act: acts.CloseFundYear) -> tuple[Matter, str]:
    year = year_of(file)
    open_queries = [q.key for q in year.queries if q.answered_on is None]
    require(
        not open_queries,
        "queries_open",
        f"尚有疑问没有答复：{'、'.join(open_queries)}。请答复后再办结。",
        "TR-37",
    )
    waiting = [e.key for e in file.errands]
    require(not waiting, "not_booked", "尚有账目正在登记，请稍后再办结。", "ZH-10")
    require(
        act.on.year > year.year,
        "year_not_over",
        f"{year.year}年度尚未结束，请在年度结束后办结。",
        "ZH-09",
    )
    return moved(file, MatterStage.CLOSED, act.on), act.summary


# --- what the world answered ----------------------------------------------------------------------


def booked(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    """An entry stands in the ledger, or the account did not hold the money."""
    year = year_of(file)
    for line in year.allocations:
        if line.key == errand.key:
            return _with_allocation(file, line.model_copy(update={"booked": done.ok})), done.text
    movements = tuple(
        m.model_copy(update={"booked": done.ok, "why": done.text}) if m.key == errand.key else m
        for m in year.movements
    )
    return with_year(file, movements=movements), done.text


RULES: Mapping[str, Rule] = {
    "propose_budget": propose_budget,
    "approve_budget": approve_budget,
    "refuse_budget": refuse_budget,
    "propose_allocation": propose_allocation,
    "give_fund_opinion": give_opinion,
    "issue_allocation": issue_allocation,
    "prepay_reserve": reserve.prepay_reserve,
    "top_up_reserve": reserve.top_up_reserve,
    "return_reserve": reserve.return_reserve,
    "shift_funds": reserve.shift_funds,
    "decide_shortfall": reserve.decide_shortfall,
    "raise_query": raise_query,
    "answer_query": answer_query,
    "publish_sheet": sheets.publish,
    "close_fund_year": close_year,
}
SOMETHING: Mapping[str, Callable[[Matter], bool]] = {
    "approve_budget": lambda file: any(p.open for p in year_of(file).pots),
    "refuse_budget": lambda file: any(p.open for p in year_of(file).pots),
    "propose_allocation": lambda file: _approved(file) > 0,
    "give_fund_opinion": lambda file: any(
        a.agrees is None and a.issued_on is None for a in year_of(file).allocations
    ),
    "issue_allocation": lambda file: any(
        a.agrees is not False and a.issued_on is None for a in year_of(file).allocations
    ),
    "prepay_reserve": lambda file: file.law.has("reserve.opening") and _approved(file) > 0,
    "top_up_reserve": lambda file: bool(reserve.reserves(file)),
    "return_reserve": lambda file: reserve.goes_back(file) and bool(reserve.reserves(file)),
    "shift_funds": lambda file: _approved(file) > 1,
    "decide_shortfall": lambda file: _approved(file) > 0,
    "answer_query": lambda file: any(q.answered_on is None for q in year_of(file).queries),
    "publish_sheet": lambda file: bool(year_of(file).sheets),
}
"""Whether there is anything to do an act to; one that is not named here always has something."""


def _approved(file: Matter) -> int:
    return sum(p.approved_on is not None for p in year_of(file).pots)


DONE: Mapping[str, Callable[[Matter, Errand, ErrandDone], tuple[Matter, str]]] = {
    "book": booked,
    "publish_sheet": sheets.published,
}


def tasks(file: Matter) -> tuple[Task, ...]:
    """What is open in a budget year, for whom."""
    year = year_of(file)
    found = [
        Task(
            code=f"approve_budget:{p.key}",
            zh=f"请审批预算：{p.zh}，{yuan_zh(p.asked_fen)}",
            act="approve_budget",
            role=Role.FINANCE,
            since=p.asked_on,
            clause="ZH-09",
        )
        for p in year.pots
        if p.open
    ]
    first = file.law.has("fund.opinion_first") and file.law.flag("fund.opinion_first")
    for a in year.allocations:
        if a.issued_on is not None or a.agrees is False:
            continue
        wants = first and a.agrees is None
        act = "give_fund_opinion" if wants else "issue_allocation"
        found.append(
            Task(
                code=f"{act}:{a.key}",
                zh=f"请对资金分配{a.key}（{yuan_zh(a.fen)}）"
                + ("提出意见" if wants else "下达资金"),
                act=act,
                role=Role.COUNTY_APPROVER if wants else Role.FINANCE,
                since=a.opinion_on or a.on,
                clause="TR-26" if wants else "HB-18",
            )
        )
    found += [
        Task(
            code=f"answer_query:{q.key}",
            zh=f"请答复对账目的疑问{q.key}",
            act="answer_query",
            role=Role.PAY_OFFICER if q.unit == Role.FINANCE else Role.FINANCE,
            since=q.on,
            clause="TR-37",
        )
        for q in year.queries
        if q.answered_on is None
    ]
    return (*found, *sheets.tasks(file))
