"""Which ways of going on a run of a case has: the patches of its program, and the common marks for them."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case.file import CaseFile
    from domain.case.phases.passage.onward import OFFERING
    from domain.programme import Programme

OFFERS = "2026-11-offers-what-fits"
"""The patch of cases that offer a family what may fit when its aid is stopped."""

ONE_MARK = "2026-11-one-mark"
"""Stands for all patches `goes` is asked for by the day it was made (the end of 2026-11): each of
them alone is two events of every run, and room in a worker's memory that is never given back."""

WITH_AID = "2026-11-new-run-with-aid"
"""The patch of cases that go on in a new run when aid begins; a common mark in place of `ONE_MARK`, which
stands for what that stood for."""

CARRIED = "2026-11-carried-by-the-file"
"""The common mark of runs begun since: it stands for all of the above, and the runs that follow are told
by their file (`ways`) instead of by a mark of their own, in which they show nothing that stands already."""


def goes(file: CaseFile, name: str) -> bool:
    """Whether this run goes the way a patch named: runs with a common mark go all of them."""
    marks = (CARRIED, WITH_AID, ONE_MARK, name)
    return bool(file.ways) or any(workflow.patched(mark) for mark in marks)


def begins_with_aid(file: CaseFile) -> bool:
    """Whether a case of this run goes on in a new one when its aid begins: no run of before does."""
    return bool(file.ways) or workflow.patched(CARRIED) or workflow.patched(WITH_AID)


def told(file: CaseFile) -> CaseFile:
    """What the next run begins with, the ways of this one going on in it."""
    goes_on = file.ways or workflow.patched(CARRIED)
    return file.having(ways=CARRIED) if goes_on else file


def settle(file: CaseFile) -> None:
    """Which ways of going on this run has, marked before any step in the background began.

    A mark made after one may stand a task later in the history than where a replay, which has
    the step's result at once, asks for it; it would then go the old way.
    """
    if file.ways or any(workflow.patched(mark) for mark in (CARRIED, WITH_AID, ONE_MARK)):
        return
    programme = file.programme
    names = ["2026-11-wakes-spread", "2026-11-life-of-a-case", "2026-11-looks-at-who-grows-up"]
    names += ["2026-11-leads-in-their-days"]
    names += [OFFERS] if programme in OFFERING else []
    names += ["2026-11-visits-by-care-level"] if programme is Programme.TEKUN else []
    names += ["2026-11-insurance-before-aid"] if programme is Programme.EXPENDITURE else []
    notified = getattr(workflow._Runtime.current(), "_patches_notified", ())
    for name in names:
        if not workflow.unsafe.is_replaying() or name in notified:
            workflow.patched(name)
