"""What every page shares: the templates, the form token, what happens when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from itsdangerous import BadData, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.frame.auth import caller_or_none
from api.frame.door import SHANGHAI, Door, door_of
from api.frame.problems import Problem, signed_out
from api.pages.menu import menu_of
from api.reading.rights import scope_zh
from api.scope import (
    INTAKE_ROLES,
    MEETING_ROLES,
    MONEY_ROLES,
    REPORT_ROLES,
    SIGHT,
    Caller,
)
from api.work.care.people import READERS as CARE_READERS
from api.work.care.plans import PLANNERS
from api.work.compare.reading import HIT_READERS
from api.work.compare.reading import READERS as COMPARE_READERS
from api.work.compare.telling import EXCHANGERS
from api.work.discovery.acts import LEAD_ROLES
from api.work.funds import FUND_ROLES
from api.work.imports import IMPORT_ROLES
from api.work.keytasks import READERS as KEYTASK_READERS
from api.work.relatives import KEEPERS
from api.work.roll import POSTERS as ROLL_ROLES
from api.work.standin import READERS as STANDIN_READERS
from api.work.stuck import READERS as STUCK_READERS
from api.work.together.providers import KEEPERS as PROVIDER_KEEPERS
from api.work.together.referrals import READERS as REFERRAL_READERS
from api.work.views import CHANNEL_ZH
from api.work.watch.kinds import WATCHES
from api.work.watch.phone import phone_of
from documents.wording import clause_zh
from domain.assembly.sight import READERS
from domain.case.lifecycle import Role
from domain.desk.sight import AFFAIR_READERS
from domain.money import yuan
from domain.oversight.moves import OVERSIGHT_ROLES
from runtime import packs
from workflows.visible import FLAG_ZH

HERE: Final = Path(__file__).parent.parent
_KEPT_FOR: Final = timedelta(hours=2)
_KEPT: Final = b"doudi kept form"
_NOBODY: Final = "nobody"


def _day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _moment(value: datetime) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _figure(rows: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether a column holds figures, which stand right under a head that does."""
    cells = [row[column] for row in rows if row[column] != ""]
    return bool(cells) and all(isinstance(c, int | float) or str(c).endswith("%") for c in cells)


def _days_left(days: int | None) -> str:
    if days is None:
        return "未设期限"
    if days < 0:
        return f"已超期{-days}天"
    return "今天到期" if days == 0 else f"还剩{days}天"


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.splitlines())


TEMPLATES: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(
    day=_day, moment=_moment, yuan=yuan, days_left=_days_left, lines=_lines, urlpart=quote
)


NARROW: Final = ("cases", "oversight", "leads", "hits", "money")
"""What a narrow leave of an auditor opens of the menu; the rest counts the county as one."""


def _may(caller: Caller, what: str) -> bool:
    """Whether a part of the menu is for this role."""
    roles = {
        "cases": tuple(SIGHT),
        "intake": INTAKE_ROLES,
        "imports": IMPORT_ROLES,
        "leads": LEAD_ROLES,
        "hits": HIT_READERS,
        "compare": COMPARE_READERS,
        "exchange": EXCHANGERS,
        "relatives": KEEPERS,
        "meeting": MEETING_ROLES,
        "meetings": READERS,
        "desk": AFFAIR_READERS,
        "money": MONEY_ROLES,
        "funds": FUND_ROLES,
        "oversight": OVERSIGHT_ROLES,
        "report": REPORT_ROLES,
        "referrals": REFERRAL_READERS,
        "providers": PROVIDER_KEEPERS,
        "services": (Role.PROVIDER,),
        **{w.path: w.readers for w in WATCHES.values()},
        "care": (*CARE_READERS, *PLANNERS),
        "visit_plans": PLANNERS,
        "rolls": ROLL_ROLES,
        "stuck": STUCK_READERS,
        "stand-ins": STANDIN_READERS,
        "key-tasks": KEYTASK_READERS,
    }[what]
    if caller.role is Role.AUDITOR and (caller.rights is None or caller.narrowed):
        return what in NARROW
    return caller.role in roles


def _boards() -> list[tuple[str, str]]:
    return [(code, packs.place_info(code).short) for code in packs.places()]


TEMPLATES.globals.update(
    figure=_figure,
    flag_zh=FLAG_ZH,
    channel_zh=CHANNEL_ZH,
    query=urlencode,
    may=_may,
    menu=lambda caller, path: menu_of(caller, path, _may),
    boards=_boards,
    is_row=lambda name: any(part.isdigit() for part in name.split(".")),
)


class FormTokens:
    """Says that a form was made by us for this sign-in; also after the session has expired."""

    def __init__(self, door: Door) -> None:
        secret = door.settings.session_secret
        keys: list[Any] = [secret.get_secret_value()] if secret else [*door.keyring.session_keys()]
        self._serializer = URLSafeTimedSerializer(keys, salt="doudi-form-1")
        self._age = door.settings.session_hours * 3600

    def of(self, caller: Caller | None) -> str:
        who = [caller.session, caller.id] if caller else [_NOBODY, _NOBODY]
        token = self._serializer.dumps(who)
        return token if isinstance(token, str) else token.decode()

    def user_of(self, token: object) -> str | None:
        """Whose form it was; None for a token that is not ours."""
        found = self._read(token)
        return found[1] if found else None

    def is_for(self, token: object, caller: Caller | None) -> bool:
        found = self._read(token)
        return found is not None and found[0] == (caller.session if caller else _NOBODY)

    def _read(self, token: object) -> list[str] | None:
        if not isinstance(token, str):
            return None
        try:
            found = self._serializer.loads(token, max_age=self._age)
        except BadData:
            return None
        return found if isinstance(found, list) and len(found) == 2 else None


