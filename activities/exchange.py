"""What every route to a department has in common: how it fails, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from domain.check.answers import (
    PROVIDED,
    VERIFIED,
    DepartmentQuery,
    DepartmentReply,
    Kind,
    Record,
)


class Down(Exception):
    """No answer came, and asking later may help."""


class Nonsense(Exception):
    """An answer that is not one to our question; `args[0]` says in which way, without content."""


class Route(Protocol):
    """A way to a department. Asking twice with the same `query.key` must be harmless."""

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        """The answer, or when one is expected. Raises `Down` or `Nonsense`."""
        ...


def vetted(query: DepartmentQuery, reply: DepartmentReply) -> DepartmentReply:
    """The reply, if its answer is complete and about nothing else. Raises `Nonsense`.

    A coordinator's answer may leave out institutions it names as silent; each of the others has
    answered every item (TR-36).
    """
    answer = reply.answer
    if answer is None:
        return reply
    if answer.department != query.department:
        raise Nonsense("of another department")
    if not set(answer.silent) <= set(query.institutions):
        raise Nonsense("about an institution nobody asked")
    answered = [i for i in query.institutions if i not in answer.silent] or [""]
    if query.institutions and answered == [""]:
        answered = []
    expected = {(item, person, i) for item, person in query.pairs() for i in answered}
    _complete(query, answer.records, expected)
    return reply


def _complete(
    query: DepartmentQuery, records: Iterable[Record], expected: set[tuple[str, str, str]]
) -> None:
    asked_about = {person.key for person in query.persons}
    said: dict[tuple[str, str, str], set[Kind]] = {}
    seen = set()
    for record in records:
        part = (record.item, record.person, record.institution)
        if record.person not in asked_about:
            raise Nonsense("about another person")
        if part not in expected:
            raise Nonsense("about another item")
        if record.kind not in (VERIFIED if record.item in query.verify else PROVIDED):
            raise Nonsense("an answer of another kind")
        once = (*part, record.kind, record.about)
        if once in seen:
            raise Nonsense("a record stands twice")
        seen.add(once)
        said.setdefault(part, set()).add(record.kind)
    if any(len(kinds) > 1 for kinds in said.values()):
        raise Nonsense("it contradicts itself")
    if set(said) != expected:
        raise Nonsense("incomplete")
