"""A case as it travels: without what the receiver does not read, since every byte stays for years."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.passage import Passage
from domain.policy import PolicyValue, Snapshot, Status

_READ_BY_PAPERS = frozenset(
    {
        "conditional_papers",
        "correction_days",
        "county_opinion",
        "decider",
        "objection_opinion",
        "obtainable",
        "opinion",
        "paper_basis",
        "promise_allowed",
        "publicity",
        "publicity_roll",
        "required_papers",
        "special_reasons",
        "stages",
        "total",
        "total_delegated",
        "total_special",
        "organ",
        "township_limit",
        "validity_months",
        "remedies",
    }
)
_WHOLE = ("notice.", "publicity.", "papers.")
"""Groups every name of which may stand on a paper."""


def for_paper(file: CaseFile) -> CaseFile:
    """Enough to write any paper of the case: no record, and of the rules those a paper states.

    A rule that is only demonstration data keeps its name, because the paper must say so.
    """
    slim = file.having(journal=(), passage=Passage())
    return slim if file.policy is None else slim.having(policy=_stated(file.policy))


def _stated(law: Snapshot) -> Snapshot:
    kept = {name: _slim(name, value) for name, value in law.values.items()}
    return law.model_copy(
        update={"values": {n: v for n, v in kept.items() if v is not None}, "undefined": ()}
    )


def _slim(name: str, value: PolicyValue) -> PolicyValue | None:
    if name.startswith(_WHOLE) or name.partition(".")[2] in _READ_BY_PAPERS:
        return value
    if value.status is Status.DEMO:
        return value.model_copy(update={"value": None, "source": None})
    return None
