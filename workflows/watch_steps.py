"""What the proceedings of supervision can do to the world. Implemented in `activities.watch`;
`take_policy` is shared."""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.complaint.file import ComplaintFile
from domain.credit.file import CreditFile
from domain.postponing.file import PassDone, PutOffFile, PutOffOrder
from domain.proceeding import Done, Errand
from domain.reporting.period import Period
from domain.rounds.file import RoundFile
from domain.sampling.file import SpotFile
from domain.task import Task


class ComplaintProjection(Frozen):
    """A complaint as the tables show it. Written only if newer (`file.version`) than what stands."""

    file: ComplaintFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str


class ComplaintErrand(Frozen):
    """One errand of a complaint. `on`: its today."""

    file: ComplaintFile
    errand: Errand
    on: date


@activity.defn
def project_complaint(projection: ComplaintProjection) -> None:
    """Write the complaint's row, tasks and record; older versions are ignored. A report against
    staff leaves no task and no record in the tables others read."""
    raise NotImplementedError


@activity.defn
async def run_complaint_errand(order: ComplaintErrand) -> Done:
    """Issue the answer's paper, or tell the case. Repeating it changes nothing."""
    raise NotImplementedError


class SeedOrder(Frozen):
    """A seed for one round of spot checks."""

    place: str
    period: str


class Seed(Frozen):
    """256 bits of chance, as hex."""

    chance: str


class PopulationOrder(Frozen):
    """Whom a round is drawn from. `on`: the day it is closed."""

    place: str
    period: Period
    on: date


class Population(Frozen):
    """The cases, as `domain.sampling.drawing.line_of` writes them."""

    lines: tuple[str, ...]


class SpotProjection(Frozen):
    """A round as the tables show it, without its population."""

    file: SpotFile
    tasks: tuple[Task, ...]
    waiting: str


class SpotErrand(Frozen):
    """One errand of a round. `on`: its today."""

    file: SpotFile
    errand: Errand
    on: date


@activity.defn
def fix_seed(order: SeedOrder) -> Seed:
    """Chance, drawn once: what it gave stands in the history before the population is asked for."""
    raise NotImplementedError


@activity.defn
def close_population(order: PopulationOrder) -> Population:
    """Every case of the period by township and stratum, from the tables as they stand."""
    raise NotImplementedError


@activity.defn
def project_spot(projection: SpotProjection) -> None:
    """Write the round's row, tasks and record; older versions are ignored."""
    raise NotImplementedError


@activity.defn
async def run_spot_errand(order: SpotErrand) -> Done:
    """Send a wrong decision back to its case, or open a lead; issue the report. Repeating it changes
    nothing."""
    raise NotImplementedError


class RoundProjection(Frozen):
    """A regular round as the tables show it."""

    file: RoundFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str


@activity.defn
def project_round(projection: RoundProjection) -> None:
    """Write the round's row, each township's task and the record; older versions are ignored."""
    raise NotImplementedError


class CreditProjection(Frozen):
    """A matter of credit as the tables show it."""

    file: CreditFile
    tasks: tuple[Task, ...]
    waiting: str


@activity.defn
def project_credit(projection: CreditProjection) -> None:
    """Write the matter's row, its entry in the record of the person, tasks and record."""
    raise NotImplementedError


class CasePass(Frozen):
    """One part of a pass over the cases of an area; `errand.facts["after"]`: the case reached before."""

    order: PutOffOrder
    errand: Errand
    on: date


class PutOffProjection(Frozen):
    """A bulk postponement as the tables show it."""

    file: PutOffFile
    tasks: tuple[Task, ...]
    waiting: str


@activity.defn
async def pass_over_cases(order: CasePass) -> PassDone:
    """Asks the next cases of the area to be put off, to be put back, or counts those not looked at.
    Repeating it changes nothing: each case takes the decision once."""
    raise NotImplementedError


@activity.defn
def project_put_off(projection: PutOffProjection) -> None:
    """Write the row, tasks and record; older versions are ignored."""
    raise NotImplementedError
