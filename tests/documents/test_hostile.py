"""Hostile text stays text on every paper: whatever somebody types, nothing of it is markup (S18)."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from documents.forms import render_form
from documents.notices import render
from domain.case.acts import Reason
from domain.case.file import CaseFile, NoticeDue
from domain.case.notices import NOTICE_ZH
from domain.papers.forms import FORM_ZH, forms_of
from domain.programme import Programme
from runtime.packs import place_info
from tests.documents.samples import ISSUED, OWED, PLACE, a_case

HOSTILE = (
    '<script>alert("x")</script>',
    "<img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "</td></tr></table><iframe src=javascript:alert(1)>",
    "</style><style>*{display:none}</style>",
    "{{ 7*7 }}{% include 'parts/paper.css' %}",
    "<!-- --><a href='javascript:alert(1)'>点</a>",
    "&lt;b&gt;&#60;i&#62;",
    '=HYPERLINK("http://x.invalid")',
    "\u202e反向\u2066",
)
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "article", "section", "div", "p", "h1", "h2",
    "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "ol", "li", "br",
}  # fmt: skip


class Reader(HTMLParser):
    """Every element and attribute a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.styles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.styles += tag == "style"


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def hostile_case(bad: str, **how: Any) -> CaseFile:
    file = a_case(**how)
    home = file.household
    members = tuple(m.model_copy(update={"name": bad}) for m in home.members)
    account = home.account.model_copy(update={"bank": bad, "number": bad}) if home.account else None
    return file.having(
        village=bad,
        household=home.model_copy(
            update={"members": members, "address": bad, "phone": bad, "account": account}
        ),
    )


def hostile_notice(kind: str, bad: str) -> NoticeDue:
    order = OWED[kind]
    facts = {label: text if kind_of(text) else bad for label, text in order.facts.items()} | {
        bad: bad
    }
    reasons = (Reason(code="stated", text=bad, clause=bad, figures={bad: bad}),)
    return order.model_copy(update={"facts": facts, "reasons": reasons})


def kind_of(text: str) -> bool:
    """Facts a template reads as a date or an amount are computed, nobody types them."""
    return text[:2] in ("20",) or text.endswith("元")


@pytest.mark.parametrize("kind", sorted(NOTICE_ZH))
def test_on_no_notice_does_typed_text_become_markup(kind: str) -> None:
    for bad in HOSTILE:
        made = render(
            kind,
            file=hostile_case(bad, granted=kind != "refusal"),
            notice=hostile_notice(kind, bad),
            number=bad,
            issued_on=ISSUED,
            place=place_info(PLACE),
        )
        seen = read(made.html)
        assert seen.elements <= ALLOWED, (bad, seen.elements - ALLOWED)
        assert not {a for a in seen.attributes if a.startswith("on") or a in ("src", "href")}
        assert seen.styles == 1


@pytest.mark.parametrize("code", sorted(FORM_ZH))
def test_on_no_form_does_typed_text_become_markup(code: str) -> None:
    programme = next(p for p in Programme if code in forms_of(p))
    for bad in HOSTILE:
        made = render_form(
            code,
            programme=programme,
            place=place_info(PLACE),
            township=place_info(PLACE).townships[0].code,
            on=ISSUED,
            file=hostile_case(bad),
        )
        seen = read(made.html)
        assert seen.elements <= ALLOWED, (bad, seen.elements - ALLOWED)
        assert not {a for a in seen.attributes if a.startswith("on") or a in ("src", "href")}
        assert seen.styles == 1


def test_the_reader_sees_markup_where_there_is_some() -> None:
    seen = read("<p>x</p>" + HOSTILE[1] + HOSTILE[4])
    assert "img" in seen.elements - ALLOWED
    assert "onerror" in seen.attributes
    assert seen.styles == 1
