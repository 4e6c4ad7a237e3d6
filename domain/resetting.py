"""系统运行回退: a run that no program can go on with is set back by two people, and nothing signed is lost.

A stuck procedure takes no acts, so what the two say reaches it as sealed messages: they stand in its
history before the run is set back, and Temporal tells them to the run that takes its place. Who may say
so, and what the file then keeps, stands here; what may lie behind the point, in `audit.restart`
(docs/adr/0010).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Protocol, Self, TypeVar

from domain.base import CaseRefusal
from domain.case.acts.base import Officer
from domain.case.lifecycle import ROLE_ZH
from domain.resets import Reset, ResetConfirmed, ResetProposed, Speakers


class Kept(Protocol):
    """The file of a procedure, as far as a reset touches it (`domain.resets.Mendable`)."""

    @property
    def repairs(self) -> tuple[Reset, ...]: ...
    @property
    def version(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def latest(self) -> date: ...
    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self: ...


M = TypeVar("M", bound=Kept)

CLAUSE: Final = "YC-06"
RESET_ZH: Final = {
    "reset_proposed": "提出系统运行回退",
    "reset_confirmed": "复核同意系统运行回退",
}
"""The two messages, by their names in a history."""
LEAST_REASON: Final = 4  # not law: a reason is at least a word or two
"""Characters, as of every other repair."""


def may_speak(who: Speakers, officer: Officer, *, confirms: bool = False) -> None:
    """Raises CaseRefusal for whoever may not propose, or not confirm."""
    allowed = who.confirm if confirms else who.propose
    posts = "、".join(ROLE_ZH[role] for role in allowed)
    _require(
        officer.role in allowed,
        "role_not_allowed",
        f"{who.zh}的系统运行回退应当由{posts}{'复核' if confirms else '提出'}，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        CLAUSE,
    )
    _require(
        officer.place == who.place,
        "not_your_case",
        f"{who.zh}不属于您所在县（市、区）管辖，请由管辖的单位办理。",
        "HB-27; JZ-21",
    )
    _require(
        who.not_these.isdisjoint(officer.accounts),
        "must_withdraw",
        f"您与{who.zh}有关，应当回避，不能提出或者复核系统运行回退。",
        "57号 Art 11; JZ-50",
    )


def may_propose(reason: str, until: date, today: date) -> None:
    """Raises CaseRefusal without a reason, or when nobody could agree in time."""
    _require(
        len(reason.strip()) >= LEAST_REASON,
        "reason_missing",
        "提出系统运行回退应当写明理由：哪一个程序版本、什么现象、为何不能继续。",
        CLAUSE,
    )
    _require(
        until >= today,
        "until_passed",
        f"复核的最后日期不得早于提出日期{today}，请填写提出日期或者以后的日期。",
        CLAUSE,
    )


def may_confirm(who: Speakers, proposed: ResetProposed, confirmed: ResetConfirmed) -> None:
    """Raises CaseRefusal unless a second person agrees in time."""
    may_speak(who, confirmed.officer, confirms=True)
    _require(
        set(proposed.officer.accounts).isdisjoint(confirmed.officer.accounts),
        "same_person",
        "提出系统运行回退的人员不能复核本人提出的事项，请由其他工作人员复核。",
        CLAUSE,
    )
    _require(
        confirmed.on <= proposed.until,
        "repair_lapsed",
        f"该项系统运行回退应当于{proposed.until}前复核，已经失效，请重新提出。",
        CLAUSE,
    )
    _require(
        confirmed.answers(proposed),
        "point_moved",
        "提出以后运行已有变化，回退的位置不同，请按现在的情况重新提出。",
        CLAUSE,
    )


def proposed(file: M, said: ResetProposed, today: date) -> M:
    """The procedure hears that its run is to be set back. The same said twice is heard once."""
    if _open(file, said.run_id, said.event_id) is not None:
        return file
    reset = Reset(
        number=len(file.repairs) + 1,
        reason=said.reason,
        on=said.on,
        by=said.officer.id,
        by_for=said.officer.whose,
        by_role=said.officer.role,
        until=said.until,
        stage=str(file.stage),
        run_id=said.run_id,
        event_id=said.event_id,
        shown=said.shown,
    )
    return _noted(file, (*file.repairs, reset), file.version, min(said.on, today))


def confirmed(file: M, said: ResetConfirmed, today: date) -> M:
    """The run was set back: the file takes note, above every version its tables have seen."""
    reset = _open(file, said.run_id, said.event_id)
    if (
        reset is None
        or said.on > reset.until
        or not reset.proposers.isdisjoint(said.officer.accounts)
    ):
        return file
    done = reset.model_copy(
        update={
            "ended_on": said.on,
            "ended_by": said.officer.id,
            "ended_for": said.officer.whose,
            "ended_role": said.officer.role,
            "said": said.opinion,
            "done_on": today,
        }
    )
    kept = tuple(done if one.number == reset.number else one for one in file.repairs)
    return _noted(file, kept, max(file.version, reset.shown), min(said.on, today))


def _open(file: Kept, run_id: str, event_id: int) -> Reset | None:
    wanted = (run_id, event_id)
    return next((o for o in file.repairs if o.open and (o.run_id, o.event_id) == wanted), None)


def _noted(file: M, repairs: tuple[Reset, ...], version: int, day: date) -> M:
    return file.model_copy(
        update={
            "repairs": repairs,
            "version": version + 1,
            "latest": max(file.latest, day),
        }
    )


def _require(holds: bool, code: str, zh: str, clause: str) -> None:
    if not holds:
        raise CaseRefusal(code, zh, clause)
