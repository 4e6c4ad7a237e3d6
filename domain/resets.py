"""系统运行回退: what a procedure keeps of it. Two people say so, and the run that follows takes note.

Values only; who may say what stands in `domain.resetting`, what may lie behind the point in
`audit.restart` (docs/adr/0010).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from domain.base import Frozen
from domain.case.acts.base import Officer
from domain.case.lifecycle import Role

COUNTY: Final = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER)
"""Who may propose and who may confirm it where no other body is in charge; never the same person."""


class ResetProposed(Frozen):
    """One person says that a stuck run should be set back to a point. `shown`: the version of the file
    its tables had come to; `until`: the last day on which a second person may agree."""

    officer: Officer
    on: date
    reason: str
    until: date
    run_id: str
    event_id: int
    shown: int


class ResetConfirmed(Frozen):
    """Another agrees to just that."""

    officer: Officer
    on: date
    opinion: str
    run_id: str
    event_id: int

    def answers(self, proposed: ResetProposed) -> bool:
        """Whether this is a second person's word to that proposal, in time."""
        same = (self.run_id, self.event_id) == (proposed.run_id, proposed.event_id)
        other = set(self.officer.accounts).isdisjoint(proposed.officer.accounts)
        return same and other and self.on <= proposed.until


class Reset(Frozen):
    """One proposal to set the run back and, once a second person agreed, who that was. `stage`: where
    the procedure stood; `run_id`, `event_id`: the run and the event it goes back to; `shown`: the
    version its tables had come to; `done_on`: the day the new run took note of it; `by_for`, `ended_for`:
    the accounts the two stood in for (OPN-34)."""

    number: int
    reason: str
    on: date
    by: str
    by_role: Role
    until: date
    stage: str
    by_for: str = ""
    run_id: str
    event_id: int
    shown: int
    ended_on: date | None = None
    ended_by: str = ""
    ended_role: Role | None = None
    ended_for: str = ""
    said: str = ""
    done_on: date | None = None

    @property
    def open(self) -> bool:
        return self.ended_on is None

    @property
    def proposers(self) -> frozenset[str]:
        """Who proposed it, and in whose name: neither may be the second person."""
        return frozenset((self.by, self.by_for)) - {""}


class Speakers(NamedTuple):
    """Who may set a procedure back: of which place, in which posts, and who may not though he is.
    `zh`: what the procedure is called in a refusal."""

    place: str
    propose: tuple[Role, ...] = COUNTY
    confirm: tuple[Role, ...] = COUNTY
    not_these: frozenset[str] = frozenset()
    zh: str = "本事项"


class Mendable(Frozen):
    """The file of a procedure whose run two people can set back. A procedure of another body than the
    county says so in `speakers`."""

    repairs: tuple[Reset, ...] = ()

    def speakers(self) -> Speakers:
        mine: Any = self
        return Speakers(mine.place)

    @property
    def open_reset(self) -> Reset | None:
        """The newest proposal nobody has agreed to."""
        return next((one for one in reversed(self.repairs) if one.open), None)
