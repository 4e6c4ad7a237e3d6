"""What the rulebook keeps of each case: its breaches, its trace, and until when they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from audit.certificate import Certificate, Recomputed
from audit.joint.facts import measures_file
from audit.recompute.findings import What
from audit.rulebook import listed
from audit.rulebook.book import asked_of
from audit.rulebook.breach import Breach
from audit.rulebook.county import Trace, trace
from audit.rulebook.dossier import Dossier
from audit.rulebook.elsewhere import Elsewhere, mended_in
from audit.rulebook.mending import Mended, handed_by_two, handed_on, mended
from domain.base import Frozen
from domain.measures.file import MeasuresFile
from workflows import ids


class Asked(Frozen):
    """One case asked. `mark` changes with its histories; `until`: the last day on which, unless
    they change, the answer stays: the next deadline that may pass."""

    case_no: str
    place: str
    township: str = ""
    mark: str = ""
    until: date | None = None
    events: int = 0
    breaches: tuple[Breach, ...] = ()
    trace: Trace | None = None
    mended: tuple[Mended, ...] = ()
    unknown: str = ""
    """Why it could not be asked; empty when it was."""

    def holds(self, mark: str, today: date) -> bool:
        """Whether nothing has to be recomputed."""
        fresh = self.until is None or today <= self.until
        return bool(mark) and self.mark == mark and fresh and not self.unknown


class Answers(Frozen):
    """The whole rulebook over a county. `asked`: recomputed this time; the others stood unchanged."""

    on: date
    made_at: datetime
    cases: int
    asked: int
    events: int
    seconds: float
    breaches: tuple[Breach, ...]
    unknown: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()
    """Every repair of these cases with both persons, the newest first."""

    def also(self, more: Elsewhere) -> Answers:
        """With what was found of procedures that are no cases."""
        breaches = sorted(
            (*self.breaches, *more.breaches), key=lambda b: (b.rule, b.case_no, b.seq)
        )
        newest = sorted(
            (*self.mended, *more.mended), key=lambda m: (m.on, m.case_no, m.number), reverse=True
        )
        return self.model_copy(update={"breaches": tuple(breaches), "mended": tuple(newest)})

    def of(self, rule: str) -> tuple[Breach, ...]:
        return tuple(found for found in self.breaches if found.rule == rule)


def answers_of(
    found: Recomputed, mark: str, today: date, salt: bytes, *, production: bool
) -> Asked:
    """All questions put to one recomputed case."""
    made = found.certificate
    periods = found.periods
    events = sum(run.events for run in made.runs)
    if not periods:
        why = made.findings[0].zh if made.findings else "还没有办理记录"
        return Asked(case_no=made.case_no, place=made.place, events=events, unknown=why)
    first = made.findings[0].line if made.findings else ""
    case = Dossier(
        place=made.place,
        case_no=made.case_no,
        periods=periods,
        today=max(today, periods[-1].latest),
        sound=made.passed,
        unsound=first,
        set_back=tuple(f.zh for f in made.findings if f.what is What.RESET),
        production=production,
    )
    followed = dict(_measures(found))
    handed = [line for name, file in followed.items() for line in handed_on(case, name, file)]
    alone = [one for file in followed.values() for one in handed_by_two(case, file)]
    return Asked(
        case_no=made.case_no,
        place=made.place,
        township=made.township,
        mark=mark,
        until=min(_deadlines(case, today), default=None),
        events=events,
        breaches=(*asked_of(case), *alone),
        trace=trace(case, salt),
        mended=(*mended(case), *handed, *_of_children(made), *_of_checks(found)),
    )


def _measures(found: Recomputed) -> Iterator[tuple[str, MeasuresFile]]:
    """What the units' tasks of its decisions came to, by workflow."""
    for name, reports in found.reports.items():
        file = measures_file(reports) if name.startswith(f"{ids.MEASURES}/") else None
        if file is not None:
            yield name, file


def _of_children(made: Certificate) -> Iterator[Mended]:
    """Resets of its checks, items and measures; the case's own stand in its file."""
    own = ids.case_id(made.place, made.case_no)
    names = dict.fromkeys(one.workflow_id for one in made.resets if one.workflow_id != own)
    for name in names:
        theirs = [one for one in made.resets if one.workflow_id == name]
        yield from mended_in(theirs, name, made.place, made.township)


def _of_checks(found: Recomputed) -> Iterator[Mended]:
    """Departments its checks waited for no longer, and answers corrected there."""
    made = found.certificate
    for name, reports in found.reports.items():
        if name.startswith(f"{ids.CHECK}/"):
            yield from listed.told(name, made.place, made.township, listed.of_reports(reports))


def _deadlines(case: Dossier, today: date) -> Iterator[date]:
    """The days after which an answer may be another one though nothing was done."""
    last = case.last
    days = [last.next_recheck, last.review.due if last.review else None]
    days += [n.order.due for n in last.notices if n.served_on is None]
    yield from (day for day in days if day is not None and day >= today)
