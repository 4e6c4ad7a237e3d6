"""价格补贴 as sentences: the threshold, the formula, who is on the list, who pays, when it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.funds.kinds import price
from domain.funds.matter import MatterStage
from domain.policy import Snapshot, Status
from domain.task import Task
from runtime.packs import snapshot
from tests.funds import MatterDesk
from tests.people import officer

MONTH, PUBLISHED = date(2026, 10, 1), date(2026, 11, 14)
UNITS = ("市民政局", "市财政局")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def law(place: str = "jiaozuo", on: date = PUBLISHED, urban: int | None = None) -> Snapshot:
    rules = snapshot(place, on, price.NEEDS, production=False)
    if urban is None:
        return rules
    standard = rules.values["dibao.standard"].model_copy(
        update={"value": {"urban": urban, "rural": 50_000}}
    )
    return rules.model_copy(update={"values": {**rules.values, "dibao.standard": standard}})


def index(
    cpi: int, food: int, place: str = "jiaozuo", role: Role = Role.UNIT_LIAISON
) -> MatterDesk:
    by = officer(role, place)
    file = price.entered(place, by, PUBLISHED, MONTH, PUBLISHED, cpi, food, "市统计局10月公报")
    return MatterDesk(file, PUBLISHED)


def started(place: str = "jiaozuo") -> MatterDesk:
    desk = index(290, 640, place)
    desk.do("start_round", Role.COUNTY_APPROVER, paper="发改价格〔2026〕88号", units=UNITS)
    desk.answer(digest="d" * 64, households=20, persons=40, fen=180_000)
    return desk


@pytest.mark.rule("JZ-39", "JG-07")
def test_the_worked_example_of_the_national_rules() -> None:
    """Urban standard 700, food +6.4 %, CPI +2.9 %: triggered by food, 44.80, 45 yuan a person."""
    rules = law(urban=70_000)
    codes, rise = price.triggered(rules, 290, 640)
    assert (codes, rise) == (("food",), 640)
    assert dict(price.per_person(rules, rise))["urban"] == 4_500


@pytest.mark.rule("JG-01")
@pytest.mark.parametrize(
    ("cpi", "food", "codes"),
    [
        (349, 599, ()),
        (350, 0, ("cpi",)),
        (0, 600, ("food",)),
        (350, 600, ("cpi", "food")),
        (-120, 599, ()),
    ],
)
def test_just_under_and_just_over_each_threshold(
    cpi: int, food: int, codes: tuple[str, ...]
) -> None:
    assert price.triggered(law(), cpi, food)[0] == codes


@pytest.mark.rule("JG-07")
def test_when_both_are_reached_the_higher_rise_counts() -> None:
    assert price.triggered(law(), 700, 640) == (("cpi", "food"), 700)


@pytest.mark.rule("JG-05")
def test_from_september_2022_to_march_2023_three_per_cent_was_enough() -> None:
    assert price.triggered(law(on=date(2022, 9, 14)), 300, 0)[0] == ("cpi",)
    assert price.triggered(law(on=date(2023, 4, 14)), 300, 0)[0] == ()


@pytest.mark.rule("JG-09")
def test_a_floor_of_the_place_lifts_a_small_sum() -> None:
    rules = law(urban=70_000)
    floor = rules.values["price.floor"].model_copy(
        update={"value": 3_000, "status": Status.VERIFIED}
    )
    lifted = rules.model_copy(update={"values": {**rules.values, "price.floor": floor}})
    assert dict(price.per_person(rules, 350)) == {"urban": 2_500, "rural": 1_800}
    assert dict(price.per_person(lifted, 350)) == {"urban": 3_000, "rural": 3_000}


@pytest.mark.rule("TR-31")
def test_an_index_at_the_threshold_proposes_a_round_and_pays_nothing_by_itself() -> None:
    desk = index(290, 640, "tongren")
    assert desk.file.stage is MatterStage.PROPOSED
    [task] = desk.tasks()
    assert (task.act, task.role, task.due) == (
        "start_round",
        Role.COUNTY_APPROVER,
        date(2026, 11, 30),
    )
    assert desk.file.errands == ()
    desk.turn(PUBLISHED + timedelta(days=60))
    assert desk.file.errands == () and desk.file.stage is MatterStage.PROPOSED


@pytest.mark.rule("JG-12")
def test_whether_a_round_starts_is_somebodys_duty_under_the_law_with_a_day_and_a_reason() -> None:
    """社会救助法 Art 32: at the threshold nobody may stay silent, and a no has its reason."""
    desk = index(290, 640)
    [task] = desk.tasks()
    assert "社会救助法 Art 32" in task.clause and task.due == date(2026, 11, 30)
    assert desk.turn(date(2026, 12, 1)).overdue
    with pytest.raises(ValidationError):
        desk.do("decline_round", Role.COUNTY_APPROVER, reason="")
    desk.do("decline_round", Role.COUNTY_APPROVER, reason="省级已统一发放，不重复启动")
    assert desk.file.stage is MatterStage.CLOSED


@pytest.mark.rule("JG-04")
@pytest.mark.parametrize(
    ("on", "added"),
    [(date(2021, 12, 31), set()), (date(2022, 1, 1), {"orphan", "de_facto_orphan", "hiv_child"})],
)
def test_whom_a_round_is_for_on_the_day_it_starts(on: date, added: set[str]) -> None:
    classes = law("hanbin", on).items("price.classes")
    assert set(classes) == {"dibao", "tekun", "unemployed", "veteran"} | added


@pytest.mark.rule("JG-06")
def test_a_round_is_one_of_the_whole_place_and_no_township_has_its_own() -> None:
    """One index, one start, one sum by area for everybody in the place, whose name is the matter's."""
    desk = index(290, 640)
    desk.do("start_round", Role.COUNTY_APPROVER, paper="发改价格〔2026〕88号", units=UNITS)
    assert desk.file.subject == "price/jiaozuo/2026-10"
    assert set(dict(desk.errand.details)) == {"classes", "month", "fen.urban", "fen.rural"}


