"""What the forms of a meeting offer and begin with: units, points, who presides, who said they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.choices import Accounts, Options
from api.scope import Caller
from domain.assembly.file import MeetingFile
from domain.assembly.sight import seen_by, unit_of
from domain.assembly.township import roles_in
from domain.case.lifecycle import Role
from store.tables import UserRow

_CHAIRS = {Role.CONVENER.value: "召集人", Role.GENERAL_CONVENER.value: "总召集人"}


def meeting_choices(file: MeetingFile, caller: Caller, accounts: Accounts) -> Options:
    """Units by name, open points as this caller may read them, accounts that may preside."""
    units = {u: u for u in file.called}
    seen = seen_by(file, caller.role, caller.unit)
    own = unit_of(file, caller.unit) if caller.role is Role.UNIT_LIAISON else ""
    there = file.sitting.present if file.sitting else ()
    speaking = {own: own} if own else {u: u for u in there}
    return {
        "point": {p.key: f"{p.key} {p.head()}" for p in seen.points if not p.done},
        "unit": units,
        "units": units,
        "owner": {"": "（不指定）", **units},
        "left": {u: u for u in there},
        "voices.unit": speaking,
        "attended.unit": units,
        "came.unit": {u: u for u in file.called if u not in there},
        "measures.unit": units,
        "chair": {u.id: u.display_name for u in accounts if _may_chair(file, u)},
        "chair_role": _CHAIRS,
    }


def _may_chair(file: MeetingFile, user: UserRow) -> bool:
    """The conveners; in a township's own meeting its leader."""
    if not file.order.township:
        return user.role in _CHAIRS
    posts = roles_in(file.order.township, Role(user.role), user.township)
    return Role.CONVENER in posts


def meeting_values(file: MeetingFile, caller: Caller, act: str) -> Mapping[str, Any]:
    """What is known already: who said they come, who is in the room, the last place and hour."""
    call = file.call
    match act:
        case "open_sitting":
            coming = [r for r in file.replies if r.coming]
            seats = [
                {
                    "unit": r.unit,
                    "post": r.post,
                    "substitute": r.substitute,
                    "mandate": r.mandate,
                }
                for r in coming
            ]
            return {"attended": seats, "chair_role": Role.CONVENER.value}
        case "record_voices" if file.sitting and caller.role is not Role.UNIT_LIAISON:
            return {"voices": [{"unit": u, "stand": "agree"} for u in file.sitting.present]}
        case "decide_point" if file.open_points:
            return {"point": file.open_points[0].key}
        case "call_meeting" if call is not None:
            return {"at": call.at, "venue": call.venue}
    return {}
