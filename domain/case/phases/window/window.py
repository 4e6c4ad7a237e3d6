"""What the window records beside the application: who lets the county ask about him."""

from __future__ import annotations

from domain.authorisation import ALL, CLAUSE, SCOPE_ZH, signed, withdrawn
from domain.case import acts
from domain.case.file import CaseFile, Rulebook, require

WINDOW_NEEDS = ("papers.adult_age", "check.items")


def sign_authorisation(file: CaseFile, act: acts.SignAuthorisation) -> CaseFile:
    known = (*SCOPE_ZH, *_items(file))
    asked = [code for s in act.signatures for code in s.scope]
    unknown = sorted({code for code in asked if code not in known})
    require(
        not unknown,
        "scope_unknown",
        f"没有名为{'、'.join(unknown)}的授权范围，可以授权的范围为：{'、'.join(known)}。",
        CLAUSE,
    )
    age = file.law.count("papers.adult_age")
    new = signed(file.household, act.signatures, act.on, age)
    stands = [a for a in file.authorisations if a not in new]
    return file.having(authorisations=(*stands, *new))


def withdraw_authorisation(file: CaseFile, act: acts.WithdrawAuthorisation) -> CaseFile:
    stands = [a for a in file.authorisations if a.person == act.person and a.holds_on(act.on)]
    require(
        stands,
        "nothing_to_withdraw",
        "该成员没有有效的授权书，无需撤回。",
        CLAUSE,
    )
    return file.having(authorisations=withdrawn(file.authorisations, act.person, act.on))


def _items(file: CaseFile) -> tuple[str, ...]:
    """Codes of every item the place's check knows, sorted."""
    law = file.law
    rows = law.table("check.items").values() if law.has("check.items") else ()
    found = {str(i) for row in rows if isinstance(row, dict) for i in _list(row.get("items"))}
    return tuple(sorted(found))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


RULES: Rulebook = {
    "sign_authorisation": sign_authorisation,
    "withdraw_authorisation": withdraw_authorisation,
}

__all__ = ["ALL", "RULES", "WINDOW_NEEDS"]
