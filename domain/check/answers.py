"""What is asked of a department and what it says, by item and person."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


class Kind(StrEnum):
    """`no answer` is never read as `nothing found` (register section 2)."""

    FOUND = "found"
    NOTHING = "nothing"
    REFUSED = "refused"


class Person(Frozen):
    """A person asked about. The name and number leave the county's system only in this query."""

    key: str
    name: str
    id_no: str


class DepartmentQuery(Frozen):
    """One question to one department. Repeating it with the same `key` never asks twice."""

    key: str
    place: str
    department: str
    items: tuple[str, ...]
    persons: tuple[Person, ...]
    purpose: str
    authorisation: str
    asked_on: date
    attempt: int = 1


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
    text: str = Field(default="", max_length=200)


class Answer(Frozen):
    department: str
    on: date
    route: str = Field(default="http", pattern="^(http|file|letter)$")
    records: tuple[Record, ...] = ()
    reference: str = ""


class DepartmentReply(Frozen):
    """`answer` None: the department took the question and will answer later (`expected`)."""

    answer: Answer | None = None
    expected: date | None = None
