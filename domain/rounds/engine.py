"""What each act does in a regular round, and the procedure of it."""

from __future__ import annotations

from typing import Any

from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.complaint.acts import RefreshPolicy
from domain.proceeding import Procedure
from domain.reporting.period import period_of
from domain.rounds import acts
from domain.rounds.file import Part, RoundFile
from domain.rounds.lifecycle import (
    EXITS,
    INTERVAL,
    KIND_ZH,
    STAGE_ZH,
    STEPS,
    RoundKind,
    RoundStage,
)
from domain.task import Task

NEEDS = tuple(INTERVAL.values())
Ruled = tuple[RoundFile, str]
_ACT = {RoundKind.RELATIVES: "confirm_register", RoundKind.STUDY: "record_study"}


def begins(file: RoundFile) -> RoundFile:
    """The period and its last day. CaseRefusal where the place has set no interval."""
    period = period_of(file.order.period, file.law.months(INTERVAL[file.order.kind]))
    return file.having(period=period, due=period.until)


def confirm_register(file: RoundFile, act: acts.ConfirmRegister) -> Ruled:
    known = act.known
    open_ = known.entries - known.checked
    require(
        open_ <= 0,
        "entries_unchecked",
        f"本乡镇（街道）备案共{known.entries}人，尚有{open_}人未逐一核查，核查后方可确认。",
        "JZ-49",
    )
    return _done(file, act, act.changes, known.entries)


def record_study(file: RoundFile, act: acts.RecordStudy) -> Ruled:
    assert file.period is not None  # noqa: S101  (known since the rules were read)
    require(
        file.period.since <= act.held_on <= act.on,
        "date_not_lawful",
        f"专题研究日期应当在{file.period.since}至{act.on}之间。",
        "JZ-45",
    )
    text = f"{act.held_on}研究，{act.attended}人参加：{act.topics}；措施：{act.measures}"
    return _done(file, act, text, 0)


def _done(file: RoundFile, act: Any, text: str, entries: int) -> Ruled:
    own = act.officer.township
    late = file.due is not None and act.on > file.due
    part = Part(township=own, on=act.on, by=act.officer.id, text=text, entries=entries, late=late)
    after = file.having(parts=(*file.parts, part))
    if not after.open_townships:
        after = after.having(stage=RoundStage.DONE, due=None)
    return after, f"{file.order.townships[own]}：{text}"


def not_theirs(file: RoundFile, act: str, officer: Officer) -> str:
    """Each kind has its act; each township does its part once."""
    if act == "refresh_policy":
        return ""
    if act != _ACT[file.order.kind]:
        return f"本期为{KIND_ZH[file.order.kind]}，不办理这一事项。"
    if officer.township not in file.order.townships:
        return "您所在的乡镇（街道）不在本期范围内。"
    done = officer.township not in file.open_townships
    return "您所在的乡镇（街道）本期已经完成。" if done else ""


def refresh_policy(file: RoundFile, act: RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), act.reason


def tasks(file: RoundFile) -> list[Task]:
    act, zh = _ACT[file.order.kind], KIND_ZH[file.order.kind]
    return [
        PROCEDURE.task(
            file, act, f"完成{zh}", Role.REVIEWER, due=file.due, code=f"{act}:{township}"
        )
        for township in file.open_townships
    ]


def units(file: RoundFile) -> dict[str, str]:
    """Whose part each task is."""
    act = _ACT[file.order.kind]
    return {f"{act}:{code}": zh for code, zh in file.order.townships.items()}


def may_read(file: RoundFile, officer: Officer) -> bool:
    if officer.role not in TOWNSHIP_ROLES:
        return True
    return officer.township in file.order.townships


def covered(file: RoundFile, officer: Officer) -> RoundFile:
    """A township reads its own part and sees who else has done theirs, not what they wrote."""
    if officer.role not in TOWNSHIP_ROLES:
        return file
    own = officer.township
    parts = tuple(
        p if p.township == own else p.model_copy(update={"text": "", "by": ""}) for p in file.parts
    )
    lines = tuple(
        e if e.officer is None or e.officer.township == own else e.model_copy(update={"text": ""})
        for e in file.journal
    )
    return file.having(parts=parts, journal=lines)


def titled(file: RoundFile) -> str:
    """The work and its period in words; the number where a round began before they were told."""
    told = file.order.period_zh
    return f"“{KIND_ZH[file.order.kind]}”（{told}）" if told else file.number


RULES: dict[str, Any] = {
    "confirm_register": confirm_register,
    "record_study": record_study,
    "refresh_policy": refresh_policy,
}

PROCEDURE: Procedure[RoundFile] = Procedure(
    code="round",
    zh="定期工作",
    clause="JZ-49; JZ-45",
    stage_zh=STAGE_ZH,
    exits=EXITS,
    acts=acts.ACTS,
    steps=STEPS,
    rules=RULES,
    needs=NEEDS,
    tasks=tasks,
    whose=not_theirs,
    begins=begins,
    units=units,
    titled=titled,
    timed=(RoundStage.OPEN,),
)
