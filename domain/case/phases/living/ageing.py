"""成年: a child of a household in aid comes of age, and the case itself asks for a look at it.

What it changes is not decided here: an adult may still study, may earn, may no longer count. A look
that is taken after the day for another reason has seen it, and nobody comes twice.
"""

from __future__ import annotations

from datetime import date

from domain.case.acts import ChangeCause
from domain.case.file import CaseFile, LivingReview
from domain.case.phases.living.opening import open_review
from domain.household import Member
from domain.identity import birth_date

ADULT = "living.adult_age"


def next_of_age(file: CaseFile) -> tuple[date, str] | None:
    """The day on which the next member comes of age, and his key; None when nobody will.

    Only of those who were children when the household was last asked about: who was of age then has
    been looked at as an adult.
    """
    if file.policy is None or file.decision is None or not file.law.has(ADULT):
        return None
    if file.recognition is not None and file.recognition.until is not None:
        return None  # it ends by its own term and nobody looks before
    since = max(file.decision.on, file.check.started_on if file.check else file.decision.on)
    days = (
        (day, m.key)
        for m in file.household.counted
        if m.key not in file.passage.came_of_age
        and (day := _grown_on(m, file.law.count(ADULT))) is not None
        and day > since
    )
    return min(days, default=None)


def look_at_grown(file: CaseFile, today: date) -> CaseFile:
    """On the day a look is opened, once no other is open."""
    coming = next_of_age(file)
    if coming is None or today < coming[0] or file.transition is not None:
        return file
    day, key = coming
    return _seen(open_review(file, ChangeCause.SCHOOL, today, day, key), (key,))


def seen_grown(file: CaseFile, looked: LivingReview) -> CaseFile:
    """A look at the household after the day has seen who came of age before it."""
    seen: list[str] = []
    while looked.verified_on and (coming := next_of_age(_seen(file, tuple(seen)))):
        if coming[0] > looked.verified_on:
            break
        seen.append(coming[1])
    return _seen(file, tuple(seen))


def _seen(file: CaseFile, keys: tuple[str, ...]) -> CaseFile:
    if not keys:
        return file
    known = (*file.passage.came_of_age, *keys)
    return file.having(passage=file.passage.model_copy(update={"came_of_age": known}))


def _grown_on(member: Member, years: int) -> date | None:
    """The birthday; None of somebody whose birth no number tells. Born on 29 February: 1 March."""
    try:
        born = birth_date(member.id_no)
    except ValueError:
        return None
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
