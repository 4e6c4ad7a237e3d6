"""Whole fen: typed, shown, divided, and never lost."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.money import (
    Rounding,
    parse_yuan,
    percent_of,
    round_fen,
    round_ratio,
    split,
    yuan,
    yuan_zh,
)


@given(st.integers(0, 10**13))
def test_an_amount_shown_can_be_typed_in_again(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan_zh(fen)) == fen


def test_an_amount_reads_as_people_write_it() -> None:
    assert yuan(123456) == "1,234.56"
    assert yuan(0) == "0.00"
    assert yuan(-105) == "-1.05"
    assert yuan_zh(5_000_000) == "50,000.00元"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1234", 123400),
        ("1,234.5", 123450),
        ("￥１，２３４．５６", 123456),
        (" 12. ", 1200),
        ("0.07元", 7),
        ("0007", 700),
    ],
)
def test_what_a_clerk_types_is_understood(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_missing"),
        ("元", "amount_missing"),
        ("-1", "amount_negative"),
        ("−1", "amount_negative"),
        ("1.234", "amount_decimals"),
        ("1e3", "amount_unreadable"),
        ("12,34", "amount_unreadable"),
        ("一百", "amount_unreadable"),
        ("٣", "amount_unreadable"),
        ("nan", "amount_unreadable"),
        ("1 2", "amount_unreadable"),
        (".5", "amount_unreadable"),
        ("9" * 13, "amount_too_large"),
    ],
)
def test_junk_is_refused_with_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(CaseRefusal) as refused:
        parse_yuan(typed)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


@given(st.integers(0, 10**9), st.integers(1, 400), st.sampled_from(Rounding))
def test_a_division_is_rounded_once_and_by_less_than_its_unit(
    fen: int, by: int, rule: Rounding
) -> None:
    exact, rounded = Fraction(fen, by), round_ratio(fen, by, rule)
    unit = 1 if rule in (Rounding.EXACT, Rounding.UP_TO_FEN) else 100
    assert rounded % unit == 0
    assert abs(rounded - exact) < unit
    if rule in (Rounding.UP_TO_FEN, Rounding.UP_TO_YUAN):
        assert rounded >= exact
    elif rule is Rounding.HALF_UP_TO_YUAN:
        assert -50 < exact - rounded < 50 or exact - rounded == -50
    else:
        assert rounded <= exact


def test_dividing_per_head_first_can_pay_a_yuan_too_much() -> None:
    standard, members, net_income_year = 46_500, 3, 1_223
    once = round_ratio(standard * members * 12 - net_income_year, 12, "up_to_yuan")
    per_head = net_income_year // (members * 12)
    twice = round_fen((standard - per_head) * members, "up_to_yuan")
    assert once == 139_400
    assert twice == 139_500


def test_an_unknown_rule_is_a_mistake_not_a_default() -> None:
    with pytest.raises(ValueError, match="nearest"):
        round_fen(1, "nearest")
    with pytest.raises(ValueError, match="positive"):
        round_ratio(1, 0, "exact")


def test_a_percentage_drops_what_is_left_of_a_fen() -> None:
    assert percent_of(999, 15) == 149


@given(
    st.integers(0, 10**12),
    st.dictionaries(st.text("abcd", min_size=1, max_size=2), st.integers(0, 100), min_size=1),
)
def test_parts_add_up_to_the_whole_and_none_is_off_by_a_fen(
    fen: int, shares: dict[str, int]
) -> None:
    whole = sum(shares.values())
    if whole == 0:
        with pytest.raises(ValueError, match="shares"):
            split(fen, shares)
        return
    parts = split(fen, shares)
    assert sum(parts.values()) == fen
    assert all(abs(Fraction(fen * shares[k], whole) - parts[k]) < 1 for k in shares)
