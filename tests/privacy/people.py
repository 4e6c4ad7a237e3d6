"""One family whose every word is a canary, carried through a case."""

from __future__ import annotations

from datetime import date

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
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
    SpendingKind,
    Supporter,
)
from domain.identity import synthetic_id
from tests.faults.people import Canary, rare_words
from tests.people import Walk, application

SURNAME = "猀"


def words(what: str, length: int = 8) -> str:
    return rare_words(f"privacy {what}", length)


def family(number: int = 1) -> Household:
    """Everything that can be told about a family, told in words nobody else uses."""
    people = tuple(
        Member(
            key=f"m{n}",
            name=SURNAME + words(f"name {number} {n}", 2),
            id_no=synthetic_id(date(1950 + n * 9, 3, 1 + number % 28), (number * 7 + n) % 999 + 1),
            relation=Relation.SELF if n == 1 else Relation.CHILD,
            disability="1-limb" if n == 1 else "",
            serious_illness=n == 1,
            groups=("GRP-01",) if n == 1 else (),
        )
        for n in (1, 2)
    )
    said = words(f"diagnosis {number}", 12)
    return Household(
        members=people,
        incomes=(
            Income(member="m2", kind=IncomeKind.WAGE, fen_year=481_357, evidence=f"工资{said}"),
        ),
        expenses=(
            Expense(
                member="m1", kind=ExpenseKind.ILLNESS, fen_year=123_459, evidence=f"诊断{said}"
            ),
        ),
        assets=(Asset(member="m1", kind=AssetKind.DEPOSIT, fen=98_767, evidence=said),),
        spendings=(
            Spending(member="m1", kind=SpendingKind.MEDICAL, fen=345_671, evidence=f"病历{said}"),
        ),
        supporters=(
            Supporter(
                supports="m1",
                relation=Relation.CHILD,
                name=SURNAME + words(f"supporter {number}", 2),
                id_no=synthetic_id(date(1988, 8, 8), number % 999 + 1),
                fen_year=765_431,
            ),
        ),
        account=Account(bank="示例银行", number=f"9912{number:015d}", holder="m1"),
        address=words(f"street {number}", 6) + "1号",
        phone=f"1990{number:07d}",
        email=f"person{number}qzx@example.invalid",
    )


def canaries(home: Household) -> tuple[Canary, ...]:
    """What must be found nowhere in clear."""
    assert home.account is not None
    found = [Canary(kind="name", text=m.name) for m in home.members]
    found += [Canary(kind="id_no", text=m.id_no) for m in home.members]
    found += [Canary(kind="name", text=s.name) for s in home.supporters]
    found += [Canary(kind="id_no", text=s.id_no) for s in home.supporters]
    found += [
        Canary(kind="card", text=home.account.number),
        Canary(kind="phone", text=home.phone),
        Canary(kind="email", text=home.email),
        Canary(kind="address", text=home.address),
    ]
    said = [i.evidence for i in home.incomes] + [e.evidence for e in home.expenses]
    said += [a.evidence for a in home.assets] + [s.evidence for s in home.spendings]
    return (*found, *(Canary(kind="diagnosis", text=text[-12:]) for text in said))


def told(number: int = 1, township: str = "", village: str = "第一村") -> CaseFile:
    """An application of that family."""
    home = family(number)
    file = application().having(
        case_no=f"JZ2026{number:06d}", declared=home, household=home, village=village
    )
    return file.having(township=township) if township else file


def through_review(number: int = 1) -> Walk:
    """As far as a case goes with words said at every step that takes some."""
    said = words(f"diagnosis {number}", 12)
    walk = Walk(told(number)).accepted().later(1)
    walk.surveyed(findings=f"患有{said}", where=f"住在{said}").checked()
    walk.do(
        "register_complaint", Role.REVIEWER, channel="hotline", content=f"举报说{said}", named=True
    )
    return walk
