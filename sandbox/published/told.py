"""What a report told of a meeting, as `examples/meetings/*.yaml` has it. Sums in yuan, as reported."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml
from pydantic import Field

from domain.base import Frozen
from domain.body.members import Members
from domain.places import Unit

FOLDER: Final = Path(__file__).resolve().parents[2] / "examples" / "meetings"
PLACE: Final = "tongren"
"""Whose rules the examples are played by: the only document with the whole way of an item."""
_CODES: Final = {
    "民政局": "civil_affairs",
    "医疗保障局": "medical",
    "卫生健康局": "health",
    "扶贫办": "rural",
    "残联": "disabled",
    "总工会": "union",
}
"""Units of the reports that carry a measure, under the codes of the place's catalogue."""


class Household(Frozen):
    """Helped with `yuan` by the units it came `from`, or `refused` with a reason."""

    yuan: int = 0
    from_: tuple[str, ...] = Field(default=(), alias="from")
    refused: str = ""
    cause: str = ""


class Figure(Frozen):
    zh: str
    count: int
    unit_zh: str


class Matter(Frozen):
    title: str
    text: str
    figures: tuple[Figure, ...] = ()


class Report(Frozen):
    """What the report said in figures: what has to come out."""

    units: int
    examined: int
    approved: int
    total_yuan: int
    highest_yuan: int | None = None
    lowest_yuan: int | None = None


class Example(Frozen):
    source: str
    body: str
    units: tuple[str, ...]
    chair: str
    told: Report
    households: tuple[Household, ...]
    matter: Matter | None = None

    @property
    def members(self) -> Members:
        """The body of the report; units that carry no measure have a code of their own."""
        units = tuple(
            Unit(code=_CODES.get(zh, f"unit_{n:02d}"), zh=zh) for n, zh in enumerate(self.units)
        )
        return Members(body_zh=self.body, units=units)

    def code(self, unit: str) -> str:
        return _CODES[unit]


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def example(name: str) -> Example:
    """KeyError for a name there is no example of."""
    path = FOLDER / f"{name}.yaml"
    if name not in names():
        raise KeyError(name)
    return Example.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
