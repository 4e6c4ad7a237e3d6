"""The accounts of a budget year as every act on them sees them: which there are, what they may pay."""

from __future__ import annotations

from typing import Any

from domain.base import CaseRefusal
from domain.funds.matter import Errand, Matter, asked, require
from domain.funds.parts import FundYear, Pot
from domain.pay.ledger import Posting
from domain.programme import PROGRAMME_ZH, Programme


def year_of(file: Matter) -> FundYear:
    if file.fund is None:
        raise RuntimeError("not a budget year")
    return file.fund


def with_year(file: Matter, **changes: object) -> Matter:
    return file.having(fund=year_of(file).model_copy(update=changes))


def account_pot(file: Matter, key: str) -> Pot:
    """An approved account. CaseRefusal for one that is unknown or not approved."""
    found = year_of(file).pot(key)
    if found is None or found.approved_on is None:
        known = "、".join(f"{p.key} {p.zh}" for p in year_of(file).pots if p.approved_on)
        raise CaseRefusal(
            "pot_unknown",
            "没有这个已批准的资金账户。"
            + (f"已批准的账户为：{known}。" if known else "请先批准预算。"),
            "ZH-09",
        )
    return found


def must_pay(pot: Pot, *aids: str) -> None:
    """专款专用: an account pays its own aids only, and money for work never people (JZ-26, TR-34)."""
    require(
        pot.use == "aid",
        "work_money",
        f"“{pot.zh}”是工作经费，不能用于发放救助，请选用救助资金账户。",
        "TR-34",
    )
    names = "、".join(PROGRAMME_ZH[Programme(a)] for a in pot.aids)
    strange = "、".join(PROGRAMME_ZH[Programme(a)] for a in aids if a not in pot.aids)
    require(
        not strange,
        "aid_not_permitted",
        f"“{pot.zh}”只能用于{names}，不能用于{strange}，请选用用途相符的资金账户。",
        "JZ-26",
    )


def booked_by(
    file: Matter, key: str, act: Any, event: str, postings: tuple[Posting, ...]
) -> Matter:
    """The entry is written by the world; `seq` is the line this act is about to get."""
    errand = Errand(
        key=key, what="book", on=act.on, seq=file.seq + 1, event=event, postings=postings
    )
    return asked(file, errand)
