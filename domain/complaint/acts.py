"""What people do to a complaint: one frozen message each, with the legal day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act
from domain.complaint.lifecycle import CloseReason, Finding

Text = Annotated[str, Field(min_length=4, max_length=2000)]
Reason = Annotated[str, Field(min_length=4, max_length=300)]
Name = Annotated[str, Field(min_length=2, max_length=60)]
CaseNo = Annotated[str, Field(pattern=r"^[A-Z]{2}\d{10}$")]
LeadNo = Annotated[str, Field(pattern=r"^[A-Z]{2}L\d{10}$")]


class Known(Frozen):
    """What the door read: names of the units that may be responsible, by code (a member unit's code
    is its name); which of them are townships; whether the case or lead named exists here."""

    units: dict[str, str] = Field(default_factory=dict)
    townships: tuple[str, ...] = ()
    found: bool = False


class AcceptComplaint(Act):
    """`unit`: a township's code, `county`, or the name of a member unit."""

    unit: Name
    known: Known = Known()


class ReassignComplaint(Act):
    unit: Name
    reason: Reason
    known: Known = Known()


class ReportComplaint(Act):
    text: Text


class ExtendComplaint(Act):
    """`told_on`: the day the person was told of the longer term and why."""

    until: date
    reason: Reason
    told_on: date


class LinkComplaintCase(Act):
    case_no: CaseNo
    known: Known = Known()


class RecordComplaintLead(Act):
    lead_no: LeadNo
    known: Known = Known()


class MarkComplaintMajor(Act):
    reason: Reason


class CoordinateComplaint(Act):
    text: Text


class ExplainPolicy(Act):
    """`explainer`: who explained, as post and surname; `explained_on` the day of it (JZ-47)."""

    explanation: Text
    explainer: Name
    explained_on: date


class ReferCounselling(Act):
    receiver: Name
    reason: Reason


class RecordHandover(Act):
    receiver: Name
    receipt: str = Field(min_length=2, max_length=60)


class AnswerPetition(Act):
    """`manner`: how the person was told; somebody unknown cannot be told (`not_reachable`)."""

    finding: Finding
    text: Text
    manner: str = Field(pattern="^(in_person|phone|letter|online|hotline|not_reachable)$")


class SendBackResult(Act):
    text: Text


class ReopenComplaint(Act):
    reason: Reason


class TransferComplaint(Act):
    receiver: Name
    receipt: str = Field(default="", max_length=60)
    reason: Reason


class CloseComplaint(Act):
    reason: CloseReason


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


ACTS: dict[str, type[Act]] = {
    "accept_complaint": AcceptComplaint,
    "reassign_complaint": ReassignComplaint,
    "report_complaint": ReportComplaint,
    "extend_complaint": ExtendComplaint,
    "link_complaint_case": LinkComplaintCase,
    "record_complaint_lead": RecordComplaintLead,
    "mark_complaint_major": MarkComplaintMajor,
    "coordinate_complaint": CoordinateComplaint,
    "explain_policy": ExplainPolicy,
    "refer_counselling": ReferCounselling,
    "record_handover": RecordHandover,
    "answer_petition": AnswerPetition,
    "send_back_result": SendBackResult,
    "reopen_complaint": ReopenComplaint,
    "transfer_complaint": TransferComplaint,
    "close_complaint": CloseComplaint,
    "refresh_policy": RefreshPolicy,
}
