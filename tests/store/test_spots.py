"""Whom a round of spot checks is drawn from: decisions of the period, relatives, care, by township."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.reporting.period import period_of
from domain.sampling.drawing import Stratum, line_of
from store.engine import Store
from store.tables import CaseRow, TimelineRow
from store.watch import spots
from tests.store.samples import NOW

PERIOD = period_of("2026-H3", 3)
IN, BEFORE = date(2026, 9, 30), date(2026, 6, 30)


def put(
    store: Store, number: int, *, granted: bool = True, on: date = IN, role: str = "township_leader",
    **changes: Any,
) -> str:  # fmt: skip
    case_no = f"JZ2026{number:06d}"
    row = {
        "case_no": case_no, "place": "jiaozuo", "township": "jz-wangdian", "programme": "dibao",
        "stage": "supervision" if granted else "closed", "version": 1, "applied_on": on,
        "decided_on": on, "granted": granted, "persons": 2, "monthly_fen": 0, "channel": "window",
        "run_id": "r", "updated_at": NOW, "waiting": "", "applicant_name": "张一一", **changes,
    }  # fmt: skip
    line = {
        "case_no": case_no, "seq": 1, "act": "confirm" if granted else "refuse", "zh": "审核确认",
        "stage": "approval", "on": on, "at": NOW, "role": role, "text": "",
    }  # fmt: skip
    with store.write() as session:
        session.add(CaseRow(**row))
        session.add(TimelineRow(**line))
    return case_no


@pytest.mark.rule("JZ-24", "JZ-25", "JZ-51", "JZ-16", "DIF-10")
def test_granted_and_refused_decisions_of_townships_relatives_and_care_are_in_their_strata(
    store: Store,
) -> None:
    granted, refused = put(store, 1), put(store, 2, granted=False)
    put(store, 3, on=BEFORE)
    put(store, 4, on=PERIOD.until + timedelta(days=1))
    put(store, 5, role="county_approver")
    old = put(store, 6, on=BEFORE, flags=",relative,")
    new = put(store, 7, flags=",relative,", township="jz-first")
    past = put(store, 8, granted=False, flags=",relative,")
    care = put(store, 9, on=BEFORE, programme="tekun")
    put(store, 10, place="hanbin")
    with store.read() as session:
        found = spots.population(session, "jiaozuo", PERIOD)
    g, r, n, c = (Stratum.GENERAL, Stratum.RELATIVES, Stratum.NEW_RELATIVES, Stratum.CARE)
    assert found == (
        line_of(granted, "jz-wangdian", [g]),
        line_of(refused, "jz-wangdian", [g]),
        line_of(old, "jz-wangdian", [r]),
        line_of(new, "jz-first", [g, r, n]),
        line_of(past, "jz-wangdian", [g]),
        line_of(care, "jz-wangdian", [c]),
    )
