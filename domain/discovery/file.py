"""One lead as one value: what was reported, who went, what was found, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.calendar import Due
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.discovery.acts import Consent, ConsentBy
from domain.discovery.answer import LEAD_NO, CaseAnswer
from domain.discovery.lifecycle import LeadKind, LeadStage
from domain.policy import Snapshot
from domain.resets import Mendable

LEAD_NEEDS = (
    "discovery.assign_days",
    "discovery.channel_names",
    "discovery.channels",
    "discovery.channels_more",
    "discovery.problems",
    "discovery.quick_team",
    "discovery.result_days",
    "discovery.urgent_days",
    "discovery.visit_days",
)


class Origin(StrEnum):
    """By which door a lead came in."""

    TYPED = "typed"
    WORKBOOK = "workbook"


class LeadPerson(Frozen):
    """Whom the lead is about, as far as the reporter knows. `id_no` may be unknown."""

    name: str = Field(min_length=1, max_length=40)
    id_no: str = Field(default="", max_length=18)
    phone: str = Field(default="", max_length=30)
    address: str = Field(default="", max_length=120)


class LeadOrder(Frozen):
    """A report. `channel` and `problem` are codes of the place's pack.

    `source`: the department a list comes from, or how the hotline numbered the call. `known_case`:
    the living case the person was in when the lead was reported.
    """

    lead_no: str = Field(pattern=LEAD_NO)
    place: str
    township: str
    village: str = Field(default="", max_length=40)
    kind: LeadKind
    channel: str = Field(max_length=40)
    source: str = Field(default="", max_length=60)
    urgent: bool = False
    problem: str = Field(max_length=40)
    text: str = Field(min_length=4, max_length=1000)
    person: LeadPerson
    reported_by: Officer
    reported_on: date
    origin: Origin = Origin.TYPED
    known_case: str = ""


class Assignment(Frozen):
    """Who was sent, by whom, until when. `team`: an urgent lead the team took on itself."""

    visitor: str
    role: Role
    by: str
    on: date
    due: date
    provisional: bool = False
    team: bool = False


class Visit(Frozen):
    """Somebody went. Not met: it was tried, and the lead still waits for a visit."""

    number: int
    on: date
    visitors: tuple[str, ...]
    recorded_by: str
    met: bool
    finding: str
    fits: bool
    informed: bool
    consent: Consent
    consent_by: ConsentBy
    consent_paper: str = ""


class LeadResult(Frozen):
    """How a lead ended: a ground of a reasoned no, or what a case answered."""

    outcome: str
    on: date
    reason: str = ""
    clause: str = ""
    ref: str = ""


class LeadEntry(Frozen):
    """One line of the record. `officer` None: written by itself."""

    seq: int
    act: str
    zh: str
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class DiscoveryFile(Mendable):
    """The state of one lead. `place`, `township` and `village` are where it is worked on now."""

    order: LeadOrder
    township: str
    village: str
    stage: LeadStage = LeadStage.REPORTED
    stage_since: date
    latest: date
    version: int = 0
    law: Snapshot | None = None
    stale_policy: bool = False
    assignment: Assignment | None = None
    visits: tuple[Visit, ...] = ()
    case_no: str = ""
    also: tuple[str, ...] = ()
    """Further cases of the same request."""
    answers: tuple[CaseAnswer, ...] = ()
    """What cases have decided, also before the lead knew the numbers of its own."""
    result: LeadResult | None = None
    overdue: tuple[str, ...] = ()
    journal: tuple[LeadEntry, ...] = ()
    seq: int = 0

    @property
    def place(self) -> str:
        return self.order.place

    @property
    def lead_no(self) -> str:
        return self.order.lead_no

    @property
    def closed(self) -> bool:
        """Only with a result (JZ-35)."""
        return self.result is not None

    @property
    def cases(self) -> tuple[str, ...]:
        """Every case this lead led to."""
        return (self.case_no, *self.also) if self.case_no else ()

    @property
    def visit(self) -> Visit | None:
        """The last visit on which the person was met."""
        return next((v for v in reversed(self.visits) if v.met), None)

    @property
    def team(self) -> bool:
        """Whether the place has a quick-response team for urgent leads (HB-29)."""
        name = "discovery.quick_team"
        return self.law is not None and self.law.has(name) and self.law.flag(name)

    def due(self, name: str, start: date) -> Due | None:
        """The last day of a period of the place's; None where it has not set one."""
        return self.law.due(name, start) if self.law is not None and self.law.has(name) else None

    def having(self, **changes: object) -> DiscoveryFile:
        return self.model_copy(update=changes)


def channels_of(law: Snapshot) -> dict[str, str]:
    """Every channel open at the place: those a document names first, then those it added."""
    names = {k: str(v) for k, v in law.table("discovery.channel_names").items()}
    listed = (
        code
        for name in ("discovery.channels", "discovery.channels_more")
        if law.has(name)
        for code in law.items(name)
    )
    return {code: names.get(code, code) for code in dict.fromkeys(listed)}


def problems_of(law: Snapshot) -> dict[str, str]:
    return {k: str(v) for k, v in law.table("discovery.problems").items()}
