"""What was proposed to mend a stuck or wrong case, who confirmed it, and what was set aside by it.

Values only; what puts them there stands in `phases.repair`. Nothing a repair takes back is wiped
out: the old value of a fact and every step that was set aside stay beside the new ones.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.base import Frozen
from domain.case.acts.applying import RecordAppraisal, RecordCollectiveReview, RecordCountyVisit
from domain.case.lifecycle import Role, Stage
from domain.case.records import CheckState, LivingReview, Objection, Opinion, Publicity, Survey
from domain.household import Household
from domain.means.result import Assessment


class RepairKind(StrEnum):
    SKIP = "skip"
    CORRECT = "correct"
    RETURN = "return"
    RESET = "reset"


REPAIR_ZH = {
    RepairKind.SKIP: "登记部门答复无法取得",
    RepairKind.CORRECT: "更正登记有误的事实",
    RepairKind.RETURN: "退回前一环节",
    RepairKind.RESET: "系统运行回退",
}


class Ending(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


ENDING_ZH = {
    Ending.CONFIRMED: "复核同意",
    Ending.REFUSED: "复核不同意",
    Ending.WITHDRAWN: "已撤回",
    Ending.LAPSED: "逾期未复核，失效",
}


class Aside(Frozen):
    """Everything a repair set aside, as it stood. It counts for nothing from then on."""

    survey: Survey | None = None
    survey_started_on: date | None = None
    check: CheckState | None = None
    appraisal: RecordAppraisal | None = None
    assessment: Assessment | None = None
    opinion: Opinion | None = None
    publicity: Publicity | None = None
    rounds: int = 0
    objections: tuple[Objection, ...] = ()
    collective_review: RecordCollectiveReview | None = None
    county_visit: RecordCountyVisit | None = None
    county_received_on: date | None = None
    review: LivingReview | None = None
    household: Household | None = None


class Repair(Frozen):
    """One proposal and what became of it. `stage`: where the case stood. `until`: the last day on
    which a second person may confirm it; after that it lapses.

    `department`, `said_by`, `otherwise`: of a department whose answer cannot be had, who says so and
    how the fact was established. `fact`, `old`, `new`: of a correction, in words. `to_stage`: of a
    return. `run_id`, `event_id`: of a reset, the run and the event it goes back to.
    """

    number: int
    kind: RepairKind
    reason: str
    on: date
    by: str
    by_role: Role
    until: date
    stage: Stage
    by_for: str = ""
    """The account whoever proposed it stood in for (OPN-34); `ended_for`: so of the second person."""
    department: str = ""
    check: int = 0
    """The number of the information check the department belongs to."""
    said_by: str = ""
    otherwise: str = ""
    fact: str = ""
    fact_zh: str = ""
    old: str = ""
    new: str = ""
    value: str = ""
    """What is right as it was typed; `new` is the same in words."""
    paper: str = ""
    to_stage: Stage | None = None
    run_id: str = ""
    event_id: int = 0
    shown: int = 0
    """Of a reset: the version of the case its tables had come to before it."""
    ending: Ending | None = None
    ended_on: date | None = None
    ended_by: str = ""
    ended_role: Role | None = None
    ended_for: str = ""
    said: str = ""
    """What the second person wrote, or why it was withdrawn."""
    aside: Aside | None = None
    done_on: date | None = None
    """Of a reset: the day the new run took note of it."""

    @property
    def proposers(self) -> frozenset[str]:
        """Who proposed it, and in whose name: neither may be the second person."""
        return frozenset((self.by, self.by_for)) - {""}

    @property
    def open(self) -> bool:
        return self.ending is None

    @property
    def in_force(self) -> bool:
        return self.ending is Ending.CONFIRMED


class Repairs(Frozen):
    """One value of the case file. `count` runs over the whole life of the case."""

    count: int = 0
    found: tuple[Repair, ...] = ()

    @property
    def open(self) -> Repair | None:
        return next((one for one in self.found if one.open), None)

    @property
    def rounds_aside(self) -> int:
        """How many rounds of publicity were set aside: a later sheet has a number of its own."""
        return sum(one.aside.rounds for one in self.found if one.aside is not None)

    def skipped(self, check: int) -> tuple[Repair, ...]:
        """The departments of one check whose answer two people found cannot be had."""
        return tuple(
            one
            for one in self.found
            if one.kind is RepairKind.SKIP and one.in_force and one.check == check
        )

    def with_new(self, repair: Repair) -> Repairs:
        return Repairs(count=repair.number, found=(*self.found, repair))

    def with_changed(self, repair: Repair) -> Repairs:
        found = tuple(repair if one.number == repair.number else one for one in self.found)
        return self.model_copy(update={"found": found})

    def carried(self) -> Repairs:
        """What a new period goes on with; the rest stands in the history of the one before."""
        return self.model_copy(update={"found": tuple(one for one in self.found if one.open)})
