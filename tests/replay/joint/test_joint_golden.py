"""Every path of items, measures and meetings, recorded once, is recomputed without a change."""

from __future__ import annotations

import collections

from audit.recompute.chain import chain_findings, child_findings
from audit.replay import audit_runs
from domain.assembly.acts import MEETING_ACTS
from domain.measures.acts import MEASURES_ACTS
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.lifecycle import ItemStage
from tests.replay import golden
from tests.replay.joint.record import HISTORIES
from tests.replay.joint.stories import STORIES

LEFT_OUT = frozenset(
    ("mark_important", "put_off_point", "record_circular", "record_presence", "return_minutes")
)
"""Acts no joint history has yet; each is tried on the real server or by tests of the model."""
BY_CASES = frozenset((ItemStage.WITHDRAWN,))
"""Stages only an item of a case comes to: its history stands with those of cases."""


async def test_joint_histories_are_recomputed_and_show_nearly_every_act_and_stage() -> None:
    runs = [run for name in STORIES for run in (await golden.load(name, HISTORIES)).runs]
    reports = await audit_runs(runs, golden.CONVERTER)
    acts, stages = set(), set()
    for report in reports:
        assert report.passed, "\n".join(f.line for f in report.findings[:5])
        assert report.comparison.counts
        for event in report.opened.events:
            asked = event.workflow_execution_update_accepted_event_attributes
            acts.add(asked.accepted_request.input.name)
            upsert = event.upsert_workflow_search_attributes_event_attributes
            stage = upsert.search_attributes.indexed_fields.get("Stage")
            stages.add(stage.data.decode().strip('"') if stage else "")
    assert {*ITEM_ACTS, *MEASURES_ACTS, *MEETING_ACTS} - acts <= LEFT_OUT
    assert {s.value for s in ItemStage if s not in BY_CASES} <= stages
    chains = collections.defaultdict(list)
    for report in reports:
        chains[report.run.workflow_id].append(report.opened)
    for each in chains.values():
        assert chain_findings(each) == []
        assert child_findings(each, chains) == []


def test_every_joint_story_has_its_history_and_every_history_its_story() -> None:
    assert set(golden.names(HISTORIES)) == set(STORIES)
