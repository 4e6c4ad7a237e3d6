"""系统运行回退: a run that no program can go on with is set back by two people, and nothing signed is lost.

A stuck case takes no acts, so what the two say reaches it as sealed messages: they stand in its history
before the run is set back, and Temporal tells them to the run that takes its place. Who may say so, and
what the case then keeps, stands here; what may lie behind the point, in `audit.restart`
(docs/adr/0010).
"""

from __future__ import annotations

from datetime import date, datetime

from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.file import CaseFile, Entry, require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.case.repairs import Ending, Repair, RepairKind, ResetConfirmed, ResetProposed

ROLES = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
"""Who may propose and who may confirm it; never the same person."""
CLAUSE = "YC-06"
RESET_ZH = {"reset_proposed": "提出系统运行回退", "reset_confirmed": "复核同意系统运行回退"}
"""The two messages, by their names in a history."""
LEAST_REASON = 4  # not law: a reason is at least a word or two
"""Characters, as of every other repair."""


def may_speak(file: CaseFile, officer: Officer) -> None:
    """Raises CaseRefusal for whoever may neither propose nor confirm."""
    roles = "、".join(ROLE_ZH[role] for role in ROLES)
    require(
        officer.role in ROLES,
        "role_not_allowed",
        f"系统运行回退应当由{roles}提出和复核，您的岗位是{ROLE_ZH[officer.role]}。",
        CLAUSE,
    )
    require(
        officer.place == file.place,
        "not_your_case",
        "本案不属于您所在县（市、区）管辖，请由管辖的单位办理。",
        "HB-27; JZ-21",
    )
    require(
        file.relative_accounts().isdisjoint(officer.accounts),
        "relative_must_withdraw",
        "您与本案申请家庭有近亲属关系，应当回避，不能提出或者复核系统运行回退。",
        "57号 Art 11; JZ-50",
    )


def may_propose(reason: str, until: date, today: date) -> None:
    """Raises CaseRefusal without a reason, or when nobody could agree in time."""
    require(
        len(reason.strip()) >= LEAST_REASON,
        "reason_missing",
        "提出系统运行回退应当写明理由：哪一个程序版本、什么现象、为何不能继续。",
        CLAUSE,
    )
    require(
        until >= today,
        "until_passed",
        f"复核的最后日期不得早于提出日期{today}，请填写提出日期或者以后的日期。",
        CLAUSE,
    )


def may_confirm(file: CaseFile, proposed: ResetProposed, confirmed: ResetConfirmed) -> None:
    """Raises CaseRefusal unless a second person agrees in time."""
    may_speak(file, confirmed.officer)
    require(
        set(proposed.officer.accounts).isdisjoint(confirmed.officer.accounts),
        "same_person",
        "提出系统运行回退的人员不能复核本人提出的事项，请由其他工作人员复核。",
        CLAUSE,
    )
    require(
        confirmed.on <= proposed.until,
        "repair_lapsed",
        f"该项系统运行回退应当于{proposed.until}前复核，已经失效，请重新提出。",
        CLAUSE,
    )
    if not confirmed.answers(proposed):
        raise CaseRefusal(
            "point_moved",
            "提出以后运行已有变化，回退的位置不同，请按现在的情况重新提出。",
            CLAUSE,
        )


def proposed(file: CaseFile, said: ResetProposed, today: date, at: datetime) -> CaseFile:
    """The case hears that its run is to be set back. The same said twice is heard once."""
    if _open(file, said.run_id, said.event_id) is not None:
        return file
    repair = Repair(
        number=file.repairs.count + 1,
        kind=RepairKind.RESET,
        reason=said.reason,
        on=said.on,
        by=said.officer.id,
        by_for=said.officer.whose,
        by_role=said.officer.role,
        until=said.until,
        stage=file.stage,
        run_id=said.run_id,
        event_id=said.event_id,
        shown=said.shown,
    )
    after = file.having(repairs=file.repairs.with_new(repair))
    return _noted(after, "reset_proposed", said, today, at)


def confirmed(file: CaseFile, said: ResetConfirmed, today: date, at: datetime) -> CaseFile:
    """The run was set back: the case takes note, above every version its tables have seen."""
    repair = _open(file, said.run_id, said.event_id)
    if (
        repair is None
        or said.on > repair.until
        or not repair.proposers.isdisjoint(said.officer.accounts)
    ):
        return file
    done = repair.model_copy(
        update={
            "ending": Ending.CONFIRMED,
            "ended_on": said.on,
            "ended_by": said.officer.id,
            "ended_for": said.officer.whose,
            "ended_role": said.officer.role,
            "said": said.opinion,
            "done_on": today,
        }
    )
    after = file.having(
        repairs=file.repairs.with_changed(done), version=max(file.version, repair.shown)
    )
    return _noted(after, "reset_confirmed", said, today, at)


def _open(file: CaseFile, run_id: str, event_id: int) -> Repair | None:
    return next(
        (
            one
            for one in file.repairs.found
            if one.kind is RepairKind.RESET
            and one.open
            and (one.run_id, one.event_id) == (run_id, event_id)
        ),
        None,
    )


def _noted(
    file: CaseFile, code: str, said: ResetProposed | ResetConfirmed, today: date, at: datetime
) -> CaseFile:
    day = min(said.on, today)
    entry = Entry(
        seq=file.seq + 1,
        act=code,
        zh=RESET_ZH[code],
        stage=file.stage,
        on=day,
        at=at,
        officer=said.officer,
        clause=CLAUSE,
        procedure=file.procedure,
    )
    return file.having(
        journal=(*file.journal, entry),
        seq=file.seq + 1,
        version=file.version + 1,
        latest=max(file.latest, day),
    )
