"""Referral and help of others, driven through the pure model as the door would send it."""

from __future__ import annotations

from typing import Any

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.referral import ReferralAnswer
from domain.together.referring import CaseReferral, OwnedAid, Shared
from runtime import packs
from tests.people import START, Walk

ORDINARY = (Shared.NAME, Shared.ID_NO, Shared.PHONE, Shared.ADDRESS)


def owned(place: str, code: str, *more: Shared) -> OwnedAid:
    """One aid of the place's catalogue, as the door reads it."""
    rows: Any = packs.snapshot(place, START, ["escalation.measures"], production=False).table(
        "escalation.measures"
    )
    row = rows[code]
    unit = packs.place_info(place).unit(row["unit"])
    return OwnedAid(
        code=code,
        zh=row["zh"],
        whom=row["whom"],
        unit=unit.code,
        unit_zh=unit.name_on(START),
        names=unit.words,
        clause=row["clause"],
        shares=(*ORDINARY, *more),
    )


class Together(Walk):
    """`Together(application("hanbin")).accepted().referred()`."""

    def referred(self, code: str = "AID-10", **changes: object) -> Together:
        body: dict[str, object] = {
            "aid": code,
            "need": "子女上学费用无力承担",
            "members": ("m1", "m2"),
            "shares": (Shared.NAME, Shared.PHONE),
            "paper": "转介同意书1号",
            "signed_by": ("m1", "m2"),
            "known": owned(self.file.place, code).model_dump(mode="json"),
            **changes,
        }
        self.do("refer_case", Role.INTAKE, **body)
        return self

    @property
    def last(self) -> CaseReferral:
        return self.file.linked.referrals[-1]

    def liaison(self, unit: str = "") -> Officer:
        unit = unit or self.last.aid.unit_zh
        return self.who(Role.UNIT_LIAISON).model_copy(update={"unit": unit})

    def answered(
        self, answer: ReferralAnswer, unit: str = "", number: int = 0, **fields: object
    ) -> Together:
        self.do(
            "answer_case_referral",
            Role.UNIT_LIAISON,
            officer=self.liaison(unit).model_dump(),
            number=number or self.last.number,
            answer=answer,
            **fields,
        )
        return self


