"""Help given once: 小额快救, 急难型, 支出型 and 受灾, told as sentences about the pure model."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.programme import Programme
from tests.helping import Helping, asks_help
from tests.people import household
from domain.household import Spending, SpendingKind

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
ONCE = (Programme.QUICK, Programme.EMERGENCY, Programme.EXPENDITURE, Programme.DISASTER)

def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)

def ill_family():
    return household(4800).model_copy(update={"spendings": (Spending(member="m1", kind=SpendingKind.MEDICAL, fen=2_000_000, reimbursed_fen=500_000, receipts=3),)})

@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("programme", ONCE)
def test_each_form_of_help_runs_from_the_window_to_the_end_in_every_place(place, programme):
    walk = Helping(asks_help(programme, place, home=ill_family()))
    walk.to_the_end()
    if place=="hanbin" and programme is not Programme.DISASTER:
        assert walk.file.stage is not Stage.CLOSED
        walk.do("file_with_county", Role.REVIEWER, 3, reference="x1号")
    assert walk.file.stage is Stage.CLOSED
    assert walk.file.closed.outcome == "aided"
