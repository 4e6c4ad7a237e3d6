"""Whom a line of a department's list is about: nobody of ours, somebody for certain, or a question.

People are found by keyed hashes alone, of the number and of name with birth date. What is not
certain goes to a person: nobody is matched on a name, an old number or a doubled line (JZ-62).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.base import Frozen
from domain.check.abouts import SHOWN
from domain.compare.rows import NumberState, RegisterRow, likeness_text


class Held(Frozen):
    """A member of a living case as the roll knows him: hashes, never a name or a number."""

    case_no: str
    member: str
    township: str
    person: str
    likeness: str


class Doubt(StrEnum):
    """Why a match is not certain."""

    NUMBER_DIFFERS = "number_differs"
    OLD_NUMBER = "old_number"
    WRONG_NUMBER = "wrong_number"
    NO_NUMBER = "no_number"
    OTHER_NAME = "other_name"
    CONTRADICTORY = "contradictory"


DOUBT_ZH = {
    Doubt.NUMBER_DIFFERS: "姓名、出生日期相同，身份证号码不同",
    Doubt.OLD_NUMBER: "登记的是十五位旧身份证号码",
    Doubt.WRONG_NUMBER: "登记的身份证号码校验不通过，姓名、出生日期相同",
    Doubt.NO_NUMBER: "没有登记身份证号码，姓名、出生日期相同",
    Doubt.OTHER_NAME: "身份证号码相同，姓名不同",
    Doubt.CONTRADICTORY: "同一人同一事项登记了两条不同的记录",
}


class Match(Frozen):
    """One line and one member of a living case. `doubt` None: certain."""

    row: int
    held: Held
    doubt: Doubt | None = None


class Keys(Frozen):
    """The hashes of one line. `person` empty: there is no number to look for."""

    person: str = ""
    likeness: str = ""


def sought(row: RegisterRow) -> tuple[str, str]:
    """What is hashed of a line: the number, and name with birth date; empty for neither."""
    known = row.state in (NumberState.GOOD, NumberState.OLD)
    return row.number if known else "", likeness_text(row.name, row.born) if row.born else ""


def shown_only(row: RegisterRow) -> bool:
    """Facts that raise no question of themselves: somebody is insured, at school, registered."""
    return row.about in SHOWN or row.about in ("unchanged", "unknown", "yes")


def matched(
    row: RegisterRow,
    keys: Keys,
    by_person: Mapping[str, Iterable[Held]],
    by_likeness: Mapping[str, Iterable[Held]],
) -> tuple[Match, ...]:
    """Every member of a living case the line may be about; none: it is about nobody of ours."""
    same = tuple(by_person.get(keys.person, ())) if keys.person else ()
    alike = tuple(by_likeness.get(keys.likeness, ())) if keys.likeness else ()
    if row.state is NumberState.GOOD:
        if same:
            return tuple(_certain(row, keys, held) for held in same)
        return tuple(_asked(row, held, Doubt.NUMBER_DIFFERS) for held in alike)
    if row.state is NumberState.OLD:
        both = {(h.case_no, h.member): h for h in (*same, *alike)}
        return tuple(_asked(row, held, Doubt.OLD_NUMBER) for held in both.values())
    why = Doubt.NO_NUMBER if row.state is NumberState.MISSING else Doubt.WRONG_NUMBER
    return tuple(_asked(row, held, why) for held in alike)


def _certain(row: RegisterRow, keys: Keys, held: Held) -> Match:
    """A number of ours under another name is somebody's mistake: whose, a person finds out."""
    other = bool(keys.likeness) and keys.likeness != held.likeness
    return Match(row=row.row, held=held, doubt=Doubt.OTHER_NAME if other else None)


def _asked(row: RegisterRow, held: Held, doubt: Doubt) -> Match:
    return Match(row=row.row, held=held, doubt=doubt)
