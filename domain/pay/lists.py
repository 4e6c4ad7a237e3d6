"""Whom a month owes what: obligations, the frozen list, and what changed since the month before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from pydantic import Field, field_validator

from domain.base import Frozen
from domain.case.acts import OUTCOME_ZH, Outcome
from domain.money import yuan_zh
from domain.pay.purposes import PURPOSE_ZH, REGULAR, obligation_id

__all__ = ["REGULAR", "obligation_id"]

PART_LINES: Final = 5_000
"""Lines in one file to the bank: a county's list goes out in as many parts. Operation, not law."""

GROUPS: dict[str, tuple[str, ...]] = {"dibao": ("dibao", "tekun")}
"""Programmes that are paid in one run: what is due each month goes to the bank in one file."""

Line = tuple[str, int]
"""An obligation's id and its amount in fen."""


class PayOrder(Frozen):
    """One run: a place, a programme group, a month as its first day, the day the list is frozen.

    `extra` 1, 2 and so on: a supplementary run of that month for the urgent cases in `only`, with
    the reason why they cannot wait for the next list. With `owed` it is for every household that is
    owed something of that purpose in this month (a price subsidy, JG-03).
    """

    place: str
    group: str = "dibao"
    month: date
    starts_on: date
    extra: int = Field(default=0, ge=0)
    only: tuple[str, ...] = Field(default=(), max_length=500)
    reason: str = Field(default="", max_length=200)
    owed: str = Field(default="", max_length=24)

    @field_validator("month")
    @classmethod
    def _first_day(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError("a month is given as its first day")
        return month

    @property
    def month_code(self) -> str:
        """`2026-10`, of a supplementary run `2026-10.1`."""
        return f"{self.month:%Y-%m}" + (f".{self.extra}" if self.extra else "")

    @property
    def run(self) -> str:
        """The run's name in tables and ids: `jiaozuo/dibao/2026-10`."""
        return f"{self.place}/{self.group}/{self.month_code}"

    def batch_no(self, number: int) -> str:
        """The name of a file to the bank, for ever."""
        extra = f"-x{self.extra}" if self.extra else ""
        return f"{self.place}-{self.group}-{self.month:%Y%m}{extra}-{number:02d}"


def case_of(obligation: str) -> str:
    return obligation.split("/")[0]


def month_of(obligation: str) -> str:
    """`yyyy-mm`."""
    return obligation.split("/")[2]


WARNING_ZH: Final = {
    "no_account": "尚未登记发放账户",
    "third_party": "登记的账户不是本户家庭成员账户",
    "custodian": "由代管人代领",
    "shared_account": "多户共用一个账户",
    "one_custodian": "一名代管人为多户代领",
    "custodian_unknown": "代管人身份尚未备案",
    "overpaid": "以前月份已发金额多于应发金额，请核实是否追回",
}
"""What a person should look at before a list is submitted (ZH-11, JZ-52)."""


class Change(Frozen):
    """One household whose payment differs from the month before. 0 fen: not on that list."""

    case_no: str
    was_fen: int = Field(ge=0)
    now_fen: int = Field(ge=0)
    cause: str

    @property
    def kind(self) -> str:
        if self.was_fen == 0:
            return "joined"
        return "left" if self.now_fen == 0 else "changed"

    @property
    def zh(self) -> str:
        """The line as the county reads it."""
        if self.kind == "joined":
            text = f"新增，{yuan_zh(self.now_fen)}"
        elif self.kind == "left":
            text = f"退出，上月{yuan_zh(self.was_fen)}"
        else:
            text = f"由{yuan_zh(self.was_fen)}调整为{yuan_zh(self.now_fen)}"
        return f"{self.case_no}：{text}（{cause_zh(self.cause)}）"


class FrozenList(Frozen):
    """Whom the month pays, fixed on one day, as its sums. The lines stand in the tables alone, so
    that a county of any size is one small value here; `digest` is over every line.

    `warned` counts by code what a person should look at before submitting it, `by_purpose` the
    lines that are not the ordinary month; `arrears`: ordinary lines for an earlier month.
    `part_lines`: lines a file to the bank.
    """

    on: date
    count: int
    total_fen: int
    digest: str
    by_source: tuple[tuple[str, int], ...] = ()
    by_purpose: tuple[tuple[str, int], ...] = ()
    joined: int = 0
    left: int = 0
    changed: int = 0
    arrears: int = 0
    warned: tuple[tuple[str, int], ...] = ()
    part_lines: int = PART_LINES


class LinesDigest:
    """SHA-256 over the canonical JSON of a list's lines by id, taken in one at a time."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(b"[")
        self.count = self.total_fen = 0
        self._last = ""

    def add(self, name: str, fen: int) -> None:
        """The next line. ValueError when it is not after the one before."""
        if name <= self._last:
            raise ValueError("lines must come in order of their ids, each once")
        text = json.dumps([name, fen], separators=(",", ":"))
        self._hash.update((text if not self.count else "," + text).encode())
        self.count += 1
        self.total_fen += fen
        self._last = name

    def hexdigest(self) -> str:
        whole = self._hash.copy()
        whole.update(b"]")
        return whole.hexdigest()


def digest_of_lines(lines: Iterable[Line]) -> str:
    digest = LinesDigest()
    for name, fen in sorted(lines):
        digest.add(name, fen)
    return digest.hexdigest()


def explain(
    now: Mapping[str, tuple[int, str]], before: Mapping[str, int], gone: Mapping[str, str]
) -> tuple[Change, ...]:
    """Every difference between two months' lists, by case number.

    `now`: fen and the cause of the entitlement; `before`: fen a month ago; `gone`: why those who
    are on the list no more have left it. Joined minus left is the difference in number.
    """
    changes = []
    for case_no in sorted({*now, *before}):
        fen, cause = now.get(case_no, (0, gone.get(case_no, "ended")))
        was = before.get(case_no, 0)
        if fen != was:
            changes.append(Change(case_no=case_no, was_fen=was, now_fen=fen, cause=cause))
    return tuple(changes)


_CAUSE_ZH = {"confirmed": "审核确认", "ended": "保障终止", **PURPOSE_ZH} | {
    outcome.value: zh for outcome, zh in OUTCOME_ZH.items() if outcome is not Outcome.KEEP
}


def cause_zh(code: str) -> str:
    """The cause of a change in Chinese; a code nobody knows is shown as it is."""
    return _CAUSE_ZH.get(code.partition(".")[0], code)
