"""渐退期 month by month, and what is too small a change to adjust anything (57号 Art 31, 33).

Each month of a gradual exit is due under its own cause, at the part of the amount the place has set;
where it has set none the amount goes on whole. Nobody is stopped by the calendar: the last part runs
on until people have decided, and the look that decides opens in the last month, so that a decision
taken in time costs no month more than was granted.
"""

from __future__ import annotations

from datetime import date

from domain.calendar import months_after
from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile, Entitlement, LivingReview
from domain.case.phases.passage import standing
from domain.money import yuan

CLEAR_CHANGE, RATES = "clear_change", "transition_rates"
CAUSE = "transition"


def tapered(file: CaseFile, first: date, until: date) -> CaseFile:
    """The months from `first` to `until` as the gradual exit pays them. A case that began before the
    months had a cause of their own goes on as it was."""
    if not standing.keeps(file):
        return file
    before = months_after(first, -1)
    kept = tuple(
        e.model_copy(update={"last": before}) if e.last is None or e.last >= first else e
        for e in file.entitlements
        if e.first < first
    )
    whole, seq = file.monthly_fen_now, max((e.seq for e in file.entitlements), default=0)
    parts: list[Entitlement] = []
    for start, percent in _steps(file, first, until):
        fen = whole * percent // 100
        if parts:
            parts[-1] = parts[-1].model_copy(update={"last": months_after(start, -1)})
        if fen:
            seq += 1
            parts.append(Entitlement(first=start, last=None, monthly_fen=fen, cause=CAUSE, seq=seq))
    return file.having(entitlements=(*kept, *parts))


def _steps(file: CaseFile, first: date, until: date) -> list[tuple[date, int]]:
    """From which month what part of the amount is paid, in percent; whole where nothing is set."""
    table = file.law.table(RATES) if file.law.has(RATES) else {}
    steps = sorted((int(month), int(str(percent))) for month, percent in table.items())
    found = [(months_after(first, month - 1), percent) for month, percent in steps]
    found = [(start, percent) for start, percent in found if start <= until]
    return found if found and found[0][0] == first else [(first, 100), *found]


def told(file: CaseFile) -> dict[str, str]:
    """What the paper says of the months, where they are not all alike."""
    steps = [e for e in file.entitlements if e.cause == CAUSE]
    if len(steps) < 2:
        return {}
    said = (f"{e.first.year}年{e.first.month}月起每月{yuan(e.monthly_fen)}元" for e in steps)
    return {"渐退期各月金额": "，".join(said)}


def looks_on(file: CaseFile) -> date | None:
    """The day the look that ends a gradual exit opens: in its last month; of a case of an earlier
    release, after it."""
    if file.transition is None:
        return None
    until = file.transition.until
    return until if standing.keeps(file) else months_after(until, 1)


def unclear(file: CaseFile, review: LivingReview) -> bool:
    """A periodic look found the same people and property, and a difference below the measure set."""
    new, now = review.assessment, file.monthly_fen_now
    known = standing.keeps(file) and file.law.has(CLEAR_CHANGE)
    if new is None or not known or review.cause is not ChangeCause.RECHECK:
        return False
    before = review.before or file.household
    same = (before.members, before.assets) == (file.household.members, file.household.assets)
    return same and abs(new.monthly_fen - now) * 100 <= now * file.law.percent(CLEAR_CHANGE)


def with_keep(
    file: CaseFile, review: LivingReview, found: tuple[Outcome, ...]
) -> tuple[Outcome, ...]:
    """Beside what the facts give: leaving the amount as it is, where nothing has clearly changed."""
    if Outcome.KEEP in found or not unclear(file, review):
        return found
    return (*found, Outcome.KEEP)
