"""月报, 年报 and what the public reads about the use of funds, with a line to say something back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.frame.door import DoorOf
from api.frame.problems import Problem, not_found, of_refusal
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import must_be
from api.v1.acts import PlaceCode
from api.v1.bulletins import READERS, PlainMonth, may_read, month_view, year_view
from api.v1.funds import Year
from documents.bulletin import (
    MONTH_HEADS,
    SOURCE_HEADS,
    YEAR_HEADS,
    month_cells,
    source_cells,
    year_cells,
)
from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.money import yuan
from domain.pay.ledger import LEVEL_ZH, LEVELS
from domain.programme import PROGRAMME_ZH, Programme
from store.funds import sheets

router = APIRouter(include_in_schema=False)

PUBLISHER_ZH: Final = {"civil_affairs": "民政部门", "finance": "财政部门"}
_LONGEST: Final = 500
_SHORTEST: Final = 4


@router.get("/bulletin")
async def choose(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, READERS, "查看社会救助月报", "ZH-19")
    today = await door.today()
    place = caller.place or door.places()[0]
    return RedirectResponse(f"/bulletin/{place}/{today:%Y-%m}", status_code=303)


@router.get("/bulletin/{place}/{month}")
async def bulletin(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: PlainMonth
) -> Response:
    may_read(caller, place)
    view, first = await month_view(door, place, month), date.fromisoformat(f"{month}-01")
    today = await door.today()
    return await show(
        request,
        "bulletin.html",
        title=f"{door.place(place).short}{month}社会救助月报",
        faults=view.faults,
        book=f"/api/v1/bulletins/{place}/{month}/workbook",
        others=[
            *(
                (f"/bulletin/{place}/{beside:%Y-%m}", f"{beside:%Y-%m}月报")
                for beside in (months_after(first, -1), months_after(first, 1))
                if beside <= today
            ),
            (f"/bulletin/{place}/{month[:4]}/year", f"{month[:4]}年年报"),
        ],
        tables=[
            ("月报", MONTH_HEADS, [_shown(month_cells(row), MONTH_HEADS) for row in view.rows]),
            (
                "分级次短发、迟发明细",
                SOURCE_HEADS,
                [_shown(source_cells(row), SOURCE_HEADS) for row in view.late],
            ),
        ],
    )


@router.get("/bulletin/{place}/{year}/year")
async def yearly(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, year: Year
) -> Response:
    may_read(caller, place)
    view = await year_view(door, place, year)
    return await show(
        request,
        "bulletin.html",
        title=f"{door.place(place).short}{year}年社会救助年报",
        faults=view.faults,
        book=f"/api/v1/bulletins/{place}/{year}/year/workbook",
        others=[
            (f"/bulletin/{place}/{int(year) - 1}/year", f"{int(year) - 1}年年报"),
            ("/bulletin", "本月月报"),
        ],
        tables=[("年报", YEAR_HEADS, [_shown(year_cells(row), YEAR_HEADS) for row in view.rows])],
    )


def _shown(cells: tuple[Any, ...], heads: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Each cell as text, and whether it is a number."""
    return [
        (
            f"{cell:,.2f}" if "（元）" in head else str(cell),
            not isinstance(cell, str),
        )
        for cell, head in zip(cells, heads, strict=True)
    ]


@router.get("/open/{place}")
async def statements(request: Request, door: DoorOf, place: PlaceCode) -> Response:
    """For everybody, without signing in: every period, its newest version, late ones marked."""
    info = _place(door, place)
    rows = await door.read(sheets.versions_of, place)
    newest: dict[str, Any] = {}
    first: dict[str, Any] = {}
    for row in rows:
        newest.setdefault(row.period, row)
        first[row.period] = row
    return await show(
        request,
        "open.html",
        title=f"{info.short}社会救助资金使用情况公开",
        place=place,
        rows=[
            (
                period,
                PUBLISHER_ZH[row.publisher],
                row.due,
                first[period].published_on,
                row.version,
                (first[period].published_on - row.due).days,
            )
            for period, row in newest.items()
        ],
    )


@router.get("/open/{place}/{period}")
async def statement(
    request: Request,
    door: DoorOf,
    place: PlaceCode,
    period: PlainMonth,
    version: Annotated[int | None, Query(ge=1)] = None,
    said: Annotated[str, Query(max_length=4)] = "",
) -> Response:
    info = _place(door, place)
    rows = await door.read(sheets.versions_of, place, period)
    row = next((r for r in rows if version in (None, r.version)), None)
    if row is None:
        raise not_found("资金使用情况")
    content = row.content
    return await show(
        request,
        "open_sheet.html",
        title=f"{info.short}{period}社会救助资金使用情况",
        place=place,
        period=period,
        said=bool(said),
        row=row,
        publisher=PUBLISHER_ZH[row.publisher],
        versions=[r.version for r in rows],
        used=[
            (
                "其他项目"
                if u["programme"] == "other"
                else PROGRAMME_ZH[Programme(u["programme"])],
                u["households"],
                u["persons"],
                *(yuan(u[f"{level}_fen"]) for level in LEVELS),
            )
            for u in content["used"]
        ],
        once=(content["once"]["times"], yuan(content["once"]["fen"])),
        issued=[(LEVEL_ZH[level], yuan(fen)) for level, fen in content["issued"].items()],
        accounts=[
            (a["zh"], LEVEL_ZH.get(a["level"], ""), yuan(a["budget_fen"]), yuan(a["balance_fen"]))
            for a in content["accounts"]
        ],
    )


@router.post("/open/{place}/{period}")
async def say(request: Request, door: DoorOf, place: PlaceCode, period: PlainMonth) -> Response:
    """What somebody of the public has to say; kept sealed, and read by the publishing unit."""
    _place(door, place)
    if not await door.read(sheets.versions_of, place, period):
        raise not_found("资金使用情况")
    form = await checked_form(request, door, None)
    text = str(form.get("text", "")).strip()
    if not _SHORTEST <= len(text) <= _LONGEST:
        raise Problem(422, "bad_input", f"留言应当为{_SHORTEST}至{_LONGEST}个字，请修改后提交。")
    try:
        await door.write(sheets.comment, place, period, text, datetime.now(UTC))
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    return go(f"/open/{place}/{period}?said=1")


@router.get("/open/{place}/{period}/comments")
async def comments(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, period: PlainMonth
) -> Response:
    may_read(caller, place)
    rows = await door.read(sheets.comments_of, place, period)
    return await show(
        request,
        "comments.html",
        title=f"对{period}资金使用情况的留言",
        rows=[(row.at, row.text) for row in rows],
    )


def _place(door: Any, place: str) -> Any:
    if place not in door.places():
        raise not_found("地区")
    return door.place(place)
