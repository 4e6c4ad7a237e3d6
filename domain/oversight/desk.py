"""The auditor's desk in an audit: samples drawn so that anybody repeats the draw, and lists from outside
whose matches are suspicions, never findings (ZH-15, HB-23, TR-40).

The seed of a sample stands in the record before its population is closed. A list is matched by keyed
hash; what is not certain waits for a person; a suspicion sent out is a matter of its own, verified by
the township and judged by the auditor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from pydantic import Field

from domain.base import Frozen, digest_of

Dimension = Literal["programme", "township", "amount", "risk"]
DIMENSION_ZH: Final = {
    "programme": "救助项目",
    "township": "乡镇（街道）",
    "amount": "月补助金额",
    "risk": "风险",
}
METHOD_ZH: Final = {"percent": "按比例（每层，向上取整）", "number": "按件数（每层）"}
ListKind = Literal["dead", "car", "company", "house", "payroll"]
LIST_ZH: Final[dict[ListKind, str]] = {
    "dead": "死亡人员名单",
    "car": "车辆登记名单",
    "company": "市场主体登记名单",
    "house": "不动产登记名单",
    "payroll": "财政供养人员名单",
}
LIST_TROUBLE_ZH: Final = {
    "no_file": "名单文件已不在，请重新报送",
    "no_list": "不是名单：没有姓名或者身份证号码一栏",
    "half": "名单没有复制完整，请重新报送",
    "empty": "文件是空的，请重新报送",
    "no_book": "不是能够打开的.xlsx工作簿：旧格式（.xls）、加了密码或者改过扩展名的，"
    "请另存为不加密的.xlsx后重新报送",
    "no_text": "文件的文字编码不能识别，请另存为.xlsx后重新报送",
    "no_number": "前10行没有身份证号码一栏，请补上这一栏的名称后重新报送",
    "sheets": "工作簿里有两张以上的名单（隐藏的也算），请每张另存为一份，分别报送",
}
RISK_ZH: Final = {"flagged": "有标记或者核对有不符之处", "plain": "没有标记"}


class Stratum(Frozen):
    """One stratum of a sample: of `size` cases these were drawn. `name`: the codes of its dimensions."""

    name: str
    size: int
    cases: tuple[str, ...]


class SampleCheck(Frozen):
    """What the auditor found at one drawn case."""

    case_no: str
    on: date
    by: str
    right: bool
    text: str
    papers: tuple[str, ...] = ()


class Sample(Frozen):
    """A sampling plan and what came of it. `first`, `last`: cases that stood in this time;
    `programmes`, `townships` empty: all. `bands_fen`: the limits between the bands of amounts."""

    number: int
    by: tuple[Dimension, ...]
    method: Literal["percent", "number"]
    count: int
    first: date
    last: date
    programmes: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    bands_fen: tuple[int, ...] = ()
    planned_on: date
    planned_by: str
    seed: str = ""
    seed_digest: str = ""
    population_digest: str = ""
    size: int = 0
    strata: tuple[Stratum, ...] = ()
    checks: tuple[SampleCheck, ...] = ()

    @property
    def drawn(self) -> tuple[str, ...]:
        return tuple(sorted({case for s in self.strata for case in s.cases}))

    @property
    def unchecked(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.drawn) - {c.case_no for c in self.checks}))


class SuspicionList(Frozen):
    """A list from outside as it was taken in. `digest`: of its bytes; `trouble`: why it was not read.
    `rows` lines: `certain` and `doubtful` matches, `strangers` about nobody of ours, `faults` unusable;
    `unread`: the first of those, as the workbook numbers its rows."""

    number: int
    kind: ListKind
    digest: str
    format: Literal["xlsx", "csv"]
    source: str
    taken_on: date
    taken_by: str
    read: bool = False
    trouble: str = ""
    rows: int = 0
    certain: int = 0
    doubtful: int = 0
    strangers: int = 0
    faults: int = 0
    unread: tuple[int, ...] = ()
    issued: int = 0


class Settled(Frozen):
    """A doubtful match a person decided. `same`: it is the member of the case."""

    key: str
    same: bool
    on: date
    by: str
    reason: str


# --- what errands bring ---------------------------------------------------------------------------


class SeedFixed(Frozen):
    chance: str


class PopulationClosed(Frozen):
    """Lines `JZ2026000001 dibao/jz-wangdian`, in any order."""

    lines: tuple[str, ...] = Field(max_length=200_000)  # not law: a limit of size


class Matched(Frozen):
    rows: int = 0
    certain: int = 0
    doubtful: int = 0
    strangers: int = 0
    faults: int = 0
    unread: tuple[int, ...] = ()
    trouble: str = ""


def unread_zh(faults: int, unread: tuple[int, ...]) -> str:
    """How many rows cannot be used, and which: `2行（第3、7行）`."""
    more = "等" if faults > len(unread) else ""
    return f"{faults}行" + (f"（第{'、'.join(map(str, unread))}行{more}）" if unread else "")


class Issued(Frozen):
    count: int


# --- the draw -------------------------------------------------------------------------------------


def population_digest(lines: Iterable[str]) -> str:
    """SHA-256 over the sorted lines."""
    return digest_of(sorted(set(lines)))


def wanted(sample: Sample, size: int) -> int:
    """How many of a stratum of this size are drawn; of a share never fewer than it, rounded up."""
    if sample.method == "percent":
        return -(-size * sample.count // 100)
    return min(sample.count, size)


def drawn(sample: Sample, lines: Iterable[str]) -> tuple[Stratum, ...]:
    """Every stratum with its cases; the same seed and population give the same, in whatever order."""
    found: dict[str, list[str]] = {}
    for line in sorted(set(lines)):
        case_no, _, name = line.partition(" ")
        found.setdefault(name, []).append(case_no)
    return tuple(
        Stratum(
            name=name,
            size=len(cases),
            cases=_taken(cases, wanted(sample, len(cases)), f"{sample.seed}/{name}"),
        )
        for name, cases in sorted(found.items())
    )


def _taken(cases: Iterable[str], count: int, seed: str) -> tuple[str, ...]:
    ranked = sorted(cases, key=lambda one: hashlib.sha256(f"{seed}/{one}".encode()).hexdigest())
    return tuple(sorted(ranked[:count]))


def band_of(fen: int, limits: Iterable[int]) -> int:
    """The number of the band a sum falls into, from 0; a limit belongs to the band above it."""
    return sum(fen >= limit for limit in limits)
