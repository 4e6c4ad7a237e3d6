"""Invented people by number: name, identity number, card and phone follow from a running count."""

from __future__ import annotations

from datetime import date

from domain.household import (
    Account,
    Asset,
    AssetKind,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
    Spending,
    Study,
    WorkAbility,
)
from domain.identity import luhn_digit, synthetic_id
from domain.money import FEN

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_MEN = "建国志明永强海文立新春生德福长根宝成家齐宏远小军树林"
_WOMEN = "秀英桂兰玉梅淑芬春燕丽华月娥凤霞美玲雪晴小红冬青"
_SECOND = "安平宁和顺康远诚朗清松柏川岩峰岚溪禾谷田"
_YEAR = 2026
_PREFIX = "990000"


class Count:
    """The running number of people, households and cards; one for the whole county."""

    def __init__(self) -> None:
        self.people = 0
        self.households = 0

    def person(self) -> int:
        self.people += 1
        return self.people

    def household(self) -> int:
        self.households += 1
        return self.households


def full_name(number: int, surname: str, male: bool) -> str:
    """A name no other number has under the same surname, up to several hundred people."""
    first = _MEN if male else _WOMEN
    at = number % len(first)
    return surname + first[at] + _SECOND[(number // len(first) + 3 * at) % len(_SECOND)]


def card(number: int) -> str:
    """Nineteen digits with a valid check digit, under a prefix no bank issues."""
    body = f"{_PREFIX}{number:012d}"
    return body + luhn_digit(body)


def phone(number: int) -> str:
    return f"1990000{number:04d}"


class Home:
    """A household in the making: people first, then what they earn, spend and own."""

    def __init__(self, count: Count, *, residence: str, bank: str, address: str) -> None:
        self._count = count
        self.number = count.household()
        self._surname = _SURNAMES[(self.number * 7) % len(_SURNAMES)]
        self._residence, self._bank, self._address = residence, bank, address
        self.members: list[Member] = []
        self._incomes: list[Income] = []
        self._expenses: list[Expense] = []
        self._assets: list[Asset] = []
        self._spendings: list[Spending] = []
        self.edge_family = False

    def person(
        self,
        relation: Relation,
        age: int,
        *,
        male: bool,
        work: WorkAbility = WorkAbility.ABLE,
        disability: str = "",
        illness: bool = False,
        student: bool = False,
        study: Study = Study.NONE,
    ) -> str:
        """Adds a person of about that age and returns the key. A spouse has another surname."""
        number = self._count.person()
        surname = self._surname
        if relation is Relation.SPOUSE:
            surname = _SURNAMES[(self.number * 11 + 5) % len(_SURNAMES)]
        key = f"m{len(self.members) + 1}"
        born = date(_YEAR - age, number % 12 + 1, number % 28 + 1)
        sequence = number % 499 * 2 + (1 if male else 2)
        self.members.append(
            Member(
                key=key,
                name=full_name(number, surname, male),
                id_no=synthetic_id(born, sequence),
                relation=relation,
                work=work,
                disability=disability,
                serious_illness=illness,
                student=student,
                study=study,
            )
        )
        return key

    def also(self, member: Member, relation: Relation) -> str:
        """Adds somebody who already stands in another household."""
        key = f"m{len(self.members) + 1}"
        self.members.append(member.model_copy(update={"key": key, "relation": relation}))
        return key

    def earns(self, member: str, kind: IncomeKind, yuan_year: int) -> None:
        """Nothing is not written down: a ledger has no cell for it."""
        if yuan_year:
            self._incomes.append(Income(member=member, kind=kind, fen_year=yuan_year * FEN))

    def spends(self, member: str, kind: ExpenseKind, yuan_year: int) -> None:
        self._expenses.append(Expense(member=member, kind=kind, fen_year=yuan_year * FEN))

    def has_spent(self, spending: Spending) -> None:
        """Necessary spending before the application; no ledger has a column for it."""
        self._spendings.append(spending)

    def saves(self, member: str, yuan: int) -> None:
        self._assets.append(Asset(member=member, kind=AssetKind.DEPOSIT, fen=yuan * FEN))

    def owns(self, member: str, kind: AssetKind, count: int = 1) -> None:
        self._assets.append(Asset(member=member, kind=kind, count=count))

    @property
    def account(self) -> Account:
        return Account(bank=self._bank, number=card(self.number * 10), holder="m1")

    def other_account(self, nth: int) -> Account:
        """Another card of the applicant, or one nobody has."""
        return Account(bank=self._bank, number=card(self.number * 10 + nth), holder="m1")

    def done(self) -> Household:
        """In the order a ledger has: by person, then by column."""
        return Household(
            members=tuple(self.members),
            incomes=tuple(
                sorted(self._incomes, key=lambda i: (i.member, list(IncomeKind).index(i.kind)))
            ),
            expenses=tuple(
                sorted(self._expenses, key=lambda e: (e.member, list(ExpenseKind).index(e.kind)))
            ),
            assets=tuple(
                sorted(self._assets, key=lambda a: (a.member, list(AssetKind).index(a.kind)))
            ),
            spendings=tuple(self._spendings),
            account=self.account,
            residence=self._residence,
            address=self._address,
            phone=phone(self.number),
            edge_family=self.edge_family,
        )
