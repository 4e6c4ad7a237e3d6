"""A month's comparison, recorded once, is recomputed without a change; a changed list is found out."""

from __future__ import annotations

from typing import Any

from audit.replay import audit_runs
from domain.compare.acts import COMPARE_ACTS
from tests.audit.tamper import act, edited
from tests.replay import golden
from tests.replay.compare.record import HISTORIES, NAME


async def test_the_month_is_recomputed_without_a_change_and_stays_small() -> None:
    story = await golden.load(NAME, HISTORIES)
    [report] = await audit_runs(story.runs, golden.CONVERTER)
    assert report.passed, "\n".join(f.line for f in report.findings[:5])
    asked = {
        e.workflow_execution_update_accepted_event_attributes.accepted_request.input.name
        for e in report.opened.events
    }
    assert {"settle_doubts", "explain_missed"} <= asked
    assert set(COMPARE_ACTS) - asked >= {"refresh_policy"}
    assert len(story.runs[0].events) < 600, (
        "a silent month costs about a dozen events a day at most"
    )


async def test_who_settled_a_doubt_cannot_be_changed_afterwards() -> None:
    story = await golden.load(NAME, HISTORIES)
    at, _ = act(story.runs[0], "settle_doubts")

    def other(value: Any) -> None:
        value["verdict"] = "other"

    changed = await edited(story, 0, at, other)
    reports = await audit_runs(changed.runs, golden.CONVERTER)
    assert not all(report.passed for report in reports)
