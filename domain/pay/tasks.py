"""What is open in a month's payment, for whom, until when; and why the month is not moving."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.calendar import Due, WorkingCalendar
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan_zh
from domain.pay.acts import PAY_STAGE_ZH, PayStage
from domain.pay.file import (
    NONSENSE,
    PAY_NEEDS,
    Batch,
    Deferred,
    Lateness,
    PayFile,
    Returned,
    ReturnState,
)
from domain.pay.lists import case_of
from domain.pay.rules.marks import noted
from domain.policy import PolicyNotSet
from domain.task import NextStep, Task

_DAY = timedelta(days=1)


def open_pay_tasks(file: PayFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first. `today` decides nothing about what is open."""
    if file.closed is not None or file.rules is None:
        return ()
    if not file.ready:
        return (_undecided(file),)
    found = list(_STEP[file.stage](file)) if file.stage in _STEP else []
    found += [_returned(file, line) for line in file.returns if line.state is ReturnState.OPEN]
    return tuple(sorted(found, key=lambda task: (task.due or date.max, task.code)))


def _undecided(file: PayFile) -> Task:
    missing = next(name for name in PAY_NEEDS if not file.law.has(name))
    try:
        file.law.get(missing)
    except PolicyNotSet as refusal:
        return Task(
            code="policy",
            zh=refusal.message,
            act="refresh_policy",
            role=Role.POLICY_ADMIN,
            since=file.stage_since,
        )
    raise AssertionError(missing)


def _step(file: PayFile, code: str, zh: str, role: Role, due: Due, clause: str) -> Task:
    return Task(
        code=code,
        zh=zh,
        act=code,
        role=role,
        since=file.stage_since,
        due=due.on,
        provisional=due.provisional,
        clause=clause,
    )


def _submission(file: PayFile) -> tuple[Task, ...]:
    zh = f"请核对并报送{_month_zh(file)}发放名单（{file.payable_count}笔，{yuan_zh(file.payable_fen)}）"
    cite = file.law.cite("pay.data_day")
    return (_step(file, "submit_list", zh, Role.PAY_OFFICER, file.dates.data, cite),)


def _release(file: PayFile) -> tuple[Task, ...]:
    zh = f"请足额拨付{_month_zh(file)}救助金{yuan_zh(file.payable_fen)}"
    cite = file.law.cite("pay.transfer_day")
    return (_step(file, "release_funds", zh, Role.FINANCE, file.dates.transfer, cite),)


def _bank(file: PayFile) -> tuple[Task, ...]:
    found = [
        _stuck(file, b) for b in file.open_batches if b.try_on is None or b.trouble == NONSENSE
    ]
    if any(not batch.again and not batch.rest for batch in file.open_batches):
        found.append(_credit(file))
    if file.deferred is not None and file.deferred.released is None:
        found.append(_rest(file, file.deferred))
    return tuple(found)


def _rest(file: PayFile, deferred: Deferred) -> Task:
    zh = (
        f"{_month_zh(file)}资金缺口{yuan_zh(deferred.fen)}、{deferred.count}笔尚未发放"
        f"（{deferred.paper}），请落实资金后补拨"
    )
    return _step(file, "release_rest", zh, Role.FINANCE, file.dates.transfer, "ZH-25; YC-25")


def _stuck(file: PayFile, batch: Batch) -> Task:
    wrong = f"代发银行对批次{batch.batch_no}的回复与批次不符，请联系银行更正"
    silent = f"代发银行多日没有答复批次{batch.batch_no}，请联系银行后重新送交"
    return Task(
        code=f"ask_bank_again:{batch.number}",
        zh=wrong if batch.trouble == NONSENSE else silent,
        act="ask_bank_again",
        role=Role.PAY_OFFICER,
        since=batch.sent_on or file.stage_since,
        clause="JZ-30",
    )


def _credit(file: PayFile) -> Task:
    zh = f"等待代发银行将{_month_zh(file)}救助金发放到账"
    cite = file.law.cite("pay.credit_day")
    return _step(file, "confirm_credit", zh, Role.BANK, file.dates.credit, cite)


