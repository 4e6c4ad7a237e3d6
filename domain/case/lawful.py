"""What a role may do to a case right now: the buttons of a page, the list of the API.

The table says stage and role; this module leaves out what there is nothing to do about at the
moment (no lead to verify, no paper to serve). The act itself is still checked in full.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.case import notices
from domain.case.acts import EventKind
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.moves import Move, moves_in
from domain.case.phases.deciding import approval, investigation, midway, referral, review
from domain.case.phases.living import duties, living
from domain.case.phases.passage import restoring, standing
from domain.case.phases.relief import hardship, once
from domain.case.phases.repair import mending
from domain.case.phases.support import ending
from domain.case.phases.support import occasions as caring
from domain.case.phases.together import giving, paying, referring, serving
from domain.case.phases.window import complaints, identity, intake, proofs

WHILE_DECIDED = (
    "serve_notice",
    "fail_service",
    "change_account",
    "register_complaint",
    "answer_complaint",
    "refresh_policy",
    "take_down_publicity",
    "post_ending",
    "settle_handover",
    "record_health_answer",
    "refer_case",
    "answer_case_referral",
    "urge_case_referral",
    "close_case_referral",
    "withdraw_referral_consent",
    "record_gift",
    "start_pairing",
    "record_pair_visit",
    "end_pairing",
    "order_service",
    "record_service",
    "record_insurance",
    "link_special_aid",
    "split_funds",
    "restore_case",
    "retry_handover",
)
"""What may still be done when the decision is taken and its notice on the way."""


AFTER_CLOSING = (
    "serve_notice",
    "fail_service",
    "answer_complaint",
    "refresh_policy",
    "answer_case_referral",
    "urge_case_referral",
    "close_case_referral",
    "withdraw_referral_consent",
    "restore_case",
    "change_account",
    "retry_handover",
)
"""What a closed case may still owe: a paper to carry or to make, a report to answer, a month the bank
sent back, a case for whom it let go; and what a ruling makes of it."""


def _to_serve(file: CaseFile) -> bool:
    """After the end only what was owed by then: the rest went out and is done with."""
    waiting = [n for n in file.notices if n.number and n.served_on is None]
    return any(n.to_carry for n in waiting) if file.closed is not None else bool(waiting)


def _reviewed(file: CaseFile) -> bool:
    return file.review is not None


SENT_TO_ALL = ("adjust_standard",)
"""Acts a rise of the standards sends to every case alike: nobody chooses one household for them."""

_OCCASION: dict[str, Callable[[CaseFile], bool]] = {
    "request_correction": lambda f: f.correction is None and bool(intake.missing_papers(f)),
    "accept": lambda f: not intake.missing_papers(f) and not hardship.hardship_missing(f),
    "verify_lead": lambda f: bool(f.open_leads()),
    "contest_finding": lambda f: any(s.settled for s in f.leads),
    "give_opinion": lambda f: review.open_objection(f) is None and not review.appraisal_missing(f),
    "post_publicity": lambda f: not review.on_the_board(f),
    "object": review.on_the_board,
    "extend": lambda f: not f.extended and f.law.has("special_reasons"),
    "confirm": lambda f: f.assessment is None or f.assessment.eligible,
    "record_county_visit": lambda f: f.county_visit is None or approval.county_visit_missing(f),
    "serve_notice": _to_serve,
    "fail_service": _to_serve,
    "refresh_policy": lambda f: f.closed is None or bool(notices.unmade(f)),
    "issue_paper": lambda f: bool(notices.issuable(f)),
    "start_survey": lambda f: f.survey_started_on is None,
    "report_event": lambda f: f.event is None and f.passes(Stage.INVESTIGATION),
    "replace_applicant": lambda f: midway.applicant_gone(f) and bool(midway.successors(f)),
    "close_application": lambda f: midway.applicant_gone(f) and not midway.successors(f),
    "transfer_case": lambda f: f.event is not None and f.event.kind is EventKind.MOVED,
    "end_for_no_cooperation": lambda f: bool(f.warnings),
    "receive_file": lambda f: f.decider == "county" and f.county_received_on is None,
    "take_down_publicity": lambda f: midway.to_take_down(f),
    "post_result": lambda f: bool(f.decision and f.decision.granted and not f.result_posted),
    "settle_relative_lead": lambda f: bool(f.open_relative_leads()),
    "report_change": lambda f: f.review is None and f.passes(Stage.SUPERVISION),
    "record_survey": lambda f: f.passes(Stage.INVESTIGATION),
    "return_for_survey": lambda f: f.passes(Stage.INVESTIGATION),
    "deliver_aid": once.to_deliver,
    "end_delivery": once.to_deliver,
    "complete_papers": once.to_complete,
    "file_with_county": once.filing_needed,
    "verify_change": _reviewed,
    "record_work_offer": lambda f: bool(duties.bound_to_work(f, f.latest)),
    "settle_hit": lambda f: bool(f.watch.open),
    "hear_family": lambda f: f.review is not None and f.review.verified_on is not None,
    "decide_change": lambda f: living.ripe(f) and ending.ripe(f),
    "withdraw_authorisation": lambda f: any(a.holds_on(f.latest) for a in f.authorisations),
    **caring.OCCASION,
    **referral.OCCASION,
    **referring.OCCASION,
    **giving.OCCASION,
    **serving.OCCASION,
    **paying.OCCASION,
    **proofs.OCCASION,
    **complaints.OCCASION,
    **identity.OCCASION,
    **mending.OCCASION,
    "file_custody": duties.custody_unfiled,
    "restore_case": restoring.may_be_restored,
    "change_account": intake.may_be_paid,
    "receive_moved": lambda f: f.passage.to_receive is not None,
    "retry_handover": lambda f: any(o.failed for o in f.passage.outgoing),
    "split_household": lambda f: f.review is None and len(f.household.counted) > 1,
    "merge_case": lambda f: f.review is None,
    **dict.fromkeys(SENT_TO_ALL, lambda _: False),
    "recall_postponement": lambda f: standing.waits(f) is not None,
    "postpone_recheck": lambda f: (
        f.next_recheck is not None and f.review is None and investigation.knows_emergency(f)
    ),
}


def lawful_moves(file: CaseFile, role: Role | None = None) -> tuple[Move, ...]:
    """The acts in the present stage for which there is an occasion now: this role's, or everybody's."""
    if file.policy is None:
        return ()
    decided = (file.decision is not None and file.stage is Stage.APPROVAL) or file.ending
    return tuple(
        move
        for move in moves_in(file.stage)
        if (role is None or role in move.roles)
        and move.of(file.programme)
        and (not decided or move.act in WHILE_DECIDED)
        and (file.closed is None or move.act in AFTER_CLOSING)
        and _has_occasion(file, move)
    )


def _has_occasion(file: CaseFile, move: Move) -> bool:
    occasion = _OCCASION.get(move.act)
    try:
        return occasion is None or occasion(file)
    except KeyError:
        return True  # the stage's rules are just being read
