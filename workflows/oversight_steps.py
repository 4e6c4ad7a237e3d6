"""What a matter of supervision can do to the world: name, types and promise, without a body.

As in `workflows.steps`: each may be repeated, the second time changes nothing and gives the first
answer.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.oversight.desk import (
    Issued,
    ListKind,
    Matched,
    PopulationClosed,
    Sample,
    SuspicionList,
)
from domain.oversight.file import OversightFile
from domain.oversight.special import Counted, HistoriesFrozen
from domain.task import Task


class OversightProjection(Frozen):
    """A matter as the tables show it; `file` comes without the rules."""

    file: OversightFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str


class YearOrder(Frozen):
    """The year of a place that is evaluated; `on`: the day until which is counted."""

    place: str
    year: int
    on: date


class HistoriesOrder(Frozen):
    """The cases whose histories are fixed as they stand."""

    place: str
    cases: tuple[str, ...]


class AuditPopulationOrder(Frozen):
    """The cases a sample of an audit is drawn from, as its plan says."""

    place: str
    sample: Sample


class ListOrder(Frozen):
    """A list of an audit to be matched. `audit`: its number; the file lies under its digest."""

    place: str
    audit: str
    taken: SuspicionList


class SettleOrder(Frozen):
    key: str
    same: bool


class IssueOrder(Frozen):
    """The matches of a list that go out. `on`: the day; `due`: until when they are verified."""

    place: str
    audit: str
    number: int
    kind: ListKind
    on: date
    due: date


@activity.defn
def close_audit_population(order: AuditPopulationOrder) -> PopulationClosed:
    """One reading of the tables: each case of the plan with the stratum it belongs to."""
    raise NotImplementedError


@activity.defn
def match_list(order: ListOrder) -> Matched:
    """Reads a list part by part and matches it by keyed hash; repeated, it finds the same once."""
    raise NotImplementedError


@activity.defn
def settle_match(order: SettleOrder) -> None:
    """A doubtful match is the member's, or somebody else's."""
    raise NotImplementedError


@activity.defn
async def issue_suspicions(order: IssueOrder) -> Issued:
    """A matter for each match of the list that is certain or was settled so; how many are new."""
    raise NotImplementedError


@activity.defn
def project_oversight(projection: OversightProjection) -> None:
    """Write the matter's row, record and tasks; older versions are ignored."""
    raise NotImplementedError


@activity.defn
async def measure_year(order: YearOrder) -> Counted:
    """Count a year from cases, tasks, lines and ledger, by township and by fund (HB-19, TR-38)."""
    raise NotImplementedError


@activity.defn
async def freeze_histories(order: HistoriesOrder) -> HistoriesFrozen:
    """The digest of each case's sealed history, over all its runs; a case that Temporal no longer
    holds comes with no event."""
    raise NotImplementedError
