"""The files between the county and the paying bank: a batch out, its return file back.

Text, one record a line, amounts in yuan with two decimals. How it is written is a bank's `Layout`:
UTF-8 or GB18030, fields between `|` or tabs, its columns in the bank's order. A file says itself how
it is written, so that reading needs no setting: its first letter is followed by the separator, the
third field is the version with the encoding (`1` or `1-gb18030`), and a `C` record names the columns
where they stand in another order. A workbook (`documents.bankbook`) holds the same records as rows.
A batch:

    B|doudi|1|batch number|place|yyyy-mm|made on|count|total
    C|no|bank|account|holder|amount                     only for another order than this
    D|line number|bank|account|holder|amount          one a payee, numbered from 1
    E|SHA-256 of everything above

A return file answers every line of one batch:

    R|doudi|1|batch number|place|made on|credited on|count|paid count|paid total
    L|line number|amount|result code                   `00` is credited
    E|SHA-256 of everything above

A bank may answer in pieces: return files of one batch whose lines together are the batch (`joined`).

Reading is strict: a file is taken whole or refused with every fault found, each naming a line
number and never what stands in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from pydantic import Field, ValidationError, field_validator

from domain.base import Frozen
from domain.money import FEN

MARK: Final = "doudi"
VERSION: Final = "1"
COLUMNS: Final = ("no", "bank", "account", "holder", "amount")
_RETURNED: Final = ("no", "amount", "code")
_ENCODINGS: Final = {VERSION: "utf-8", f"{VERSION}-gb18030": "gb18030"}
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


class Layout(Frozen):
    """How a bank wants its files. `columns`: each of `COLUMNS` once."""

    form: Literal["text", "workbook"] = "text"
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    separator: Literal["|", "\t"] = "|"
    columns: tuple[str, ...] = COLUMNS

    @field_validator("columns")
    @classmethod
    def _each_once(cls, columns: tuple[str, ...]) -> tuple[str, ...]:
        if sorted(columns) != sorted(COLUMNS):
            raise ValueError(f"each of these once: {' '.join(COLUMNS)}")
        return columns


PLAIN: Final = Layout()


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


def text_of(data: bytes) -> str:
    """The text of a file of ours, in the encoding its head names."""
    head = data.split(b"\n", 1)[0]
    return data.decode("gb18030" if b"-gb18030" in head else "utf-8")


def bytes_of(text: str) -> bytes:
    """The bytes `text_of` was given."""
    head = text.split("\n", 1)[0]
    return text.encode("gb18030" if "-gb18030" in head else "utf-8")


def encode_batch(batch: BankBatch, layout: Layout = PLAIN) -> bytes:
    """The text of a batch. A name that GB18030 does not have is a ValueError: nothing is lost."""
    version = _version(layout)
    head = ("B", MARK, version, batch.batch_no, batch.place, batch.month, str(batch.made_on))
    rows: list[tuple[str, ...]] = [(*head, str(batch.count), _yuan(batch.total_fen))]
    if layout.columns != COLUMNS:
        rows.append(("C", *layout.columns))
    order = [COLUMNS.index(name) for name in layout.columns]
    for line in batch.lines:
        plain = (str(line.no), line.bank, line.account, line.holder, _yuan(line.fen))
        rows.append(("D", *(plain[at] for at in order)))
    return _sealed(rows, layout)


def _version(layout: Layout) -> str:
    return next(name for name, encoding in _ENCODINGS.items() if encoding == layout.encoding)


def decode_batch(data: bytes) -> BankBatch:
    """Raises BankFileRefused with every fault."""
    head, rows = _opened(data, "B", 9, "D", COLUMNS)
    try:
        batch = BankBatch(
            batch_no=head[3],
            place=head[4],
            month=head[5],
            made_on=date.fromisoformat(head[6]),
            lines=tuple(
                Payee(no=_whole(r[0]), bank=r[1], account=r[2], holder=r[3], fen=_fen(r[4]))
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


def encode_return(answer: BankReturn, layout: Layout = PLAIN) -> bytes:
    head = ("R", MARK, _version(layout), answer.batch_no, answer.place)
    days = (str(answer.made_on), str(answer.credited_on))
    sums = (str(len(answer.lines)), str(len(answer.paid)), _yuan(answer.paid_fen))
    rows: list[tuple[str, ...]] = [(*head, *days, *sums)]
    rows += [("L", str(line.no), _yuan(line.fen), line.code) for line in answer.lines]
    return _sealed(rows, layout)


def decode_return(data: bytes) -> BankReturn:
    """Raises BankFileRefused with every fault of the file itself; see `match` for the batch."""
    head, rows = _opened(data, "R", 10, "L", _RETURNED)
    try:
        answer = BankReturn(
            batch_no=head[3],
            place=head[4],
            made_on=date.fromisoformat(head[5]),
            credited_on=date.fromisoformat(head[6]),
            lines=tuple(Result(no=_whole(r[0]), fen=_fen(r[1]), code=r[2]) for r in rows),
        )
    except (ValueError, ValidationError):
        raise BankFileRefused(["bad_field"]) from None
    faults = [] if head[7] == str(len(answer.lines)) else ["wrong_count"]
    faults += [] if head[8] == str(len(answer.paid)) else ["wrong_paid_count"]
    faults += [] if head[9] == _yuan(answer.paid_fen) else ["wrong_paid_total"]
    if faults:
        raise BankFileRefused(faults)
    return answer


def joined(pieces: Sequence[BankReturn]) -> BankReturn:
    """One answer of several pieces. BankFileRefused when they are of different batches."""
    first = pieces[0]
    if {(p.batch_no, p.place) for p in pieces} != {(first.batch_no, first.place)}:
        raise BankFileRefused(["pieces_of_different_batches"])
    return first.model_copy(
        update={
            "made_on": max(piece.made_on for piece in pieces),
            "credited_on": max(piece.credited_on for piece in pieces),
            "lines": tuple(line for piece in pieces for line in piece.lines),
        }
    )


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
    if not (dot and len(part) == 2 and part.isdigit() and part.isascii()):
        raise ValueError
    return _whole(whole) * FEN + int(part)


def _whole(text: str) -> int:
    if not (text.isdigit() and text.isascii()) or text != str(int(text)):
        raise ValueError
    return int(text)


def _sealed(rows: Sequence[Sequence[str]], layout: Layout) -> bytes:
    body = "".join(layout.separator.join(row) + "\n" for row in rows).encode(layout.encoding)
    return body + f"E{layout.separator}{hashlib.sha256(body).hexdigest()}\n".encode()


def _opened(
    data: bytes, head_kind: str, head_fields: int, kind: str, columns: Sequence[str]
) -> tuple[list[str], list[list[str]]]:
    """Head and records, in the order of `columns`, of a file that is whole: right kind, right
    form, digest kept."""
    separator = "\t" if data[1:2] == b"\t" else "|"
    body, mark, seal = data.rpartition(f"E{separator}".encode())
    if not mark or not (body.endswith(b"\n") or not body):
        raise BankFileRefused(["truncated"])
    if seal != f"{hashlib.sha256(body).hexdigest()}\n".encode():
        raise BankFileRefused(["wrong_digest"])
    version = body.split(b"\n")[0].split(separator.encode())[2:3]
    encoding = _ENCODINGS.get(version[0].decode("ascii", "replace")) if version else None
    if encoding is None:
        raise BankFileRefused(["bad_head"])
    try:
        rows = [line.split(separator) for line in body.decode(encoding).split("\n")[:-1]]
    except UnicodeDecodeError:
        raise BankFileRefused(["bad_encoding"]) from None
    if not rows or rows[0][:2] != [head_kind, MARK] or len(rows[0]) != head_fields:
        raise BankFileRefused(["bad_head"])
    named = len(rows) > 1 and rows[1][0] == "C"
    order = rows[1][1:] if named else list(columns)
    if sorted(order) != sorted(columns):
        raise BankFileRefused(["bad_columns"])
    first = 3 if named else 2
    records = rows[first - 1 :]
    faults = [
        f"bad_record {at}"
        for at, row in enumerate(records, start=first)
        if row[0] != kind or len(row) != len(columns) + 1
    ]
    if faults or not records:
        raise BankFileRefused(faults or ["empty"])
    places = [order.index(name) + 1 for name in columns]
    return rows[0], [[row[at] for at in places] for row in records]


def _numbering(numbers: Sequence[int]) -> list[str]:
    right = all(number == at for at, number in enumerate(numbers, start=1))
    return [] if right else ["bad_numbering"]
