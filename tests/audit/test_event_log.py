"""The event log: pm4py reads it, and every golden history follows the lifecycle table."""

from __future__ import annotations

import asyncio
import json
import random
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from temporalio.api.history.v1 import HistoryEvent
from typer.testing import CliRunner

from audit.commands import audit_app
from audit.eventlog.course import OBJECT_ZH, Course
from audit.eventlog.net import pnml, unlawful
from audit.eventlog.reading import course_of, moment_of
from audit.eventlog.words import LIFECYCLES
from audit.eventlog.work import strange
from audit.eventlog.xes import trace_of
from audit.gate import OPEN
from domain.case.lifecycle import STAGE_ZH
from domain.case.moves import BY_ACT
from tests.audit.archive.build import archive_of
from tests.audit.archive.test_archive import on_disk
from tests.replay import golden
from workflows import ids
from workflows.visible import SHANGHAI

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries it stands on, when they are loaded
    import pandas as pd
    import pm4py


STORIES = ("plain_jiaozuo", "car_refused", "recheck_keep_anew", "withdrawn_intake")


@pytest.fixture(scope="module")
async def courses() -> list[Course]:
    """Of every golden history; what two of them call by the same number is told apart."""
    found = []
    for name in golden.names():
        story = golden.read(name)
        chains: dict[str, list[Any]] = {}
        for run in story.runs:
            chains.setdefault(run.workflow_id, []).append(run)
        case_id = ids.case_id(story.place, story.case_no)
        ordered = {case_id: chains.pop(case_id), **chains}
        course = await course_of(story.place, story.case_no, ordered, OPEN, golden.RING.blind_index)
        course.case_no = f"{story.case_no}-{name}"
        found.append(course)
    return found


@pytest.fixture
async def archive(tmp_path: Path, ring_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOUDI_NAMESPACE", golden.NAMESPACE)
    return on_disk(await archive_of(STORIES), tmp_path / "archive")


async def run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, ["log", *args])


def net_of(tmp_path: Path, kind: str) -> Any:
    path = tmp_path / f"{kind}.pnml"
    path.write_text(pnml(kind), encoding="utf-8")
    return pm4py.read_pnml(str(path))


def steps_of(courses: list[Course], kind: str) -> pd.DataFrame:
    rows = [
        {"case:concept:name": course.case_no, "concept:name": one.step, "time:timestamp": one.at}
        for course in courses
        for one in course.happenings
        if one.step and one.procedure == kind
    ]
    frame = pd.DataFrame(rows)
    frame["time:timestamp"] = pd.to_datetime(frame["time:timestamp"], utc=True)
    return frame


@pytest.mark.parametrize("kind", list(LIFECYCLES))
def test_every_golden_history_follows_the_table_as_pm4py_replays_it(
    courses: list[Course], kind: str, tmp_path: Path
) -> None:
    """U10: all of them, fitness 1.0."""
    net, first, last = net_of(tmp_path, kind)
    frame = steps_of(courses, kind)
    assert set(frame["concept:name"]) <= {one.label for one in net.transitions}
    found = pm4py.fitness_token_based_replay(frame, net, first, last)
    assert found["log_fitness"] == found["average_trace_fitness"] == 1.0
    assert found["percentage_of_fitting_traces"] == 100.0
    assert [strange(course) for course in courses if strange(course)] == []


@pytest.mark.parametrize("forged", ["confirm@investigation", "approval>disbursement"])
def test_pm4py_and_the_program_catch_what_the_table_does_not_allow(
    courses: list[Course], forged: str, tmp_path: Path
) -> None:
    """A household confirmed while it was being looked at, and aid that began before a decision."""
    plain = next(c for c in courses if c.case_no.endswith("-plain_jiaozuo"))
    spoiled = Course(plain.case_no, plain.place)
    spoiled.happenings = [
        replace(one, step=forged) if one.step == "record_survey@investigation" else one
        for one in plain.happenings
    ]
    for course, lawful in ((plain, True), (spoiled, False)):
        found = pm4py.fitness_alignments(steps_of([course], ids.CASE), *net_of(tmp_path, ids.CASE))
        assert (round(found["log_fitness"], 3) == 1.0) is lawful
        assert (not unlawful(course.steps())) is lawful


