"""The window's pages: a new application, and the ledger import with its faults by row and column."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door, DoorOf
from api.frame.guard import UPLOAD_LIMIT, too_large
from api.frame.idempotent import command_of, once
from api.frame.problems import FieldFault, Problem, bad_input, faults_of
from api.frame.workbooks import workbook_answer
from api.pages.choices import Options
from api.pages.choices_family import GROUPS, group_names
from api.pages.fields import BLANK_ROWS, Form
from api.pages.forms import names_of, problem_of
from api.pages.web import PageCaller, checked_form, go, pairs_of, show
from api.scope import INTAKE_ROLES, Caller, must_be
from api.v1.imports import ImportView
from api.work.asked import IntakeBody, known_papers
from api.work.imports import IMPORT_ROLES, import_ledger, import_of
from api.work.intake import open_case
from api.work.passing import application_from
from api.work.targets import case_target, file_of
from api.work.window import catalogue_at
from documents.ledger import write_ledger
from domain.authorisation import GUARDIAN, SCOPE_ZH
from domain.case.lifecycle import Role
from domain.programme import Programme
from store import imports

router = APIRouter(include_in_schema=False)

_HIDDEN: Final = ("place", "township", "programme", "passed_on_from", "channel")
_MEMBERS: Final = {f"m{n}": f"m{n}" for n in range(1, 31)}
_BEGIN: Final = {
    "programmes": ["dibao"],
    "household": {"members": [{"key": "m1", "relation": "self"}]},
}


@router.get("/cases/new")
async def new_case(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    before: Annotated[str, Query(alias="from", pattern=r"^([A-Z]{2}\d{10})?$")] = "",
    programme: Annotated[Programme | None, Query()] = None,
) -> Response:
    """An empty form, or one filled with what the case `from` knows of the family."""
    must_be(caller, INTAKE_ROLES, "受理申请", "57号 Art 4")
    form = await _form(door, caller)
    begin: Mapping[str, Any] = _BEGIN
    if before:
        file = await file_of(door, await case_target(door, caller, before))
        chosen = (programme,) if programme else ()
        body = application_from(file, chosen)
        begin = body.model_dump(mode="json", exclude_none=True)
        request_id = request_id_of(request)
        await log_command(door, caller, "reveal", before, "done", file.place, request_id)
    return await _shown(request, form, form.shown(begin))


@router.post("/cases/new")
async def open_new_case(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    posted = await checked_form(request, door, caller)
    must_be(caller, INTAKE_ROLES, "受理申请", "57号 Art 4")
    form = await _form(door, caller)
    raw = form.read(pairs_of(posted))
    if "_add" in posted or "_restore" in posted:
        return await _shown(request, form, raw, more=str(posted.get("_add", "")))
    try:
        body = _body(form, raw)
        command = command_of(request, caller, str(posted.get("_key", "")), "open_case", body)
        key = f"{caller.id}:{command.id}"
        told = await once(door, command, lambda: open_case(door, caller, body, key), 201)
    except Problem as problem:
        return await _shown(request, form, raw, problem)
    if told.status < 400:
        return go(f"/cases/{told.document['case_no']}")
    return await _shown(request, form, raw, problem_of(told.document))


def _body(form: Form, raw: Mapping[str, Any]) -> IntakeBody:
    values, faults = form.typed(raw)
    if not values.get("programmes") and not values.get("group"):
        told = "请至少选择一个救助项目，或者选择救助群体。"
        faults = (*faults, FieldFault(field="programmes", message=told))
    _number_members(values)
    try:
        body = IntakeBody.model_validate(values)
    except ValidationError as error:
        named = {f.field for f in faults}
        found = (f for f in faults_of(error.errors()) if f.field not in named)
        raise bad_input((*faults, *found)) from None
    if faults:
        raise bad_input(faults)
    return body


def _naming(members: Mapping[str, str]) -> Options:
    """Options of the fields that name a member."""
    return {
        "signatures.person": members,
        "signatures.signed_by": {**members, GUARDIAN: "其他监护人"},
        "household.incomes.member": members,
        "household.expenses.member": members,
        "household.assets.member": members,
        "household.spendings.member": members,
        "household.supporters.supports": members,
        "household.account.holder": {**members, "custodian": "代管人（须有代管协议）"},
    }


def _members_of(raw: Mapping[str, Any], more: str) -> Mapping[str, str]:
    """Keys of the members a form has rows for, blank ones included."""
    rows = raw.get("household", {}).get("members", [])
    blank = BLANK_ROWS * (3 if more == "household.members" else 1)
    typed = {str(row.get("key", "")) for row in rows}
    counted = list(_MEMBERS)[: len(rows) + blank]
    return {key: key for key in _MEMBERS if key in counted or key in typed}


def _number_members(values: dict[str, Any]) -> None:
    """Members without a number get the next free one, so that nobody has to think of it."""
    members = values.get("household", {}).get("members", [])
    taken = {m.get("key") for m in members}
    free = iter(k for k in _MEMBERS if k not in taken)
    for member in members:
        if not member.get("key"):
            member["key"] = next(free, "m1")


async def _form(door: Door, caller: Caller) -> Form:
    today = await door.today()
    offered = catalogue_at(door, caller.place, today)
    options: Options = {
        "programmes": offered.names,
        "group": {
            "": "（不按群体选择）",
            **{g.code: g.zh + (f"（{g.aid_zh}）" if g.aid_zh else "") for g in offered.groups},
        },
        "papers": known_papers(door, caller.place, today, offered.programmes),
        "signatures.scope": SCOPE_ZH,
        GROUPS: group_names(door, caller.place, today),
    }
    return Form("intake", IntakeBody.model_json_schema(), options, _HIDDEN)


async def _shown(
    request: Request,
    form: Form,
    raw: Mapping[str, Any],
    problem: Problem | None = None,
    more: str = "",
) -> Response:
    form.choices = {**form.choices, **_naming(_members_of(raw, more))}
    controls = form.controls(raw, problem.errors if problem else (), more)
    return await show(
        request,
        "intake.html",
        status=problem.status if problem else 200,
        controls=controls,
        linked=dict(names_of(controls)),
        problem=problem,
        passed_on_from=str(raw.get("passed_on_from", "")),
        key=str(uuid.uuid4()),
    )


@router.get("/imports")
async def import_page(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _imports(request, door, caller)


@router.get("/imports/template.xlsx")
async def blank_ledger(door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, IMPORT_ROLES, "导入申请台账", "57号 Art 4")
    data = await run_in_threadpool(write_ledger, (), caller.place, door.settings.policy_overlays)
    return workbook_answer(data, "ledger.xlsx")


@router.post("/imports")
async def import_now(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    form = await checked_form(request, door, caller)
    file = form.get("file")
    try:
        data = await file.read(UPLOAD_LIMIT + 1) if isinstance(file, UploadFile) else b""
        if len(data) > UPLOAD_LIMIT:
            raise too_large(UPLOAD_LIMIT)
        import_id = await import_ledger(door, caller, data, request_id_of(request))
    except Problem as problem:
        return await _imports(request, door, caller, problem)
    return go(f"/imports/{import_id}")


@router.get("/imports/{import_id}")
async def one_import(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    import_id: Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")],
) -> Response:
    view = ImportView.of(*await import_of(door, caller, import_id))
    return await show(request, "import.html", v=view)


async def _imports(
    request: Request, door: Door, caller: Caller, problem: Problem | None = None
) -> Response:
    must_be(caller, IMPORT_ROLES, "导入申请台账", "57号 Art 4")
    township = caller.township if caller.role is Role.INTAKE else ""
    rows = await door.read(imports.list_imports, caller.place, township)
    status = problem.status if problem else 200
    return await show(request, "imports.html", status=status, rows=rows, problem=problem)
