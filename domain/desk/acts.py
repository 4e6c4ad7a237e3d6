"""What people do to an affair of the office: one frozen message each, with the legal day.

A unit is named by its code or Chinese name. `known` holds what the door reads from the tables.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act

Unit = Annotated[str, Field(min_length=1, max_length=60)]
Text = Annotated[str, Field(min_length=4, max_length=2000)]
Reason = Annotated[str, Field(min_length=4, max_length=300)]
PaperNo = Annotated[str, Field(min_length=4, max_length=40)]


class Known(Frozen):
    """What the door read: circulars issued about this affair, meetings that still take points."""

    circulars: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()


class AcknowledgeReport(Act):
    """The office has read an urgent report and says what it does about it."""

    handling: Text


class AssignAffair(Act):
    """`owner` empty: the office itself."""

    owner: str = Field(default="", max_length=60)
    due: date


class ReportAffair(Act):
    text: Text


class CompleteAffair(Act):
    result: Text
    papers: tuple[str, ...] = Field(default=(), max_length=20)


class SendBackAffair(Act):
    reason: Reason


class SubmitSuggestion(Act):
    paper: PaperNo


class AnswerSuggestion(Act):
    """`accepted`: taken up; the answer stands in `paper`."""

    accepted: bool
    answer: Text
    paper: str = Field(default="", max_length=80)


class GiveConsultedOpinion(Act):
    agrees: bool
    opinion: Text


class ConcludeConsultation(Act):
    conclusion: Text


class AcceptTopic(Act):
    meeting: str = Field(pattern=r"^20\d\d-\d{2,6}$")
    known: Known = Known()


class DeclineTopic(Act):
    reason: Reason


class MarkAffairImportant(Act):
    reason: Reason


class RecordAffairCircular(Act):
    circular: PaperNo
    known: Known = Known()


class SaveDraft(Act):
    text: str = Field(min_length=10, max_length=20_000)


class SubmitDraft(Act):
    pass


class SignDraft(Act):
    pass


class ReturnDraft(Act):
    reason: Reason


class CloseAffair(Act):
    conclusion: str = Field(default="", max_length=500)


class WithdrawAffair(Act):
    reason: Reason


class RefreshPolicy(Act):
    reason: str = Field(min_length=4, max_length=200)


AFFAIR_ACTS: dict[str, type[Act]] = {
    "acknowledge_report": AcknowledgeReport,
    "assign_affair": AssignAffair,
    "report_affair": ReportAffair,
    "complete_affair": CompleteAffair,
    "send_back_affair": SendBackAffair,
    "submit_suggestion": SubmitSuggestion,
    "answer_suggestion": AnswerSuggestion,
    "give_consulted_opinion": GiveConsultedOpinion,
    "conclude_consultation": ConcludeConsultation,
    "accept_topic": AcceptTopic,
    "decline_topic": DeclineTopic,
    "mark_affair_important": MarkAffairImportant,
    "record_affair_circular": RecordAffairCircular,
    "save_draft": SaveDraft,
    "submit_draft": SubmitDraft,
    "sign_draft": SignDraft,
    "return_draft": ReturnDraft,
    "close_affair": CloseAffair,
    "withdraw_affair": WithdrawAffair,
    "refresh_policy": RefreshPolicy,
}
