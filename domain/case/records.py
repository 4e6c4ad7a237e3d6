"""What a case has on record: one small frozen value for each thing that was done or found."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import (
    AidTried,
    ChangeCause,
    EventKind,
    Officer,
    SurveyMethod,
    Verdict,
)
from domain.case.lifecycle import Stage
from domain.check.file import Stated
from domain.check.leads import Lead
from domain.household import Household
from domain.means.result import Assessment, Reason
from domain.meeting.resolution import Resolution
from domain.papers.delivery import Channel, ServiceTry
from domain.relatives import Signal


class Entry(Frozen):
    """One line of the case's record. `officer` None: the case did it by itself."""

    seq: int
    act: str
    zh: str
    stage: Stage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""
    procedure: int = 0
    """0 for the application, then 1, 2, … for each later review: duties are separated within one."""


class Correction(Frozen):
    issued_on: date
    missing: tuple[str, ...]
    due: date
    supplied_on: date | None = None


class Complaint(Frozen):
    on: date
    channel: str
    named: bool
    answered_on: date | None = None
    answered_by: str = ""
    true: bool | None = None
    """What the check found: None while it is open."""

    @property
    def open(self) -> bool:
        """A named report waits for its answer; an unnamed one has nobody to be told (DB-80)."""
        return self.named and self.answered_on is None


class RelativeLead(Frozen):
    """A suspected relation to somebody in office, and what was found when somebody looked."""

    key: str
    member: str
    signal: Signal
    official: str
    official_account: str
    on: date
    verdict: Verdict | None = None
    settled_on: date | None = None
    by: str = ""


class MidEvent(Frozen):
    """What happened to the family before the decision, until it is dealt with."""

    kind: EventKind
    happened_on: date
    member: str
    reported_on: date


class Warned(Frozen):
    """The family was told what it must do and what happens otherwise (57号 Art 29)."""

    on: date
    by: str
    asked: str
    evidence: tuple[str, ...] = ()
    by_for: str = ""
    """The account whoever told it stood in for (OPN-34)."""


class Posting(Frozen):
    """A sheet that was hung up: when, by whom, where, with which photos."""

    on: date
    by: str
    place: str
    evidence: tuple[str, ...] = ()


class Survey(Frozen):
    on: date
    surveyors: tuple[str, ...]
    method: SurveyMethod
    family_signature: str
    unstable_income: bool
    also: tuple[SurveyMethod, ...] = ()
    where: str = ""
    findings: str = ""
    evidence: tuple[str, ...] = ()


class Finding(Frozen):
    """A person's conclusion on a lead. Without one a lead counts for nothing (JZ-62)."""

    verdict: Verdict
    reason: str
    by: str
    on: date


class LeadState(Frozen):
    lead: Lead
    finding: Finding | None = None
    contested: str = ""

    @property
    def settled(self) -> bool:
        return self.finding is not None and not self.contested


class CheckState(Frozen):
    """`done`: every department has answered or was waived. `oldest_answer`: freshness is judged by it."""

    number: int
    started_on: date
    finished_on: date | None = None
    oldest_answer: date | None = None
    persons: tuple[str, ...] = ()
    """Whom it is about: a check that leaves out a member is not complete (ZH-13)."""
    waived: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    """The day and the items of each department's answer: each item ages by itself."""
    not_authorised: tuple[tuple[str, str], ...] = ()
    """(department, person) nobody was allowed to ask about until the check was over."""

    @property
    def done(self) -> bool:
        return self.finished_on is not None


class Opinion(Frozen):
    assessment: Assessment
    on: date
    by: str
    by_for: str = ""
    """The account its author stood in for (OPN-34)."""


class Objection(Frozen):
    on: date
    named: bool
    resolved_on: date | None = None


class Publicity(Frozen):
    """One period on the notice board. `until` is its last day; `stopped_on` when it was broken."""

    round: int
    posted_on: date
    until: date
    place_posted: str
    provisional: bool = False
    stopped_on: date | None = None
    completed_on: date | None = None
    posted_by: str = ""
    evidence: tuple[str, ...] = ()
    taken_down_on: date | None = None


class Decision(Frozen):
    granted: bool
    monthly_fen: int
    on: date
    by: Officer
    reasons: tuple[Reason, ...]
    assessment: Assessment


class Entitlement(Frozen):
    """Aid due each month from `first` to `last` (months as their first day); `last` None: open."""

    first: date
    last: date | None
    monthly_fen: int
    cause: str
    seq: int


class Rising(Frozen):
    """A rise of the standards that is being applied to the case: from which month, by which paper."""

    since: date
    paper: str
    rise: str


class Recognition(Frozen):
    """A status others rest on (低保边缘, 刚性支出). `until` is its last day; None: until rechecked."""

    since: date
    until: date | None = None
    told_on: date | None = None
    """When the family was told to apply again before it ends (GX-07)."""


class NoticeDue(Frozen):
    """A paper the case owes. `key` is unique in the case; the paper's number comes back with it."""

    key: str
    kind: str
    reasons: tuple[Reason, ...] = ()
    facts: dict[str, str] = Field(default_factory=dict)
    must_serve: bool = False
    due: date | None = None


class NoticeState(Frozen):
    """`sent_by`: the channel that took the announcement; `failed`: those that did not."""

    order: NoticeDue
    number: str = ""
    digest: str = ""
    issued_on: date | None = None
    failed_on: date | None = None
    """The day it was given up: the template failed each time. None once somebody asked anew."""
    sent_by: str = ""
    failed: tuple[str, ...] = ()
    tries: tuple[ServiceTry, ...] = ()
    served_on: date | None = None
    manner: str = ""
    receiver: str = ""
    evidence: str = ""

    @property
    def open(self) -> bool:
        return self.order.must_serve and self.served_on is None

    @property
    def to_carry(self) -> bool:
        """Somebody must bring this paper: it has to be served, or no message about it went out."""
        untold = bool(self.failed) and self.sent_by == Channel.PRINT
        return self.served_on is None and (self.order.must_serve or bool(self.tries) or untold)


class LivingReview(Frozen):
    """A look at a living case: opened by a change, a lead, the recheck date or a transition's end."""

    number: int
    cause: ChangeCause
    opened_on: date
    happened_on: date
    due: date | None = None
    member: str = ""
    lead_no: str = ""
    verified_on: date | None = None
    verified_by: tuple[str, ...] = ()
    """Accounts of everybody who ever went to look in this review: none of them decides on it."""
    heard_on: date | None = None
    heard_opinion: str = ""
    nobody_left: bool = False
    """Everybody of the household has died or was declared missing: there is nobody to hear."""
    assessment: Assessment | None = None
    before: Household | None = None
    """The household as it was before anybody looked; kept for a ruling that overturns what follows."""


class Transition(Frozen):
    """渐退期 (57号 Art 33): aid goes on until the end of the month `until`."""

    granted_on: date
    until: date


class Escalation(Frozen):
    number: int
    cause: str
    cause_text: str
    need_fen: int
    tried: tuple[AidTried, ...]
    gap_fen: int
    summary: str
    opened_on: date
    back_to: Stage
    resolution: Resolution | None = None


class Closing(Frozen):
    outcome: str
    on: date
    reasons: tuple[Reason, ...] = ()


class Agent(Frozen):
    """Who files for the household (代办): account of the helper and the mandate paper (57号 Art 6)."""

    account: str
    mandate: str = Field(min_length=2, max_length=80)
