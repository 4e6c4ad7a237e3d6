"""The files between the county and the paying bank: a batch out, its return file back.

Text in UTF-8, one record a line, fields between `|`, amounts in yuan with two decimals. A batch:

    B|doudi|1|batch number|place|yyyy-mm|made on|count|total
    D|line number|bank|account|holder|amount          one a payee, numbered from 1
    E|SHA-256 of everything above

A return file answers every line of one batch:

    R|doudi|1|batch number|place|made on|credited on|count|paid count|paid total
    L|line number|amount|result code                   `00` is credited
    E|SHA-256 of everything above

Reading is strict: a file is taken whole or refused with every fault found, each naming a line
number and never what stands in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Final

from pydantic import Field, ValidationError

from domain.base import Frozen
from domain.money import FEN

MARK: Final = "doudi"
VERSION: Final = "1"
PAID: Final = "00"

CODES: Final = {
    PAID: "已到账",
    "01": "账号不存在",
    "02": "户名与账号不符",
    "03": "账户已销户",
    "04": "账户已冻结或者止付",
    "05": "账户类型不支持代发",
    "99": "银行系统处理失败",
}
"""Result codes of a return file."""

ACCOUNT_CODES: Final = frozenset({"01", "02", "03", "04", "05"})
"""Codes after which paying to the same account again is pointless."""

_TEXT = r"^[^|\r\n\x00-\x1f]+$"


class BankFileRefused(Exception):
    """The file cannot be taken; `faults` holds a code and, where there is one, a line number."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Payee(Frozen):
    """One line of a batch. Personal data: it goes to the bank and nowhere else."""

    no: int = Field(ge=1)
    bank: str = Field(pattern=_TEXT, max_length=40)
    account: str = Field(pattern=r"^\d{10,24}$")
    holder: str = Field(pattern=_TEXT, max_length=40)
    fen: int = Field(gt=0)


class BankBatch(Frozen):
    batch_no: str = Field(pattern=r"^[a-z0-9-]{3,60}$")
    place: str = Field(pattern=r"^[a-z]+$")
    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    made_on: date
    lines: tuple[Payee, ...] = Field(min_length=1)

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def total_fen(self) -> int:
        return sum(line.fen for line in self.lines)


class Result(Frozen):
    """What became of one line: `00`, or why it was not credited."""

    no: int = Field(ge=1)
    fen: int = Field(gt=0)
    code: str = Field(pattern=r"^\d{2}$")

    @property
    def paid(self) -> bool:
        return self.code == PAID


class BankReturn(Frozen):
    batch_no: str = Field(pattern=r"^[a-z0-9-]{3,60}$")
    place: str = Field(pattern=r"^[a-z]+$")
    made_on: date
    credited_on: date
    lines: tuple[Result, ...] = Field(min_length=1)

    @property
    def paid(self) -> tuple[Result, ...]:
        return tuple(line for line in self.lines if line.paid)

    @property
    def paid_fen(self) -> int:
        return sum(line.fen for line in self.paid)


def digest_of_file(data: bytes) -> str:
    """SHA-256 (hex) of a whole file."""
    return hashlib.sha256(data).hexdigest()


def encode_batch(batch: BankBatch) -> bytes:
    head = ("B", MARK, VERSION, batch.batch_no, batch.place, batch.month, str(batch.made_on))
    rows: list[tuple[str, ...]] = [(*head, str(batch.count), _yuan(batch.total_fen))]
    rows += [
        ("D", str(line.no), line.bank, line.account, line.holder, _yuan(line.fen))
        for line in batch.lines
    ]
    return _sealed(rows)


def decode_batch(data: bytes) -> BankBatch:
    """Raises BankFileRefused with every fault."""
    head, rows = _opened(data, "B", 9, "D", 6)
    try:
        batch = BankBatch(
            batch_no=head[3],
            place=head[4],
            month=head[5],
            made_on=date.fromisoformat(head[6]),
            lines=tuple(
                Payee(no=int(r[1]), bank=r[2], account=r[3], holder=r[4], fen=_fen(r[5]))
                for r in rows
            ),
        )
    except (ValueError, ValidationError):
        # `from None`: the cause would repeat names and account numbers.
        raise BankFileRefused(["bad_field"]) from None
    faults = _numbering([line.no for line in batch.lines])
    faults += [] if head[7] == str(batch.count) else ["wrong_count"]
    faults += [] if head[8] == _yuan(batch.total_fen) else ["wrong_total"]
    if faults:
        raise BankFileRefused(faults)
    return batch


