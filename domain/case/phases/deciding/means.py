"""From a case to the facts of its test of means."""

from __future__ import annotations

from datetime import date

from domain import means
from domain.case.file import CaseFile
from domain.case.phases.support.stating import tekun_facts
from domain.hardship import OnceFacts
from domain.household import Household
from domain.means import NEEDS as MEANS
from domain.means import REASON_ZH, Assessment, Facts
from domain.together.insured import after_insurance


def facts_of(file: CaseFile, household: Household | None = None) -> Facts:
    """What the case has recorded, for its own household or another state of it."""
    return Facts(
        household=after_insurance(household or file.household, file.linked.paid),
        on=judged_on(file),
        single_person=file.single_person,
        tekun=tekun_facts(file),
        once=once_facts(file),
    )


def judged_on(file: CaseFile) -> date:
    """Ages and periods are counted from the application, in a later review from its first day."""
    return file.review.opened_on if file.review is not None else file.applied_on


def once_facts(file: CaseFile) -> OnceFacts | None:
    """The registered hardship, what the tables knew, and the sum a joint meeting set (YY-02)."""
    if file.hardship is None or file.known is None:
        return None
    return OnceFacts(hardship=file.hardship, known=file.known, resolved_fen=_resolved(file))


def _resolved(file: CaseFile) -> int | None:
    decided = file.escalation.resolution if file.escalation else None
    if decided is None or not decided.approved or not file.law.has("meeting_measures"):
        return None
    codes = file.law.items("meeting_measures")
    sums = [m.amount_fen for m in decided.measures if m.code in codes]
    return sum(sums) if sums else None


def assess(file: CaseFile, household: Household | None = None) -> Assessment:
    """The result for the household of the file (or another one), under the file's snapshot.

    Raises PolicyNotSet when the place has not set a value the result needs.
    """
    return means.assess(facts_of(file, household), file.law)


__all__ = ["MEANS", "REASON_ZH", "assess", "facts_of"]
