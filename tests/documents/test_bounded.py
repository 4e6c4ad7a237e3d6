"""A county's list becomes a workbook in bounded memory: what is written lies on the disk, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakSet

from openpyxl import load_workbook
from starlette.responses import StreamingResponse

from api.frame.workbooks import PIECE, workbook_answer
from documents.paylist import workbook_of_changes
from domain.pay.lists import Change


def changes(count: int, alive: WeakSet[Change] | None = None) -> Iterator[Change]:
    for n in range(count):
        one = Change(case_no=f"JZ2026{n:06d}", was_fen=0, now_fen=n + 1, cause="admitted")
        if alive is not None:
            alive.add(one)
            assert len(alive) < 4, "rows that are written are not kept"
        yield one


def test_no_row_is_kept_once_it_is_written() -> None:
    workbook_of_changes("焦作", changes(40, WeakSet())).close()


async def test_it_is_sent_in_pieces_with_its_length_and_closed() -> None:
    book = workbook_of_changes("焦作", changes(900))
    answer = workbook_answer(book, "变动.xlsx")
    assert isinstance(answer, StreamingResponse) and answer.background is not None
    pieces = [bytes(piece) async for piece in answer.body_iterator]  # type: ignore[arg-type]
    assert max(map(len, pieces)) <= PIECE
    assert sum(map(len, pieces)) == int(answer.headers["content-length"])
    rows = list(load_workbook(book, read_only=True)["名单变动"].iter_rows(values_only=True))
    assert len(rows) == 902 and rows[-1][0] == "JZ2026000899"
    await answer.background()
    assert book.closed
