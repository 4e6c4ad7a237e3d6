"""A township's own joint meeting: its own people and agenda; what it cannot settle is passed up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from domain.assembly import engine
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import MeetingFile, MeetingOrder
from domain.assembly.lifecycle import MeetingKind, MeetingStage
from domain.assembly.sight import may_read
from domain.assembly.tasks import open_meeting_tasks
from domain.base import CaseRefusal
from domain.body.composition import composed
from domain.body.members import Members
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.desk.following import affairs_of
from domain.desk.lifecycle import AffairKind
from runtime.packs import place_info, snapshot
from tests.people import SHANGHAI, START, officer

TOWN, VILLAGE = "hb-first", "卫生院"


def of_town(role: Role, number: int = 1, town: str = TOWN) -> Officer:
    return officer(role, "hanbin", number).model_copy(update={"township": town})


REVIEWER, SECOND = of_town(Role.REVIEWER), of_town(Role.REVIEWER, 2)
LEADER = of_town(Role.TOWNSHIP_LEADER)


class Town:
    """Drives one meeting of a township of Hanbin."""

    def __init__(self, who: Officer = REVIEWER) -> None:
        self.today = START
        order = MeetingOrder(
            place="hanbin",
            number="2026-05",
            kind=MeetingKind.ORDINARY,
            opened_on=START,
            opened_by=who,
            township=TOWN,
        )
        engine.may_call(who, order)
        self.file: MeetingFile = engine.opened(order, "meeting/hanbin/2026-05", self.at)
        law = snapshot("hanbin", START, engine.MEETING_NEEDS, production=False)
        body = Members.of(composed(place_info("hanbin"), (), START, township=TOWN))
        self.file = engine.rules_taken(self.file, law, body, self.at)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def do(self, name: str, who: Officer, /, **fields: Any) -> Town:
        act = MEETING_ACTS[name].model_validate(
            {"officer": who.model_dump(), "on": self.today, **fields}
        )
        self.file = engine.apply_to_meeting(self.file, name, act, self.today, self.at)
        return self

    def refused(self, name: str, who: Officer, /, **fields: Any) -> CaseRefusal:
        with pytest.raises(CaseRefusal) as refusal:
            self.do(name, who, **fields)
        return refusal.value

    def sitting(self) -> Town:
        self.do("add_points", REVIEWER, points=({"title": "低保边缘家庭走访"},))
        self.do("invite_unit", REVIEWER, unit=VILLAGE, reason="说明诊疗情况")
        self.do("submit_agenda", REVIEWER).do("approve_meeting", LEADER)
        self.do("call_meeting", REVIEWER, meets_on=self.today)
        for mail in self.file.unsent:
            self.file = engine.mailed(self.file, mail.key, self.today, self.at)
        seat = {"unit": VILLAGE, "post": "院长"}
        return self.do(
            "open_sitting", REVIEWER, chair=LEADER.id, chair_role=Role.CONVENER, attended=(seat,)
        )

    def ended(self, **outcome: Any) -> Town:
        self.do(
            "record_voices", REVIEWER, point="p1", voices=({"unit": VILLAGE, "stand": "agree"},)
        )
        self.do("decide_point", LEADER, point="p1", **outcome).do("close_sitting", LEADER)
        self.do("draft_minutes", REVIEWER).do("check_minutes", SECOND)
        self.do("sign_minutes", LEADER)
        receipt = NoticeReceipt(
            key="minutes", number="汉联会纪〔2026〕5号", digest="0" * 64, issued_on=self.today
        )
        self.file = engine.minutes_numbered(self.file, receipt, self.at)
        for mail in self.file.unsent:
            self.file = engine.mailed(self.file, mail.key, self.today, self.at)
        return self


@pytest.mark.rule("HB-26")
def test_a_township_meets_with_its_own_people_and_passes_up_what_it_cannot_settle() -> None:
    town = Town()
    assert town.file.body.body_zh == "第一街道社会救助联席会议" and town.file.called == ()
    town.sitting().ended(
        outcome="suggestion", text="建议区级研究医疗救助封顶线", addressee="区社会救助联席会议"
    )
    assert town.file.stage is MeetingStage.ENDED
    [topic] = affairs_of(town.file)
    assert (topic.kind, topic.township, topic.meeting) == (AffairKind.TOPIC, TOWN, "2026-05")
    assert topic.text == "建议区级研究医疗救助封顶线"


@pytest.mark.rule("HB-26")
def test_what_the_township_settles_itself_stays_with_it() -> None:
    assert affairs_of(Town().sitting().ended(outcome="approved", text="逐户走访").file) == ()


@pytest.mark.rule("HB-26")
def test_neither_the_districts_office_nor_another_township_acts_in_it() -> None:
    town = Town()
    point = {"points": ({"title": "年度工作"},)}
    for stranger in (
        officer(Role.MEETING_OFFICE, "hanbin"),
        of_town(Role.REVIEWER, 1, "hb-second"),
    ):
        refusal = town.refused("add_points", stranger, **point)
        assert refusal.code == "role_not_allowed" and "审核员" in refusal.message
        with pytest.raises(CaseRefusal):
            Town(stranger)
    town.do("add_points", REVIEWER, **point)
    assert town.refused("submit_agenda", LEADER).code == "role_not_allowed"
    household = {"points": ({"kind": "item", "item": "HB2026000001/1"},)}
    assert town.refused("add_points", REVIEWER, **household).code == "items_of_the_county"


@pytest.mark.rule("HB-26")
def test_its_tasks_are_those_of_its_own_people_and_only_they_and_the_county_read_it() -> None:
    town = Town()
    assert [t.role for t in open_meeting_tasks(town.file)] == [Role.REVIEWER]
    town.do("add_points", REVIEWER, points=({"title": "年度工作"},)).do("submit_agenda", REVIEWER)
    assert [t.role for t in open_meeting_tasks(town.file)] == [Role.TOWNSHIP_LEADER]
    assert may_read(town.file, Role.REVIEWER, "", TOWN)
    assert not may_read(town.file, Role.REVIEWER, "", "hb-second")
    assert may_read(town.file, Role.MEETING_OFFICE, "")
    assert not may_read(town.file, Role.UNIT_LIAISON, "区卫健局")


def test_a_countys_meeting_is_none_of_a_townships_business() -> None:
    order = MeetingOrder(
        place="hanbin", number="2026-06", kind=MeetingKind.EXTRA, reason="研究救助政策",
        opened_on=START, opened_by=REVIEWER,
    )  # fmt: skip
    with pytest.raises(CaseRefusal) as refusal:
        engine.may_call(REVIEWER, order)
    assert refusal.value.code == "role_not_allowed"
