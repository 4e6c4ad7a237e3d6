"""The four forms of inaction, counted by township (YC-29): 不作为, 假作为, 乱作为, 慢作为.

Which fact stands for which form is our reading of the register: cases nobody touches, acts recorded
long after their day, decisions that did not stand, steps past their day.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.policy import Snapshot
from domain.watching.facts import Facts

FORM_ZH = {
    "idle": "不作为：长期无人办理的案件",
    "backdated": "假作为：办理日期明显早于登记时间",
    "reversed": "乱作为：被纠正的不予确认决定",
    "late": "慢作为：超过期限的办理事项",
}


class Inaction(Frozen):
    """One township's counts. None: the place has set no threshold, nothing is judged."""

    township: str
    idle: int | None
    backdated: int | None
    reversed: int
    late: int

    @property
    def counts(self) -> tuple[int | None, ...]:
        return self.idle, self.backdated, self.reversed, self.late


def inaction(
    facts: Facts, late: dict[str, int], law: Snapshot, today: date
) -> tuple[Inaction, ...]:
    """Every township of the place, those with nothing too. `late`: steps past their day, by township."""
    idle_days = law.days("risk.idle_days") if law.has("risk.idle_days") else None
    back_days = law.days("risk.backdated_days") if law.has("risk.backdated_days") else None
    return tuple(
        Inaction(
            township=code,
            idle=None
            if idle_days is None
            else sum(
                c.township == code and (today - c.last_act).days >= idle_days
                for c in facts.open_cases
            ),
            backdated=None
            if back_days is None
            else sum(
                a.answers == code and bool(a.officer) and a.days_after >= back_days
                for a in facts.acts
            ),
            reversed=sum(r.township == code for r in facts.reversals),
            late=late.get(code, 0),
        )
        for code in facts.townships
    )
