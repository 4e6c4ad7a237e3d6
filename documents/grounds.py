"""What a paper rests on, as printed: its clauses, reasons, remedies, and which of it is invented.

The clauses of a kind of paper are data by programme and day (`<programme>.paper_basis`), so a paper
of 特困 cites the rules of 特困, and one of 2025 those of 2025.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from documents.paper import Figure
from documents.wording import clause_zh, clauses_zh
from domain.base import Frozen
from domain.case.acts import Reason
from domain.case.clauses import clause_in
from domain.case.file import CaseFile, NoticeDue
from domain.case.moves import BY_ACT
from domain.case.phases.deciding.means import MEANS
from domain.papers.titles import ON_BOARD
from domain.places import PlaceInfo
from domain.policy import DEMO_CITE, NATIONAL, Status
from domain.programme import Programme
from domain.rules import qualified
from runtime import packs

ON_MEANS = frozenset(
    {
        "publicity",
        "roll",
        "confirmation",
        "recognition",
        "grant",
        "refusal",
        "change",
        "stop",
        "transition",
        "ending",
    }
)
"""Papers whose figures come from the computation of means."""

WITH_REMEDIES = frozenset(
    {
        "decline",
        "confirmation",
        "recognition",
        "grant",
        "refusal",
        "change",
        "stop",
        "transition",
        "ending",
        "ended_no_cooperation",
        "restored",
        "moved",
    }
)
"""Decisions a family can contest: each names the right, the organ and the period (DB-81)."""

_ALSO_USES = {
    "correction": ("correction_days", "required_papers"),
    "acceptance": ("total", "total_delegated", "total_special"),
    "publicity": ("publicity", "publicity_roll"),
    "confirmation": ("first_month_offset",),
    "recognition": ("validity_months",),
    "refusal": ("refusal_notice",),
    "change": ("first_month_offset",),
    "stop": ("first_month_offset", "refusal_notice"),
    "transition": ("transition_months",),
    "extension": ("total_special", "special_reasons"),
}
HOTLINE, ORGAN, REMEDIES = "notice.hotline", "notice.reconsideration_organ", "remedies"
HEARD = "听取意见日期"
"""The fact that says the family was heard before the decision, and when (DB-77)."""


class Ground(Frozen):
    """One numbered reason as printed."""

    text: str
    clause: str
    figures: tuple[tuple[str, str], ...]
    demo: bool


class Remedies(Frozen):
    """Where and until when a decision can be contested; unset parts say so."""

    organ: Figure
    reconsideration_days: Figure
    court_months: Figure


def basis(
    kind: str, file: CaseFile, notice: NoticeDue, on: date, place: PlaceInfo
) -> tuple[str, ...]:
    """The clauses this paper cites on that day; none where no rule was found, never another's."""
    cited = list(paper_basis(place, file.programme, on).get(kind, "").split(";"))
    if HEARD in notice.facts:
        cited.append(BY_ACT["hear_family"].clause)
    return clauses_zh((c.strip() for c in cited), place)


def paper_basis(place: PlaceInfo, programme: str, on: date) -> dict[str, str]:
    """Clauses by kind of paper, as the packs have them on that day."""
    known = packs.load()
    name = f"{programme}.paper_basis"
    if name not in known.definitions[NATIONAL]:
        return {}
    table = packs.value(known, place.code, on, name).value
    return {k: str(v) for k, v in table.items()} if isinstance(table, dict) else {}


def figure(file: CaseFile, name: str) -> Figure:
    """A value of the case's policy as printed; unset when nobody set it or no stage asked."""
    if file.policy is None or not file.law.has(name):
        return Figure()
    value = file.law.get(name)
    return Figure(text=str(value.value), demo=value.status is Status.DEMO)


_DECIDERS_OWN: Final = ("stated", "voluntary")
"""Reasons the decider adds to the computed ones: they bear the clause of 低保's procedure."""


def grounds(
    reasons: Iterable[Reason], place: PlaceInfo, programme: Programme = Programme.DIBAO
) -> tuple[Ground, ...]:
    """What the decision rests on; what the decider adds under the programme's own rule (43号 of 特困)."""

    def clause(reason: Reason) -> str:
        own = reason.code in _DECIDERS_OWN
        return clause_in(programme, reason.clause) if own else reason.clause

    return tuple(
        Ground(
            text=reason.text,
            clause=clause_zh(clause(reason), place),
            figures=tuple(reason.figures.items()),
            demo=reason.clause == DEMO_CITE,
        )
        for reason in reasons
    )


def remedies(file: CaseFile) -> Remedies:
    if file.policy is None or not file.law.has(REMEDIES):
        table, demo = {}, False
    else:
        table, demo = file.law.table(REMEDIES), file.law.get(REMEDIES).status is Status.DEMO

    def of(key: str) -> Figure:
        return Figure(text=str(table[key]), demo=demo) if table.get(key) else Figure()

    return Remedies(
        organ=figure(file, ORGAN),
        reconsideration_days=of("reconsideration_days"),
        court_months=of("court_months"),
    )


def rests_on_demo(file: CaseFile, names: Iterable[str]) -> bool:
    full = {qualified(file.programme, name) for name in names}
    return bool(file.policy and full.intersection(file.policy.demo))


def demo_of(kind: str, file: CaseFile, place: PlaceInfo) -> tuple[str, ...]:
    """Chinese names of the demonstration data this paper rests on; empty in production."""
    used = {HOTLINE, *_ALSO_USES.get(kind, ())}
    on_board = kind in ON_BOARD
    if kind in ON_MEANS and not on_board:
        used.update(MEANS)
    if kind in WITH_REMEDIES:
        used.update((ORGAN, REMEDIES))
    law = file.policy
    full = {qualified(file.programme, name) for name in used}
    names = [law.values[name].zh for name in law.demo if name in full] if law else []
    # In public not even which rules of means were read: they tell of incomes and illness.
    amount = on_board and kind in ON_MEANS and rests_on_demo(file, MEANS)
    return (
        *names,
        *(("保障金额",) if amount else ()),
        *(("乡镇（街道）名称",) if place.township(file.township).demo else ()),
    )
