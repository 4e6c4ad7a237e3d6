"""What each act does in a bulk postponement, what a pass over the cases changes, and its procedure.

Cases are asked in parts, one errand each, so that a pass goes on where it stopped. Each case judges for
itself whether it may be put off and carries the decision in its own record.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.complaint.acts import RefreshPolicy
from domain.journal import bound
from domain.policy import Snapshot
from domain.postponing import acts
from domain.postponing.file import PassDone, PutOffFile
from domain.postponing.lifecycle import CLAUSE, EXITS, STAGE_ZH, STEPS, PutOffStage
from domain.proceeding import Done, Errand, Procedure
from domain.task import Task

EMERGENCY = "survey.emergency_periods"
NEEDS = (EMERGENCY,)
COUNT_EVERY = timedelta(days=7)  # not law: how often those not looked at yet are counted
Ruled = tuple[PutOffFile, str]


def begins(file: PutOffFile) -> PutOffFile:
    """A proposal stands on an emergency of its whole area. CaseRefusal else."""
    _must_be_emergency(file, file.opened_on)
    require(
        file.order.until > file.opened_on,
        "not_later",
        "暂缓后的复核日期应当晚于提出之日。",
        CLAUSE,
    )
    return file


def _must_be_emergency(file: PutOffFile, on: date) -> None:
    outside = [
        zh for code, zh in file.order.townships.items() if not in_emergency(file.law, code, on)
    ]
    require(
        not outside,
        "no_emergency",
        f"{'、'.join(outside)}在{on}不处于登记的重大突发事件期间，不能集中暂缓复核；"
        "请政策管理员先登记该期间。",
        CLAUSE,
    )


def in_emergency(law: Snapshot, township: str, on: date) -> bool:
    """Whether the place has put down an emergency for that township and day."""
    if not law.has(EMERGENCY):
        return False
    return any(_hit(since, said, township, on) for since, said in law.table(EMERGENCY).items())


def _hit(since: str, said: Any, township: str, on: date) -> bool:
    until, where = (said["until"], said["townships"]) if isinstance(said, dict) else (said, None)
    inside = date.fromisoformat(since) <= on <= date.fromisoformat(str(until))
    return inside and (where is None or township in where)


def approve_put_off(file: PutOffFile, act: acts.ApprovePutOff) -> Ruled:
    require(
        bound(file.order.opened_by).isdisjoint(act.officer.accounts),
        "same_person",
        "提出集中暂缓复核的人不能批准，请由其他人员办理。",
        "YC-06",
    )
    _must_be_emergency(file, act.on)
    decided = file.having(decided_by=act.officer.id, decided_on=act.on)
    return _pass(decided, "put_off", PutOffStage.SENDING), act.paper


def decline_put_off(file: PutOffFile, act: acts.DeclinePutOff) -> Ruled:
    return file.having(stage=PutOffStage.DONE, result="declined"), act.reason


def send_again(file: PutOffFile, act: acts.SendAgain) -> Ruled:
    _must_be_emergency(file, act.on)
    return _pass(file, "put_off", PutOffStage.SENDING), ""


def recall_put_off(file: PutOffFile, act: acts.RecallPutOff) -> Ruled:
    return _pass(file, "recall", PutOffStage.RECALLING), act.reason


def count_again(file: PutOffFile, act: acts.CountAgain) -> Ruled:
    return _pass(file, "count", PutOffStage.RETURNING), ""


def refresh_policy(file: PutOffFile, act: RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), act.reason


def _pass(file: PutOffFile, what: str, stage: PutOffStage) -> PutOffFile:
    number = file.passes + 1
    fresh = file.having(passes=number, failed={}, stage=stage)
    return fresh.wanting(_errand(what, number, ""))


def _errand(what: str, number: int, after: str) -> Errand:
    return Errand(key=f"{what}:{number}:{after}", what=what, facts={"after": after})


def went_on(file: PutOffFile, done: Done) -> PutOffFile:
    """A part of a pass is over: the next part, or what the whole pass leads to."""
    if not isinstance(done, PassDone):
        raise TypeError("not a part of a pass")
    what, number, after = done.key.split(":", 2)
    if what == "count":
        left = done.counts if not after else _added(file.left, done.counts)
        file = file.having(left=left)
    elif what == "recall":
        file = file.having(recalled=file.recalled + sum(done.counts.values()))
    else:
        file = file.having(counts=_added(file.counts, done.counts))
    file = file.having(failed={**file.failed, **done.failed})
    if done.last:
        return file.wanting(_errand(what, int(number), done.last))
    return _passed(file, what, done.on)


def _passed(file: PutOffFile, what: str, on: date) -> PutOffFile:
    if what == "put_off":
        return file.having(stage=PutOffStage.STANDING)
    if what == "recall":
        return file.having(stage=PutOffStage.DONE, result="recalled")
    counted = file.having(counted_on=on)
    if counted.remaining:
        return counted
    return counted.having(stage=PutOffStage.DONE, result="finished")


def _added(had: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {code: had.get(code, 0) + more.get(code, 0) for code in sorted({*had, *more})}


def ends(file: PutOffFile, today: date, at: datetime) -> PutOffFile:
    """On the day, and every week after it until nobody is left: who has not been looked at is counted."""
    if file.stage is PutOffStage.STANDING and today >= file.order.until:
        told = file.noted("resumes", "恢复复核", today, at, f"暂缓至{file.order.until}")
        return _pass(told.having(stage_since=today), "count", PutOffStage.RETURNING)
    day = _next_count(file)
    if day is not None and today >= day:
        return _pass(file, "count", PutOffStage.RETURNING)
    return file


def _next_count(file: PutOffFile) -> date | None:
    if file.stage is not PutOffStage.RETURNING or file.errands or file.counted_on is None:
        return None
    return file.counted_on + COUNT_EVERY


def mark(file: PutOffFile, today: date) -> date | None:
    return file.order.until if file.stage is PutOffStage.STANDING else _next_count(file)


def tasks(file: PutOffFile) -> list[Task]:
    found = []
    if file.stage is PutOffStage.PROPOSED:
        zh = "审批集中暂缓复核"
        found.append(PROCEDURE.task(file, "approve_put_off", zh, Role.COUNTY_APPROVER))
    if file.stage is PutOffStage.STANDING and file.failed:
        zh = f"有{len(file.failed)}户未能暂缓，请核清后再次办理"
        found.append(PROCEDURE.task(file, "send_again", zh, Role.COUNTY_REVIEWER))
    if file.stage is PutOffStage.RETURNING and file.remaining:
        zh = f"暂缓期满，尚有{file.remaining}户没有完成复核，请督促办理"
        found.append(PROCEDURE.task(file, "count_again", zh, Role.COUNTY_REVIEWER))
    return found


def may_read(file: PutOffFile, officer: Officer) -> bool:
    return officer.role not in TOWNSHIP_ROLES or officer.township in file.order.townships


def covered(file: PutOffFile, officer: Officer) -> PutOffFile:
    """A township reads how many it has; the single cases that refused are the county's."""
    return file if officer.role not in TOWNSHIP_ROLES else file.having(failed={})


PROCEDURE: Procedure[PutOffFile] = Procedure(
    code="putoff",
    zh="集中暂缓复核",
    clause=CLAUSE,
    stage_zh=STAGE_ZH,
    exits=EXITS,
    acts=acts.ACTS,
    steps=STEPS,
    rules={
        "approve_put_off": approve_put_off,
        "decline_put_off": decline_put_off,
        "send_again": send_again,
        "recall_put_off": recall_put_off,
        "count_again": count_again,
        "refresh_policy": refresh_policy,
    },
    needs=NEEDS,
    tasks=tasks,
    after=went_on,
    begins=begins,
    ends=ends,
    mark=mark,
)
