"""What is asked of a department and what it says, by item and person."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


class Kind(StrEnum):
    """`no answer` is never read as `nothing found` (register section 2).

    `yes`, `no` and `unknown` answer an item that is to be verified (TR-44): is what the family
    declared so? The others answer an item that is to be provided.
    """

    FOUND = "found"
    NOTHING = "nothing"
    REFUSED = "refused"
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


KIND_ZH = {
    Kind.FOUND: "有",
    Kind.NOTHING: "无",
    Kind.REFUSED: "不予提供",
    Kind.YES: "属实",
    Kind.NO: "不属实",
    Kind.UNKNOWN: "无法核实",
}
PROVIDED = (Kind.FOUND, Kind.NOTHING, Kind.REFUSED)
VERIFIED = (Kind.YES, Kind.NO, Kind.UNKNOWN, Kind.REFUSED)


class Person(Frozen):
    """A person asked about. The name and number leave the county's system only in this query.

    `items`: what is asked about this person; empty for every item of the query.
    """

    key: str
    name: str
    id_no: str
    items: tuple[str, ...] = ()


class DepartmentQuery(Frozen):
    """One question to one department. Repeating it with the same `key` never asks twice.

    `authorisation` names the papers it rests on, `authorised_until` the last day of the one that
    ends first. `verify`: items to be answered yes, no or unknown. `institutions`: for a
    coordinator (TR-36), those it has to ask; each answers every item. `basis` and `rule`: the
    query rule it is sent under (ZH-06, TR-46), empty where the place demands none.
    """

    key: str
    place: str
    department: str
    items: tuple[str, ...]
    persons: tuple[Person, ...]
    purpose: str
    authorisation: str
    authorised_until: date | None = None
    verify: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    basis: str = ""
    rule: str = ""
    asked_on: date
    attempt: int = 1

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (item, person) that must be answered, by item in the order of the query."""
        return tuple(
            (item, person.key)
            for item in self.items
            for person in self.persons
            if not person.items or item in person.items
        )


class Record(Frozen):
    """One item about one person. `fen` is a sum of money, `count` a number of things."""

    item: str
    person: str
    kind: Kind
    about: str = ""
    """What was found, as a code the leads table knows: vehicle, wage, deposit, house, death …"""
    count: int = Field(default=0, ge=0)
    fen: int = Field(default=0, ge=0)
    since: date | None = None
    institution: str = Field(default="", max_length=40)
    """Which institution of a coordinator says so; empty otherwise."""
    text: str = Field(default="", max_length=200)


class Answer(Frozen):
    """What one department said. `silent`: the institutions that gave their coordinator nothing.

    `path`: over which platform the answer came (YC-16).
    """

    department: str
    on: date
    route: str = Field(default="http", pattern="^(http|file|letter)$")
    path: str = Field(default="district", pattern="^(district|city|province)$")
    records: tuple[Record, ...] = ()
    silent: tuple[str, ...] = ()
    reference: str = ""


class DepartmentReply(Frozen):
    """`answer` None: the department took the question and will answer later (`expected`)."""

    answer: Answer | None = None
    expected: date | None = None


class Heard(Frozen):
    """What came of one question of several: a reply, or in `trouble` why there is none
    (`down`, `nonsense`)."""

    department: str
    reply: DepartmentReply = DepartmentReply()
    trouble: str = ""
