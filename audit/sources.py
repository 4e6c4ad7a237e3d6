"""Where histories come from: the Temporal server, or a directory somebody carried home.

A source gives all runs of a workflow, oldest first, sealed as they are. A run the server has
forgotten is simply not in the row; that it is missing, the chain check says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from google.protobuf.json_format import ParseError
from pydantic import ValidationError
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode

from audit.archive.proof import Proofs
from audit.recompute.chain import children_of
from audit.recompute.findings import Finding, What
from audit.recompute.history import Run
from audit.recompute.resumed import taken_up
from audit.recompute.turned import gathered, turn_of
from domain.base import Frozen
from runtime.codec import data_converter
from runtime.keys import KeyRing
from workflows import ids

MANIFEST: Final = "manifest.json"
FORMAT: Final = "doudi-histories/1"


class SourceFault(Exception):
    """Histories cannot be had from here; one line for the person who asked."""


class CaseUnknown(SourceFault):
    """There is no such case in this source."""


class Source(Protocol):
    """All runs of a workflow, oldest first; empty when the source knows none. A run that was set
    back lies in the one that took its place (`Run.aside`).

    `partial`: only closed runs lie here, so that a chain may go on elsewhere.
    """

    @property
    def partial(self) -> bool: ...

    @property
    def converter(self) -> DataConverter: ...

    async def chain(self, workflow_id: str) -> tuple[Run, ...]: ...

    def faults(self) -> tuple[Finding, ...]:
        """What is wrong with the source itself, such as a file that was changed."""
        ...


async def with_children(source: Source, workflow_id: str) -> dict[str, tuple[Run, ...]]:
    """The chain of a workflow and of every workflow it started, by workflow id, parents first."""
    found: dict[str, tuple[Run, ...]] = {}
    waiting = [workflow_id]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = await source.chain(name)
        waiting += [call.workflow_id for run in found[name] for call in children_of(run)]
    return {name: chain for name, chain in found.items() if chain}


def every(chains: Mapping[str, Sequence[Run]]) -> list[Run]:
    """All runs of these chains, with those that were set back: what somebody takes home."""
    return [one for chain in chains.values() for run in chain for one in (*run.aside, run)]


class ServerSource:
    """Histories as the Temporal server has them."""

    partial = False

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def converter(self) -> DataConverter:
        return self.client.data_converter

    def faults(self) -> tuple[Finding, ...]:
        return ()

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        runs: list[Run] = []
        run_id: str | None = None
        while True:
            run = await self._run(workflow_id, run_id)
            if run is None:
                break
            runs.append(run)
            turn = turn_of(run)
            run_id = turn.before if turn else await self._before(run)
            if not run_id:
                break
        return gathered(tuple(reversed(runs)))

    async def _before(self, run: Run) -> str:
        return run.continued_from or await taken_up(run, self.converter)

    async def _run(self, workflow_id: str, run_id: str | None) -> Run | None:
        handle = self.client.get_workflow_handle(workflow_id, run_id=run_id)
        try:
            if run_id is None:
                run_id = (await handle.describe()).run_id
                handle = self.client.get_workflow_handle(workflow_id, run_id=run_id)
            history = await handle.fetch_history()
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT):
                return None
            raise
        return Run(workflow_id, run_id, tuple(history.events))


async def place_of(client: Client, case_no: str, places: tuple[str, ...]) -> str:
    """The place whose server-side case has this number. Raises `CaseUnknown`."""
    for place in places:
        try:
            await client.get_workflow_handle(ids.case_id(place, case_no)).describe()
        except RPCError as error:
            if error.status in (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT):
                continue
            raise
        return place
    raise CaseUnknown(f"没有编号为{case_no}的案件。")


class ManifestRun(Frozen):
    """One file of an export. `link` binds it to all files before it."""

    workflow_id: str
    run_id: str
    type: str
    status: str
    events: int
    file: str
    sha256: str
    link: str


class Manifest(Frozen):
    """What an export holds. `seal` is the last link: written down, it binds the whole export.

    `case_no`: the number of the case, or what names an item (`<case>/<n>`) or a meeting (`2026-01`).
    """

    format: str = FORMAT
    case_no: str
    place: str
    namespace: str
    exported_at: datetime
    runs: tuple[ManifestRun, ...]
    seal: str
    archive: Proofs | None = None
    """That the closed runs are those of the archive, where one was at hand."""


def link(before: str, sha256: str) -> str:
    """The next link of the chain over the files of an export."""
    return hashlib.sha256(f"{before}{sha256}".encode()).hexdigest()


class FolderSource:
    """Histories of one export. Nothing is needed but the directory and the key ring."""

    partial = False

    def __init__(self, folder: Path, keyring: KeyRing) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self._converter = data_converter(keyring, self.manifest.namespace)
        self.runs, self._faults = self._read()

    @property
    def converter(self) -> DataConverter:
        return self._converter

    def faults(self) -> tuple[Finding, ...]:
        return self._faults

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return gathered([run for run in self.runs if run.workflow_id == workflow_id])

    def _read(self) -> tuple[list[Run], tuple[Finding, ...]]:
        runs, faults, before = [], [], ""
        for entry in self.manifest.runs:
            raw = self._bytes(entry.file)
            if raw is None:
                faults.append(_file_fault(entry, f"文件{entry.file}缺失"))
                before = entry.link
                continue
            sha256 = hashlib.sha256(raw).hexdigest()
            if sha256 != entry.sha256 or link(before, sha256) != entry.link:
                faults.append(_file_fault(entry, f"文件{entry.file}的摘要与清单不符"))
            before = entry.link
            run = _parsed(entry, raw)
            if run is None:
                faults.append(_file_fault(entry, f"文件{entry.file}不是历史文件"))
                continue
            refuted = self.manifest.archive.refuted(run) if self.manifest.archive else ""
            if refuted:
                faults.append(_file_fault(entry, refuted))
            runs.append(run)
        if before != self.manifest.seal:
            seal = self.manifest.seal[:8]
            faults.append(
                Finding(
                    workflow_id=self.manifest.case_no,
                    run_id="",
                    event_id=0,
                    what=What.MANIFEST,
                    zh=f"清单所列文件与封存值{seal}不符",
                )
            )
        return runs, tuple(faults)

    def _bytes(self, name: str) -> bytes | None:
        if Path(name).name != name:
            return None
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an export. Raises `SourceFault` when the directory holds none."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError:
        raise SourceFault(f"目录{folder.name}中没有清单文件{MANIFEST}。") from None
    except ValidationError:
        raise SourceFault(f"目录{folder.name}中的{MANIFEST}不是历史清单。") from None


def write_folder(
    folder: Path,
    runs: list[Run],
    *,
    place: str,
    case_no: str,
    namespace: str,
    archive: Proofs | None = None,
) -> Manifest:
    """Writes one JSON file a run and the manifest; the payloads stay sealed.

    Raises `SourceFault` when the directory holds an export already: evidence is not overwritten.
    """
    if (folder / MANIFEST).exists():
        raise SourceFault(f"目录{folder.name}中已有导出的历史，请另选目录。")
    folder.mkdir(parents=True, exist_ok=True)
    entries, before = [], ""
    for number, run in enumerate(runs, start=1):
        name = f"{number:04d}-{run.workflow_id.split('/')[0]}-{run.run_id[:8]}.json"
        raw = run.as_history().to_json().encode()
        (folder / name).write_bytes(raw)
        sha256 = hashlib.sha256(raw).hexdigest()
        before = link(before, sha256)
        entries.append(
            ManifestRun(
                workflow_id=run.workflow_id,
                run_id=run.run_id,
                type=run.workflow_type,
                status=run.status,
                events=len(run.events),
                file=name,
                sha256=sha256,
                link=before,
            )
        )
    manifest = Manifest(
        case_no=case_no,
        place=place,
        namespace=namespace,
        exported_at=datetime.now(UTC),
        runs=tuple(entries),
        seal=before,
        archive=archive,
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2))
    return manifest


def _parsed(entry: ManifestRun, raw: bytes) -> Run | None:
    try:
        value: Any = json.loads(raw)
        history = WorkflowHistory.from_json(entry.workflow_id, value)
    except (ValueError, ParseError, KeyError, TypeError):
        return None
    events = tuple(history.events)
    if not events or events[0].event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
        return None
    return Run(entry.workflow_id, entry.run_id, events)


def _file_fault(entry: ManifestRun, zh: str) -> Finding:
    return Finding(
        workflow_id=entry.workflow_id,
        run_id=entry.run_id,
        event_id=0,
        what=What.MANIFEST,
        zh=zh,
    )
