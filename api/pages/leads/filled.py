"""One way for every form of this part: shown, sent once, shown again with everything typed."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from api.frame.door import Door
from api.frame.idempotent import command_of, once
from api.frame.problems import Problem, bad_input, faults_of
from api.pages.fields import Form
from api.pages.forms import names_of, problem_of
from api.pages.web import checked_form, clause_of, go, pairs_of, show
from api.scope import Caller

Sent = TypeVar("Sent", bound=BaseModel)
Read = Callable[[Mapping[str, Any]], Awaitable[Any]]


class Page:
    """A form page: what it is called, where it leads back, its clause, its form, its first values."""

    def __init__(
        self,
        title: str,
        back: str,
        back_zh: str,
        clause: str,
        form: Form,
        started: Mapping[str, Any],
    ) -> None:
        self.title, self.back, self.back_zh, self.clause = title, back, back_zh, clause
        self.form, self.started = form, started


def to_lead(document: Mapping[str, Any]) -> str:
    return f"/discoveries/{document['lead_no']}"


def to_case(document: Mapping[str, Any]) -> str:
    return f"/cases/{document['case_no']}"


def to_villages(document: Mapping[str, Any]) -> str:
    return "/villages"


def typed(form: Form, raw: Mapping[str, Any], model: type[Sent]) -> Sent:
    """What was typed as the body. Problem 422 with every wrong field."""
    values, faults = form.typed(raw)
    try:
        body = model.model_validate(values)
    except ValidationError as error:
        named = {f.field for f in faults}
        found = (f for f in faults_of(error.errors()) if f.field not in named)
        raise bad_input((*faults, *found)) from None
    if faults:
        raise bad_input(faults)
    return body


async def filled(
    request: Request,
    door: Door,
    caller: Caller,
    page: Page,
    what: str,
    subject: str,
    read: type[BaseModel] | Read,
    do: Callable[[Any, str], Awaitable[BaseModel]],
    then: Callable[[Mapping[str, Any]], str],
) -> Response:
    """The form, or what came of sending it; a refusal shows everything typed again.

    `read`: the model of what is typed, or how it is read where a page knows some of it by itself.
    """
    if request.method == "GET":
        return await _form_page(request, page, page.form.shown(page.started))
    posted = await checked_form(request, door, caller)
    raw = page.form.read(pairs_of(posted))
    if "_add" in posted or "_restore" in posted:
        return await _form_page(request, page, raw, more=str(posted.get("_add", "")))
    try:
        body = typed(page.form, raw, read) if isinstance(read, type) else await read(raw)
        command = command_of(
            request, caller, str(posted.get("_key", "")), what, body, subject=subject
        )
        told = await once(door, command, lambda: do(body, f"{caller.id}:{command.id}"), 201)
    except Problem as problem:
        return await _form_page(request, page, raw, problem)
    if told.status < 400:
        return go(then(told.document))
    return await _form_page(request, page, raw, problem_of(told.document))


async def _form_page(
    request: Request,
    page: Page,
    raw: Mapping[str, Any],
    problem: Problem | None = None,
    more: str = "",
) -> Response:
    controls = page.form.controls(raw, problem.errors if problem else (), more)
    caller: Caller = request.state.caller
    return await show(
        request,
        "lead_form.html",
        status=problem.status if problem else 200,
        title=page.title,
        basis=clause_of(request, page.clause, caller.place),
        place=caller.place,
        back=page.back,
        back_zh=page.back_zh,
        controls=controls,
        linked=dict(names_of(controls)),
        problem=problem,
        key=str(uuid.uuid4()),
    )
