"""The one value of a matter of supervision: what is held, of whom, what was answered, how it ended."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.oversight.desk import Sample, Settled, SuspicionList
from domain.oversight.parts import EngagementPart
from domain.oversight.performance import Measured, Score
from domain.policy import Snapshot
from domain.resets import COUNTY, Mendable, Speakers


class OversightKind(StrEnum):
    AUDIT = "audit"
    FINDING = "finding"
    SUSPICION = "suspicion"
    PROBLEM = "problem"
    ERROR = "error"
    VIOLATION = "violation"
    SIGNAL = "signal"
    BREACH = "breach"
    EVALUATION = "evaluation"
    ENGAGEMENT = "engagement"


OF_AUDITORS = (
    OversightKind.AUDIT,
    OversightKind.FINDING,
    OversightKind.SUSPICION,
    OversightKind.ENGAGEMENT,
)
"""What belongs to the audit office and not to whom it audits."""
OVERSIGHT_ZH = {
    OversightKind.AUDIT: "年度审计",
    OversightKind.FINDING: "审计整改",
    OversightKind.SUSPICION: "审计疑点",
    OversightKind.PROBLEM: "资金问题",
    OversightKind.ERROR: "差错责任",
    OversightKind.VIOLATION: "违规线索",
    OversightKind.SIGNAL: "风险提示",
    OversightKind.BREACH: "核对发现的问题",
    OversightKind.EVALUATION: "绩效评价",
    OversightKind.ENGAGEMENT: "审计调阅授权",
}


class OversightStage(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REPORTED = "reported"
    TAKEN_UP = "taken_up"
    GRANTED = "granted"
    CLOSED = "closed"


OVERSIGHT_STAGE_ZH = {
    OversightStage.OPEN: "办理中",
    OversightStage.ANSWERED: "已答复，待审核",
    OversightStage.REPORTED: "已出具报告，督促整改",
    OversightStage.TAKEN_UP: "已受理，核查中",
    OversightStage.GRANTED: "已授权",
    OversightStage.CLOSED: "已办结",
}
UNIT_KIND_ZH = {
    "township": "乡镇（街道）",
    "administrative": "行政单位",
    "institution": "事业单位",
}
VERDICT_ZH = {
    "corrected": "已纠正",
    "explained": "已说明，情况属实合规",
    "unfounded": "经核实不成立",
}
OUTCOME_ZH = {
    "settled": "予以了结",
    "talked": "谈话提醒、批评教育",
    "disciplined": "给予党纪政务处分",
    "prosecuted": "移送司法机关",
    "declined": "不予受理",
}


class Held(Frozen):
    """What is held to be wrong, and of whom. Sums in fen.

    `head`: a code of the place's list for this kind. `unit`: code of a township or of a unit of the
    place, of `unit_kind`. `person`: the account answerable. `cases`, `event` (of the ledger), `batch`
    (a paid month): what it is about. `source`: the matter or the finding of the system it came from.
    `title`: which signal it is and of which township, in words; signals raised before have none.
    """

    head: str = ""
    text: str
    clause: str = ""
    unit: str = ""
    unit_kind: str = ""
    person: str = ""
    cases: tuple[str, ...] = ()
    event: str = ""
    batch: str = ""
    amount_fen: int = 0
    serious: bool = False
    advice: bool = False
    due: date | None = None
    source: str = ""
    title: str = ""


class Reply(Frozen):
    """What whoever answers for it said: measures, papers, money set right."""

    on: date
    by: str
    text: str
    papers: tuple[str, ...] = ()
    corrected_fen: int = 0
    refused: str = ""
    """Why it did not suffice; empty: it stands."""


class Closure(Frozen):
    on: date
    by: str
    verdict: str
    text: str


class CaseProof(Frozen):
    """The history of one case as it stood on a day: over all its runs. `digest`: SHA-256 of the
    sealed events, so that anybody who has the history can show that it is this one."""

    case_no: str
    runs: int
    events: int
    digest: str


class FindingRef(Frozen):
    number: str
    closed_on: date | None = None


class AuditPart(Frozen):
    """A budget year's audit. `report`: number of the paper; `summary`: its opinion."""

    year: int
    findings: tuple[FindingRef, ...] = ()
    samples: tuple[Sample, ...] = ()
    lists: tuple[SuspicionList, ...] = ()
    settled: tuple[Settled, ...] = ()
    report: str = ""
    summary: str = ""
    concluded_on: date | None = None


