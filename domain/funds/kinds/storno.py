"""更正缴回登记: a repayment that was entered wrongly (too much, twice, of another household) is taken back.

What was entered stays, with a counter entry beside it, so that both add up to zero; whoever proposes says
why and until when, and another person agrees (YC-06).
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds import acts, books
from domain.funds.matter import Errand, Matter, asked, require
from domain.funds.parts import Recovery, Storno
from domain.money import yuan_zh
from domain.task import Task

CLAUSE = "YC-32; YC-06"
KEPT = timedelta(days=31)  # not law: until the accounts of the month were held against the bank's
Ruled = tuple[Matter, str]


def propose(file: Matter, act: acts.ProposeStorno) -> Ruled:
    debt = _debt(file)
    require(
        1 <= act.number <= len(debt.repaid),
        "repayment_unknown",
        f"没有第{act.number}笔缴回登记，请从列表中选择。",
        CLAUSE,
    )
    require(
        act.number not in debt.struck,
        "struck_already",
        f"第{act.number}笔缴回登记已经更正，无需再次办理。",
        CLAUSE,
    )
    require(
        pending(debt, act.on) is None,
        "storno_open",
        "已有待复核的更正，请待复核或者其失效后再提出。",
        CLAUSE,
    )
    require(
        act.until >= act.on,
        "until_passed",
        f"复核的最后日期不得早于提出日期{act.on}，请填写提出日期或者以后的日期。",
        CLAUSE,
    )
    before = tuple(
        one.model_copy(update={"agreed": False, "ended_on": act.on}) if one.agreed is None else one
        for one in debt.stornos
    )
    new = Storno(
        number=act.number,
        reason=act.reason,
        paper=act.paper,
        on=act.on,
        by=act.officer.id,
        by_for=act.officer.whose,
        until=act.until,
    )
    return _with(file, stornos=(*before, new)), f"{_what(debt, new)}：{act.reason}，{act.paper}"


def confirm(file: Matter, act: acts.ConfirmStorno) -> Ruled:
    debt, one = _debt(file), _second_person(file, act)
    fen = debt.repaid[one.number - 1].fen
    after = _ended(file, one, act, agreed=True)
    event = f"storno/{file.subject}/{one.number}"
    errand = Errand(
        key=f"storno:{one.number}",
        what="book",
        on=act.on,
        seq=file.seq + 1,
        event=event,
        postings=books.not_come_back(event, fen),
    )
    return asked(after, errand), f"同意{_what(debt, one)}：{act.opinion}"


def refuse(file: Matter, act: acts.RefuseStorno) -> Ruled:
    one = _second_person(file, act)
    after = _ended(file, one, act, agreed=False)
    return after, f"不同意{_what(_debt(file), one)}：{act.reason}"


def pending(debt: Recovery, today: date) -> Storno | None:
    """The one that waits for its second person, as long as it may."""
    return next((s for s in debt.stornos if s.agreed is None and today <= s.until), None)


def can_be_struck(debt: Recovery) -> tuple[int, ...]:
    """The repayments that still stand, by number from 1."""
    return tuple(n for n in range(1, len(debt.repaid) + 1) if n not in debt.struck)


def closes_on(debt: Recovery) -> date | None:
    """The first day on which a debt that was settled out of the plan ends; None: it does not wait."""
    if debt.settled_on is None or debt.open_fen or debt.fine_open_fen:
        return None
    last = debt.settled_on + KEPT
    one = waiting(debt)
    return max(last, one.until if one else last) + timedelta(days=1)


def waiting(debt: Recovery) -> Storno | None:
    """The one nobody has judged; the calendar ends it after its last day."""
    return next((s for s in debt.stornos if s.agreed is None), None)


def lapsed(file: Matter, today: date) -> Matter:
    """What nobody judged until its last day counts for nothing."""
    one = waiting(_debt(file))
    if one is None or today <= one.until:
        return file
    ended = one.model_copy(update={"agreed": False, "ended_on": one.until})
    stornos = tuple(ended if s is one else s for s in _debt(file).stornos)
    return _with(file, stornos=stornos)


def tasks(debt: Recovery) -> tuple[Task, ...]:
    one = waiting(debt)
    if one is None:
        return ()
    return (
        Task(
            code=f"confirm_storno:{one.number}:{one.on}",
            zh=f"{debt.case_no}：请复核第{one.number}笔缴回登记的更正",
            act="confirm_storno",
            role=Role.COUNTY_APPROVER,
            since=one.on,
            due=one.until,
            clause=CLAUSE,
        ),
    )


def _what(debt: Recovery, one: Storno) -> str:
    paid = debt.repaid[one.number - 1]
    return f"冲销第{one.number}笔缴回登记{yuan_zh(paid.fen)}（{paid.receipt}）"


def _second_person(file: Matter, act: acts.ConfirmStorno | acts.RefuseStorno) -> Storno:
    debt = _debt(file)
    one = waiting(debt)
    if one is None:
        raise CaseRefusal("storno_not_open", "没有待复核的更正，请先提出更正缴回登记。", CLAUSE)
    require(
        act.on <= one.until,
        "storno_lapsed",
        f"该项更正应当于{one.until}前复核，已经失效，请重新提出。",
        CLAUSE,
    )
    entered = debt.repaid[one.number - 1].by
    require(
        {one.by, one.by_for, entered}.isdisjoint(act.officer.accounts),
        "same_person",
        "提出更正的人和登记这笔缴回的人不能复核更正，请由其他人员复核。",
        CLAUSE,
    )
    return one


def _ended(
    file: Matter, one: Storno, act: acts.ConfirmStorno | acts.RefuseStorno, *, agreed: bool
) -> Matter:
    ended = one.model_copy(
        update={
            "agreed": agreed,
            "ended_on": act.on,
            "ended_by": act.officer.id,
            "ended_for": act.officer.whose,
        }
    )
    debt = _debt(file)
    stornos = tuple(ended if s is one else s for s in debt.stornos)
    return _with(file, stornos=stornos, **({"settled_on": None} if agreed else {}))


def _debt(file: Matter) -> Recovery:
    if file.recovery is None:
        raise RuntimeError("not a recovery")
    return file.recovery


def _with(file: Matter, **changes: object) -> Matter:
    return file.having(recovery=_debt(file).model_copy(update=changes))
