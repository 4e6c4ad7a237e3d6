"""What the window records beside the application: authorisations, promises, identities."""

from __future__ import annotations

from pydantic import Field

from domain.authorisation import Signature
from domain.case.acts.base import Act


class SignAuthorisation(Act):
    signatures: tuple[Signature, ...] = Field(min_length=1, max_length=30)


class WithdrawAuthorisation(Act):
    person: str
    """Key of the member who lets nobody ask about him any more."""
    reason: str = Field(default="", max_length=200)
