"""Every branch of the lifecycle, recorded once, is recomputed by the present code without a change."""

from __future__ import annotations

import collections

import pytest

from audit.recompute.chain import chain_findings, child_findings
from domain.case.acts import ACTS
from domain.case.lifecycle import Stage
from domain.check.file import CHECK_ACTS
from domain.meeting.acts import ITEM_ACTS
from domain.programme import Programme
from tests.replay import golden
from tests.replay.conftest import Replayed
from tests.replay.every_story import STORIES

BUDGET_SECONDS = 60
KINDS = 60
REFERRED = (
    Programme.MEDICAL,
    Programme.EDUCATION,
    Programme.HOUSING,
    Programme.EMPLOYMENT,
    Programme.LEGAL_AID,
    Programme.REHABILITATION,
    Programme.CHARITY,
)
LEFT_OUT = frozenset(
    (
        "adjust_standard",
        "declare_recusal",
        "record_government_decision",
        "split_funds",
    )
)
"""Acts without a history here: two stand in those of `tests.replay.joint`, the others are tried
on the real server or over HTTP by tests of their own."""
ENDINGS = {
    Programme.DIBAO: {"granted", "refused", "withdrawn", "stopped"},
    Programme.TEKUN: {"granted", "refused", "withdrawn", "stopped"},
    Programme.EDGE: {"granted", "refused", "withdrawn", "stopped"},
    Programme.RIGID: {"granted", "refused", "expired"},
    Programme.QUICK: {"granted", "refused", "aided"},
    Programme.EMERGENCY: {"granted", "refused", "withdrawn"},
    Programme.EXPENDITURE: {"granted", "refused"},
    Programme.DISASTER: {"granted", "refused"},
    **{key: {"referral_given", "referral_refused"} for key in REFERRED},
}
"""What must have been recorded of each programme: a decision, or how a case closed."""


@pytest.mark.parametrize("name", golden.names())
async def test_the_present_code_recomputes_what_was_recorded(name: str, replayed: Replayed) -> None:
    for report in replayed.reports[name]:
        assert report.passed, "\n".join(f.line for f in report.findings[:5])
        assert report.comparison.counts


async def test_runs_and_children_of_every_story_hang_together(replayed: Replayed) -> None:
    for reports in replayed.reports.values():
        chains = collections.defaultdict(list)
        for report in reports:
            chains[report.run.workflow_id].append(report.opened)
        for runs in chains.values():
            assert chain_findings(runs) == []
            assert child_findings(runs, chains) == []


def test_every_story_has_its_history_and_every_history_its_story() -> None:
    assert set(golden.names()) == set(STORIES)


async def test_the_stories_reach_every_stage_and_nearly_every_act(replayed: Replayed) -> None:
    acts, stages = set(), set()
    for reports in replayed.reports.values():
        for report in reports:
            for event in report.opened.events:
                asked = event.workflow_execution_update_accepted_event_attributes
                acts.add(asked.accepted_request.input.name)
                upsert = event.upsert_workflow_search_attributes_event_attributes
                stage = upsert.search_attributes.indexed_fields.get("Stage")
                stages.add(stage.data.decode().strip('"') if stage else "")
    assert {stage.value for stage in Stage} <= stages
    assert {*ACTS, *CHECK_ACTS, *ITEM_ACTS} - acts <= LEFT_OUT


async def test_every_outcome_of_every_programme_has_been_recorded(replayed: Replayed) -> None:
    """R1: what was decided of each programme, and how its cases closed."""
    found: dict[str, set[str]] = collections.defaultdict(set)
    for reports in replayed.reports.values():
        for report in reports:
            for shown in report.comparison.local:
                if shown.name != "project_case":
                    continue
                file = shown.order["file"]
                decision, closed = file.get("decision"), file.get("closed")
                if decision and decision["granted"]:
                    found[file["programme"]].add("granted")
                if closed:
                    found[file["programme"]].add(closed["outcome"])
    assert {p: want - found[p] for p, want in ENDINGS.items() if want - found[p]} == {}
    assert set(ENDINGS) == set(Programme)
    assert len(golden.names()) >= KINDS


async def test_all_histories_are_recomputed_within_the_budget(replayed: Replayed) -> None:
    assert replayed.seconds < BUDGET_SECONDS, f"{replayed.events} events"
