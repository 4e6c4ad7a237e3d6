"""The last days of a procedure whose rule gives each step its own days (43号 Art 13, 15, 16).

低保 has one limit for the whole way; 特困 has none, so its last day is the sum of its steps (TK-26).
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import Due
from domain.case.file import CaseFile, Objection
from domain.case.lifecycle import Stage


def stepwise(file: CaseFile) -> bool:
    """Whether this programme's rule counts by steps; false until its rules are read."""
    law = file.law
    return law.has("opinion") and law.has("county_opinion") and not law.has("total")


def step_due(file: CaseFile) -> Due | None:
    """The last day of the step the case is in; None where none of its own is set."""
    if file.policy is None or not stepwise(file):
        return None
    if file.stage in (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY):
        return _opinion_due(file)
    if file.stage is Stage.APPROVAL:
        return file.law.due("county_opinion", file.stage_since or file.latest)
    return None


def whole_due(file: CaseFile) -> Due | None:
    """The last day of the whole way: opinion, publicity, the county's opinion, from what is known.

    What has happened counts with its own day; what has not, with the last day it may happen on.
    """
    if file.policy is None or file.accepted_on is None or not stepwise(file):
        return None
    law, sheet = file.law, file.publicity
    if file.stage is Stage.APPROVAL:
        return step_due(file)
    hangs = sheet is not None and sheet.stopped_on is None
    opinion = _opinion_due(file)
    if sheet is not None and hangs:
        shown = Due(on=sheet.until, provisional=sheet.provisional)
    elif opinion is not None:
        shown = law.due("publicity", opinion.on, law.on_and_set("publicity_roll"))
    else:
        return None
    last = law.due("county_opinion", shown.on + timedelta(days=1))
    unsure = (opinion is not None and opinion.provisional and not hangs) or shown.provisional
    return Due(on=last.on, provisional=last.provisional or unsure)


def _opinion_due(file: CaseFile) -> Due | None:
    """Counted anew from an objection, for the new look and the new opinion (Art 15 ¶2)."""
    objection: Objection | None = file.objections[-1] if file.objections else None
    if objection is not None and file.law.has("objection_opinion"):
        return file.law.due("objection_opinion", objection.on)
    start: date | None = file.accepted_on
    return file.law.due("opinion", start) if start else None
