"""What the window records beside the application: authorisations, promises, identities."""

from __future__ import annotations

from pydantic import Field

from domain.authorisation import Signature
from domain.base import Frozen
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


class Elsewhere(Frozen):
    """What the county's tables say of an identity: a living case that excludes this one, if any."""

    case_no: str = Field(default="", max_length=20)


class IdentifyPerson(Act):
    """Somebody taken in with a provisional identity is known now. `known` is read by the door."""

    member: str = Field(min_length=1, max_length=4)
    name: str = Field(min_length=1, max_length=40)
    id_no: str = Field(max_length=30)
    found_by: str = Field(min_length=2, max_length=200)
    known: Elsewhere = Elsewhere()


class RecordHukouAnswer(Act):
    """The place of registration says whether it pays this family 低保 (JZ-07)."""

    reference: str = Field(min_length=2, max_length=80)
    drawing: bool
