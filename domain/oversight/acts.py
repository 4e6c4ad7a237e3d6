"""What people do in matters of supervision: one frozen message each. Sums in whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.case.acts import Act, RefreshPolicy
from domain.oversight.desk import Dimension, ListKind

_Text = Annotated[str, Field(min_length=4, max_length=800)]
_Paper = Annotated[str, Field(min_length=2, max_length=80)]
_Code = Annotated[str, Field(max_length=40)]
_CaseNo = Annotated[str, Field(pattern=r"^[A-Z]{2}\d{10}$")]


class AssignOversight(Act):
    """Who answers for it, and until when."""

    unit: _Code
    unit_kind: str = Field(pattern="^(township|administrative|institution)$")
    due: date | None = None


class AnswerOversight(Act):
    """What was done about it, with its papers."""

    text: _Text
    papers: tuple[_Paper, ...] = Field(default=(), max_length=10)
    corrected_fen: int = Field(default=0, ge=0)


class ReturnOversight(Act):
    """The answer does not suffice."""

    reason: _Text


class CloseOversight(Act):
    verdict: str = Field(pattern="^(corrected|explained|unfounded)$")
    text: _Text


class ReferDiscipline(Act):
    """A serious matter goes to discipline inspection with the histories of its cases (JZ-64)."""

    offence: _Code
    paper: _Paper
    reason: _Text


class RecordFinding(Act):
    """One finding, or with `advice` one recommendation, of an audit (ZH-15, HB-23, TR-40)."""

    area: _Code
    advice: bool = False
    text: _Text
    clause: str = Field(default="", max_length=80)
    unit: _Code
    unit_kind: str = Field(pattern="^(township|administrative|institution)$")
    amount_fen: int = Field(default=0, ge=0)
    event: str = Field(default="", max_length=160)
    cases: tuple[_CaseNo, ...] = Field(default=(), max_length=50)
    due: date


class ConcludeAudit(Act):
    report: _Paper
    summary: _Text


class TakeUpViolation(Act):
    text: _Text


class RecordOutcome(Act):
    """What discipline inspection made of it."""

    outcome: str = Field(pattern="^(settled|talked|disciplined|prosecuted|declined)$")
    text: _Text
    paper: str = Field(default="", max_length=80)


class GiveEvaluation(Act):
    """The evaluator signs what was computed; `practice`: what others may learn from, to be published."""

    comment: _Text
    practice: str = Field(default="", max_length=800)


class PlanSample(Act):
    """A sample of the cases that stood in a time. `by`: the dimensions of its strata; `method` and
    `count`: per cent, or cases, of each stratum; `bands`: the limits between bands of
    amounts, in whole yuan."""

    by: tuple[Dimension, ...] = Field(default=(), max_length=4)
    method: Literal["percent", "number"]
    count: int = Field(ge=1, le=100_000)
    first: date
    last: date
    programmes: tuple[_Code, ...] = Field(default=(), max_length=20)
    townships: tuple[_Code, ...] = Field(default=(), max_length=60)
    bands: tuple[int, ...] = Field(default=(), max_length=10)
    text: _Text


class RecordSampleCheck(Act):
    """What was found at one drawn case, with its papers."""

    sample: int = Field(ge=1, le=99)
    case_no: _CaseNo
    right: bool
    text: _Text
    papers: tuple[_Paper, ...] = Field(default=(), max_length=10)


class TakeList(Act):
    """A list from outside, by the digest of its bytes; the lines themselves are in no history."""

    kind: ListKind
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    format: Literal["xlsx", "csv"]
    source: str = Field(min_length=2, max_length=80)


class SettleSuspicion(Act):
    """Whose a doubtful line is: the member it may be about, or somebody else."""

    key: str = Field(pattern=r"^[0-9a-f]{20}$")
    same: bool
    reason: _Text


class IssueList(Act):
    """The matches of a list go out to the townships to be verified until a day."""

    list: int = Field(ge=1, le=99)
    due: date


class ConfirmEngagement(Act):
    """The second person's yes to an auditor's leave to read."""


class DeclineEngagement(Act):
    reason: _Text


class ExtendEngagement(Act):
    """A later last day, by the audit authority's letter; another person confirms it."""

    last: date
    notice: _Paper
    reason: _Text


class ConfirmExtension(Act):
    """The second person's yes to a later last day."""


class RevokeEngagement(Act):
    """The leave ends at once."""

    reason: _Text


OVERSIGHT_ACTS: dict[str, type[Act]] = {
    "assign_oversight": AssignOversight,
    "answer_oversight": AnswerOversight,
    "return_oversight": ReturnOversight,
    "close_oversight": CloseOversight,
    "refer_discipline": ReferDiscipline,
    "record_finding": RecordFinding,
    "conclude_audit": ConcludeAudit,
    "plan_sample": PlanSample,
    "record_sample_check": RecordSampleCheck,
    "take_list": TakeList,
    "settle_suspicion": SettleSuspicion,
    "issue_list": IssueList,
    "take_up_violation": TakeUpViolation,
    "record_outcome": RecordOutcome,
    "give_evaluation": GiveEvaluation,
    "confirm_engagement": ConfirmEngagement,
    "decline_engagement": DeclineEngagement,
    "extend_engagement": ExtendEngagement,
    "confirm_extension": ConfirmExtension,
    "revoke_engagement": RevokeEngagement,
    "refresh_policy": RefreshPolicy,
}
