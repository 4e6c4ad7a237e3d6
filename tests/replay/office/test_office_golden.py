"""Leads, the desk and what schedules start are recomputed; every type of workflow has a history."""

from __future__ import annotations

from pathlib import Path

from audit import recorded
from audit.replay import audit_runs
from tests.replay import golden
from tests.replay.office.record import HISTORIES, NAMES
from workflows.registry import WORKFLOWS


async def test_histories_of_leads_the_office_and_schedules_are_recomputed() -> None:
    stories = [await golden.load(name, HISTORIES) for name in golden.names(HISTORIES)]
    runs = [run for story in stories for run in story.runs]
    for report in await audit_runs(runs, golden.CONVERTER):
        assert report.passed, "\n".join(f.line for f in report.findings[:5])
        assert report.comparison.counts
    assert {run.workflow_type for run in runs} == set(NAMES)


def test_every_type_of_workflow_has_a_recorded_history() -> None:
    """A new one without is a procedure no certificate was ever tried on."""
    found: set[str] = set()
    folders = Path(golden.__file__).parent.rglob(f"histories/*{recorded.SUFFIX}")
    wanted = {kind.__name__ for kind in WORKFLOWS}
    for path in sorted(folders, key=lambda p: (p.parent.parent.name == "replay", p.name)):
        found |= {run.workflow_type for run in recorded.read(path).runs}
        if wanted <= found:
            break
    assert wanted <= found, wanted - found
