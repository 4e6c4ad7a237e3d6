"""Why is this case not moving? For what, for whom, since when, and what happens next by itself.

Computed from the file alone, so the clerk's 待办 list, the Temporal UI and the hotline give the
same answer. The tasks of each part of a case's life stand in a module of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from domain.calendar import Due
from domain.case.clauses import clause_in
from domain.case.file import CaseFile, NoticeState
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.phases.deciding import review
from domain.case.phases.living.ageing import next_of_age
from domain.case.phases.living.living import answers_last_until
from domain.case.phases.living.recognition import expiry_day, renewal_day
from domain.case.phases.living.tapering import looks_on
from domain.case.tasks import applying, living, referral, tekun
from domain.case.tasks.base import event_to_settle, relative_leads_to_settle, task, total_due
from domain.case.tasks.duties import duty_tasks
from domain.case.tasks.hits import hit_tasks
from domain.case.tasks.once import once_tasks
from domain.case.tasks.papers import papers_not_made, reports_to_answer
from domain.case.tasks.passage import passage_tasks
from domain.case.tasks.repair import repair_tasks
from domain.case.tasks.together import service_tasks, together_tasks
from domain.case.tasks.window import window_tasks
from domain.papers.delivery import channels_zh
from domain.papers.titles import title_of
from domain.policy import PolicyNotSet
from domain.task import NextStep, Task

_TASKS: Mapping[Stage, Callable[[CaseFile, date], list[Task]]] = {
    **applying.TASKS,
    **living.TASKS,
    **referral.TASKS,
}


_LAST: list[tuple[CaseFile, date, tuple[Task, ...]]] = []
"""What was last asked, by identity: an act asks four times over for the tasks of the same file."""


def open_tasks(file: CaseFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first."""
    for last, day, tasks in _LAST:
        if last is file and day == today:
            return tasks
    found = _open_tasks(file, today)
    _LAST[:] = [(file, today, found)]
    return found


def _open_tasks(file: CaseFile, today: date) -> tuple[Task, ...]:
    if file.policy is None:
        return ()
    try:
        found = list(_TASKS[file.stage](file, today)) if _goes_on(file) else []
        found += once_tasks(file, today)
        found += window_tasks(file)
        found += duty_tasks(file)
        found += passage_tasks(file)
        found = tekun.shaped(file, today, found)
    except PolicyNotSet as missing:
        found = [
            Task(
                code="policy",
                zh=missing.message,
                act="refresh_policy",
                role=Role.POLICY_ADMIN,
                since=file.stage_since or file.applied_on,
            )
        ]
    found += relative_leads_to_settle(file)
    found += event_to_settle(file)
    found += _papers_to_serve(file)
    found += papers_not_made(file)
    found += repair_tasks(file)
    found += reports_to_answer(file)
    found += together_tasks(file)
    found += hit_tasks(file)
    found += service_tasks(file, today)
    found = [t.model_copy(update={"clause": clause_in(file.programme, t.clause)}) for t in found]
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _goes_on(file: CaseFile) -> bool:
    """An application that was ended waits for nothing but its paper."""
    return file.stage in _TASKS and (file.ending is None or file.living)


def _papers_to_serve(file: CaseFile) -> list[Task]:
    return [
        task(
            file,
            f"serve_notice:{n.number}",
            _carry_zh(n),
            Role.REVIEWER,
            n.issued_on,
            Due(on=n.order.due) if n.order.due else None,
            "57号 Art 21; JZ-60",
            act="serve_notice",
        )
        for n in file.notices
        if n.to_carry and n.number
    ]


def _carry_zh(notice: NoticeState) -> str:
    """What is to be done with the paper, and why it is still here."""
    why = f"，{channels_zh(notice.failed)}未能发出，请打印后送达" if notice.failed else ""
    tried = f"，已有{len(notice.tries)}次未能送达" if notice.tries else ""
    return f"请送达文书{notice.number}{why}{tried}"


def next_step(file: CaseFile) -> NextStep | None:
    """What the case will do by itself next, if anything."""
    hanging = tekun.next_step(file)
    if hanging is not None:
        return hanging
    if file.stage is Stage.PUBLICITY and file.publicity and review.on_the_board(file):
        return NextStep(zh="公示期满，转入审核确认", on=file.publicity.until + timedelta(days=1))
    if file.stage is Stage.DISBURSEMENT and file.entitlements:
        return NextStep(zh="首月发放，转入动态管理", on=min(e.first for e in file.entitlements))
    if file.stage is Stage.SUPERVISION and file.recognition is not None:
        renews, expires = renewal_day(file), expiry_day(file)
        if renews is not None:
            return NextStep(zh="认定将满，提示重新申请", on=renews)
        if expires is not None:
            return NextStep(zh="认定有效期届满，办结", on=expires)
    if file.stage is Stage.SUPERVISION and file.review is None and file.ending is None:
        looks = looks_on(file)
        if looks is not None:
            return NextStep(zh="渐退期届满，启动核实", on=looks)
        grown = next_of_age(file)
        if grown is not None and (file.next_recheck is None or grown[0] < file.next_recheck):
            return NextStep(zh="成员成年，启动核实", on=grown[0])
        if file.next_recheck is not None:
            return NextStep(zh="启动定期复核", on=file.next_recheck)
    return None


def waiting_zh(file: CaseFile, today: date) -> str:
    """One paragraph in Chinese for every screen: stage, waiting for whom since when, next step."""
    lines = [f"阶段：{STAGE_ZH[file.stage]}。"]
    for open_ in open_tasks(file, today):
        due = f"，期限{open_.due}" + ("（日历未公布，暂定）" if open_.provisional else "")
        late = "，已超期" if open_.due and today > open_.due else ""
        lines.append(
            f"等待{ROLE_ZH[open_.role]}：{open_.zh}，自{open_.since}起{due if open_.due else ''}{late}。"
        )
    making = "、".join(
        title_of(n.order.kind, file.programme)
        for n in file.notices
        if not n.number and n.failed_on is None
    )
    if making:
        lines.append(f"文书制发中：{making}。")
    if file.stage is Stage.ESCALATION:
        lines.append("等待联席会议一事一议决定。")
    step = next_step(file)
    if step is not None:
        lines.append(f"系统将于{step.on}自动：{step.zh}。")
    return "\n".join(lines)


def next_mark(file: CaseFile, today: date) -> date | None:
    """The next day on which something happens by itself: a step, or a task passing its due day."""
    days = [t.due + timedelta(days=1) for t in open_tasks(file, today) if t.due and t.due >= today]
    step = next_step(file)
    if step is not None:
        days.append(step.on)
    days += tekun.marks(file)
    stale = answers_last_until(file)
    if stale is not None:
        days.append(stale)
    return min((d for d in days if d > today), default=None)


__all__ = ["next_mark", "next_step", "open_tasks", "total_due", "waiting_zh"]
