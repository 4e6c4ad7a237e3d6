"""What the tests of means are written with: rules of a place on a day, small households by hand."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from domain.household import (
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
    WorkAbility,
)
from domain.identity import synthetic_id
from domain.means import NEEDS, Assessment, Facts, assess
from domain.policy import Snapshot, Status
from domain.rules import Rules, qualified
from runtime.packs import snapshot

DAY = date(2026, 11, 23)


def rules(
    place: str = "jiaozuo",
    on: date = DAY,
    programme: str = "dibao",
    *,
    production: bool = False,
    **changed: JsonValue,
) -> Rules:
    """The rules of a programme, with some of them set by the test (`__` stands for a dot)."""
    names = {qualified(programme, name) for name in NEEDS}
    law = snapshot(place, on, names, production=production)
    return Rules(_changed(law, programme, changed), programme)


def _changed(law: Snapshot, programme: str, changed: dict[str, JsonValue]) -> Snapshot:
    values = dict(law.values)
    for name, value in changed.items():
        full = qualified(programme, name.replace("__", "."))
        status = Status.NOT_SET if value is None else Status.UNVERIFIED
        values[full] = values[full].model_copy(update={"value": value, "status": status})
    return law.model_copy(update={"values": values})


def person(
    key: str, relation: Relation = Relation.CHILD, born: int = 1985, **fields: object
) -> Member:
    number = synthetic_id(date(born, 1, 1), int(key[1:]) + 10)
    shaped = {"key": key, "name": f"测{key}", "id_no": number, "relation": relation, **fields}
    return Member.model_validate(shaped)


def self_(**fields: object) -> Member:
    return person("m1", Relation.SELF, 1960, **{"work": WorkAbility.PARTIAL, **fields})


def wage(member: str, yuan: int) -> Income:
    return Income(member=member, kind=IncomeKind.WAGE, fen_year=yuan * 100)


def income(member: str, kind: IncomeKind, yuan: int) -> Income:
    return Income(member=member, kind=kind, fen_year=yuan * 100)


def home(*members: Member, **fields: object) -> Household:
    return Household.model_validate({"members": members or (self_(),), **fields})


def judged(household: Household, law: Rules, on: date = DAY, *, alone: bool = False) -> Assessment:
    return assess(Facts(household=household, on=on, single_person=alone), law)


def codes(found: Assessment) -> list[str]:
    return [r.code for r in found.reasons]


def figure(found: Assessment, label: str) -> str:
    """The figure of the one line whose label begins so."""
    (line,) = [figure for name, figure in found.table if name.startswith(label)]
    return line


def fen_of(text: str) -> int:
    """`-1,234.50元/年` as whole fen."""
    plain = text.removesuffix("/年").removesuffix("元").replace(",", "")
    sign, digits = (-1, plain[1:]) if plain.startswith("-") else (1, plain)
    yuan, _, fen = digits.partition(".")
    return sign * (int(yuan) * 100 + int(fen or 0))
