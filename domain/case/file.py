"""The one value that holds a case's state.

Queries show it, validators check it, continue-as-new carries it. It changes only through
`domain.case.engine`; every change appends to `journal`, which is what the timeline shows and what
separation of duties is decided from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import Field

from domain.authorisation import Authorisation
from domain.base import CaseRefusal, Frozen
from domain.case.acts import (
    Officer,
    RecordAppraisal,
    RecordCollectiveReview,
    RecordCountyVisit,
    Relative,
)
from domain.case.caring import Caring
from domain.case.duties import Duties
from domain.case.given import Completion, Grant
from domain.case.hits import Watch
from domain.case.lifecycle import Role, Stage
from domain.case.passage import Passage
from domain.case.records import (
    Agent,
    CheckState,
    Closing,
    Complaint,
    Correction,
    Decision,
    Entitlement,
    Entry,
    Escalation,
    Finding,
    LeadState,
    LivingReview,
    MidEvent,
    NoticeDue,
    NoticeState,
    Objection,
    Opinion,
    Posting,
    Publicity,
    Recognition,
    RelativeLead,
    Rising,
    Survey,
    Transition,
    Warned,
)
from domain.case.repairs import Repairs
from domain.clock import Clock
from domain.discovery.answer import CaseAnswer
from domain.hardship import Hardship, Known
from domain.household import Household
from domain.means.result import Assessment
from domain.policy import Snapshot
from domain.programme import Kind, Programme
from domain.referral import Referral
from domain.rules import Rules
from domain.together.linked import Linked
from domain.window.identity import Hukou
from domain.window.papers import Promise, Proof
from domain.window.requests import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable


class CaseFile(Frozen):
    case_no: str
    place: str
    township: str
    village: str = ""
    programme: Programme = Programme.DIBAO
    single_person: bool = False
    channel: str = Field(default="window", pattern="^(window|ledger|agent|online|handover)$")
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
    linked: Linked = Linked()
    watch: Watch = Watch()
    passage: Passage = Passage()
    repairs: Repairs = Repairs()
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
    """How often the record was put aside: at the end of a recheck period, and when a ruling brought a
    closed case back. `domain.case.runs` tells the number of the run and of the recheck period."""
    went_on: int = 0
    """How often the case went on in a new run with its whole record: once, when aid began."""
    ways: str = ""
    """Which ways of the program the run goes that began with this file (`workflows.ways.CARRIED`); empty
    in the first run of a case, which has a mark in its history for it."""
    ending: Closing | None = None
    """Aid was stopped; the case closes when the notice is served."""
    closed: Closing | None = None
    stale_policy: bool = False
    rising: Rising | None = None
    rises: tuple[str, ...] = ()
    """Rises of the standards this case has followed, by subject."""
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
            account
            for e in self.journal
            if e.officer and e.act in acts and e.procedure == which
            for account in e.officer.accounts
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
    """Four eyes: nobody does two of these duties on one case, and no relative does any (JZ-50).

    A stand-in is bound by what he did himself and by what the person did for whom he stands in.
    """
    require(
        set(others).isdisjoint(officer.accounts),
        "same_person",
        (
            f"您或者您代行职责的人员已在本案中办理过其他环节，不能再办理“{duty}”，"
            "请由其他工作人员办理。"
        )
        if officer.behalf
        else f"您已在本案中办理过其他环节，不能再办理“{duty}”，请由其他工作人员办理。",
        clause,
    )
    require(
        file.relative_accounts().isdisjoint(officer.accounts),
        "relative_must_withdraw",
        f"您与本案申请家庭有近亲属关系，应当回避，不能办理“{duty}”。",
        "57号 Art 11; JZ-50",
    )


ROLE_OF_DECIDER = {"township": Role.TOWNSHIP_LEADER, "county": Role.COUNTY_APPROVER}


__all__ = [
    "ROLE_OF_DECIDER",
    "Agent",
    "CaseFile",
    "CheckState",
    "Closing",
    "Complaint",
    "Correction",
    "Decision",
    "Entitlement",
    "Entry",
    "Escalation",
    "Finding",
    "LeadState",
    "LivingReview",
    "MidEvent",
    "NoticeDue",
    "NoticeState",
    "Objection",
    "Opinion",
    "Posting",
    "Publicity",
    "Recognition",
    "RelativeLead",
    "Rulebook",
    "Survey",
    "Transition",
    "Warned",
    "different",
    "require",
]
