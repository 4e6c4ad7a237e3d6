"""Files to and from the bank: taken whole or refused with every fault, and never told from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pay import bankfile
from domain.pay.bankfile import (
    BankBatch,
    BankFileRefused,
    BankReturn,
    Payee,
    Result,
    decode_batch,
    decode_return,
    digest_of_file,
    encode_batch,
    encode_return,
    match,
)

MONTH = date(2026, 9, 1)

_TEXT = st.text(
    st.characters(exclude_characters="|", exclude_categories=("C", "Z")), min_size=1, max_size=20
)


@given(
    st.lists(
        st.tuples(
            _TEXT, st.from_regex(r"[0-9]{10,24}", fullmatch=True), _TEXT, st.integers(1, 10**9)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_batch_comes_out_of_its_file_as_it_went_in(
    rows: list[tuple[str, str, str, int]],
) -> None:
    lines = tuple(
        Payee(no=no, bank=bank, account=number, holder=holder, fen=fen)
        for no, (bank, number, holder, fen) in enumerate(rows, start=1)
    )
    batch = BankBatch(
        batch_no="jiaozuo-dibao-202609-01",
        place="jiaozuo",
        month="2026-09",
        made_on=MONTH,
        lines=lines,
    )
    data = encode_batch(batch)
    assert decode_batch(data) == batch
    assert f"|{batch.count}|" in data.decode().splitlines()[0]


def some_return() -> BankReturn:
    return BankReturn(
        batch_no="jiaozuo-dibao-202609-01",
        place="jiaozuo",
        made_on=MONTH,
        credited_on=MONTH,
        lines=(
            Result(no=1, fen=50_000, code="00"),
            Result(no=2, fen=30_000, code="02"),
            Result(no=3, fen=10_000, code="00"),
        ),
    )


AMOUNTS = {1: 50_000, 2: 30_000, 3: 10_000}


def test_a_return_file_is_read_and_matched_whatever_the_order_of_its_lines() -> None:
    answer = some_return()
    assert decode_return(encode_return(answer)) == answer
    turned = answer.model_copy(update={"lines": answer.lines[::-1]})
    match(decode_return(encode_return(turned)), answer.batch_no, "jiaozuo", AMOUNTS)


@given(st.integers(0, 400), st.integers(0, 7))
def test_no_flipped_bit_of_a_return_file_is_ever_taken(at: int, bit: int) -> None:
    data = bytearray(encode_return(some_return()))
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(BankFileRefused):
        decode_return(bytes(data))


@given(st.integers(0, 1000))
def test_no_truncated_return_file_is_ever_taken(length: int) -> None:
    data = encode_return(some_return())
    with pytest.raises(BankFileRefused):
        decode_return(data[: length % len(data)])


def _sealed(text: str) -> bytes:
    body = text.encode()
    return body + f"E|{digest_of_file(body)}\n".encode()


_HEAD = "R|doudi|1|jiaozuo-dibao-202609-01|jiaozuo|2026-09-01|2026-09-01"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "bad_head"),
        (f"{_HEAD}|0|0|0.00\n", "empty"),
        (f"{_HEAD}|1|1|500.00\nL|1|500.0|00\n", "bad_field"),
        (f"{_HEAD}|1|1|500.00\nL|1|５00.00|00\n", "bad_field"),
        (f"{_HEAD}|1|1|500.00\nL|1|-500.00|00\n", "bad_field"),
        (f"{_HEAD}|1|1|500.00\nL|x|500.00|00\n", "bad_field"),
        (f"{_HEAD}|1|1|500.00\nL|1|500.00|00|more\n", "bad_record 2"),
        (f"{_HEAD}|1|1|500.00\nL|1|500.00|00\n\n", "bad_record 3"),
        (f"{_HEAD}|2|1|500.00\nL|1|500.00|00\n", "wrong_count"),
        (f"{_HEAD}|1|0|500.00\nL|1|500.00|00\n", "wrong_paid_count"),
        (f"{_HEAD}|1|1|500.01\nL|1|500.00|00\n", "wrong_paid_total"),
        ("B|doudi|1|x|jiaozuo|2026-09|2026-09-01|1|5.00\n", "bad_head"),
        ("R|doudi|2|x|jiaozuo|2026-09-01|2026-09-01|1|1|5.00\n", "bad_head"),
    ],
)
def test_a_sealed_return_file_of_another_form_is_refused_with_its_fault(
    text: str, fault: str
) -> None:
    with pytest.raises(BankFileRefused) as caught:
        decode_return(_sealed(text))
    assert fault in caught.value.faults


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            ((1, 50_000, "00"), (1, 50_000, "00"), (2, 30_000, "00"), (3, 10_000, "00")),
            "line_twice 1",
        ),
        (((1, 50_000, "00"), (2, 30_000, "00")), "line_missing 3"),
        (((1, 50_000, "00"), (2, 30_000, "00"), (3, 10_000, "00"), (4, 1, "00")), "foreign_line 4"),
        (((1, 50_001, "00"), (2, 30_000, "00"), (3, 10_000, "00")), "wrong_amount 1"),
        (((1, 50_000, "88"), (2, 30_000, "00"), (3, 10_000, "00")), "unknown_code 1"),
    ],
)
def test_a_return_file_about_other_lines_is_refused(
    lines: tuple[tuple[int, int, str], ...], fault: str
) -> None:
    answer = some_return().model_copy(
        update={"lines": tuple(Result(no=n, fen=f, code=c) for n, f, c in lines)}
    )
    with pytest.raises(BankFileRefused) as caught:
        match(answer, answer.batch_no, "jiaozuo", AMOUNTS)
    assert caught.value.faults == (fault,)


def test_the_answer_to_another_month_or_place_is_refused() -> None:
    answer = some_return()
    for batch_no, place in (("jiaozuo-dibao-202610-01", "jiaozuo"), (answer.batch_no, "yicheng")):
        with pytest.raises(BankFileRefused, match="wrong_batch"):
            match(answer, batch_no, place, AMOUNTS)


def test_a_fault_never_repeats_a_name_or_a_number() -> None:
    text = (
        "B|doudi|1|jiaozuo-dibao-202609-01|jiaozuo|2026-09|2026-09-01|1|5.00\n"
        "D|1|测试银行|9900000000000001x|张一一|5.00\n"
    )
    with pytest.raises(BankFileRefused) as caught:
        decode_batch(_sealed(text))
    assert caught.value.__cause__ is None and "张一一" not in repr(caught.value)
    assert bankfile.CODES.keys() >= bankfile.ACCOUNT_CODES
