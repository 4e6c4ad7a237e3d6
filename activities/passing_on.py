"""Numbers for cases that are opened for people another case hands on."""

from __future__ import annotations

from temporalio import activity

from activities.tools import Tools
from runtime import packs
from store import intake
from workflows.steps import SuccessorOrder


class PassingOnActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def number_successor(self, order: SuccessorOrder) -> str:
        info = packs.place_info(order.place, self._tools.overlays)
        asked = [(order.claim, order.persons)]
        try:
            with self._tools.store.write() as session:
                [number] = intake.take_in(
                    session,
                    key=order.key,
                    abbr=info.abbr,
                    place=order.place,
                    on=order.on,
                    asked=asked,
                )
        except (intake.Duplicate, intake.SamePersonTwice):
            return ""
        return number
