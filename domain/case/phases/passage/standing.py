"""What stood before a decision against the family, kept so that a ruling can put it back.

Kept only by cases whose rules say who may overturn a decision (`living.restore_by`): files and
histories of earlier releases hold none, and their months and facts are found otherwise.
"""

from __future__ import annotations

from datetime import date

from domain.calendar import months_after
from domain.case.acts import Outcome
from domain.case.file import CaseFile
from domain.case.passage import Postponed, Stood
from domain.household import Household

RULED_BY = "living.restore_by"
ADVERSE = (Outcome.DECREASE, Outcome.STOP)
KEPT = 3
"""How many decisions against a family are kept. Not law: it bounds a file that lives for years."""


def keeps(file: CaseFile) -> bool:
    return file.policy is not None and file.law.knows(RULED_BY)


def seen_before(file: CaseFile) -> Household | None:
    """The household as it was before the look that is open, once somebody has looked."""
    return file.review.before if file.review is not None else None


def stood_before(
    before: CaseFile, after: CaseFile, outcome: Outcome, on: date, first: date
) -> CaseFile:
    """The file after an adverse decision, with what stood before it."""
    looked = before.review
    if outcome not in ADVERSE or looked is None or not keeps(before):
        return after
    one = Stood(
        review=looked.number,
        outcome=outcome.value,
        decided_on=on,
        first=first,
        was_fen=before.monthly_fen(first),
        now_fen=after.monthly_fen(first),
        household=seen_before(before) or before.household,
        unstable_income=before.unstable_income,
        entitlements=before.entitlements,
        next_recheck=before.next_recheck,
        recognition=before.recognition,
        transition=before.transition,
        duties=before.duties,
    )
    kept = (*after.passage.stood, one)[-KEPT:]
    return after.having(passage=after.passage.model_copy(update={"stood": kept}))


def stood_on(file: CaseFile, decided_on: date) -> Stood | None:
    """What stood before the decision of that day: as kept, or as the months still tell it."""
    kept = [s for s in file.passage.stood if s.decided_on == decided_on]
    if kept:
        return kept[-1]
    return _told_by_months(file, decided_on)


def _told_by_months(file: CaseFile, decided_on: date) -> Stood | None:
    """A stop of an earlier release: the last month that ran is the last month before it."""
    ended = file.closed or file.ending
    stopped = ended is not None and ended.outcome == "stopped"
    ran = [e for e in file.entitlements if e.last is not None]
    if not stopped or file.monthly_fen_now or not ran or keeps(file):
        return None
    last = max(e.last for e in ran if e.last is not None)
    first = months_after(last, 1)
    if first <= decided_on.replace(day=1):
        return None
    was = file.monthly_fen(last)
    open_again = tuple(
        e.model_copy(update={"last": None}) if e.last == last else e for e in file.entitlements
    )
    return Stood(
        review=file.reviews,
        outcome=Outcome.STOP.value,
        decided_on=decided_on,
        first=first,
        was_fen=was,
        now_fen=0,
        unstable_income=file.unstable_income,
        entitlements=open_again,
        recognition=None,
    )


def postponed(file: CaseFile, until: date, reason: str, on: date, order: str = "") -> CaseFile:
    """The recheck comes later; which day it should have been and why stands in the case."""
    if not keeps(file) or file.next_recheck is None:
        return file.having(next_recheck=until)
    put_off = Postponed(on=on, planned=file.next_recheck, until=until, reason=reason, order=order)
    passage = file.passage.model_copy(update={"postponed": (*file.passage.postponed, put_off)})
    return file.having(next_recheck=until, passage=passage)


def waits(file: CaseFile) -> Postponed | None:
    """The postponement the recheck waits under now, if any."""
    last = file.passage.postponed[-1] if file.passage.postponed else None
    there = last is not None and last.recalled_on is None and last.until == file.next_recheck
    return last if there and file.review is None else None


def recalled(file: CaseFile, last: Postponed, on: date) -> CaseFile:
    """The recheck is due on the day it was planned for; if that has passed, it opens by itself."""
    undone = last.model_copy(update={"recalled_on": on})
    passage = file.passage.model_copy(update={"postponed": (*file.passage.postponed[:-1], undone)})
    return file.having(next_recheck=last.planned, passage=passage)
