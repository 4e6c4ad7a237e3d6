"""Referral and help of others, driven through the pure model as the door would send it."""

from __future__ import annotations

from typing import Any

from domain.case.acts import Officer
from domain.case.lifecycle import Role, Stage
from domain.case.moves import BY_ACT
from domain.case.phases.together.referring import OCCASION
from domain.referral import ReferralAnswer
from domain.together.referring import CaseReferral, OwnedAid, Shared
from runtime import packs
from tests.people import START, Walk

WITHOUT_REFERRAL: dict[tuple[Stage, str], str] = {
    (stage, act): "referral_unknown" for act in OCCASION for stage in BY_ACT[act].stages
}
"""How a case that was referred nowhere answers the acts on a referral, by stage and act."""
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


def of_others() -> dict[str, dict[str, object]]:
    """Bodies of the acts by which others help; the referral is one no case of these has."""
    aid = {"code": "AID-00", "zh": "救助", "unit": "u", "unit_zh": "某局", "shares": ["name"]}
    number = {"number": 1}
    return {
        "refer_case": {
            "aid": "AID-00",
            "need": "医疗费用负担重",
            "members": ["m1"],
            "shares": ["name"],
            "paper": "同意书1号",
            "signed_by": ["m1"],
            "known": aid,
        },
        "answer_case_referral": {**number, "answer": "taken_on"},
        "urge_case_referral": number,
        "close_case_referral": {**number, "told_to": "m1"},
        "withdraw_referral_consent": {**number, "signed_by": "m1"},
    }


def of_society() -> dict[str, dict[str, object]]:
    """Bodies of the acts of society's help, each of something a plain case can have."""
    known = {"code": "x", "zh": "某项"}
    return {
        "record_gift": {"giver": "某企业", "fen": 100, "receipt": "收据1号", "known": {"code": ""}},
        "start_pairing": {"kind": "x", "helper": "某单位", "known": known},
        "record_pair_visit": {"number": 1, "finding": "生活平稳"},
        "end_pairing": {"number": 1, "reason": "家庭脱困"},
        "order_service": {"kind": "x", "member": "m1", "aim": "心理疏导支持", "known": known},
        "record_service": {"number": 1, "done": "上门一次"},
        "record_insurance": {"kind": "x", "member": "m1", "insured": False, "known": known},
        "link_special_aid": {
            "special": "JZ2026000009",
            "known": {
                "case_no": "JZ2026000009",
                "programme": "medical",
                "state": "used",
                "fen": 100,
                "on": START.isoformat(),
            },
        },
        "split_funds": {"parts": [{"fund": "x", "fen": 1}], "known": known},
    }


SOCIETY_OTHERWISE: dict[tuple[Stage, str], str] = {
    **{
        (stage, act): f"{'service' if act == 'record_service' else 'pairing'}_unknown"
        for act in ("record_pair_visit", "end_pairing", "record_service")
        for stage in BY_ACT[act].stages
    },
    **{
        (stage, "split_funds"): "split_not_whole"
        if stage in (Stage.DISBURSEMENT, Stage.SUPERVISION)
        else "nothing_decided"
        for stage in BY_ACT["split_funds"].stages
    },
}
"""What a plain case is not ready for."""