@pytest.mark.rule("JG-02")
def test_below_the_threshold_the_month_ends_without_a_round() -> None:
    desk = index(200, 300)
    assert desk.file.stage is MatterStage.CLOSED
    assert "均未达到启动条件" in desk.file.journal[-1].text


@pytest.mark.rule("ZH-16", "HB-14")
def test_a_round_records_who_started_it_on_which_document_and_tracks_each_department() -> None:
    desk = started("zhanhe")
    part = desk.file.price
    assert part is not None
    assert part.started_by == officer(Role.COUNTY_APPROVER, "zhanhe").id
    assert part.order_paper == "发改价格〔2026〕88号"
    waiting = [t for t in desk.tasks() if t.act == "unit_done"]
    assert [t.code for t in waiting] == [f"unit_done:{u}" for u in UNITS]
    with refused("unit_not_waiting"):
        desk.do("unit_done", Role.UNIT_LIAISON, unit="市公安局", report="已经办结")
    for unit in UNITS:
        desk.do("unit_done", Role.UNIT_LIAISON, unit=unit, report="已按职责办结")
    assert [t for t in desk.tasks() if t.act == "unit_done"] == []


def test_the_list_is_confirmed_by_another_person_to_the_fen() -> None:
    desk = started()
    with refused("list_differs"):
        desk.do("confirm_round", Role.PAY_OFFICER, persons=40, total_fen=180_001)
    desk.do("confirm_round", Role.PAY_OFFICER, persons=40, total_fen=180_000)
    assert desk.errand.what == "book_price"
    assert dict(desk.errand.details)["pay_month"] == "2026-11-01"


@pytest.mark.rule("JZ-39")
def test_who_is_paid_late_or_short_is_reported_until_everybody_has_it() -> None:
    desk = started()
    desk.do("confirm_round", Role.PAY_OFFICER, persons=40, total_fen=180_000)
    desk.answer(lines=20, fen=180_000)
    for unit in UNITS:
        desk.do("unit_done", Role.UNIT_LIAISON, unit=unit, report="已按职责办结")
    assert desk.errand_on() == date(2026, 11, 30)
    desk.turn(date(2026, 11, 30))
    desk.answer(paid=18, late=0, short=2)
    assert "尚有2户没有足额到账" in desk.file.journal[-1].text
    assert desk.file.stage is MatterStage.PAYING
    desk.turn(date(2026, 12, 1))
    desk.answer(paid=20, late=2, short=0)
    desk.turn(date(2026, 12, 1))
    part = desk.file.price
    assert part is not None and (part.paid, part.late, part.short) == (20, 2, 0)
    assert desk.file.stage is MatterStage.CLOSED


@pytest.mark.rule("HB-14")
def test_a_silent_department_is_waived_with_a_reason_after_its_day_and_the_round_ends() -> None:
    desk = started()
    desk.do("confirm_round", Role.PAY_OFFICER, persons=40, total_fen=180_000)
    desk.answer(lines=20, fen=180_000)
    silent, *others = UNITS
    for unit in others:
        desk.do("unit_done", Role.UNIT_LIAISON, unit=unit, report="已按职责办结")
    desk.turn(date(2026, 11, 30))
    desk.answer(paid=20, late=0, short=0)
    waiver = {"unit": silent, "reason": "两次催办，期满仍未反馈"}
    with refused("unit_not_late"):
        desk.do("waive_unit", Role.COUNTY_APPROVER, **waiver)
    desk.turn(date(2026, 12, 1))
    assert desk.file.stage is MatterStage.PAYING, "it pays, and waits for one department alone"
    with refused("unit_not_waiting"):
        desk.do("waive_unit", Role.COUNTY_APPROVER, **{**waiver, "unit": others[0]})
    desk.do("waive_unit", Role.COUNTY_APPROVER, **waiver)
    part = desk.file.price
    assert part is not None and part.awaited == ()
    assert dict(part.units)[silent] is None, "its silence stays on record"
    assert part.waived[0].by == officer(Role.COUNTY_APPROVER, desk.file.place).id
    desk.turn(date(2026, 12, 1))
    assert desk.file.stage is MatterStage.CLOSED


def test_only_hanbin_pays_a_class_through_another_unit() -> None:
    with refused("class_not_here"):
        started("jiaozuo").do(
            "add_claimants", Role.UNIT_LIAISON, person_class="unemployed", id_nos=("990101199001011234",)
        )  # fmt: skip
    desk = started("hanbin")
    desk.do(
        "add_claimants", Role.UNIT_LIAISON, person_class="unemployed", id_nos=("990101199001011234",)
    )  # fmt: skip
    assert dict(desk.errand.details)["unit"] == "hr"
    assert not any("990101" in note.text for note in desk.file.journal)


def test_where_nobody_set_how_to_round_an_administrator_is_asked() -> None:
    desk = index(290, 640, "yicheng")
    tasks: tuple[Task, ...] = desk.tasks()
    assert [t.role for t in tasks] == [Role.POLICY_ADMIN] and "取整" in tasks[0].zh
