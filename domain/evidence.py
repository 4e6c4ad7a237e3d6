"""Photos and scans as a case knows them: a digest and what it shows, never the content."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a file as it was uploaded, in hex."""

Files = Annotated[tuple[Digest, ...], Field(max_length=40)]
"""What an act says of its photos and scans. That the case has them is seen to at the door."""


class EvidenceKind(StrEnum):
    """What a photo or scan shows."""

    HOME = "home"
    SURVEY_FORM = "survey_form"
    APPRAISAL = "appraisal"
    POSTED = "posted"
    TAKEN_DOWN = "taken_down"
    SERVICE = "service"
    PAPER = "paper"
    OTHER = "other"


EVIDENCE_ZH = {
    EvidenceKind.HOME: "入户照片",
    EvidenceKind.SURVEY_FORM: "入户调查表",
    EvidenceKind.APPRAISAL: "民主评议记录",
    EvidenceKind.POSTED: "公示张贴照片",
    EvidenceKind.TAKEN_DOWN: "公示期满照片",
    EvidenceKind.SERVICE: "送达回证",
    EvidenceKind.PAPER: "证明材料",
    EvidenceKind.OTHER: "其他",
}
