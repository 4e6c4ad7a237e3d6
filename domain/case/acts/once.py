"""Acts on help that is given once: the hardship recorded, the help handed over, the later papers."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act
from domain.hardship import Hardship, Known, Manner


class RecordHardship(Act):
    """The registration of 小额快救 and of every other hardship: who, why, how much.

    `known` is read from the county's tables by the door, never typed.
    """

    hardship: Hardship
    known: Known


class DeliverAid(Act):
    """Money, goods or a referral handed over. `fen` is this instalment; goods by their value.

    `receiver` is the key of the family member who signed, `receipt` the number of what was signed.
    """

    manner: Manner
    fen: int = Field(default=0, ge=0)
    receipt: str = Field(min_length=2, max_length=80)
    receiver: str = Field(min_length=1, max_length=40)
    fund: str = Field(default="", max_length=40)


class CompletePapers(Act):
    """事后补充说明: what could not be asked before helping. `signed_by`: accounts of the handlers."""

    explanation: str = Field(min_length=4, max_length=500)
    papers: tuple[str, ...] = Field(default=(), max_length=30)
    family_signature: str = Field(min_length=1, max_length=20)
    signed_by: tuple[str, ...] = Field(default=(), max_length=20)


class FileWithCounty(Act):
    """报备: the number of the township's list of small sums that holds this case."""

    reference: str = Field(min_length=2, max_length=80)


class EndDelivery(Act):
    """What was not handed over will not be: the person died, left, or declined it."""

    reason: str = Field(min_length=4, max_length=500)
