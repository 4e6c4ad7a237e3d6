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
    ended = file.ending or file.closed
    if ended is not None and ended.outcome == "stopped":
        looked, reasons = None, ended.reasons  # what the application was decided on is long past
    case = Unhelped(
        programme=file.programme,
        codes=tuple(r.code for r in reasons),
        home=file.household,
        assessment=looked,
        edge_percent=percent,
        urgent=file.urgent,
    )
    told = _told_at_the_end(file)
    now = tuple(
        fit for fit in fits(case, offered) if fit.programme not in {f.programme for f in told}
    )
    opened = {out.programme for out in file.passage.outgoing}
    return tuple(fit for fit in (*told, *now) if fit.programme.value not in opened)


def _told_at_the_end(file: CaseFile) -> tuple[Fit, ...]:
    """What the family was offered when its aid was stopped, by the facts verified then."""
    offer = file.caring.handover
    if offer is None or not offer.why:
        return ()
    pairs = zip(offer.suggested, offer.why, strict=True)
    return tuple(Fit(programme=Programme(code), why=why) for code, why in pairs)


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
