"""Beginning a round of spot checks: by the schedule, or by hand for a period that is over."""

from __future__ import annotations

from datetime import date, datetime, time

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import not_found, of_refusal
from api.scope import Caller, must_be
from api.work.desk.opening import start
from api.work.starting import until_shown
from api.work.watch.kinds import WATCHES
from domain.base import CaseRefusal, Frozen
from domain.reporting.period import last_ended
from domain.sampling import engine
from domain.sampling.file import SpotOrder, opened
from domain.sampling.lifecycle import OPENERS
from runtime import packs
from store.watch import proceedings
from workflows.base import SHANGHAI
from workflows.spot import SpotCheckWorkflow

_KIND = "spot"


class SpotBody(Frozen):
    """开始一期抽查；平时由日程自动开始。"""

    period: str = Field(pattern=r"^20\d\d-H\d{1,2}$", description="抽查周期，例如2026-H3")
    witness: str = Field(default="", max_length=100, description="公开抽取的文字或者号码")


class SpotOpened(BaseModel):
    """本期抽查已经开始（或者早已开始）。"""

    place: str
    number: str
    href: str


def newest_period(door: Door, place: str, today: date) -> str:
    """The last period that is over; empty where the place has no rule."""
    law = packs.snapshot(
        place,
        today,
        engine.NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    return last_ended(today, law.months(engine.PERIOD)).code if law.has(engine.PERIOD) else ""


async def open_spot(door: Door, caller: Caller, body: SpotBody) -> SpotOpened:
    """The round running, begun now unless it was begun before. Problem where the place has no rule."""
    must_be(caller, OPENERS, "开始抽查", "JZ-24")
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    order = SpotOrder(
        place=place,
        period=body.period,
        witness=body.witness,
        opened_on=today,
        opened_by=caller.officer(place),
    )
    law = packs.snapshot(
        place,
        today,
        engine.NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    id = WATCHES[_KIND].id(place, order.period)
    try:
        file = opened(order, id, datetime.combine(today, time(), SHANGHAI))
        engine.PROCEDURE.rules_taken(file, law)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    summary = f"抽查 · {door.place(place).short} · {order.period}"
    await start(door, SpotCheckWorkflow.run, order, id, place, summary)
    await until_shown(lambda: door.read(proceedings.get, place, _KIND, order.period))
    return SpotOpened(
        place=place, number=order.period, href=f"/api/v1/spot-checks/{place}/{order.period}"
    )
