"""The paying bank: a batch out, its return file in, over HTTP, through a directory or by SFTP.

    POST {base}/bank/{place}/batches?on=DATE              the file (text), `Idempotency-Key` its number
    GET  {base}/bank/{place}/batches/{number}/return?on=DATE   the return file; 202 or 404: none yet

A bank that gets a number again answers as the first time; 409 says that the contents differ.
`on` is the county's day, so that a rehearsal's bank lives by the same calendar. Files hold names
and account numbers: they are never logged, and no error text repeats them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Protocol

import httpx
from temporalio import activity

from activities.bank_faults import down, nonsense
from activities.bank_names import returned_names, sent_name
from activities.bank_sftp import SftpBank
from activities.tools import Tools
from documents.bankbook import as_workbook, pieces_of
from domain.pay.bankfile import (
    PLAIN,
    BankFileRefused,
    Layout,
    decode_return,
    digest_of_file,
    joined,
)
from domain.pay.progress import BankAnswer, BatchSent
from runtime.logs import get_logger
from store import bank_batches
from workflows.pay_steps import BatchOrder, ReturnBooking, ReturnQuery

_TIMEOUT = httpx.Timeout(10.0, connect=2.0)
_TAKEN: Final = (200, 201, 202)
_NOT_YET: Final = (202, 404)
_MOST_BYTES: Final = 64 * 1024 * 1024

_MOST_TOLD, _MOST_KEPT = 500, 200

_log = get_logger("bank")


class BankRoute(Protocol):
    """A way to the bank. Delivering the same batch twice must be harmless."""

    async def deliver(self, place: str, batch_no: str, data: bytes, on: date) -> None: ...

    async def fetch(self, place: str, batch_no: str, on: date) -> bytes | None:
        """The return file, None while there is none."""
        ...


class HttpBank:
    def __init__(self, base: str, client: httpx.AsyncClient) -> None:
        self._base = base.rstrip("/")
        self._client = client

    async def deliver(self, place: str, batch_no: str, data: bytes, on: date) -> None:
        response = await self._ask(
            "POST",
            f"/bank/{place}/batches",
            on,
            content=data,
            headers={
                "Content-Type": "text/plain; charset=utf-8",
                "Idempotency-Key": batch_no,
            },
        )
        if response.status_code not in _TAKEN:
            raise nonsense(f"status {response.status_code}")

    async def fetch(self, place: str, batch_no: str, on: date) -> bytes | None:
        response = await self._ask("GET", f"/bank/{place}/batches/{batch_no}/return", on)
        if response.status_code in _NOT_YET:
            return None
        if response.status_code not in _TAKEN or len(response.content) > _MOST_BYTES:
            raise nonsense(f"status {response.status_code}")
        return response.content

    async def _ask(
        self,
        method: str,
        path: str,
        on: date,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = await self._client.request(
                method,
                f"{self._base}{path}",
                params={"on": on.isoformat()},
                content=content,
                headers=headers,
            )
        except httpx.HTTPError as error:
            raise down(type(error).__name__) from None
        if response.is_server_error:
            raise down(f"status {response.status_code}")
        return response


class DirectoryBank:
    """`DIR/<place>/out` for batches, `DIR/<place>/in` for return files, one file a batch or its
    pieces (`<number>.1of3.txt`)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def deliver(self, place: str, batch_no: str, data: bytes, on: date) -> None:
        await asyncio.to_thread(self._write, self._root / place / "out", batch_no, data)

    async def fetch(self, place: str, batch_no: str, on: date) -> bytes | None:
        return await asyncio.to_thread(self._read, self._root / place / "in", batch_no)

    @staticmethod
    def _read(folder: Path, batch_no: str) -> bytes | None:
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
        wanted = returned_names(names, batch_no)
        return b"".join((folder / name).read_bytes() for name in wanted) if wanted else None

    @staticmethod
    def _write(folder: Path, batch_no: str, data: bytes) -> None:
        """Whole or not at all: the bank never picks up half a file."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = folder / f".{batch_no}.part"
        scratch.touch(mode=0o600)
        scratch.write_bytes(data)
        scratch.replace(folder / sent_name(batch_no, data))


class BankActivities:
    """Which place's bank is reached how is configured (`DOUDI_BANK_ROUTES`). `ways`: other routes
    under their names."""

    def __init__(self, tools: Tools, ways: Mapping[str, BankRoute] | None = None) -> None:
        self._store = tools.store
        self._routes = tools.settings.bank_routes
        self._layouts = tools.settings.bank_layouts
        client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)
        self._ways: dict[str, BankRoute] = {
            "http": HttpBank(tools.settings.bank_url, client),
            "directory": DirectoryBank(tools.settings.bank_dir),
            "sftp": SftpBank(
                tools.settings.bank_sftp_url,
                tools.settings.bank_sftp_key,
                tools.settings.bank_sftp_known_hosts,
            ),
            **(ways or {}),
        }

    @activity.defn
    async def send_batch(self, order: BatchOrder) -> BatchSent:
        """First the batch in our tables, in one transaction; then the file, until the bank has it."""
        made = await asyncio.to_thread(self._make, order)
        if made.file is not None and not made.delivered:
            data = (
                as_workbook(made.file)
                if self._layout(order.place).form == "workbook"
                else made.file
            )
            await self._way(order.place).deliver(order.place, order.batch_no, data, order.on)
            await asyncio.to_thread(self._delivered, order)
        return made.sent

    @activity.defn
    async def fetch_return(self, query: ReturnQuery) -> BankAnswer:
        data = await self._way(query.place).fetch(query.place, query.batch_no, query.on)
        if data is None:
            return BankAnswer(batch_no=query.batch_no, ready=False)
        try:
            answer = await asyncio.to_thread(self._read, query, data)
        except BankFileRefused as refusal:
            _log.warning("return file refused", batch=query.batch_no, faults=len(refusal.faults))
            await asyncio.to_thread(self._kept, query, data, refusal.faults)
            raise nonsense(str(refusal)[:_MOST_TOLD]) from None
        await asyncio.to_thread(self._kept, query, data, ())
        return answer

    @activity.defn
    def book_return(self, booking: ReturnBooking) -> None:
        with self._store.write() as session:
            bank_batches.book_return(session, booking)

    def _layout(self, place: str) -> Layout:
        return self._layouts.get(place, PLAIN)

    def _way(self, place: str) -> BankRoute:
        return self._ways[self._routes.get(place, "http")]

    def _make(self, order: BatchOrder) -> bank_batches.MadeBatch:
        with self._store.write() as session:
            return bank_batches.make_batch(session, order, self._layout(order.place))

    def _delivered(self, order: BatchOrder) -> None:
        with self._store.write() as session:
            bank_batches.delivered(session, order.batch_no, order.on)

    def _kept(self, query: ReturnQuery, data: bytes, faults: Sequence[str]) -> None:
        with self._store.write() as session:
            bank_batches.keep_return(
                session, query.place, query.batch_no, data, query.on, faults[:_MOST_KEPT]
            )

    def _read(self, query: ReturnQuery, data: bytes) -> BankAnswer:
        answer = joined([decode_return(piece) for piece in pieces_of(data)])
        if (answer.batch_no, answer.place) != (query.batch_no, query.place):
            raise BankFileRefused(["wrong_batch"])
        if answer.credited_on > query.on:
            raise BankFileRefused(["credited_in_future"])
        with self._store.read() as session:
            return bank_batches.answer_of(session, answer, digest_of_file(data))
