"""When there is an occasion for the acts of 特困 and of self-care: what the lists of acts offer."""

from __future__ import annotations

from collections.abc import Callable

from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.moves.base import LIVING
from domain.case.phases.support import ending, placing, tekun


def _supported(file: CaseFile) -> bool:
    return file.ending is None and file.monthly_fen_now > 0


def _scattered(file: CaseFile) -> bool:
    placed = file.caring.placement
    return _supported(file) and placed is not None and placed.scattered


def _stating(file: CaseFile) -> bool:
    looked = file.review
    return file.stage not in LIVING or (looked is not None and looked.verified_on is None)


def _ending_due(file: CaseFile) -> bool:
    if ending.owes_repeat(file):
        return True
    return file.review is not None and ending.ends(file) and ending.hung(file) is None


def _hangs(file: CaseFile) -> bool:
    sheet = ending.hung(file)
    return (
        file.review is not None
        and sheet is not None
        and sheet.objected_on is None
        and sheet.completed_on is None
    )


def _handover_open(file: CaseFile) -> bool:
    moved = file.caring.handover
    return moved is not None and moved.settled_on is None


OCCASION: dict[str, Callable[[CaseFile], bool]] = {
    "record_statement": _stating,
    "draw_spot_check": lambda f: f.stage is Stage.APPROVAL and tekun.spot_check_due(f),
    "assess_selfcare": lambda f: f.stage not in LIVING or f.review is not None,
    "publish_result": lambda f: f.caring.published_on is None,
    "offer_centralised": _supported,
    "place_person": _supported,
    "sign_care_agreement": _scattered,
    "cover_visitor": _scattered,
    "record_care_visit": _scattered,
    "urge_care_visit": lambda f: _scattered(f) and bool(placing.to_urge(f)),
    "post_ending": _ending_due,
    "object_ending": _hangs,
    "settle_handover": _handover_open,
    "record_health_answer": lambda f: any(r.answered_on is None for r in f.caring.health),
}
