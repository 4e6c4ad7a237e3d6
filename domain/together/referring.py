"""A referral from a case (转介): asked of the unit that owns the aid, with consent, answered, told on.

The unit reads what the family let it read and nothing else of the case (个人信息保护法 Art 6, 23).
Not to be confused with `domain.referral`: a request at the window that another unit decides whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.base import Frozen
from domain.referral import Answered, ending


class Shared(StrEnum):
    """What of a person a unit may be let read; each stands for one field of the household."""

    NAME = "name"
    ID_NO = "id_no"
    PHONE = "phone"
    ADDRESS = "address"
    DISABILITY = "disability"
    ILLNESS = "illness"


FIELD_OF = {
    Shared.NAME: "Member.name",
    Shared.ID_NO: "Member.id_no",
    Shared.PHONE: "Household.phone",
    Shared.ADDRESS: "Household.address",
    Shared.DISABILITY: "Member.disability",
    Shared.ILLNESS: "Member.serious_illness",
}
SHARED_ZH = {
    Shared.NAME: "姓名",
    Shared.ID_NO: "身份证号码",
    Shared.PHONE: "电话",
    Shared.ADDRESS: "住址",
    Shared.DISABILITY: "残疾类别和等级",
    Shared.ILLNESS: "是否患重病",
}


class OwnedAid(Frozen):
    """One aid of the place's catalogue of measures, as it stood on the day: who owns it, which rule.

    `names`: every word the unit answers to. `shares`: what of a person that unit may be let read.
    """

    code: str
    zh: str
    whom: str = ""
    unit: str
    unit_zh: str
    names: tuple[str, ...] = ()
    clause: str = ""
    shares: tuple[Shared, ...] = ()


class Consent(Frozen):
    """The family's written consent to this one referral: who signed, on which paper and day."""

    paper: str
    signed_by: tuple[str, ...]
    on: date
    withdrawn_on: date | None = None
    withdrawn_by: str = ""


class CaseReferral(Frozen):
    """`need` is what the family needs, in the words the unit reads; `members` whom it is about.

    `due` is when the unit is to answer, None where the place has set no period.
    """

    number: int
    aid: OwnedAid
    need: str
    members: tuple[str, ...]
    shares: tuple[Shared, ...]
    consent: Consent
    sent_on: date
    sent_by: str
    due: date | None = None
    provisional: bool = False
    urged: tuple[date, ...] = ()
    answers: tuple[Answered, ...] = ()
    told_on: date | None = None
    told_to: str = ""

    def is_by(self, unit: str) -> bool:
        """Whether an officer of this unit answers it."""
        return unit in (self.aid.unit, self.aid.unit_zh, *self.aid.names)

    @property
    def result(self) -> Answered | None:
        """The answer that ends it, once there is one."""
        return ending(self.answers)

    @property
    def withdrawn(self) -> bool:
        return self.consent.withdrawn_on is not None

    @property
    def waits_for_unit(self) -> bool:
        return self.result is None and not self.withdrawn

    @property
    def open(self) -> bool:
        """Neither told on nor withdrawn."""
        return self.told_on is None and not self.withdrawn

    @property
    def readable(self) -> bool:
        """Whether the unit may still read who it is about: until it has answered or may no more."""
        return self.waits_for_unit

    @property
    def state(self) -> str:
        if self.withdrawn:
            return "withdrawn"
        if self.result is not None:
            return self.result.answer.value
        return "taken_on" if self.answers else "sent"


STATE_ZH = {
    "sent": "已转介，等待承办单位受理",
    "taken_on": "承办单位已受理，正在办理",
    "given": "给予救助",
    "refused": "不予救助",
    "withdrawn": "家庭撤回同意，终止转介",
}


def numbered(referrals: Iterable[CaseReferral], number: int) -> CaseReferral | None:
    return next((r for r in referrals if r.number == number), None)
