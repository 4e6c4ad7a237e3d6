"""One request at the window: the programmes it asks for, and which of them exclude each other.

A person is in one living case of a programme group at most; what else excludes what stands in
`window.exclusive`, with its clause. Temporary aid is in a group of its own, so it runs beside an
application for 低保 or 特困 (JZ-19).
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.base import CaseRefusal, Frozen
from domain.household import Household, Member
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH, Programme

SINGLE = "single"
"""What 低保 of one person of a family is called where it matters that it is not the family's."""
REQUEST_NEEDS = ("window.groups", "window.exclusive")


class Claim(Frozen):
    """How a case holds its people: nobody is in two living cases of one `group`.

    `name` is the programme, or `single`; `excludes`: names in other groups that may not stand
    beside it. The default is that of cases opened before there were groups.
    """

    name: str = Programme.DIBAO.value
    group: str = "means"
    excludes: tuple[str, ...] = ()


def claim_of(law: Snapshot, programme: Programme, single_person: bool) -> Claim:
    """From a snapshot of `REQUEST_NEEDS`. A programme of no group is a group of its own."""
    name = SINGLE if single_person else programme.value
    excludes = [
        other for pair in law.table("window.exclusive") for other in _others(pair, name) if other
    ]
    return Claim(
        name=name,
        group=str(law.table("window.groups").get(name, name)),
        excludes=tuple(sorted(excludes)),
    )


def must_go_together(law: Snapshot, claims: Sequence[Claim]) -> None:
    """CaseRefusal, with the clause, when two of the programmes asked for exclude each other."""
    for n, one in enumerate(claims):
        for other in claims[n + 1 :]:
            if other.name in one.excludes or one.group == other.group:
                raise excluded(law, one.name, other.name)


def excluded(law: Snapshot, one: str, other: str) -> CaseRefusal:
    """The refusal of two programmes that exclude each other."""
    said = exclusion(law, one, other)
    if one == other:
        message = f"同一人不能同时有两个在办或者享受的{named(one)}案件，请先查看已有的案件。"
    else:
        message = (
            f"{named(one)}与{named(other)}不能同时申请或者享受"
            f"{'：' + said['why'] if said.get('why') else ''}，请选择其中一项。"
        )
    return CaseRefusal("not_together", message, said.get("clause", "57号 Art 4"))


def exclusion(law: Snapshot, one: str, other: str) -> dict[str, str]:
    """Why two names exclude each other: `why` and `clause`; empty when no rule says so."""
    for pair, row in law.table("window.exclusive").items():
        if sorted(pair.split("+")) == sorted((one, other)) and isinstance(row, dict):
            return {key: str(value) for key, value in row.items()}
    return {}


def named(name: str) -> str:
    if name == SINGLE:
        return "最低生活保障（单人户）"
    return PROGRAMME_ZH[Programme(name)] if name in set(Programme) else name


def claimed(home: Household, single_person: bool) -> tuple[Member, ...]:
    """The members a case holds: all that count; of a single-person application the applicant.

    Somebody whose identity is not known yet has no number and is held by nobody.
    """
    held = (home.applicant,) if single_person else home.counted
    return tuple(m for m in held if m.id_no)


def _others(pair: str, name: str) -> list[str]:
    names = pair.split("+")
    return [n for n in names if n != name] if name in names else []