class EvaluationPart(Frozen):
    """An evaluation of a year: what the tables counted, what the rules of the year make of it."""

    year: int
    measured: tuple[Measured, ...] = ()
    digest: str = ""
    scores: tuple[Score, ...] = ()
    comment: str = ""
    practice: str = ""
    given_by: str = ""
    given_on: date | None = None


class OversightErrand(Frozen):
    """What the world has to do next. `key` is never used again in a file.

    `what`: `measure` the year, `freeze` histories, `open` another matter of `kind` with what it
    begins with, `tell` its source; of the auditor's desk `seed`, `population`, `match`, `issue`,
    `settle_same` and `settle_other`, with the number of the sample or list, or the suspicion's key.
    """

    key: str
    what: str
    kind: OversightKind | None = None
    number: str = ""
    held: Held | None = None


class OversightNote(Frozen):
    """One line of the record. `officer` None: it happened by itself."""

    seq: int
    act: str
    zh: str
    stage: OversightStage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class OversightFile(Mendable):
    """A matter of supervision; it changes only through `domain.oversight.engine`.

    `opened_by` None: the system found it.
    """

    kind: OversightKind
    place: str
    number: str = Field(max_length=20)
    opened_by: Officer | None = None
    opened_on: date
    held: Held
    stage: OversightStage = OversightStage.OPEN
    stage_since: date
    latest: date
    version: int = 0
    seq: int = 0
    rules: Snapshot | None = None
    stale_policy: bool = False
    replies: tuple[Reply, ...] = ()
    closure: Closure | None = None
    referred: str = ""
    """Number of the violation record it was handed over as."""
    proofs: tuple[CaseProof, ...] = ()
    outcome: str = ""
    audit: AuditPart | None = None
    evaluation: EvaluationPart | None = None
    engagement: EngagementPart | None = None
    errands: tuple[OversightErrand, ...] = ()
    done: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    gone_on: date | None = None
    """Since when the nightly round no longer finds the breach this is about."""
    journal: tuple[OversightNote, ...] = ()

    def speakers(self) -> Speakers:
        """What the auditors hold is set back only with an auditor's word; whoever is held answerable
        says nothing."""
        held = frozenset({self.held.person} - {""})
        if self.kind in OF_AUDITORS:
            return Speakers(self.place, (*COUNTY, Role.AUDITOR), (Role.AUDITOR,), held)
        return Speakers(self.place, not_these=held)

    @property
    def subject(self) -> str:
        """What the tables call it: `finding/zhanhe/2026-001`."""
        return f"{self.kind}/{self.place}/{self.number}"

    @property
    def closed(self) -> bool:
        return self.stage is OversightStage.CLOSED

    @property
    def law(self) -> Snapshot:
        if self.rules is None:
            raise RuntimeError("the matter has no policy snapshot yet")
        return self.rules

    @property
    def reply(self) -> Reply | None:
        """The answer that stands, if any."""
        last = self.replies[-1] if self.replies else None
        return None if last is None or last.refused else last

    def having(self, **changes: object) -> OversightFile:
        """The same matter with these fields changed, as the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def asked(self, errand: OversightErrand) -> OversightFile:
        """One more errand, unless it was asked for before."""
        if errand.key in self.done or any(e.key == errand.key for e in self.errands):
            return self
        return self.having(errands=(*self.errands, errand))


def require(condition: object, code: str, message: str, clause: str = "") -> None:
    """Refuse the act unless the condition holds. The message says what would be right."""
    if not condition:
        raise CaseRefusal(code, message, clause)
