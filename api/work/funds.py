"""Matters of money at the door: who may see one, opening one, what is read about the accounts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from pydantic import BaseModel, Field

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import Problem, not_found, of_refusal
from api.scope import Caller, in_place, must_be
from api.work.starting import begin
from api.work.targets import Target
from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.funds.engine import year_opened
from domain.funds.kinds import price, recovery, rise
from domain.funds.matter import KIND_ZH, Matter, MatterKind
from domain.funds.moves import BY_ACT, OPENERS
from runtime import packs
from store import cases
from store.funds import views
from workflows import ids, visible
from workflows.matter import MatterWorkflow

FUND_ROLES: Final = (
    Role.FINANCE,
    Role.AUDITOR,
    Role.PAY_OFFICER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
)
"""The joint view of finance, audit and civil affairs (ZH-10, TR-37)."""

WORDS: Final = {
    "recovery": {"facts", "heard", "reasons", "remitted_why", "estate_holder", "stornos"}
}
"""What was written about a family: not for finance, which sees sums and days."""


class OpenYear(BaseModel):
    """开立一个资金年度。"""

    year: int = Field(ge=2000, le=2099, description="年度", examples=[2026])


class EnterIndex(BaseModel):
    """登记一个月的价格指数；达到启动条件时系统提出价格补贴，不会自行发放。"""

    month: date = Field(description="指数所属月份，写成当月第一天", examples=["2026-10-01"])
    published_on: date = Field(description="公布日期", examples=["2026-11-14"])
    cpi: int = Field(
        ge=-9999, le=99_999, description="居民消费价格同比涨幅，万分之一", examples=[290]
    )
    food: int = Field(ge=-9999, le=99_999, description="食品价格同比涨幅，万分之一", examples=[640])
    paper: str = Field(min_length=2, max_length=80, description="公布文件或者来源")


class ProposeRise(BaseModel):
    """提出一次标准提高，系统先测算，不改变任何家庭的金额。"""

    since: date = Field(description="执行月份，写成当月第一天", examples=["2027-07-01"])
    programmes: tuple[str, ...] = Field(min_length=1, max_length=2, examples=[["dibao"]])
    paper: str = Field(min_length=2, max_length=80, description="提高标准的文件")


class ProposeRecovery(BaseModel):
    """提出对一个案件多领救助金的追回。"""

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$", examples=["JZ2026000001"])
    ground: str = Field(max_length=20, description="事由", examples=["late_report"])
    span: str = Field(
        min_length=4, max_length=80, description="涉及月份", examples=["2026-03至2026-05"]
    )
    claimed_fen: int = Field(gt=0, description="核实的多领金额，以分为单位", examples=[120_000])
    facts: str = Field(min_length=4, max_length=500, description="事实")


OPENINGS: Final[dict[MatterKind, type[BaseModel]]] = {
    MatterKind.FUND: OpenYear,
    MatterKind.PRICE: EnterIndex,
    MatterKind.RISE: ProposeRise,
    MatterKind.RECOVERY: ProposeRecovery,
}


def may_see(caller: Caller, kind: str) -> bool:
    """Those of the joint view, and whoever acts on this kind."""
    if kind not in set(MatterKind):
        return False
    acting = {role for move in BY_ACT[MatterKind(kind)].values() for role in move.roles}
    return caller.role in FUND_ROLES or caller.role in acting


def matter_target(caller: Caller, kind: str, place: str, key: str) -> Target:
    """The matter as an act's target. The same 404 for one out of reach as for none."""
    if not in_place(caller, place) or not may_see(caller, kind):
        raise not_found("资金事项")
    return Target(
        kind=kind,
        workflow_id=ids.matter_id(kind, place, key),
        place=place,
        month=key,
        case_no=key.split("-")[0] if kind == MatterKind.RECOVERY else "",
    )


async def matter_file(door: Door, target: Target) -> Matter:
    try:
        return await ask(door, target.workflow_id, "file", Matter)
    except Gone:
        raise not_found("资金事项") from None


def shown(file: Matter, role: Role) -> dict[str, Any]:
    """The matter as JSON without its rules; what was written about a family only for who decides."""
    hidden: dict[str, Any] = {"rules": True, "errands": True}
    if role is Role.FINANCE:
        hidden |= WORDS
        hidden["journal"] = {"__all__": {"text"}} if file.recovery else {}
    if not hidden.get("journal"):
        hidden.pop("journal", None)
    return file.model_dump(mode="json", exclude=hidden)


async def open_matter(door: Door, caller: Caller, place: str, body: BaseModel) -> str:
    """Begins a matter; its workflow id. 409 when the same was begun before."""
    kind = next(k for k, model in OPENINGS.items() if isinstance(body, model))
    roles, zh, clause = OPENERS[kind]
    must_be(caller, roles, zh, clause)
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")
    today = await door.today()
    by = caller.officer(place)
    try:
        start = await _made(door, by, place, body, today)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    workflow_id = ids.matter_id(kind, place, start.key)
    begun = await begin(
        door,
        MatterWorkflow.run,
        start,
        id=workflow_id,
        summary=f"{KIND_ZH[kind]} · {door.place(place).short} · {start.key}",
        attributes=visible.of_programme(place, kind.value),
    )
    if not begun:
        raise Problem(
            409,
            "begun_already",
            f"{KIND_ZH[kind]}{start.key}已经登记，请在资金管理中打开办理。",
            clause=clause,
        )
    return workflow_id


async def _made(door: Door, by: Officer, place: str, body: BaseModel, today: date) -> Matter:
    match body:
        case OpenYear():
            return year_opened(place, by, today, body.year)
        case EnterIndex():
            return price.entered(
                place, by, today, body.month, body.published_on, body.cpi, body.food, body.paper
            )
        case ProposeRise():
            return rise.proposed(place, by, today, body.programmes, body.since, body.paper)
        case ProposeRecovery():
            row = await door.read(cases.get_case, body.case_no)
            if row is None or row.place != place:
                raise not_found()
            before = await door.read(views.matters, place, MatterKind.RECOVERY.value)
            number = 1 + sum(m.key.startswith(f"{body.case_no}-") for m in before)
            return recovery.opened(
                place, by, today, body.case_no, number, body.ground, body.span,
                body.claimed_fen, body.facts,
            )  # fmt: skip
    raise AssertionError(body)


async def accounts(
    door: Door, place: str, year: int, today: date
) -> tuple[tuple[views.AccountView, ...], tuple[views.NeedView, ...]]:
    """The accounts of a budget year, and next month's need against what they hold."""
    idle = await idle_before(door, place, today)
    found = await door.read(views.account_views, place, year, idle)
    needs = await door.read(views.needs_of, place, months_after(today.replace(day=1), 1), year)
    return found, needs


async def idle_before(door: Door, place: str, today: date) -> date | None:
    """The day since which nothing may have moved for an account to be idle; None: nobody set it."""
    known = packs.load(door.settings.policy_overlays)
    months = packs.value(known, place, today, "fund.idle_months").value
    return months_after(today, -months) if isinstance(months, int) else None
