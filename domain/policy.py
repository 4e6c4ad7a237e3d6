"""The law as data: one dated, cited value per name and place, and the snapshot a case takes.

Three answers exist. A value with its source; `not_set`, which stops the case and says who must
set it; and `demo`, a value invented for demonstration that is shown as such wherever it is used.
A place's own value goes before the national one; nothing is ever borrowed from another place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar, Self

from pydantic import Field, JsonValue, model_validator
from pydantic_core import to_json

from domain.base import CaseRefusal, Frozen
from domain.calendar import Due, WorkingCalendar, months_after

NATIONAL = "national"
DEMO_CITE = "演示数据"
FOLLOWS = ".follows"
"""`<programme>.follows`: whose rules hold where the programme's own documents are silent."""


class Status(StrEnum):
    """How far a value can be relied on."""

    VERIFIED = "verified"  # read in the document the source names
    UNVERIFIED = "unverified"  # from a summary, advice or an unnamed copy
    DEMO = "demo"  # invented for demonstration; refused in production
    NOT_SET = "not_set"  # nobody has decided it


class Unit(StrEnum):
    """What the number of a value counts, or what shape the value has."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    FEN = "fen"
    FEN_PER_MONTH = "fen_per_month"
    PERCENT = "percent"
    BASIS_POINTS = "basis_points"
    COUNT = "count"
    HOURS = "hours"
    DAY_OF_MONTH = "day_of_month"
    BOOL = "bool"
    TEXT = "text"
    DATE = "date"
    LIST = "list"
    MAP = "map"


class Source(Frozen):
    """The document a value comes from, and the article or section in it."""

    doc: str
    article: str = ""


class DatedValue(Frozen):
    """One value from `since` to `until`, both days included; `until` None is open."""

    since: date
    until: date | None = None
    value: JsonValue = None
    source: Source | None = None
    status: Status

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Definition(Frozen):
    """Everything one level (the nation or a place) says about one name, oldest first.

    `labels` are the Chinese words for the codes in the values, `options` the only texts allowed.
    """

    name: str
    zh: str
    unit: Unit
    level: str = NATIONAL
    values: tuple[DatedValue, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    options: tuple[str, ...] = ()
    note: str = ""

    def on(self, day: date) -> DatedValue | None:
        return next((value for value in self.values if value.holds_on(day)), None)


class PolicyValue(Frozen):
    """What holds for one name in one place on one day. `value` is None when not set."""

    name: str
    zh: str
    unit: Unit
    value: JsonValue = None
    since: date | None = None
    until: date | None = None
    source: Source | None = None
    status: Status
    level: str

    @property
    def cite(self) -> str:
        """The clause as officers quote it: `民发〔2021〕57号 第19条`; `演示数据` for demo."""
        if self.status is Status.DEMO:
            return DEMO_CITE
        if self.source is None:
            return ""
        article = self.source.article
        if not article:
            return self.source.doc
        # A bare number is an article of a national text; a place's section is quoted as printed.
        return f"{self.source.doc} {f'第{article}条' if article.isdigit() else article}"


class PolicyNotSet(CaseRefusal):
    """A rule the case needs has not been decided by this place; an administrator must set it."""

    def __init__(self, name: str, zh: str, place_zh: str) -> None:
        super().__init__(
            "policy_not_set",
            f"政策参数“{zh}”（{name}）在{place_zh}尚未设定，请政策管理员先行设定。",
        )
        self.name = name


_HELD: dict[tuple[str, int], dict[str, PolicyValue]] = {}
_MOST_HELD = 256  # not law: how much memory is spent on sharing
"""Sets of values kept to share: places, stages and days of a county's living cases."""

_ONE: dict[tuple[str, str, date | None], PolicyValue] = {}
_MOST_ONE = 8192  # not law: how much memory is spent on sharing
"""Single values kept to share: another stage's set is mostly made of the same."""


def _held_once(key: tuple[str, int], values: dict[str, PolicyValue]) -> dict[str, PolicyValue]:
    """The values already held under the key if they are the same, else these, held from now on."""
    held = _HELD.get(key)
    if held is not None and held == values and _all_written_alike(held, values):
        return held
    if len(_HELD) >= _MOST_HELD:
        _HELD.pop(next(iter(_HELD)), None)
    _HELD[key] = values = {name: _one_held(value) for name, value in values.items()}
    return values


def _all_written_alike(some: dict[str, PolicyValue], others: dict[str, PolicyValue]) -> bool:
    """Of equal sets: they are written in the same order, too."""
    return list(some) == list(others) and all(map(_written_alike, some.values(), others.values()))


_WRITTEN_AS_EQUAL = frozenset({str, int, bool, type(None)})


def _written_alike(one: PolicyValue, other: PolicyValue) -> bool:
    """Python takes 1, 1.0 and yes for equal; in a digest they are three things."""
    if one is other:
        return True
    a, b = one.value, other.value
    if type(a) is not type(b):
        return False
    return type(a) in _WRITTEN_AS_EQUAL or to_json(a) == to_json(b)


def _one_held(value: PolicyValue) -> PolicyValue:
    key = (value.name, value.level, value.since)
    held = _ONE.get(key)
    if held is value:
        return value
    if held is not None and held == value and _written_alike(held, value):
        return held
    if len(_ONE) >= _MOST_ONE:
        _ONE.pop(next(iter(_ONE)), None)
    _ONE[key] = value
    return value


_READ: dict[bytes, Snapshot] = {}


