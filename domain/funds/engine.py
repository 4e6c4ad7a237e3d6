"""The only door into a matter: a person's act, what the world answered, the calendar.

Pure functions from matter to matter, as for a case: a validator runs `apply_to_matter` and throws
the result away. What the world must do next is read off the matter (`next_errand`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from domain import door
from domain.case.acts import Act, RefreshPolicy
from domain.case.lifecycle import ROLE_ZH, Role
from domain.funds.books import AccountSheet, pot_sheet, reserve_sheet
from domain.funds.kinds import price, recovery, reserve, rise, sheets, storno, year
from domain.funds.matter import (
    KIND_ZH,
    MATTER_STAGE_ZH,
    Errand,
    ErrandDone,
    Matter,
    MatterKind,
    noted,
)
from domain.funds.moves import BY_ACT, MOVES, OPENERS, FundMove
from domain.funds.parts import FundYear
from domain.policy import PolicyNotSet, Snapshot
from domain.task import Task

_KINDS: dict[MatterKind, Any] = {
    MatterKind.FUND: year,
    MatterKind.PRICE: price,
    MatterKind.RISE: rise,
    MatterKind.RECOVERY: recovery,
}
_DAY = timedelta(days=1)


def needs(kind: MatterKind) -> tuple[str, ...]:
    """The policy values a matter of this kind reads."""
    found: tuple[str, ...] = _KINDS[kind].NEEDS
    return found


def year_opened(place: str, by: object, on: date, number: int) -> Matter:
    """A new budget year of a place."""
    return Matter.model_validate(
        {
            "kind": MatterKind.FUND,
            "place": place,
            "key": f"{number}",
            "opened_by": by,
            "opened_on": on,
            "stage_since": on,
            "latest": on,
            "fund": FundYear(year=number),
        }
    )


def begun(file: Matter, at: datetime) -> Matter:
    """The first line of the record: who opened it."""
    if file.journal:
        return file
    _, zh, clause = OPENERS[file.kind]
    act = Act(officer=file.opened_by, on=file.opened_on)
    return noted(file, "open", zh, file.opened_on, at, _opening(file), act=act, clause=clause)


def _opening(file: Matter) -> str:
    if file.price is not None:
        return f"{file.price.month:%Y-%m}指数，{file.price.paper}"
    if file.rise is not None:
        return f"自{file.rise.since:%Y-%m}起，{file.rise.paper}"
    if file.recovery is not None:
        return f"{file.recovery.case_no}：{recovery.GROUND_ZH[file.recovery.ground]}"
    return f"{file.key}年度"


def apply_to_matter(file: Matter, name: str, act: Act, today: date, at: datetime) -> Matter:
    """The matter after a person's act. Raises CaseRefusal, saying what would be right, if unlawful."""
    move = BY_ACT[file.kind][name]
    _may(file, move, act, today)
    if isinstance(act, RefreshPolicy):
        changed, text = file.having(stale_policy=True), act.reason
    else:
        changed, text = _KINDS[file.kind].RULES[name](file, act)
    return noted(
        changed, move.act, move.zh, act.on, at, text, act=act, clause=move.clause, stage=file.stage
    )


def _may(file: Matter, move: FundMove, act: Act, today: date) -> None:
    officer = act.officer
    door.in_order(
        file.stage in move.stages,
        move,
        f"本事项处于“{MATTER_STAGE_ZH[file.stage]}”阶段",
        lawful_matter_moves(file, officer.role),
    )
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.place,
        "本事项不属于您所在的县（市、区），请由当地人员办理。",
        move.clause,
    )
    door.dated(act, file.stage_since, today, move.clause)


def lawful_matter_moves(file: Matter, role: Role) -> tuple[FundMove, ...]:
    """What this role may do at the present stage by the table, where there is something to do it to;
    the act itself is checked in full."""
    if file.closed:
        return ()
    something = _KINDS[file.kind].SOMETHING if file.rules is not None else {}
    return tuple(
        m
        for m in MOVES[file.kind]
        if file.stage in m.stages and role in m.roles
        if m.act not in something or something[m.act](file)
    )


# --- the rules and the calendar -------------------------------------------------------------------


def matter_rules_read(file: Matter, rules: Snapshot) -> Matter:
    return file.having(rules=rules, stale_policy=False)


def rules_are_stale(file: Matter, today: date) -> bool:
    """They were never read, somebody asked for them anew, or one of them has come to its end."""
    if file.rules is None or file.stale_policy:
        return True
    ends = [value.until for value in file.rules.values.values() if value.until is not None]
    return any(file.rules.on <= end < today for end in ends)


def turned(file: Matter, today: date, at: datetime) -> Matter:
    """What the calendar and the rules do by themselves: an index is judged, a statement falls due,
    a task passes its day."""
    if file.closed or file.rules is None:
        return file
    if file.kind is MatterKind.PRICE:
        file = _price_turned(file, today, at)
    if file.recovery is not None and file.recovery.decided_on is not None:
        file = _recovery_turned(file, today, at)
    if file.fund is not None:
        file = sheets.due_sheets(file, today)
    for task in open_matter_tasks(file, today):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
            file = noted(file, "overdue", "超期", today, at, text)
            file = file.having(overdue=(*file.overdue, task.mark))
    return file


