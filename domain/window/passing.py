"""Where a person whom one programme does not help may be helped: computed from the recorded facts.

A suggestion is no decision: each programme named here looks at the facts anew, and a clerk opens
it with the family (ZH-21, 43号 Art 27).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from domain.base import Frozen
from domain.household import Household, IncomeKind, WorkAbility
from domain.means.result import Assessment
from domain.programme import PROGRAMME_ZH, Programme

PASSING_NEEDS = ("aid.offered", "aid.types", "aid.recognitions", "dibao.edge_ratio")
_MEANS = (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)
_OVER_INCOME = "over_income"


class Fit(Frozen):
    """A programme that may fit, and why."""

    programme: Programme
    why: str

    @property
    def zh(self) -> str:
        return PROGRAMME_ZH[self.programme]


class Unhelped(Frozen):
    """What is known of a family one programme did not help: the grounds (codes) and the facts.

    `edge_percent` is the ratio of the 低保 standard below which a family is 低保边缘, None where
    nobody has set it.
    """

    programme: Programme
    codes: tuple[str, ...]
    home: Household
    assessment: Assessment | None = None
    edge_percent: int | None = None
    urgent: bool = False


def fits(case: Unhelped, offered: Collection[Programme]) -> tuple[Fit, ...]:
    """The programmes that may fit, in the order the place offers them (`offered`), each once."""
    found: dict[Programme, Fit] = {}
    for fit in (*_by_means(case), *_by_hardship(case), *_by_person(case), *_else(case)):
        if fit.programme in offered and fit.programme is not case.programme:
            found.setdefault(fit.programme, fit)
    order = list(offered)
    return tuple(sorted(found.values(), key=lambda fit: order.index(fit.programme)))


def _by_means(case: Unhelped) -> Iterator[Fit]:
    over = _OVER_INCOME in case.codes
    if "not_edge_dibao" in case.codes:
        yield Fit(programme=Programme.DIBAO, why="家庭符合最低生活保障条件")
    if case.programme is Programme.TEKUN and not over:
        yield Fit(programme=Programme.DIBAO, why="不符合特困条件，收入低于低保标准")
    if case.programme is Programme.DIBAO and over and _within_edge(case):
        yield Fit(programme=Programme.EDGE, why="收入高于低保标准，低于低保边缘收入上限")
    if case.programme in (Programme.DIBAO, Programme.EDGE) and over and _spends(case.home):
        yield Fit(programme=Programme.RIGID, why="登记有医疗、教育、残疾康复等刚性支出")


def _within_edge(case: Unhelped) -> bool:
    looked, percent = case.assessment, case.edge_percent
    if looked is None or percent is None:
        return False
    return looked.income_per_capita_fen * 100 < looked.standard_fen * percent


def _spends(home: Household) -> bool:
    return any(e.fen_year > 0 for e in home.expenses) or bool(home.spendings)


def _by_hardship(case: Unhelped) -> Iterator[Fit]:
    if case.urgent:
        yield Fit(programme=Programme.QUICK, why="受理时登记为救急难")
        yield Fit(programme=Programme.EMERGENCY, why="受理时登记为救急难")
    if case.programme in _MEANS and _spends(case.home):
        yield Fit(programme=Programme.EXPENDITURE, why="必需支出较大")


def _by_person(case: Unhelped) -> Iterator[Fit]:
    members = case.home.counted
    if any(m.serious_illness for m in members):
        yield Fit(programme=Programme.MEDICAL, why="家庭成员患重病")
    if any(m.student for m in members):
        yield Fit(programme=Programme.EDUCATION, why="家庭成员在读")
    earning = {i.member for i in case.home.incomes if i.kind is IncomeKind.WAGE and i.fen_year}
    if any(m.work is WorkAbility.ABLE and not m.student and m.key not in earning for m in members):
        yield Fit(programme=Programme.EMPLOYMENT, why="家庭成员有劳动能力，没有工资收入")
    if any(m.disability for m in members):
        yield Fit(programme=Programme.REHABILITATION, why="家庭成员有残疾")


def _else(case: Unhelped) -> Iterator[Fit]:
    yield Fit(programme=Programme.CHARITY, why="政府救助以外，可以请社会力量帮扶")
