"""The papers of an application, computed: why each is asked, which the state looks up by itself.

A proof a department can give is not asked of the family (57号 Art 10, YC-12), unless the check
waited for that department in vain. What the place lets a family promise instead stands here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from domain.base import Frozen
from domain.rules import Rules

PAPERS_NEEDS = (
    "papers.reasons",
    "papers.obtainable",
    "papers.promise_allowed",
    "papers.promise",
    "papers.promise_notice",
    "check.items",
)


class Paper(Frozen):
    """One paper: its name, why it is asked and under which clause.

    `from_department`: the department that gives it instead, empty when the family brings it;
    `promise`: a signed promise may stand for it here.
    """

    code: str
    zh: str
    why: str
    clause: str
    from_department: str = ""
    promise: bool = False

    @property
    def asked(self) -> bool:
        return not self.from_department


class Proof(Frozen):
    """A proof the family was asked for after all, because the department did not answer."""

    paper: str
    asked_on: date
    supplied_on: date | None = None


class Promise(Frozen):
    """告知承诺: what the family was told and what it signed, both word for word (YC-11)."""

    paper: str
    notice: str
    commitment: str
    signed_by: str
    on: date
    verified_on: date | None = None
    true: bool | None = None
    finding: str = ""


def papers(law: Rules, names: dict[str, str], failed: Iterable[str] = ()) -> tuple[Paper, ...]:
    """The papers with these names (code to Chinese), in the same order.

    `failed`: departments whose answer the check does without; what they would prove is asked.
    """
    reasons = law.table("papers.reasons") if law.has("papers.reasons") else {}
    may_promise = promisable(law)
    provers = _provers(law, failed)
    found = []
    for code, zh in names.items():
        row = reasons.get(code)
        said = row if isinstance(row, dict) else {}
        found.append(
            Paper(
                code=code,
                zh=zh,
                why=str(said.get("why", "本项救助的申请材料")),
                clause=str(said.get("clause") or law.cite("required_papers")),
                from_department=next((zh for _, zh in provers(code)), ""),
                promise=code in may_promise,
            )
        )
    return tuple(found)


def proof_names(law: Rules) -> dict[str, str]:
    """The proofs a department can give: code to Chinese name."""
    table = law.table("papers.obtainable") if law.has("papers.obtainable") else {}
    return {code: str(row["zh"]) for code, row in table.items() if isinstance(row, dict)}


def obtained_from(law: Rules, code: str, failed: Iterable[str] = ()) -> str:
    """The name of the department this place's check gets the proof from; empty when none does."""
    return next((zh for _, zh in givers(law, code, failed)), "")


def givers(law: Rules, code: str, failed: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Every department (code and name) the check asks for an item that proves it."""
    return _provers(law, failed)(code)


def _provers(law: Rules, failed: Iterable[str]) -> Callable[[str], tuple[tuple[str, str], ...]]:
    """Who proves each code, from tables that are read once."""
    table = law.table("papers.obtainable") if law.has("papers.obtainable") else {}
    asked = law.table("check.items") if law.has("check.items") else {}
    without = set(failed)
    known = [
        (department, str(part["zh"]), set(_texts(part.get("items"))))
        for department, part in asked.items()
        if isinstance(part, dict) and department not in without
    ]

    def of(code: str) -> tuple[tuple[str, str], ...]:
        row = table.get(code)
        items = set(_texts(row.get("items"))) if isinstance(row, dict) else set()
        return tuple((department, zh) for department, zh, gives in known if items & gives)

    return of


def promisable(law: Rules) -> tuple[str, ...]:
    """Papers a promise may stand for here; none where the place has not allowed it."""
    allowed = law.on_and_set("papers.promise_allowed") and law.has("papers.promise")
    return law.items("papers.promise") if allowed else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
