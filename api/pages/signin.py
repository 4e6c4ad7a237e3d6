"""Sign-in and sign-out pages; a form typed in an expired session is given back afterwards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.auth import caller_or_none, sign_in, sign_out
from api.frame.door import DoorOf
from api.frame.problems import Problem
from api.pages.web import PageCaller, checked_form, go, opened, show

router = APIRouter(include_in_schema=False)


_SETTING = ("sign_in_password_to_set", "sign_in_password_weak")


@router.get("/")
async def front(request: Request, door: DoorOf) -> Response:
    return go("/tasks" if await caller_or_none(request, door) else "/signin")


@router.get("/signin")
async def sign_in_page(
    request: Request, back: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    return await show(
        request, "signin.html", problem="", kept="", back_to=_inside(back), user="", setting=False
    )


@router.post("/signin")
async def sign_in_now(request: Request, door: DoorOf) -> Response:
    form = await checked_form(request, door, None)
    user, password = str(form.get("user", "")), str(form.get("password", ""))
    back, kept = _inside(str(form.get("back", ""))), str(form.get("kept", ""))
    code, new = str(form.get("code", "")), str(form.get("new", ""))
    try:
        if new != str(form.get("again", "")):
            raise Problem(422, "sign_in_password_to_set", "两次填写的新密码不一致，请重新填写。")
        caller = await sign_in(door, request, user, password, code, new)
    except Problem as problem:
        return await show(
            request,
            "signin.html",
            status=problem.status,
            problem=problem.detail,
            kept=kept,
            back_to=back,
            user=user,
            setting=bool(new) or problem.code in _SETTING,
        )
    request.state.caller = caller
    found = opened(door, kept, caller) if kept else None
    if found is not None:
        return await show(request, "restored.html", action=found["path"], pairs=found["pairs"])
    return go(back or "/tasks")


@router.post("/signout")
async def sign_out_now(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    await checked_form(request, door, caller)
    await sign_out(door, request, caller)
    return go("/signin")


def _inside(path: str) -> str:
    """A path of ours to go back to, never another site's."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\", "/api/"))
    return path if ours and path.isascii() and path.isprintable() and len(path) < 300 else ""
