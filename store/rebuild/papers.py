"""Papers a case has issued, held against what its history says of them.

The text of a paper stands in no history, only its number and digest: one that was taken out, changed or
put in another's place is found here, and comes back from a backup or an evidence bundle alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.case.records import NoticeState
from store.rebuild.rows import Difference
from store.rebuild.shares import Seen
from store.tables import NoticeRow
from workflows.steps import CaseProjection


def papers_amiss(told: Iterable[Any], stands: Seen) -> tuple[Difference, ...]:
    """Papers that are missing, or no longer what was issued; nothing for what is no case."""
    papers: dict[tuple[str, str], NoticeState] = {}
    for one in told:
        if isinstance(one, CaseProjection):
            made = (notice for notice in one.file.notices if notice.number)
            papers |= {(one.file.case_no, notice.order.key): notice for notice in made}
    if not papers:
        return ()
    return tuple(_differing(papers, stands.of(NoticeRow)))


def _differing(
    papers: Mapping[tuple[str, str], NoticeState],
    rows: Mapping[tuple[Any, ...], Mapping[str, Any]],
) -> Iterator[Difference]:
    table = str(NoticeRow.__tablename__)
    for key, notice in papers.items():
        row, shown = rows.get(key), "/".join(key)
        if row is None:
            yield Difference(table=table, what="missing", key=shown)
            continue
        right = {"number": notice.number, "digest": notice.digest}
        wrong = tuple(column for column, value in right.items() if row[column] != value)
        if hashlib.sha256(str(row["html"]).encode()).hexdigest() != notice.digest:
            wrong = (*wrong, "html")
        if wrong:
            yield Difference(table=table, what="changed", key=shown, columns=wrong)
