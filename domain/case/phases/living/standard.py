"""标准提高 in one household's own case: its rules are read anew, its sum follows, from a named month.

A rise gives and never takes: what would become less or end is left as it is, for people to look at
(社会救助法 Art 48). What somebody decided about this household, a share withheld for instance, is
kept: the difference the new standard makes to its own facts is added to what runs.
"""

from __future__ import annotations

from datetime import date

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case import acts
from domain.case.file import CaseFile, Rulebook, require
from domain.case.phases.deciding.means import assess
from domain.case.records import Entitlement, Rising
from domain.policy import Snapshot

CAUSE = "standard"


def adjust_standard(file: CaseFile, act: acts.AdjustStandard) -> CaseFile:
    """Marks the case: its rules are read anew at once, and then its sum follows (`risen`)."""
    require(
        file.entitlements and file.monthly_fen_now > 0,
        "nothing_runs",
        "本案没有正在发放的月补助，标准提高不涉及本案，无需办理。",
        "社会救助法 Art 47",
    )
    require(
        act.since.day == 1,
        "bad_month",
        "执行月份应当写成当月第一天。",
        "社会救助法 Art 47",
    )
    require(
        act.rise not in file.rises,
        "risen_already",
        "本案已按这次标准提高调整，无需重复办理。",
        "社会救助法 Art 47",
    )
    rising = Rising(since=act.since, paper=act.paper, rise=act.rise)
    return file.having(rising=rising, stale_policy=True)


def with_rules(file: CaseFile, snapshot: Snapshot) -> CaseFile:
    """The same case under newer rules, nothing else changed."""
    values = {**(file.policy.values if file.policy else {}), **snapshot.values}
    return file.having(policy=snapshot.model_copy(update={"values": values}))


def difference(before: CaseFile, after: CaseFile) -> int:
    """What the newer rules add to the month of this household, in fen; 0 where they add nothing.

    Both are the same facts. A case that had read the newer rules before is compared with what runs.
    """
    try:
        old, new = assess(before), assess(after)
    except (CaseRefusal, KeyError):
        return 0
    if not new.eligible:
        return 0
    more = new.monthly_fen - old.monthly_fen if old.eligible else 0
    last = next((e for e in reversed(before.entitlements) if e.last is None), None)
    if more == 0 and last is not None and last.cause != acts.Outcome.DECREASE.value:
        more = new.monthly_fen - before.monthly_fen_now
    return max(more, 0)


def more_for_one_ended(file: CaseFile, rules: Snapshot) -> int | None:
    """What newer rules add to a month of a household whose aid has ended, by the facts it ended
    with. None where those give no aid under the old rules either: what it was like before is then
    for people to say."""
    try:
        old, new = assess(file), assess(with_rules(file, rules))
    except (CaseRefusal, KeyError):
        return None
    return max(new.monthly_fen - old.monthly_fen, 0) if old.eligible and new.eligible else None


def months_since(file: CaseFile, since: date) -> tuple[date, ...]:
    """The months from `since` on that an ended household was entitled to, each once."""
    found: set[date] = set()
    for part in file.entitlements:
        month = max(part.first, since)
        while part.last is not None and month <= part.last:
            found.add(month)
            month = months_after(month, 1)
    return tuple(sorted(found))


def risen(before: CaseFile, after: CaseFile) -> CaseFile:
    """The case after its new rules were read: every month from the rise on has the difference added."""
    rising = before.rising
    if rising is None:
        return after
    more = difference(before, after)
    done = after.having(rising=None, rises=(*after.rises, rising.rise))
    if done.review is not None and done.review.assessment is not None:
        done = done.having(review=done.review.model_copy(update={"assessment": assess(done)}))
    if more == 0:
        return done
    return done.having(entitlements=raised(done.entitlements, rising.since, more))


def raised(
    entitlements: tuple[Entitlement, ...], since: date, more: int
) -> tuple[Entitlement, ...]:
    """The same months, each from `since` on with `more` fen; a part that began before is split."""
    seq = max((e.seq for e in entitlements), default=0)
    found: list[Entitlement] = []
    for part in entitlements:
        if part.last is not None and part.last < since:
            found.append(part)
            continue
        if part.first < since:
            found.append(part.model_copy(update={"last": months_after(since, -1)}))
        seq += 1
        found.append(
            Entitlement(
                first=max(part.first, since),
                last=part.last,
                monthly_fen=part.monthly_fen + more,
                cause=CAUSE,
                seq=seq,
            )
        )
    return tuple(found)


RULES: Rulebook = {"adjust_standard": adjust_standard}
