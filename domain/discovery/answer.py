"""What a case tells the discovery it came from: one number from the finding to the result (JZ-35)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen

ADMITTED = "admitted"
LEAD_NO = r"^[A-Z]{2}L\d{10}$"
"""The form of a lead's number: the place's letters, L, the year and six digits."""


class CaseAnswer(Frozen):
    """What became of the application, or of the change, that a lead led to.

    `outcome`: admitted, refused, not_accepted, withdrawn, or what was decided on the living case
    (keep, increase, decrease, stop, transition). `clause`: what the decision rests on.
    """

    lead_no: str = Field(pattern=LEAD_NO)
    case_no: str
    outcome: str
    on: date
    clause: str = ""
