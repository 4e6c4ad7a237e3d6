"""Households for the programmes beside 低保, each as poor as its programme asks in every place."""

from __future__ import annotations

from typing import Final

from domain.household import (
    AssetKind,
    IncomeKind,
    Relation,
    Spending,
    SpendingKind,
    Study,
    WorkAbility,
)
from domain.money import FEN
from sandbox.county.people import Home

_RIGID_A_HEAD: Final = 12600
"""Yuan a year: above 低保边缘 and below the disposable income of the country people of each place."""


def without_anybody(home: Home, n: int) -> None:
    """An old person alone, nobody bound to support him (特困)."""
    one = home.person(Relation.SELF, 72 + n % 9, male=n % 2 == 0, work=WorkAbility.NONE)
    home.earns(one, IncomeKind.BASIC_PENSION, 1692 + 12 * (n % 20))
    home.saves(one, 600 + 50 * (n % 9))


def student_and_illness(home: Home, n: int) -> None:
    """Enough to live on but for what illness and school cost (刚性支出)."""
    father = home.person(Relation.SELF, 47 + n % 5, male=True, illness=True)
    mother = home.person(Relation.SPOUSE, 45 + n % 5, male=False)
    child = home.person(Relation.CHILD, 20, male=n % 2 == 0, student=True, study=Study.BACHELOR)
    home.earns(mother, IncomeKind.TRANSFER, 3 * _RIGID_A_HEAD)
    home.has_spent(_medical(father, 36000, 9000))
    home.has_spent(
        Spending(
            member=child,
            kind=SpendingKind.EDUCATION,
            fen=9000 * FEN,
            public_fen=6000 * FEN,
            receipts=1,
        )
    )
    home.saves(father, 3000)
    home.owns(father, AssetKind.HOUSE)


def hit_by_illness(home: Home, n: int) -> None:
    """What the hospital asked for is most of what the family earns (支出型)."""
    father = home.person(Relation.SELF, 49 + n % 6, male=True, work=WorkAbility.NONE, illness=True)
    mother = home.person(Relation.SPOUSE, 47 + n % 6, male=False)
    home.earns(mother, IncomeKind.TRANSFER, 16800 + 120 * (n % 5))
    home.has_spent(_medical(father, 42000, 18000))
    home.saves(mother, 1500)
    home.owns(father, AssetKind.HOUSE)


def _medical(member: str, yuan: int, reimbursed: int) -> Spending:
    return Spending(
        member=member,
        kind=SpendingKind.MEDICAL,
        fen=yuan * FEN,
        reimbursed_fen=reimbursed * FEN,
        receipts=6,
    )


def earns_a_head(home: Home, yuan_month: int) -> None:
    """Two people on so much a head and month."""
    him = home.person(Relation.SELF, 63, male=True, work=WorkAbility.NONE)
    home.person(Relation.SPOUSE, 61, male=False, work=WorkAbility.NONE)
    home.earns(him, IncomeKind.TRANSFER, yuan_month * 24)
    home.saves(him, 1800)
    home.owns(him, AssetKind.HOUSE)
