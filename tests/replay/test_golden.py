"""Every branch of the lifecycle, recorded once, is recomputed by the present code without a change."""

from __future__ import annotations

import collections
from typing import Any

import pytest
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from audit.eventlog.reading import course_of
from audit.gate import judged
from audit.recompute.chain import chain_findings, child_findings
from audit.replay import RunReport, audit_runs
from domain.case.acts import ACTS
from domain.case.lifecycle import Stage
from domain.check.file import CHECK_ACTS
from domain.meeting.acts import ITEM_ACTS
from domain.programme import Programme
from tests.replay import golden
from tests.replay.conftest import Replayed
from tests.replay.every_story import STORIES
from workflows import ids

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
        "declare_recusal",
        "record_government_decision",
        "split_funds",
    )
)
"""Acts without a history here: two stand in those of `tests.replay.joint`, one is tried over HTTP."""
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


async def test_the_release_gate_is_open_for_every_recorded_history(replayed: Replayed) -> None:
    """What `doudi audit gate` would say before this program goes live, of the same replays."""
    reports = [one for reports in replayed.reports.values() for one in reports]
    found = judged(reports)
    assert found.diverged == ()
    assert found.runs == len(reports) > KINDS


async def test_runs_and_children_of_every_story_hang_together(replayed: Replayed) -> None:
    for reports in replayed.reports.values():
        chains = collections.defaultdict(list)
        for report in reports:
            chains[report.run.workflow_id].append(report.opened)
        for runs in chains.values():
            assert chain_findings(runs) == []
            assert child_findings(runs, chains) == []


async def test_inside_the_sandbox_nothing_reaches_for_clock_or_chance(
    histories: dict[str, golden.Golden],
) -> None:
    """The worker runs without it (docs/adr/0008): what it would have stopped is asked here."""
    runs = histories["escalation_resolved"].runs
    shared = SandboxRestrictions.default.with_passthrough_modules("domain", "pydantic")
    guarded = SandboxedWorkflowRunner(restrictions=shared)
    reports = await audit_runs(runs, golden.CONVERTER, runner=guarded)
    assert {r.run.workflow_id.split("/")[0] for r in reports} == {
        "case",
        "check",
        "item",
        "measures",
    }
    assert all(report.passed for report in reports)


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


async def test_the_event_log_tells_the_acts_papers_and_checks_of_the_record(
    histories: dict[str, golden.Golden], replayed: Replayed
) -> None:
    """Read off the sealed histories it says what the replay shows, in the same order by the same posts."""
    for name, story in histories.items():
        runs = [run for run in story.runs if run.workflow_id.split("/")[0] == ids.CASE]
        own = ids.case_id(story.place, story.case_no)
        chains = {own: [run for run in runs if run.workflow_id == own]}
        course = await course_of(
            story.place, story.case_no, chains, golden.CONVERTER, golden.RING.blind_index
        )
        told: dict[int, dict[str, Any]] = {}
        for report in replayed.reports[name]:
            if report.run.workflow_id == own:
                told |= {e["seq"]: e for e in _record(report)}
        acts = [(e["act"], e["stage"], e["officer"]["role"]) for e in told.values() if e["officer"]]
        assert [(h.code, h.stage, h.role) for h in course.happenings if h.role] == acts, name
        for code in ("notice", "check_started", "check_finished", "resolution"):
            counted = sum(e["act"] == code for e in told.values())
            assert sum(h.code == code for h in course.happenings) == counted, (name, code)
        later = iter(h.code for h in course.happenings)
        assert all(f"enter_{e['stage']}" in later for e in told.values() if e["act"] == "stage")


def _record(report: RunReport) -> list[dict[str, Any]]:
    """The record of a run as it last showed it."""
    shown = [one for one in report.comparison.local if one.name == "project_case"]
    return list(shown[-1].order["file"]["journal"]) if shown else []
