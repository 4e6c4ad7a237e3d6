"""Acts from the application to the decision, and those that may come at any time."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.acts.base import Act, Relative
from domain.evidence import Files
from domain.household import Account, Household
from domain.papers.delivery import EVIDENCE


class RequestCorrection(Act):
    missing: tuple[str, ...] = ()
    """Codes the clerk names; the case adds every other missing paper by itself."""


class SupplyPapers(Act):
    papers: tuple[str, ...] = Field(min_length=1)


class Accept(Act):
    relatives: tuple[Relative, ...] = ()
    relatives_asked: bool = True
    """The family was asked whether an official is among its close relatives, and answered."""


class Decline(Act):
    reason: str = Field(min_length=4, max_length=500)


class Withdraw(Act):
    reason: str = Field(default="", max_length=500)


class DeclareRelative(Act):
    relative: Relative


class RegisterComplaint(Act):
    channel: str = Field(pattern="^(hotline|letter|visit|online)$")
    content: str = Field(min_length=2, max_length=500)
    named: bool = False


class AnswerComplaint(Act):
    """A named report was checked. `number`: which one of the case, from 1; `text`: what is told."""

    number: int = Field(ge=1, le=999)
    true: bool
    text: str = Field(min_length=4, max_length=500)


class SurveyMethod(StrEnum):
    HOME_VISIT = "home_visit"
    NEIGHBOURS = "neighbours"
    LETTER = "letter"
    PHONE = "phone"
    VIDEO = "video"


class RecordSurvey(Act):
    """`surveyors`: accounts of those who went. `household`: what they found, whole."""

    surveyors: tuple[str, ...]
    signed_by: tuple[str, ...]
    family_signature: str = ""
    """Key of the family member who signed the form (57号 Art 16)."""
    method: SurveyMethod = SurveyMethod.HOME_VISIT
    also: tuple[SurveyMethod, ...] = Field(default=(), max_length=5)
    """What was done besides: neighbours asked, letters written."""
    where: str = Field(default="", max_length=120)
    findings: str = Field(default="", max_length=2000)
    household: Household
    unstable_income: bool = False
    """Income is unstable and an able-bodied member lives here: recheck half-yearly (57号 Art 31)."""
    evidence: Files = ()


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class VerifyLead(Act):
    lead: str
    verdict: Verdict
    reason: str = Field(min_length=4, max_length=500)
    household: Household | None = None
    """The household as it stands after the finding; needed when the lead is confirmed."""


class ContestFinding(Act):
    lead: str
    grounds: str = Field(min_length=2, max_length=500)


class RecordAppraisal(Act):
    participants: int = Field(ge=1, le=500)
    residents: int = Field(ge=0, le=500)
    in_favour: int = Field(ge=0, le=500)
    against: int = Field(ge=0, le=500)
    conclusion: str = Field(min_length=2, max_length=500)
    evidence: Files = ()


class GiveOpinion(Act):
    """The reviewer signs the computed opinion: `grant` and both amounts are what he saw."""

    grant: bool
    monthly_fen: int = Field(ge=0)
    once_fen: int = Field(default=0, ge=0)


class ReturnForSurvey(Act):
    reason: str = Field(min_length=4, max_length=500)


class PostPublicity(Act):
    place_posted: str = Field(min_length=2, max_length=80)
    sheet_digest: str = ""
    evidence: Files = ()


class Object(Act):
    content: str = Field(min_length=2, max_length=500)
    named: bool = False


class RecordCollectiveReview(Act):
    present: tuple[str, ...] = Field(min_length=2)
    opinion: str = Field(min_length=2, max_length=500)
    body: str = Field(default="joint_meeting", pattern="^(joint_meeting|leading_group)$")


class RecordCountyVisit(Act):
    visitors: tuple[str, ...] = Field(min_length=1)
    finding: str = Field(min_length=4, max_length=500)
    agrees_with_survey: bool
    evidence: Files = ()


class Extend(Act):
    """`facts`: what makes this case one of the special ones (`reason_code` is from the closed list)."""

    reason_code: str
    facts: str = Field(default="", max_length=500)


class Confirm(Act):
    """The decider signs what was computed: so much a month, so much once; 0 for a recognition."""

    monthly_fen: int = Field(default=0, ge=0)
    once_fen: int = Field(default=0, ge=0)


class Refuse(Act):
    """`reason` is needed only when the computed opinion is in favour; otherwise its reasons stand."""

    reason: str = Field(default="", max_length=500)
    clause: str = Field(default="", max_length=100)


class ServeNotice(Act):
    number: str
    manner: str = Field(pattern="^(in_person|left|post|public|electronic)$")
    receiver: str = Field(default="", max_length=40)
    evidence: str = Field(default="", pattern=EVIDENCE)


class AidTried(Frozen):
    """One department's programme: what it gave or could give at most, in fen."""

    unit: str
    programme: str
    ceiling_fen: int = Field(ge=0)
    granted_fen: int = Field(ge=0)


class Escalate(Act):
    cause: str
    cause_text: str = Field(default="", max_length=200)
    need_fen: int = Field(gt=0)
    tried: tuple[AidTried, ...] = ()
    summary: str = Field(min_length=4, max_length=500)


class ChangeAccount(Act):
    account: Account
    reason: str = Field(min_length=2, max_length=200)
