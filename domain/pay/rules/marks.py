"""What every change of a run has in common: a refusal, a line of the record, the stage, lateness."""

from __future__ import annotations

from datetime import date, datetime

from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.lifecycle import Role
from domain.journal import said
from domain.pay.acts import PAY_EXITS, PayStage
from domain.pay.file import Lateness, PayFile, PayNote


def require(condition: object, code: str, message: str, clause: str = "") -> None:
    if not condition:
        raise CaseRefusal(code, message, clause)


def noted(
    file: PayFile,
    code: str,
    zh: str,
    on: date,
    at: datetime,
    text: str = "",
    *,
    act: Act | None = None,
    clause: str = "",
    stage: PayStage | None = None,
) -> PayFile:
    """A line in the run's record; with `act` a person's, with his remark added."""
    note = act.note if act else ""
    entry = PayNote(
        seq=file.seq + 1,
        act=code,
        zh=zh,
        stage=stage or file.stage,
        on=on,
        at=at,
        officer=act.officer if act else None,
        text=said(text, note),
        clause=clause,
    )
    return file.having(
        journal=(*file.journal, entry), seq=file.seq + 1, latest=max(file.latest, on)
    )


def moved(came_from: PayStage, file: PayFile, on: date) -> PayFile:
    """The file at the stage its facts put it: after the last batch to the returned lines, and to
    the close when nobody is left on the list, or every returned line is at its end and nothing is put
    off any more."""
    stage = file.stage
    if stage is PayStage.SUBMISSION and not file.payable_count:
        stage = PayStage.CLOSED
    elif stage in (PayStage.CREDITING, PayStage.RETURNS) and file.batches and not file.batch:
        at_end = all(line.settled for line in file.returns) and not file.awaits_rest
        stage = PayStage.CLOSED if at_end else PayStage.RETURNS
    if stage is came_from:
        return file
    if stage not in PAY_EXITS[came_from]:
        raise RuntimeError(f"no way leads from {came_from} to {stage}")
    return file.having(stage=stage, stage_since=max(on, file.stage_since))


def late(file: PayFile, step: str, role: Role, due: date, on: date) -> PayFile:
    """Lateness is kept with whose it was and the days; acting in time leaves nothing."""
    if on <= due:
        return file
    entry = Lateness(step=step, role=role, due=due, on=on, days=(on - due).days)
    kept = (known for known in file.lateness if known.step != step)
    return file.having(lateness=(*kept, entry))
