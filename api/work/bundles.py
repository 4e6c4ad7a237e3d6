"""An evidence bundle taken from a page: logged first, masked by role, watermarked, sealed.

It is what `doudi audit bundle` makes. Nobody takes names in clear here: that is the operator's command,
by hand and against signature.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, Any, Final

from temporalio.converter import DataConverter
from temporalio.service import RPCError

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, unavailable
from api.scope import Caller, must_be
from audit.archive.source import source_of
from audit.archive.where import space_of
from audit.bundle.logged import log_bundle
from audit.bundle.make import bundle
from audit.bundle.manifest import PURPOSE_ZH, BundleManifest, Stamp
from audit.recompute.findings import Finding
from audit.recompute.history import Run
from audit.sources import CaseUnknown, Source, with_children
from domain.case.lifecycle import Role
from store import notices
from store.tables import NoticeRow
from workflows import ids

TAKERS: Final[dict[Role, tuple[str, ...]]] = {
    Role.AUDITOR: ("audit",),
    Role.DISCIPLINE: ("discipline", "inspection"),
}
"""Who takes a bundle, and what for."""
CLAUSE: Final = "审计法 Art 34; 个人信息保护法 Art 28"


class Kept:
    """Histories that were fetched: to be recomputed on another thread, without the server."""

    partial = False

    def __init__(self, source: Source, chains: dict[str, tuple[Run, ...]]) -> None:
        self._source, self._chains = source, chains

    @property
    def converter(self) -> DataConverter:
        return self._source.converter

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return self._chains.get(workflow_id, ())

    def faults(self) -> tuple[Finding, ...]:
        return self._source.faults()


def purposes_of(caller: Caller) -> list[tuple[str, str]]:
    """What this caller may take a bundle for; none: he may take none."""
    return [(code, PURPOSE_ZH[code]) for code in TAKERS.get(caller.role, ())]


async def take_bundle(
    door: Door,
    caller: Caller,
    place: str,
    subject: str,
    cases: Sequence[str],
    purpose: str,
    request_id: str,
) -> tuple[IO[bytes], BundleManifest]:
    """The bundle of a case, or of a matter with these cases, as an open file that whoever sends it closes.
    Problem for another role or purpose, and
    where a history cannot be had."""
    must_be(caller, tuple(TAKERS), "制作证据包", CLAUSE)
    if purpose not in TAKERS[caller.role]:
        known = "、".join(PURPOSE_ZH[code] for code in TAKERS[caller.role])
        told = f"请选择用途，您的岗位可以选择：{known}。"
        raise bad_input((FieldFault(field="purpose", message=told),))
    stamp = Stamp(who=caller.id, role=caller.role, purpose=purpose, at=datetime.now(UTC))
    await door.write(
        log_bundle, subject, place, stamp, engagement=caller.engagement, request_id=request_id
    )
    papers = {no: await door.read(notices.notices_of, no) for no in (subject, *cases)}
    root = subject if subject.startswith(f"{ids.OVERSIGHT}/") else ids.case_id(place, subject)
    try:
        kept = await _kept(door, (root, *(ids.case_id(place, no) for no in cases)))
    except RPCError:
        raise unavailable() from None
    try:
        return await asyncio.to_thread(_made, door, kept, place, subject, stamp, papers)
    except CaseUnknown as fault:
        raise Problem(404, "no_history", str(fault), clause=CLAUSE) from None


async def _kept(door: Door, roots: Sequence[str]) -> Kept:
    source = await asyncio.to_thread(source_of, door.temporal, space_of(door.settings))
    chains: dict[str, tuple[Run, ...]] = {}
    for root in roots:
        chains |= await with_children(source, root)
    return Kept(source, chains)


def _made(
    door: Door,
    kept: Kept,
    place: str,
    subject: str,
    stamp: Stamp,
    papers: dict[str, tuple[NoticeRow, ...]],
) -> tuple[IO[bytes], BundleManifest]:
    """On a thread of its own: a recomputation takes a second for each case."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  (whoever sends it closes it)
    made: Any = bundle(
        out, kept, place, subject, stamp, door.keyring, door.settings.namespace,
        papers=lambda no: papers.get(no, ()), archive=space_of(door.settings),
    )  # fmt: skip
    try:
        manifest: BundleManifest = asyncio.run(made)
    except BaseException:
        out.close()
        raise
    return out, manifest


def file_name(manifest: BundleManifest) -> str:
    """Codes only: `evidence-JZ2026000001.zip`."""
    return f"evidence-{manifest.subject.removeprefix('oversight/').replace('/', '-')}.zip"
