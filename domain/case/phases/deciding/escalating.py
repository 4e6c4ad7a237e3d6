"""提请一事一议: a case that one department's limit cannot solve goes to the joint meeting (TR-12)."""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.file import CaseFile, Escalation, Rulebook
from domain.case.lifecycle import Stage
from domain.meeting.resolution import Resolution
from domain.raising.admission import gap_of


def escalate(file: CaseFile, act: acts.Escalate) -> CaseFile:
    """Refused with PolicyNotSet where the place's documents give no rule for 一事一议."""
    gap = gap_of(file.law, act.cause, act.cause_text, act.need_fen, act.tried)
    number = file.escalations + 1
    return file.having(
        stage=Stage.ESCALATION,
        escalations=number,
        escalation=Escalation(
            number=number,
            cause=act.cause,
            cause_text=act.cause_text,
            need_fen=act.need_fen,
            tried=act.tried,
            gap_fen=gap,
            summary=act.summary,
            opened_on=act.on,
            back_to=file.stage,
        ),
    )


def resolved(file: CaseFile, resolution: Resolution, on: date) -> CaseFile:
    """The meeting has spoken: the case goes on where it stood, with the resolution in it."""
    if file.stage is not Stage.ESCALATION or file.escalation is None:
        return file
    return file.having(
        stage=file.escalation.back_to,
        escalation=file.escalation.model_copy(update={"resolution": resolution}),
        latest=max(file.latest, on),
    )


RULES: Rulebook = {
    "escalate": escalate,
}
