"""Which ways of going on a run of a case has: the patches of its program, and the common marks for them."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case.phases.passage.onward import OFFERING
    from domain.programme import Programme

OFFERS = "2026-11-offers-what-fits"
"""The patch of cases that offer a family what may fit when its aid is stopped."""

ONE_MARK = "2026-11-one-mark"
"""Stands for all patches `goes` is asked for by the day it was made (the end of 2026-11): each of
them alone is two events of every run, and room in a worker's memory that is never given back."""

WITH_AID = "2026-11-new-run-with-aid"
"""The patch of cases that go on in a new run when aid begins. It is the common mark of all runs since,
in place of `ONE_MARK`, and stands for what that stood for."""


def goes(name: str) -> bool:
    """Whether this run goes the way a patch named: runs with a common mark go all of them."""
    return any(workflow.patched(mark) for mark in (WITH_AID, ONE_MARK, name))


def settle(programme: Programme) -> None:
    """Which ways of going on this run has, marked before any step in the background began.

    A mark made after one may stand a task later in the history than where a replay, which has
    the step's result at once, asks for it; it would then go the old way.
    """
    if workflow.patched(WITH_AID) or workflow.patched(ONE_MARK):
        return
    names = ["2026-11-wakes-spread", "2026-11-life-of-a-case", "2026-11-looks-at-who-grows-up"]
    names += ["2026-11-leads-in-their-days"]
    names += [OFFERS] if programme in OFFERING else []
    names += ["2026-11-visits-by-care-level"] if programme is Programme.TEKUN else []
    names += ["2026-11-insurance-before-aid"] if programme is Programme.EXPENDITURE else []
    told = getattr(workflow._Runtime.current(), "_patches_notified", ())
    for name in names:
        if not workflow.unsafe.is_replaying() or name in told:
            workflow.patched(name)
