"""What a 特困 case holds beyond every case, and the self-care of the old in any case (ZH-14).

Values only; what puts them there stands in `phases.tekun`, `phases.ending` and `phases.selfcare`.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.base import Frozen
from domain.means.selfcare import Ability
from domain.means.tekun_facts import ChildAid, Obligor


class Statement(Frozen):
    """The written statements of 43号 Art 10, as the window took them down; replaced when they change."""

    on: date
    obligors: tuple[Obligor, ...]
    child_aid: ChildAid
    capacity: str
    helper: str
    speaks: bool
    """Whether the person can express his own will (JZ-12)."""


class SelfcareResult(Frozen):
    """One assessment: the six items, how many failed, the band, by whom (43号 Art 20-22)."""

    on: date
    items: dict[str, Ability]
    failed: int
    band: str
    by: str
    body: str
    assessors: tuple[str, ...]


class SpotDraw(Frozen):
    """The county's random draw among a batch of files, kept so that anybody can draw it again."""

    on: date
    batch: tuple[str, ...]
    seed: str
    percent: int
    drawn: bool


class Offer(Frozen):
    """Centralised support was offered and answered (JZ-11)."""

    on: date
    agrees: bool
    opinion: str
    band: str = ""
    """The self-care band at that time: who declined is asked again when it has changed."""


class WholeAssessment(Frozen):
    """综合评估 of a person who cannot express his will, signed by those who made it (JZ-12)."""

    on: date
    assessors: tuple[str, ...]
    finding: str
    recommends: bool


class Placement(Frozen):
    """集中供养 in an institution, or 分散供养 with a named visitor who comes every so many days."""

    on: date
    manner: str
    institution: str = ""
    visitor: str = ""
    visit_days: int = 0
    band: str = ""
    """The care level at that time, by self-care band (JZ-13)."""

    @property
    def scattered(self) -> bool:
        return self.manner == "scattered"


class Agreement(Frozen):
    """委托照料服务协议 (JZ-14); `until` is its last day."""

    number: str
    carer: str
    since: date
    until: date
    over: bool = False
    """The case has noticed that it ended."""

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until


class VisitCover(Frozen):
    """代为走访: who visits in place of the named visitor, from day to day; it ends by itself."""

    on: date
    visitor: str
    since: date
    until: date
    reason: str
    by: str
    over: bool = False
    """The case has noticed that it ended."""

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until


class CareVisit(Frozen):
    on: date
    visitor: str
    finding: str


class Urged(Frozen):
    """A missed visit was followed up by the township or the county: what was found and done."""

    on: date
    level: str
    finding: str


class EndingPublicity(Frozen):
    """拟终止供养 on the notice board (43号 Art 26), of the review with that number.

    `objected_on`: somebody objected. `decided`: hung again after a decision taken on an objection.
    """

    review: int
    posted_on: date
    until: date
    place_posted: str
    grounds: tuple[str, ...]
    provisional: bool = False
    objected_on: date | None = None
    completed_on: date | None = None
    decided: bool = False


class Handover(Frozen):
    """What is offered to who gets no aid any more (43号 Art 27), and what was answered.

    `why`: for each of `suggested` why it may fit; empty in files of earlier releases. `member`: who
    answered; `reason`: why nothing was opened; `reference`: the case the window opened.
    """

    suggested: tuple[str, ...]
    on: date
    settled_on: date | None = None
    answer: str = ""
    why: tuple[str, ...] = ()
    member: str = ""
    reason: str = ""
    reference: str = ""


class HealthRequest(Frozen):
    """Health record and self-care asked of the health department for one member (ZH-14)."""

    member: str
    asked_on: date
    due: date | None = None
    answered_on: date | None = None
    has_record: bool = False
    band: str = ""
    reference: str = ""

    def overdue(self, today: date) -> bool:
        return self.answered_on is None and self.due is not None and today > self.due


class Caring(Frozen):
    """One value of the case file: everything above. Empty in a case of another programme."""

    statement: Statement | None = None
    selfcare: SelfcareResult | None = None
    assessments: int = 0
    spot: SpotDraw | None = None
    published_on: date | None = None
    offer: Offer | None = None
    whole: WholeAssessment | None = None
    placement: Placement | None = None
    agreement: Agreement | None = None
    cover: VisitCover | None = None
    visit: CareVisit | None = None
    visits: int = 0
    missed: tuple[str, ...] = ()
    """Levels that the visit missed now has been passed up to: township, then county (JZ-15)."""
    urged: tuple[Urged, ...] = ()
    """What those levels did about it; emptied by the next visit."""
    ending: EndingPublicity | None = None
    handover: Handover | None = None
    health: tuple[HealthRequest, ...] = ()
    gone_on: date | None = None
    """The day of death, or of being declared missing, once somebody has verified it."""

    @property
    def next_visit(self) -> date | None:
        """The last day for the next visit of the named visitor; None where nobody has to come."""
        placed = self.placement
        if placed is None or not placed.scattered or not placed.visit_days or self.gone_on:
            return None
        last = max(self.visit.on, placed.on) if self.visit else placed.on
        return last + timedelta(days=placed.visit_days)

    @property
    def scattered(self) -> bool:
        return self.placement is not None and self.placement.scattered

    @property
    def unsigned(self) -> bool:
        """Supported at home without a care agreement that runs (JZ-14)."""
        return self.scattered and (self.agreement is None or self.agreement.over)

    def agreed_on(self, day: date) -> bool:
        return self.agreement is not None and self.agreement.holds_on(day)

    @property
    def keeps_open(self) -> bool:
        """Something must still be done before an ended case may close."""
        sheet, moved = self.ending, self.handover
        hanging = sheet is not None and sheet.completed_on is None
        return hanging or (moved is not None and moved.settled_on is None)
