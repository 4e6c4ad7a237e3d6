"""Changes of the body on pages: proposed by who may, decided where the place asks for a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.pages.choices import Options, accounts_of
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.web import PageCaller
from api.scope import Caller, must_be
from api.work.joint.body import (
    ALL_DECIDERS,
    ALL_PROPOSERS,
    Proposal,
    Verdict,
    decide,
    propose,
)
from domain.body.change import CHANGE_ZH
from domain.body.deciding import POSTS, PROPOSERS
from domain.case.lifecycle import ROLE_ZH
from store import body as bodies

router = APIRouter(include_in_schema=False)
ChangeNo = Annotated[int, Path(ge=1, le=9999)]
_CLAUSE = "ZH-27; HB-09; TR-05"


@router.api_route("/body/changes/new", methods=["GET", "POST"])
async def new_change(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, ALL_PROPOSERS, "提出成员调整", _CLAUSE)
    form = Form("change_body", Proposal.model_json_schema(), await _choices(door, caller))

    async def do(body: Proposal, key: str) -> BaseModel:
        return await propose(door, caller, caller.place, body, request_id_of(request))

    started = {"since": (await door.today()).isoformat()}
    page = Page("提出成员调整", "/body", "联席会议成员", _CLAUSE, form, started)
    return await filled(request, door, caller, page, "change_body", "", Proposal, do, _to_body)


@router.api_route("/body/changes/{number}/decision", methods=["GET", "POST"])
async def decision(
    request: Request, door: DoorOf, caller: PageCaller, number: ChangeNo
) -> Response:
    must_be(caller, ALL_DECIDERS, "登记成员调整的决定", _CLAUSE)
    form = Form("decide_body", Verdict.model_json_schema(), {})

    async def do(body: Verdict, key: str) -> BaseModel:
        return await decide(door, caller, caller.place, number, body, request_id_of(request))

    title = f"登记第{number}号调整的决定"
    started = {"decided_on": (await door.today()).isoformat()}
    page = Page(title, "/body", "联席会议成员", _CLAUSE, form, started)
    subject = f"body/{number}"
    return await filled(request, door, caller, page, "decide_body", subject, Verdict, do, _to_body)


def _to_body(document: Mapping[str, Any]) -> str:
    return "/body"


async def _choices(door: Door, caller: Caller) -> Options:
    info, today = door.place(caller.place), await door.today()
    body = await door.read(bodies.body_on, info, today)
    accounts = {u.id: u.display_name for u in await accounts_of(door, caller.place)}
    second = info.townships if info.body.second else ()
    return {
        "kind": {k.value: CHANGE_ZH[k] for k, roles in PROPOSERS.items() if caller.role in roles},
        "township": {"": "（本级）", **{t.code: t.zh for t in second}},
        "account": {"": "（不涉及人员）", **accounts},
        "post": {"": "（不涉及）", **{p.value: ROLE_ZH[p] for p in POSTS}},
        "successor": {"": "（没有承接单位）", **{s.code: s.zh for s in body.seats}},
    }
