"""What the window records beside the application: authorisations, promises, identities."""

from __future__ import annotations

from pydantic import Field

from domain.authorisation import Signature
from domain.case.acts.applying import Verdict
from domain.case.acts.base import Act


class SignAuthorisation(Act):
    signatures: tuple[Signature, ...] = Field(min_length=1, max_length=30)


class WithdrawAuthorisation(Act):
    person: str
    """Key of the member who lets nobody ask about him any more."""
    reason: str = Field(default="", max_length=200)


class RequestProof(Act):
    """A proof asked of the family because the department that would give it did not answer."""

    paper: str = Field(min_length=1, max_length=40)


class SupplyProof(Act):
    paper: str = Field(min_length=1, max_length=40)


class MakePromise(Act):
    """告知承诺 instead of a paper: `commitment` is what was signed, `signed_by` a member's key."""

    paper: str = Field(min_length=1, max_length=40)
    commitment: str = Field(min_length=4, max_length=500)
    signed_by: str = Field(min_length=1, max_length=4)
    notice_read: bool = False
    """The notice was shown and read before the promise was signed."""


class VerifyPromise(Act):
    paper: str = Field(min_length=1, max_length=40)
    verdict: Verdict
    reason: str = Field(min_length=4, max_length=500)
