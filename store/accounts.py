"""Accounts to pay to, many at a time: each bound to its case, and what is odd about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session, col, select

from domain.case.lifecycle import Stage
from store.sql import in_chunks
from store.tables import AccountRow, CaseRow


def accounts_of(session: Session, case_nos: Iterable[str]) -> dict[str, AccountRow]:
    """The account rows of these households as they stand; `store.cases.bound` proves each."""
    found = {}
    for part in in_chunks(sorted(set(case_nos))):
        rows = session.exec(select(AccountRow).where(col(AccountRow.case_no).in_(part)))
        found.update({row.case_no: row for row in rows})
    return found


def warnings_of(
    session: Session, place: str, case_nos: Collection[str], holder_rule: str
) -> set[tuple[str, str]]:
    """Case number and code of what is to be looked at before these are paid (ZH-11, JZ-52)."""
    found, indexes, keepers = set(), dict[str, str](), dict[str, str]()
    for part in in_chunks(sorted(case_nos)):
        rows = session.exec(
            select(
                AccountRow.case_no,
                AccountRow.holder_key,
                AccountRow.number_index,
                AccountRow.custodian_index,
            ).where(col(AccountRow.case_no).in_(part))
        )
        for case_no, holder, index, keeper in rows:
            indexes[case_no] = index
            if holder == "custodian":
                third = holder_rule == "member"
                found.add((case_no, "third_party" if third else "custodian"))
                keepers |= {} if third else {case_no: keeper}
    found |= {(case_no, "no_account") for case_no in case_nos if case_no not in indexes}
    shared = _used_by_several(session, place, AccountRow.number_index, set(indexes.values()))
    found |= {(case_no, "shared_account") for case_no, index in indexes.items() if index in shared}
    known = {keeper for keeper in keepers.values() if keeper}
    several = _used_by_several(session, place, AccountRow.custodian_index, known)
    found |= {(case_no, "one_custodian") for case_no, who in keepers.items() if who in several}
    found |= {(case_no, "custodian_unknown") for case_no, who in keepers.items() if not who}
    return found


def _used_by_several(session: Session, place: str, by: Any, indexes: set[str]) -> set[str]:
    """Of these accounts or custodians, those that several living cases of the place have."""
    users: dict[str, int] = {}
    for part in in_chunks(sorted(indexes)):
        rows = session.exec(
            select(by)
            .join(CaseRow, col(CaseRow.case_no) == col(AccountRow.case_no))
            .where(
                col(by).in_(part),
                CaseRow.place == place,
                CaseRow.stage != Stage.CLOSED.value,
            )
        )
        for index in rows:
            users[index] = users.get(index, 0) + 1
    return {index for index, many in users.items() if many > 1}
