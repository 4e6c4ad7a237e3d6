"""A27: who attended, what each said, what was promised and done, from histories alone.

And the negative control: whoever changes an amount, an opinion, an attendance or takes a history
away is found out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from audit.joint.certificate import MatterCertificate, certify_matter
from audit.joint.crosscheck import cross_findings
from audit.recompute.findings import What
from audit.recompute.history import Run
from audit.replay import audit_runs
from tests.audit import tamper
from tests.audit.tamper import act, edited, event_of, without_run
from tests.audit.test_tampering import setting
from tests.meeting_desk import CIVIL, HEALTH, MEDICAL
from tests.replay import golden
from tests.replay.golden import Golden
from tests.replay.joint.record import HISTORIES

HOSPITAL = "某医院"


@pytest.fixture(scope="module")
async def meeting() -> Golden:
    return await golden.load("joint_two_households", HISTORIES)


@pytest.fixture(scope="module")
async def government() -> Golden:
    return await golden.load("joint_government", HISTORIES)


async def certified(story: Golden, **how: bool) -> MatterCertificate:
    return await certify_matter(tamper.source(story), story.place, story.case_no, **how)


def which(story: Golden, kind: str, number: int = 0) -> int:
    """The place of the n-th run of that kind among the story's runs."""
    found = [n for n, run in enumerate(story.runs) if run.workflow_id.startswith(f"{kind}/")]
    return found[number]


async def refused(
    story: Golden, run: Run, what: What, event_id: int, cause_id: int = 0
) -> MatterCertificate:
    """The certificate, which must fail and name this event of this run first."""
    certificate = await certified(story)
    assert certificate.verdict == "failed"
    first = next(f for f in certificate.findings if f.workflow_id == run.workflow_id)
    assert (first.what, first.event_id, first.cause_id) == (what, event_id, cause_id), first.line
    return certificate


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.rule("TR-50", "TR-56", "HB-08", "AUD-27")
async def test_who_attended_and_what_each_unit_said_comes_from_the_histories(
    meeting: Golden,
) -> None:
    certificate = await certified(meeting)
    assert certificate.passed, certificate.findings[0].line
    held = certificate.meeting
    assert held is not None and held.invited == (HOSPITAL,)
    assert [[s.unit for s in day.seats] for day in held.days] == [
        [CIVIL, MEDICAL, HOSPITAL],
        [CIVIL, MEDICAL, HEALTH],
    ]
    absent = held.days[0].absent
    assert absent is not None and HEALTH in absent and len(absent) == 31
    said = [{s.unit: s.stand for s in point.said} for point in held.points]
    assert said[0] == {CIVIL: "同意", MEDICAL: "不同意", HOSPITAL: "未表态"}
    assert said[1] == {CIVIL: "未表态", MEDICAL: "未表态", HEALTH: "回避"}
    assert held.totals["examined"] == 2 and held.totals["total_fen"] == 3_000_000
    assert [m.units for m in held.mail] == [34, 34, 35]


@pytest.mark.rule("TR-13", "TR-58", "TR-11", "TR-18")
async def test_what_was_promised_done_and_late_comes_from_the_histories(meeting: Golden) -> None:
    certificate = await certified(meeting)
    helped, turned_down = certificate.items
    assert {o.unit: o.stand for o in helped.opinions} == {
        CIVIL: "同意",
        MEDICAL: "不同意",
        HEALTH: "未答复",
    }
    assert helped.silent == (HEALTH,) and helped.dissent == (MEDICAL,)
    first, second = helped.promised
    assert (first.unit, first.amount_fen, first.delivered_fen) == (CIVIL, 1_000_000, 1_000_000)
    assert not first.late and second.late and helped.late_units == (MEDICAL,)
    assert second.delivered_fen == 1_500_000 and "医疗" in second.zh
    [order] = second.orders
    assert order.answered_on is not None and order.closed_on is not None and not order.late
    assert [e.zh for e in helped.followed if not e.officer] == ["到期提醒", "超期"]
    assert helped.closed and turned_down.closed and turned_down.approved is False
    assert all(o.event_id for o in helped.opinions if o.unit != HEALTH)


@pytest.mark.rule("HB-34")
async def test_what_the_government_decided_and_how_often_it_was_pressed(
    government: Golden,
) -> None:
    certificate = await certified(government)
    assert certificate.passed and certificate.meeting is None
    [item] = certificate.items
    assert item.government_decision == "汉政函〔2026〕8号"
    assert sum(e.zh == "提醒政府决定" for e in item.entries) == 1
    assert not item.closed and [p.stage for p in item.promised] == ["落实中", "待承接"]


