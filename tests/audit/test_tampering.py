"""The negative control: whoever changes a recorded case is found out, and the event is named.

Each test takes a history of the real server, changes one thing as somebody with the key and the
database could, seals it again and asks for the certificate.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.history.v1 import HistoryEvent

from api.scope import SIGHT
from audit.certificate import Certificate, certify
from audit.recompute.findings import What
from audit.recompute.history import Run
from domain.base import digest_of
from domain.case.lifecycle import Role
from domain.policy import Snapshot
from runtime.codec_server import READERS
from tests.audit import tamper
from tests.audit.tamper import act, edited, event_of, first_payload, marker_of, reworked, with_run
from tests.replay import golden
from tests.replay.golden import Golden


@pytest.fixture(scope="module")
async def plain_case() -> Golden:
    return await golden.load("plain_jiaozuo")


@pytest.fixture(scope="module")
async def kept_case() -> Golden:
    """A case of three runs."""
    return await golden.load("recheck_keep")


async def certified(story: Golden) -> Certificate:
    return await certify(tamper.source(story), story.place, story.case_no)


async def refused(story: Golden, what: What, event_id: int, cause_id: int = 0) -> Certificate:
    """The certificate, which must fail and name this event first."""
    certificate = await certified(story)
    assert certificate.verdict == "failed"
    first = certificate.findings[0]
    assert (first.what, first.event_id) == (what, event_id), first.line
    assert first.cause_id == cause_id
    return certificate


def setting(*path: str | int, to: Any) -> Any:
    """An edit that sets one place of a JSON value."""

    def edit(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        assert value[path[-1]] != to
        value[path[-1]] = to

    return edit


UNTOUCHED = (
    "plain_jiaozuo",
    "recheck_keep",
    "escalation_resolved",
    "asked_together_jiaozuo",
    "recheck_keep_anew",
)


@pytest.mark.parametrize("name", UNTOUCHED)
async def test_an_untouched_case_passes(name: str) -> None:
    certificate = await certified(await golden.load(name))
    assert certificate.passed and certificate.compared > 30
    assert certificate.notes == ()


@pytest.mark.rule("AUD-32")
async def test_the_confirmed_amount(plain_case: Golden) -> None:
    accepted, answered = act(plain_case.runs[0], "confirm")
    story = await edited(plain_case, 0, accepted, setting("monthly_fen", to=99_900))
    certificate = await refused(story, What.UPDATE, answered, accepted)
    assert "amount_differs" in certificate.findings[0].differences[0].recomputed


async def test_the_standard_in_a_policy_snapshot(plain_case: Golden) -> None:
    at = marker_of(plain_case.runs[0], "take_policy", 2)
    edit = setting("values", "dibao.standard", "value", "rural", to=90_000)
    await refused(await edited(plain_case, 0, at, edit), What.POLICY, at)


async def test_the_standard_in_a_policy_snapshot_with_its_digest_made_anew(
    plain_case: Golden,
) -> None:
    at = marker_of(plain_case.runs[0], "take_policy", 2)

    def edit(value: Any) -> None:
        value["values"]["dibao.standard"]["value"]["rural"] = 90_000
        value["digest"] = digest_of(Snapshot.model_validate({**value, "digest": ""}))

    certificate = await certified(await edited(plain_case, 0, at, edit))
    assert not certificate.passed
    # Found where the standard is first used: the opinion that was given with the true amount.
    accepted, answered = act(plain_case.runs[0], "give_opinion")
    first = certificate.findings[0]
    assert (first.what, first.event_id, first.cause_id) == (What.UPDATE, answered, accepted)
    assert any(d.path == "dibao.standard" for n in certificate.notes for d in n.differences)


async def test_the_day_of_the_survey(plain_case: Golden) -> None:
    accepted, answered = act(plain_case.runs[0], "record_survey")
    story = await edited(plain_case, 0, accepted, setting("on", to="2026-11-20"))
    await refused(story, What.UPDATE, answered, accepted)


async def test_who_decided(plain_case: Golden) -> None:
    accepted, answered = act(plain_case.runs[0], "confirm")
    edit = setting("officer", "id", to="jiaozuo.township_leader.7")
    story = await edited(plain_case, 0, accepted, edit)
    certificate = await refused(story, What.UPDATE, answered, accepted)
    assert certificate.findings[0].differences[0].path == "digest"


async def test_who_took_part_in_the_survey(plain_case: Golden) -> None:
    accepted, answered = act(plain_case.runs[0], "record_survey")
    edit = setting("surveyors", 1, to="jiaozuo.surveyor.9")
    story = await edited(plain_case, 0, accepted, edit)
    await refused(story, What.UPDATE, answered, accepted)


async def test_the_amount_in_a_notice(plain_case: Golden) -> None:
    run = plain_case.runs[0]
    at = event_of(run, "ACTIVITY_TASK_SCHEDULED", 2, named="issue_notice")
    edit = setting("notice", "facts", "月补助金额", to="999.00元")
    certificate = await refused(await edited(plain_case, 0, at, edit), What.ARGUMENT, at)
    assert certificate.findings[0].differences[0].path == "notice.facts.月补助金额"


async def test_the_number_a_notice_came_back_with(plain_case: Golden) -> None:
    at = event_of(plain_case.runs[0], "ACTIVITY_TASK_COMPLETED", 1)
    certificate = await certified(
        await edited(plain_case, 0, at, setting("number", to="测救〔2026〕77号"))
    )
    assert not certificate.passed and certificate.findings[0].event_id > at


async def test_the_digest_of_a_receipt(plain_case: Golden) -> None:
    _, answered = act(plain_case.runs[0], "accept")
    story = await edited(plain_case, 0, answered, setting("digest", to="0" * 64))
    await refused(story, What.UPDATE, answered, act(plain_case.runs[0], "accept")[0])


async def test_the_day_a_period_ends(plain_case: Golden) -> None:
    """The timer of the publicity period is cut by a day."""
    run = plain_case.runs[0]
    posted, _ = act(run, "post_publicity")
    timers = [e.event_id for e in run.events if e.HasField("timer_started_event_attributes")]
    at = next(t for t in timers if t > posted)

    def shorter(events: list[HistoryEvent]) -> None:
        timeout = events[at - 1].timer_started_event_attributes.start_to_fire_timeout
        timeout.FromTimedelta(timeout.ToTimedelta() - timedelta(days=1))

    certificate = await refused(await reworked(plain_case, 0, shorter), What.TIMER, at)
    [difference] = certificate.findings[0].differences
    assert difference.recorded[:10] < difference.recomputed[:10]


async def test_what_a_department_answered(plain_case: Golden) -> None:
    check = plain_case.runs[1]
    at = event_of(check, "ACTIVITY_TASK_COMPLETED", 3)
    story = await edited(plain_case, 1, at, setting("answer", "reference", to="改过的文号"))
    certificate = await certified(story)
    assert not certificate.passed
    assert certificate.findings[0].workflow_id == check.workflow_id
    assert certificate.findings[0].what is What.RESULT


async def test_what_one_department_answered_when_all_were_asked_together() -> None:
    story = await golden.load("asked_together_jiaozuo")
    at = event_of(story.runs[1], "ACTIVITY_TASK_COMPLETED")
    edit = setting(2, "reply", "answer", "reference", to="改过的文号")
    certificate = await certified(await edited(story, 1, at, edit))
    assert not certificate.passed
    assert certificate.findings[0].workflow_id == story.runs[1].workflow_id
    assert certificate.findings[0].what is What.RESULT


async def test_the_mark_that_newer_code_decided() -> None:
    """Taken for older code's, or bearing another name, the check's history fits no program."""
    story = await golden.load("asked_together_jiaozuo")
    at = event_of(story.runs[1], "MARKER_RECORDED")

    def renamed(events: list[HistoryEvent]) -> None:
        details = events[at - 1].marker_recorded_event_attributes.details
        details["patch-data"].payloads[0].data = b'{"id":"another","deprecated":false}'

    def unmarked(events: list[HistoryEvent]) -> None:
        del events[at - 1 : at + 1]
        for number, event in enumerate(events, start=1):
            event.event_id = number

    for change in (renamed, unmarked):
        certificate = await certified(await reworked(story, 1, change))
        assert not certificate.passed
        assert certificate.findings[0].workflow_id == story.runs[1].workflow_id


async def test_what_the_check_handed_to_its_case(plain_case: Golden) -> None:
    at = event_of(plain_case.runs[0], "CHILD_WORKFLOW_EXECUTION_COMPLETED")
    edit = setting("answers", 0, "reference", to="改过的文号")
    certificate = await certified(await edited(plain_case, 0, at, edit))
    assert not certificate.passed
    assert any(f.what is What.CHAIN and f.event_id == at for f in certificate.findings)


async def test_whom_the_check_was_asked_about(plain_case: Golden) -> None:
    at = event_of(plain_case.runs[0], "START_CHILD_WORKFLOW_EXECUTION_INITIATED")
    edit = setting("persons", 0, "id_no", to="990101200001011119")
    certificate = await refused(await edited(plain_case, 0, at, edit), What.CHILD, at)
    assert "990101" not in certificate.findings[0].line


async def test_what_supervisors_were_shown(plain_case: Golden) -> None:
    at = event_of(plain_case.runs[0], "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", 3)

    def edit(events: list[HistoryEvent]) -> None:
        upsert = events[at - 1].upsert_workflow_search_attributes_event_attributes
        upsert.search_attributes.indexed_fields["Stage"].data = b'"closed"'

    await refused(await reworked(plain_case, 0, edit), What.ATTRIBUTES, at)


async def test_what_one_period_hands_to_the_next(kept_case: Golden) -> None:
    run = kept_case.runs[0]
    at = run.events[-1].event_id
    edit = setting("entitlements", 0, "monthly_fen", to=99_900)
    certificate = await refused(await edited(kept_case, 0, at, edit), What.CONTINUATION, at)
    assert any(f.what is What.CHAIN for f in certificate.findings)


async def test_what_the_next_period_began_with(kept_case: Golden) -> None:
    edit = setting("entitlements", 0, "monthly_fen", to=99_900)
    certificate = await certified(await edited(kept_case, 1, 1, edit))
    chain = [f for f in certificate.findings if f.what is What.CHAIN]
    assert chain[0].run_id == kept_case.runs[1].run_id
    assert chain[0].differences[0].path == "entitlements[0].monthly_fen"


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_run_that_is_gone(kept_case: Golden, which: int) -> None:
    certificate = await certified(tamper.without_run(kept_case, which))
    assert not certificate.passed
    assert any(f.what is What.CHAIN for f in certificate.findings)


async def test_the_history_of_a_check_that_is_gone(plain_case: Golden) -> None:
    at = event_of(plain_case.runs[0], "START_CHILD_WORKFLOW_EXECUTION_INITIATED")
    await refused(tamper.without_run(plain_case, 1), What.CHAIN, at)


async def test_how_a_case_ended() -> None:
    story = await golden.load("car_refused")
    at = story.runs[0].events[-1].event_id
    changed = await edited(story, 0, at, setting("outcome", to="withdrawn"))
    await refused(changed, What.RESULT, at)


async def test_an_event_taken_out(plain_case: Golden) -> None:
    run = plain_case.runs[0]
    cut = Run(run.workflow_id, run.run_id, (*run.events[:40], *run.events[41:]))
    await refused(with_run(plain_case, 0, cut), What.ORDER, 41)


async def test_an_act_taken_out_and_the_rest_numbered_anew(plain_case: Golden) -> None:
    run = plain_case.runs[0]
    accepted, answered = act(run, "record_collective_review")

    def cut(events: list[HistoryEvent]) -> None:
        del events[accepted - 1 : answered]
        for number, event in enumerate(events, start=1):
            event.event_id = number

    certificate = await certified(await reworked(plain_case, 0, cut))
    assert not certificate.passed


async def test_two_events_changed_about(plain_case: Golden) -> None:
    _, at = act(plain_case.runs[0], "accept")

    def swap(events: list[HistoryEvent]) -> None:
        events[at - 1], events[at] = events[at], events[at - 1]
        events[at - 1].event_id, events[at].event_id = at, at + 1

    certificate = await certified(await reworked(plain_case, 0, swap))
    assert not certificate.passed
    assert abs(certificate.findings[0].event_id - at) <= 1


async def test_a_flipped_bit(plain_case: Golden) -> None:
    run = plain_case.runs[0]
    accepted, _ = act(run, "confirm")
    event = HistoryEvent()
    event.CopyFrom(run.events[accepted - 1])
    payload = first_payload(event)
    payload.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    events = (*run.events[: accepted - 1], event, *run.events[accepted:])
    changed = with_run(plain_case, 0, Run(run.workflow_id, run.run_id, events))
    await refused(changed, What.PAYLOAD, accepted)


@pytest.mark.parametrize("name", ["plain_hanbin", "plain_jiaozuo"])
async def test_a_payload_of_another_case_or_in_clear(plain_case: Golden, name: str) -> None:
    run = plain_case.runs[0]
    accepted, _ = act(run, "confirm")
    event = HistoryEvent()
    event.CopyFrom(run.events[accepted - 1])
    if name == "plain_jiaozuo":
        first_payload(event).metadata["encoding"] = b"json/plain"
        first_payload(event).data = b"{}"
    else:
        other = (await golden.load(name)).runs[0]
        first_payload(event).CopyFrom(first_payload(other.events[act(other, "confirm")[0] - 1]))
    events = (*run.events[: accepted - 1], event, *run.events[accepted:])
    changed = with_run(plain_case, 0, Run(run.workflow_id, run.run_id, events))
    await refused(changed, What.PAYLOAD, accepted)


@pytest.mark.rule("JZ-54")
@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("officer", "id"), "jiaozuo.township_leader.9"),
        (("officer", "unit"), "另一个单位"),
        (("on",), "2026-11-24"),
        (("note",), "事后补写的理由"),
    ],
)
async def test_who_did_it_when_and_why_cannot_be_changed_and_those_who_supervise_may_look(
    plain_case: Golden, path: tuple[str, ...], to: str
) -> None:
    """Actor, unit, day and reason of a step are bound into the receipt the history holds."""
    accepted, _ = act(plain_case.runs[0], "accept")
    story = await edited(plain_case, 0, accepted, setting(*path, to=to))
    assert (await certified(story)).verdict == "failed"
    assert {Role.SUPERVISOR, Role.DISCIPLINE} <= READERS
    assert Role.AUDITOR in SIGHT, "an auditor looks in the console, by his leave"
