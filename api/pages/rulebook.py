"""核对规则: a place's 34 questions with their counts and trend, and one question with its breaches."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.v1.acts import PlaceCode
from api.work.rulebook import RulebookView, rulebook_of

router = APIRouter(include_in_schema=False)
RuleCode = Annotated[str, Path(pattern=r"^A\d\d$")]


@router.get("/rulebook/{place}")
async def overview(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode
) -> Response:
    view = await rulebook_of(door, caller, place)
    months = sorted({p.on.strftime("%Y-%m") for t in view.townships for p in t.points})
    return await show(
        request,
        "rulebook.html",
        title=f"{door.place(place).short}核对规则",
        county=place,
        v=view,
        months=months,
        trend=_trend(view, months),
    )


def _trend(view: RulebookView, months: list[str]) -> list[tuple[str, list[str]]]:
    """A row a township, a cell a month: the rate, and what it is the rate of."""
    rows = []
    for one in view.townships:
        by = {p.on.strftime("%Y-%m"): p for p in one.points}
        cells = [
            f"{by[m].rate}（{by[m].wrong}/{by[m].cases}件）" if m in by else "—" for m in months
        ]
        rows.append((one.township_zh, cells))
    return rows


@router.get("/rulebook/{place}/{rule}")
async def one_rule(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, rule: RuleCode
) -> Response:
    view = await rulebook_of(door, caller, place, rule)
    return await show(
        request,
        "rulebook_rule.html",
        title=f"{rule} {view.rules[0].zh}",
        county=place,
        r=view.rules[0],
        v=view,
    )
