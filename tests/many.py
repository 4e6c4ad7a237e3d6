"""A county of any size in the tables, written in bulk: for what must hold of 100,000 households."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert
from sqlmodel import Session, col, select

from store.engine import Store
from store.projection import account_bond
from store.sql import in_chunks
from store.tables import AccountRow, CaseRow, EntitlementRow
from tests.paying import MONTH, account, household_in


def county(store: Store, count: int, month: date = MONTH) -> int:
    """So many households of Jiaozuo with an account each, due 500 yuan a month from `month` on; their
    whole sum. One is projected as its case would be, the others are copies under other numbers."""
    model = household_in(store, 1, (month, None, 50_000))
    with store.write() as session:
        case = session.get_one(CaseRow, model).model_dump()
        paid = session.get_one(AccountRow, model).model_dump()
        due = session.exec(select(EntitlementRow).where(col(EntitlementRow.case_no) == model)).one()
        for part in in_chunks(range(2, count + 1)):
            _copies(session, store, part, model, case, paid, due.model_dump())
    return 50_000 * count


def number_of(model: str, number: int) -> str:
    return f"{model[:6]}{number:06d}"


def _copies(session: Session, store: Store, part: range, model: str, case: dict[str, object],
            paid: dict[str, object], due: dict[str, object]) -> None:  # fmt: skip
    cases, accounts, entitlements = [], [], []
    for number in part:
        no, theirs = number_of(model, number), account(number)
        holder = str(paid["holder_name"])
        cases.append({**case, "case_no": no})
        accounts.append(
            {
                **paid,
                "case_no": no,
                "number": theirs.number,
                "number_index": store.keyring.blind_index(f"account:{theirs.number}"),
                "bound": account_bond(store.keyring, no, theirs, holder),
            }
        )
        entitlements.append({**due, "case_no": no})
    session.execute(insert(CaseRow), cases)
    session.execute(insert(AccountRow), accounts)
    session.execute(insert(EntitlementRow), entitlements)
