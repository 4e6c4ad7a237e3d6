"""What a place offers beside its own programmes, read from its rules for a form or an act."""

from __future__ import annotations

from datetime import date
from typing import Final

from api.frame.door import Door
from api.frame.problems import LawfulAct
from api.work.window import rules_at
from domain.together.duties import MEASURES
from domain.together.referring import OwnedAid, Shared

PURCHASE: Final = "together.purchase"
SHARES: Final = "together.shares"
CHARITY: Final = "together.charity"
CAUSES: Final = "together.causes"
CHARITY_FUNDS: Final = "together.charity_funds"
HELPERS: Final = "together.helpers"
SERVICES: Final = "together.services"
VISITING: Final = "together.visiting"
CARED_FOR: Final = "together.cared_for"
AGES: Final = "together.ages"
INSURANCE: Final = "together.insurance"
FUNDS: Final = "escalation.funds"
_EVERY: Final = "all"


def owned_aid(door: Door, place: str, on: date, code: str) -> OwnedAid | None:
    """One aid of the place's catalogue on a day; None for what the place does not offer."""
    law = rules_at(door, place, on, (MEASURES, SHARES))
    row = law.table(MEASURES).get(code) if law.has(MEASURES) else None
    if not isinstance(row, dict):
        return None
    unit = door.place(place).unit(str(row["unit"]))
    shares = law.table(SHARES) if law.has(SHARES) else {}
    listed = shares.get(unit.code, shares.get(_EVERY))
    return OwnedAid(
        code=code,
        zh=str(row["zh"]),
        whom=str(row["whom"]),
        unit=unit.code,
        unit_zh=unit.name_on(on),
        names=tuple(dict.fromkeys(unit.words)),
        clause=str(row["clause"]),
        shares=tuple(Shared(str(code)) for code in listed) if isinstance(listed, list) else (),
    )


def aids_offered(door: Door, place: str, on: date) -> dict[str, str]:
    """The place's catalogue as options: code to what it is, for whom, and whose it is."""
    law = rules_at(door, place, on, (MEASURES,))
    if not law.has(MEASURES):
        return {}
    info, found = door.place(place), {}
    for code, row in law.table(MEASURES).items():
        if isinstance(row, dict):
            unit = info.unit(str(row["unit"])).name_on(on)
            found[code] = f"{unit}：{row['zh']}（{row['whom']}）"
    return found


def words_at(door: Door, place: str, on: date, name: str) -> dict[str, str]:
    """A table of the place's rules as code to words; empty where the place has set none."""
    law = rules_at(door, place, on, (name,))
    if not law.has(name):
        return {}
    return {
        code: str(row["zh"]) if isinstance(row, dict) else str(row)
        for code, row in law.table(name).items()
    }


def cared_for(door: Door, place: str, on: date, service: str) -> dict[str, str]:
    """For whom a service given by visits is ordered; empty for a service without visits (JZ-41)."""
    law = rules_at(door, place, on, (VISITING, CARED_FOR))
    given = law.has(VISITING) and law.has(CARED_FOR) and service in law.items(VISITING)
    return words_at(door, place, on, CARED_FOR) if given else {}


def ages(door: Door, place: str, on: date) -> dict[str, int]:
    """Ages of minors and of the old, as `Offered` names them."""
    law = rules_at(door, place, on, (AGES,))
    table = law.table(AGES) if law.has(AGES) else {}
    return {f"{code}_age": n for code, n in table.items() if isinstance(n, int)}


def charity_aid(door: Door, place: str, on: date) -> str:
    """The aid of the catalogue a family is referred to charity by; empty where there is none."""
    law = rules_at(door, place, on, (CHARITY,))
    return str(law.get(CHARITY).value) if law.has(CHARITY) else ""


_RESTS_ON: Final[dict[str, tuple[str, ...]]] = {
    "refer_case": (MEASURES,),
    "start_pairing": (HELPERS,),
    "order_service": (SERVICES, PURCHASE),
    "record_insurance": (INSURANCE,),
}
"""Acts that are offered where the place's document speaks of what they are about."""


def offered_acts(
    door: Door, place: str, on: date, acts: tuple[LawfulAct, ...]
) -> tuple[LawfulAct, ...]:
    """The same without what this place does not offer: no button leads to a sure refusal."""
    names = tuple(sorted({name for rests in _RESTS_ON.values() for name in rests}))
    law = rules_at(door, place, on, names)
    missing = {act for act, rests in _RESTS_ON.items() if not any(law.has(n) for n in rests)}
    return tuple(a for a in acts if a.act not in missing)
