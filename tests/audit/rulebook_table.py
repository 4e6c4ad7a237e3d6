"""For every provable question at least three kinds of breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.calendar import months_after
from tests.audit.rulebook_spoils import (
    DAY,
    Spoil,
    admitted,
    all_turned_round,
    by_the_relative,
    completed,
    completion,
    day_before,
    decided,
    decided_by_who_looked,
    earlier_than_the_line_before,
    first_file,
    given,
    late,
    lead,
    looked_afterwards,
    looked_days_later,
    mending,
    more_than_granted,
    moved,
    nobody_looked,
    objected,
    objection_without_another_period,
    of_a_day_to_come,
    paper,
    part,
    reasonless,
    recheck,
    report,
    review,
    same_hand,
    time_of,
    unanswered,
    unconfirmed,
    visit,
    without,
    years_later,
)

SPOILS: Final[dict[str, tuple[Spoil, ...]]] = {
    "A01": (
        completed(lambda p: {"until": p.posted_on + DAY, "completed_on": p.posted_on + DAY}),
        completed(lambda p: {"completed_on": p.until - DAY}),
        completed(lambda p: {"stopped_on": p.until - DAY}),
    ),
    "A02": (
        lambda case, chance: first_file(case, publicity=None) if admitted(case) else None,
        completed(lambda p: {"completed_on": None}),
        part(
            "publicity",
            lambda p, case: {"completed_on": case.first.decision.on + DAY}
            if p.completed_on and admitted(case) and case.first.decision
            else None,
        ),
    ),
    "A03": (
        objected(lambda o, case: {"resolved_on": None}),
        objected(lambda o, case: {"resolved_on": case.first.latest + timedelta(days=400)}),
        objection_without_another_period,
    ),
    "A04": (late(90), late(200), late(500)),
    "A05": (
        paper(lambda n: {"served_on": n.order.due + DAY}, "refusal", "stop"),
        paper(lambda n: {"served_on": None}, "refusal"),
        paper(lambda n: {"order": n.order.model_copy(update={"reasons": ()})}, "refusal", "stop"),
        paper(lambda n: None, "refusal"),
    ),
    "A06": (
        without("record_survey", of="investigation"),
        without("give_opinion", of="review"),
        moved("post_publicity", "give_opinion"),
        moved("give_opinion", "record_survey"),
    ),
    "A07": (
        given(lambda e, case: {"first": months_after(e.first, -1)}),
        given(lambda e, case: {"first": months_after(e.first, 1)}),
        given(lambda e, case: {"first": months_after(e.first, -12)}),
    ),
    "A11": (
        decided(lambda d: {"monthly_fen": d.monthly_fen + 1}),
        given(lambda e, case: {"monthly_fen": e.monthly_fen * 10}),
        decided(lambda d: {"assessment": d.assessment.model_copy(update={"eligible": False})}),
    ),
    "A15": (
        lead(lambda s, case: {"finding": None}),
        lead(
            lambda s, case: {
                "finding": s.finding.model_copy(update={"on": case.first.latest + 400 * DAY})
            }
        ),
        lead(lambda s, case: {"finding": s.finding.model_copy(update={"reason": " "})}),
    ),
    "A17": (
        without("check_finished", of="investigation"),
        without("check_started", "check_finished", of="investigation"),
        without("check_started", of="investigation"),
    ),
    "A18": (review(nobody_looked), review(looked_afterwards), review(looked_days_later),
            reasonless),
    "A19": (
        part("survey", lambda s, case: {"surveyors": s.surveyors[:1]}),
        part("survey", lambda s, case: {"surveyors": s.surveyors[:1] * 2}),
        part("survey", lambda s, case: {"family_signature": " "}),
        part("survey", lambda s, case: {"on": day_before(s, case)}),
    ),
    "A20": (
        time_of(earlier_than_the_line_before),
        time_of(of_a_day_to_come),
        time_of(all_turned_round),
    ),
    "A21": (
        visit(lambda v, case: None),
        visit(lambda v, case: {"on": case.first.latest + 400 * DAY}),
        visit(by_the_relative),
    ),
    "A23": (
        same_hand("give_opinion", "confirm"),
        same_hand("record_survey", "give_opinion"),
        same_hand("record_survey", "confirm"),
        review(decided_by_who_looked),
    ),
    "A25": (
        completion(lambda c, case: {"on": c.on + timedelta(days=400)}),
        completion(lambda c, case: {"explanation": " "}),
        more_than_granted,
    ),
    "A26": (
        recheck(lambda f: {"next_recheck": None}),
        recheck(lambda f: {"next_recheck": f.latest - DAY}),
        years_later,
    ),
    "A28": (
        unanswered,
        report(lambda told: {"answered_on": told.on - DAY}),
        report(lambda told: {"answered_by": ""}),
    ),
    "A33": (
        mending(lambda one: {"ended_by": one.by}),
        mending(lambda one: {"ended_by": ""}),
        mending(lambda one: {"reason": " "}),
        mending(lambda one: {"ended_on": one.until + DAY}),
        unconfirmed,
        lambda case, _: replace(case, set_back=("运行被重置",)),
    ),
}  # fmt: skip
