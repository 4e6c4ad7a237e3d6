"""Beginning a regular round by hand; upkeep begins them by itself."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from activities.rounds import rounds_due
from api.frame.door import Door
from api.frame.problems import Problem, not_found
from api.scope import Caller, must_be
from api.work.desk.opening import start
from api.work.starting import until_shown
from api.work.watch.kinds import WATCHES
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.rounds.lifecycle import CLAUSE, INTERVAL, KIND_ZH, RoundKind
from store.watch import proceedings
from workflows.rounds import RoundWorkflow

_KIND: Final = "round"
OPENERS: Final = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)


class RoundBody(Frozen):
    """开始本期的一项定期工作。"""

    kind: RoundKind = Field(description="哪一项定期工作")


class RoundOpened(BaseModel):
    """已经开始（或者早已开始）。"""

    place: str
    number: str
    href: str


async def open_round(door: Door, caller: Caller, body: RoundBody) -> RoundOpened:
    """The round of the present period running. Problem where the place has set no interval."""
    must_be(caller, OPENERS, f"开始{KIND_ZH[body.kind]}", CLAUSE[body.kind])
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    due = rounds_due(
        place,
        today,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    order = next((o for o in due if o.kind is body.kind), None)
    if order is None:
        raise Problem(
            409,
            "policy_not_set",
            f"本地尚未设定{KIND_ZH[body.kind]}的间隔（{INTERVAL[body.kind]}），请政策管理员先行设定。",
            clause=CLAUSE[body.kind],
        )
    order = order.model_copy(update={"opened_by": caller.officer(place)})
    id = WATCHES[_KIND].id(place, order.number)
    summary = f"{KIND_ZH[order.kind]} · {door.place(place).short} · {order.period}"
    await start(door, RoundWorkflow.run, order, id, place, summary)
    await until_shown(lambda: door.read(proceedings.get, place, _KIND, order.number))
    return RoundOpened(
        place=place, number=order.number, href=f"/api/v1/rounds/{place}/{order.number}"
    )