def _price_turned(file: Matter, today: date, at: datetime) -> Matter:
    try:
        found = price.judged(file, today)
    except PolicyNotSet:
        return file
    if found is not None:
        after, zh, text = found
        file = noted(after, "judged", zh, today, at, text, clause="TR-31")
    return price.finished(file, today)


def _recovery_turned(file: Matter, today: date, at: datetime) -> Matter:
    after = recovery.turned(file, today)
    if after is file:
        return file
    done = "已全部缴回，对账期满" if after.closed else "更正缴回登记逾期未复核，失效"
    return noted(after, "judged", done, today, at, clause="YC-32")


def open_matter_tasks(file: Matter, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first."""
    if file.closed or file.rules is None:
        return ()
    missing = _undecided(file)
    found = (missing,) if missing else _KINDS[file.kind].tasks(file)
    return tuple(sorted(found, key=lambda task: (task.due or date.max, task.code)))


def _undecided(file: Matter) -> Task | None:
    """A price round whose threshold nobody has set waits for whoever sets it."""
    if file.kind is not MatterKind.PRICE or file.price is None or file.price.triggers:
        return None
    for name in price.NEEDS[:3]:
        try:
            file.law.get(name)
        except PolicyNotSet as refusal:
            return Task(
                code="policy",
                zh=refusal.message,
                act="refresh_policy",
                role=Role.POLICY_ADMIN,
                since=file.opened_on,
            )
    return None


def next_matter_mark(file: Matter, today: date) -> date | None:
    """The next day on which something happens by itself."""
    days = [errand.on for errand in file.errands]
    days += [t.due + _DAY for t in open_matter_tasks(file, today) if t.due]
    if file.rules is not None:
        days += [v.until + _DAY for v in file.rules.values.values() if v.until is not None]
    if file.recovery is not None and not file.closed:
        days += [day for day in [storno.closes_on(file.recovery)] if day]
    if file.fund is not None and not file.closed:
        days.append(_next_month(today))
    return min((day for day in days if day > today), default=None)


def _next_month(today: date) -> date:
    first = today.replace(day=1)
    return (first + timedelta(days=31)).replace(day=1)  # not law: the first day of the next month


# --- errands --------------------------------------------------------------------------------------


def next_errand(file: Matter, today: date) -> Errand | None:
    """What the world has to do now, in the order it was asked for."""
    return next((e for e in file.errands if e.on <= today), None)


def errand_done(file: Matter, done: ErrandDone, today: date, at: datetime) -> Matter:
    errand = next((e for e in file.errands if e.key == done.key), None)
    if errand is None:
        return file
    rest = file.having(errands=tuple(e for e in file.errands if e.key != done.key))
    answered: tuple[Matter, str] = _KINDS[file.kind].DONE[errand.what](rest, errand, done)
    after, text = answered
    if not text:
        return after
    zh = ERRAND_ZH[errand.what] if done.ok else "未能入账"
    return noted(after, errand.what, zh, max(today, errand.on), at, text, stage=file.stage)


ERRAND_ZH = {
    "book": "登记入账",
    "publish_sheet": "公开资金使用情况",
    "list_price": "生成补贴名单",
    "claim_price": "登记其他发放对象",
    "book_price": "列入发放",
    "watch_price": "核对补贴到账",
    "preview_rise": "测算标准提高",
    "apply_rise": "逐户调整",
    "prove_rise": "逐户核对有无遗漏",
}


def sheets_of(file: Matter) -> tuple[AccountSheet, ...]:
    """Every account of the matter that has a balance of its own."""
    if file.fund is None:
        return ()
    pots = [pot_sheet(file.fund.year, p) for p in file.fund.pots if p.approved_on]
    low = 0
    if file.rules is not None and file.rules.has("reserve.low_mark"):
        low = file.rules.fen("reserve.low_mark")
    return (*pots, *(reserve_sheet(town, low) for town in reserve.reserves(file)))


def matter_waiting_zh(file: Matter, today: date) -> str:
    """Why is this matter not moving? One paragraph in Chinese, without personal data."""
    lines = [f"{KIND_ZH[file.kind]}{file.key}，阶段：{MATTER_STAGE_ZH[file.stage]}。"]
    if file.closed:
        return lines[0]
    for task in open_matter_tasks(file, today):
        due = f"，期限{task.due}" if task.due else ""
        over = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{ROLE_ZH[task.role]}：{task.zh}{due}{over}。")
    if file.recovery is not None and (ends := storno.closes_on(file.recovery)):
        lines.append(f"已全部缴回。登记有误的可以更正；没有更正的，系统将于{ends}自动办结。")
    lines += [f"系统将于{e.on}自动：{ERRAND_ZH[e.what]}。" for e in file.errands]
    return "\n".join(lines)


def carried(file: Matter) -> Matter:
    """What the next run of the workflow begins with: the tables hold the record's lines."""
    return file.having(journal=file.journal[-1:])
