"""Acts on the duties of a family in aid and on the account somebody else keeps for it."""

from __future__ import annotations

from pydantic import Field

from domain.case.acts.base import Act


class RecordWorkOffer(Act):
    """Work was introduced to a member. `suitable`: why it fits his health and ability. `justified`:
    whoever records it holds the reason for good, and the refusal against nobody."""

    member: str
    work: str = Field(min_length=2, max_length=200)
    suitable: str = Field(min_length=4, max_length=500)
    refused: bool
    reason: str = Field(default="", max_length=500)
    """What the member said."""
    justified: bool = False
    occasion: bool = False
    """Refusals are counted by the day; those of older histories each by itself."""


class FileCustody(Act):
    """The county takes the custody agreement on file under this number, with who the custodian is:
    one who keeps the accounts of several families is found by it (JZ-52)."""

    reference: str = Field(min_length=2, max_length=80)
    custodian: str = Field(default="", max_length=40)
    custodian_id: str = Field(default="", max_length=40)
    """Number of the custodian's identity card or of the institution's code."""


class NoteFamilyEnded(Act):
    """The 低保边缘 recognition a single person's case rests on has ended: said by the system alone."""

    edge_case: str = Field(min_length=1, max_length=20)


ACTS: dict[str, type[Act]] = {
    "record_work_offer": RecordWorkOffer,
    "file_custody": FileCustody,
    "note_family_ended": NoteFamilyEnded,
}
