"""The figures of a county's applications: durations, ways taken, who used the days, where it sticks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import ceil

from domain.base import Frozen
from domain.calendar import WorkingCalendar
from domain.case.lifecycle import STAGE_ZH, Stage
from domain.course.holders import HOLDER_ZH, Holder, used
from domain.course.lines import Course, stays

TOP = 10
FEW = 3
"""A township with fewer stays in a stage is no bottleneck: one family's bad luck is no pattern."""


class Duration(Frozen):
    """Working days of a stage or a holder over many applications: median, the day within which nine
    of ten were through, the longest, the sum. `share`: of all working days, in tenths of a percent."""

    code: str
    zh: str
    cases: int
    median: int
    ninth: int
    longest: int
    total: int
    share: int = 0


class Variant(Frozen):
    """One way settled applications took, how many of them, tenths of a percent, median days."""

    path: tuple[str, ...]
    zh: str
    cases: int
    share: int
    median: int


class Bottleneck(Frozen):
    """A stage that takes a township longer than the county: `beyond` are the working days its
    applications stayed beyond the county's median, summed."""

    township: str
    stage: str
    zh: str
    cases: int
    median: int
    county_median: int
    beyond: int


class Ledger(Frozen):
    """One application of the delay ledger: working days by holder. `until`: the day counted to."""

    case_no: str
    township: str
    programme: str
    applied_on: date
    settled_on: date | None
    paid_on: date | None
    days: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.days.values())


class Figures(Frozen):
    """`on`: the day up to which open applications are counted."""

    on: date
    cases: int
    settled: int
    median: int
    stages: tuple[Duration, ...]
    holders: tuple[Duration, ...]
    townships: tuple[tuple[str, tuple[Duration, ...]], ...]
    variants: tuple[Variant, ...]
    ways: int
    """How many different ways there are, those beyond the first few included."""
    bottlenecks: tuple[Bottleneck, ...]
    ledger: tuple[Ledger, ...]
    """All applications, those that took the most days first."""


def figures(
    courses: Iterable[Course],
    calendar: WorkingCalendar,
    today: date,
    decider: Callable[[str], Holder] = lambda _: Holder.TOWNSHIP,
) -> Figures:
    """The figures of these applications. `decider`: who decides in a programme, where still open."""
    ledger: list[Ledger] = []
    in_stage: dict[tuple[str, str], list[int]] = defaultdict(list)
    ways: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for course in courses:
        days = used(course, calendar, today, decider(course.programme))
        line = _ledger(course, days)
        ledger.append(line)
        path = []
        for stay in stays(course):
            path.append(stay.stage)
            if stay.until is not None:
                spent = calendar.working_days_between(stay.since, stay.until)
                in_stage[stay.stage, course.township].append(spent)
        if course.settled_on is not None:
            ways[(*path, _outcome(course))].append(line.total)
    settled = sum(map(len, ways.values()))
    return Figures(
        on=today,
        cases=len(ledger),
        settled=settled,
        median=_median([total for totals in ways.values() for total in totals]),
        stages=_stages(in_stage),
        holders=_holders(ledger),
        townships=_townships(ledger),
        variants=_variants(ways, settled),
        ways=len(ways),
        bottlenecks=_bottlenecks(in_stage),
        ledger=tuple(sorted(ledger, key=lambda one: (-one.total, one.case_no))),
    )


def _ledger(course: Course, days: dict[Holder, int]) -> Ledger:
    return Ledger(
        case_no=course.case_no,
        township=course.township,
        programme=course.programme,
        applied_on=course.applied_on,
        settled_on=course.settled_on,
        paid_on=course.paid_on,
        days={holder.value: n for holder, n in days.items()},
    )


def _outcome(course: Course) -> str:
    if course.granted is None:
        return "ended"
    return "granted" if course.granted else "refused"


OUTCOME_ZH = {"granted": "同意", "refused": "不予确认", "ended": "终止"}


def _stages(in_stage: dict[tuple[str, str], list[int]]) -> tuple[Duration, ...]:
    found: dict[str, list[int]] = defaultdict(list)
    for (stage, _), days in in_stage.items():
        found[stage] += days
    whole = sum(map(sum, found.values()))
    return tuple(
        _duration(stage.value, STAGE_ZH[stage], found[stage.value], whole)
        for stage in Stage
        if stage.value in found
    )


def _holders(ledger: Sequence[Ledger]) -> tuple[Duration, ...]:
    whole = sum(line.total for line in ledger)
    days = {h: [line.days[h] for line in ledger if h in line.days] for h in Holder}
    return tuple(_duration(h.value, HOLDER_ZH[h], n, whole) for h, n in days.items() if n)


def _townships(ledger: Sequence[Ledger]) -> tuple[tuple[str, tuple[Duration, ...]], ...]:
    found: dict[str, list[Ledger]] = defaultdict(list)
    for line in ledger:
        found[line.township].append(line)
    return tuple((township, _holders(found[township])) for township in sorted(found))


def _variants(ways: dict[tuple[str, ...], list[int]], settled: int) -> tuple[Variant, ...]:
    ordered = sorted(ways.items(), key=lambda way: (-len(way[1]), way[0]))
    return tuple(
        Variant(
            path=path,
            zh=" → ".join((*(STAGE_ZH[Stage(s)] for s in path[:-1]), OUTCOME_ZH[path[-1]])),
            cases=len(days),
            share=_share(len(days), settled),
            median=_median(days),
        )
        for path, days in ordered[:TOP]
    )


def _bottlenecks(in_stage: dict[tuple[str, str], list[int]]) -> tuple[Bottleneck, ...]:
    county: dict[str, list[int]] = defaultdict(list)
    for (stage, _), days in in_stage.items():
        county[stage] += days
    usual = Counter({stage: _median(days) for stage, days in county.items()})
    found = [
        Bottleneck(
            township=township,
            stage=stage,
            zh=STAGE_ZH[Stage(stage)],
            cases=len(days),
            median=_median(days),
            county_median=usual[stage],
            beyond=sum(max(0, n - usual[stage]) for n in days),
        )
        for (stage, township), days in in_stage.items()
        if len(days) >= FEW and _median(days) > usual[stage]
    ]
    return tuple(sorted(found, key=lambda b: (-b.beyond, b.township, b.stage))[:TOP])


def _duration(code: str, zh: str, days: Sequence[int], whole: int) -> Duration:
    ordered = sorted(days)
    return Duration(
        code=code,
        zh=zh,
        cases=len(ordered),
        median=_median(ordered),
        ninth=ordered[ceil(len(ordered) * 0.9) - 1],
        longest=ordered[-1],
        total=sum(ordered),
        share=_share(sum(ordered), whole),
    )


def _median(days: Sequence[int]) -> int:
    """The lower of the two in the middle: a day somebody really took."""
    return sorted(days)[(len(days) - 1) // 2] if days else 0


def _share(part: int, whole: int) -> int:
    return round(1000 * part / whole) if whole else 0
