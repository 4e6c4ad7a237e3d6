"""Ways to spoil a case, each for a whole family of breaches. The table of them: `rulebook_table`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from audit.rulebook.application import in_time
from audit.rulebook.dossier import Dossier
from domain.case.file import CaseFile
from domain.case.records import Closing

DAY: Final = timedelta(days=1)

Spoil = Callable[[Dossier, random.Random], Dossier | None]
"""The same case with one breach in it; None where this case cannot have it."""


def first_file(case: Dossier, **changes: object) -> Dossier:
    return replace(case, periods=(case.first.having(**changes), *case.periods[1:]))


def last_file(case: Dossier, **changes: object) -> Dossier:
    return replace(case, periods=(*case.periods[:-1], case.last.having(**changes)))


def part(name: str, change: Callable[[Any, Dossier], dict[str, object] | None]) -> Spoil:
    """Changes one value of the first period's file."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        value = getattr(case.first, name)
        changes = change(value, case) if value is not None else None
        return (
            None
            if changes is None
            else first_file(case, **{name: value.model_copy(update=changes)})
        )

    return spoil


def admitted(case: Dossier, stage: str = "publicity") -> bool:
    return case.granted and bool(case.deeds("confirm")) and case.passes(stage)


def completed(change: Callable[[Any], dict[str, object]]) -> Spoil:
    return part(
        "publicity",
        lambda shown, case: change(shown) if shown.completed_on and admitted(case) else None,
    )


def without(*acts: str, of: str = "") -> Spoil:
    """The record without these acts, in an admitted case that has them."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        if not admitted(case, of or "intake") or not case.deeds(*acts):
            return None
        kept = tuple(e for e in case.first.journal if e.act not in acts or e.procedure)
        return first_file(case, journal=kept)

    return spoil


def moved(act: str, before: str) -> Spoil:
    """One act recorded as if it had come right before another; the moments stay in their order."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        late, early = case.deeds(act), case.deeds(before)
        if not (admitted(case) and late and early) or late[0].seq < early[0].seq:
            return None
        moved, where = late[0], early[0]
        if any(e.act == act for e in case.deeds(act)[1:]):
            return None
        kept = [e for e in case.first.journal if e.seq != moved.seq]
        at = next(n for n, e in enumerate(kept) if e.seq == where.seq)
        kept.insert(at, moved.model_copy(update={"on": where.on}))
        moments = sorted(e.at for e in kept)
        seqs = sorted(e.seq for e in kept)
        row = tuple(
            e.model_copy(update={"seq": s, "at": m})
            for e, s, m in zip(kept, seqs, moments, strict=True)
        )
        return first_file(case, journal=row)

    return spoil


