"""Every effect a matter of money can have on the world: name, types and promise, without a body.

As in `workflows.steps`: each may be repeated, the second time changes nothing and gives the first
answer.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.funds.books import AccountSheet
from domain.funds.matter import Errand, ErrandDone, Matter
from domain.task import Task


class ErrandOrder(Frozen):
    """One errand of a matter. `cause` names the workflow and the line of its record.

    `accounts`: the accounts it may touch, to be opened where the tables do not know them yet.
    """

    place: str
    subject: str
    errand: Errand
    accounts: tuple[AccountSheet, ...]
    on: date
    cause: str


class MatterProjection(Frozen):
    """A matter as the tables show it; `file` comes without the rules."""

    file: Matter
    tasks: tuple[Task, ...]
    waiting: str
    due: date | None


@activity.defn
async def run_errand(order: ErrandOrder) -> ErrandDone:
    """Do one errand: enter the ledger, make a list, publish a statement, adjust every case.

    What the tables refuse (a balance would fall below zero) comes back as `ok` False with why.
    """
    raise NotImplementedError


@activity.defn
def project_matter(projection: MatterProjection) -> None:
    """Write the matter's row, record and tasks; older versions are ignored."""
    raise NotImplementedError
