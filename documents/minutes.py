"""The minutes of a joint meeting (会议纪要): what was before it and what it settled (TR-12, TR-13).

The household appears by its case number only, since the paper goes to every member unit.
"""

from __future__ import annotations

from datetime import date

from documents.paper import Figure, Rendered, finished
from documents.wording import date_zh
from domain.case.lifecycle import ROLE_ZH
from domain.meeting.item import ItemFile
from domain.meeting.resolution import Measure, Resolution
from domain.places import PlaceInfo
from domain.policy import Status

_TASK_DAYS, _CAUSES = "escalation.task_days", "escalation.causes"


def render_minutes(file: ItemFile, *, number: str, issued_on: date, place: PlaceInfo) -> Rendered:
    """The minutes of a decided item, numbered and dated, with a sheet for the units' signatures.

    ValueError for an item that no meeting has decided.
    """
    meeting, decided = file.meeting, file.resolution
    if meeting is None or decided is None:
        raise ValueError("the item has not been decided")
    due = {i: _due(file, decided, measure) for i, measure in enumerate(decided.measures)}
    return finished(
        "minutes.html",
        "会议纪要",
        number=number,
        issued_on=issued_on,
        organ=file.members.body_zh if file.members else place.body.zh,
        meeting=meeting,
        chair=ROLE_ZH[meeting.chair_role],
        order=file.order.model_copy(
            update={
                "tried": tuple(
                    aid.model_copy(update={"unit": unit_zh(place, aid.unit)})
                    for aid in file.order.tried
                )
            }
        ),
        cause=_cause(file),
        preparatory=file.preparatory,
        opinions=file.opinions,
        silent=decided.silent or file.silent,
        dissent=decided.dissent,
        decided=decided,
        measures=tuple((measure, due[i]) for i, measure in enumerate(decided.measures)),
        demo_of=tuple(
            file.law.values[name].zh
            for name in (file.policy.demo if file.policy else ())
            if name in (_TASK_DAYS, _CAUSES)
        ),
    )


def unit_zh(place: PlaceInfo, code: str) -> str:
    """The unit as the place calls it; a unit its document does not name stays as it came in."""
    return next((unit.zh for unit in place.units if unit.code == code), code)


def _cause(file: ItemFile) -> str:
    if file.policy is None or not file.policy.has(_CAUSES):
        return file.order.cause
    return str(file.policy.table(_CAUSES).get(file.order.cause, file.order.cause))


def _due(file: ItemFile, decided: Resolution, measure: Measure) -> Figure:
    """The day the meeting set, else the days of the place, else not set."""
    if measure.due is not None:
        return Figure(text=date_zh(measure.due))
    if file.policy is None or not file.policy.has(_TASK_DAYS):
        return Figure()
    return Figure(
        text=date_zh(file.policy.due(_TASK_DAYS, decided.decided_on).on),
        demo=file.policy.get(_TASK_DAYS).status is Status.DEMO,
    )
