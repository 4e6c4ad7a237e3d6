"""Puts a bundle together: everything is computed from the histories, papers come from the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO

from audit.archive.space import Space
from audit.bundle.cases import case_part, cases_named
from audit.bundle.manifest import MANIFEST, READER, BundleManifest, Stamp, sealed
from audit.bundle.packing import Packing
from audit.bundle.parts import (
    as_json,
    family_of,
    histories,
    marked,
    policies,
    shown_papers,
    told,
)
from audit.bundle.reader import CaseLine, reader
from audit.certificate import recomputed
from audit.joint.certificate import certify_matter, is_matter, runs_of
from audit.joint.proceedings import place_in
from audit.joint.show import matter_page
from audit.known.steps import Step, steps_of
from audit.show import page
from audit.sources import CaseUnknown, Source, every, with_children
from runtime.keys import KeyRing
from store.tables import NoticeRow
from workflows import ids

VERIFY = """本证据包的核验方法
1. 用浏览器打开 reader.html，按“核对摘要”；不需要网络。
2. 在装有兜底的电脑上执行：
   doudi audit verify-bundle 本文件.zip --seal 封存值
   持有密钥的人再加 --recompute，由包内的历史（监督事项的还有所涉每个案件的历史）重新计算一遍。
封存值在制作时印出，应当抄录在制作单位够不着的地方。
"""


Papers = Callable[[str], Sequence[NoticeRow]]


def no_papers(case_no: str) -> Sequence[NoticeRow]:
    """Without the tables a bundle holds no papers."""
    return ()


async def bundle(
    out: IO[bytes],
    source: Source,
    place: str,
    subject: str,
    stamp: Stamp,
    ring: KeyRing,
    namespace: str,
    *,
    papers: Papers = no_papers,
    archive: Space | None = None,
) -> BundleManifest:
    """Writes to `out` the bundle of a case, or of anything `certify` can name; of a matter of supervision
    with the histories of the cases it names. `papers`: of a case, by its number. Raises `CaseUnknown`."""
    matter = is_matter(subject)
    if matter:
        place, runs = await runs_of(source, place or place_in(subject), subject)
    else:
        chains = await with_children(source, ids.case_id(place, subject))
        runs = every(chains)
    if not runs:
        raise CaseUnknown(f"没有编号为{subject}的案件。")
    pack = Packing(out)
    pack.take(histories(runs, place, subject, namespace, archive))
    pack.take(await policies(source, runs))
    steps: tuple[Step, ...] = ()
    cases: list[CaseLine] = []
    if matter:
        certified = await certify_matter(source, place, subject, reveal=stamp.reveal)
        pack.add("certificate.json", certified.model_dump_json(indent=2).encode())
        pack.add("certificate.html", marked(matter_page(certified), stamp))
        passed, digest = certified.passed, certified.digest
        for case_no in await cases_named(source, runs):
            cases.append(
                await case_part(
                    pack, source, place, case_no, stamp, namespace, papers(case_no), archive
                )
            )
    else:
        found = await recomputed(source, place, subject, reveal=stamp.reveal)
        steps = steps_of(found.reports[ids.case_id(place, subject)])
        certificate = found.certificate
        pack.add("certificate.json", certificate.model_dump_json(indent=2).encode())
        pack.add("certificate.html", marked(page(certificate), stamp))
        passed, digest = certificate.passed, certificate.digest
    shown = list(shown_papers(papers(subject), stamp))
    pack.take((paper.file, paper.html.encode()) for paper in shown if paper.file)
    walked = told(steps, stamp)
    pack.add("steps.json", as_json([step._asdict() for step in walked]))
    pack.add("verify.txt", VERIFY.encode())
    entries = pack.entries
    family = family_of(steps[-1].file.household, stamp) if steps else ()
    passed = passed and all(line.passed for line in cases)
    own = reader(
        subject, stamp, passed, digest, walked, shown, family, entries, pack.inside, cases
    ).encode()
    manifest = sealed(
        BundleManifest(
            subject=subject,
            place=place,
            stamp=stamp,
            files=(*entries, pack.add(READER, own)),
        ),
        ring,
    )
    pack.add(MANIFEST, manifest.model_dump_json(indent=2).encode())
    pack.close()
    return manifest
