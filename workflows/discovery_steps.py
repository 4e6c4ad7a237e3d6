"""What a lead can do to the world: one projection. It opens no case and changes none.

Implemented in `activities.discovery`; `take_policy` is shared with the case (`workflows.steps`).
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.discovery.file import DiscoveryFile
from domain.task import Task


class LeadProjection(Frozen):
    """A lead as the tables show it. Written only if newer (`file.version`) than what stands there."""

    file: DiscoveryFile
    tasks: tuple[Task, ...]
    waiting: str
    due: date | None


@activity.defn
def project_lead(projection: LeadProjection) -> None:
    """Write the lead's row, task and record; older versions are ignored."""
    raise NotImplementedError
