"""The tables follow the workflows."""

from __future__ import annotations

from temporalio import activity

from activities.tools import Tools
from store import projection as tables
from workflows.steps import CaseProjection, CheckProjection


class ProjectionActivities:
    def __init__(self, tools: Tools) -> None:
        self._store = tools.store

    @activity.defn
    def project_case(self, projection: CaseProjection) -> None:
        """One transaction, so that a list never shows half a case."""
        with self._store.write() as session:
            tables.project_case(session, projection)

    @activity.defn
    def project_check(self, projection: CheckProjection) -> None:
        with self._store.write() as session:
            tables.project_check(session, projection)
