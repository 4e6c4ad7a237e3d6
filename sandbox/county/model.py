"""What a rehearsal knows about a family: its application, how things are, what will happen."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import Final

from documents.ledger import LedgerApplication
from domain.base import Frozen
from domain.case.acts import AidTried, Relative
from domain.hardship import Hardship
from domain.household import Account, Household
from domain.means.tekun_facts import Obligor
from domain.programme import Programme

FIRST_DAY: Final = date(2026, 11, 23)
"""The day of the first application as the ledgers in `examples/` have it."""


class Story(StrEnum):
    """What a family is in the county for."""

    PLAIN = "plain"
    INCOMPLETE_PAPERS = "incomplete_papers"
    DUPLICATE_PERSON = "duplicate_person"
    OFFICIALS_RELATIVE = "officials_relative"
    SINGLE_PERSON = "single_person"
    HIDDEN_CAR = "hidden_car"
    OBJECTION = "objection"
    JOB_AFTER = "job_after"
    DEATH_SINGLE = "death_single"
    DEATH_MEMBER = "death_member"
    SERIOUS_ILLNESS = "serious_illness"
    WRONG_ACCOUNT = "wrong_account"
    OVER_INCOME = "over_income"
    WITHDRAWN = "withdrawn"
    LATE_DEPARTMENT = "late_department"
    CONTESTED_FINDING = "contested_finding"
    AGENT = "agent"


class Fact(Frozen):
    """One thing a department has on file about one person.

    `about` is a code of `domain.check.leads` or one that never makes a lead. Known from `since`
    (None: always). `known_to`: the departments that have it; empty for all that keep such things.
    """

    about: str
    fen: int = 0
    count: int = 0
    since: date | None = None
    text: str = ""
    known_to: tuple[str, ...] = ()


class Truth(Frozen):
    """Everything on file about one person, found by the hash of the identity number."""

    id_hash: str
    facts: tuple[Fact, ...]

    @staticmethod
    def hash_of(id_no: str) -> str:
        return hashlib.sha256(id_no.encode()).hexdigest()


class Happening(Frozen):
    """What becomes of a living case: from `on` the household is `after`."""

    kind: str
    """`job`, `death` or `inheritance`."""
    on: date
    member: str
    after: Household
    text: str


class Late(Frozen):
    """This department needs so many calendar days for this family."""

    department: str
    days: int


class Appeal(Frozen):
    """What is brought before the joint meeting: need and what each department can give at most."""

    cause: str
    need_fen: int
    tried: tuple[AidTried, ...]
    summary: str


class Family(Frozen):
    """`actual` is what a visit finds; `truths` is what departments have on file; they may differ
    from the declaration (`hidden_car`) and from each other (`contested_finding`)."""

    story: Story
    application: LedgerApplication
    actual: Household
    truths: tuple[Truth, ...]
    papers_later: tuple[str, ...] = ()
    """Brought after the correction list."""
    relative: Relative | None = None
    same_person_as: str = ""
    """The number of the family whose application already names one of these people."""
    happenings: tuple[Happening, ...] = ()
    appeal: Appeal | None = None
    late: Late | None = None
    right_account: Account | None = None
    """The account the family brings when the bank has sent the money back."""
    words: str = ""
    """What is said: the objection, the reason to withdraw, the ground to contest."""

    @property
    def number(self) -> str:
        return self.application.number

    @property
    def place(self) -> str:
        return self.application.place


class Errand(StrEnum):
    """What a family comes to the window for, beside the ledgers."""

    TEKUN = "tekun"
    TEKUN_ENDS = "tekun_ends"
    RIGID = "rigid"
    QUICK = "quick"
    EMERGENCY = "emergency"
    EMERGENCY_IN_PARTS = "emergency_in_parts"
    EMERGENCY_LATE = "emergency_late"
    EXPENDITURE = "expenditure"
    DISASTER = "disaster"
    WITH_REFERRAL = "with_referral"
    REFERRAL_REFUSED = "referral_refused"
    EDGE_AFTER_REFUSAL = "edge_after_refusal"
    DISCOVERED = "discovered"


class WindowFamily(Family):
    """A family at the window: `programmes` are asked for at once, `then` after a refusal.

    `failing`: how many of the six items of self-care the person cannot do. `centralised`: wants to
    live in an institution.
    """

    errand: Errand
    programmes: tuple[Programme, ...]
    then: tuple[Programme, ...] = ()
    urgent: bool = False
    hardship: Hardship | None = None
    obligors: tuple[Obligor, ...] = ()
    failing: int = 0
    centralised: bool = False


class County(Frozen):
    """`families` stand in the ledgers, `window` come by themselves or are found."""

    first_day: date
    families: tuple[Family, ...]
    window: tuple[WindowFamily, ...] = ()

    def of(self, place: str) -> tuple[Family, ...]:
        return tuple(f for f in self.families if f.place == place)

    def found(self, number: str) -> WindowFamily:
        """The family at the window with this number. KeyError when there is none."""
        for family in self.window:
            if family.number == number:
                return family
        raise KeyError(number)

    def family(self, number: str) -> Family:
        """KeyError when no family has this number."""
        for family in self.families:
            if family.number == number:
                return family
        raise KeyError(number)

    def truths(self) -> dict[str, Truth]:
        """By the hash of the identity number. A person of two applications is one person."""
        known: dict[str, Truth] = {}
        for family in (*self.families, *self.window):
            for truth in family.truths:
                known.setdefault(truth.id_hash, truth)
        return known
