"""Raising an item on a page: by a unit, the bureau, an alert, the office, or handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.labels import AIDS
from api.pages.choices import CEILINGS, Options
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, typed
from api.pages.web import PageCaller
from api.scope import Caller, must_be
from api.work.joint.raising import ALL_RAISERS, RaiseBody, raise_item
from domain.money import yuan
from domain.policy import Snapshot
from domain.raising.order import RAISERS, SOURCE_ZH
from runtime import packs
from store import body as bodies

router = APIRouter(include_in_schema=False)
_CAUSES = "escalation.causes"


@router.api_route("/items/new", methods=["GET", "POST"])
async def new_item(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, ALL_RAISERS, "提出一事一议议题", "TR-12")
    law = _law(door, caller.place, await door.today())
    limits = _limits(law)
    form = Form("raise_item", RaiseBody.model_json_schema(), await _choices(door, caller, law))

    async def do(body: RaiseBody, key: str) -> BaseModel:
        return await raise_item(door, caller, body, key, request_id_of(request))

    async def read(raw: Mapping[str, Any]) -> RaiseBody:
        return typed(form, _with_limits(raw, limits), RaiseBody)

    sources = list(form.choices["source"])
    started = {"source": sources[0]} if len(sources) == 1 else {}
    page = Page("提出议题", "/items", "一事一议", "TR-12", form, started)
    return await filled(request, door, caller, page, "raise_item", "item", read, do, _to_item)


def _to_item(document: Mapping[str, Any]) -> str:
    return f"/items/{document['item_no']}/1"


def _with_limits(
    raw: Mapping[str, Any], limits: Mapping[tuple[str, str], int]
) -> Mapping[str, Any]:
    """A limit left empty is the one of the place: nobody has to look it up."""
    rows = []
    for row in raw.get("tried", ()):
        fen = limits.get((str(row.get("unit", "")), str(row.get("programme", ""))))
        empty = not str(row.get("ceiling_fen", "")).strip()
        rows.append({**row, "ceiling_fen": yuan(fen)} if empty and fen is not None else row)
    return {**raw, "tried": rows}


def _law(door: Door, place: str, on: date) -> Snapshot:
    return packs.snapshot(
        place,
        on,
        (_CAUSES, CEILINGS),
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


def _limits(law: Snapshot) -> dict[tuple[str, str], int]:
    """Unit and programme with its limit in fen, where the place has set them."""
    found = {}
    for name, fen in (law.table(CEILINGS) if law.has(CEILINGS) else {}).items():
        unit, _, programme = name.partition("/")
        if isinstance(fen, int):
            found[unit, programme] = fen
    return found


async def _choices(door: Door, caller: Caller, law: Snapshot) -> Options:
    """Only the ways this role may raise an item in; causes, limits and units of the place."""
    info = door.place(caller.place)
    body = await door.read(bodies.body_on, info, law.on)
    names = {u.code: u.zh for u in info.units} | AIDS
    causes = law.table(_CAUSES) if law.has(_CAUSES) else {}
    limits = _limits(law)
    found: Options = {
        "source": {s.value: SOURCE_ZH[s] for s, roles in RAISERS.items() if caller.role in roles},
        "township": {"": "（不限于一个乡镇）", **{t.code: t.zh for t in info.townships}},
        "cause": {"": "（不涉及家庭困难）", **{code: str(zh) for code, zh in causes.items()}},
        "owner": {"": "（不指定）", **{s.code: s.zh for s in body.seats}},
    }
    if limits:
        found["tried.unit"] = {unit: names.get(unit, unit) for unit, _ in limits}
        found["tried.programme"] = {
            programme: f"{AIDS.get(programme, programme)}（限额{yuan(fen)}元）"
            for (_, programme), fen in limits.items()
        }
    return found
