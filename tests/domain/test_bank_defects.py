"""R9: every way a return file can be wrong is flagged, and nothing of such a file is taken.

The defects are made from one right answer of the bank, sealed again where the bank itself would have
sealed it, in both encodings and as a workbook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Final

import pytest

from documents.bankbook import as_text, as_workbook, pieces_of
from domain.pay.bankfile import (
    COLUMNS,
    BankBatch,
    BankFileRefused,
    BankReturn,
    Layout,
    Payee,
    Result,
    bytes_of,
    decode_batch,
    decode_return,
    encode_batch,
    encode_return,
    joined,
    match,
    text_of,
)

ON = date(2026, 9, 8)
NUMBER: Final = "jiaozuo-dibao-202609-01"
AMOUNTS: Final = {1: 50_000, 2: 30_000, 3: 10_000}
RIGHT = BankReturn(
    batch_no=NUMBER,
    place="jiaozuo",
    made_on=ON,
    credited_on=ON,
    lines=(
        Result(no=1, fen=50_000, code="00"),
        Result(no=2, fen=30_000, code="02"),
        Result(no=3, fen=10_000, code="00"),
    ),
)


def read(data: bytes, *, on: date = ON) -> BankReturn:
    """As the run reads it. Raises BankFileRefused."""
    answer = joined([decode_return(piece) for piece in pieces_of(data)])
    match(answer, NUMBER, "jiaozuo", AMOUNTS)
    if answer.credited_on > on:
        raise BankFileRefused(["credited_in_future"])
    return answer


def _bytes(old: bytes, new: bytes, *, sealed: bool = True) -> Callable[[bytes], bytes]:
    """The file with this text changed, and sealed again as the bank's own program would."""

    def change(data: bytes) -> bytes:
        body = data.rpartition(b"E|")[0] if sealed else data
        assert old in body
        changed = body.replace(old, new, 1)
        if not sealed:
            return changed
        return changed + f"E|{hashlib.sha256(changed).hexdigest()}\n".encode()

    return change


def _lines(change: Callable[[tuple[Result, ...]], tuple[Result, ...]]) -> Callable[[bytes], bytes]:
    """Other lines, with the counts and sums that belong to them."""
    return lambda _: encode_return(RIGHT.model_copy(update={"lines": change(RIGHT.lines)}))


def _having(**fields: object) -> Callable[[bytes], bytes]:
    return lambda _: encode_return(RIGHT.model_copy(update=fields))


_L1 = RIGHT.lines[0]
_HALF = RIGHT.model_copy(update={"lines": RIGHT.lines[:1]})

