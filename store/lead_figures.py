"""主动发现 in numbers: by channel (JZ-56), village (JZ-33), type of hardship (HB-29), township.

Every figure counts leads. What the leads led to is taken from the lead and, while the lead has not
yet heard, from its case.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from domain.discovery.acts import Ground
from domain.discovery.lifecycle import LeadKind, LeadStage
from store.discovery import LeadFilter, leads_and_cases
from store.tables import LeadRow

_REFUSED = frozenset({"refused", "not_accepted"})
_GROUNDS = frozenset(ground.value for ground in Ground)


@dataclass
class Count:
    """Of `found` leads so many were visited, applied for, admitted, refused by the case, closed with
    a reasoned no, are open, or passed a day. `help_days_total` and `help_days_most`: calendar days
    from the finding to help, of the admitted ones added up and the longest (HB-16). `entering` and
    `leaving`: of which kind."""

    found: int = 0
    entering: int = 0
    leaving: int = 0
    visited: int = 0
    applied: int = 0
    verified: int = 0
    admitted: int = 0
    refused: int = 0
    declined: int = 0
    open: int = 0
    overdue: int = 0
    help_days_total: int = 0
    help_days_most: int = 0

    def add(self, row: LeadRow, granted: bool | None) -> None:
        entering = row.kind == LeadKind.ENTER
        self.found += 1
        self.entering += entering
        self.leaving += not entering
        self.visited += row.visited_on is not None
        self.applied += entering and bool(row.case_no)
        self.verified += not entering and bool(row.case_no)
        self.admitted += row.outcome == "admitted" or (not row.outcome and bool(granted))
        self.refused += row.outcome in _REFUSED
        self.declined += row.outcome in _GROUNDS
        self.open += row.stage != LeadStage.CLOSED
        self.overdue += row.overdue
        if row.outcome == "admitted" and row.closed_on is not None:
            days = max((row.closed_on - row.reported_on).days, 0)
            self.help_days_total += days
            self.help_days_most = max(self.help_days_most, days)


@dataclass
class LeadFigures:
    """The same leads counted five ways; `late`: overdue ones by whose they were."""

    total: Count = field(default_factory=Count)
    channels: dict[str, Count] = field(default_factory=dict)
    townships: dict[str, Count] = field(default_factory=dict)
    villages: dict[tuple[str, str], Count] = field(default_factory=dict)
    problems: dict[str, Count] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)


def lead_figures(session: Session, which: LeadFilter) -> LeadFigures:
    """Leads reported from `which.since` to `which.until`, within its place, township and village."""
    figures = LeadFigures()
    for row, granted in leads_and_cases(session, which):
        for count in (
            figures.total,
            figures.channels.setdefault(row.channel, Count()),
            figures.townships.setdefault(row.township, Count()),
            figures.villages.setdefault((row.township, row.village), Count()),
            figures.problems.setdefault(row.problem, Count()),
        ):
            count.add(row, granted if row.kind == LeadKind.ENTER else None)
        if row.late_by:
            figures.late[row.late_by] = figures.late.get(row.late_by, 0) + 1
    return figures
