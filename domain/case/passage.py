"""How a case goes over into a second life or into another case: put back after a ruling, moved,
split off, joined. Values only; what puts them there stands in `phases.passage`.

What an overturned decision had done is never wiped out: both timelines are kept side by side.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.calendar import months_after
from domain.case.duties import Duties
from domain.case.records import Closing, Entitlement, Recognition, Transition
from domain.household import Household
from domain.window.requests import Claim


class Stood(Frozen):
    """A decision against the family, and what stood before it: from here a ruling puts it back.

    `first`: the first month it took effect. `review`: the number of the look it was taken on.
    `household`: as it was before that look.
    """

    review: int
    outcome: str
    decided_on: date
    first: date
    was_fen: int
    now_fen: int
    household: Household | None = None
    unstable_income: bool = False
    entitlements: tuple[Entitlement, ...] = ()
    next_recheck: date | None = None
    recognition: Recognition | None = None
    transition: Transition | None = None
    duties: Duties = Duties()


class Restoration(Frozen):
    """A ruling that put the case back: which decision fell, and the timeline that fell with it.

    `closed`: how the case had ended meanwhile. `struck`: the months as they stood under the
    overturned decision. `first`: the first month given back; None for an application decided anew.
    """

    organ: str
    document: str
    ruled_on: date
    on: date
    outcome: str
    decided_on: date
    first: date | None = None
    monthly_fen: int = 0
    closed: Closing | None = None
    struck: tuple[Entitlement, ...] = ()


class Resumed(Frozen):
    """The run this one takes up again: the case had closed there, with that digest of its file.

    `times`: how often it has been taken up by now.
    """

    run_id: str
    digest: str
    version: int
    times: int = 1


class Outgoing(Frozen):
    """Whom this case hands on to a new one: a family that moved to another place, members that
    split off. `paid_until`: the last month paid for them here; None while nobody has let them go.

    `review`: the look whose decision lets them go; 0 where none is needed. `failed`: no case could be
    opened, because another one holds one of them. `programme` and `claim`: what is applied for and
    how it holds people, where that is not what this case is.
    """

    number: int
    kind: str
    place: str
    township: str
    village: str = ""
    on: date
    review: int = 0
    household: Household
    paid_until: date | None = None
    monthly_fen: int = 0
    case_no: str = ""
    failed: bool = False
    programme: str = ""
    claim: Claim | None = None

    @property
    def ready(self) -> bool:
        return self.paid_until is not None and not self.case_no and not self.failed


class Origin(Frozen):
    """The case this one was handed on from, and the last month it paid for these people."""

    case_no: str
    place: str
    kind: str
    on: date
    paid_until: date
    monthly_fen: int


class Moved(Frozen):
    """移交: from one township of the place to another; `received_on` when that one has the file."""

    on: date
    from_township: str
    from_village: str
    to_township: str
    to_village: str
    by: str
    received_on: date | None = None
    received_by: str = ""


class Joining(Frozen):
    """A household that joins this one: its case has ended and paid for its people until then."""

    case_no: str
    household: Household
    on: date
    paid_until: date
    monthly_fen: int
    review: int = 0
    """The look that takes them in; 0 while none is open."""


class Into(Frozen):
    """The case this household joins; `told` once that case knows, or cannot be reached."""

    case_no: str
    on: date
    paid_until: date
    monthly_fen: int
    told: bool = False


class Postponed(Frozen):
    """暂缓复核 in an emergency: when it should have been, until when it waits, and why.

    `order`: the bulk postponement it belongs to; `recalled_on`: it was taken back.
    """

    on: date
    planned: date
    until: date
    reason: str
    order: str = ""
    recalled_on: date | None = None


class Passage(Frozen):
    """One value of the case file: everything above. `came_of_age`: members looked at for it."""

    stood: tuple[Stood, ...] = ()
    restorations: tuple[Restoration, ...] = ()
    resumed: Resumed | None = None
    outgoing: tuple[Outgoing, ...] = ()
    origin: Origin | None = None
    moves: tuple[Moved, ...] = ()
    joining: tuple[Joining, ...] = ()
    into: Into | None = None
    came_of_age: tuple[str, ...] = ()
    postponed: tuple[Postponed, ...] = ()

    @property
    def decides_anew(self) -> date | None:
        """The day of the overturned refusal while the application it refused is decided anew."""
        last = self.restorations[-1] if self.restorations else None
        return last.decided_on if last is not None and last.outcome == REFUSED else None

    def pays_from(self, review: int, first: date) -> date:
        """From when the decision of that look holds: where the case of those who joined left off."""
        left = [j.paid_until for j in self.joining if review and j.review == review]
        return min([first, *(months_after(day, 1) for day in left)])

    @property
    def to_receive(self) -> Moved | None:
        """A move whose file the new township has not confirmed yet."""
        last = self.moves[-1] if self.moves else None
        return last if last is not None and last.received_on is None else None


REFUSED = "refused"
"""What an overturned refusal is called in `Restoration.outcome`."""
MOVED, SPLIT, ONWARD = "moved", "split", "onward"
"""Kinds of `Outgoing`."""