DEFECTS: Final[dict[str, tuple[Callable[[bytes], bytes], str]]] = {
    "empty": (lambda _: b"", "truncated"),
    "cut in a line": (lambda d: d[: len(d) // 2], "truncated"),
    "cut after a line": (lambda d: d[: d.index(b"L|3")], "truncated"),
    "cut in the seal": (lambda d: d[:-10], "wrong_digest"),
    "without its last newline": (lambda d: d[:-1], "wrong_digest"),
    "something after the seal": (lambda d: d + b"L|4|1.00|00\n", "truncated"),
    "an amount changed by hand": (_bytes(b"500.00", b"600.00", sealed=False), "wrong_digest"),
    "a code changed by hand": (_bytes(b"|02\n", b"|00\n", sealed=False), "wrong_digest"),
    "lines turned round by hand": (
        _bytes(b"L|1|500.00|00\nL|2|300.00|02\n", b"L|2|300.00|02\nL|1|500.00|00\n", sealed=False),
        "wrong_digest",
    ),
    "line ends of another system": (lambda d: d.replace(b"\n", b"\r\n"), "wrong_digest"),
    "a byte-order mark": (lambda d: b"\xef\xbb\xbf" + d, "wrong_digest"),
    "wrong total": (_bytes(b"|600.00\n", b"|600.01\n"), "wrong_paid_total"),
    "wrong count": (_bytes(b"|3|2|", b"|4|2|"), "wrong_count"),
    "wrong paid count": (_bytes(b"|3|2|", b"|3|3|"), "wrong_paid_count"),
    "no lines": (_bytes(b"L|1|500.00|00\nL|2|300.00|02\nL|3|100.00|00\n", b""), "empty"),
    "a batch instead of an answer": (_bytes(b"R|doudi", b"B|doudi"), "bad_head"),
    "another program's file": (_bytes(b"R|doudi", b"R|other"), "bad_head"),
    "another version": (_bytes(b"|doudi|1|", b"|doudi|2|"), "bad_head"),
    "a head with a field too few": (_bytes(b"|600.00\n", b"\n"), "bad_head"),
    "a line with a field too many": (_bytes(b"|02\n", b"|02|x\n"), "bad_record"),
    "a line of another kind": (_bytes(b"L|2|", b"D|2|"), "bad_record"),
    "columns nobody knows": (_bytes(b"\nL|1", b"\nC|no|fen|code\nL|1"), "bad_columns"),
    "an amount without fen": (_bytes(b"500.00|00", b"500|00"), "bad_field"),
    "an amount with a sign": (_bytes(b"500.00|00", b"-500.00|00"), "bad_field"),
    "an amount of nothing": (_bytes(b"500.00|00", b"0.00|00"), "bad_field"),
    "full-width digits": (_bytes(b"500.00|00", "５00.00|00".encode()), "bad_field"),
    "a line number that is none": (_bytes(b"L|1|", b"L|x|"), "bad_field"),
    "a line number written otherwise": (_bytes(b"L|1|", b"L|01|"), "bad_field"),
    "a day that is none": (_bytes(b"2026-09-08", b"2026-02-30"), "bad_field"),
    "wrong amount": (
        _lines(lambda x: (_L1.model_copy(update={"fen": 50_001}), *x[1:])),
        "wrong_amount 1",
    ),
    "paid in part": (
        _lines(lambda x: (_L1.model_copy(update={"fen": 20_000}), *x[1:])),
        "wrong_amount 1",
    ),
    "a line twice": (_lines(lambda x: (x[0], *x)), "line_twice 1"),
    "a line twice with two results": (
        _lines(lambda x: (*x, _L1.model_copy(update={"code": "01"}))),
        "line_twice 1",
    ),
    "a line missing": (_lines(lambda x: x[:2]), "line_missing 3"),
    "a foreign line": (
        _lines(lambda x: (*x, _L1.model_copy(update={"no": 4}))),
        "foreign_line 4",
    ),
    "a code nobody knows": (
        _lines(lambda x: (_L1.model_copy(update={"code": "77"}), *x[1:])),
        "unknown_code 1",
    ),
    "the wrong month": (_having(batch_no="jiaozuo-dibao-202608-01"), "wrong_batch"),
    "another batch of the month": (_having(batch_no="jiaozuo-dibao-202609-02"), "wrong_batch"),
    "another county's": (_having(place="yicheng"), "wrong_batch"),
    "credited in the future": (_having(credited_on=date(2026, 9, 9)), "credited_in_future"),
    "sent twice in one": (lambda d: d + d, "line_twice 1"),
    "a piece only": (lambda _: encode_return(_HALF), "line_missing 2"),
    "a piece twice": (
        lambda d: encode_return(_HALF) + encode_return(RIGHT),
        "line_twice 1",
    ),
    "pieces of two batches": (
        lambda d: (
            encode_return(_HALF)
            + encode_return(RIGHT.model_copy(update={"batch_no": "jiaozuo-dibao-202608-01"}))
        ),
        "pieces_of_different_batches",
    ),
    "a page of the web": (lambda _: b"<html>login</html>", "truncated"),
    "no workbook": (lambda _: b"PK\x03\x04nothing", "bad_workbook"),
    "a workbook cell changed": (
        lambda d: as_workbook(d.replace(b"500.00|00", b"500.01|00")),
        "wrong_digest",
    ),
    "bytes of no encoding": (_bytes(b"|02\n", b"|\xff2\n"), "bad_encoding"),
}


def test_there_are_as_many_kinds_as_promised() -> None:
    assert len(DEFECTS) >= 30


@pytest.mark.parametrize("name", DEFECTS)
def test_every_defect_of_a_return_file_is_flagged_by_its_name(name: str) -> None:
    spoil, fault = DEFECTS[name]
    data = encode_return(RIGHT)
    assert read(data) == RIGHT
    with pytest.raises(BankFileRefused) as caught:
        read(spoil(data))
    assert any(found.startswith(fault) for found in caught.value.faults), caught.value.faults
    assert "测试" not in repr(caught.value)


@pytest.mark.parametrize(
    "layout", [Layout(), Layout(encoding="gb18030"), Layout(separator="\t", encoding="gb18030")]
)
def test_what_is_no_defect_is_taken_in_every_layout(layout: Layout) -> None:
    turned = RIGHT.model_copy(update={"lines": RIGHT.lines[::-1]})
    assert read(encode_return(RIGHT, layout)) == RIGHT
    assert read(encode_return(turned, layout)).lines == RIGHT.lines[::-1]
    rest = RIGHT.model_copy(update={"lines": RIGHT.lines[1:]})
    assert read(encode_return(_HALF, layout) + encode_return(rest, layout)) == RIGHT


def test_a_workbook_is_the_same_file_and_the_same_bytes_each_time() -> None:
    data = encode_return(RIGHT)
    assert read(as_workbook(data)) == RIGHT
    assert as_text(as_workbook(data)) == data and as_workbook(data) == as_workbook(data)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("separator", ["|", "\t"])
def test_a_batch_in_a_banks_own_layout_says_itself_how_it_is_to_be_read(
    encoding: str, separator: str
) -> None:
    """A name with a rare character (𠮷, 㛃) goes through GB18030 whole."""
    layout = Layout.model_validate(
        {"encoding": encoding, "separator": separator, "columns": tuple(reversed(COLUMNS))}
    )
    payee = Payee(no=1, bank="测试银行", account="9900000000000001", holder="𠮷㛃", fen=50_001)
    batch = BankBatch(batch_no=NUMBER, place="jiaozuo", month="2026-09", made_on=ON, lines=(payee,))
    data = encode_batch(batch, layout)
    assert decode_batch(data) == batch and bytes_of(text_of(data)) == data
    rows = data.decode(encoding).split("\n")
    assert rows[1] == separator.join(("C", *reversed(COLUMNS)))
    assert rows[2].endswith(separator.join(("测试银行", "1")))


def test_a_layout_that_leaves_a_column_out_is_refused() -> None:
    with pytest.raises(ValueError, match="each of these once"):
        Layout(columns=COLUMNS[:4])
