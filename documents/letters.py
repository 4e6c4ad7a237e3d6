"""协查函: the paper route of the information check, for departments without an interface.

The letter holds the full identity numbers it asks about, since nobody could answer without them:
it goes to one department, is never shown to the public and never logged.
"""

from __future__ import annotations

from datetime import date

from documents.paper import Rendered, finished
from documents.wording import NOT_SET, clause_zh
from domain.base import Frozen
from domain.check.answers import Person
from domain.places import PlaceInfo


class Inquiry(Frozen):
    """One question to one department. `items` in Chinese, `reference` the key of the query."""

    reference: str
    department: str
    persons: tuple[Person, ...]
    items: tuple[str, ...]
    authorisation: str
    clause: str = "57号 Art 17"
    reply_by: date | None = None

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """What is asked, line by line: the person's place in the list and the item."""
        return tuple(
            (place, item)
            for place, person in enumerate(self.persons, start=1)
            for item in self.items
            if not person.items or item in person.items
        )


def render_inquiry(inquiry: Inquiry, *, number: str, issued_on: date, place: PlaceInfo) -> Rendered:
    """The letter with a reply form to fill in: one line for each person and item."""
    return finished(
        "inquiry.html",
        "社会救助家庭经济状况协查函",
        letter=inquiry,
        number=number,
        issued_on=issued_on,
        organ=place.bureau,
        basis=(clause_zh(inquiry.clause, place),),
        not_set=NOT_SET,
        demo_of=(),
    )
