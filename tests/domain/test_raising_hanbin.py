"""Hanbin: every attending unit agrees, and a major issue is the government's (HB-33, HB-34)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.case.acts import AidTried
from domain.case.lifecycle import Role
from domain.meeting.acts import Known
from domain.meeting.lifecycle import ItemStage
from domain.meeting.tasks import item_waiting_zh, next_item_mark
from domain.raising.order import HouseholdFacts, ItemSource
from tests.domain.test_raising import RELIEF, TREATMENT, refused
from tests.meeting_desk import (
    Table,
    liaison,
)
from tests.people import SHANGHAI, START

OFFICE = Role.MEETING_OFFICE
AT = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
FACTS = HouseholdFacts(persons=4, situation="房屋全部倒塌，暂住亲属家")
TRIED = (
    AidTried(unit="emergency", programme="disaster_aid", ceiling_fen=2_000_000, granted_fen=0),
)
USUAL: dict[ItemSource, dict[str, object]] = {
    ItemSource.UNIT: {"facts": FACTS},
    ItemSource.BUREAU: {"cause": "major_special_event", "tried": (), "need_fen": 0},
    ItemSource.ALERT: {"facts": FACTS, "lead_no": "TRL2026000001"},
    ItemSource.OFFICE: {"cause": "", "solution": "建立台账", "owner": "教育局"},
    ItemSource.ASSIGNED: {
        "cause": "", "solution": "开展排查", "owner": "教育局", "paper": "同政办函〔2026〕7号",
    },
}  # fmt: skip

HB = ("区民政局", "区医保局")
HB_MEASURES = (
    {**RELIEF, "code": "AID-01", "unit": HB[0]},
    {**TREATMENT, "code": "AID-32", "unit": HB[1]},
)


def hanbin() -> Table:
    return Table("hanbin").tabled(*HB)


def said(table: Table, unit: str, agrees: bool = True) -> Table:
    return table.do(
        "give_unit_opinion", liaison(unit, "hanbin"), agrees=agrees, opinion="本单位意见"
    )


@pytest.mark.rule("HB-33")
def test_in_hanbin_nothing_is_settled_until_every_attending_unit_agrees() -> None:
    table = said(hanbin(), HB[0]).met(attended=HB)
    with refused("no_consensus"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=HB_MEASURES)
    said(table, HB[1], agrees=False)
    with refused("no_consensus"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=HB_MEASURES)
    said(table, HB[1])
    table.do("decide_item", Role.CONVENER, approved=True, measures=HB_MEASURES)
    assert table.file.stage is ItemStage.DECIDED


@pytest.mark.rule("HB-34")
def test_a_major_issue_waits_for_the_government_which_is_reminded_until_it_decides() -> None:
    table = said(said(hanbin(), HB[0]), HB[1]).met(attended=HB, major=True)
    assert table.file.stage is ItemStage.GOVERNMENT
    for role in (Role.CONVENER, Role.GENERAL_CONVENER):
        with refused("out_of_order"):
            table.do("decide_item", role, approved=True, measures=HB_MEASURES)
    every = table.file.law.days("escalation.government_remind_days")
    assert next_item_mark(table.file, START) == START + timedelta(days=every)
    table.later(every - 1)
    assert table.file.pressed == ()
    table.later(1).later(every)
    assert len(table.file.pressed) == 2
    assert [e.text[-6:] for e in table.file.journal if e.act == "pressed"] == [
        "，第1次提醒", "，第2次提醒",
    ]  # fmt: skip
    assert f"至今{2 * every}天尚未收到，已提醒2次" in item_waiting_zh(table.file, table.today)
    assert next_item_mark(table.file, table.today) == table.today + timedelta(days=every)
    table.do(
        "record_government_decision", Role.GOVERNMENT_OFFICE,
        approved=True, measures=HB_MEASURES, number="汉政函〔2026〕8号",
    )  # fmt: skip
    resolution = table.file.resolution
    assert resolution is not None and resolution.government_decision == "汉政函〔2026〕8号"
    assert next_item_mark(table.file, table.today) is None


@pytest.mark.rule("OPN-22")
def test_what_is_a_major_issue_is_the_officers_choice_with_its_reason() -> None:
    table = said(said(hanbin(), HB[0]), HB[1])
    asked = {"attended": HB, "major": True, "known": Known(asks_why=True)}
    with refused("major_reason_missing"):
        table.met(**asked)
    table.met(**asked, major_because="涉及全区救助标准的调整")
    assert table.file.meeting is not None
    assert table.file.meeting.major_because == "涉及全区救助标准的调整"
    assert table.file.stage is ItemStage.GOVERNMENT
    kept = said(said(hanbin(), HB[0]), HB[1]).met(attended=HB, major=True)
    assert kept.file.stage is ItemStage.GOVERNMENT, "an act kept from before is read as it was"


def test_reminders_missed_while_nobody_looked_are_all_written_and_only_once() -> None:
    table = said(said(hanbin(), HB[0]), HB[1]).met(attended=HB, major=True)
    every = table.file.law.days("escalation.government_remind_days")
    table.later(3 * every)
    assert len(table.file.pressed) == 3
    table.later(0)
    assert len(table.file.pressed) == 3
