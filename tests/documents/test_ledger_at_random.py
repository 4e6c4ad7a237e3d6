"""A clerk's workbook, written and spoiled at random: what was meant comes back, nothing breaks."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.ledger import LedgerApplication, read_ledger, write_ledger
from documents.ledger.columns import COLUMNS, DISABILITY_ZH, SHEET, THINGS
from domain.case.file import Agent
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
    Status,
    Study,
    WorkAbility,
)
from tests.documents.test_ledger import PAPERS, PLACE, as_bytes, id_no, three

TEXT = st.text("安平宁和东南西北甲乙丙丁AZaz019（）-+=@.", min_size=1, max_size=12)
MONEY = st.integers(min_value=1, max_value=10**11)


@st.composite
def households(draw: st.DrawFn) -> Household:
    count = draw(st.integers(1, 6))
    me = draw(st.integers(0, count - 1))
    people = [
        Member(
            key=f"m{n + 1}",
            name=draw(TEXT) + "甲乙丙丁戊己"[n],
            id_no=id_no(draw(st.integers(0, 300)) * 10 + n),
            relation=Relation.SELF
            if n == me
            else draw(st.sampled_from([r for r in Relation if r is not Relation.SELF])),
            work=draw(st.sampled_from(WorkAbility)),
            status=draw(st.sampled_from(Status)),
            disability=draw(st.sampled_from(["", *DISABILITY_ZH])),
            serious_illness=draw(st.booleans()),
            student=draw(st.booleans()),
            study=draw(st.sampled_from(Study)),
            apart=draw(st.booleans()),
            no_duty=draw(st.booleans()),
        )
        for n in range(count)
    ]
    keys = [m.key for m in people]
    incomes = [
        Income(member=k, kind=kind, fen_year=draw(MONEY))
        for k in keys
        for kind in IncomeKind
        if draw(st.integers(0, 4)) == 0
    ]
    expenses = [
        Expense(member=k, kind=kind, fen_year=draw(MONEY))
        for k in keys
        for kind in ExpenseKind
        if draw(st.integers(0, 4)) == 0
    ]
    assets = []
    for k in keys:
        if draw(st.booleans()):
            assets.append(Asset(member=k, kind=AssetKind.DEPOSIT, fen=draw(MONEY)))
        if draw(st.booleans()):
            needed = Asset(
                member=k,
                kind=AssetKind.VEHICLE,
                count=draw(st.integers(1, 3)),
                necessary=True,
            )
            assets.append(needed)
        for kind in THINGS:
            if draw(st.booleans()):
                assets.append(Asset(member=k, kind=kind, count=draw(st.integers(1, 9))))
    account = st.builds(
        Account,
        bank=TEXT,
        number=st.from_regex(r"[0-9]{10,24}", fullmatch=True),
        holder=st.sampled_from([*keys, "custodian"]),
        custodian_agreement=st.one_of(st.just(""), TEXT),
    )
    return Household(
        members=tuple(people),
        incomes=tuple(incomes),
        expenses=tuple(expenses),
        assets=tuple(assets),
        account=draw(st.one_of(st.none(), account)),
        residence=draw(st.sampled_from(["urban", "rural"])),
        address=draw(st.one_of(st.just(""), TEXT)),
        phone=draw(st.sampled_from(["", "19900000123"])),
        edge_family=draw(st.booleans()),
    )


APPLICATIONS = st.builds(
    LedgerApplication,
    number=TEXT,
    place=st.just(PLACE),
    township=st.sampled_from(["hb-first", "hb-second", "hb-third"]),
    village=st.one_of(st.just(""), TEXT),
    household=households(),
    papers=st.sets(st.sampled_from(PAPERS)).map(lambda found: tuple(sorted(found))),
    applied_on=st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    channel=st.sampled_from(["window", "ledger", "agent", "online"]),
    agent=st.one_of(
        st.none(),
        st.builds(Agent, account=TEXT, mandate=TEXT.map(lambda text: f"托{text}")),
    ),
    single_person=st.booleans(),
    note=st.one_of(st.just(""), TEXT),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(APPLICATIONS, min_size=1, max_size=3, unique_by=lambda a: a.number))
def test_what_is_written_is_read_back_as_it_was(applications: list[LedgerApplication]) -> None:
    reading = read_ledger(write_ledger(applications))
    assert reading.faults == ()
    assert [a.model_copy(update={"row": 0}) for a in reading.applications] == applications


@settings(max_examples=20, deadline=None)
@given(
    row=st.integers(1, 9),
    column=st.integers(1, len(COLUMNS)),
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**18), 10**18),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD), max_size=60),
        st.dates(date(1901, 1, 1)),
    ),
)
def test_whatever_is_typed_anywhere_is_answered_and_never_breaks_the_reader(
    row: int, column: int, value: object
) -> None:
    book = load_workbook(BytesIO(_THREE))
    try:
        book[SHEET].cell(row, column).value = value  # type: ignore[assignment]
        data = as_bytes(book)
    except (ValueError, TypeError):
        return
    reading = read_ledger(data)
    assert reading.applications or reading.faults


_THREE = write_ledger(three())