class SignedOut(Exception):
    """Nobody is signed in. `kept`: what was typed, sealed, to go on with afterwards."""

    def __init__(self, back_to: str, kept: str = "") -> None:
        super().__init__("signed out")
        self.back_to, self.kept = back_to, kept


async def page_caller(request: Request) -> Caller:
    """The caller of a page. SignedOut, with a posted form kept, otherwise."""
    door = door_of(request)
    caller = await caller_or_none(request, door)
    if caller is None:
        raise SignedOut(str(request.url.path), await _kept(request, door))
    request.state.caller = caller
    return caller


PageCaller = Annotated[Caller, Depends(page_caller)]


async def checked_form(request: Request, door: Door, caller: Caller | None) -> FormData:
    """The posted form, once its token says it is ours. Problem 403 otherwise."""
    form = await request.form(max_files=1, max_fields=2000)
    if not FormTokens(door).is_for(form.get("_token"), caller):
        raise Problem(
            403,
            "form_token",
            "表单已失效，请返回重新打开页面后再提交，不要从其他网站提交。",
        )
    return form


def pairs_of(form: FormData) -> list[tuple[str, str]]:
    return [(k, v) for k, v in form.multi_items() if isinstance(v, str)]


async def _kept(request: Request, door: Door) -> str:
    """A form posted after the session had expired, sealed for the one who opened it."""
    if request.method != "POST":
        return ""
    form = await request.form(max_files=1, max_fields=2000)
    user = FormTokens(door).user_of(form.get("_token"))
    if user is None or any(isinstance(v, UploadFile) for v in form.values()):
        return ""
    sealed = {
        "user": user,
        "path": request.url.path,
        "pairs": [p for p in pairs_of(form) if p[0] not in ("_token", "_key")],
        "at": datetime.now(SHANGHAI).isoformat(),
    }
    return door.keyring.encrypt(json.dumps(sealed).encode(), _KEPT).hex()


def opened(door: Door, kept: str, caller: Caller) -> dict[str, Any] | None:
    """What `_kept` sealed; None when it was somebody else's, too old or not ours."""
    try:
        found = json.loads(door.keyring.decrypt(bytes.fromhex(kept), _KEPT))
        age = datetime.now(SHANGHAI) - datetime.fromisoformat(found["at"])
    except Exception:
        return None
    return found if found["user"] == caller.id and age < _KEPT_FOR else None


async def show(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. `caller`, the form token and the county's day are always there."""
    door = door_of(request)
    caller: Caller | None = getattr(request.state, "caller", None)
    place = door.place(caller.place).short if caller and caller.place else ""
    where = str(values.pop("place", "")) or (caller.place if caller else "")
    of = where or str(request.path_params.get("place", ""))
    today = await door.today()
    html = TEMPLATES.get_template(name).render(
        phone_place=of,
        complaint_phone=phone_of(door, of, today),
        clause=lambda text, at="": clause_of(request, text, at or where),
        caller=caller,
        token=FormTokens(door).of(caller),
        place_short=place,
        path=request.url.path,
        demo=door.settings.env == "demo",
        county_today=today if caller else None,
        leave_zh=leave_zh(door, caller),
        **values,
    )
    return HTMLResponse(html, status_code=status)


def leave_zh(door: Door, caller: Caller | None) -> str:
    """What an auditor's narrow leaves cover, in words; empty for everybody else."""
    rights = caller.narrowed if caller else None
    return "；".join(scope_zh(door, rights.place, s) for s in rights.scopes) if rights else ""


def clause_of(request: Request, clause: str, place: str) -> str:
    """The clause as papers cite it, so that a clerk and a notice speak of one rule by one name."""
    door = door_of(request)
    try:
        return clause_zh(clause, door.place(place)) if place else clause
    except KeyError:
        return clause


def go(path: str) -> RedirectResponse:
    """After a form was done: the page that shows it."""
    return RedirectResponse(path, status_code=303)


async def on_signed_out(request: Request, error: SignedOut) -> Response:
    if error.kept:
        told = "登录已过期，请重新登录。您刚才填写的内容已经保留，登录后可以继续。"
        return await show(
            request,
            "signin.html",
            status=401,
            problem=told,
            kept=error.kept,
            back_to="",
            user="",
            setting=False,
        )
    return go(f"/signin?back={quote(error.back_to)}")


async def on_problem(request: Request, problem: Problem) -> Response:
    """A page about what went wrong, with what the caller may do now."""
    if problem.status == signed_out().status:
        return go("/signin")
    return await show(
        request,
        "problem.html",
        status=problem.status,
        problem=problem,
        request_id=getattr(request.state, "request_id", ""),
    )
