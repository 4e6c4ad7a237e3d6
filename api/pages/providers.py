"""社会力量 on pages: the register with its contracts and budgets, its forms, and a provider's own work."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import Problem, bad_input, faults_of, not_found
from api.pages.fields import Form
from api.pages.forms import names_of
from api.pages.web import PageCaller, checked_form, clause_of, go, pairs_of, show
from api.scope import Caller, must_be
from api.work.together import offers
from api.work.together import providers as work
from domain.base import Frozen

router = APIRouter(include_in_schema=False)


class Entry(NamedTuple):
    """One form of the register: its words, its body, and what puts it in."""

    zh: str
    body: type[Frozen]
    clause: str
    put: Callable[[Door, Caller, Any, str], Awaitable[object]]


ENTRIES: Final[Mapping[str, Entry]] = {
    "provider": Entry("登记社会力量", work.ProviderBody, "YC-03", work.register),
    "incentive": Entry("登记优惠", work.IncentiveBody, "YC-24", work.grant),
    "contract": Entry("登记购买服务合同", work.ContractBody, "JZ-40", work.sign),
}
What = Path(pattern="^[a-z]+$", max_length=12)


@router.get("/providers")
async def register(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await show(
        request, "providers.html", register=await work.register_view(door, caller), entries=ENTRIES
    )


@router.get("/services")
async def services(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    """What was ordered under the caller's contract."""
    return await show(request, "services.html", rows=await work.assigned(door, caller))


@router.get("/providers/new/{what}")
async def blank(request: Request, door: DoorOf, caller: PageCaller, what: str = What) -> Response:
    return await _page(request, await _form(door, caller, what), what, {})


@router.post("/providers/new/{what}")
async def put_in(request: Request, door: DoorOf, caller: PageCaller, what: str = What) -> Response:
    posted = await checked_form(request, door, caller)
    form = await _form(door, caller, what)
    raw = form.read(pairs_of(posted))
    entry = ENTRIES[what]
    try:
        values, faults = form.typed(raw)
        if faults:
            raise bad_input(faults)
        await entry.put(door, caller, entry.body.model_validate(values), request_id_of(request))
    except ValidationError as error:
        return await _page(request, form, what, raw, bad_input(faults_of(error.errors())))
    except Problem as problem:
        return await _page(request, form, what, raw, problem)
    return go("/providers")


@router.post("/providers/end")
async def end(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    posted = await checked_form(request, door, caller)
    await work.end(door, caller, str(posted.get("number", "")), request_id_of(request))
    return go("/providers")


async def _form(door: Door, caller: Caller, what: str) -> Form:
    entry = ENTRIES.get(what)
    if entry is None:
        raise not_found("页面")
    must_be(caller, work.KEEPERS, entry.zh, entry.clause)
    place, today = caller.place, await door.today()
    known = await work.register_view(door, caller)
    kinds = work.PROVIDERS if what == "provider" else work.INCENTIVES
    options: dict[str, Mapping[str, str]] = {
        "kind": offers.words_at(door, place, today, kinds),
        "provider": {p.code: p.name for p in known.providers},
    }
    own = offers.words_at(door, place, today, offers.SERVICES)
    if own:
        options["services"] = own
    return Form(f"register_{what}", entry.body.model_json_schema(), options)


async def _page(
    request: Request,
    form: Form,
    what: str,
    raw: Mapping[str, Any],
    problem: Problem | None = None,
) -> Response:
    controls = form.controls(raw, problem.errors if problem else ())
    return await show(
        request,
        "act.html",
        status=problem.status if problem else 200,
        title=ENTRIES[what].zh,
        verb="登记",
        basis=clause_of(request, ENTRIES[what].clause, request.state.caller.place),
        back="/providers",
        back_zh="社会力量",
        controls=controls,
        linked=dict(names_of(controls)),
        problem=problem,
        key=str(uuid.uuid4()),
        assessment=None,
        files_href="",
        seen=None,
        why="",
    )
