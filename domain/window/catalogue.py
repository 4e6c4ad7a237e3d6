"""The catalogue of aid of one place on one day: types by tier, groups, the programmes behind them.

A type no document of the place names is not offered there. A group may stand without an aid type
of its own; then the answer is 未设定救助类型, never somebody else's aid (DIF-07).
"""

from __future__ import annotations

from typing import Any

from domain.base import Frozen
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH, Programme

NO_AID = "未设定救助类型"
NO_ENTRY = "文件未写明申请条件"
CATALOGUE_NEEDS = (
    "aid.tiers",
    "aid.types",
    "aid.offered",
    "aid.recognitions",
    "aid.groups",
    "aid.served",
    *(f"{programme.value}.stages" for programme in Programme),
)


class AidType(Frozen):
    """One aid type as the place offers it. `entry`: the condition its document states, or empty.

    `programmes`: procedures that can be opened there now; a type may be offered by the document
    while no procedure of it is set up. `also`: other words its documents have for it (DIF-06).
    """

    code: str
    zh: str
    tier: str
    tier_zh: str
    programmes: tuple[Programme, ...]
    entry: str
    clause: str
    also: tuple[str, ...] = ()


class Group(Frozen):
    """A group of people the place's documents name. `types`: codes of its aid types, may be none."""

    code: str
    zh: str
    entry: str
    clause: str
    types: tuple[str, ...]
    programmes: tuple[Programme, ...]
    """What may be opened for it: the procedures of its types, and recognitions of its own."""
    status: tuple[Programme, ...] = ()
    """Whose aid makes somebody one of the group; none for groups that are found, not granted."""

    @property
    def aid_zh(self) -> str:
        return "" if self.types else NO_AID


class Catalogue(Frozen):
    place: str
    place_zh: str
    types: tuple[AidType, ...]
    """From the basic to the supplement, then by code."""
    recognitions: tuple[Programme, ...]
    groups: tuple[Group, ...]

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """Everything one can apply for at this window, in the order it is offered."""
        found: list[Programme] = []
        for aid in self.types:
            if aid.tier != _BASIC and not set(self.recognitions) <= set(found):
                found += self.recognitions
            found += aid.programmes
        return tuple(dict.fromkeys([*found, *self.recognitions]))

    @property
    def names(self) -> dict[str, str]:
        """Programmes that can be applied for: code to Chinese name, in that order."""
        return {p.value: PROGRAMME_ZH[p] for p in self.programmes}

    def type_of(self, programme: Programme) -> AidType | None:
        return next((aid for aid in self.types if programme in aid.programmes), None)

    def called(self, word: str) -> tuple[AidType, ...]:
        """The types that bear this word in their name or in another word of the place for it."""
        return tuple(a for a in self.types if any(word in name for name in (a.zh, *a.also)))

    def group(self, code: str) -> Group | None:
        return next((g for g in self.groups if g.code == code), None)


_BASIC = "basic"


def catalogue_of(law: Snapshot) -> Catalogue:
    """The place's catalogue from a snapshot of `CATALOGUE_NEEDS`.

    PolicyNotSet when the place has not said what it offers.
    """
    tiers = [str(code) for code in law.table("aid.tiers")]
    types = law.table("aid.types")
    open_here = {p for p in Programme if law.has(f"{p.value}.stages")}
    offered = [
        AidType(
            code=code,
            zh=str(row["zh"]),
            tier=str(row["tier"]),
            tier_zh=str(law.table("aid.tiers")[str(row["tier"])]),
            programmes=tuple(p for p in _programmes(row) if p in open_here),
            entry=str(said.get("entry", "")),
            clause=str(said.get("clause", "")),
            also=tuple(str(word) for word in said.get("also", ())),
        )
        for code, said in ((c, _row(r)) for c, r in law.table("aid.offered").items())
        for row in [_row(types[code])]
    ]
    offered.sort(key=lambda aid: (tiers.index(aid.tier), aid.code))
    recognitions = (
        tuple(
            Programme(code)
            for code in law.items("aid.recognitions")
            if Programme(code) in open_here
        )
        if law.has("aid.recognitions")
        else ()
    )
    return Catalogue(
        place=law.place,
        place_zh=law.place_zh,
        types=tuple(offered),
        recognitions=recognitions,
        groups=_groups(law, tuple(offered), open_here),
    )


def _groups(
    law: Snapshot, offered: tuple[AidType, ...], open_here: set[Programme]
) -> tuple[Group, ...]:
    known, by_code = law.table("aid.groups"), {aid.code: aid for aid in offered}
    found = []
    for code, said in law.table("aid.served").items() if law.has("aid.served") else ():
        row, here = _row(known[code]), _row(said)
        types = tuple(t for t in _texts(here.get("types")) if t in by_code)
        behind = [p for t in types for p in by_code[t].programmes]
        found.append(
            Group(
                code=code,
                zh=str(row["zh"]),
                entry=str(row.get("entry", "")),
                clause=str(here.get("clause", "")),
                types=types,
                programmes=(*behind, *(p for p in _programmes(here) if p in open_here)),
                status=tuple(Programme(code) for code in _texts(row.get("status"))),
            )
        )
    return tuple(sorted(found, key=lambda group: group.code))


def _programmes(row: dict[str, Any]) -> tuple[Programme, ...]:
    return tuple(Programme(code) for code in _texts(row.get("programmes")))


def _row(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
