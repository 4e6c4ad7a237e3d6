"""Coverage of care agreements among those supported at home, by township (JZ-14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import Frozen


class Person(Frozen):
    """One supported person as the county's lists show him; `manner` empty: not placed yet.

    `missed`: levels a missed visit was passed up to. `offer`: agreed, declined or empty.
    """

    case_no: str
    township: str
    village: str
    name: str
    manner: str = ""
    institution: str = ""
    band: str = ""
    visitor: str = ""
    visit_days: int = 0
    next_visit: date | None = None
    last_visit: date | None = None
    visits: int = 0
    missed: tuple[str, ...] = ()
    agreed_since: date | None = None
    agreed_until: date | None = None
    offer: str = ""

    @property
    def scattered(self) -> bool:
        return self.manner == "scattered"

    def signed_on(self, day: date) -> bool:
        """An agreement of his runs on that day; its first and its last day are covered."""
        since, until = self.agreed_since, self.agreed_until
        return since is not None and until is not None and since <= day <= until

    def unsigned_on(self, day: date) -> bool:
        return self.scattered and not self.signed_on(day)

    def late_on(self, day: date) -> bool:
        return self.scattered and self.next_visit is not None and day > self.next_visit


class Coverage(Frozen):
    """Of one township, or of all (`township` empty): persons."""

    township: str = ""
    supported: int = 0
    unplaced: int = 0
    centralised: int = 0
    scattered: int = 0
    signed: int = 0
    late: int = 0

    @property
    def percent(self) -> int | None:
        """Signed of the scattered, rounded down: a hundred is said of nobody left out, and only then.

        None where nobody lives scattered.
        """
        return 100 * self.signed // self.scattered if self.scattered else None


def coverage(people: Iterable[Person], day: date) -> tuple[Coverage, ...]:
    """One line a township in order of its code, and the whole as the last."""
    by: dict[str, list[Person]] = {}
    for one in people:
        by.setdefault(one.township, []).append(one)
    lines = [_line(code, by[code], day) for code in sorted(by)]
    return (*lines, _line("", [p for code in sorted(by) for p in by[code]], day))


def _line(township: str, people: list[Person], day: date) -> Coverage:
    return Coverage(
        township=township,
        supported=len(people),
        unplaced=sum(not p.manner for p in people),
        centralised=sum(p.manner == "centralised" for p in people),
        scattered=sum(p.scattered for p in people),
        signed=sum(p.scattered and p.signed_on(day) for p in people),
        late=sum(p.late_on(day) for p in people),
    )
