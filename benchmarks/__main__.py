"""`python -m benchmarks`: the figures of DESIGN section 10 beside the baseline.

--quick leaves out what needs a server; --write makes the present figures the baseline.
Ends with 1 when the events of a case have grown beyond the baseline.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import (
    archiving,
    county,
    eventlogs,
    history_size,
    lookups,
    papers,
    payday,
    replaying,
    throughput,
)
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay import golden

BASELINE = Path(__file__).parent / "baseline.json"


def baseline() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    return value


async def sizes() -> dict[str, dict[str, float]]:
    """Events, steady events and KB of each stretch P4 speaks of."""
    found = {}
    for place in history_size.PLACES:
        size = await history_size.to_entitlement(await golden.load(f"asked_together_{place}"))
        found[f"application to entitlement, {place}, {size.departments} departments"] = size
    year, check = history_size.year_of_supervision(await golden.load("year_asked_together"))
    found["a year of supervision, the case"] = year
    found["a year of supervision, the recheck's check"] = check
    year, check = history_size.year_of_supervision(await golden.load("year_asked_together_anew"))
    found["the first year of aid, the case"] = year
    found["the first year of aid, the recheck's check"] = check
    return {
        name: {
            "events": size.events,
            "steady": size.steady,
            "virtual": size.virtual,
            "kb": round(size.kb, 1),
        }
        for name, size in found.items()
    }


def _sizes_table(now: dict[str, dict[str, float]], before: dict[str, Any]) -> Table:
    table = Table(title="P4 history", title_justify="left")
    for name in ("stretch", "events", "baseline", "without tasks", "baseline", "KB", "virtual"):
        table.add_column(name, justify="left" if name == "stretch" else "right")
    for name, size in now.items():
        was = before.get(name, {})
        table.add_row(
            name,
            str(size["events"]),
            str(was.get("events", "–")),
            str(size["steady"]),
            str(was.get("steady", "–")),
            str(size["kb"]),
            str(size["virtual"]),
        )
    return table


def grown(now: dict[str, dict[str, float]], before: dict[str, Any]) -> list[str]:
    """The stretches that have more events than the baseline allows: they may only fall."""
    found = []
    for name, size in now.items():
        was = before.get(name)
        if was is None:
            continue
        if size["steady"] > was["steady"]:
            found.append(f"{name}: {size['steady']} events without tasks, were {was['steady']}")
        elif size["events"] > was["events"] + history_size.TASK_NOISE:
            found.append(f"{name}: {size['events']} events, were {was['events']}")
    return found


async def _on_server(server: str, rounds: int) -> throughput.Throughput:
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        return await throughput.measure(client, rehearsal_skipper(client), rounds=rounds)


async def _replay() -> replaying.Replaying:
    runs = [run for name in golden.names() for run in (await golden.load(name)).runs]
    return await replaying.measure(runs)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what needs no server")
    parser.add_argument("--payees", type=int, default=1000, help="households of the pay day")
    parser.add_argument("--write", action="store_true", help="make these figures the baseline")
    parser.add_argument("--rounds", type=int, default=6, help="turns of the throughput arms")
    parser.add_argument("--county", type=int, default=0, help="only a county of so many cases")
    parser.add_argument("--standing", type=int, default=0, help="of them only stood for")
    parser.add_argument("--database", help="SQLAlchemy URL of the county's tables, else SQLite")
    parser.add_argument("--wakes", type=int, default=200, help="of them woken on one day")
    parser.add_argument("--idle", type=float, default=60, help="seconds watched while idle")
    parser.add_argument("--spread", type=float, default=60, help="seconds of the paced wakes")
    parser.add_argument("--after", type=float, default=60, help="seconds watched after a restart")
    args = parser.parse_args()
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    console = Console(width=120)
    if args.county:
        return _county(console, args)
    before = baseline()
    now: dict[str, Any] = {"history": asyncio.run(sizes())}
    console.print(_sizes_table(now["history"], before.get("history", {})))
    console.print(
        f"targets: {history_size.TARGET_EVENTS} events to the entitlement with eight departments;"
        f" {history_size.TARGET_YEAR_EVENTS} events and {history_size.TARGET_YEAR_KB} KB a year"
    )
    done = asyncio.run(_replay())
    now["replay"] = {"stock": round(done.stock_rate), "audit": round(done.audit_rate)}
    console.print(
        f"\nP9 replay: {done.histories} histories, {done.events} events; stock "
        f"{done.stock_rate:.0f} events/s ({done.stock_cpu:.1f} s CPU), with the comparison "
        f"{done.audit_rate:.0f} events/s ({done.audit_cpu:.1f} s CPU); target {replaying.TARGET};"
        f" all in {done.audit_seconds:.0f} s (R1: {replaying.TARGET_SECONDS})"
    )
    made = papers.measure()
    now["papers"] = {"p95_ms": round(made.p95_ms, 1), "largest_kb": round(made.largest_kb, 1)}
    console.print(
        f"\nU8 papers: {made.papers} in {made.seconds:.1f} s (target {papers.TARGET_SECONDS}), p95 "
        f"{made.p95_ms:.1f} ms (target {papers.TARGET_P95_SECONDS * 1000:.0f}), the largest "
        f"{made.largest_kb:.1f} KB of HTML (target {papers.TARGET_KB})"
    )
    kept = archiving.measure(archiving.ENTRIES // 10)
    now["archiving"] = {
        "append_ms": round(kept.append_ms, 3),
        "verify_seconds": round(kept.verify_seconds, 1),
    }
    console.print(
        f"\nS21 archive: {kept.entries} entries, {kept.append_ms:.3f} ms to append one (target "
        f"{archiving.APPEND_TARGET_MS}), {kept.verify_seconds:.1f} s to verify them (target for "
        f"{archiving.ENTRIES}: {archiving.VERIFY_TARGET_SECONDS:.0f})"
    )
    told = eventlogs.measure(eventlogs.CASES // 25)
    now["eventlogs"] = {"cpu_ms_a_case": round(1000 * told.cpu_seconds / told.cases, 1)}
    console.print(
        f"\nU10 event log: {told.cases} cases, {told.read} events read, OCEL and XES in "
        f"{told.seconds:.1f} s ({told.cpu_seconds:.1f} s of processors; target for "
        f"{eventlogs.CASES}: {eventlogs.TARGET_SECONDS:.0f} s)"
    )
    asked = lookups.measure()
    now["lookups"] = {"p50_ms": round(asked.p50_ms, 2), "p99_ms": round(asked.p99_ms, 2)}
    console.print(
        f"\nS5 by ID number: {asked.lookups} look-ups among {asked.persons} persons, p50 "
        f"{asked.p50_ms:.2f} ms, p99 {asked.p99_ms:.2f} ms (target {lookups.TARGET_P99_MS:.0f})"
    )
    if not args.quick:
        _throughput(console, now, args.rounds)
        _payday(console, now, args.payees)
    too_many = grown(now["history"], before.get("history", {}))
    for line in too_many:
        console.print(f"[red]grown[/red]  {line}")
    if args.write:
        BASELINE.write_text(json.dumps({**before, **now}, indent=1, sort_keys=True) + "\n")
        console.print("baseline written")
        return 0
    return 1 if too_many else 0


def _county(console: Console, args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(
            county.measure(
                Path(folder),
                args.county,
                wakes=min(args.wakes, (args.county - args.standing) // 2),
                idle_seconds=args.idle,
                spread=args.spread,
                after=args.after,
                standing=args.standing,
                database=args.database,
            )
        )
    for line in county.told(found):
        console.print(line)
    return 0


def _throughput(console: Console, now: dict[str, Any], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            found = asyncio.run(_on_server(next(running), rounds))
        finally:
            running.close()
    now["throughput"] = {"ratio": round(found.ratio, 2)}
    console.print(
        f"\nP1 throughput: ours {found.ours:.2f}, bare {found.bare:.2f} lifetimes/s; ratio "
        f"{found.ratio:.2f} (rounds {', '.join(f'{r:.2f}' for r in found.ratios)}); "
        f"target {throughput.TARGET}; CPU of worker and driver {found.our_cpu_ms:.0f} and "
        f"{found.bare_cpu_ms:.0f} ms a lifetime"
    )
    console.print(f"  ours {found.our_events} events: {found.our_operations}")
    console.print(f"  bare {found.bare_events} events: {found.bare_operations}")


async def _paid(server: str, payees: int) -> payday.Payday:
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        return await payday.measure(client, Path(home), ring, payees)


def _payday(console: Console, now: dict[str, Any], payees: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            done = asyncio.run(_paid(next(running), payees))
        finally:
            running.close()
    now["payday"] = {"payees": payees, "per_second": round(payees / done.seconds)}
    console.print(
        f"\nP7 pay day: {done.payees} payees in {done.seconds:.1f} s (list {done.freeze:.1f} s, bank "
        f"{done.credit:.1f} s; target {payday.PAYEES} in {payday.TARGET_SECONDS} s, --payees "
        f"{payday.PAYEES}), {done.payees / done.seconds:.0f}/s; {done.cpu_ms:.2f} CPU-ms a payee, "
        f"peak {done.peak_mb:.0f} MB; {done.events} events, {done.kb:.0f} KB, {done.batches} files; "
        f"a page of its lines p99 {done.page_p99_ms:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
