"""Staff at work on a matter of supervision: the pure model with a day."""

from __future__ import annotations

from datetime import date, datetime, time

from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.file import Held, OversightFile, OversightKind
from domain.oversight.parts import EngagementPart
from domain.oversight.tasks import open_oversight_tasks
from domain.task import Task
from runtime.packs import snapshot
from tests.people import SHANGHAI, START, officer

KEEN = Role.SUPERVISOR


class Desk:
    """One matter, its day, and who acts on it. `opener` None: the system opened it."""

    def __init__(
        self,
        kind: OversightKind,
        place: str = "jiaozuo",
        held: Held | None = None,
        opener: Role | None = Role.AUDITOR,
        number: str = "2026-001",
        day: date = START,
        file: OversightFile | None = None,
        leave: EngagementPart | None = None,
    ) -> None:
        self.today = day
        by = officer(opener, place) if opener else None
        held = held or Held(text="资金滞留在乡镇账户")
        self.file = file or engine.opened(kind, place, number, by, day, held, leave)
        rules = snapshot(place, day, engine.OVERSIGHT_NEEDS, production=False)
        self.file = engine.rules_taken(self.file, rules)
        self.file = engine.begun(self.file, self.now)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), SHANGHAI)

    def turn(self, day: date) -> OversightFile:
        self.today = day
        self.file = engine.turned(self.file, day, self.now)
        return self.file

    def do(
        self, name: str, role: Role, person: int = 1, township: str = "", **fields: object
    ) -> OversightFile:
        act = OVERSIGHT_ACTS[name].model_validate(
            {
                "officer": officer(role, self.file.place, person, township).model_dump(),
                "on": self.today,
                **fields,
            }
        )
        self.file = engine.apply_to_oversight(self.file, name, act, self.today, self.now)
        return self.file

    def opened(self) -> Desk:
        """The matter the next errand opens, begun on the same day."""
        errand = self.file.errands[0]
        after = engine.next_matter(self.file, errand, self.today)
        self.file = engine.errand_done(self.file, errand.key, None, self.today, self.now)
        return Desk(after.kind, after.place, day=self.today, file=after)

    def tasks(self) -> tuple[Task, ...]:
        return open_oversight_tasks(self.file)
