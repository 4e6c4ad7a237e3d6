"""Money in whole fen. No float ever touches it.

Where a division cannot come out even, the rule is a parameter and stands in the policy pack
(`dibao.rounding`); it is applied once, to the final amount, never to a step on the way.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from domain.base import CaseRefusal

FEN = 100
"""Fen in a yuan."""

_AMOUNT = re.compile(r"(\d+)(?:\.(\d*))?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_MAX_DIGITS = 12


class Rounding(StrEnum):
    """What becomes of the part of an amount that is less than the unit paid out."""

    EXACT = "exact"  # whole fen, what is left of a fen is dropped
    UP_TO_FEN = "up_to_fen"
    UP_TO_YUAN = "up_to_yuan"
    DOWN_TO_YUAN = "down_to_yuan"
    HALF_UP_TO_YUAN = "half_up_to_yuan"


def round_fen(fen: int, rule: str) -> int:
    """Whole fen rounded by a rule of `Rounding`. ValueError for a rule it does not know."""
    return round_ratio(fen, 1, rule)


def round_ratio(fen: int, by: int, rule: str) -> int:
    """`fen / by` rounded once by a rule of `Rounding`; up means away from paying too little.

    A per-capita or monthly amount is computed by this from the undivided sum, so that nothing is
    lost by dividing twice. ValueError for an unknown rule or a divisor below 1.
    """
    if by < 1:
        raise ValueError("an amount can only be divided by a positive whole number")
    match Rounding(rule):
        case Rounding.EXACT:
            return fen // by
        case Rounding.UP_TO_FEN:
            return -(-fen // by)
        case Rounding.UP_TO_YUAN:
            return -(-fen // (by * FEN)) * FEN
        case Rounding.DOWN_TO_YUAN:
            return fen // (by * FEN) * FEN
        case Rounding.HALF_UP_TO_YUAN:
            return (2 * fen + by * FEN) // (2 * by * FEN) * FEN


def percent_of(fen: int, percent: int) -> int:
    """So many hundredths of an amount, what is left of a fen dropped."""
    return fen * percent // 100


def split(fen: int, shares: dict[str, int]) -> dict[str, int]:
    """An amount split by shares so that the parts add up exactly.

    Each part is first rounded down; the fen left over go one each to the parts that lost most,
    in the order of `shares` among equals. ValueError when the shares do not add up to more than 0.
    """
    whole = sum(shares.values())
    if whole <= 0 or min(shares.values()) < 0:
        raise ValueError("shares must not be negative and not all zero")
    parts = {key: fen * share // whole for key, share in shares.items()}
    lost = sorted(shares, key=lambda key: -(fen * shares[key] % whole))
    for key in lost[: fen - sum(parts.values())]:
        parts[key] += 1
    return parts


def yuan(fen: int) -> str:
    """`123456` as `1,234.56`."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN:,}.{abs(fen) % FEN:02d}"


def yuan_zh(fen: int) -> str:
    """`123456` as `1,234.56元`."""
    return f"{yuan(fen)}元"


def parse_yuan(text: str) -> int:
    """Fen of an amount in yuan as a clerk types it: `1234`, `1,234.5`, `￥１２３４．５`, `1234元`.

    Refuses what is empty, negative, has more than two decimals or is no number.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元")
    plain = plain.replace("−", "-").strip()
    if not plain:
        raise CaseRefusal("amount_missing", "金额不能为空，请填写以元为单位的金额。")
    if plain.startswith("-"):
        raise CaseRefusal("amount_negative", "金额不能为负数，请核对后重新填写。")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    match = _AMOUNT.fullmatch(plain)
    if match is None or not plain.isascii():
        raise CaseRefusal("amount_unreadable", "金额须为数字，例如 1234.56，请核对后重新填写。")
    whole, decimals = match[1], match[2] or ""
    if len(decimals) > 2:
        raise CaseRefusal("amount_decimals", "金额最多保留两位小数（精确到分），请核对后重新填写。")
    if len(whole.lstrip("0")) > _MAX_DIGITS:
        raise CaseRefusal("amount_too_large", "金额过大，请核对单位是否为元。")
    return int(whole) * FEN + int(decimals.ljust(2, "0"))
