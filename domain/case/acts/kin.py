"""Acts on a suspected relation between the family and somebody who handles cases."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.applying import Verdict
from domain.case.acts.base import Act
from domain.relatives import Signal


class NoteRelativeLead(Act):
    """The register shares an address or an account with the family: said by the system alone.

    `key` is the register's for this pair; `official` is how the county calls the person in office.
    """

    key: str = Field(min_length=1, max_length=120)
    member: str
    signal: Signal
    official: str = Field(min_length=1, max_length=60)
    official_account: str = ""


class SettleRelativeLead(Act):
    """Somebody other than the officer has looked: a relative of this kinship, or none."""

    lead: str
    verdict: Verdict
    kinship: str = ""
    reason: str = Field(min_length=4, max_length=500)
