"""The rules of a place as a case takes them along."""

from __future__ import annotations

from temporalio import activity

from activities.tools import Tools
from domain.policy import Snapshot
from runtime.packs import snapshot
from workflows.steps import PolicyOrder


class PolicyActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def take_policy(self, order: PolicyOrder) -> Snapshot:
        """Read from the packs as they are on disk now; in production without demo values."""
        return snapshot(
            order.place,
            order.on,
            order.names,
            production=self._tools.production,
            overlays=self._tools.overlays,
        )