async def test_an_items_certificate_shows_of_its_meeting_only_the_own_point(
    meeting: Golden,
) -> None:
    number = which(meeting, "item")
    subject = meeting.runs[number].workflow_id.removeprefix("item/")
    certificate = await certified(replace(meeting, case_no=subject))
    assert certificate.passed
    held = certificate.meeting
    assert held is not None and [p.item for p in held.points] == [f"item/{subject}"]
    assert held.totals == {} and len(certificate.items) == 1
    other = meeting.runs[which(meeting, "item", 1)].workflow_id.removeprefix("item/")
    assert other not in certificate.model_dump_json()


async def test_words_are_shown_only_on_demand(meeting: Golden) -> None:
    quiet, loud = await certified(meeting), await certified(meeting, reveal=True)
    assert "资金紧张" not in quiet.model_dump_json()
    assert "资金紧张，建议分期" in loud.model_dump_json()
    assert quiet.digest == loud.digest


# --- what it finds out ------------------------------------------------------------------------------

Edit = Callable[[Any], None]


@pytest.mark.parametrize(
    ("kind", "name", "edit"),
    [
        ("item", "decide_item", setting("measures", 1, "amount_fen", to=2_900_000)),
        ("item", "decide_item", setting("officer", "id", to="tongren.convener.7")),
        ("item", "give_unit_opinion", setting("agrees", to=False)),
        ("item", "give_unit_opinion", setting("opinion", to="不予考虑")),
        ("item", "hold_preparatory", setting("attended", 1, to=HEALTH)),
        ("meeting", "open_sitting", setting("attended", 1, "unit", to=HEALTH)),
        ("meeting", "open_sitting", setting("chair", to="tongren.convener.7")),
        ("meeting", "record_voices", setting("voices", 1, "stand", to="agree")),
        ("meeting", "record_recusal", setting("unit", to=CIVIL)),
        ("measures", "complete_task", setting("delivered_fen", to=900_000)),
        ("measures", "accept_task", setting("on", to="2026-12-01")),
        ("measures", "answer_supervision", setting("answer", to="无法落实")),
    ],
)
async def test_a_changed_act_is_found(meeting: Golden, kind: str, name: str, edit: Edit) -> None:
    n = which(meeting, kind)
    accepted, answered = act(meeting.runs[n], name)
    story = await edited(meeting, n, accepted, edit)
    await refused(story, meeting.runs[n], What.UPDATE, answered, accepted)


async def test_the_sum_the_units_were_told_to_pay(meeting: Golden) -> None:
    """In the hand-over to the measures, on both sides of it."""
    item = which(meeting, "item")
    at = event_of(meeting.runs[item], "START_CHILD_WORKFLOW_EXECUTION_INITIATED")
    less = setting("tasks", 0, "measure", "amount_fen", to=100)
    await refused(await edited(meeting, item, at, less), meeting.runs[item], What.CHILD, at)
    changed = await edited(meeting, which(meeting, "measures"), 1, less)
    certificate = await certified(changed)
    assert any(f.what is What.CHAIN for f in certificate.findings)


@pytest.mark.parametrize("kind", ["measures", "item"])
async def test_a_history_that_is_gone(meeting: Golden, kind: str) -> None:
    certificate = await certified(without_run(meeting, which(meeting, kind)))
    [finding] = [f for f in certificate.findings if f.what is What.CHAIN]
    assert "缺失" in finding.zh and not certificate.passed


async def test_the_meeting_of_an_item_that_is_gone(meeting: Golden) -> None:
    subject = meeting.runs[which(meeting, "item")].workflow_id.removeprefix("item/")
    story = replace(without_run(meeting, which(meeting, "meeting")), case_no=subject)
    certificate = await certified(story)
    assert [f.zh for f in certificate.findings] == ["审定议题的会议，其历史缺失"]


async def test_a_meeting_that_agrees_with_itself_but_not_with_its_item(meeting: Golden) -> None:
    """Each history is whole; that they are not of one meeting, only both together show."""
    reports = await audit_runs(meeting.runs, golden.CONVERTER)
    by_kind: dict[str, list[Any]] = {}
    for report in reports:
        by_kind.setdefault(report.run.workflow_id, []).append(report)
    [held] = [each for name, each in by_kind.items() if name.startswith("meeting/")]
    items = {name: each for name, each in by_kind.items() if name.startswith("item/")}
    assert cross_findings(held, items, reveal=False) == []
    one, two = items
    swapped = {one: items[two], two: items[one]}
    found = cross_findings(held, swapped, reveal=False)
    assert any("议定结果" in f.zh for f in found) and any("开会情况" in f.zh for f in found)
    other = await golden.load("joint_cancelled", HISTORIES)
    [elsewhere] = await audit_runs([other.runs[which(other, "meeting")]], golden.CONVERTER)
    assert cross_findings([elsewhere], items, reveal=False) == []
