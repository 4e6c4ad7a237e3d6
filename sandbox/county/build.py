"""Puts the county together: five places, twenty-five families each, applied over three months."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from documents.ledger import LedgerApplication
from domain.household import Account, Relation
from domain.places import PlaceInfo
from runtime import packs
from sandbox.county import shapes
from sandbox.county.model import FIRST_DAY, County, Family, Story
from sandbox.county.people import Count, Home
from sandbox.county.stories import PLOTS
from sandbox.county.truths import truths_of
from sandbox.county.window.families import window_families

SPREAD_DAYS: Final = 90

_HARD: Final = (
    Story.INCOMPLETE_PAPERS,
    Story.HIDDEN_CAR,
    Story.OBJECTION,
    Story.JOB_AFTER,
    Story.DEATH_SINGLE,
    Story.WRONG_ACCOUNT,
    Story.OVER_INCOME,
    Story.OFFICIALS_RELATIVE,
    Story.SINGLE_PERSON,
    Story.LATE_DEPARTMENT,
    Story.CONTESTED_FINDING,
    Story.DEATH_MEMBER,
    Story.WITHDRAWN,
    Story.AGENT,
    Story.DUPLICATE_PERSON,
)
_FAMILIES: Final = 25
STRANGERS_OF = "hanbin"
"""Whose extra ledger they stand in."""
_STRANGERS_RIGHT = 2
"""So many of its households hold no mistake."""
_STRANGERS_FROM: Final = 700
_BANKS: Final = ("兜底示范银行", "惠民示范信用社")


def first_day_from(today: date) -> date:
    """The next fourth Monday of a month, today included: the story falls into its months, and its days
    onto days of work, as `FIRST_DAY` has them, whenever it is told."""
    monday = today - timedelta(days=today.weekday())
    weeks = (monday + timedelta(weeks=n) for n in range(7))
    return next(day for day in weeks if day >= today and 22 <= day.day <= 28)


@lru_cache(maxsize=8)
def county(first_day: date = FIRST_DAY) -> County:
    """The same families whatever the day; every date is moved by the same number of days."""
    count = Count()
    families: list[Family] = []
    for place in packs.places():
        info = packs.place_info(place)
        for n, story in enumerate(_stories(place)):
            families.append(_family(count, info, n, story, first_day, families))
    return County(first_day=first_day, families=tuple(families), window=window_families(first_day))


def _stories(place: str) -> tuple[Story, ...]:
    """Plain and hard ones by turns, so that each month has some of both."""
    hard = list(_HARD)
    if place == "tongren":
        hard += [Story.SERIOUS_ILLNESS, Story.SERIOUS_ILLNESS]
    plain = [Story.PLAIN] * (_FAMILIES - len(hard))
    mixed: list[Story] = []
    while plain or hard:
        mixed += [plain.pop()] if plain else []
        mixed += [hard.pop(0)] if hard else []
    return tuple(mixed)


def _applied(first_day: date, place_at: int, n: int) -> date:
    """Spread over the three months; no application on a Saturday or Sunday of the ledgers."""
    days = n * SPREAD_DAYS // _FAMILIES + (place_at if n else 0) % 3
    day = FIRST_DAY + timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day + (first_day - FIRST_DAY)


def _home(count: Count, info: PlaceInfo, n: int) -> tuple[Home, str, str]:
    township = info.townships[n % len(info.townships)]
    urban = township.zh.endswith("街道")
    ordinal = "一二三四五"[n % 5]
    village = f"第{ordinal}{'社区' if urban else '村'}"
    home = Home(
        count,
        residence="urban" if urban else "rural",
        bank=_BANKS[n % 2],
        address=f"{info.short}{township.zh}{village}{n + 1}号",
    )
    return home, township.code, village


def _family(
    count: Count,
    info: PlaceInfo,
    n: int,
    story: Story,
    first_day: date,
    before: list[Family],
) -> Family:
    home, township, village = _home(count, info, n)
    if story is Story.DUPLICATE_PERSON:
        return _duplicate(home, info, n, first_day, before, township, village)
    plot = PLOTS[story]
    (plot.shape or shapes.PLAIN[n % len(shapes.PLAIN)])(home, n)
    plain = _plain(home, info, n, first_day, story, township, village)
    return plot.tell(plain, home, home.number)


def _plain(
    home: Home, info: PlaceInfo, n: int, first_day: date, story: Story, township: str, village: str
) -> Family:
    household = home.done()
    return Family(
        story=story,
        application=LedgerApplication(
            number=f"{info.abbr.upper()}-{n + 1:03d}",
            place=info.code,
            township=township,
            village=village,
            household=household,
            papers=_papers(info.code),
            applied_on=_applied(first_day, packs.places().index(info.code), n),
        ),
        actual=household,
        truths=truths_of(household),
    )


@lru_cache(maxsize=8)
def _papers(place: str) -> tuple[str, ...]:
    value = packs.value(packs.load(), place, FIRST_DAY, "dibao.required_papers").value
    return tuple(sorted(str(code) for code in value)) if isinstance(value, dict) else ()


def _duplicate(
    home: Home,
    info: PlaceInfo,
    n: int,
    first_day: date,
    before: list[Family],
    township: str,
    village: str,
) -> Family:
    """A daughter applies with the mother who already applied with the son."""
    first = next(
        f
        for f in before
        if f.place == info.code
        and f.story is Story.PLAIN
        and any(m.relation is Relation.PARENT for m in f.application.household.members)
    )
    shapes.mother_and_child(home, n)
    shared = next(m for m in first.application.household.members if m.relation is Relation.PARENT)
    home.also(shared, Relation.PARENT)
    family = _plain(home, info, n, first_day, Story.DUPLICATE_PERSON, township, village)
    return family.model_copy(update={"same_person_as": first.number})


def strangers(place: str, households: int) -> tuple[LedgerApplication, ...]:
    """Applications of people no department has a file on and no ledger of the county names."""
    info, count = packs.place_info(place), Count()
    count.people, count.households = _STRANGERS_FROM, _STRANGERS_FROM
    found = []
    for n in range(households):
        home, township, village = _home(count, info, n)
        shapes.PLAIN[n % len(shapes.PLAIN)](home, n)
        family = _plain(home, info, n, FIRST_DAY, Story.PLAIN, township, village)
        found.append(family.application.model_copy(update={"number": f"补-{n + 1:03d}"}))
    return tuple(found)


def accounts(of: County) -> dict[str, tuple[Account, str, bool]]:
    """Every account the banks keep, by number: the account, its holder's name, whether it is open.

    A wrong account of a story is either one that was closed or one that was never opened.
    """
    kept: dict[str, tuple[Account, str, bool]] = {}
    for family in (*of.families, *of.window):
        home = family.application.household
        right = family.right_account or home.account
        name = home.applicant.name
        if right is not None:
            kept[right.number] = (right, name, True)
        wrong = home.account
        if family.right_account is not None and wrong is not None and _closed(wrong):
            kept[wrong.number] = (wrong, name, False)
    for page in strangers(STRANGERS_OF, _STRANGERS_RIGHT):
        if page.household.account is not None:
            account = page.household.account
            kept[account.number] = (account, page.household.applicant.name, True)
    return kept


def _closed(account: Account) -> bool:
    """Of the two wrong cards (`stories.wrong_account`) the one that once was open: serial …8."""
    return account.number[-2] == "8"
