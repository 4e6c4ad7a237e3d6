"""U8: how fast papers are made, and how large they are.

Every kind of paper in turn, of a case with everything in it, rendered from nothing but values. The
first of a kind compiles its template and is counted like any other. A paper is HTML, for screen and
A4 print; the browser that prints it makes the PDF.
"""

from __future__ import annotations

import statistics
import time

from documents.notices import render
from domain.base import Frozen
from domain.case.notices import NOTICE_ZH
from runtime.packs import place_info
from tests.documents.samples import ISSUED, OWED, PLACE, a_case

PAPERS = 1000
TARGET_P95_SECONDS, TARGET_SECONDS, TARGET_KB = 0.5, 300, 120


class Papers(Frozen):
    """Of `papers` rendered one after the other: seconds in all, p95 of one, the largest in KB."""

    papers: int
    seconds: float
    p95_ms: float
    largest_kb: float


def measure(papers: int = PAPERS) -> Papers:
    place, kinds = place_info(PLACE), tuple(NOTICE_ZH)
    granted, refused = a_case(), a_case(granted=False)
    took, largest = [], 0
    for n in range(papers):
        kind = kinds[n % len(kinds)]
        began = time.perf_counter()
        made = render(
            kind,
            file=refused if kind == "refusal" else granted,
            notice=OWED[kind],
            number=f"焦救〔2026〕{n + 1}号",
            issued_on=ISSUED,
            place=place,
        )
        took.append(time.perf_counter() - began)
        largest = max(largest, len(made.html.encode()))
    return Papers(
        papers=papers,
        seconds=sum(took),
        p95_ms=statistics.quantiles(took, n=20)[-1] * 1000,
        largest_kb=largest / 1024,
    )
