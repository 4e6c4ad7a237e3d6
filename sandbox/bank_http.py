"""The bank's doors: batches and return files over HTTP, and a directory that is looked into.

`on` is the county's day, so that the bank lives by the calendar of the rehearsal; without it the
day the batch was made counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import Field

from domain.base import Frozen
from domain.household import Account
from domain.pay.bankfile import BankFileRefused, BankReturn, Result, decode_return, encode_return
from runtime.logs import get_logger
from sandbox.bank import Balance, Bank, OtherContents, Receipt

_LOOK_SECONDS: Final = 1.0
_log = get_logger("sandbox")


class BankFaultKind(StrEnum):
    DOWN = "down"
    """503 to everything."""
    CUT = "cut"
    """The return file ends in the middle."""
    WRONG_AMOUNT = "wrong_amount"
    """One line is a fen too many; the file is sealed properly."""
    DOUBLED = "doubled"
    """One line stands twice."""
    FOREIGN = "foreign"
    """One line is of no batch."""
    REORDERED = "reordered"
    """The lines come backwards, which is no fault of theirs."""
    MISSING = "missing"
    """The last line is missing; the file is sealed properly."""


class BankFault(Frozen):
    """`place` empty: every one. `times`: so many requests, 0 until it is taken away."""

    place: str = ""
    kind: BankFaultKind
    times: int = Field(default=0, ge=0)


class Conduct(Frozen):
    """How the bank behaves: days until a return file is ready, and its faults."""

    days: int = Field(default=0, ge=0, le=60)
    faults: tuple[BankFault, ...] = ()


class NewAccount(Frozen):
    bank: str
    number: str = Field(pattern=r"^\d{10,24}$")
    holder: str = Field(min_length=1, max_length=40)


On = Annotated[date | None, Query(description="the county's day")]


class _Desk:
    """Counts how often each fault has shown itself."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.conduct = Conduct()
        self._left: dict[int, int] = {}

    def behave(self, conduct: Conduct) -> None:
        self.conduct, self.bank.days = conduct, conduct.days
        self._left = {at: f.times for at, f in enumerate(conduct.faults) if f.times}

    def fault(self, place: str, *kinds: BankFaultKind) -> BankFaultKind | None:
        for at, fault in enumerate(self.conduct.faults):
            if fault.kind not in kinds or fault.place not in ("", place):
                continue
            if fault.times:
                if not self._left[at]:
                    continue
                self._left[at] -= 1
            return fault.kind
        return None

    def must_be_up(self, place: str) -> None:
        if self.fault(place, BankFaultKind.DOWN):
            raise HTTPException(503, "银行系统维护中。")


def router(bank: Bank) -> APIRouter:
    routes = APIRouter(prefix="/bank", tags=["bank"])
    desk = _Desk(bank)

    @routes.post("/{place}/batches")
    async def deliver(place: str, request: Request, response: Response, on: On = None) -> Receipt:
        """Takes a batch file; 200 instead of 201 when it was here before."""
        desk.must_be_up(place)
        data = await request.body()
        try:
            receipt = await asyncio.to_thread(bank.deliver, place, data, on)
        except BankFileRefused as refusal:
            raise HTTPException(422, list(refusal.faults)) from None
        except OtherContents:
            raise HTTPException(409, "同一批次号已经收到内容不同的文件。") from None
        response.status_code = 201 if receipt.first else 200
        return receipt

    @routes.get("/{place}/batches")
    def deliveries(place: str) -> dict[str, int]:
        return bank.deliveries(place)

    @routes.get("/{place}/batches/{batch_no}/return", response_model=None)
    def answer(place: str, batch_no: str, on: On = None) -> Response:
        desk.must_be_up(place)
        try:
            data = bank.answer(place, batch_no, on)
        except KeyError:
            raise HTTPException(404, "没有收到这个批次。") from None
        if data is None:
            return Response(status_code=202)
        spoil = desk.fault(place, *_SPOIL)
        body = _SPOIL[spoil](data) if spoil else data
        return Response(body, media_type="text/plain; charset=utf-8")

    @routes.get("/{place}/balances")
    def balances(place: str) -> tuple[Balance, ...]:
        return bank.balances(place)

    @routes.post("/_accounts", status_code=204)
    def open_account(new: NewAccount) -> None:
        bank.open_account(Account(bank=new.bank, number=new.number, holder="m1"), new.holder)

    @routes.get("/_conduct")
    def conduct() -> Conduct:
        return desk.conduct

    @routes.put("/_conduct")
    def behave(wanted: Conduct) -> Conduct:
        desk.behave(wanted)
        return wanted

    return routes


async def watch(bank: Bank, root: Path) -> None:
    """Looks into the directory for ever; a file that cannot be read is tried again."""
    while True:
        try:
            await asyncio.to_thread(bank.take_in, root)
        except OSError as fault:
            _log.warning("bank directory unreadable", error=type(fault).__name__)
        await asyncio.sleep(_LOOK_SECONDS)


def _changed(
    change: Callable[[tuple[Result, ...]], tuple[Result, ...]],
) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        answer: BankReturn = decode_return(data)
        return encode_return(answer.model_copy(update={"lines": change(answer.lines)}))

    return spoil


def _dearer(line: Result) -> Result:
    return line.model_copy(update={"fen": line.fen + 1})


def _after(lines: tuple[Result, ...]) -> Result:
    return lines[-1].model_copy(update={"no": lines[-1].no + 1})


_SPOIL: Final[dict[BankFaultKind, Callable[[bytes], bytes]]] = {
    BankFaultKind.CUT: lambda data: data[: len(data) // 2],
    BankFaultKind.WRONG_AMOUNT: _changed(lambda lines: (_dearer(lines[0]), *lines[1:])),
    BankFaultKind.DOUBLED: _changed(lambda lines: (lines[0], *lines)),
    BankFaultKind.FOREIGN: _changed(lambda lines: (*lines, _after(lines))),
    BankFaultKind.REORDERED: _changed(lambda lines: lines[::-1]),
    BankFaultKind.MISSING: _changed(lambda lines: lines[:-1] or lines),
}
