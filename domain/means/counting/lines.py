"""The table of a result: label and figure, amounts in yuan, in one order however facts came in."""

from __future__ import annotations

from domain.money import yuan

MONTHS_A_YEAR = 12

Line = tuple[str, str]


def a_year(fen: int) -> str:
    return f"{yuan(fen)}元/年"


def per_month(fen_year: int, persons: int) -> int:
    """A yearly sum per head and month, what is left of a fen dropped."""
    return fen_year // (persons * MONTHS_A_YEAR)
