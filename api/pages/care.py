"""供养和照料 on pages: coverage with names, missed visits, institutions, visits of departments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.web import PageCaller, checked_form, show
from api.scope import Caller, must_be, must_be_of
from api.v1.acts import PlaceCode
from api.work.care import institutions, people, plans
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.privacy import Purpose

router = APIRouter(include_in_schema=False)

What = Path(pattern="^[a-z]+$", max_length=12)


class Entry(NamedTuple):
    """One form of this part: its words, its body, who may, its clause, what it does, where it leads."""

    zh: str
    body: type[Frozen]
    roles: tuple[Role, ...]
    clause: str
    put: Callable[[Door, Caller, str, Any, str], Awaitable[BaseModel]]
    then: str


ENTRIES: Final[Mapping[str, Entry]] = {
    "institution": Entry(
        "登记供养服务机构",
        institutions.InstitutionBody,
        institutions.KEEPERS,
        "JZ-13",
        institutions.register,
        "institutions",
    ),
    "inspection": Entry(
        "登记检查结果",
        institutions.InspectionBody,
        institutions.KEEPERS,
        "JZ-13; JZ-16",
        institutions.inspect,
        "institutions",
    ),
    "mending": Entry(
        "登记整改情况",
        institutions.MendingBody,
        institutions.KEEPERS,
        "JZ-16",
        institutions.mend,
        "institutions",
    ),
    "plan": Entry(
        "登记走访慰问计划", plans.PlanBody, plans.PLANNERS, plans.CLAUSE, plans.plan, "plans"
    ),
    "visit": Entry(
        "登记走访慰问", plans.VisitBody, plans.PLANNERS, plans.CLAUSE, plans.visited, "plans"
    ),
}


@router.get("/care")
async def choose(door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, (*people.READERS, *plans.PLANNERS), "查看供养和照料", people.CLAUSE)
    place = caller.place or door.places()[0]
    part = "/plans" if caller.role is Role.UNIT_LIAISON else ""
    return RedirectResponse(f"/care/{place}{part}", status_code=303)


@router.get("/care/{place}")
async def care(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    return await _care(request, door, caller, place, ())


@router.post("/care/{place}")
async def names(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    """The names of those without an agreement, for getting in touch with them; each look is logged."""
    await checked_form(request, door, caller)
    named = await people.names_of_unsigned(
        door, caller, place, Purpose.CONTACT, request_id_of(request)
    )
    return await _care(request, door, caller, place, tuple(named))


async def _care(
    request: Request, door: Door, caller: Caller, place: str, named: tuple[people.NamedLine, ...]
) -> Response:
    return await show(
        request,
        "care.html",
        view=await people.care_view(door, caller, place),
        place_code=place,
        place_zh=door.place(place).short,
        named={one.case_no: one.name for one in named},
        may_name=caller.role in (Role.REVIEWER, Role.COUNTY_REVIEWER),
    )


@router.get("/care/{place}/institutions")
async def houses(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    return await show(
        request,
        "care_institutions.html",
        view=await institutions.institutions_view(door, caller, place),
        place_code=place,
        place_zh=door.place(place).short,
        may_keep=caller.role in institutions.KEEPERS,
    )


@router.get("/care/{place}/plans")
async def planned(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    return await show(
        request,
        "care_plans.html",
        view=await plans.plans_view(door, caller, place),
        place_code=place,
        place_zh=door.place(place).short,
        bureau=caller.role is Role.COUNTY_REVIEWER,
    )


@router.api_route("/care/{place}/new/{what}", methods=["GET", "POST"])
async def entry(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, what: str = What
) -> Response:
    made = ENTRIES.get(what)
    if made is None:
        raise not_found("页面")
    must_be(caller, made.roles, made.zh, made.clause)
    must_be_of(caller, place)
    hidden = ("unit",) if caller.role is Role.UNIT_LIAISON else ()
    schema = made.body.model_json_schema()
    form = Form(f"care_{what}", schema, await _options(door, caller, place, what), hidden)
    started = {
        k: v for k in ("code", "seq", "number", "case_no", "unit") if (v := _asked(request, k))
    }

    async def do(body: Frozen, key: str) -> BaseModel:
        return await made.put(door, caller, place, body, request_id_of(request))

    back = f"/care/{place}/{made.then}"
    page = Page(made.zh, back, _BACK_ZH[made.then], made.clause, form, started)
    return await filled(
        request, door, caller, page, f"care_{what}", "", made.body, do, lambda _: back
    )


_BACK_ZH: Final = {"institutions": "供养服务机构", "plans": "走访慰问计划"}


def _asked(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:40]


async def _options(
    door: Door, caller: Caller, place: str, what: str
) -> dict[str, Mapping[str, str]]:
    if what in ("inspection", "mending"):
        known = await institutions.institutions_view(door, caller, place)
        return {"code": {one.code: one.name for one in known.items}}
    if what in ("plan", "visit") and caller.role is Role.COUNTY_REVIEWER:
        today = await door.today()
        return {"unit": {u.code: u.name_on(today) for u in door.place(place).units}}
    return {}
