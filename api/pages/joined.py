"""The family as a visit after 并户 or 分户 finds it: those who joined stand below, for somebody to say how
they are related; those who live apart now are marked so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from domain.case.file import CaseFile
from domain.household import Household, Status
from domain.identity import mask_name

_OF_MEMBER: Final = {
    "incomes": "member",
    "expenses": "member",
    "assets": "member",
    "spendings": "member",
    "supporters": "supports",
}
"""The lists of a household whose rows are of one member, and the field that names him."""


def family_now(file: CaseFile) -> dict[str, Any]:
    """The registered household as JSON, with the people and rows of households that the open look is to
    take in. Their relation to the applicant is left open: nobody has said it yet. Who is to be let go by it
    stands as 婚嫁分户 from the day the split was entered, for the visit to confirm."""
    home: dict[str, Any] = file.household.model_dump(mode="json", exclude_none=True)
    for joining in file.passage.joining:
        if file.review is not None and joining.review == file.review.number:
            _append(home, joining.household)
    for out in file.passage.outgoing:
        if file.review is not None and out.review == file.review.number:
            gone = {m.key for m in out.household.members}
            home["members"] = [
                {**m, "status": Status.MARRIED_OUT.value, "status_since": out.on.isoformat()}
                if m["key"] in gone and m["status"] == Status.PRESENT
                else m
                for m in home["members"]
            ]
    return home


def came_along(file: CaseFile) -> dict[str, str]:
    """Whom the form shows besides the registered members, as the lists of its fields name them."""
    known = {m.key for m in file.household.members}
    found = family_now(file)["members"]
    return {
        m["key"]: f"{m['key']} {mask_name(m['name'])}（并入）"
        for m in found
        if m["key"] not in known
    }


def _append(home: dict[str, Any], other: Household) -> None:
    known = {m["id_no"] for m in home["members"]}
    came = [m for m in other.members if m.id_no not in known]
    free = _free_keys({m["key"] for m in home["members"]})
    key_of = {m.key: next(free) for m in came}
    rows: dict[str, Any] = other.model_dump(mode="json", exclude_none=True)
    home["members"] += [
        {**row, "key": key_of[row["key"]], "relation": ""}
        for row in rows["members"]
        if row["key"] in key_of
    ]
    for name, whose in _OF_MEMBER.items():
        home[name] = [
            *home.get(name, ()),
            *({**r, whose: key_of[r[whose]]} for r in rows.get(name, ()) if r[whose] in key_of),
        ]


def _free_keys(taken: set[str]) -> Iterator[str]:
    number = 1
    while True:
        if f"m{number}" not in taken:
            yield f"m{number}"
        number += 1
