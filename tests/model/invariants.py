"""What must be true of a case after every step, whatever the step was.

Each function is one sentence; `holds` runs them all. `before` is the file as it was.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from domain.calendar import months_after
from domain.case import engine
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import EXITS, Stage
from domain.case.moves import BY_ACT
from domain.case.tasks import next_mark, next_step, open_tasks, waiting_zh
from domain.policy import Snapshot

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def the_version_only_grows(before: CaseFile, after: CaseFile, today: date) -> None:
    assert after.version > before.version or after == before


def the_record_is_only_added_to(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.period == before.period:
        assert after.journal[: len(before.journal)] == before.journal
    assert [e.seq for e in after.journal] == sorted({e.seq for e in after.journal})


def nothing_is_dated_in_the_future(before: CaseFile, after: CaseFile, today: date) -> None:
    assert after.latest <= today
    assert all(entry.on <= today for entry in after.journal)


def a_stage_is_left_only_by_a_lawful_exit(before: CaseFile, after: CaseFile, today: date) -> None:
    assert after.stage is before.stage or after.stage in EXITS[before.stage]


def only_stages_of_the_programme_are_entered(
    before: CaseFile, after: CaseFile, today: date
) -> None:
    anywhere = (Stage.CLOSED, Stage.ESCALATION)
    assert after.policy is None or after.stage in anywhere or after.passes(after.stage)


def closed_is_the_end(before: CaseFile, after: CaseFile, today: date) -> None:
    """But for a ruling: then what it had closed with is kept in the record of that ruling."""
    rulings = after.passage.restorations[len(before.passage.restorations) :]
    by_ruling = any(r.closed == before.closed for r in rulings)
    assert before.closed is None or after.closed == before.closed or by_ruling
    assert (after.stage is Stage.CLOSED) == (after.closed is not None)


def every_amount_is_whole_fen(before: CaseFile, after: CaseFile, today: date) -> None:
    for aid in after.entitlements:
        assert isinstance(aid.monthly_fen, int) and aid.monthly_fen > 0
    if after.assessment is not None:
        assert after.assessment.monthly_fen >= 0 and after.assessment.once_fen >= 0


def no_month_is_due_twice(before: CaseFile, after: CaseFile, today: date) -> None:
    periods = sorted(after.entitlements, key=lambda e: e.first)
    for earlier, later in itertools.pairwise(periods):
        assert earlier.last is not None and earlier.last < later.first
    assert sum(e.last is None for e in periods) <= 1


def aid_follows_a_decision_only(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.entitlements or after.recognition or after.grant:
        assert after.decision is not None and after.decision.granted


def a_decision_rests_on_survey_and_answers(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.decision is not None and before.decision is None and after.passes(Stage.INVESTIGATION):
        assert before.survey is not None and before.check is not None and before.check.done
        assert not before.open_leads()


def what_was_granted_is_what_was_computed(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.decision is not None and after.decision.granted:
        found = after.decision.assessment
        assert found.eligible and after.decision.monthly_fen == found.monthly_fen


def nobody_decides_what_he_prepared(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.decision is None or before.decision is not None:
        return
    prepared = before.actors("accept", "record_survey", "give_opinion", procedure=0)
    assert after.decision.by.id not in prepared


def no_sheet_is_cut_short_without_an_objection(
    before: CaseFile, after: CaseFile, today: date
) -> None:
    sheet = after.publicity
    if after.decision is not None and after.decision.granted and sheet is not None:
        assert sheet.completed_on == sheet.until or after.rounds > 0
    if sheet is not None and sheet.completed_on is not None:
        assert sheet.completed_on >= sheet.until


def aid_falls_only_after_a_visit_and_a_hearing(
    before: CaseFile, after: CaseFile, today: date
) -> None:
    months = [months_after(today.replace(day=1), n) for n in range(4)]
    fell = any(after.monthly_fen(m) < before.monthly_fen(m) for m in months)
    gone = after.ending is not None and after.ending.outcome in ("moved_out", "merged")
    if fell and not gone and after.stage in (Stage.DISBURSEMENT, Stage.SUPERVISION, Stage.CLOSED):
        review = before.review
        assert review is not None and review.verified_on is not None
        assert review.heard_on is not None
        assert after.journal[-1].act == "decide_change" or after.period > before.period


def an_adverse_decision_owes_a_paper_with_reasons(
    before: CaseFile, after: CaseFile, today: date
) -> None:
    refused = after.decision is not None and not after.decision.granted
    if (refused and before.decision is None) or (after.ending and not before.ending):
        owed = [n.order for n in after.notices if n.order.must_serve]
        assert owed and all(order.reasons for order in owed[-1:])


def a_refused_case_is_open_until_its_paper_is_served(
    before: CaseFile, after: CaseFile, today: date
) -> None:
    if after.closed is not None and after.closed.outcome in ("refused", "stopped"):
        assert not any(n.open for n in after.notices)


def nobody_holds_the_case_twice_at_once(before: CaseFile, after: CaseFile, today: date) -> None:
    spans = after.clock.intervals
    for earlier, later in itertools.pairwise(spans):
        assert earlier.until is not None and earlier.since <= earlier.until <= later.since
    assert after.closed is None or after.decision is None or not after.clock.running


def nothing_waits_in_silence(before: CaseFile, after: CaseFile, today: date) -> None:
    """Somebody is waited for, or the case goes on by itself, or it is over (ZH-21)."""
    if after.closed is not None or after.policy_stage is not after.stage:
        return
    moves_on = next_step(after) is not None or after.stage is Stage.ESCALATION
    pending = any(not n.number for n in after.notices)
    assert open_tasks(after, today) or moves_on or pending, waiting_zh(after, today)


def the_next_mark_lies_ahead(before: CaseFile, after: CaseFile, today: date) -> None:
    mark = next_mark(after, today) if after.policy is not None else None
    assert mark is None or mark > today


def what_is_offered_is_in_the_table(before: CaseFile, after: CaseFile, today: date) -> None:
    for move in lawful_moves(after):
        assert BY_ACT[move.act] is move and move.act in ACTS and move.roles


_LAST: list[tuple[CaseFile, str]] = []
_SENT: list[Snapshot | None] = []


def written(file: CaseFile) -> str:
    """The file as text without its rules, which are four fifths of it; once for the file last asked."""
    if not _LAST or _LAST[0][0] is not file:
        _LAST[:] = [(file, file.model_dump_json(exclude={"policy"}))]
    return _LAST[0][1]


def the_file_survives_the_wire(before: CaseFile, after: CaseFile, today: date) -> None:
    """With its rules as often as they are others."""
    if after is before:
        return
    if not _SENT or after.policy is not _SENT[0]:
        _SENT[:] = [after.policy]
        assert CaseFile.model_validate_json(after.model_dump_json()) == after
    else:
        assert CaseFile.model_validate_json(written(after)) == after.having(policy=None)


def time_alone_takes_nothing(before: CaseFile, after: CaseFile, today: date) -> None:
    if after.stage in (Stage.DISBURSEMENT, Stage.SUPERVISION):
        assert engine.tick(after, today, NOON).entitlements == after.entitlements


ALL = (
    the_version_only_grows,
    the_record_is_only_added_to,
    nothing_is_dated_in_the_future,
    a_stage_is_left_only_by_a_lawful_exit,
    only_stages_of_the_programme_are_entered,
    closed_is_the_end,
    every_amount_is_whole_fen,
    no_month_is_due_twice,
    aid_follows_a_decision_only,
    a_decision_rests_on_survey_and_answers,
    what_was_granted_is_what_was_computed,
    nobody_decides_what_he_prepared,
    no_sheet_is_cut_short_without_an_objection,
    aid_falls_only_after_a_visit_and_a_hearing,
    an_adverse_decision_owes_a_paper_with_reasons,
    a_refused_case_is_open_until_its_paper_is_served,
    nobody_holds_the_case_twice_at_once,
    nothing_waits_in_silence,
    the_next_mark_lies_ahead,
    what_is_offered_is_in_the_table,
    the_file_survives_the_wire,
    time_alone_takes_nothing,
)


def holds(before: CaseFile, after: CaseFile, today: date) -> None:
    for sentence in ALL:
        sentence(before, after, today)
