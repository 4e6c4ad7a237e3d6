"""A run that was set back: two people and nothing lost, or the certificate and the rulebook say so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from audit.certificate import Certificate, recomputed
from audit.recompute.findings import What
from audit.recompute.history import Run
from audit.restart import point
from audit.restart.point import point_of
from audit.rulebook.asked import answers_of
from audit.show import page, print_certificate
from domain.base import CaseRefusal
from tests.audit import tamper
from tests.audit.outside import HISTORIES, NAME
from tests.replay import golden
from tests.replay.golden import CONVERTER, Golden


@pytest.fixture(scope="module")
async def agreed() -> Golden:
    return await golden.load("set_back_by_two")


@pytest.fixture(scope="module")
async def outside() -> Golden:
    return await golden.load(NAME, HISTORIES)


async def certified(story: Golden) -> Certificate:
    found = await recomputed(tamper.source(story), story.place, story.case_no)
    return found.certificate


def resets(certificate: Certificate) -> list[str]:
    return [f.zh for f in certificate.findings if f.what is What.RESET]


def stuck(story: Golden) -> Run:
    """The run as it stood before anybody set it back."""
    [old] = story.runs[0].aside
    return replace(old, events=old.events[:-1])


def with_old(story: Golden, old: tuple[Run, ...]) -> Golden:
    return tamper.with_run(story, 0, replace(story.runs[0], aside=old))


# --- as it ought to be --------------------------------------------------------------------------


@pytest.mark.rule("AUD-33")
async def test_the_certificate_follows_a_case_across_a_reset_two_people_agreed_to(
    agreed: Golden,
) -> None:
    certificate = await certified(agreed)
    assert certificate.passed
    [made] = certificate.resets
    assert made.agreed and made.lost == () and made.aside == 16
    assert made.proposed_by.endswith("county_reviewer.7")
    assert made.confirmed_by.endswith("county_approver.8")
    console = Console(record=True, width=200, quiet=True)
    print_certificate(certificate, console)
    assert "系统运行回退" in page(certificate) and made.reason in page(certificate)
    told = [entry.zh for stage in certificate.stages for entry in stage.entries]
    assert (
        told.index("提出系统运行回退") < told.index("复核同意系统运行回退") < told.index("确认同意")
    )


@pytest.mark.rule("AUD-33")
async def test_the_rulebook_lists_a_reset_and_has_nothing_against_it(agreed: Golden) -> None:
    found = await recomputed(tamper.source(agreed), agreed.place, agreed.case_no)
    today = found.periods[-1].latest
    asked = answers_of(found, "", today, b"", production=False)
    assert [(one.kind, one.ending) for one in asked.mended] == [("reset", "confirmed")]
    assert not [b for b in asked.breaches if b.rule == "A33"]


# --- behind our backs ---------------------------------------------------------------------------


@pytest.mark.rule("AUD-33")
async def test_a_reset_from_outside_is_found_with_every_act_it_lost(outside: Golden) -> None:
    """Temporal told three acts again; two of them, lawful only after the first, vanished."""
    certificate = await certified(outside)
    assert not certificate.passed
    without, *lost = resets(certificate)
    assert "没有两人提出和复核的记录" in without
    assert [zh.rpartition("操作")[2] for zh in lost] == ["give_opinion", "post_publicity"]
    [made] = certificate.resets
    assert not made.agreed and "丢失" in made.zh


async def test_the_rulebook_names_a_reset_from_outside(outside: Golden) -> None:
    found = await recomputed(tamper.source(outside), outside.place, outside.case_no)
    asked = answers_of(found, "", found.periods[-1].latest, b"", production=False)
    told = [b.zh for b in asked.breaches if b.rule == "A33"]
    assert len(told) == 3 and "被重置" in told[0] and "give_opinion" in told[1]


async def test_the_old_run_may_not_be_missing_or_another(agreed: Golden) -> None:
    gone = resets(await certified(with_old(agreed, ())))
    assert len(gone) == 1 and "缺失" in gone[0]
    old = agreed.runs[0].aside[0]
    events = list(old.events)
    events[10], events[12] = (
        _numbered(events[12], events[10].event_id),
        _numbered(events[10], events[12].event_id),
    )
    other = resets(await certified(with_old(agreed, (replace(old, events=tuple(events)),))))
    assert any("第11号事件与回退前的运行" in zh for zh in other)


def _numbered(event: Any, number: int) -> Any:
    copy = type(event)()
    copy.CopyFrom(event)
    copy.event_id = number
    return copy


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("reset_confirmed", "officer", "id", "jiaozuo.county_reviewer.7"), "一人提出一人复核"),
        (("reset_confirmed", "event_id", None, 80), "复核的是另一处"),
        (("reset_proposed", "until", None, "2026-01-01"), "逾期复核"),
    ],
)
async def test_one_person_another_point_and_too_late_are_no_agreement(
    agreed: Golden, change: tuple[str, str, str | None, object], why: str
) -> None:
    name, field, inner, to = change

    def rewrite(events: list[Any]) -> None:
        for event in events:
            signal = event.workflow_execution_signaled_event_attributes
            if signal.signal_name == name:
                value = json.loads(signal.input.payloads[0].data)
                if inner:
                    value[field][inner] = to
                else:
                    value[field] = to
                signal.input.payloads[0].data = json.dumps(value).encode()

    old = agreed.runs[0].aside
    story = await tamper.reworked(agreed, 0, rewrite)
    certificate = await certified(with_old(story, old))
    assert not certificate.passed
    assert any("没有两人提出和复核" in zh for zh in resets(certificate)), why


# --- the point ----------------------------------------------------------------------------------


async def test_the_point_is_the_first_task_the_program_does_not_do_again(agreed: Golden) -> None:
    found = await point_of(stuck(agreed), CONVERTER)
    certificate = await certified(agreed)
    assert found.event_id == certificate.resets[0].event_id
    assert found.file.version < found.shown


async def refusal(run: Run) -> CaseRefusal:
    with pytest.raises(CaseRefusal) as caught:
        await point_of(run, CONVERTER)
    return caught.value


async def test_a_case_that_can_go_on_is_not_set_back(agreed: Golden) -> None:
    story = await golden.load("department_skipped")
    open_run = next(run for run in story.runs if run.status == "open")
    found = await refusal(open_run)
    assert found.code == "not_stuck" and "退回前一环节" in found.message
    assert (await refusal(agreed.runs[0].aside[0])).code == "run_over"


async def test_nothing_signed_issued_or_asked_may_stand_behind_the_point(agreed: Golden) -> None:
    """An act, a paper and a procedure are put behind the point, as a faulty program might have."""
    run = stuck(agreed)
    kinds = {
        "workflow_execution_update_accepted_event_attributes": "已办理“",
        "activity_task_scheduled_event_attributes": "已制发文书或者对外办理",
        "start_child_workflow_execution_initiated_event_attributes": "已发起其他办理流程",
    }
    for kind, words in kinds.items():
        model = next(event for event in run.events if event.HasField(kind))  # type: ignore[arg-type]
        last = len(run.events)
        found = await refusal(replace(run, events=(*run.events, _numbered(model, last + 1))))
        assert found.code == "would_be_lost"
        assert (
            f"第{last + 1}号事件{words}" in found.message
            and "恢复使用当时的程序版本" in found.message
        )


async def test_a_run_with_a_step_still_under_way_is_not_set_back(agreed: Golden) -> None:
    """The answer of the last step outside before the point is taken away: nobody would hear it."""
    run = stuck(agreed)
    done = [e for e in run.events if e.HasField("activity_task_completed_event_attributes")][-1]
    events = tuple(e for e in run.events if e.event_id != done.event_id)
    with pytest.raises(CaseRefusal) as caught:
        point._nothing_open(replace(run, events=events), run.events[-1].event_id)
    assert caught.value.code == "under_way"