class Snapshot(Frozen):
    """The rules of one place on one day: only the names a stage asked for, with the calendar.

    Taken once at a stage's start and kept in the history, so a later change of the packs never
    changes what a case has already relied on. `digest` covers everything else in it.
    """

    TEXT_KEPT: ClassVar[str] = "values"
    """The part whose canonical text is kept from one digest to the next (`digest_of`)."""

    place: str
    place_zh: str = ""
    on: date
    values: dict[str, PolicyValue]
    calendar: WorkingCalendar
    undefined: tuple[str, ...] = ()
    """Names that were asked for and that no pack has, sorted: rules of other programmes."""
    digest: str = ""

    @model_validator(mode="after")
    def _one_in_memory(self) -> Self:
        """Thousands of living cases stand under the same rules: equal values are held once.

        Nothing can be told from it: values are frozen, and only equal ones are put for each other.
        """
        self.__dict__["values"] = _held_once((self.digest, len(self.values)), self.values)
        return self

    @classmethod
    def read(cls, text: bytes) -> Snapshot:
        """The snapshot of a JSON text; ValidationError for none. Thousands of cases of a place and a
        day take the same, byte for byte: it is read once."""
        key = sha256(text).digest()
        found = _READ.get(key)
        if found is None:
            found = cls.model_validate_json(text)
            if len(_READ) >= _MOST_HELD:
                _READ.pop(next(iter(_READ)), None)
            _READ[key] = found
        return found

    def after(self, earlier: Snapshot | None) -> Snapshot:
        """These rules together with what was asked for earlier and not again."""
        values = {**(earlier.values if earlier else {}), **self.values}
        held = _held_once((self.digest, len(values)), values)
        return self.model_copy(update={"values": held})

    def get(self, name: str) -> PolicyValue:
        """The value. PolicyNotSet when nobody set it; KeyError when the stage never asked."""
        if name not in self.values:
            raise KeyError(f"policy {name} is not in this snapshot: add it to the names asked for")
        value = self.values[name]
        if value.status is Status.NOT_SET:
            raise PolicyNotSet(name, value.zh, self.place_zh or self.place)
        return value

    def has(self, name: str) -> bool:
        """True when the name was asked for and is set, and its value was sent along."""
        found = self.values.get(name)
        return found is not None and found.status is not Status.NOT_SET and found.value is not None

    def days(self, name: str) -> int:
        """A number of calendar or working days; use `due` to have the right kind counted."""
        return self._whole(name, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)

    def months(self, name: str) -> int:
        return self._whole(name, Unit.MONTHS)

    def fen(self, name: str) -> int:
        """Money in whole fen (a month, where the unit says so)."""
        return self._whole(name, Unit.FEN, Unit.FEN_PER_MONTH)

    def percent(self, name: str) -> int:
        """Whole hundredths: 150 is 150 %."""
        return self._whole(name, Unit.PERCENT)

    def count(self, name: str) -> int:
        """A number of things, hours, a day of the month, or hundredths of a percent."""
        return self._whole(name, Unit.COUNT, Unit.HOURS, Unit.DAY_OF_MONTH, Unit.BASIS_POINTS)

    def text(self, name: str) -> str:
        value = self._of(name, Unit.TEXT, Unit.DATE)
        if not isinstance(value, str):
            raise TypeError(f"policy {name} is not text")
        return value

    def flag(self, name: str) -> bool:
        value = self._of(name, Unit.BOOL)
        if not isinstance(value, bool):
            raise TypeError(f"policy {name} is not true or false")
        return value

    def items(self, name: str) -> tuple[str, ...]:
        """A closed list of codes, in the order of the document."""
        value = self._of(name, Unit.LIST)
        if not isinstance(value, list):
            raise TypeError(f"policy {name} is not a list")
        return tuple(str(item) for item in value)

    def table(self, name: str) -> dict[str, JsonValue]:
        """A table by code, in the order of the document; a copy the caller may keep.

        A number that differs by code (the standard in town and country) is a table in its unit.
        """
        value = self.get(name).value
        if not isinstance(value, dict):
            raise TypeError(f"policy {name} is not a table")
        return dict(value)

    def due(self, name: str, start: date, roll: bool = False) -> Due:
        """The last day of the period `name` that begins with `start` (not counted).

        Working days, calendar days (`roll`: a last day of rest goes on to the next working day)
        or months, as the unit of the value says.
        """
        value = self.get(name)
        if value.unit is Unit.MONTHS:
            return self.calendar.calendar_days_after(
                months_after(start, self.months(name)), 0, roll
            )
        if value.unit is Unit.WORKING_DAYS:
            return self.calendar.working_days_after(start, self.days(name))
        return self.calendar.calendar_days_after(start, self.days(name), roll)

    def cite(self, name: str) -> str:
        """The clause behind a value, as officers quote it."""
        return self.get(name).cite

    @property
    def rests_on_demo(self) -> bool:
        """Whether any value is demonstration data."""
        return any(v.status is Status.DEMO for v in self.values.values())

    @property
    def demo(self) -> tuple[str, ...]:
        """The names whose value is demonstration data, sorted."""
        return tuple(sorted(n for n, v in self.values.items() if v.status is Status.DEMO))

    def _of(self, name: str, *units: Unit) -> JsonValue:
        value = self.get(name)
        if value.unit not in units:
            raise TypeError(f"policy {name} is counted in {value.unit}, not {'/'.join(units)}")
        return value.value

    def _whole(self, name: str, *units: Unit) -> int:
        value = self._of(name, *units)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"policy {name} is not a whole number")
        return value


Definitions = Mapping[str, Mapping[str, Definition]]
"""By level (`national` or a place code), then by name."""
