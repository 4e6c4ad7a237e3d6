"""主动发现: the tables follow the leads."""

from __future__ import annotations

from temporalio import activity

from activities.tools import Tools
from store import discovery as tables
from workflows.discovery_steps import LeadProjection


class DiscoveryActivities:
    def __init__(self, tools: Tools) -> None:
        self._store = tools.store

    @activity.defn
    def project_lead(self, projection: LeadProjection) -> None:
        """One transaction, so that a list never shows half a lead."""
        with self._store.write() as session:
            tables.project_lead(session, projection)
