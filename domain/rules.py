"""A snapshot as one programme sees it.

A profile is data, not a class: the rules of every programme have the same names behind its code,
so `rules.due("publicity", …)` is `dibao.publicity` in a 低保 case and `tekun.publicity` in a 特困
case. A name with a dot (`check.items`) belongs to no programme and is looked up as it stands.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue

    from domain.calendar import Due, WorkingCalendar
    from domain.policy import PolicyValue, Snapshot


def qualified(programme: str, name: str) -> str:
    """The full name of a rule of this programme; general names stay as they are."""
    return name if "." in name else f"{programme}.{name}"


class Rules:
    """Reads a snapshot for one programme. Every method promises what `Snapshot`'s does."""

    __slots__ = ("_law", "_programme")

    def __init__(self, law: Snapshot, programme: str) -> None:
        self._law = law
        self._programme = programme

    @property
    def calendar(self) -> WorkingCalendar:
        return self._law.calendar

    @property
    def digest(self) -> str:
        return self._law.digest

    @property
    def on(self) -> date:
        return self._law.on

    @property
    def demo(self) -> tuple[str, ...]:
        """Full names of the demonstration values in the snapshot, sorted."""
        return self._law.demo

    def beside(self, programme: str) -> Rules:
        """The same snapshot as another programme sees it, for names it was asked for in full."""
        return Rules(self._law, programme)

    def get(self, name: str) -> PolicyValue:
        return self._law.get(qualified(self._programme, name))

    def knows(self, name: str) -> bool:
        """Whether the programme has such a rule at all, set or not."""
        return qualified(self._programme, name) in self._law.values

    def has(self, name: str) -> bool:
        return self._law.has(qualified(self._programme, name))

    def days(self, name: str) -> int:
        return self._law.days(qualified(self._programme, name))

    def months(self, name: str) -> int:
        return self._law.months(qualified(self._programme, name))

    def fen(self, name: str) -> int:
        return self._law.fen(qualified(self._programme, name))

    def percent(self, name: str) -> int:
        return self._law.percent(qualified(self._programme, name))

    def count(self, name: str) -> int:
        return self._law.count(qualified(self._programme, name))

    def text(self, name: str) -> str:
        return self._law.text(qualified(self._programme, name))

    def flag(self, name: str) -> bool:
        return self._law.flag(qualified(self._programme, name))

    def on_and_set(self, name: str) -> bool:
        """A switch that is set and on; silence means off."""
        return self.has(name) and self.flag(name)

    def items(self, name: str) -> tuple[str, ...]:
        return self._law.items(qualified(self._programme, name))

    def table(self, name: str) -> dict[str, JsonValue]:
        return self._law.table(qualified(self._programme, name))

    def due(self, name: str, start: date, roll: bool = False) -> Due:
        return self._law.due(qualified(self._programme, name), start, roll)

    def cite(self, name: str) -> str:
        return self._law.cite(qualified(self._programme, name))