_STEP = {
    PayStage.SUBMISSION: _submission,
    PayStage.RELEASE: _release,
    PayStage.CREDITING: _bank,
    PayStage.RETURNS: _bank,
}


def _returned(file: PayFile, line: Returned) -> Task:
    return Task(
        code=f"resend_line:{line.obligation}",
        zh=f"{case_of(line.obligation)}未到账（{line.zh}），请更正账户后重新发放",
        act="resend_line",
        role=Role.PAY_OFFICER,
        since=line.on,
        due=line.due,
        provisional=line.provisional,
        clause="JZ-30",
    )


def _month_zh(file: PayFile) -> str:
    return f"{file.order.month.year}年{file.order.month.month}月"


# --- the calendar: reminders, lateness, the next mark ---------------------------------------------


def pay_clockwork(file: PayFile, today: date, at: datetime) -> PayFile:
    """What the calendar alone does: remind the working day before, note lateness after (JZ-28)."""
    if not file.ready:
        return file
    for task in open_pay_tasks(file, today):
        if task.due is None:
            continue
        who = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
        if today > task.due and task.mark not in file.overdue:
            open_late = Lateness(step=task.code, role=task.role, due=task.due)
            file = noted(file, "overdue", "超期", today, at, who)
            file = file.having(
                overdue=(*file.overdue, task.mark), lateness=(*file.lateness, open_late)
            )
        soon = _warns_on(file.law.calendar, task) <= today <= task.due
        if soon and task.mark not in file.reminded:
            file = noted(file, "remind", "到期提醒", today, at, who)
            file = file.having(reminded=(*file.reminded, task.mark))
    return _not_credited(file, today, at)


def _not_credited(file: PayFile, today: date, at: datetime) -> PayFile:
    """Each failed line that is not paid by the credit day is an alarm of its own (JZ-30)."""
    credit = file.dates.credit.on
    for line in file.returns:
        mark = f"unpaid:{line.obligation}@{credit}"
        if today > credit and not line.settled and mark not in file.overdue:
            text = f"{case_of(line.obligation)}至{credit}仍未到账（{line.zh}）"
            file = noted(file, "unpaid", "逾期未到账", today, at, text, clause="JZ-30")
            file = file.having(overdue=(*file.overdue, mark))
    return file


def _warns_on(calendar: WorkingCalendar, task: Task) -> date:
    day = (task.due or task.since) - _DAY
    while not calendar.is_workday(day):
        day -= _DAY
    return day


def next_pay_step(file: PayFile) -> NextStep | None:
    """What the run will do by itself next, if anything."""
    batch = file.batch
    if batch is None or batch.try_on is None:
        return None
    zh = "向代发银行查询回盘" if batch.sent_on else "向代发银行送交批次"
    return NextStep(zh=zh, on=batch.try_on)


def next_pay_mark(file: PayFile, today: date) -> date | None:
    """The next day on which something happens by itself."""
    if not file.ready:
        return None
    days = []
    for task in open_pay_tasks(file, today):
        if task.due:
            days += [_warns_on(file.law.calendar, task), task.due + _DAY]
    if any(not line.settled for line in file.returns):
        days.append(file.dates.credit.on + _DAY)
    step = next_pay_step(file)
    if step is not None:
        days.append(step.on)
    return min((day for day in days if day > today), default=None)


def pay_waiting_zh(file: PayFile, today: date) -> str:
    """Why is this month not moving? One paragraph in Chinese, without personal data."""
    lines = [f"{_month_zh(file)}发放，阶段：{PAY_STAGE_ZH[file.stage]}。"]
    if file.closed is not None:
        return f"{lines[0]}已发放{file.closed.paid_count}笔，{yuan_zh(file.closed.paid_fen)}。"
    for task in open_pay_tasks(file, today):
        due = f"，期限{task.due}" + ("（日历未公布，暂定）" if task.provisional else "")
        over = "，已超期" if task.due and today > task.due else ""
        lines.append(
            f"等待{ROLE_ZH[task.role]}：{task.zh}，自{task.since}起{due if task.due else ''}{over}。"
        )
    step = next_pay_step(file)
    if step is not None:
        lines.append(f"系统将于{step.on}自动：{step.zh}。")
    return "\n".join(lines)
