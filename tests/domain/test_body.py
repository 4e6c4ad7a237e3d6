"""Who sits in the coordinating body on a day, and by whose decision that changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.body.change import Change, ChangeKind, DecideChange, ProposeChange
from domain.body.composition import BodyOn, composed
from domain.body.deciding import BODY_NEEDS, decided, proposed
from domain.body.members import Members
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.places import BodyKind
from domain.policy import PolicyNotSet
from runtime.packs import place_info, snapshot
from tests.people import officer

DAY = date(2026, 11, 2)
A_DAY = timedelta(days=1)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


class Roll:
    """The kept changes of one place, as its office would keep them."""

    def __init__(self, place: str) -> None:
        self.place, self.changes = place, list[Change]()

    def on(self, day: date, township: str = "", known: date | None = None) -> BodyOn:
        return composed(place_info(self.place), self.changes, day, township=township, known=known)

    def propose(
        self, kind: str, who: Role | Officer = Role.MEETING_OFFICE, /, **fields: object
    ) -> Change:
        person = officer(who, self.place) if isinstance(who, Role) else who
        given = {"since": DAY, "on": DAY, **fields}
        act = ProposeChange.model_validate({"officer": person.model_dump(), "kind": kind, **given})
        law = snapshot(self.place, DAY, BODY_NEEDS, production=True)
        body = self.on(act.since, act.township)
        change = proposed(body, self.changes, law, act, max(DAY, act.on))
        self.changes.append(change)
        return change

    def decide(self, number: int, who: Role, on: date = DAY, /, **fields: object) -> None:
        given = {"approved": True, "paper": "政函〔2026〕8号", "decided_on": on, **fields}
        act = DecideChange.model_validate(
            {"officer": officer(who, self.place).model_dump(), "on": on, "number": number, **given}
        )
        change = self.changes[number - 1]
        said = decided(change, act, on)
        self.changes[number - 1] = change.model_copy(update={"decision": said})


def liaison(place: str, unit: str) -> Officer:
    return officer(Role.UNIT_LIAISON, place).model_copy(update={"unit": unit})


@pytest.mark.rule("HB-07")
def test_hanbin_has_seventeen_units_a_head_and_one_post_that_is_convener_and_director() -> None:
    body = Roll("hanbin").on(DAY)
    assert len(body.seats) == 17 and body.certain
    assert body.head == "区政府分管领导" and body.head_zh == "联席会议负责人"
    assert body.conveners == (body.director,) == ("区民政局主要负责人",)
    roll = Roll("hanbin")
    change = roll.propose("join", unit="archives", zh="区档案馆")
    roll.decide(change.number, Role.GOVERNMENT_OFFICE)
    assert len(roll.on(DAY).seats) == 18 and len(roll.on(DAY - A_DAY).seats) == 17


@pytest.mark.rule("TR-01", "TR-02", "TR-03", "TR-06")
def test_tongren_has_thirty_two_units_the_insurers_as_a_group_and_two_conveners() -> None:
    body = Roll("tongren").on(DAY)
    assert len(body.seats) == 33
    assert [s.zh for s in body.seats if s.group] == ["各保险公司"]
    assert body.head == "分管民政工作的副市长" and body.head_zh == "总召集人"
    assert body.conveners == ("市政府办公室主任", "市民政局局长")
    assert body.office == "civil_affairs" and body.director == "市民政局局长"


@pytest.mark.rule("TR-03")
def test_an_insurance_company_becomes_a_member_of_its_own() -> None:
    roll = Roll("tongren")
    number = roll.propose("join", unit="insurer_first", zh="第一保险公司").number
    roll.decide(number, Role.MEETING_OFFICE)
    assert roll.on(DAY).seat("第一保险公司") is not None


@pytest.mark.rule("HB-09", "ACT-20")
def test_in_hanbin_a_change_waits_for_the_recorded_decision_of_the_government() -> None:
    roll = Roll("hanbin")
    number = roll.propose("leave", liaison("hanbin", "区统计局"), unit="statistics").number
    later = DAY + timedelta(days=9)
    assert roll.on(later).seat("statistics") is not None
    assert roll.on(later).pending == (number,)
    for role in (Role.MEETING_OFFICE, Role.CONVENER):
        with refused("role_not_allowed"):
            roll.decide(number, role, later)
    roll.decide(number, Role.GOVERNMENT_OFFICE, later)
    assert roll.on(later - A_DAY).seat("statistics") is not None
    assert roll.on(later).seat("statistics") is None
    assert roll.on(later).gone[0].until == later - A_DAY
    with refused("decided_before"):
        roll.decide(number, Role.GOVERNMENT_OFFICE, later)


def test_what_the_government_refuses_changes_nothing_and_has_a_reason() -> None:
    roll = Roll("hanbin")
    number = roll.propose("leave", unit="statistics").number
    with refused("reason_missing"):
        roll.decide(number, Role.GOVERNMENT_OFFICE, approved=False)
    roll.decide(number, Role.GOVERNMENT_OFFICE, approved=False, reason="职能没有变化")
    assert roll.on(DAY).seat("statistics") is not None and roll.on(DAY).pending == ()


@pytest.mark.rule("TR-05")
def test_in_tongren_the_meeting_itself_decides_and_no_government_is_asked() -> None:
    roll = Roll("tongren")
    number = roll.propose(
        "holder", liaison("tongren", "教育局"), unit="education", account="tr.new"
    ).number
    assert roll.on(DAY).pending == (number,)
    seat = roll.on(DAY).seat("education")
    assert seat is not None and seat.holder == ""
    with refused("role_not_allowed"):
        roll.decide(number, Role.GOVERNMENT_OFFICE)
    roll.decide(number, Role.MEETING_OFFICE, paper="同纪〔2026〕1号")
    seat = roll.on(DAY).seat("education")
    assert seat is not None and seat.holder == "tr.new"


@pytest.mark.rule("ZH-27")
def test_in_zhanhe_the_new_holder_of_a_post_is_a_member_without_anybodys_approval() -> None:
    roll = Roll("zhanhe")
    roll.propose("holder", unit="finance", account="zh.before", since=DAY - 9 * A_DAY)
    number = roll.propose("holder", unit="finance", account="zh.after").number
    seat, before = roll.on(DAY).seat("finance"), roll.on(DAY - A_DAY).seat("finance")
    assert seat is not None and seat.holder == "zh.after"
    assert before is not None and before.holder == "zh.before"
    with refused("no_decision_needed"):
        roll.decide(number, Role.GOVERNMENT_OFFICE)
    with pytest.raises(PolicyNotSet):  # its text says nothing of units that come or go
        roll.propose("join", unit="archives", zh="区档案局")


@pytest.mark.rule("ZH-01")
def test_zhanhes_inferred_list_is_not_counted_on_until_an_administrator_confirms_it() -> None:
    roll = Roll("zhanhe")
    assert not roll.on(DAY).certain and all(s.inferred for s in roll.on(DAY).seats)
    assert Members.of(roll.on(DAY)).incomplete
    with refused("role_not_allowed"):
        roll.propose("confirm_list", paper="平湛政办函〔2026〕1号")
    with refused("paper_missing"):
        roll.propose("confirm_list", Role.POLICY_ADMIN)
    roll.propose("confirm_list", Role.POLICY_ADMIN, paper="平湛政办函〔2026〕1号")
    assert roll.on(DAY).certain and not roll.on(DAY - A_DAY).certain


@pytest.mark.parametrize("place", ["jiaozuo", "yicheng"])
def test_where_no_member_is_named_nobody_decides_a_change_or_is_called_absent(place: str) -> None:
    roll = Roll(place)
    assert not roll.on(DAY).certain
    with pytest.raises(PolicyNotSet):
        roll.propose("leave", unit="finance")


@pytest.mark.rule("YC-33")
def test_yicheng_has_leading_groups_at_both_levels_headed_by_the_principal_leader() -> None:
    roll = Roll("yicheng")
    body, town = roll.on(DAY), roll.on(DAY, "yc-second")
    assert body.kind is BodyKind.LEADING_GROUP and body.head == "区政府主要领导"
    assert body.head_zh == "组长"
    assert town.kind is BodyKind.LEADING_GROUP and town.head == "镇（街）主要领导"
    assert town.zh == "第二镇社会救助工作领导小组" and town.seats == ()


def test_each_township_of_jiaozuo_has_the_kind_of_body_it_chose() -> None:
    roll = Roll("jiaozuo")
    assert roll.on(DAY, "jz-wangdian").kind is BodyKind.JOINT_MEETING
    group = roll.on(DAY, "jz-first")
    assert group.kind is BodyKind.LEADING_GROUP and "领导小组" in group.zh


def test_each_town_of_hanbin_keeps_members_of_its_own_and_zhanhe_has_no_second_level() -> None:
    roll = Roll("hanbin")
    number = roll.propose("join", unit="station", zh="镇便民服务中心", township="hb-third").number
    roll.decide(number, Role.GOVERNMENT_OFFICE)
    assert [s.zh for s in roll.on(DAY, "hb-third").seats] == ["镇便民服务中心"]
    assert roll.on(DAY).seat("station") is None
    assert roll.on(DAY, "hb-second").seats == ()
    with pytest.raises(ValueError, match="no body"):
        Roll("zhanhe").on(DAY, "zh-first")


def test_a_unit_that_was_renamed_bears_the_name_of_the_day_and_answers_to_both() -> None:
    roll = Roll("hanbin")
    then, now = roll.on(date(2021, 5, 31)), roll.on(DAY)
    assert then.seat("rural") is not None and now.seat("rural") is not None
    assert [b.seat("rural").zh for b in (then, now)] == ["区扶贫局", "区乡村振兴局"]  # type: ignore[union-attr]
    assert now.seat("区扶贫局") == now.seat("区乡村振兴局")
    roll.propose("rename", unit="economy", zh="区工信局", paper="汉编发〔2026〕3号")
    assert roll.on(DAY - A_DAY).seat("economy").zh == "区经贸局"  # type: ignore[union-attr]
    seat = roll.on(DAY).seat("区经贸局")
    assert seat is not None and seat.zh == "区工信局"


@pytest.mark.rule("TR-07")
def test_units_of_tongren_without_a_liaison_are_listed() -> None:
    roll = Roll("tongren")
    assert len(roll.on(DAY).without_liaison()) == 33
    roll.propose("liaison", liaison("tongren", "司法局"), unit="justice", account="tr.l1")
    missing = roll.on(DAY).without_liaison()
    assert len(missing) == 32 and "司法局" not in missing
    assert Roll("hanbin").on(DAY).without_liaison() == ()


def test_a_liaison_speaks_for_the_own_unit_only() -> None:
    with refused("not_your_unit"):
        Roll("tongren").propose(
            "liaison", liaison("tongren", "司法局"), unit="education", account="tr.l1"
        )


def test_the_body_can_be_read_as_it_was_known_on_an_earlier_day() -> None:
    roll = Roll("zhanhe")
    roll.propose("holder", unit="finance", account="zh.after", since=DAY - 9 * A_DAY)
    as_known = roll.on(DAY, known=DAY - A_DAY).seat("finance")
    assert as_known is not None and as_known.holder == ""
    assert roll.on(DAY).seat("finance").holder == "zh.after"  # type: ignore[union-attr]


def test_a_convener_who_is_ill_is_stood_in_for_until_a_day_and_by_a_paper() -> None:
    roll = Roll("hanbin")
    with refused("stand_in_incomplete"):
        roll.propose("stand_in", Role.GENERAL_CONVENER, post="convener", account="hb.deputy")
    with refused("role_not_allowed"):
        roll.propose("stand_in", post="convener", account="hb.deputy")
    until = DAY + 3 * A_DAY
    roll.propose(
        "stand_in", Role.GENERAL_CONVENER,
        post="convener", account="hb.deputy", until=until, paper="汉民授〔2026〕1号",
    )  # fmt: skip
    for day, stands in ((DAY - A_DAY, False), (DAY, True), (until, True), (until + A_DAY, False)):
        members = Members.of(roll.on(day))
        assert members.stands_in("hb.deputy", Role.CONVENER, day) is stands


def test_the_same_change_is_not_proposed_twice_and_a_member_not_added_again() -> None:
    roll = Roll("hanbin")
    roll.propose("leave", unit="statistics")
    with refused("change_pending"):
        roll.propose("leave", unit="statistics")
    with refused("unit_twice"):
        roll.propose("join", unit="health", zh="区卫健局")
    with refused("unit_unknown"):
        roll.propose("rename", unit="customs", zh="海关")
    with refused("successor_unknown"):
        roll.propose("leave", unit="economy", successor="economy")


def test_every_kind_of_change_has_its_words_and_its_people() -> None:
    from domain.body.change import CHANGE_ZH
    from domain.body.deciding import PROPOSERS

    assert set(CHANGE_ZH) == set(PROPOSERS) == set(ChangeKind)
