"""What an auditor's leaves cover, as a condition of a query: one place for every list that is narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col, select

from domain.oversight.parts import ReadingScope
from store.tables import CaseRow, LeadRow

Scopes = Sequence[ReadingScope]
"""Of one county; what any of them covers may be read. Empty does not narrow."""


def of_scope(scope: ReadingScope) -> list[ColumnElement[bool]]:
    """What `domain.oversight.engagement.covers` says of a case, as a query."""
    found: list[ColumnElement[bool]] = []
    if scope.townships:
        found.append(col(CaseRow.township).in_(scope.townships))
    if scope.programmes:
        found.append(col(CaseRow.programme).in_(scope.programmes))
    if scope.until is not None:
        found.append(col(CaseRow.applied_on) <= scope.until)
    if scope.since is not None:
        found.append(or_(col(CaseRow.closed_on).is_(None), col(CaseRow.closed_on) >= scope.since))
    return found


def of_cases(scopes: Scopes) -> list[ColumnElement[bool]]:
    """Conditions on a query of cases; none where nothing is narrowed."""
    return [or_(*(and_(true(), *of_scope(scope)) for scope in scopes))] if scopes else []


def of_numbers(column: Any, scopes: Scopes) -> list[ColumnElement[bool]]:
    """Conditions on a table that names cases by number in this column."""
    return [col(column).in_(select(CaseRow.case_no).where(*of_cases(scopes)))] if scopes else []


def of_leads(scopes: Scopes) -> list[ColumnElement[bool]]:
    """Conditions on leads: a lead lies within a leave by its township and days, and by its case once
    it has one; of what programme it is says only the case."""
    return [or_(*(and_(true(), *_of_lead(scope)) for scope in scopes))] if scopes else []


def _of_lead(scope: ReadingScope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if scope.townships:
        found.append(col(LeadRow.township).in_(scope.townships))
    if scope.until is not None:
        found.append(col(LeadRow.reported_on) <= scope.until)
    if scope.since is not None:
        found.append(or_(col(LeadRow.closed_on).is_(None), col(LeadRow.closed_on) >= scope.since))
    within = and_(true(), *of_numbers(LeadRow.case_no, (scope,)))
    found.append(within if scope.programmes else or_(col(LeadRow.case_no) == "", within))
    return found
