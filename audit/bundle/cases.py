"""The cases a matter of supervision names, each whole in its own folder of the bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.archive.space import Space
from audit.bundle.manifest import Stamp
from audit.bundle.packing import Packing
from audit.bundle.parts import as_json, histories, marked, policies, shown_papers, told
from audit.bundle.reader import CaseLine
from audit.certificate import recomputed
from audit.known.steps import steps_of
from audit.recompute.history import Run
from audit.show import page
from audit.sources import CaseUnknown, Source, every, with_children
from domain.oversight.file import OversightFile
from store.tables import NoticeRow
from workflows import ids


async def cases_named(source: Source, runs: Iterable[Run]) -> tuple[str, ...]:
    """The cases the matter was opened about, as its own history has them."""
    found: dict[str, None] = {}
    for run in runs:
        begun = run.events[0].workflow_execution_started_event_attributes
        if not run.workflow_id.startswith(f"{ids.OVERSIGHT}/"):
            continue
        [file] = await source.converter.decode(begun.input.payloads, [OversightFile])
        found |= dict.fromkeys(file.held.cases)
    return tuple(found)


def folder_of(case_no: str) -> str:
    return f"cases/{case_no}/"


async def case_part(
    pack: Packing,
    source: Source,
    place: str,
    case_no: str,
    stamp: Stamp,
    namespace: str,
    papers: Sequence[NoticeRow],
    archive: Space | None,
) -> CaseLine:
    """Packs histories, certificate, papers and steps of one case. Raises `CaseUnknown`: a bundle without
    a case its matter names would not be whole."""
    chains = await with_children(source, ids.case_id(place, case_no))
    runs = every(chains)
    if not runs:
        raise CaseUnknown(f"所涉案件{case_no}没有历史，证据包不完整，没有制作。")
    under = folder_of(case_no)
    pack.take(histories(runs, place, case_no, namespace, archive, under))
    pack.take(await policies(source, runs))
    found = await recomputed(source, place, case_no, reveal=stamp.reveal)
    certificate = found.certificate
    pack.add(f"{under}certificate.json", certificate.model_dump_json(indent=2).encode())
    pack.add(f"{under}certificate.html", marked(page(certificate), stamp))
    shown = list(shown_papers(papers, stamp, under))
    pack.take((paper.file, paper.html.encode()) for paper in shown if paper.file)
    walked = told(steps_of(found.reports[ids.case_id(place, case_no)]), stamp)
    pack.add(f"{under}steps.json", as_json([step._asdict() for step in walked]))
    return CaseLine(case_no, certificate.passed, certificate.digest, len(walked), len(shown))
