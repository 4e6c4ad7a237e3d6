"""A33 of every procedure that is not a case: none of their runs was set back behind two people's backs.

A case's checks, items and measures are recomputed with it. Of the others nothing needs to be read as
long as each has gone on from run to run: a procedure that has ended, or stands, more than once was set
back, and only those are recomputed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from temporalio.client import Client, WorkflowExecutionStatus

from audit.archive.source import ArchiveSource
from audit.joint.proceedings import is_closed
from audit.recompute.findings import Finding, What
from audit.recompute.turned import SetBack, set_back, turned_findings
from audit.replay import audit_runs
from audit.restart.kinds import known, place_of
from audit.rulebook import listed
from audit.rulebook.breach import Breach
from audit.rulebook.dossier import day_of
from audit.rulebook.mending import Mended
from audit.sources import Source
from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH
from domain.case.repairs import ENDING_ZH, REPAIR_ZH, Ending, RepairKind
from store.rebuild import kinds
from workflows import ids

WITH_THE_CASE: Final = frozenset({ids.CASE, ids.CHECK, ids.ITEM, ids.MEASURES})
CLOSED_ZH: Final = "系统运行回退不符合规定；对工作人员的举报，内容只由纪检监察机关查阅"
_WENT_ON: Final = WorkflowExecutionStatus.CONTINUED_AS_NEW


class Elsewhere(Frozen):
    """What was found of procedures that are no cases."""

    breaches: tuple[Breach, ...] = ()
    mended: tuple[Mended, ...] = ()

    def also(self, more: Elsewhere) -> Elsewhere:
        return Elsewhere(
            breaches=(*self.breaches, *more.breaches), mended=(*self.mended, *more.mended)
        )


async def on_the_server(client: Client) -> dict[str, set[str]]:
    """By workflow id, the runs that did not go on into the next, as the server lists them."""
    found: dict[str, set[str]] = defaultdict(set)
    types = sorted({one.workflow for one in kinds() if one.kind not in WITH_THE_CASE})
    listed = ", ".join(f"'{one}'" for one in types)
    async for one in client.list_workflows(f"WorkflowType IN ({listed})"):
        if one.status is not _WENT_ON:
            found[one.id].add(one.run_id)
    return found


def in_the_archive(kept: ArchiveSource) -> dict[str, set[str]]:
    """The same of the archive."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in kept.log.entries:
        kind = entry.workflow_id.split("/")[0]
        if kind in known() - WITH_THE_CASE and entry.status != "continued_as_new":
            found[entry.workflow_id].add(entry.run_id)
    return found


def twice(*several: dict[str, set[str]]) -> tuple[str, ...]:
    """The procedures of which more than one run did not go on into the next."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in several:
        for name, runs in one.items():
            found[name] |= runs
    return tuple(sorted(name for name, runs in found.items() if len(runs) > 1))


async def asked_elsewhere(source: Source, names: Iterable[str], place: str = "") -> Elsewhere:
    """The resets of these procedures: what is wrong with each, and who agreed to those that stand."""
    breaches: list[Breach] = []
    done: list[Mended] = []
    for name in names:
        where = place_of(name)
        if place and where != place:
            continue
        reports = await audit_runs(list(await source.chain(name)), source.converter)
        made, wrong = set_back(reports), _wrong(turned_findings(reports))
        closed = await is_closed(source, name)
        breaches += _breaches(name, where, made, wrong, CLOSED_ZH if closed else "")
        done += [] if closed else mended_in(made, name, where)
    return Elsewhere(breaches=tuple(breaches), mended=tuple(done))


async def listed_elsewhere(source: Source, names: Iterable[str], place: str = "") -> Elsewhere:
    """What was mended in these procedures by acts of their own, and what was not done by two there."""
    breaches: list[Breach] = []
    done: list[Mended] = []
    for name in names:
        where = place_of(name)
        if place and where != place:
            continue
        acts = await listed.of_source(source, name)
        breaches += listed.by_two(name, where, "", acts)
        done += listed.told(name, where, "", acts)
    return Elsewhere(breaches=tuple(breaches), mended=tuple(done))


def with_repairs(*several: dict[str, set[str]]) -> tuple[str, ...]:
    """The procedures whose acts may name a repair."""
    names = {name for one in several for name in one}
    return tuple(sorted(name for name in names if name.split("/")[0] in listed.KINDS))


def _wrong(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.what is What.RESET]


def _breaches(
    name: str, place: str, made: Sequence[SetBack], wrong: Sequence[Finding], instead: str
) -> Iterator[Breach]:
    """`instead`: what is told of a report against staff, of which nothing else is."""
    on = {one.run_id: day_of(one.at) for one in made}
    for n, one in enumerate(wrong, start=1):
        yield Breach(
            rule="A33",
            place=place,
            township="",
            case_no=name,
            on=on.get(one.run_id, date.min),
            zh=instead or one.zh,
            what=f"set back {n}",
        )


def mended_in(made: Iterable[SetBack], name: str, place: str, township: str = "") -> list[Mended]:
    """Resets two people agreed to, as the list of repairs shows them."""
    return [
        Mended(
            case_no=name,
            place=place,
            township=township,
            number=n,
            kind=RepairKind.RESET,
            kind_zh=REPAIR_ZH[RepairKind.RESET],
            on=one.proposed_on or day_of(one.at),
            by=one.proposed_by,
            by_zh=ROLE_ZH[one.posts[0]],
            ending=Ending.CONFIRMED,
            ending_zh=ENDING_ZH[Ending.CONFIRMED],
            ended_on=one.confirmed_on,
            ended_by=one.confirmed_by,
            ended_zh=ROLE_ZH[one.posts[1]],
        )
        for n, one in enumerate(made, start=1)
        if one.agreed
    ]
