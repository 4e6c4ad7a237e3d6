"""What a place's documents must have before their values hold: a review of legality where the place
wants one (TR-29), published statistics behind each standard (HB-24, TR-45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.policy import DatedValue, Definition, Status

REVIEW_RULE = "policy.legality_review"
REVIEWS = "policy.reviews"
SERIES = "statistics.series"
BASIS = "statistics.basis"
_SAID = (Status.VERIFIED, Status.UNVERIFIED)


def document_violations(
    named: Mapping[str, Definition], national: Mapping[str, Definition]
) -> Iterator[str]:
    yield from _unreviewed(named, national)
    yield from _baseless(named)


def _unreviewed(
    named: Mapping[str, Definition], national: Mapping[str, Definition]
) -> Iterator[str]:
    """Values of the place's own later documents that nobody reviewed before their first day."""
    begins = next((v.since for v in _values(named, REVIEW_RULE) if v.value is True), None)
    if begins is None:
        return
    reviews = _table(named, REVIEWS)
    outside = {v.source.doc for d in national.values() for v in d.values if v.source is not None}
    for name, definition in named.items():
        if name == REVIEWS:
            continue  # the record of reviews is no rule of a document
        for value in definition.values:
            doc = value.source.doc if value.source else ""
            if value.status not in _SAID or value.since <= begins or doc in outside:
                continue
            review = reviews.get(doc)
            day = _day(review.get("day")) if isinstance(review, dict) else None
            if day is None or day > value.since:
                yield f"{name}: {value.since} 起的值：{doc}没有施行前的合法性审查记录，不能施行（TR-29）"


def _baseless(named: Mapping[str, Definition]) -> Iterator[str]:
    """What a standard is said to rest on must be a series with period, published before its day."""
    series = _table(named, SERIES)
    for code, row in series.items():
        good = isinstance(row, dict) and row.get("period") and row.get("unit") and row.get("zh")
        if not good or _day(row.get("published")) is None:
            yield f"{SERIES}: {code} 须写明 zh、period、unit 和 published"
    for name, rows in _table(named, BASIS).items():
        for since, codes in (rows if isinstance(rows, dict) else {}).items():
            first = _day(since)
            known = {v.since for v in _values(named, name)}
            if first is None or first not in known:
                yield f"{BASIS}: {name} 没有自{since}起的标准"
                continue
            for code in codes if isinstance(codes, list) else ():
                published = _day(series.get(code, {}).get("published"))
                if published is None or published > first:
                    yield f"{BASIS}: {name} {since} 依据的{code}没有在该日以前公布"


def _values(named: Mapping[str, Definition], name: str) -> tuple[DatedValue, ...]:
    return named[name].values if name in named else ()


def _table(named: Mapping[str, Definition], name: str) -> dict[str, Any]:
    """All dated values of a table together: records are only ever added."""
    found: dict[str, Any] = {}
    for value in _values(named, name):
        if isinstance(value.value, dict):
            found |= value.value
    return found


def _day(text: object) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
