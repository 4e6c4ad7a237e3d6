"""The stage of the stories: the place's rules, tables that take what they are shown, sealed digests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from temporalio import activity

from domain.oversight.desk import Issued, Matched, PopulationClosed
from domain.oversight.file import CaseProof
from domain.oversight.performance import Measured
from domain.oversight.special import Counted, HistoriesFrozen
from domain.policy import Snapshot
from runtime.packs import snapshot
from tests.replay.watch.world import House
from workflows import oversight_steps, steps, watch_steps
from workflows.ids import oversight_id


class OversightTables:
    """What the activities of a story were shown, and what they give."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self.errands: list[str] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name="take_policy")
        def take_policy(order: steps.PolicyOrder) -> Snapshot:
            return snapshot(order.place, order.on, order.names, production=False)

        @activity.defn(name="project_oversight")
        def project_oversight(projection: oversight_steps.OversightProjection) -> None:
            file = projection.file
            self.files[oversight_id(file.kind, file.place, file.number)] = file

        @activity.defn(name="measure_year")
        async def measure_year(order: oversight_steps.YearOrder) -> Counted:
            figures = (("decided", 10), ("decided_late", 1), ("leads", 4), ("leads_open", 1))
            one = Measured(scope="township", code="tr-first", figures=figures)
            return Counted(measured=(one,), digest="d1" * 32)

        @activity.defn(name="freeze_histories")
        async def freeze_histories(order: oversight_steps.HistoriesOrder) -> HistoriesFrozen:
            return HistoriesFrozen(
                proofs=tuple(
                    CaseProof(case_no=no, runs=1, events=120, digest="ab" * 32)
                    for no in order.cases
                )
            )

        desk = self._desk()
        return [take_policy, project_oversight, measure_year, freeze_histories, *desk]

    def _desk(self) -> list[Callable[..., Any]]:
        """What the auditor's desk asks of the world."""

        @activity.defn(name="fix_seed")
        def fix_seed(order: watch_steps.SeedOrder) -> watch_steps.Seed:
            return watch_steps.Seed(chance=f"drawn by chance for {order.period}")

        @activity.defn(name="close_audit_population")
        def close_audit_population(
            order: oversight_steps.AuditPopulationOrder,
        ) -> PopulationClosed:
            lines = (f"ZH2027{n:06d} dibao/zh-caozhen" for n in range(1, 8))
            return PopulationClosed(lines=tuple(lines))

        @activity.defn(name="match_list")
        def match_list(order: oversight_steps.ListOrder) -> Matched:
            return Matched(rows=12, certain=2, doubtful=2, strangers=8)

        @activity.defn(name="settle_match")
        def settle_match(order: oversight_steps.SettleOrder) -> None:
            self.errands.append(order.key)

        @activity.defn(name="issue_suspicions")
        def issue_suspicions(order: oversight_steps.IssueOrder) -> Issued:
            return Issued(count=3)

        return [fix_seed, close_audit_population, match_list, settle_match, issue_suspicions]


def moved_in(house: House) -> House:
    """The house with the tables of this procedure."""
    house.tables = OversightTables()  # type: ignore[assignment]
    return house
