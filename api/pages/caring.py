"""What the forms of 特困 and of self-care offer because of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.phases.support.placing import visit_days
from domain.identity import mask_name
from store.tables import UserRow

CARE_FORMS = frozenset(
    {
        "record_statement",
        "draw_spot_check",
        "record_health_answer",
        "record_care_visit",
        "place_person",
    }
)
"""Forms of which something is known before anybody types."""


def care_choices(
    file: CaseFile, act: str, accounts: Sequence[UserRow]
) -> dict[str, Mapping[str, str]]:
    """Options by path, for `assess_whole` and `record_health_answer`."""
    if act == "record_health_answer":
        members = file.household.members
        waiting = {r.member for r in file.caring.health if r.answered_on is None}
        return {
            "member": {m.key: f"{m.key} {mask_name(m.name)}" for m in members if m.key in waiting}
        }
    staff = {
        u.id: u.display_name
        for u in accounts
        if u.township == file.township or u.role == Role.COUNTY_REVIEWER
    }
    return {"assessors": staff, "signed_by": staff}


def care_values(file: CaseFile, act: str) -> dict[str, Any]:
    """First values of the forms in `CARE_FORMS`."""
    care = file.caring
    match act:
        case "record_statement" if care.statement is not None:
            return {
                **care.statement.model_dump(mode="json", exclude={"on"}),
                "no_obligors": not care.statement.obligors,
            }
        case "draw_spot_check":
            return {"batch": [file.case_no]}
        case "record_health_answer":
            waiting = [r.member for r in care.health if r.answered_on is None]
            return {"member": waiting[0]} if waiting else {}
        case "place_person" if care.selfcare is not None and visit_days(file, care.selfcare.band):
            return {"visit_days": visit_days(file, care.selfcare.band)}
        case "record_care_visit" if care.placement is not None:
            return {"visitor": care.placement.visitor}
    return {}
