"""A department's list for the monthly comparison: over an interface, the platform, or as a workbook.

Which transport a department has is deployment configuration (`DOUDI_DEPARTMENT_ROUTES`), and every
one gives the same lines (JZ-02). A list is read in parts; whoever goes on after a crash says how
many lines are done. Under the exchange directory workbooks lie at
`compare/<place>/<department>/<yyyy-mm>.<subject>.xlsx`, for this account alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from activities.exchange import Down, Nonsense
from documents.registers import HalfList, NoList, rows_of
from domain.compare.rows import RegisterRow, RowFault, read_row

PART_ROWS: Final = 1_000
"""Lines a part: one transaction, one page of an interface. Operation, not law."""
_TRIES: Final = 3
_PAUSE_SECONDS: Final = 0.25
_OK: Final = 200
_NOT_YET: Final = (202, 404)
_MOST_BYTES: Final = 2 * 1024 * 1024

Read = RegisterRow | RowFault


class Half(Exception):
    """The list breaks off: what was read of it stays, the rest is asked for again."""


class NoFile(Exception):
    """The department has put no list for this month."""


class Asked(BaseModel):
    """Which list is wanted. `month` as yyyy-mm."""

    model_config = ConfigDict(frozen=True)

    place: str
    department: str
    subject: str
    month: str
    on: date


class RegisterPage(BaseModel):
    """One page of an interface: `list_id` names the list as it is, `total` the number of its last line.

    `rows`: the number of the line and its cells, in the order of the workbook's headings.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    list_id: str = Field(min_length=1, max_length=80)
    total: int = Field(ge=0)
    rows: list[tuple[int, list[str | int | float | None]]] = Field(max_length=5_000)


class Transport(Protocol):
    async def list_id(self, asked: Asked) -> str:
        """What names the list as it is now. Raises `NoFile`, `Down`, `Nonsense` or `Half`."""
        ...

    def parts(self, asked: Asked, after: int) -> AsyncIterator[list[Read]]:
        """The lines after the first `after`, in parts. Raises as `list_id` does."""
        ...


class Workbooks:
    """The list as a workbook in the tray."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "compare"

    def path(self, asked: Asked) -> Path:
        name = f"{asked.month}.{asked.subject}.xlsx"
        return self._folder / asked.place / asked.department / name

    def put(self, asked: Asked, source: Path) -> str:
        """Takes an uploaded file over, whole or not at all; the digest of its bytes."""
        target = self.path(asked)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.chmod(0o600)
        source.replace(target)
        return _digest(target)

    def scratch(self, asked: Asked) -> Path:
        """Where an upload is written before it is taken over."""
        path = self.path(asked).with_suffix(".part")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        return path

    def forget(self, place: str, month: str) -> int:
        """Removes the lists of a month that is over and done: nobody needs them any more."""
        gone = sorted((self._folder / place).glob(f"*/{month}.*.xlsx"))
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    async def list_id(self, asked: Asked) -> str:
        path = self.path(asked)
        if not path.exists():
            raise NoFile
        return await asyncio.to_thread(_digest, path)

    async def parts(self, asked: Asked, after: int) -> AsyncIterator[list[Read]]:
        rows = self._rows(asked, after)
        while part := await asyncio.to_thread(lambda: list(itertools.islice(rows, PART_ROWS))):
            yield part

    def _rows(self, asked: Asked, after: int) -> Iterator[Read]:
        try:
            for number, cells in rows_of(self.path(asked)):
                if number > after:
                    yield read_row(number, cells, asked.on)
        except NoList:
            raise Nonsense("not a list") from None
        except HalfList:
            raise Half from None
        except FileNotFoundError:
            raise NoFile from None


class Interface:
    """`GET {base}/{place}/{department}/register?month&subject&after&size`, page by page."""

    def __init__(self, base: str, client: httpx.AsyncClient) -> None:
        self._base, self._client = base.rstrip("/"), client

    async def list_id(self, asked: Asked) -> str:
        return (await self._page(asked, 0, 1)).list_id

    async def parts(self, asked: Asked, after: int) -> AsyncIterator[list[Read]]:
        first, last = "", after
        while True:
            page = await self._page(asked, last, PART_ROWS)
            first = first or page.list_id
            if page.list_id != first:
                raise Half  # it was replaced while it was read
            numbers = [number for number, _ in page.rows]
            if numbers != sorted(set(numbers)) or (numbers and numbers[0] <= last):
                raise Nonsense("lines out of order")
            if not page.rows:
                if last < page.total:
                    raise Half
                return
            yield [read_row(number, tuple(cells), asked.on) for number, cells in page.rows]
            last = numbers[-1]

    async def _page(self, asked: Asked, after: int, size: int) -> RegisterPage:
        response = await self._get(asked, after, size)
        if response.status_code in _NOT_YET:
            raise NoFile
        if response.status_code != _OK or len(response.content) > _MOST_BYTES:
            raise Nonsense(f"status {response.status_code}")
        try:
            return RegisterPage.model_validate_json(response.content)
        except ValidationError:
            # `from None`: a validation error repeats the values it refuses.
            raise Nonsense("of another form") from None

    async def _get(self, asked: Asked, after: int, size: int) -> httpx.Response:
        url = f"{self._base}/{asked.place}/{asked.department}/register"
        query: dict[str, Any] = {
            "month": asked.month,
            "subject": asked.subject,
            "after": after,
            "size": size,
            "on": asked.on.isoformat(),
        }
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE_SECONDS * attempt)
            try:
                response = await self._client.get(url, params=query)
            except httpx.HTTPError:
                continue
            if response.status_code < 500 and response.status_code != 429:
                return response
        raise Down


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            found.update(block)
    return found.hexdigest()
