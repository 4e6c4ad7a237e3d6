"""What people do about a lead. `LEAD_ACTS`: name to message."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.case.acts import Act, RefreshPolicy
from domain.case.lifecycle import Role


class Consent(StrEnum):
    """What the family said when asked whether it wants help to apply."""

    AGREES = "agrees"
    DECLINES = "declines"
    NOT_ASKED = "not_asked"


CONSENT_ZH = {
    Consent.AGREES: "同意代办申请",
    Consent.DECLINES: "不愿申请",
    Consent.NOT_ASKED: "未征求",
}


class ConsentBy(StrEnum):
    """Who spoke for the person."""

    SELF = "self"
    FAMILY = "family"
    GUARDIAN = "guardian"


CONSENT_BY_ZH = {
    ConsentBy.SELF: "本人",
    ConsentBy.FAMILY: "共同生活的家庭成员",
    ConsentBy.GUARDIAN: "监护人",
}


class Ground(StrEnum):
    """Why a lead ends without an application or a verification."""

    PERSON_DECLINES = "person_declines"
    NOT_IN_NEED = "not_in_need"
    STILL_ELIGIBLE = "still_eligible"
    ALREADY_HELPED = "already_helped"
    DUPLICATE = "duplicate"
    LEFT_AREA = "left_area"
    DECEASED = "deceased"


GROUND_ZH = {
    Ground.PERSON_DECLINES: "本人不愿申请",
    Ground.NOT_IN_NEED: "经走访不符合救助条件",
    Ground.STILL_ELIGIBLE: "经走访仍符合救助条件",
    Ground.ALREADY_HELPED: "已在救助或者已在申请",
    Ground.DUPLICATE: "与其他线索重复",
    Ground.LEFT_AREA: "已不在本地居住",
    Ground.DECEASED: "所涉人员已经死亡",
}
UNVISITED_GROUNDS = (Ground.ALREADY_HELPED, Ground.DUPLICATE)
"""What can be known without going there, because a number proves it."""


class AddToLead(Act):
    text: str = Field(min_length=4, max_length=500)


class TransferLead(Act):
    township: str = Field(min_length=2, max_length=40)
    village: str = Field(default="", max_length=40)
    reason: str = Field(min_length=4, max_length=300)


class TakeUrgent(Act):
    """The team takes an urgent lead on and goes at once. `measures`: what was done on the spot."""

    measures: str = Field(default="", max_length=500)


class AssignVisit(Act):
    """`visitor`: the account that goes, of `visitor_role`; `due` where the desk sets it itself."""

    visitor: str = Field(min_length=2, max_length=60)
    visitor_role: Role = Role.VILLAGE
    due: date | None = None


class RecordVisit(Act):
    """`visitors`: everybody who went, accounts or names. `met`: the person was spoken to.

    `fits`: by what was seen the lead is right. `informed`: the family was told what aid there is and
    how to apply (57号 Art 6). `consent_paper`: number of the mandate, or how consent was recorded.
    """

    visitors: tuple[str, ...] = Field(min_length=1, max_length=10)
    met: bool = True
    finding: str = Field(min_length=4, max_length=1000)
    fits: bool = False
    informed: bool = False
    consent: Consent = Consent.NOT_ASKED
    consent_by: ConsentBy = ConsentBy.SELF
    consent_paper: str = Field(default="", max_length=80)


class VisitAgain(Act):
    reason: str = Field(min_length=4, max_length=300)


class OpenApplication(Act):
    """The application was taken in at the window: the number of its case.

    `also`: further cases of the same request, one for each programme asked for at once.
    """

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$")
    also: tuple[str, ...] = Field(default=(), max_length=20)


class HandToCase(Act):
    """The living case has a change to verify because of this lead."""

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$")


class CloseLead(Act):
    """A reasoned no. `clause`: what it rests on; `ref`: the case or the lead that proves it."""

    ground: Ground
    reason: str = Field(min_length=4, max_length=500)
    clause: str = Field(default="", max_length=80)
    ref: str = Field(default="", pattern=r"^([A-Z]{2}L?\d{10})?$")


LEAD_ACTS: dict[str, type[Act]] = {
    "add_to_lead": AddToLead,
    "transfer_lead": TransferLead,
    "take_urgent": TakeUrgent,
    "assign_visit": AssignVisit,
    "record_visit": RecordVisit,
    "visit_again": VisitAgain,
    "open_application": OpenApplication,
    "hand_to_case": HandToCase,
    "close_lead": CloseLead,
    "refresh_policy": RefreshPolicy,
}
