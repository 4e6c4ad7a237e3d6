"""Whom a month owes what: obligations, the frozen list, and what changed since the month before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import Field, field_validator

from domain.base import Frozen, digest_of
from domain.case.acts import OUTCOME_ZH, Outcome
from domain.money import yuan_zh

REGULAR = "regular"
"""The purpose of an ordinary month's aid. Others (arrears, price subsidy) get codes of their own."""

GROUPS: dict[str, tuple[str, ...]] = {"dibao": ("dibao", "tekun")}
"""Programmes that are paid in one run: what is due each month goes to the bank in one file."""

Line = tuple[str, int]
"""An obligation's id and its amount in fen."""


class PayOrder(Frozen):
    """One run: a place, a programme group, a month as its first day, the day the list is frozen."""

    place: str
    group: str = "dibao"
    month: date
    starts_on: date

    @field_validator("month")
    @classmethod
    def _first_day(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError("a month is given as its first day")
        return month

    @property
    def month_code(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def run(self) -> str:
        """The run's name in tables and ids: `jiaozuo/dibao/2026-10`."""
        return f"{self.place}/{self.group}/{self.month_code}"


def obligation_id(case_no: str, programme: str, month: date, purpose: str = REGULAR) -> str:
    """The one name of what a household is owed for a month: nothing can be owed twice."""
    return f"{case_no}/{programme}/{month:%Y-%m}/{purpose}"


def case_of(obligation: str) -> str:
    return obligation.split("/")[0]


def month_of(obligation: str) -> str:
    """`yyyy-mm`."""
    return obligation.split("/")[2]


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
    """Whom the month pays, fixed on one day. `digest` is over the lines.

    The lines travel in one payload: good for about 20,000 households. Beyond that they stay in the
    table and travel batch by batch; digest, count and sum are then what the run holds of them.

    `warnings` (case number, code) names what a person should look at before submitting it.
    `arrears`: lines for an earlier month that the list of that month did not hold.
    """

    on: date
    lines: tuple[Line, ...]
    count: int
    total_fen: int
    digest: str
    by_source: tuple[tuple[str, int], ...] = ()
    joined: int = 0
    left: int = 0
    changed: int = 0
    arrears: int = 0
    changes: tuple[Change, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()

    def fen_of(self, obligation: str) -> int | None:
        return next((fen for name, fen in self.lines if name == obligation), None)


def digest_of_lines(lines: Iterable[Line]) -> str:
    return digest_of(sorted([name, fen] for name, fen in lines))


def freeze(
    on: date,
    lines: Iterable[Line],
    *,
    by_source: Mapping[str, int],
    changes: Iterable[Change],
    arrears: int = 0,
    warnings: Iterable[tuple[str, str]] = (),
) -> FrozenList:
    """The list of these lines, sorted, with its sums."""
    ordered = tuple(sorted(lines))
    told = tuple(sorted(changes, key=lambda change: change.case_no))
    kinds = [change.kind for change in told]
    return FrozenList(
        on=on,
        lines=ordered,
        count=len(ordered),
        total_fen=sum(fen for _, fen in ordered),
        digest=digest_of_lines(ordered),
        by_source=tuple(by_source.items()),
        joined=kinds.count("joined"),
        left=kinds.count("left"),
        changed=kinds.count("changed"),
        arrears=arrears,
        changes=told,
        warnings=tuple(sorted(set(warnings))),
    )


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


_CAUSE_ZH = {"confirmed": "审核确认", "ended": "保障终止"} | {
    outcome.value: zh for outcome, zh in OUTCOME_ZH.items() if outcome is not Outcome.KEEP
}


def cause_zh(code: str) -> str:
    """The cause of a change in Chinese; a code nobody knows is shown as it is."""
    return _CAUSE_ZH.get(code, code)
