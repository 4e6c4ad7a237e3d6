"""每月比对: reading a department's lines, finding whom they are about, and the month itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.compare import engine
from domain.compare.acts import COMPARE_ACTS
from domain.compare.file import (
    COMPARE_NEEDS,
    DOWN,
    HALF,
    NO_FILE,
    CompareFile,
    CompareOrder,
    Counts,
    Department,
    PartOutcome,
    PartState,
    Told,
)
from domain.compare.lifecycle import CompareStage
from domain.compare.matching import Doubt, Held, Keys, matched, shown_only, sought
from domain.compare.rows import NUMBER, NumberState, RegisterRow, RowFault, read_row
from domain.compare.tasks import (
    compare_waiting_zh,
    late_marks,
    next_compare_mark,
    open_compare_tasks,
)
from domain.identity import synthetic_id
from domain.policy import Snapshot
from runtime.packs import snapshot
from tests.people import SHANGHAI, officer

TODAY = date(2026, 12, 1)
ID = synthetic_id(date(1960, 5, 1), 11)


def read(*cells: object) -> RegisterRow | RowFault:
    return read_row(2, cells, TODAY)


def good(*cells: object) -> RegisterRow:
    row = read(*cells)
    assert isinstance(row, RegisterRow), row
    return row


def test_a_line_is_read_as_the_department_wrote_it() -> None:
    row = good("张 一一", f" {ID.lower()} ", None, "death", "2026-11-20", None, None, "死证1号")
    assert (row.name, row.number, row.state) == ("张一一", ID, NumberState.GOOD)
    assert (row.born, row.since, row.proof) == (
        date(1960, 5, 1),
        date(2026, 11, 20),
        "死证1号",
    )
    paid = good("张一一", ID, None, "wage", None, 12.0, "30,000.50", None)
    assert (paid.count, paid.fen) == (12, 3_000_050)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ((None, ID, None, "death"), "姓名"),
        (("张一一", ID, None, "rich"), "事项代码"),
        (("张一一", ID, None, "death", "去年"), "发生日期"),
        (("张一一", ID, None, "death", "2026-12-02"), "发生日期"),
        (("张一一", ID, None, "wage", None, "许多"), "金额（元）"),
        (("张一一", ID, None, "wage", None, -1), "金额（元）"),
        (("张一一", "无", None, "death"), NUMBER),
    ],
)
@pytest.mark.rule("JZ-03")
def test_a_bad_line_is_told_of_by_row_and_column_and_never_by_its_content(
    cells: tuple[object, ...], column: str
) -> None:
    fault = read(*cells)
    assert isinstance(fault, RowFault) and (fault.row, fault.column) == (2, column)
    assert "张一一" not in fault.zh and ID not in fault.zh


def held(member: str = "m1", *, name: str = "张一一", born: str = "1960-05-01") -> Held:
    return Held(
        case_no="JZ2026000001",
        member=member,
        township="t",
        person=f"#{ID}",
        likeness=f"#{name}|{born}",
    )


def found(row: RegisterRow, *roll: Held) -> list[Doubt | None]:
    """As the store finds people, with a hash anybody can read."""
    number, like = sought(row)
    keys = Keys(person=f"#{number}" if number else "", likeness=f"#{like}" if like else "")
    by_person = {h.person: [x for x in roll if x.person == h.person] for h in roll}
    by_like = {h.likeness: [x for x in roll if x.likeness == h.likeness] for h in roll}
    return [m.doubt for m in matched(row, keys, by_person, by_like)]


@pytest.mark.rule("JZ-03", "JZ-62")
def test_only_the_same_number_and_name_is_certain() -> None:
    ours = held()
    other = synthetic_id(date(1960, 5, 1), 13)
    assert found(good("张一一", ID, None, "death"), ours) == [None]
    assert found(good("李四四", ID, None, "death"), ours) == [Doubt.OTHER_NAME]
    assert found(good("张一一", other, None, "death"), ours) == [Doubt.NUMBER_DIFFERS]
    assert found(good("张一一", None, "1960-05-01", "death"), ours) == [Doubt.NO_NUMBER]
    wrong = ID[:17] + ("0" if ID[17] != "0" else "1")
    assert found(good("张一一", wrong, None, "death"), ours) == [Doubt.WRONG_NUMBER]
    assert found(good("王五五", other, None, "death"), ours) == []


def test_an_old_number_is_never_certain() -> None:
    old = ID[:6] + ID[8:17]
    row = good("张一一", old, None, "death")
    assert row.state is NumberState.OLD and row.born == date(1960, 5, 1)
    assert found(row, held()) == [Doubt.OLD_NUMBER]


def test_whoever_is_in_two_cases_is_found_in_both() -> None:
    second = held().model_copy(update={"case_no": "JZ2026000002"})
    assert found(good("张一一", ID, None, "death"), held(), second) == [None, None]


def test_being_insured_or_at_school_is_no_question() -> None:
    assert shown_only(good("张一一", ID, None, "insured"))
    assert not shown_only(good("张一一", ID, None, "prison"))


# --- the month ------------------------------------------------------------------------------------

POLICE = Department(code="police", zh="公安机关", deaths=True)
HEALTH = Department(code="health", zh="卫生健康部门", deaths=True)
HR = Department(code="hr", zh="人力资源社会保障部门")
AT = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)


def law(place: str = "jiaozuo") -> Snapshot:
    return snapshot(place, TODAY, COMPARE_NEEDS, production=False)


def begun(*departments: Department, place: str = "jiaozuo") -> CompareFile:
    order = CompareOrder(place=place, month=TODAY, opened_on=TODAY)
    file = engine.opened(order, AT)
    return engine.planned(file, law(place), departments or (POLICE, HEALTH, HR), TODAY)


def done(part: str, **counts: int) -> PartOutcome:
    return PartOutcome(part=part, digest="d", counts=Counts(**counts))


def act(file: CompareFile, name: str, role: Role, on: date, **fields: object) -> CompareFile:
    message = COMPARE_ACTS[name].model_validate(
        {"officer": officer(role, file.place).model_dump(), "on": on, **fields}
    )
    return engine.apply_to_comparison(file, name, message, on, AT)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("JZ-03", "JZ-53")
def test_a_part_for_each_department_and_deaths_before_all_before_the_list_is_made() -> None:
    file = begun()
    assert [p.key for p in engine.to_read(file, TODAY)] == [
        "police.death",
        "health.death",
        "police.general",
        "health.general",
        "hr.general",
    ]
    part = file.part("police.death")
    assert part is not None and part.due <= date(2026, 12, 5), "before the payment's list"
    assert file.part("hr.general").due == date(2026, 12, 31)  # type: ignore[union-attr]


@pytest.mark.rule("JZ-03", "DIF-08")
def test_a_connected_department_is_lifted_from_its_day_and_never_from_deaths() -> None:
    on_first = POLICE.model_copy(update={"connected_on": TODAY})
    midway = HR.model_copy(update={"connected_on": TODAY + timedelta(days=1)})
    file = begun(on_first, midway)
    assert [p.key for p in file.parts] == ["police.death", "hr.general"]


def test_a_place_whose_document_is_silent_compares_nothing_and_says_so() -> None:
    file = begun(place="hanbin")
    assert not file.parts and "没有规定" in compare_waiting_zh(file, TODAY)
    assert engine.clockwork(file, TODAY, AT).over


@pytest.mark.rule("JZ-53")
def test_the_comparison_begins_before_a_list_that_is_due_before_the_month() -> None:
    assert engine.begins_on(law(), date(2026, 12, 1)) == date(2026, 12, 1)
    rolled = engine.begins_on(law(), date(2027, 5, 1))
    assert rolled < engine.list_day(law(), date(2027, 5, 1)).on


def test_a_silent_department_is_asked_again_each_day_by_name() -> None:
    file = begun(HR)
    file = engine.heard(file, [PartOutcome(part="hr.general", trouble=DOWN)], TODAY, AT)
    assert engine.to_read(file, TODAY) == () and engine.to_read(file, TODAY + timedelta(days=1))
    assert next_compare_mark(file, TODAY) == TODAY + timedelta(days=1)
    assert "没有答复" in open_compare_tasks(file)[0].zh


def test_half_a_list_is_not_done() -> None:
    file = begun(HR)
    half = PartOutcome(part="hr.general", trouble=HALF, counts=Counts(rows=500, hits=2))
    file = engine.heard(file, [half], TODAY, AT)
    part = file.part("hr.general")
    assert part is not None and part.state is PartState.PENDING and not engine.to_tell(file)
    assert "不完整" in open_compare_tasks(file)[0].zh


@pytest.mark.rule("JZ-03")
def test_a_month_that_closes_without_a_comparison_is_an_alarm_until_somebody_explains() -> None:
    file = begun(HR)
    nothing = [PartOutcome(part="hr.general", trouble=NO_FILE)]
    file = engine.heard(file, nothing, TODAY, AT)
    file = engine.clockwork(file, date(2026, 12, 31), AT)
    assert file.stage is CompareStage.RUNNING
    after = date(2027, 1, 1)
    file = engine.clockwork(file, after, AT)
    [task] = open_compare_tasks(file)
    assert task.zh.startswith("告警") and task.role is Role.COUNTY_REVIEWER
    assert late_marks(file, after) and not file.over
    with refused("role_not_allowed"):
        act(
            file,
            "explain_missed",
            Role.CHECKING_CENTRE,
            after,
            part="hr.general",
            reason="系统停机",
        )
    file = act(
        file,
        "explain_missed",
        Role.COUNTY_REVIEWER,
        after,
        part="hr.general",
        reason="部门系统整月停机维护",
    )
    file = engine.clockwork(file, after, AT)
    assert file.over and engine.result_of(file).missed == 1


def test_a_list_that_comes_late_is_compared_and_stays_late() -> None:
    file = engine.clockwork(begun(HR), date(2027, 1, 1), AT)
    after = date(2027, 1, 3)
    digest = "0" * 64
    file = act(
        file, "receive_register", Role.CHECKING_CENTRE, after, part="hr.general", digest=digest
    )
    assert engine.to_read(file, after)
    file = engine.heard(file, [done("hr.general", rows=9)], after, AT)
    assert file.part("hr.general").late  # type: ignore[union-attr]
    file = engine.clockwork(file, after, AT)
    assert file.over and engine.result_of(file).missed == 1


@pytest.mark.rule("JZ-62")
def test_a_month_ends_when_every_doubt_is_settled_and_every_hit_is_told() -> None:
    file = begun(POLICE.model_copy(update={"others": False}))
    counts = [done("police.death", rows=100_000, hits=2, doubts=1)]
    file = engine.heard(file, counts, TODAY, AT)
    assert engine.to_tell(file) == ("police.death",)
    file = engine.told(file, "police.death", Told(told=1, left=1), TODAY, AT)
    assert engine.to_tell(file), "what a case cannot take now is offered again"
    assert not engine.clockwork(file, TODAY, AT).over
    file = engine.told(file, "police.death", Told(told=2), TODAY, AT)
    with refused("no_such_doubts"):
        act(
            file,
            "settle_doubts",
            Role.CHECKING_CENTRE,
            TODAY,
            part="police.death",
            doubts=("a", "b"),
            verdict="other",
            reason="核对户口簿",
        )
    file = act(
        file,
        "settle_doubts",
        Role.CHECKING_CENTRE,
        TODAY,
        part="police.death",
        doubts=("a",),
        verdict="same",
        reason="核对户口簿是同一人",
    )
    verdict = engine.to_book(file)
    assert verdict is not None
    file = engine.booked(file, verdict, same=1, still_open=0)
    assert engine.to_tell(file), "the same person: a lead like the others"
    file = engine.told(file, "police.death", Told(told=3), TODAY, AT)
    assert engine.clockwork(file, TODAY, AT).over
    assert months_after(file.order.month, 1) > TODAY, "before the month is over"
