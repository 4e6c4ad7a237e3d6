"""系统运行回退 at the door: where a procedure stands still, and the two who agree to set its run back.

The same door as `doudi reset` (`audit.restart`): the point is not chosen, nothing signed is lost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, must_be
from api.work.shapes import View
from audit.certificate import KIND_ZH
from audit.restart.door import Restart
from audit.sources import CaseUnknown
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import ROLE_ZH, Role
from domain.resets import COUNTY, ResetProposed
from domain.resetting import CLAUSE, LEAST_REASON

SPEAKERS: Final = (*COUNTY, Role.AUDITOR, Role.DISCIPLINE)
"""Posts that have a say in any procedure; in which one, the procedure says."""
_ZH: Final = "系统运行回退"


class ProposeResetBody(Frozen):
    """提出系统运行回退。"""

    reason: str = Field(
        min_length=LEAST_REASON,
        max_length=400,
        description="理由：哪一个程序版本、什么现象、为何不能继续",
    )
    until: date = Field(description="另一人复核的最后日期")


class ConfirmResetBody(Frozen):
    """复核同意系统运行回退。"""

    opinion: str = Field(min_length=2, max_length=400, description="复核意见")


class ProposedView(View):
    """一人已经提出、等待另一人复核的回退。"""

    by: str
    by_zh: str
    on: date
    until: date
    reason: str


class ResetView(View):
    """一件停住的案件或者事项：停在哪里，回退后哪些不再作数，由谁提出和复核。"""

    subject: str = Field(description="流程名称")
    zh: str = Field(description="流程种类")
    run_id: str
    event_id: int = Field(description="回退到第几号事件")
    aside: int = Field(description="其后不再作数的事件数；其中没有办理、文书和询问")
    proposed: ProposedView | None = Field(description="待复核的提出；空为尚无人提出")
    propose_zh: str = Field(description="由何岗位提出")
    confirm_zh: str = Field(description="由何岗位复核")
    may_propose: bool
    may_confirm: bool


class ResetDone(View):
    """提出或者回退的结果。"""

    subject: str
    zh: str
    run_id: str = Field(description="提出时为停住的运行，回退后为接续的运行")


async def reset_view(door: Door, caller: Caller, subject: str) -> ResetView:
    """Recomputes the procedure. Problem 404 for another county's, 409 where it has not stopped."""
    must_be(caller, SPEAKERS, _ZH, CLAUSE)
    try:
        there = await _opened(door, caller, subject)
        proposed = await there.proposed()
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    who, point = there.who, there.point
    mine = proposed is not None and proposed.officer.id == caller.id
    return ResetView(
        subject=subject,
        zh=KIND_ZH.get(subject.split("/")[0], ""),
        run_id=point.run_id,
        event_id=point.event_id,
        aside=point.aside,
        proposed=_shown(proposed) if proposed else None,
        propose_zh="、".join(ROLE_ZH[role] for role in who.propose),
        confirm_zh="、".join(ROLE_ZH[role] for role in who.confirm),
        may_propose=caller.role in who.propose,
        may_confirm=proposed is not None and caller.role in who.confirm and not mine,
    )


def _shown(said: ResetProposed) -> ProposedView:
    return ProposedView(
        by=said.officer.id,
        by_zh=ROLE_ZH[said.officer.role],
        on=said.on,
        until=said.until,
        reason=said.reason,
    )


async def propose(
    door: Door, caller: Caller, subject: str, body: ProposeResetBody, request_id: str
) -> ResetDone:
    """One person says so; nothing is set back by it."""
    async with _said(door, caller, subject, "propose_reset", request_id) as there:
        said = await there.propose(caller.officer(there.who.place), body.reason, body.until)
        zh = f"已提出回退到第{said.event_id}号事件，请另一人于{said.until}前复核。"
        return ResetDone(subject=subject, zh=zh, run_id=said.run_id)


async def confirm(
    door: Door, caller: Caller, subject: str, body: ConfirmResetBody, request_id: str
) -> ResetDone:
    """Another agrees: the run is set back."""
    async with _said(door, caller, subject, "confirm_reset", request_id) as there:
        run_id = await there.confirm(caller.officer(there.who.place), body.opinion)
        return ResetDone(subject=subject, zh="已回退，办理记录没有丢失。", run_id=run_id)


@asynccontextmanager
async def _said(
    door: Door, caller: Caller, subject: str, what: str, request_id: str
) -> AsyncIterator[Restart]:
    """Who did it with what result stands in the operators' log; refused ones too."""
    must_be(caller, SPEAKERS, _ZH, CLAUSE)
    try:
        yield await _opened(door, caller, subject)
    except CaseRefusal as refusal:
        await log_command(door, caller, what, subject, refusal.code, request_id=request_id)
        raise of_refusal(refusal) from None
    await log_command(door, caller, what, subject, "done", request_id=request_id)


async def _opened(door: Door, caller: Caller, subject: str) -> Restart:
    """Of another county's procedure nothing is told, nor of a report against staff to the county."""
    try:
        there = await Restart.open(door.temporal, subject)
    except CaseUnknown:
        raise not_found("案件或者事项") from None
    speaks = caller.role in (*there.who.propose, *there.who.confirm)
    if caller.place != there.who.place or not speaks:
        raise not_found("案件或者事项")
    return there