def objected(change: Callable[[Any, Dossier], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        raised = case.first.objections
        if not (admitted(case) and raised and raised[-1].named):
            return None
        last = raised[-1].model_copy(update=change(raised[-1], case))
        return first_file(case, objections=(*raised[:-1], last))

    return spoil


def objection_without_another_period(case: Dossier, chance: random.Random) -> Dossier | None:
    shown = case.first.publicity
    if not (admitted(case) and case.first.objections and shown and shown.completed_on):
        return None
    raised = case.first.objections[-1]
    law = case.law(raised.on)
    if not (raised.named and law.has("publicity_repeat") and law.flag("publicity_repeat")):
        return None
    early = shown.model_copy(update={"posted_on": raised.on - DAY})
    return first_file(case, publicity=early)


def paper(change: Callable[[Any], dict[str, object] | None], *kinds: str) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        for n, file in enumerate(case.periods):
            for m, notice in enumerate(file.notices):
                if notice.order.kind in kinds and notice.order.due and notice.served_on:
                    changes = change(notice)
                    notices = list(file.notices)
                    if changes is None:
                        del notices[m]
                    else:
                        notices[m] = notice.model_copy(update=changes)
                    changed = file.having(notices=tuple(notices))
                    rest = (*case.periods[:n], changed, *case.periods[n + 1 :])
                    return replace(case, periods=rest)
        return None

    return spoil


def given(change: Callable[[Any, Dossier], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        given = case.first.entitlements
        if not given or given[0].cause != "confirmed":
            return None
        first = given[0].model_copy(update=change(given[0], case))
        return first_file(case, entitlements=(first, *given[1:]))

    return spoil


def decided(change: Callable[[Any], dict[str, object]]) -> Spoil:
    return part(
        "decision",
        lambda made, case: change(made) if made.granted and case.first.entitlements else None,
    )


def lead(change: Callable[[Any, Dossier], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        leads = case.first.leads
        if not (admitted(case) and leads and leads[0].finding and case.first.checks == 1):
            return None
        return first_file(
            case, leads=(leads[0].model_copy(update=change(leads[0], case)), *leads[1:])
        )

    return spoil


def review(change: Callable[[list[Any], int, int], None]) -> Spoil:
    """The record of a review that was decided, with look and decision at these places."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        for n, file in enumerate(case.periods):
            row = list(file.journal)
            decided = [m for m, e in enumerate(row) if e.act == "decide_change"]
            if not decided:
                continue
            number = row[decided[0]].procedure
            looked = [
                m for m, e in enumerate(row) if e.act == "verify_change" and e.procedure == number
            ]
            if len(looked) != 1:
                continue
            change(row, looked[0], decided[0])
            changed = file.having(journal=tuple(row))
            return replace(case, periods=(*case.periods[:n], changed, *case.periods[n + 1 :]))
        return None

    return spoil


def nobody_looked(row: list[Any], looked: int, decided: int) -> None:
    del row[looked]


def looked_afterwards(row: list[Any], looked: int, decided: int) -> None:
    one, other = row[looked], row[decided]
    row[looked] = other.model_copy(update={"seq": one.seq, "at": one.at})
    row[decided] = one.model_copy(update={"seq": other.seq, "at": other.at})


def looked_days_later(row: list[Any], looked: int, decided: int) -> None:
    row[looked] = row[looked].model_copy(update={"on": row[decided].on + DAY, "officer": None})


def decided_by_who_looked(row: list[Any], looked: int, decided: int) -> None:
    row[decided] = row[decided].model_copy(update={"officer": row[looked].officer})


def same_hand(act: str, other: str) -> Spoil:
    """One account did both."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        one, two = case.deeds(act), case.deeds(other)
        if not (one and two and one[0].officer and two[0].officer):
            return None
        same = one[0].officer
        row = tuple(
            e.model_copy(update={"officer": same}) if e.seq == two[0].seq else e
            for e in case.first.journal
        )
        return first_file(case, journal=row)

    return spoil


def time_of(change: Callable[[list[Any], int], None]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        row = list(case.first.journal)
        acted = [n for n, e in enumerate(row) if e.officer is not None and n]
        if not acted:
            return None
        change(row, chance.choice(acted))
        return first_file(case, journal=tuple(row))

    return spoil


def earlier_than_the_line_before(row: list[Any], n: int) -> None:
    row[n] = row[n].model_copy(update={"at": row[n - 1].at - timedelta(minutes=1)})


def of_a_day_to_come(row: list[Any], n: int) -> None:
    far = max(e.on for e in row) + timedelta(days=30)
    row[n] = row[n].model_copy(update={"on": far})


def all_turned_round(row: list[Any], n: int) -> None:
    moments = [e.at for e in row]
    if len(set(moments)) < 2:
        moments[0] += timedelta(minutes=5)
    for place, moment in enumerate(sorted(moments, reverse=True)):
        row[place] = row[place].model_copy(update={"at": moment})


def visit(change: Callable[[Any, Dossier], dict[str, object] | None]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        made = case.first.county_visit
        if not (admitted(case) and case.first.relatives and made is not None):
            return None
        changes = change(made, case)
        visit = None if changes is None else made.model_copy(update=changes)
        return first_file(case, county_visit=visit)

    return spoil


def by_the_relative(made: Any, case: Dossier) -> dict[str, object] | None:
    accounts = sorted(case.first.relative_accounts())
    return {"officer": made.officer.model_copy(update={"id": accounts[0]})} if accounts else None


def late(days: int) -> Spoil:
    """The decision so many days after its time, with all the days on the office's account."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        made, file = case.first.decision, case.first
        if made is None or file.policy is None or not file.clock.intervals:
            return None
        on = made.on + timedelta(days=days)
        *before, last = file.clock.intervals
        clock = file.clock.model_copy(
            update={"intervals": (*before, last.model_copy(update={"until": on}))}
        )
        changed = first_file(case, decision=made.model_copy(update={"on": on}), clock=clock)
        return changed if list(in_time(changed)) else None

    return spoil


def completion(change: Callable[[Any, Dossier], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        done, given = case.first.completion, case.first.grant
        if done is None or given is None or given.first_on is None:
            return None
        if not case.passes("completion"):
            return None
        return first_file(case, completion=done.model_copy(update=change(done, case)))

    return spoil


def more_than_granted(case: Dossier, chance: random.Random) -> Dossier | None:
    given = case.first.grant
    if given is None or not given.deliveries or not case.passes("completion"):
        return None
    return first_file(case, grant=given.model_copy(update={"fen": given.given_fen - 1}))


def recheck(change: Callable[[CaseFile], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        last = case.last
        if last.stage != "supervision" or not last.monthly_fen_now or last.review is not None:
            return None
        return last_file(case, **change(last)) if last.next_recheck else None

    return spoil


def years_later(case: Dossier, chance: random.Random) -> Dossier | None:
    last = case.last
    if last.stage != "supervision" or not last.monthly_fen_now or last.next_recheck is None:
        return None
    return replace(case, today=last.next_recheck + DAY)


def report(change: Callable[[Any], dict[str, object]]) -> Spoil:
    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        told = case.last.complaints
        if not told or not told[0].named:
            return None
        return last_file(case, complaints=(told[0].model_copy(update=change(told[0])), *told[1:]))

    return spoil


def unanswered(case: Dossier, chance: random.Random) -> Dossier | None:
    spoilt = report(lambda told: {"answered_on": None})(case, chance)
    if spoilt is None:
        return None
    return last_file(spoilt, closed=Closing(outcome="withdrawn", on=case.last.latest))


def reasonless(case: Dossier, chance: random.Random) -> Dossier | None:
    closed = case.last.closed
    if closed is None or closed.outcome not in ("stopped", "refused"):
        return None
    return last_file(case, closed=closed.model_copy(update={"reasons": ()}))


def day_before(made: Any, case: Dossier) -> date:
    return case.first.applied_on - DAY


def mending(change: Callable[[Any], dict[str, object]]) -> Spoil:
    """Changes the repair that is in force, in whichever period it stands."""

    def spoil(case: Dossier, chance: random.Random) -> Dossier | None:
        for n, file in enumerate(case.periods):
            for one in file.repairs.found:
                if one.in_force:
                    changed = one.model_copy(update=change(one))
                    spoilt = file.having(repairs=file.repairs.with_changed(changed))
                    return replace(
                        case, periods=(*case.periods[:n], spoilt, *case.periods[n + 1 :])
                    )
        return None

    return spoil


def unconfirmed(case: Dossier, chance: random.Random) -> Dossier | None:
    """The second person's act is nowhere on record."""
    if not any(e.act == "confirm_repair" for e in case.journal):
        return None
    kept = (
        file.having(journal=tuple(e for e in file.journal if e.act != "confirm_repair"))
        for file in case.periods
    )
    return replace(case, periods=tuple(kept))
