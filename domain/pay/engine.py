"""The only door into a run's state: a person's act, what the tables and the bank answered, the clock.

Pure functions from file to file, as for a case: a validator runs `apply_pay` and throws the result
away. What the world must do next is read off the file (`domain.pay.progress`), so a run that
was interrupted anywhere goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.lifecycle import ROLE_ZH, Role
from domain.pay import acts
from domain.pay.acts import PAY_ACTS, PAY_BY_ACT, PAY_STAGE_ZH, PayMove
from domain.pay.file import LineFacts, PayFile
from domain.pay.lists import PayOrder
from domain.pay.rules import lines, month, shortfall
from domain.pay.rules.marks import moved, noted, require
from domain.policy import Snapshot
from domain.together.contracted import must_be_staff


def opened(order: PayOrder) -> PayFile:
    return PayFile(order=order, stage_since=order.starts_on, latest=order.starts_on)


def pay_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(PAY_ACTS, name)


def apply_pay(
    file: PayFile, name: str, act: Act, today: date, at: datetime, facts: LineFacts | None = None
) -> PayFile:
    """The file after a person's act. Raises CaseRefusal, saying what would be right, if unlawful.

    `facts`: what the tables say of the line or household an act of `LOOKED_UP` names; without
    them (a validator has none) its lawfulness is left to who has.
    """
    move = PAY_BY_ACT[name]
    _may(file, move, act, today)
    if name in LOOKED_UP:
        changed, text = LOOKED_UP[name](file, act, facts)
    else:
        changed, text = RULES[name](file, act)
    told = noted(
        changed, move.act, move.zh, act.on, at, text, act=act, clause=move.clause, stage=file.stage
    )
    return moved(file.stage, told, act.on)


def _may(file: PayFile, move: PayMove, act: Act, today: date) -> None:
    officer = act.officer
    if file.stage not in move.stages and officer.role in move.roles:
        _not_second(file, move)
    door.in_order(
        file.stage in move.stages,
        move,
        f"本月发放处于“{PAY_STAGE_ZH[file.stage]}”阶段",
        lawful_pay_moves(file, officer.role),
    )
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.order.place,
        "本批次不属于您所在的县（市、区），请由当地的资金岗位办理。",
        "JZ-27",
    )
    must_be_staff(officer, move.zh)
    before = next(
        (
            e.officer.role
            for e in file.journal
            if e.officer and not {*e.officer.accounts}.isdisjoint(officer.accounts)
        ),
        officer.role,
    )
    require(
        before is officer.role,
        "same_person",
        f"您已作为{ROLE_ZH[before]}办理过本批次，民政核定、财政拨付、银行代发应当由不同人员办理，"
        f"请由其他人员办理“{move.zh}”。",
        "JZ-27",
    )
    door.dated(act, file.stage_since, today, move.clause)


def _not_second(file: PayFile, move: PayMove) -> None:
    """Of two people who do the same step at once one wins; the other hears who and when."""
    done = next((e for e in reversed(file.journal) if e.act == move.act and e.officer), None)
    if done is not None and done.officer is not None and move.act in acts.ONCE:
        raise CaseRefusal(
            "done_already",
            f"“{move.zh}”已由{done.officer.id}于{done.at:%Y-%m-%d %H:%M:%S}办理，不能重复办理，"
            "请刷新页面查看本批次的办理情况。",
            move.clause,
        )


def lawful_pay_moves(file: PayFile, role: Role) -> tuple[PayMove, ...]:
    """What this role may do at the present stage by the table; the act itself is checked in full."""
    if file.closed is not None:
        return ()
    return tuple(m for m in acts.pay_moves_in(file.stage) if role in m.roles)


RULES: dict[str, Callable[[PayFile, Any], tuple[PayFile, str]]] = {
    "submit_list": month.submit,
    "report_shortage": month.shortage,
    "release_funds": month.release,
    "resend_line": lines.resend,
    "ask_bank_again": month.ask_again,
    "refresh_policy": month.refresh,
}

LOOKED_UP: dict[str, Callable[[PayFile, Any, LineFacts | None], tuple[PayFile, str]]] = {
    "zero_line": lines.zero,
    "suspend_line": lines.suspend,
    "order_backpay": lines.backpay,
    "release_first": shortfall.release_first,
    "release_rest": shortfall.release_rest,
}
"""Acts about lines or a household of the tables, which are asked before the act is taken."""

OF_MONEY = ("release_first", "release_rest")
"""Those of them that ask what the fund accounts hold for the lines that are to be paid."""


def run_starts_on(law: Snapshot, month: date) -> date:
    """The day the list is frozen: the month's first day, or earlier so that a data day that was
    rolled back into the month before can still be kept (two working days' notice)."""
    due = law.calendar.pay_day(month.year, month.month, law.count("pay.data_day")).on
    day, left = due, LEAD_DAYS
    while left:
        day -= timedelta(days=1)
        left -= law.calendar.is_workday(day)
    return min(month, day)


LEAD_DAYS = 2  # not law: notice the office gives itself
