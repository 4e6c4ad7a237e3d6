"""What every route to a department has in common: how it fails, and what counts as an answer."""

from __future__ import annotations

from typing import Protocol

from domain.check.answers import DepartmentQuery, DepartmentReply, Kind


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
    """The reply, if its answer is complete and about nothing else. Raises `Nonsense`."""
    answer = reply.answer
    if answer is None:
        return reply
    if answer.department != query.department:
        raise Nonsense("of another department")
    asked = {(item, person.key) for item in query.items for person in query.persons}
    said: dict[tuple[str, str], set[Kind]] = {}
    seen = set()
    for record in answer.records:
        pair = (record.item, record.person)
        if record.person not in {person.key for person in query.persons}:
            raise Nonsense("about another person")
        if pair not in asked:
            raise Nonsense("about another item")
        once = (*pair, record.kind, record.about)
        if once in seen:
            raise Nonsense("a record stands twice")
        seen.add(once)
        said.setdefault(pair, set()).add(record.kind)
    if any(len(kinds) > 1 for kinds in said.values()):
        raise Nonsense("it contradicts itself")
    if set(said) != asked:
        raise Nonsense("incomplete")
    return reply
