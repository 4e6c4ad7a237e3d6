"""The last file of a closed case, kept so that it can be taken up years later: by a ruling, or for the
account of a month the bank sent back."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from domain.calendar import months_after
from domain.case.acts.passage import GivenAlready
from domain.case.file import CaseFile
from domain.pay.purposes import RULING
from store.sql import put
from store.tables import ClosedFileRow, EntitlementRow
from store.tables.pay import Obligation, OwedRow
from workflows.steps import CaseProjection


def keep_closed(session: Session, projection: CaseProjection) -> None:
    """What stood when the case closed; nothing for a case that goes on."""
    file = projection.file
    if file.closed is None:
        return
    raw = zlib.compress(file.model_dump_json().encode(), 6)
    row = {
        "case_no": file.case_no,
        "run_id": projection.run_id,
        "version": file.version,
        "closed_on": file.closed.on,
        "file": base64.b85encode(raw).decode(),
    }
    put(session, ClosedFileRow, [row])


def closed_file(session: Session, case_no: str) -> tuple[CaseFile, str] | None:
    """The file a case closed with and the run it closed in; None when it was not kept."""
    row = session.get(ClosedFileRow, case_no)
    if row is None:
        return None
    return unpacked(row.file), row.run_id


def account_may_help(session: Session, case_no: str) -> bool:
    """Whether a month of this case still is to go to its account: the bank sent it back, or has not
    been given it yet."""
    query = select(Obligation.id).where(
        Obligation.case_no == case_no, col(Obligation.state).in_(("due", "returned"))
    )
    return session.exec(query.limit(1)).first() is not None


def unpacked(kept: str) -> CaseFile:
    """The file as it was kept. ValueError for what is none."""
    try:
        raw = zlib.decompress(base64.b85decode(kept))
    except zlib.error as error:
        raise ValueError("not a packed file") from error
    return CaseFile.model_validate_json(raw)


def given_already(
    session: Session, case_no: str, other_case: str, since: date, until: date
) -> GivenAlready:
    """What the months from `since` to `until` were given by a ruling or in another case, by month."""
    found: dict[date, int] = {}
    for month, fen in _ruled(session, case_no, since, until):
        found[month] = found.get(month, 0) + fen
    if other_case:
        parts = session.exec(
            select(EntitlementRow).where(EntitlementRow.case_no == other_case)
        ).all()
        for month in _months(since, until):
            fen = sum(
                e.monthly_fen
                for e in parts
                if e.first <= month and (e.last is None or month <= e.last)
            )
            if fen:
                found[month] = found.get(month, 0) + fen
    return GivenAlready(months=tuple(sorted(found.items())))


def _ruled(session: Session, case_no: str, since: date, until: date) -> Sequence[tuple[date, int]]:
    """Each month a ruling has paid or is owed for, once: an owed line becomes an obligation."""
    owed = session.exec(
        select(OwedRow).where(OwedRow.case_no == case_no, col(OwedRow.purpose).startswith(RULING))
    )
    listed = session.exec(
        select(Obligation).where(
            Obligation.case_no == case_no, col(Obligation.purpose).startswith(RULING)
        )
    )
    lines = {row.id: (row.month, row.fen) for row in (*owed, *listed)}
    return sorted(one for one in lines.values() if since <= one[0] <= until)


def _months(since: date, until: date) -> list[date]:
    found, month = [], since.replace(day=1)
    while month <= until:
        found.append(month)
        month = months_after(month, 1)
    return found
