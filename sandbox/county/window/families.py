"""Who applies for what at the window of each place, and when: thirteen errands, five places.

A place that does not offer a programme has nobody who asks for it (no 受灾 at 焦作). Every date is
counted from the county's first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from documents.ledger import LedgerApplication
from domain.hardship import Hardship, Manner, Urgency
from domain.household import Income, IncomeKind, Relation
from domain.identity import synthetic_id
from domain.means.tekun_facts import Aid, Obligor
from domain.money import FEN
from domain.places import PlaceInfo
from domain.programme import Programme
from runtime import packs
from sandbox.county import shapes as plain
from sandbox.county.model import FIRST_DAY, Errand, Fact, Happening, Story, WindowFamily
from sandbox.county.people import Count, Home
from sandbox.county.truths import truths_of
from sandbox.county.window import shapes

_FIRST: Final = 1200
"""Numbers of people and households begin here, so that those of the ledgers stay what they are."""
_EDGE_PERCENT: Final = 125
"""Of the 低保 standard: too much for it, little enough for 低保边缘."""
_INHERITED_AFTER: Final = 200
_BANK: Final = "兜底示范银行"

Shape = Callable[[Home, int], None]


class Plot(NamedTuple):
    """One errand: what is asked for, by whom, how many days after the first."""

    errand: Errand
    programmes: tuple[Programme, ...]
    shape: Shape
    after: int
    at: tuple[str, ...] = ()
    """Only in these places; empty for everywhere the programme is offered."""
    hardship: tuple[str, str, str] | None = None
    """Cause, grade, what happened."""
    then: tuple[Programme, ...] = ()


_FIRE: Final = "房屋失火，衣物、粮食烧毁，今晚没有住处"
_PLOTS: Final = (
    Plot(Errand.TEKUN, (Programme.TEKUN,), shapes.without_anybody, 8),
    Plot(Errand.TEKUN_ENDS, (Programme.TEKUN,), shapes.without_anybody, 15, ("zhanhe",)),
    Plot(Errand.RIGID, (Programme.RIGID,), shapes.student_and_illness, 4),
    Plot(
        Errand.QUICK,
        (Programme.QUICK,),
        plain.mother_and_child,
        22,
        hardship=("accident", "serious", "打工途中受伤，几天没有收入，家里断了生活费"),
    ),
    Plot(
        Errand.EMERGENCY,
        (Programme.EMERGENCY,),
        plain.three_generations,
        31,
        ("jiaozuo", "tongren", "yicheng", "zhanhe"),
        hardship=("fire", "serious", _FIRE),
    ),
    Plot(
        Errand.EMERGENCY_IN_PARTS,
        (Programme.EMERGENCY,),
        plain.three_generations,
        31,
        ("hanbin",),
        hardship=("fire", "serious", _FIRE),
    ),
    Plot(
        Errand.EMERGENCY_LATE,
        (Programme.EMERGENCY,),
        plain.old_couple,
        38,
        ("yicheng",),
        hardship=("sudden_illness", "light", "突发疾病住院，押金还差一部分"),
    ),
    Plot(
        Errand.EXPENDITURE,
        (Programme.EXPENDITURE,),
        shapes.hit_by_illness,
        43,
        hardship=("medical", "serious", "住院治疗费用大部分由家庭自己承担"),
    ),
    Plot(
        Errand.DISASTER,
        (Programme.DISASTER,),
        plain.old_couple,
        50,
        hardship=("snow", "damaged", "大雪压塌厢房，住房一般损坏"),
    ),
    Plot(
        Errand.WITH_REFERRAL,
        (Programme.DIBAO, Programme.MEDICAL),
        plain.ill_father,
        11,
        ("hanbin", "tongren", "zhanhe"),
    ),
    Plot(
        Errand.REFERRAL_REFUSED,
        (Programme.DIBAO, Programme.MEDICAL),
        plain.ill_father,
        11,
        ("yicheng",),
    ),
    Plot(
        Errand.WITH_REFERRAL,
        (Programme.DIBAO, Programme.CHARITY),
        plain.ill_father,
        11,
        ("jiaozuo",),
    ),
    Plot(
        Errand.EDGE_AFTER_REFUSAL,
        (Programme.DIBAO,),
        plain.old_couple,
        18,
        then=(Programme.EDGE,),
    ),
    Plot(Errand.DISCOVERED, (Programme.DIBAO,), plain.old_alone, 24, ("jiaozuo",)),
    Plot(
        Errand.DISCOVERED,
        (Programme.QUICK,),
        plain.disabled_child,
        27,
        ("hanbin",),
        hardship=("sudden_illness", "severe", "孩子突发重病送医，家里拿不出钱"),
    ),
)


def window_families(first_day: date) -> tuple[WindowFamily, ...]:
    """Everybody at the window of the five places, in the order they are numbered."""
    count = Count()
    count.people = count.households = _FIRST
    return tuple(
        _family(count, packs.place_info(place), plot, number, first_day)
        for place in packs.places()
        for number, plot in enumerate(_plots(place), start=1)
    )


def _plots(place: str) -> Iterator[Plot]:
    offers = packs.value(packs.load(), place, FIRST_DAY, "aid.offered").value
    disasters = isinstance(offers, dict) and "TYP-09" in offers
    for plot in _PLOTS:
        if plot.at and place not in plot.at:
            continue
        if Programme.DISASTER in plot.programmes and not disasters:
            continue
        yield plot


def _family(count: Count, info: PlaceInfo, plot: Plot, n: int, first_day: date) -> WindowFamily:
    rural = [t for t in info.townships if not t.zh.endswith("街道")]
    township = rural[n % len(rural)]
    home = Home(
        count,
        residence="rural",
        bank=_BANK,
        address=f"{info.short}{township.zh}第{'一二三四五'[n % 5]}村{n + 60}号",
    )
    if plot.errand is Errand.EDGE_AFTER_REFUSAL:
        shapes.earns_a_head(home, _edge_yuan(info.code))
    else:
        plot.shape(home, n)
    household = home.done()
    applied = _workday(FIRST_DAY + timedelta(days=plot.after + packs.places().index(info.code) % 3))
    applied += first_day - FIRST_DAY
    family = WindowFamily(
        story=Story.PLAIN,
        errand=plot.errand,
        programmes=plot.programmes,
        then=plot.then,
        urgent=bool({Programme.QUICK, Programme.EMERGENCY} & set(plot.programmes)),
        application=LedgerApplication(
            number=f"{info.abbr.upper()}-W{n:02d}",
            place=info.code,
            township=township.code,
            village=f"第{'一二三四五'[n % 5]}村",
            household=household,
            papers=_papers(info.code, plot.programmes),
            applied_on=applied,
            channel="window",
        ),
        actual=household,
        truths=truths_of(household),
        hardship=_hardship(plot, township.code, applied),
        failing=n % 4,
        centralised=info.code in ("jiaozuo", "tongren"),
    )
    return _told(family, n)


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _edge_yuan(place: str) -> int:
    standard = packs.value(packs.load(), place, FIRST_DAY, "dibao.standard").value
    fen = standard["rural"] if isinstance(standard, dict) else 0
    if not isinstance(fen, int):
        raise TypeError(f"{place} has no standard in fen")
    return fen * _EDGE_PERCENT // 100 // FEN


def _papers(place: str, programmes: tuple[Programme, ...]) -> tuple[str, ...]:
    """Everything each programme asks for there: what papers are missing is told in the ledgers."""
    found: set[str] = set()
    for programme in programmes:
        name = f"{programme.value}.required_papers"
        value = packs.value(packs.load(), place, FIRST_DAY, name).value
        found |= {str(code) for code in value} if isinstance(value, dict) else set()
    return tuple(sorted(found))


def _hardship(plot: Plot, township: str, on: date) -> Hardship | None:
    if plot.hardship is None:
        return None
    cause, grade, statement = plot.hardship
    return Hardship(
        cause=cause,
        happened_on=on - timedelta(days=1),
        statement=statement,
        township=township,
        home_township=township,
        urgency=Urgency.SUDDEN,
        grade=grade,
        manner=Manner.MONEY,
    )


def _told(family: WindowFamily, n: int) -> WindowFamily:
    """What is particular about it beside the household."""
    if family.errand is Errand.TEKUN and family.place == "hanbin":
        return family.model_copy(update={"obligors": (_old_son(family, n),)})
    if family.errand is Errand.TEKUN_ENDS:
        return _inherits(family)
    return family


def _old_son(family: WindowFamily, n: int) -> Obligor:
    """Bound to support, but himself old, poor and drawing 低保 (43号 Art 8)."""
    born = date(1960, 5, 6)
    return Obligor(
        name=f"{family.application.household.applicant.name[0]}德福",
        id_no=synthetic_id(born, 901 + 2 * (n % 9)),
        relation=Relation.CHILD,
        aid=Aid.DIBAO,
        property_within=True,
    )


def _inherits(family: WindowFamily) -> WindowFamily:
    """A house in town comes to the person and is let: support ends, after the village has read it."""
    home = family.application.household
    on = family.application.applied_on + timedelta(days=_INHERITED_AFTER)
    rent = Income(member="m1", kind=IncomeKind.PROPERTY, fen_year=24000 * FEN)
    after = home.model_copy(update={"incomes": (*home.incomes, rent)})
    text = "继承亲属房屋并出租，租金收入高于当地最低生活保障标准"
    event = Happening(kind="inheritance", on=on, member="m1", after=after, text=text)
    fact = Fact(about="rent", fen=rent.fen_year, since=on, text=text)
    truths = truths_of(home, {"m1": (fact,)})
    return family.model_copy(update={"happenings": (event,), "truths": truths})


__all__ = ["window_families"]
