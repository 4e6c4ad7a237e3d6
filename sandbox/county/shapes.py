"""The shapes families have: who lives together and on what. Poor enough for aid in every place."""

from __future__ import annotations

from collections.abc import Callable

from domain.household import AssetKind, ExpenseKind, IncomeKind, Relation, WorkAbility
from sandbox.county.people import Home

Shape = Callable[[Home, int], None]
"""Fills a home; the number varies the amounts."""


def old_couple(home: Home, n: int) -> None:
    him = home.person(Relation.SELF, 71 + n % 9, male=True, work=WorkAbility.NONE)
    her = home.person(Relation.SPOUSE, 69 + n % 8, male=False, work=WorkAbility.NONE)
    for one in (him, her):
        home.earns(one, IncomeKind.BASIC_PENSION, 1680 + 12 * (n % 20))
    home.earns(him, IncomeKind.BUSINESS, 900 + 50 * (n % 10))
    home.saves(him, 1500 + 100 * (n % 15))
    home.owns(him, AssetKind.HOUSE)


def old_alone(home: Home, n: int) -> None:
    one = home.person(Relation.SELF, 74 + n % 8, male=n % 2 == 0, work=WorkAbility.NONE)
    home.earns(one, IncomeKind.BASIC_PENSION, 1692 + 12 * (n % 20))
    home.saves(one, 800 + 60 * (n % 9))


def mother_and_child(home: Home, n: int) -> None:
    mother = home.person(Relation.SELF, 38 + n % 8, male=False)
    home.person(Relation.CHILD, 12 + n % 5, male=n % 2 == 0, work=WorkAbility.NONE, student=True)
    home.earns(mother, IncomeKind.WAGE, 5200 + 200 * (n % 9))
    home.earns(mother, IncomeKind.PROPERTY, 300)
    home.saves(mother, 1200 + 100 * (n % 11))


def disabled_child(home: Home, n: int) -> None:
    father = home.person(Relation.SELF, 45 + n % 7, male=True, work=WorkAbility.PARTIAL)
    home.person(Relation.SPOUSE, 43 + n % 6, male=False)
    sort = ("limb", "mental", "mind", "hearing")[n % 4]
    child = home.person(
        Relation.CHILD, 19 + n % 4, male=n % 2 == 1, work=WorkAbility.NONE, disability=f"2-{sort}"
    )
    home.earns(father, IncomeKind.WAGE, 6600 + 150 * (n % 8))
    home.earns(father, IncomeKind.BUSINESS, 2400)
    home.earns(child, IncomeKind.ASSISTANCE, 960)
    home.spends(child, ExpenseKind.DISABILITY, 1800)
    home.saves(father, 2600 + 90 * (n % 13))
    home.owns(father, AssetKind.HOUSE)


def ill_father(home: Home, n: int) -> None:
    father = home.person(Relation.SELF, 52 + n % 5, male=True, work=WorkAbility.NONE, illness=True)
    mother = home.person(Relation.SPOUSE, 50 + n % 5, male=False)
    home.person(Relation.CHILD, 15 + n % 3, male=n % 2 == 0, work=WorkAbility.NONE, student=True)
    home.earns(mother, IncomeKind.WAGE, 9600 + 120 * (n % 9))
    home.earns(father, IncomeKind.TRANSFER, 600)
    home.spends(father, ExpenseKind.ILLNESS, 3200 + 100 * (n % 6))
    home.saves(mother, 1900)
    home.owns(father, AssetKind.HOUSE)


def three_generations(home: Home, n: int) -> None:
    son = home.person(Relation.SELF, 41 + n % 6, male=True)
    home.person(Relation.CHILD, 9 + n % 6, male=False, work=WorkAbility.NONE, student=True)
    mother = home.person(Relation.PARENT, 70 + n % 9, male=False, work=WorkAbility.NONE)
    home.earns(son, IncomeKind.BUSINESS, 7800 + 100 * (n % 9))
    home.earns(mother, IncomeKind.BASIC_PENSION, 1740)
    home.earns(mother, IncomeKind.VETERAN, 1200 if n % 3 == 0 else 0)
    home.saves(mother, 2300)
    home.owns(son, AssetKind.HOUSE)


def grown_son(home: Home, n: int) -> None:
    """Somebody here can find work: rechecked half-yearly."""
    mother = home.person(Relation.SELF, 57 + n % 3, male=False, work=WorkAbility.PARTIAL)
    son = home.person(Relation.CHILD, 27 + n % 5, male=True)
    home.earns(mother, IncomeKind.BUSINESS, 3600 + 90 * (n % 5))
    home.earns(son, IncomeKind.WAGE, 3000)
    home.saves(mother, 1100)
    home.owns(mother, AssetKind.HOUSE)


def well_paid(home: Home, n: int) -> None:
    father = home.person(Relation.SELF, 39 + n % 5, male=True)
    mother = home.person(Relation.SPOUSE, 37 + n % 5, male=False)
    home.person(Relation.CHILD, 11, male=n % 2 == 0, work=WorkAbility.NONE, student=True)
    home.earns(father, IncomeKind.WAGE, 43200 + 600 * (n % 5))
    home.earns(mother, IncomeKind.WAGE, 27600)
    home.saves(father, 9000)
    home.owns(father, AssetKind.HOUSE)


def disabled_alone(home: Home, n: int) -> None:
    """A severely disabled person of a family that is itself only on the edge of aid."""
    home.person(
        Relation.SELF, 33 + n % 9, male=n % 2 == 0, work=WorkAbility.NONE, disability="1-limb"
    )
    father = home.person(Relation.PARENT, 60 + n % 6, male=True)
    home.earns(father, IncomeKind.WAGE, 21600)
    home.owns(father, AssetKind.HOUSE)
    home.edge_family = True


PLAIN: tuple[Shape, ...] = (
    old_couple,
    mother_and_child,
    disabled_child,
    ill_father,
    three_generations,
    old_alone,
    grown_son,
)
