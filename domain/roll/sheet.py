"""One village's sheet on one day: made from households, masked where the place masks, children never."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import Frozen, digest_of
from domain.identity import mask_name
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH, Programme

ROLL_NEEDS = ("publicity.long_term", "publicity.roll_masked", "publicity.roll_programmes")
"""What a place's rules say about the long-term sheet."""


class Drawing(Frozen):
    """A household that draws monthly aid on the day. `minor`: the applicant is a child."""

    case_no: str
    programme: str
    township: str
    village: str
    applicant: str
    persons: int
    monthly_fen: int
    minor: bool = False


class Line(Frozen):
    """What hangs there of one household, and nothing else has a place; fen a month."""

    name: str
    persons: int
    aid: str
    monthly_fen: int


class Sheet(Frozen):
    """The sheet of a village on a day. `digest` binds its lines, so that a sheet that was printed can
    be told from what the cases say now; the day itself is not in it."""

    township: str
    village: str
    on: date
    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        return digest_of(self, without=frozenset({"on"}))


def long_term(law: Snapshot) -> bool:
    """Whether the place has a long-term sheet at all."""
    return law.has(ROLL_NEEDS[0]) and law.flag(ROLL_NEEDS[0])


def sheet_of(
    households: Iterable[Drawing], law: Snapshot, on: date, township: str, village: str
) -> Sheet:
    """The sheet of one village from the households that draw aid there, in order of their cases.

    A child's name never hangs in public, nor does anything of his aid: his line would tell him.
    """
    masked = not (law.has(ROLL_NEEDS[1]) and not law.flag(ROLL_NEEDS[1]))
    named = law.items(ROLL_NEEDS[2]) if law.has(ROLL_NEEDS[2]) else ()
    shown = [
        one
        for one in sorted(households, key=lambda h: h.case_no)
        if one.township == township
        and one.village == village
        and not one.minor
        and (not named or one.programme in named)
    ]
    return Sheet(
        township=township,
        village=village,
        on=on,
        lines=tuple(
            Line(
                name=mask_name(one.applicant) if masked else one.applicant,
                persons=one.persons,
                aid=PROGRAMME_ZH[Programme(one.programme)],
                monthly_fen=one.monthly_fen,
            )
            for one in shown
        ),
    )


def sheets_of(households: Iterable[Drawing], law: Snapshot, on: date) -> tuple[Sheet, ...]:
    """The sheets of all villages anybody draws aid in, by township and village."""
    known = tuple(households)
    where = sorted({(one.township, one.village) for one in known})
    by: dict[tuple[str, str], list[Drawing]] = {at: [] for at in where}
    for one in known:
        by[(one.township, one.village)].append(one)
    return tuple(sheet_of(by[at], law, on, *at) for at in where)
