"""Matters of supervision at the door: who may see one, beginning one, what is read of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import (
    FieldFault,
    Problem,
    bad_input,
    not_found,
    of_refusal,
)
from api.reading.admission import within
from api.scope import Caller, in_place, must_be
from api.work.starting import begin, until_shown
from api.work.targets import Target
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.file import OVERSIGHT_ZH, Held, OversightFile, OversightKind
from domain.oversight.moves import OPENERS, OVERSIGHT_ROLES
from domain.oversight.parts import EngagementPart, ReadingScope
from domain.policy import Snapshot
from domain.programme import Programme
from runtime import packs
from store import users
from store.tables.oversight import OversightRow
from store.watching import matters
from workflows import ids, visible
from workflows.oversight import OversightWorkflow

_CaseNo = Field(pattern=r"^[A-Z]{2}\d{10}$", examples=["JZ2026000001"])


class OpenAudit(BaseModel):
    """开始一个预算年度的审计；每个年度一次。"""

    year: int = Field(ge=2000, le=2099, description="预算年度", examples=[2026])
    text: str = Field(min_length=4, max_length=800, description="审计事项")


class RegisterProblem(BaseModel):
    """登记一个资金问题：谁发现、涉及哪一个案件或者批次、由谁纠正。"""

    text: str = Field(min_length=4, max_length=800, description="问题")
    unit: str = Field(default="", max_length=40, description="由谁纠正（代码）")
    case_no: str = Field(default="", pattern=r"^([A-Z]{2}\d{10})?$", description="涉及的案件编号")
    batch: str = Field(
        default="", pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$", description="涉及的发放月份"
    )
    event: str = Field(default="", max_length=160, description="涉及的账目编号")
    amount_fen: int = Field(default=0, ge=0, description="涉及金额，以分为单位")
    due: date | None = Field(default=None, description="期限；不填按本地规定")


class RegisterError(BaseModel):
    """按责任类别登记一个差错，写明责任单位和责任人。"""

    head: str = Field(max_length=40, description="责任类别", examples=["well_slow"])
    text: str = Field(min_length=4, max_length=800, description="情况")
    unit: str = Field(max_length=40, description="责任单位（代码）", examples=["jz-wangdian"])
    person: str = Field(default="", max_length=80, description="责任人账号")
    cases: tuple[str, ...] = Field(default=(), max_length=50, description="涉及的案件编号")
    serious: bool = Field(default=False, description="后果严重，应当移送")
    due: date | None = Field(default=None, description="期限；不填按本地规定")


class RegisterViolation(BaseModel):
    """登记一条违规线索，由纪检监察机构受理。"""

    head: str = Field(max_length=40, description="违规类别", examples=["embezzlement"])
    text: str = Field(min_length=4, max_length=800, description="情况")
    unit: str = Field(default="", max_length=40, description="涉及的单位（代码）")
    person: str = Field(default="", max_length=80, description="涉及的账号")
    cases: tuple[str, ...] = Field(default=(), max_length=50, description="涉及的案件编号")


class OpenEvaluation(BaseModel):
    """开始一个年度的绩效评价；指标由系统从案件和账目计算。"""

    year: int = Field(ge=2000, le=2099, description="年度", examples=[2026])
    text: str = Field(min_length=4, max_length=800, description="评价事项")


_Listed = Annotated[str, Field(max_length=40)]


class RegisterEngagement(BaseModel):
    """按审计通知书登记一名审计员可以查看什么、从何日到何日；另一人确认后生效，期满自行终止。"""

    person: str = Field(
        min_length=2, max_length=60, description="审计员账号", examples=["jz.auditor"]
    )
    authority: str = Field(min_length=4, max_length=60, description="审计机关")
    notice: str = Field(min_length=4, max_length=60, description="审计通知书文号")
    text: str = Field(min_length=4, max_length=800, description="审计项目和用途")
    first: date = Field(description="查看期限的起日")
    last: date = Field(description="查看期限的止日（含当日）")
    townships: tuple[_Listed, ...] = Field(
        default=(), max_length=60, description="乡镇（街道）；不选为全部"
    )
    programmes: tuple[Programme, ...] = Field(
        default=(), max_length=20, description="救助项目；不选为全部"
    )
    since: date | None = Field(default=None, description="案件期间的起日；不填为不限")
    until: date | None = Field(default=None, description="案件期间的止日；不填为不限")


OVERSIGHT_OPENINGS: Final[dict[OversightKind, type[BaseModel]]] = {
    OversightKind.AUDIT: OpenAudit,
    OversightKind.PROBLEM: RegisterProblem,
    OversightKind.ERROR: RegisterError,
    OversightKind.VIOLATION: RegisterViolation,
    OversightKind.EVALUATION: OpenEvaluation,
    OversightKind.ENGAGEMENT: RegisterEngagement,
}
YEARLY: Final = (OversightKind.AUDIT, OversightKind.EVALUATION)
"""One a year: its number follows from the year."""


def reader_of(door: Door, caller: Caller) -> matters.Reader:
    """The caller as the lists know him: of a township, or by the code of his unit."""
    at = caller.township
    if caller.role is Role.UNIT_LIAISON and caller.place in door.places():
        units = door.place(caller.place).units
        at = next((unit.code for unit in units if caller.unit in unit.words), "")
    return matters.Reader(account=caller.id, role=caller.role, at=at)


async def oversight_rows(
    door: Door,
    caller: Caller,
    *,
    kinds: Iterable[OversightKind] = (),
    open_only: bool = False,
) -> tuple[OversightRow, ...]:
    """What the caller may see of his place; of an auditor what his leave covers."""
    rows = await door.read(
        matters.listed, caller.place, reader_of(door, caller), kinds=kinds, open_only=open_only
    )
    return rows if caller.rights is None else await within(door, caller.rights, rows)


async def oversight_row(
    door: Door, caller: Caller, kind: str, place: str, number: str
) -> OversightRow:
    """The matter; the same 404 for one that is not this caller's as for none."""
    found = None
    if in_place(caller, place) and caller.role in OVERSIGHT_ROLES:
        found = await door.read(matters.get_oversight, f"{kind}/{place}/{number}")
    if found is None or not matters.readable(found, reader_of(door, caller)):
        raise not_found("监督事项")
    return found


