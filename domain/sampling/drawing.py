"""Who is drawn: four strata, each apart and each township apart, rounded up in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.base import Frozen, digest_of
from domain.spot import draw


class Stratum(StrEnum):
    GENERAL = "general"
    RELATIVES = "relatives"
    NEW_RELATIVES = "new_relatives"
    CARE = "care"


STRATUM_ZH = {
    Stratum.GENERAL: "乡镇（街道）审核确认件（含未通过）",
    Stratum.RELATIVES: "近亲属享受低保",
    Stratum.NEW_RELATIVES: "本期新纳入的近亲属",
    Stratum.CARE: "特困供养照料",
}
SHARE = {stratum: f"spot.{stratum.value}" for stratum in Stratum}
"""The policy value that holds a stratum's share."""
CLAUSE = {
    Stratum.GENERAL: "JZ-24",
    Stratum.RELATIVES: "JZ-25",
    Stratum.NEW_RELATIVES: "JZ-51",
    Stratum.CARE: "JZ-16",
}
_LETTERS = {
    Stratum.GENERAL: "d",
    Stratum.RELATIVES: "r",
    Stratum.NEW_RELATIVES: "n",
    Stratum.CARE: "c",
}


def line_of(case_no: str, township: str, strata: Iterable[Stratum]) -> str:
    """One case of the population as it is kept and digested: `JZ2026000001 jz-wangdian dr`."""
    letters = "".join(sorted(_LETTERS[s] for s in set(strata)))
    return f"{case_no} {township} {letters}"


def population_digest(lines: Iterable[str]) -> str:
    """SHA-256 over the sorted lines."""
    return digest_of(sorted(set(lines)))


def seed_digest(seed: str) -> str:
    return digest_of({"seed": seed})


class Drawn(Frozen):
    """One stratum of one township: of `size` cases at least `percent` per cent, rounded up."""

    stratum: Stratum
    township: str
    size: int
    percent: int
    cases: tuple[str, ...]


def drawn(lines: Iterable[str], seed: str, shares: Mapping[Stratum, int]) -> tuple[Drawn, ...]:
    """Every stratum that has a share, township by township; the same record gives the same cases."""
    found: dict[tuple[Stratum, str], list[str]] = {}
    for line in lines:
        case_no, township, letters = line.split(" ")
        for stratum, letter in _LETTERS.items():
            if letter in letters and stratum in shares:
                found.setdefault((stratum, township), []).append(case_no)
    return tuple(
        Drawn(
            stratum=stratum,
            township=township,
            size=len(set(cases)),
            percent=shares[stratum],
            cases=draw(cases, shares[stratum], f"{seed}/{stratum.value}/{township}"),
        )
        for (stratum, township), cases in sorted(found.items())
    )


class Share(Frozen):
    """What was asked and what was done in one stratum of one township."""

    stratum: Stratum
    township: str
    size: int
    percent: int
    required: int
    done: int

    @property
    def kept(self) -> bool:
        return self.done >= self.required

    @property
    def shortfall(self) -> int:
        return max(0, self.required - self.done)


def shares(draws: Iterable[Drawn], checked: Iterable[str]) -> tuple[Share, ...]:
    """How many of the drawn cases were looked at; a check counts in each stratum that drew it."""
    done = set(checked)
    return tuple(
        Share(
            stratum=d.stratum,
            township=d.township,
            size=d.size,
            percent=d.percent,
            required=required(d.size, d.percent),
            done=sum(case in done for case in d.cases),
        )
        for d in draws
    )


def required(size: int, percent: int) -> int:
    """`percent` of `size`, rounded up in whole numbers."""
    return -(-size * percent // 100)
