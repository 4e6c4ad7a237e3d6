"""U4: no English word stands on a page that staff see, outside a short list."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Final, cast

import pytest
from fastapi.routing import APIRoute

from api.app import PAGES
from api.pages.docs import router as docs
from domain.case.file import CaseFile
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.case.moves import MOVES
from domain.household import Household
from tests.people import Walk
from tests.privacy.people import through_review, told
from tests.privacy.quiet import Quiet

ALLOWED: Final = frozenset({"doudi", "JPEG", "PNG", "PDF", "xlsx", "API", "JSON", "Excel"})
OPAQUE: Final = re.compile(
    r"[a-z]{2,10}(-[a-z]+)?\.[a-z_]+(\.[a-z0-9]+)*"  # an account
    r"|\b[A-Z]{2,4}-?\d+|\bm\d+\b|GRP-\d+"  # numbers of cases, rows, members
    r"|[a-z0-9.]+@[a-z.]+|https?://\S+|\b[0-9a-f]{8,}\b"
)
SPOKEN: Final = ("title", "placeholder", "aria-label", "alt")
SILENT: Final = ("style", "script")


class Page(HTMLParser):
    """What somebody reads on a page, or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.words += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def english_on(html: str) -> set[str]:
    page = Page()
    page.feed(html)
    text = OPAQUE.sub(" ", "\n".join(page.words))
    return set(re.findall(r"[A-Za-z]{3,}", text)) - ALLOWED


@pytest.fixture(scope="module")
async def cases(quiet: Quiet) -> AsyncIterator[list[str]]:
    """One just taken in, one in review, one paid for a while."""
    for file in (through_review(1).file, Walk(told(2)).file, _living(3)):
        quiet.put(file)
    yield ["JZ2026000001", "JZ2026000002", "JZ2026000003"]


def _living(number: int) -> CaseFile:
    file = told(number)
    home: Household = file.household.model_copy(update={"assets": ()})
    return Walk(file.having(household=home, declared=home)).living().file


def paths(cases: list[str], role: Role) -> list[str]:
    """Every page without a parameter, each case, its parts and the form of each act of the role."""
    own = {route.path for route in cast(list[APIRoute], docs.routes)}
    plain = {
        route.path
        for module in PAGES
        for route in cast(list[APIRoute], module.router.routes)
        if "GET" in (route.methods or ()) and "{" not in route.path
    }
    of_case = [f"/cases/{n}{part}" for n in cases for part in ("", "/papers", "/evidence")]
    forms = [f"/cases/{cases[0]}/acts/{move.act}" for move in MOVES if role in move.roles]
    found = sorted(path for path in plain - own if not path.endswith(".xlsx"))
    return [*found, "/board/jiaozuo", *of_case, *forms]


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.SYSTEM, Role.UNIT_LIAISON)])
async def test_staff_read_no_english(role: Role, quiet: Quiet, cases: list[str]) -> None:
    township = next(iter(quiet.files.values())).township
    user = f"{township}.{role}" if role in TOWNSHIP_ROLES else f"jz.{role}"
    found: dict[str, set[str]] = {}
    shown = 0
    async with quiet.client(user) as client:
        for path in paths(cases, role):
            answer = await client.get(path)
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            shown += answer.status_code == 200
            if words := english_on(answer.text):
                found[path] = words
    assert found == {}
    assert shown >= 3


def test_an_english_word_is_noticed_wherever_it_stands() -> None:
    assert english_on("<p>办理 Submit</p>") == {"Submit"}
    assert english_on('<input placeholder="name">') == {"name"}
    assert english_on("<p class='button' id='why'>办理</p><style>p{color:red}</style>") == set()
