"""An export: one case's histories in a directory, sealed as they are, with a manifest of digests.

It is what an auditor takes home: with the key ring it can be certified where no server of ours is.
"""

from __future__ import annotations

from pathlib import Path

from temporalio.client import Client

from audit.archive.proof import proofs_of
from audit.archive.source import source_of
from audit.archive.space import Space
from audit.joint.certificate import is_matter, runs_of
from audit.sources import CaseUnknown, Manifest, every, with_children, write_folder
from workflows import ids


async def export(
    client: Client, place: str, case_no: str, folder: Path, archive: Space | None = None
) -> Manifest:
    """Writes every run of the case and of its children into the directory.

    With an `archive` each closed run comes with the proof that it is the archived one (S22).

    An item (`<case>/<n>`) takes its meeting along, a meeting (`2026-01`) every item on its agenda.
    Raises `CaseUnknown`, or `SourceFault` when the directory holds an export already.
    """
    source = source_of(client, archive)
    if is_matter(case_no):
        place, runs = await runs_of(source, place, case_no)
    else:
        chains = await with_children(source, ids.case_id(place, case_no))
        runs = every(chains)
    if not runs:
        raise CaseUnknown(f"没有编号为{case_no}的案件。")
    return write_folder(
        folder,
        runs,
        place=place,
        case_no=case_no,
        namespace=client.namespace,
        archive=proofs_of(archive, runs) if archive is not None else None,
    )
