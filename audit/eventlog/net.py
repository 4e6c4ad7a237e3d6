"""A lifecycle table as a Petri net: a log is held against it, here or with any other program.

One place a stage, the token where the case is. An act that is lawful in a stage is a transition
that gives the token back; going on to another stage is one that moves it. Both are named as the
`step` of an event is, so each transition has a name of its own and a replay has nothing to guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from audit.eventlog.words import LIFECYCLES, Table, did, entered
from workflows import ids

_END = "end"


def unlawful(steps: Sequence[str], kind: str = ids.CASE) -> list[tuple[int, str]]:
    """The steps the table does not know or that do not follow on the one before: (index, step)."""
    arcs = _arcs_of(kind)
    found, here = [], next(iter(LIFECYCLES[kind].acts))
    for number, step in enumerate(steps):
        before, after = arcs.get(step, ("", ""))
        if before != here:
            found.append((number, step))
        here = after or here
    return found


@cache
def _arcs_of(kind: str) -> dict[str, tuple[str, str]]:
    return {name: (before, after) for name, before, after in _transitions(LIFECYCLES[kind])}


def _transitions(table: Table) -> Iterator[tuple[str, str, str]]:
    for stage, acts in table.acts.items():
        yield from ((did(act, stage), stage, stage) for act in acts)
    for before, stages in table.exits.items():
        yield from ((entered(before, after), before, after) for after in stages)


def pnml(kind: str = ids.CASE) -> str:
    """The net as PNML. A case may be looked at in any stage, so each leads unseen to the end."""
    table = LIFECYCLES[kind]
    seen = [(f"t{n}", *one) for n, one in enumerate(_transitions(table))]
    unseen = [(f"e{n}", "", stage, _END) for n, stage in enumerate(table.acts)]
    first = next(iter(table.acts))
    body = [
        *(_place(stage, marked=stage == first) for stage in (*table.acts, _END)),
        *(_transition(key, name) for key, name, _, _ in (*seen, *unseen)),
        *_arcs((*seen, *unseen)),
    ]
    last = f'<marking><place idref="{_END}"><text>1</text></place></marking>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<pnml>\n'
        f'<net id="{kind}" type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel">'
        f"<name><text>{kind}</text></name>\n"
        f'<page id="page">\n{"".join(body)}</page>\n'
        f"<finalmarkings>{last}</finalmarkings>\n</net>\n</pnml>\n"
    )


def _place(stage: str, *, marked: bool) -> str:
    token = "<initialMarking><text>1</text></initialMarking>" if marked else ""
    return f'<place id="{stage}"><name><text>{stage}</text></name>{token}</place>\n'


def _transition(key: str, name: str) -> str:
    unseen = f'<toolspecific tool="ProM" version="6.4" activity="$invisible$" localNodeID="{key}"/>'
    return (
        f'<transition id="{key}"><name><text>{escape(name or key)}</text></name>'
        f"{'' if name else unseen}</transition>\n"
    )


def _arcs(transitions: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    for key, _, before, after in transitions:
        for source, target in ((before, key), (key, after)):
            name = quoteattr(f"{source}-{target}")
            yield f"<arc id={name} source={quoteattr(source)} target={quoteattr(target)}/>\n"
