"""Opening the tables for a command, and putting rows on a screen or into JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session, col, select

from domain.places import PlaceInfo
from runtime import packs
from runtime.keys import KeyRing
from runtime.settings import load_settings
from runtime.terminal import near, stop
from store.cases import Page
from store.engine import Store
from store.rehearsal import rehearsal_day
from store.tables import CaseRow
from workflows.base import SHANGHAI

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
Place = Annotated[str, typer.Option("--place", help="地区代码，例如 jiaozuo；不填为全部地区。")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help="一页的条数。")]
Cursor = Annotated[str, typer.Option("--cursor", help="从上一页末尾给出的位置往下列。")]
CaseNo = Annotated[str, typer.Argument(help="案件编号，例如 JZ2026000001。")]

_Row = TypeVar("_Row")

_LOOKED_AT = 2000
"""Case numbers compared with one that is not there."""


@dataclass(frozen=True)
class Desk:
    """An open reading transaction and the places of the deployment."""

    session: Session
    places: dict[str, PlaceInfo]

    @property
    def today(self) -> date:
        """The day of the rehearsal, if one was held on these tables; else the day in Shanghai."""
        return rehearsal_day(self.session) or datetime.now(SHANGHAI).date()

    def township(self, place: str, code: str) -> str:
        """The township's name, or its code when the place no longer has it."""
        info = self.places.get(place)
        names = {t.code: t.zh for t in info.townships} if info else {}
        return names.get(code, code)

    def place(self, code: str) -> str:
        info = self.places.get(code)
        return info.short if info else code

    def case_no(self, asked: str) -> str:
        """The number of a case that exists; stops with near ones otherwise."""
        number = asked.strip().upper()
        if self.session.get(CaseRow, number) is None:
            numbers = select(CaseRow.case_no).order_by(col(CaseRow.case_no).desc())
            own = numbers.where(col(CaseRow.case_no).startswith(number[:2], autoescape=True))
            known = self.session.exec(own.limit(_LOOKED_AT)).all()
            known = known or self.session.exec(numbers.limit(_LOOKED_AT)).all()
            matches = get_close_matches(number, known, n=3)
            stop(f"没有案件“{asked}”。{near(matches, '可以用 doudi cases list 查找。')}")
        return number


@contextmanager
def desk() -> Iterator[Desk]:
    """The tables of this deployment; one line when there are none yet."""
    settings = load_settings()
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.read() as session:
            yield Desk(session, packs.load(settings.policy_overlays).places)
    except (OperationalError, ProgrammingError):
        stop(
            "数据库连接不上或者还没有数据表，请核对 DOUDI_DATABASE_URL，或者先运行 doudi migrate。"
        )
    finally:
        store.close()


def as_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """Rows on the screen, long cells folded, nothing in them taken for markup."""
    made = Table(title=title or None, title_justify="left")
    for head in heads:
        made.add_column(head, overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in row))
    Console().print(made)


def show_page(
    page: Page[_Row],
    told: Callable[[_Row], Any],
    *,
    as_text: bool,
    none: str,
    heads: Sequence[str],
    cells: Callable[[_Row], Sequence[str]],
) -> None:
    """One page of a list: as JSON (each row as `told`), or on the screen with what comes after it.

    `none` is the sentence where nothing is on it.
    """
    if not as_text:
        as_json({"items": [told(row) for row in page.rows], "next": page.next})
    elif not page.rows:
        typer.echo(none)
    else:
        table(heads, [cells(row) for row in page.rows])
        more(page.next)


def more(cursor: str) -> None:
    """Says how to see the next page, if there is one."""
    if cursor:
        typer.echo(f"后面还有，下一页加上：--cursor {cursor}")
