"""The parts of a bundle: histories, policies, papers, steps, the family, each as a role may see it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from audit.archive.entries import content_of
from audit.archive.proof import proofs_of
from audit.archive.space import Space
from audit.bundle.manifest import Stamp
from audit.bundle.reader import Paper, ReaderStep
from audit.known.show import facts
from audit.known.steps import Step, between
from audit.recompute.history import Run
from audit.sources import Source, write_folder
from domain.case.lifecycle import Role
from domain.household import Household
from domain.papers.titles import NOTICE_ZH
from domain.privacy import FIELD_ZH, READS, Kind, Read, looked, seen
from store.tables import NoticeRow

_AUDITING: Final = (Role.AUDITOR, Role.DISCIPLINE)


def histories(
    runs: Sequence[Run],
    place: str,
    subject: str,
    namespace: str,
    archive: Space | None,
    under: str = "",
) -> Iterator[tuple[str, bytes]]:
    """As `doudi audit export` writes them, sealed, with the archive's proofs."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "histories"
        proofs = proofs_of(archive, runs) if archive is not None else None
        write_folder(
            home,
            list(runs),
            place=place,
            case_no=subject,
            namespace=namespace,
            archive=proofs,
        )
        for path in sorted(home.iterdir()):
            yield f"{under}histories/{path.name}", path.read_bytes()


async def policies(source: Source, runs: Sequence[Run]) -> dict[str, bytes]:
    """Every whole policy snapshot the runs took, by its digest. Rules are no secret."""
    found: dict[str, bytes] = {}
    for run in runs:
        content = await content_of(run, source.converter)
        found |= {f"policies/{digest}.json": raw for digest, raw in content.policies.items()}
    return found


def shown_papers(papers: Sequence[NoticeRow], stamp: Stamp, under: str = "") -> Iterator[Paper]:
    """A paper names the family: it is whole for who audits, and who may look at names for a purpose."""
    reads = stamp.role in _AUDITING or READS.get(stamp.role, {}).get(Kind.NAME) is Read.PURPOSE
    for number, row in enumerate(papers, start=1):
        yield Paper(
            title=NOTICE_ZH.get(row.kind, row.kind),
            number=row.number,
            issued_on=row.issued_on.isoformat(),
            served_on=row.served_on.isoformat() if row.served_on else "",
            sha256=row.digest,
            file=f"{under}papers/{number:02d}-{row.kind}.html" if reads else "",
            html=row.html if reads else "",
        )


def told(steps: Sequence[Step], stamp: Stamp) -> list[ReaderStep]:
    found: list[ReaderStep] = []
    for before, step in zip((None, *steps), steps, strict=False):
        changed = between(before, step, reveal=stamp.reveal) if before is not None else ()
        found.append(
            ReaderStep(
                number=step.number,
                line=step.line,
                event=f"第{step.event_id}号事件，运行{step.run_id}",
                waiting=step.waiting,
                facts=facts(step),
                # Of another policy the facts name day and digest; its values stand in policies/.
                changes=tuple(
                    (d.path, d.recorded, d.recomputed)
                    for d in changed
                    if not d.path.startswith("policy.")
                ),
            )
        )
    return found


def family_of(home: Household, stamp: Stamp) -> tuple[tuple[str, str, str], ...]:
    """(field, whose, value as the role sees it)."""
    values = looked(home, FIELD_ZH)
    clear = stamp.reveal and stamp.role is Role.AUDITOR
    rows = ((v, v.value if clear else seen(stamp.role, v.field, v.value)) for v in values)
    return tuple((v.zh, v.who or "家庭", text) for v, text in rows if text)


def marked(html: str, stamp: Stamp) -> bytes:
    """A page of ours with the watermark at its top."""
    return html.replace("<body>", f'<body><p style="color:#a00">{stamp.zh}</p>', 1).encode()


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
