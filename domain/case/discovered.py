"""What a case owes the lead of proactive discovery it came from: the result, under its number.

An application answers once, when it is decided or closed; a change that a lead reported answers
when it is decided. Only the answer goes back: a lead never acts on the case (JZ-35, JZ-62).
"""

from __future__ import annotations

from domain.case.acts import DecideChange
from domain.case.file import CaseFile, LivingReview
from domain.discovery.answer import ADMITTED, CaseAnswer

REFUSED = "refused"


def answers_owed(file: CaseFile) -> tuple[CaseAnswer, ...]:
    """What is to be told now and was not told before."""
    own = _of_application(file)
    return (*((own,) if own else ()), *file.lead_answers)


def answers_told(file: CaseFile) -> CaseFile:
    """The same file once everything owed was told."""
    return file.having(lead_told=file.lead_told or bool(_of_application(file)), lead_answers=())


def review_answered(before: LivingReview, after: CaseFile, act: DecideChange) -> CaseFile:
    """A change on a living case was decided: the lead that reported it hears the outcome."""
    if not before.lead_no:
        return after
    answer = CaseAnswer(
        lead_no=before.lead_no,
        case_no=after.case_no,
        outcome=act.outcome,
        on=act.on,
        clause="57号 Art 32",
    )
    return after.having(lead_answers=(*after.lead_answers, answer))


def _of_application(file: CaseFile) -> CaseAnswer | None:
    decision, closed = file.decision, file.closed or file.ending
    if not file.lead_no or file.lead_told or (decision is None and closed is None):
        return None
    if decision is not None:
        outcome, on, reasons = (
            ADMITTED if decision.granted else REFUSED,
            decision.on,
            decision.reasons,
        )
    else:
        assert closed is not None  # noqa: S101  (narrowing for the type checker)
        outcome, on, reasons = closed.outcome, closed.on, closed.reasons
    clause = next((reason.clause for reason in reasons if reason.clause), "")
    return CaseAnswer(
        lead_no=file.lead_no, case_no=file.case_no, outcome=outcome, on=on, clause=clause
    )
