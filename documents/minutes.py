"""The minutes of a joint meeting (会议纪要): what was before it and what it settled (TR-12, TR-13).

Households appear by case number only; the paper goes to every member unit.
"""

from __future__ import annotations

from datetime import date

from documents.paper import Rendered, finished
from documents.wording import NOT_SET, number_zh
from domain.base import Frozen
from domain.meeting.item import ItemOrder
from domain.meeting.resolution import Resolution
from domain.places import PlaceInfo


class MinutesItem(Frozen):
    """One matter: what the case brought, what the meeting decided. `due`: for the measures."""

    order: ItemOrder
    resolution: Resolution
    cause: str
    """The cause in the words of the place's table."""
    proposals: tuple[str, ...] = ()
    due: date | None = None


class Minutes(Frozen):
    """One meeting. Units are codes of the place; `recused` and `chair` are posts or names."""

    held_on: date
    venue: str
    chair: str
    attended: tuple[str, ...]
    absent: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    grade: str = "内部资料　注意保管"
    items: tuple[MinutesItem, ...]


def render_minutes(minutes: Minutes, *, number: str, issued_on: date, place: PlaceInfo) -> Rendered:
    """The minutes, numbered and dated, with a sheet for the units' signatures."""
    named = minutes.model_copy(
        update={
            "attended": tuple(unit_zh(place, code) for code in minutes.attended),
            "absent": tuple(unit_zh(place, code) for code in minutes.absent),
        }
    )
    return finished(
        "minutes.html",
        "会议纪要",
        minutes=named,
        rows=tuple(_row(i, item, place) for i, item in enumerate(minutes.items, 1)),
        number=number,
        issued_on=issued_on,
        organ=place.body.zh,
        not_set=NOT_SET,
        demo_of=(),
    )


def unit_zh(place: PlaceInfo, code: str) -> str:
    """The unit as the place calls it; a unit its document does not name stays as it came in."""
    return next((unit.zh for unit in place.units if unit.code == code), code)


def _row(number: int, item: MinutesItem, place: PlaceInfo) -> dict[str, object]:
    order, decided = item.order, item.resolution
    return {
        "ordinal": number_zh(number),
        "item": decided.number,
        "case_no": order.case_no,
        "cause": item.cause,
        "summary": order.summary,
        "need_fen": order.need_fen,
        "gap_fen": order.gap_fen,
        "tried": [aid.model_copy(update={"unit": unit_zh(place, aid.unit)}) for aid in order.tried],
        "proposals": item.proposals,
        "approved": decided.approved,
        "reason": decided.reason,
        "total_fen": decided.total_fen,
        "measures": [
            m.model_copy(update={"unit": unit_zh(place, m.unit)}) for m in decided.measures
        ],
        "dissent": decided.dissent,
        "due": item.due,
    }
