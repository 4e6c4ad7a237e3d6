"""All golden histories, replayed once over the present code for every test that asks.

Story by story: what the tests ask is taken down, and the replay of hundreds of case files let go.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

from audit.eventlog.reading import Course, course_of
from audit.gate import OPEN, Part, judged
from audit.recompute.chain import chain_findings, child_findings
from audit.replay import RunReport, audit_runs
from domain.case.file import CaseFile
from domain.programme import Programme
from tests.replay import golden
from workflows import ids

AT_A_TIME = 12
"""Stories one replayer is made for: making it costs as much as replaying twenty events."""


@dataclass
class Seen:
    """What the replay of one story showed."""

    name: str
    place: str
    judged: Part
    compared: bool
    """Whether something of each run was compared that has done anything yet."""
    hanging: list[str] = field(default_factory=list)
    """Where runs and children do not fit together."""
    acts: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    endings: set[tuple[Programme, str]] = field(default_factory=set)
    misread: list[str] = field(default_factory=list)
    """Where the event log tells something else than the record."""
    last: dict[str, Any] | None = None
    """The file of its own case as it was last shown."""

    @cached_property
    def file(self) -> CaseFile | None:
        return CaseFile.model_validate(self.last) if self.last else None


@dataclass(frozen=True)
class Replayed:
    """By story, and how many `events` they have together."""

    stories: dict[str, Seen]
    events: int


@pytest.fixture(scope="session")
async def replayed() -> Replayed:
    return await replay_all()


async def replay_all() -> Replayed:
    """Every story, a few at a time."""
    stories: dict[str, Seen] = {}
    events = 0
    for some in _by(AT_A_TIME, golden.names()):
        told = [golden.read(name) for name in some]
        runs = [run for one in told for run in one.runs]
        reports = iter(await audit_runs(runs, OPEN))
        events += sum(len(run.events) for run in runs)
        for one in told:
            mine = [next(reports) for _ in one.runs]
            stories[one.name] = await _seen(one, mine)
    return Replayed(stories, events)


def _by(size: int, names: Sequence[str]) -> Iterator[Sequence[str]]:
    rest = iter(names)
    while some := list(itertools.islice(rest, size)):
        yield some


async def _seen(story: golden.Golden, reports: Sequence[RunReport]) -> Seen:
    seen = Seen(
        story.name,
        story.place,
        judged(reports),
        all(r.comparison.counts or r.run.untold for r in reports),
    )
    chains = collections.defaultdict(list)
    for report in reports:
        chains[report.run.workflow_id].append(report.opened)
        _what_happened(report, seen)
    for runs in chains.values():
        found = [*chain_findings(runs), *child_findings(runs, chains)]
        seen.hanging += [finding.line for finding in found]
    own = ids.case_id(story.place, story.case_no)
    case = [report for report in reports if report.run.workflow_id == own]
    shown = [one for report in case for one in _shown(report)]
    if shown:
        seen.last = max((one["file"] for one in shown), key=lambda file: int(file["version"]))
    seen.misread = await _misread(story, case)
    return seen


def _shown(report: RunReport) -> list[dict[str, Any]]:
    """What the case showed last in this run."""
    shown = [one for one in report.comparison.local if one.name == "project_case"]
    return [shown[-1].order] if shown else []


def _what_happened(report: RunReport, seen: Seen) -> None:
    for event in report.opened.events:
        asked = event.workflow_execution_update_accepted_event_attributes
        seen.acts.add(asked.accepted_request.input.name)
        upsert = event.upsert_workflow_search_attributes_event_attributes
        stage = upsert.search_attributes.indexed_fields.get("Stage")
        if stage:
            seen.stages.add(stage.data.decode().strip('"'))
    for shown in _shown(report):
        file = shown["file"]
        programme, decision = Programme(file["programme"]), file.get("decision")
        if decision and decision["granted"]:
            seen.endings.add((programme, "granted"))
        if file.get("closed"):
            seen.endings.add((programme, file["closed"]["outcome"]))


async def _misread(story: golden.Golden, reports: Sequence[RunReport]) -> list[str]:
    """The event log, read off the histories, beside the record the replay shows."""
    own = ids.case_id(story.place, story.case_no)
    course = await course_of(
        story.place,
        story.case_no,
        {own: [report.run for report in reports]},
        OPEN,
        golden.RING.blind_index,
    )
    told: dict[int, dict[str, Any]] = {}
    for report in reports:
        for shown in _shown(report):
            told |= {e["seq"]: e for e in shown["file"]["journal"]}
    acts = [(e["act"], e["stage"], e["officer"]["role"]) for e in told.values() if e["officer"]]
    wrong = [] if _acts_in(course) == acts else ["acts"]
    for code in ("notice", "check_started", "check_finished", "resolution"):
        counted = sum(e["act"] == code for e in told.values())
        if sum(h.code == code for h in course.happenings) != counted:
            wrong.append(code)
    later = iter(h.code for h in course.happenings)
    if not all(f"enter_{e['stage']}" in later for e in told.values() if e["act"] == "stage"):
        wrong.append("stages")
    return wrong


def _acts_in(course: Course) -> list[tuple[str, str, str]]:
    return [(h.code, h.stage, h.role) for h in course.happenings if h.role]