async def oversight_target(
    door: Door, caller: Caller, kind: str, place: str, number: str
) -> Target:
    await oversight_row(door, caller, kind, place, number)
    return Target(kind=kind, workflow_id=ids.oversight_id(kind, place, number), place=place)


async def oversight_file(door: Door, row: OversightRow) -> OversightFile:
    """What the workflow holds; of one that Temporal has forgotten what the tables keep."""
    try:
        return await ask(
            door, ids.oversight_id(row.kind, row.place, row.number), "file", OversightFile
        )
    except Gone:
        return matters.file_in(row)


def shown(file: OversightFile) -> dict[str, Any]:
    """The matter as JSON without its rules and its record."""
    return file.model_dump(mode="json", exclude={"rules", "errands", "done", "journal", "overdue"})


def rules_for(door: Door, place: str, today: date) -> Snapshot:
    """The rules a matter begun today would stand under."""
    return packs.snapshot(
        place,
        today,
        engine.OVERSIGHT_NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


async def open_oversight(door: Door, caller: Caller, place: str, body: BaseModel, key: str) -> str:
    """Begins a matter; its workflow id. The same key gives the same matter; 409 when the year's audit
    or evaluation was begun before, or the place's rules do not know what is held."""
    kind = next(k for k, model in OVERSIGHT_OPENINGS.items() if isinstance(body, model))
    roles, zh, clause = OPENERS[kind]
    must_be(caller, roles, zh, clause)
    if place not in door.places() or not in_place(caller, place):
        raise not_found("地区")
    today = await door.today()
    held = await _held(door, place, body)
    number = await _number(door, kind, place, body, today, key)
    leave = await _leave(door, place, body)
    try:
        file = engine.opened(kind, place, number, caller.officer(place), today, held, leave)
        engine.must_stand(engine.rules_taken(file, rules_for(door, place, today)))
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    workflow_id = ids.oversight_id(kind, place, number)
    begun = await begin(
        door,
        OversightWorkflow.run,
        file,
        id=workflow_id,
        summary=f"{OVERSIGHT_ZH[kind]} · {door.place(place).short} · {number}",
        attributes=visible.at_place(place, ""),
        once="" if kind in YEARLY else key,
    )
    if not begun and kind in YEARLY:
        raise Problem(
            409,
            "begun_already",
            f"{number[:4]}年的{OVERSIGHT_ZH[kind]}已经开始，请在监督事项中打开办理。",
            clause=clause,
        )
    await until_shown(lambda: door.read(matters.get_oversight, f"{kind}/{place}/{number}"))
    return workflow_id


async def _number(
    door: Door, kind: OversightKind, place: str, body: BaseModel, today: date, key: str
) -> str:
    if isinstance(body, OpenAudit | OpenEvaluation):
        return f"{body.year}-001"
    return await door.write(
        matters.number_oversight, key=f"oversight/{key}", kind=kind, place=place, year=today.year
    )


async def _held(door: Door, place: str, body: BaseModel) -> Held:
    match body:
        case OpenAudit() | OpenEvaluation():
            return Held(text=body.text)
        case RegisterProblem():
            return Held(
                text=body.text,
                unit=body.unit,
                unit_kind=unit_kind(door, place, body.unit),
                cases=(body.case_no,) if body.case_no else (),
                batch=body.batch,
                event=body.event,
                amount_fen=body.amount_fen,
                due=body.due,
            )
        case RegisterError():
            return Held(
                head=body.head,
                text=body.text,
                unit=body.unit,
                unit_kind=unit_kind(door, place, body.unit),
                person=body.person,
                cases=body.cases,
                serious=body.serious,
                due=body.due,
            )
        case RegisterViolation():
            return Held(
                head=body.head,
                text=body.text,
                unit=body.unit,
                unit_kind=unit_kind(door, place, body.unit),
                person=body.person,
                cases=body.cases,
            )
        case RegisterEngagement():
            return Held(text=body.text, person=body.person)
    raise AssertionError(body)


async def _leave(door: Door, place: str, body: BaseModel) -> EngagementPart | None:
    """What an engagement lets its account read; Problem for an account that is no auditor's of this county,
    and for a township the place does not have."""
    if not isinstance(body, RegisterEngagement):
        return None
    account = await door.read(users.get_user, body.person)
    if (
        account is None
        or not account.active
        or account.role != Role.AUDITOR
        or account.place != place
    ):
        told = "没有这个审计员账号，应当为本县（市、区）在用的审计员账号，请从列表中选择。"
        raise bad_input((FieldFault(field="person", message=told),))
    if set(body.townships) - {t.code for t in door.place(place).townships}:
        told = "有本县（市、区）没有的乡镇（街道），请从列表中选择。"
        raise bad_input((FieldFault(field="townships", message=told),))
    return EngagementPart(
        notice=body.notice,
        authority=body.authority,
        first=body.first,
        last=body.last,
        scope=ReadingScope(
            townships=body.townships,
            programmes=tuple(p.value for p in body.programmes),
            since=body.since,
            until=body.until,
        ),
    )


def unit_kind(door: Door, place: str, unit: str) -> str:
    """A township's code is a township; 404 for a unit the place does not have."""
    info = door.place(place)
    if not unit:
        return ""
    if unit in {t.code for t in info.townships}:
        return "township"
    if unit in {u.code for u in info.units} | {"civil_affairs", "finance"}:
        return "administrative"
    raise not_found("单位")


def units_of(door: Door, place: str) -> dict[str, str]:
    """Everybody who may be answerable: townships, then units, by code."""
    info = door.place(place)
    return {
        **{t.code: t.zh for t in info.townships},
        **{u.code: u.zh for u in info.units},
        "civil_affairs": info.bureau,
        "finance": next((u.zh for u in info.units if u.code == "finance"), "财政部门"),
    }
