"""What a test of means gives: the result, every ground with its clause, and the table behind it."""

from __future__ import annotations

from pydantic import Field

from domain.base import Frozen


class Reason(Frozen):
    """One ground of a result: code, a Chinese sentence, the clause, the figures compared."""

    code: str
    text: str
    clause: str
    figures: dict[str, str] = Field(default_factory=dict)


class Assessment(Frozen):
    """What the recorded facts and the policy snapshot give; computed, never typed in."""

    eligible: bool
    monthly_fen: int
    once_fen: int = 0
    """Aid given once, in fen."""
    income_per_capita_fen: int
    standard_fen: int
    persons: int
    reasons: tuple[Reason, ...]
    table: tuple[tuple[str, str], ...]
    """Lines a clerk can check by hand: label and figure."""
    policy_digest: str
    demo: tuple[str, ...] = ()
