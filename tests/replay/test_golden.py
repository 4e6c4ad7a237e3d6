"""Every branch of the lifecycle, recorded once, is recomputed by the present code without a change."""

from __future__ import annotations

import collections

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from audit.replay import audit_runs
from domain.case.acts import ACTS
from domain.case.lifecycle import Stage
from domain.check.acts import CHECK_ACTS
from domain.meeting.acts import ITEM_ACTS
from domain.programme import Programme
from tests.replay import golden
from tests.replay.conftest import Replayed
from tests.replay.coverage import COVERAGE, written
from tests.replay.every_story import STORIES, TOLD

MOST_EVENTS = 75_000
"""What a core replays in the minute R1 allows; how long it takes here and now, `make bench` says."""
KINDS, FILES = 60, 500
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


async def test_the_present_code_recomputes_what_was_recorded(replayed: Replayed) -> None:
    """What `doudi audit gate` would say before this program goes live: story, event, what differs."""
    assert {n: s.judged.diverged for n, s in replayed.stories.items() if s.judged.diverged} == {}
    assert [name for name, seen in replayed.stories.items() if not seen.compared] == []
    assert sum(seen.judged.runs for seen in replayed.stories.values()) > FILES


async def test_runs_and_children_of_every_story_hang_together(replayed: Replayed) -> None:
    assert {name: seen.hanging for name, seen in replayed.stories.items() if seen.hanging} == {}


async def test_inside_the_sandbox_nothing_reaches_for_clock_or_chance() -> None:
    """The worker runs without it (docs/adr/0008): what it would have stopped is asked here."""
    runs = (await golden.load("escalation_resolved")).runs
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
    acts = {act for seen in replayed.stories.values() for act in seen.acts}
    stages = {stage for seen in replayed.stories.values() for stage in seen.stages}
    assert {stage.value for stage in Stage} <= stages
    assert {*ACTS, *CHECK_ACTS, *ITEM_ACTS} - acts <= LEFT_OUT


async def test_every_outcome_of_every_programme_has_been_recorded(replayed: Replayed) -> None:
    """R1: what was decided of each programme, and how its cases closed."""
    found: dict[str, set[str]] = collections.defaultdict(set)
    for programme, outcome in (e for s in replayed.stories.values() for e in s.endings):
        found[programme].add(outcome)
    assert {p: want - found[p] for p, want in ENDINGS.items() if want - found[p]} == {}
    assert set(ENDINGS) == set(Programme)
    assert len(TOLD) >= KINDS and len(golden.names()) >= FILES


async def test_what_is_recorded_of_each_programme_and_outcome_in_each_place_is_told(
    replayed: Replayed,
) -> None:
    """R1: the table in docs/ is that of the histories; `python -m tests.replay.coverage` renews it."""
    assert COVERAGE.read_text("utf-8") == written(replayed.stories.values())


async def test_no_more_is_recorded_than_is_replayed_in_a_minute(replayed: Replayed) -> None:
    assert replayed.events <= MOST_EVENTS


async def test_the_event_log_tells_the_acts_papers_and_checks_of_the_record(
    replayed: Replayed,
) -> None:
    """Read off the histories it says what the replay shows, in the same order by the same posts."""
    assert {name: seen.misread for name, seen in replayed.stories.items() if seen.misread} == {}
