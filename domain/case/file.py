"""The one value that holds a case's state.

Queries show it, validators check it, continue-as-new carries it. It changes only through
`domain.case.engine`; every change appends to `journal`, which is what the timeline shows and what
separation of duties is decided from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import Field

from domain.authorisation import Authorisation
from domain.base import CaseRefusal, Frozen
from domain.case.acts import (
    AidTried,
    ChangeCause,
    EventKind,
    Officer,
    RecordAppraisal,
    RecordCollectiveReview,
    RecordCountyVisit,
    Relative,
    SurveyMethod,
    Verdict,
)
from domain.case.caring import Caring
from domain.case.duties import Duties
from domain.case.given import Completion, Grant
from domain.case.lifecycle import Role, Stage
from domain.check.file import Stated
from domain.check.leads import Lead
from domain.clock import Clock
from domain.discovery.answer import CaseAnswer
from domain.hardship import Hardship, Known
from domain.household import Household
from domain.means.result import Assessment, Reason
from domain.meeting.resolution import Resolution
from domain.papers.delivery import Channel, ServiceTry
from domain.policy import Snapshot
from domain.programme import Kind, Programme
from domain.referral import Referral
from domain.relatives import Signal
from domain.rules import Rules
from domain.window.identity import Hukou
from domain.window.papers import Promise, Proof
from domain.window.requests import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    assessment: Assessment | None = None


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


class CaseFile(Frozen):
    case_no: str
    place: str
    township: str
    village: str = ""
    programme: Programme = Programme.DIBAO
    single_person: bool = False
    channel: str = Field(default="window", pattern="^(window|ledger|agent|online)$")
    agent: Agent | None = None
    received_by: Officer
    lead_no: str = ""
    """The lead of proactive discovery this application came from (JZ-35)."""
    lead_told: bool = False
    lead_answers: tuple[CaseAnswer, ...] = ()
    applied_on: date
    declared: Household
    household: Household
    papers: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    """Papers of an earlier recognition that have not changed and are not asked again (GX-07)."""
    authorisations: tuple[Authorisation, ...] = ()
    request_no: str = ""
    """The number the family was given at the window: the first case of its request."""
    siblings: tuple[str, ...] = ()
    """The other cases the same request opened, sorted."""
    passed_on_from: str = ""
    """The refused, withdrawn or ended case that led here."""
    urgent: bool = False
    """The window marked the request 救急难 (HB-05)."""
    claim: Claim = Claim()
    referral: Referral | None = None
    hukou: Hukou | None = None
    proofs: tuple[Proof, ...] = ()
    promises: tuple[Promise, ...] = ()

    stage: Stage = Stage.INTAKE
    stage_since: date | None = None
    version: int = 0
    latest: date
    policy: Snapshot | None = None
    policy_stage: Stage | None = None
    clock: Clock = Clock()
    extended: str = ""

    correction: Correction | None = None
    accepted_on: date | None = None
    relatives: tuple[Relative, ...] = ()
    relative_leads: tuple[RelativeLead, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    survey: Survey | None = None
    survey_started_on: date | None = None
    event: MidEvent | None = None
    warnings: tuple[Warned, ...] = ()
    county_received_on: date | None = None
    result_posted: Posting | None = None
    check: CheckState | None = None
    checks: int = 0
    leads: tuple[LeadState, ...] = ()
    appraisal: RecordAppraisal | None = None
    collective_review: RecordCollectiveReview | None = None
    county_visit: RecordCountyVisit | None = None
    assessment: Assessment | None = None
    opinion: Opinion | None = None
    publicity: Publicity | None = None
    rounds: int = 0
    objections: tuple[Objection, ...] = ()
    decision: Decision | None = None
    caring: Caring = Caring()
    duties: Duties = Duties()
    entitlements: tuple[Entitlement, ...] = ()
    recognition: Recognition | None = None
    grant: Grant | None = None
    hardship: Hardship | None = None
    known: Known | None = None
    completion: Completion | None = None
    review: LivingReview | None = None
    reviews: int = 0
    transition: Transition | None = None
    next_recheck: date | None = None
    unstable_income: bool = False
    escalation: Escalation | None = None
    escalations: int = 0
    notices: tuple[NoticeState, ...] = ()
    overdue: tuple[str, ...] = ()
    """Codes of tasks that passed their day, with the day: `survey@2026-12-01`."""
    journal: tuple[Entry, ...] = ()
    seq: int = 0
    period: int = 0
    ending: Closing | None = None
    """Aid was stopped; the case closes when the notice is served."""
    closed: Closing | None = None
    stale_policy: bool = False
    """Somebody asked for the rules to be read anew."""

    @property
    def monthly_fen_now(self) -> int:
        """The amount that runs on, in fen a month; 0 when nothing does."""
        return sum(e.monthly_fen for e in self.entitlements if e.last is None)

    @property
    def law(self) -> Rules:
        """The rules this case stands under now. A case without them is a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the case has no policy snapshot yet")
        return Rules(self.policy, self.programme)

    @property
    def kind(self) -> Kind:
        """What this programme gives when granted."""
        return Kind(self.law.text("kind"))

    @property
    def decider(self) -> str:
        """`township` or `county`: of a sum given once the township decides up to its limit, the
        county above it (民发〔2018〕23号 二（二）, YC-23)."""
        law = self.law
        if law.has("township_limit") and self.assessment is not None:
            within = self.assessment.once_fen <= law.fen("township_limit")
            return "township" if within else "county"
        return law.text("decider")

    def after(self, stage: Stage) -> Stage:
        """The stage that follows in this programme's profile; closed after the last."""
        order = (*self.law.items("stages"), Stage.CLOSED.value)
        return Stage(order[order.index(stage.value) + 1])

    def passes(self, stage: Stage) -> bool:
        """Whether the programme's profile has this stage at all."""
        return stage.value in self.law.items("stages")

    @property
    def living(self) -> bool:
        return self.stage in (Stage.DISBURSEMENT, Stage.SUPERVISION)

    @property
    def procedure(self) -> int:
        return self.reviews if self.living else 0

    def having(self, **changes: object) -> CaseFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)

    def actors(self, *acts: str, procedure: int | None = None) -> frozenset[str]:
        """Accounts that did one of these acts in this procedure (0: the application)."""
        which = self.procedure if procedure is None else procedure
        return frozenset(
            e.officer.id
            for e in self.journal
            if e.officer and e.act in acts and e.procedure == which
        )

    def monthly_fen(self, month: date) -> int:
        """What is due for that month (given as its first day), in fen."""
        return sum(
            e.monthly_fen
            for e in self.entitlements
            if e.first <= month and (e.last is None or month <= e.last)
        )

    def open_leads(self) -> tuple[LeadState, ...]:
        return tuple(lead for lead in self.leads if not lead.settled)

    def open_relative_leads(self) -> tuple[RelativeLead, ...]:
        return tuple(lead for lead in self.relative_leads if lead.verdict is None)

    def relative_accounts(self) -> frozenset[str]:
        """Accounts that touch nothing of this case: of relatives, and of whom it is suspected."""
        accounts = {r.official_account for r in self.relatives}
        accounts |= {lead.official_account for lead in self.open_relative_leads()}
        return frozenset(accounts - {""})


Rulebook = Mapping[str, Callable[[CaseFile, Any], CaseFile]]
"""What each act does, by its name: from the file to the changed file."""


def require(condition: object, code: str, message: str, clause: str = "") -> None:
    """Refuse the act unless the condition holds. The message says what would be right."""
    if not condition:
        raise CaseRefusal(code, message, clause)


def different(
    officer: Officer, others: Iterable[str], duty: str, file: CaseFile, clause: str = "YC-06"
) -> None:
    """Four eyes: nobody does two of these duties on one case, and no relative does any (JZ-50)."""
    require(
        officer.id not in set(others),
        "same_person",
        f"您已在本案中办理过其他环节，不能再办理“{duty}”，请由其他工作人员办理。",
        clause,
    )
    require(
        officer.id not in file.relative_accounts(),
        "relative_must_withdraw",
        f"您与本案申请家庭有近亲属关系，应当回避，不能办理“{duty}”。",
        "57号 Art 11; JZ-50",
    )


ROLE_OF_DECIDER = {"township": Role.TOWNSHIP_LEADER, "county": Role.COUNTY_APPROVER}
