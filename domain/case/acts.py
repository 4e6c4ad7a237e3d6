"""What people do to a case: one frozen message each, carrying who, in which role, and the legal day.

`on` is the day the thing was done (the survey was made); the moment it was recorded is added by
the case itself. `ACTS` maps the name of an act to its message.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.household import Account, Household


class Officer(Frozen):
    """Who acts: account id (never a name), role, unit as the county calls it, place, township."""

    id: str
    role: Role
    unit: str
    place: str
    township: str = ""


class Act(Frozen):
    officer: Officer
    on: date
    note: str = Field(default="", max_length=500)


class Reason(Frozen):
    """One ground of a result: code, a Chinese sentence, the clause, the figures compared."""

    code: str
    text: str
    clause: str
    figures: dict[str, str] = Field(default_factory=dict)


class Relative(Frozen):
    """A close relative of an official among the members (57号 Art 11): kinship code from policy."""

    member: str
    kinship: str
    official: str = Field(min_length=1, max_length=60)
    official_account: str = ""
    """The relative's account in doudi when the official handles cases: that account is recused."""


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
    emergency_period: bool = False
    household: Household
    unstable_income: bool = False
    """Income is unstable and an able-bodied member lives here: recheck half-yearly (57号 Art 31)."""


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


class GiveOpinion(Act):
    """The reviewer signs the computed opinion: `grant` and `monthly_fen` are what he saw."""

    grant: bool
    monthly_fen: int = Field(ge=0)


class ReturnForSurvey(Act):
    reason: str = Field(min_length=4, max_length=500)


class PostPublicity(Act):
    place_posted: str = Field(min_length=2, max_length=80)
    sheet_digest: str = ""


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


class Extend(Act):
    reason_code: str


class Confirm(Act):
    monthly_fen: int = Field(gt=0)


class Refuse(Act):
    """`reason` is needed only when the computed opinion is in favour; otherwise its reasons stand."""

    reason: str = Field(default="", max_length=500)
    clause: str = Field(default="", max_length=100)


class ServeNotice(Act):
    number: str
    manner: str = Field(pattern="^(in_person|left|post|public|electronic)$")
    receiver: str = Field(default="", max_length=40)


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


class ChangeCause(StrEnum):
    """Why a living case is looked at (JZ-63, 57号 Art 30-34)."""

    RECHECK = "recheck"
    EMPLOYMENT = "employment"
    INCOME = "income"
    PROPERTY = "property"
    BIRTH = "birth"
    DEATH = "death"
    PRISON = "prison"
    SERVICE = "service"
    MARRIAGE = "marriage"
    ILLNESS = "illness"
    STANDARD = "standard"
    TRANSITION_END = "transition_end"
    LEAD = "lead"
    VOLUNTARY = "voluntary"
    OTHER = "other"


CAUSE_ZH = {
    ChangeCause.RECHECK: "定期复核",
    ChangeCause.EMPLOYMENT: "就业",
    ChangeCause.INCOME: "收入变化",
    ChangeCause.PROPERTY: "财产变化",
    ChangeCause.BIRTH: "家庭成员增加",
    ChangeCause.DEATH: "家庭成员死亡",
    ChangeCause.PRISON: "在监服刑",
    ChangeCause.SERVICE: "参军服役",
    ChangeCause.MARRIAGE: "婚嫁分户",
    ChangeCause.ILLNESS: "重病",
    ChangeCause.STANDARD: "保障标准调整",
    ChangeCause.TRANSITION_END: "渐退期届满",
    ChangeCause.LEAD: "比对线索",
    ChangeCause.VOLUNTARY: "自愿退出",
    ChangeCause.OTHER: "其他",
}


class ReportChange(Act):
    cause: ChangeCause
    happened_on: date
    member: str = ""
    text: str = Field(default="", max_length=500)


class VerifyChange(Act):
    surveyors: tuple[str, ...]
    household: Household
    finding: str = Field(min_length=4, max_length=500)
    unstable_income: bool = False


class HearFamily(Act):
    heard: str
    """Key of the member heard."""
    opinion: str = Field(min_length=1, max_length=500)


class Outcome(StrEnum):
    KEEP = "keep"
    INCREASE = "increase"
    DECREASE = "decrease"
    TRANSITION = "transition"
    STOP = "stop"


OUTCOME_ZH = {
    Outcome.KEEP: "继续保障，金额不变",
    Outcome.INCREASE: "增发",
    Outcome.DECREASE: "减发",
    Outcome.TRANSITION: "给予渐退期",
    Outcome.STOP: "停发",
}


class DecideChange(Act):
    outcome: Outcome
    monthly_fen: int = Field(ge=0)
    reason: str = Field(min_length=4, max_length=500)
    transition_months: int = Field(default=0, ge=0, le=24)


class PostponeRecheck(Act):
    until: date
    reason: str = Field(min_length=4, max_length=500)


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


ACTS: dict[str, type[Act]] = {
    "request_correction": RequestCorrection,
    "supply_papers": SupplyPapers,
    "accept": Accept,
    "decline": Decline,
    "withdraw": Withdraw,
    "declare_relative": DeclareRelative,
    "register_complaint": RegisterComplaint,
    "record_survey": RecordSurvey,
    "verify_lead": VerifyLead,
    "contest_finding": ContestFinding,
    "record_appraisal": RecordAppraisal,
    "give_opinion": GiveOpinion,
    "return_for_survey": ReturnForSurvey,
    "post_publicity": PostPublicity,
    "object": Object,
    "record_collective_review": RecordCollectiveReview,
    "record_county_visit": RecordCountyVisit,
    "extend": Extend,
    "confirm": Confirm,
    "refuse": Refuse,
    "serve_notice": ServeNotice,
    "escalate": Escalate,
    "change_account": ChangeAccount,
    "report_change": ReportChange,
    "verify_change": VerifyChange,
    "hear_family": HearFamily,
    "decide_change": DecideChange,
    "postpone_recheck": PostponeRecheck,
    "refresh_policy": RefreshPolicy,
}
