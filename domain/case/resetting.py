"""系统运行回退 of a case: what its file keeps of the two messages. The rules are those of every
procedure (`domain.resetting`)."""

from __future__ import annotations

from datetime import date, datetime

from domain.case.file import CaseFile, Entry
from domain.case.repairs import Ending, Repair, RepairKind
from domain.resets import ResetConfirmed, ResetProposed, Speakers
from domain.resetting import CLAUSE, RESET_ZH


def speakers(file: CaseFile) -> Speakers:
    """The county's two, and nobody of the family's kin."""
    return Speakers(file.place, not_these=file.relative_accounts(), zh="本案")


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
