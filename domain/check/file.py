"""One information check of one household: which department was asked what, and what came back.

Departments go their own ways: one that is silent delays no other, and one that has answered is
never asked again. A department may be waived only by name and with a reason (ZH-20).
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.calendar import WorkingCalendar
from domain.case.acts import Officer
from domain.check.answers import Answer, Person, Record
from domain.check.asking import Consent, QueryRule
from domain.resets import Mendable


class Limit(Frozen):
    """An item that is asked about these persons only."""

    item: str
    persons: tuple[str, ...]


class Asked(Frozen):
    """One department's part: what it was asked, how often, and what came of it.

    `about`: items not asked about everybody. `written`: those that need the person's own
    signature; `verify`: those answered yes, no or unknown. `institutions`: for a coordinator,
    whom it asks. `rules`: the query rules on record, `rule_needed` whether one must hold.
    `left`: after an answer, the pairs it did not cover because they might not be asked then.
    """

    department: str
    zh: str
    items: tuple[str, ...]
    clause: str = ""
    due: date
    about: tuple[Limit, ...] = ()
    written: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    rules: tuple[QueryRule, ...] = ()
    rule_needed: bool = False
    attempts: int = 0
    last_asked: date | None = None
    expected: date | None = None
    answer: Answer | None = None
    rounds: int = 0
    """How many answers were taken: a further question is a new one, with a key of its own."""
    left: tuple[Limit, ...] = ()
    waived_by: str = ""
    waived_on: date | None = None
    waived_because: str = ""
    late: bool = False
    trouble: str = ""
    """Why the last question brought nothing, or none was put: `down`, `nonsense`, `no_rule`,
    `not_authorised`."""

    @property
    def settled(self) -> bool:
        answered = self.answer is not None and not self.left and not self.silent
        return answered or self.waived_on is not None

    @property
    def silent(self) -> tuple[str, ...]:
        """Institutions that gave their coordinator nothing yet."""
        return self.answer.silent if self.answer is not None else ()

    def persons_of(self, item: str, everybody: tuple[str, ...]) -> tuple[str, ...]:
        limits = self.left or self.about
        for limit in limits:
            if limit.item == item:
                return limit.persons
        return () if self.left else everybody


class CheckOrder(Frozen):
    """What a case asks for: the persons, the departments with their items, and on what ground."""

    case_no: str
    place: str
    township: str
    number: int
    persons: tuple[Person, ...]
    departments: tuple[Asked, ...]
    purpose: str = "assistance"
    consent: Consent
    ordered_on: date
    retry_days: int = Field(ge=1)
    """Working days between two questions to a silent department."""
    calendar: WorkingCalendar

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(p.key for p in self.persons)


class Note(Frozen):
    act: str
    on: date
    at: datetime
    officer: Officer
    department: str
    text: str = ""


class Correction(Frozen):
    """What a department took back: the record as it first said it (TR-43)."""

    department: str
    before: tuple[Record, ...]
    on: date
    reference: str


class Problem(Frozen):
    """A problem of checking or sharing, for the meeting's agenda (HB-04)."""

    department: str
    problem: str
    description: str
    on: date


class CheckFile(Mendable):
    order: CheckOrder
    departments: tuple[Asked, ...]
    latest: date
    version: int = 0
    journal: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        return self.order.place

    @property
    def stage(self) -> str:
        """A check has one stage: it is asking."""
        return "check"

    @property
    def done(self) -> bool:
        return all(d.settled for d in self.departments)

    def of(self, department: str) -> Asked:
        found = next((d for d in self.departments if d.department == department), None)
        if found is None:
            known = "、".join(d.department for d in self.departments)
            raise CaseRefusal(
                "department_not_asked",
                f"本次核对没有向“{department}”查询。已查询的部门为：{known}。",
                "YC-18",
            )
        return found

    def having(self, asked: Asked, on: date) -> CheckFile:
        return self.model_copy(
            update={
                "departments": tuple(
                    asked if d.department == asked.department else d for d in self.departments
                ),
                "latest": max(self.latest, on),
                "version": self.version + 1,
            }
        )


class Stated(Frozen):
    """The day of one department's answer and the items it covers: freshness is judged by it."""

    department: str
    on: date
    items: tuple[str, ...]


class CheckResult(Frozen):
    number: int
    finished_on: date
    answers: tuple[Answer, ...]
    waived: tuple[str, ...]
    attempts: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...] = ()
    """Calendar days each department took, for the delay ledger."""
    stated: tuple[Stated, ...] = ()
    not_authorised: tuple[tuple[str, str], ...] = ()
    """(department, person) that nobody was allowed to ask about until the check was over."""