def test_any_step_taken_out_or_put_elsewhere_is_seen_where_it_changes_the_stage(
    courses: list[Course],
) -> None:
    chance = random.Random(20270104)  # noqa: S311
    for course in chance.sample(courses, 40):
        steps = course.steps()
        moves = [n for n, step in enumerate(steps) if ">" in step and n + 1 < len(steps)]
        for number in moves[:3]:
            assert unlawful([*steps[:number], *steps[number + 1 :]])


async def test_an_archive_becomes_ocel_and_xes_that_pm4py_reads_without_a_warning(
    archive: Path, tmp_path: Path
) -> None:
    ocel, xes, net = tmp_path / "log.json", tmp_path / "log.xes", tmp_path / "case.pnml"
    found = await run(
        "--all", "--from", str(archive), "--jobs", "1",
        "--ocel", str(ocel), "--xes", str(xes), "--net", str(net),
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    assert "完全相符" in found.stdout
    text = ocel.read_text() + xes.read_text()
    assert "张一一" not in text and "990101" not in text
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Its own advice to install a faster reader, not a word about the log.
        warnings.filterwarnings("ignore", "Install the optional requirement")
        log = pm4py.read_ocel2_json(str(ocel))
        traces = pm4py.read_xes(str(xes))
    kinds = {"case", "household", "member", "check", "department", "notice", "obligation", "actor"}
    assert kinds <= set(log.objects["ocel:type"]) <= set(OBJECT_ZH)
    assert log.objects["ocel:oid"].is_unique and log.events["ocel:eid"].is_unique
    assert set(log.relations["ocel:oid"]) <= set(log.objects["ocel:oid"])
    assert len(traces) == len(log.events)
    cases = set(traces["case:concept:name"])
    assert {f"case:{case}" for case in cases} <= set(log.objects["ocel:oid"])
    assert {"受理·accept", "进入“公示”·enter_publicity"} <= set(log.events["ocel:activity"])
    assert {BY_ACT["confirm"].zh, *STAGE_ZH.values()} & set(log.events["zh"])


async def test_the_log_of_one_export_and_wrong_use_that_is_told_in_words(
    archive: Path, folder_of: Any, tmp_path: Path
) -> None:
    story = await golden.load("escalation_living")
    home, out = folder_of(story), tmp_path / "one.json"
    found = await run(story.case_no, "--from", str(home), "--ocel", str(out))
    assert found.exit_code == 0, found.output
    value = json.loads(out.read_text())
    assert {"item", "measures"} <= {one["type"] for one in value["objects"]}
    assert (await run("JZ2026999999", "--from", str(archive), "--xes", str(out))).exit_code == 1
    assert "请写明" in (await run("--xes", str(out))).stderr
    assert "--ocel" in (await run("--all", "--from", str(archive))).stderr


def test_a_trace_is_well_formed_whatever_a_text_holds(courses: list[Course]) -> None:
    course = Course("JZ2026000001", "jiaozuo")
    course.happenings = [replace(courses[0].happenings[0], unit='<&"\n', zh="“受理”<")]
    assert len(fromstring(trace_of(course)).findall("event")) == 1  # noqa: S314


def test_a_moment_is_told_to_the_microsecond_in_shanghai_and_never_rounded_up() -> None:
    event = HistoryEvent()
    event.event_time.FromJsonString("2026-11-30T15:59:59.999999999Z")
    assert moment_of(event).isoformat() == "2026-11-30T23:59:59.999999+08:00"
    assert moment_of(event) == event.event_time.ToDatetime(SHANGHAI)
