"""What a complaint leads to is written into it: the lead that was opened from it."""

from __future__ import annotations

from api.frame.door import Door
from api.scope import Caller
from api.work.casework import must_be_theirs, perform
from api.work.registry import KINDS
from api.work.watch.targets import watch_target

_ACT = "record_complaint_lead"


async def record_lead(
    door: Door,
    caller: Caller,
    place: str,
    number: str,
    lead_no: str,
    key: str,
    request_id: str,
) -> bool:
    """Whether the complaint took the number of the lead. The same key does it once."""
    target = await watch_target(door, caller, "complaint", place, number)
    await must_be_theirs(door, caller, target, _ACT, request_id)
    body = KINDS["complaint"].body(_ACT).model_validate({"lead_no": lead_no})
    told = await perform(door, caller, target, _ACT, body, key, request_id)
    return told.status < 400
