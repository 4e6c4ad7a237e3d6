"""Every path of matters of supervision, recorded once, is recomputed with equal arguments and results;
a tampered one is found out."""

from __future__ import annotations

import dataclasses

from audit.replay import audit_runs
from domain.oversight.acts import OVERSIGHT_ACTS
from tests.replay import golden
from tests.replay.oversight.record import HISTORIES
from tests.replay.oversight.stories import STORIES


async def test_histories_of_supervision_are_recomputed_and_show_every_act() -> None:
    runs = [run for name in STORIES for run in (await golden.load(name, HISTORIES)).runs]
    acts: set[str] = set()
    for report in await audit_runs(runs, golden.CONVERTER):
        assert report.passed, "\n".join(f.line for f in report.findings[:5])
        assert report.comparison.counts
        for event in report.opened.events:
            asked = event.workflow_execution_update_accepted_event_attributes
            acts.add(asked.accepted_request.input.name)
    assert set(OVERSIGHT_ACTS) <= acts


def test_every_story_has_its_history_and_every_history_its_story() -> None:
    assert set(golden.names(HISTORIES)) == set(STORIES)


async def test_a_history_whose_outcome_was_exchanged_does_not_pass() -> None:
    """The first act of one matter is put under another's name: what follows is not recomputed."""
    [run] = (await golden.load("evaluation_of_a_year", HISTORIES)).runs
    [other] = (await golden.load("signal_sent_back_and_late", HISTORIES)).runs
    mixed = dataclasses.replace(run, events=(*run.events[:1], *other.events[1:]))
    [report] = await audit_runs([mixed], golden.CONVERTER)
    assert not report.passed
