"""风险监测: households somebody should look in on, by the place's own rules, graded (YC-28).

A rule names what it looks at, its grade and its measure; a place that has set none has no list. An
entry gives nothing and takes nothing: it has a handler and a result.
"""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field

from domain.base import Frozen
from domain.money import yuan

NO_VISIT, AID_ENDED, MEDICAL_BILL = "no_visit", "aid_ended", "medical_bill"
KNOWN = (NO_VISIT, AID_ENDED, MEDICAL_BILL)
HIGHEST = 3
GRADE_ZH = {1: "一般", 2: "较高", HIGHEST: "最高"}


class RiskRule(Frozen):
    """`days`: of silence, or since the end of aid; `fen`: of what a person paid himself."""

    code: str
    zh: str
    grade: int = Field(ge=1, le=3)
    days: int = Field(default=0, ge=0)
    fen: int = Field(default=0, ge=0)


class Known(Frozen):
    """What the tables know of one household."""

    case_no: str
    township: str
    living: bool
    seen_on: date | None = None
    stopped_on: date | None = None
    self_paid_fen: int = 0
    self_paid_period: date | None = None


class Risk(Frozen):
    case_no: str
    township: str
    rule: str
    grade: int
    since: date


def rules_of(table: dict[str, object]) -> tuple[RiskRule, ...]:
    """The place's rules, the gravest first. ValueError for one this system cannot compute."""
    found = [
        RiskRule.model_validate({"code": code, **row})
        for code, row in table.items()
        if isinstance(row, dict)
    ]
    strange = sorted({rule.code for rule in found} - set(KNOWN))
    if strange:
        raise ValueError(f"no such risk: {', '.join(strange)}")
    return tuple(sorted(found, key=lambda rule: (-rule.grade, rule.code)))


def why_zh(rule: RiskRule) -> str:
    """What the rule has found, with the place's own measure."""
    said = {
        NO_VISIT: f"{rule.days}天内没有走访、调查的记录",
        AID_ENDED: f"救助终止未满{rule.days}天",
        MEDICAL_BILL: f"大病保险赔付后自付超过{yuan(rule.fen)}元",
    }
    return said[rule.code]


def risks(known: Known, rules: tuple[RiskRule, ...], today: date) -> tuple[Risk, ...]:
    """Every rule this household meets today, with the day since which it does."""
    found = []
    for rule in rules:
        since = _since(known, rule, today)
        if since is not None:
            found.append(
                Risk(
                    case_no=known.case_no,
                    township=known.township,
                    rule=rule.code,
                    grade=rule.grade,
                    since=since,
                )
            )
    return tuple(found)


def _since(known: Known, rule: RiskRule, today: date) -> date | None:
    if rule.code == NO_VISIT and known.living and known.seen_on is not None:
        due = known.seen_on + timedelta(days=rule.days)
        return due if today > due else None
    if rule.code == AID_ENDED and known.stopped_on is not None:
        recent = today <= known.stopped_on + timedelta(days=rule.days)
        return known.stopped_on if recent else None
    if rule.code == MEDICAL_BILL and known.self_paid_fen > rule.fen > 0:
        return known.self_paid_period
    return None
