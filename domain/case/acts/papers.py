"""Acts on the papers of a case: what a person sends by hand, and service that did not succeed."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act


class FailService(Act):
    """Somebody went, wrote or called and did not reach the receiver."""

    number: str
    manner: str = Field(pattern="^(in_person|left|post|electronic)$")
    reason: str = Field(min_length=2, max_length=200)


class IssuePaper(Act):
    """A paper that no other act of the case brings with it; `text` is what it says."""

    kind: str = Field(pattern="^(late_reminder|check_result|roll)$")
    text: str = Field(min_length=4, max_length=500)
