"""`doudi audit draw`: a round of spot checks drawn again from its history alone, and compared.

The seed must stand in the history before the population was asked for; then the same seed,
population and shares give the same cases, or somebody has changed something (JZ-24, JZ-25).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from temporalio.api.history.v1 import HistoryEvent

from audit.recompute.history import LOCAL_ACTIVITY, OpenRun, plain
from audit.replay import audit_runs
from audit.sources import CaseUnknown, Source
from domain.base import Frozen
from domain.policy import Snapshot
from domain.sampling.drawing import (
    SHARE,
    STRATUM_ZH,
    Drawn,
    Stratum,
    drawn,
    population_digest,
    seed_digest,
)
from domain.sampling.file import SpotOrder
from workflows import ids
from workflows.watch_steps import Population, Seed


class DrawProof(Frozen):
    """What drawing again gave. `differences`: `stratum case`, with + for drawn again and not
    recorded, - for recorded and not drawn again. Event ids say where seed and population stand."""

    place: str
    period: str
    seed_event: int
    population_event: int
    seed_digest: str
    population_digest: str
    size: int
    draws: tuple[Drawn, ...]
    differences: tuple[str, ...]
    replayed: bool

    @property
    def in_order(self) -> bool:
        return 0 < self.seed_event < self.population_event

    @property
    def equal(self) -> bool:
        return self.replayed and self.in_order and not self.differences


async def prove_draw(
    source: Source, place: str, period: str, recorded: Iterable[tuple[str, str]]
) -> DrawProof:
    """Draws again. `recorded`: stratum and case of every drawn case as the tables have them.
    Raises CaseUnknown where no such round was drawn."""
    runs = await source.chain(ids.proceeding_id("spot", place, period))
    if not runs:
        raise CaseUnknown(f"没有{place}的{period}期抽查。")
    [report] = await audit_runs(runs, source.converter)
    found = _found(report.opened)
    if found is None:
        raise CaseUnknown(f"{place}的{period}期抽查尚未抽取。")
    order, law, seed, seed_event, lines, population_event = found
    words = "/".join(part for part in (seed.chance, order.witness) if part)
    shares = {s: law.percent(SHARE[s]) for s in Stratum if law.has(SHARE[s])}
    draws = drawn(lines, words, shares)
    again = {f"{d.stratum.value} {case}" for d in draws for case in d.cases}
    stands = {f"{stratum} {case}" for stratum, case in recorded}
    differences = [f"+ {one}" for one in sorted(again - stands)]
    differences += [f"- {one}" for one in sorted(stands - again)]
    return DrawProof(
        place=place,
        period=period,
        seed_event=seed_event,
        population_event=population_event,
        seed_digest=seed_digest(words),
        population_digest=population_digest(lines),
        size=len(set(lines)),
        draws=draws,
        differences=tuple(differences),
        replayed=report.passed,
    )


def lines_of(proof: DrawProof) -> tuple[str, ...]:
    """The proof in a few Chinese lines: the verdict last."""
    order = "种子先于抽查范围确定" if proof.in_order else "种子不是先于抽查范围确定"
    drawn_ = (
        f"  {d.township} {STRATUM_ZH[d.stratum]}：{d.size}件中抽{len(d.cases)}件（{d.percent}%）"
        for d in proof.draws
    )
    verdict = "一致：重新抽取的案件与登记的完全相同。" if proof.equal else "不一致。"
    return (
        f"{proof.place} {proof.period}：范围{proof.size}件",
        f"{order}（第{proof.seed_event}号、第{proof.population_event}号事件）",
        f"种子摘要 {proof.seed_digest}",
        f"范围名单摘要 {proof.population_digest}",
        *drawn_,
        *(f"  {line}" for line in proof.differences),
        *(() if proof.replayed else ("历史与程序重算的结果不符，请先出具证书查明。",)),
        verdict,
    )


def _found(
    run: OpenRun,
) -> tuple[SpotOrder, Snapshot, Seed, int, tuple[str, ...], int] | None:
    """Order, rules, seed and population with the events they stand in; None before the draw."""
    law = seed = lines = None
    seed_event = population_event = asked = 0
    for event in run.events:
        named, result = _local(event)
        if named == "take_policy" and law is None:
            law = Snapshot.model_validate_json(_json(result))
        if named == "fix_seed" and seed is None:
            seed, seed_event = Seed.model_validate_json(_json(result)), event.event_id
        scheduled = event.activity_task_scheduled_event_attributes
        if scheduled.activity_type.name == "close_population" and not asked:
            asked = population_event = event.event_id
        completed = event.activity_task_completed_event_attributes
        if asked and lines is None and completed.scheduled_event_id == asked:
            value = plain(completed.result.payloads[0])
            lines = Population.model_validate_json(_json(value)).lines
    if run.input is None or law is None or seed is None or lines is None:
        return None
    order = SpotOrder.model_validate_json(_json(plain(run.input)))
    return order, law, seed, seed_event, lines, population_event


def _local(event: HistoryEvent) -> tuple[str, object]:
    """Name and result of a local activity; empty for any other event."""
    marker = event.marker_recorded_event_attributes
    if marker.marker_name != LOCAL_ACTIVITY or "result" not in marker.details:
        return "", None
    data = plain(marker.details["data"].payloads[0])
    return str(data["activity_type"]), plain(marker.details["result"].payloads[0])


def _json(value: object) -> str:
    return json.dumps(value)
