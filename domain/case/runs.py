"""A case lives in several runs of its workflow: what each carries on, and the two numbers that count them.

The number of the run counts them all. The recheck period, which people read, counts what lies
between two rechecks: a case goes on in a new run when its aid begins and is in its first period
still, and one that was taken up after its end has been rechecked no more often than before.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import notices
from domain.case.file import CaseFile


def new_period(file: CaseFile) -> CaseFile:
    """What the next recheck period begins with: everything but the lines the tables already hold."""
    return file.having(
        journal=(),
        notices=notices.carried_over(file),
        leads=file.open_leads(),
        linked=file.linked.carried(),
        watch=file.watch.carried(),
        repairs=file.repairs.carried(),
        objections=(),
        overdue=(),
        period=file.period + 1,
    )


def with_aid(file: CaseFile) -> CaseFile:
    """What the run begins with that a case goes on in when aid begins: all of it. Who did what in the
    application, what was objected, which papers are out: until the first recheck all that is needed."""
    return file.having(went_on=file.went_on + 1)


def number(file: CaseFile) -> int:
    """Which run of the case this is, from 1."""
    return file.period + file.went_on + 1


def recheck_period(file: CaseFile) -> int:
    """Which recheck period the case is in, from 1."""
    resumed = file.passage.resumed
    return file.period + 1 - (resumed.times if resumed else 0)


def at_the_end_of_periods(files: Iterable[CaseFile]) -> tuple[CaseFile, ...]:
    """Of the files at the ends of runs, oldest first, those at the ends of periods: until a period is
    over nothing is put aside, so the last run of it holds all of it."""
    return tuple({file.period: file for file in files}.values())