def encode_return(answer: BankReturn) -> bytes:
    head = ("R", MARK, VERSION, answer.batch_no, answer.place)
    days = (str(answer.made_on), str(answer.credited_on))
    sums = (str(len(answer.lines)), str(len(answer.paid)), _yuan(answer.paid_fen))
    rows: list[tuple[str, ...]] = [(*head, *days, *sums)]
    rows += [("L", str(line.no), _yuan(line.fen), line.code) for line in answer.lines]
    return _sealed(rows)


def decode_return(data: bytes) -> BankReturn:
    """Raises BankFileRefused with every fault of the file itself; see `match` for the batch."""
    head, rows = _opened(data, "R", 10, "L", 4)
    try:
        answer = BankReturn(
            batch_no=head[3],
            place=head[4],
            made_on=date.fromisoformat(head[5]),
            credited_on=date.fromisoformat(head[6]),
            lines=tuple(Result(no=int(r[1]), fen=_fen(r[2]), code=r[3]) for r in rows),
        )
    except (ValueError, ValidationError):
        raise BankFileRefused(["bad_field"]) from None
    faults = [] if head[7] == str(len(answer.lines)) else ["wrong_count"]
    faults += [] if head[8] == str(len(answer.paid)) else ["wrong_paid_count"]
    faults += [] if head[9] == _yuan(answer.paid_fen) else ["wrong_paid_total"]
    if faults:
        raise BankFileRefused(faults)
    return answer


def match(answer: BankReturn, batch_no: str, place: str, amounts: dict[int, int]) -> None:
    """The answer is about exactly this batch: each of its lines (number to fen) once, its amount.

    Raises BankFileRefused with every fault. The order of the lines does not matter.
    """
    faults = [] if (answer.batch_no, answer.place) == (batch_no, place) else ["wrong_batch"]
    seen: set[int] = set()
    for line in answer.lines:
        if line.no in seen:
            faults.append(f"line_twice {line.no}")
        seen.add(line.no)
        if line.no not in amounts:
            faults.append(f"foreign_line {line.no}")
        elif amounts[line.no] != line.fen:
            faults.append(f"wrong_amount {line.no}")
        if line.code not in CODES:
            faults.append(f"unknown_code {line.no}")
    faults += [f"line_missing {no}" for no in sorted(amounts.keys() - seen)]
    if faults:
        raise BankFileRefused(faults)


def _yuan(fen: int) -> str:
    return f"{fen // FEN}.{fen % FEN:02d}"


def _fen(text: str) -> int:
    whole, dot, part = text.partition(".")
    if not (whole.isdigit() and dot and len(part) == 2 and part.isdigit() and text.isascii()):
        raise ValueError
    return int(whole) * FEN + int(part)


def _sealed(rows: Sequence[Sequence[str]]) -> bytes:
    body = "".join("|".join(row) + "\n" for row in rows).encode()
    return body + f"E|{hashlib.sha256(body).hexdigest()}\n".encode()


def _opened(
    data: bytes, head_kind: str, head_fields: int, kind: str, fields: int
) -> tuple[list[str], list[list[str]]]:
    """Head and records of a file that is whole: right kind, right form, digest kept."""
    body, mark, seal = data.rpartition(b"E|")
    if not mark or not (body.endswith(b"\n") or not body):
        raise BankFileRefused(["truncated"])
    if seal != f"{hashlib.sha256(body).hexdigest()}\n".encode():
        raise BankFileRefused(["wrong_digest"])
    try:
        rows = [line.split("|") for line in body.decode().split("\n")[:-1]]
    except UnicodeDecodeError:
        raise BankFileRefused(["bad_encoding"]) from None
    if not rows or rows[0][:3] != [head_kind, MARK, VERSION] or len(rows[0]) != head_fields:
        raise BankFileRefused(["bad_head"])
    faults = [
        f"bad_record {at}"
        for at, row in enumerate(rows[1:], start=2)
        if row[0] != kind or len(row) != fields
    ]
    if faults or len(rows) == 1:
        raise BankFileRefused(faults or ["empty"])
    return rows[0], rows[1:]


def _numbering(numbers: Sequence[int]) -> list[str]:
    right = all(number == at for at, number in enumerate(numbers, start=1))
    return [] if right else ["bad_numbering"]
