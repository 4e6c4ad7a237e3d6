"""From a case that helped nobody to the programmes that may: a refusal is not the end of a request."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from domain.case.file import CaseFile
from domain.programme import Programme
from domain.window.passing import PASSING_NEEDS, Fit, Unhelped, fits


def unhelped(file: CaseFile) -> bool:
    """Refused, not accepted, withdrawn, ended: the person may be helped elsewhere."""
    refused = file.decision is not None and not file.decision.granted
    return refused or file.ending is not None or file.closed is not None


def fits_of(file: CaseFile, offered: Collection[Programme]) -> tuple[Fit, ...]:
    """The programmes that may fit this family now; none while the case may still help it."""
    if not unhelped(file) or _helped(file):
        return ()
    law, looked = file.law, file.assessment
    percent = law.percent("dibao.edge_ratio") if law.has("dibao.edge_ratio") else None
    reasons = file.decision.reasons if file.decision else looked.reasons if looked else ()
    case = Unhelped(
        programme=file.programme,
        codes=tuple(r.code for r in reasons),
        home=file.household,
        assessment=looked,
        edge_percent=percent,
        urgent=file.urgent,
    )
    return fits(case, offered)


def _helped(file: CaseFile) -> bool:
    """Closed because the help was given: nothing is left to pass on."""
    return file.closed is not None and file.closed.outcome in ("aided", "referral_given")


def offered_by(file: CaseFile) -> tuple[Programme, ...]:
    """What the place offers, by the rules the case has read; none before it read them."""
    law = file.law
    if not (law.has("aid.offered") and law.has("aid.types")):
        return ()
    types: dict[str, Any] = law.table("aid.types")
    rows = [types[code] for code in law.table("aid.offered")]
    basic = [p for row in rows if row["tier"] == "basic" for p in row["programmes"]]
    other = [p for row in rows if row["tier"] != "basic" for p in row["programmes"]]
    also = law.items("aid.recognitions") if law.has("aid.recognitions") else ()
    return tuple(Programme(code) for code in (*basic, *also, *other))


def fits_zh(file: CaseFile) -> str:
    """The same for the refusal notice, as one line; empty when nothing is known to fit."""
    return "；".join(f"{fit.zh}（{fit.why}）" for fit in fits_of(file, offered_by(file)))


__all__ = ["PASSING_NEEDS", "fits_of", "fits_zh", "unhelped"]
