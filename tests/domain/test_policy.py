"""How the value that holds for a place on a day is found, and what a case may do with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from domain.calendar import Due, WorkingCalendar
from domain.policy import (
    DatedValue,
    Definition,
    PolicyNotSet,
    PolicyValue,
    Snapshot,
    Source,
    Status,
    Unit,
)
from domain.resolving import resolve
from runtime.packs import snapshot as snapshot_at

DAY = date(2026, 11, 23)
CALENDAR = WorkingCalendar(published_until=date(2026, 12, 31))
LAW = Source(doc="民发〔2021〕57号", article="19")


def value(
    since: str,
    content: JsonValue,
    until: str | None = None,
    status: Status = Status.VERIFIED,
    source: Source | None = LAW,
) -> DatedValue:
    return DatedValue(
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        value=content,
        status=status,
        source=source,
    )


def definition(
    *values: DatedValue, level: str = "national", unit: Unit = Unit.CALENDAR_DAYS
) -> Definition:
    return Definition(name="a.b", zh="公示期", unit=unit, level=level, values=values)


def taken(
    *values: DatedValue,
    place: tuple[DatedValue, ...] = (),
    unit: Unit = Unit.CALENDAR_DAYS,
    on: date = DAY,
    production: bool = False,
) -> Snapshot:
    levels = {"national": {"a.b": definition(*values, unit=unit)}}
    if place:
        levels["tongren"] = {"a.b": definition(*place, level="tongren", unit=unit)}
    return resolve(
        levels, "tongren", on, ["a.b"], CALENDAR, place_zh="同仁市", production=production
    )


def test_the_place_goes_before_the_nation_only_while_its_own_value_holds() -> None:
    nation = value("2021-07-01", 7)
    place = (value("2026-01-01", 10, until="2026-11-22"),)
    assert taken(nation, place=place, on=date(2025, 12, 31)).days("a.b") == 7
    assert taken(nation, place=place, on=date(2026, 1, 1)).days("a.b") == 10
    assert taken(nation, place=place, on=date(2026, 11, 22)).days("a.b") == 10
    assert taken(nation, place=place, on=date(2026, 11, 23)).days("a.b") == 7


def test_a_place_may_say_that_the_national_value_does_not_apply() -> None:
    place = (value("2026-01-01", None, status=Status.NOT_SET, source=None),)
    assert not taken(value("2021-07-01", 7), place=place).has("a.b")


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=6),
    st.integers(-10, 2500),
)
def test_on_every_day_at_most_one_value_holds_and_it_is_the_right_one(
    lengths: list[int], offset: int
) -> None:
    start, values = date(2021, 7, 1), []
    for number, length in enumerate(lengths):
        end = start + timedelta(days=length - 1)
        values.append(value(start.isoformat(), number, until=end.isoformat()))
        start = end + timedelta(days=1)
    day = date(2021, 7, 1) + timedelta(days=offset)
    snapshot = taken(*values, unit=Unit.COUNT, on=day)
    if offset < 0 or offset >= sum(lengths):
        assert not snapshot.has("a.b")
    else:
        passed = [sum(lengths[: n + 1]) for n in range(len(lengths))]
        assert snapshot.count("a.b") == next(n for n, end in enumerate(passed) if offset < end)


def test_what_nobody_set_stops_the_case_and_says_who_must_set_it() -> None:
    snapshot = taken()
    with pytest.raises(PolicyNotSet) as refused:
        snapshot.days("a.b")
    assert refused.value.code == "policy_not_set"
    assert refused.value.message == (
        "政策参数“公示期”（a.b）在同仁市尚未设定，请政策管理员先行设定。"
    )
    assert not snapshot.has("a.b")


def test_asking_for_a_name_the_stage_never_named_is_a_bug_not_a_refusal() -> None:
    with pytest.raises(KeyError, match=r"a\.c"):
        taken(value("2021-07-01", 7)).get("a.c")
    nobody_knows = resolve({"national": {}}, "tongren", DAY, ["x.y"], CALENDAR)
    with pytest.raises(KeyError, match=r"x\.y"):
        nobody_knows.get("x.y")


def test_demonstration_data_is_named_as_such_and_gone_in_production() -> None:
    place = (value("2026-01-01", 10, status=Status.DEMO, source=None),)
    shown = taken(value("2021-07-01", 7), place=place)
    assert shown.demo == ("a.b",) and shown.rests_on_demo
    assert shown.cite("a.b") == "演示数据"
    real = taken(value("2021-07-01", 7), place=place, production=True)
    assert (real.days("a.b"), real.demo, real.rests_on_demo) == (7, (), False)
    assert not taken(place=place, production=True).has("a.b")


@pytest.mark.parametrize(
    ("doc", "article", "cite"),
    [
        ("民发〔2021〕57号", "19", "民发〔2021〕57号 第19条"),
        ("焦民〔2022〕154号", "六", "焦民〔2022〕154号 六"),
        ("民发〔2021〕57号", "第13条第二款", "民发〔2021〕57号 第13条第二款"),
        ("某决定", "", "某决定"),
    ],
)
def test_a_clause_is_quoted_as_officers_write_it(doc: str, article: str, cite: str) -> None:
    source = Source(doc=doc, article=article)
    assert taken(value("2021-07-01", 7, source=source)).cite("a.b") == cite


def test_a_number_is_never_read_in_the_wrong_unit() -> None:
    days = taken(value("2021-07-01", 7))
    assert days.days("a.b") == 7
    for read in (days.months, days.fen, days.percent, days.count, days.text, days.flag, days.items):
        with pytest.raises(TypeError):
            read("a.b")
    with pytest.raises(TypeError):
        taken(value("2021-07-01", True), unit=Unit.COUNT).count("a.b")
    with pytest.raises(TypeError):
        taken(value("2021-07-01", {"urban": 1}), unit=Unit.FEN).fen("a.b")


def test_lists_and_tables_come_in_the_order_of_the_document() -> None:
    listed = taken(value("2021-07-01", ["b", "a"]), unit=Unit.LIST)
    assert listed.items("a.b") == ("b", "a")
    table = taken(value("2021-07-01", {"urban": 2, "rural": 1}), unit=Unit.FEN_PER_MONTH)
    assert list(table.table("a.b")) == ["urban", "rural"]
    table.table("a.b").clear()
    assert table.table("a.b") == {"urban": 2, "rural": 1}


def test_a_period_is_counted_as_its_unit_says() -> None:
    friday = date(2026, 11, 20)
    assert taken(value("2021-07-01", 3), unit=Unit.WORKING_DAYS).due("a.b", friday) == Due(
        on=date(2026, 11, 25)
    )
    week = taken(value("2021-07-01", 8))
    assert week.due("a.b", friday).on == date(2026, 11, 28)
    assert week.due("a.b", friday, roll=True).on == date(2026, 11, 30)
    half_year = taken(value("2021-07-01", 6), unit=Unit.MONTHS)
    assert half_year.due("a.b", date(2026, 8, 31)).on == date(2027, 2, 28)


def test_the_digest_changes_with_the_law_and_with_nothing_else() -> None:
    one, same = taken(value("2021-07-01", 7)), taken(value("2021-07-01", 7))
    assert one == same
    assert len(one.digest) == 64
    assert one.digest != taken(value("2021-07-01", 8)).digest
    assert one.digest != taken(value("2021-07-01", 7, source=None)).digest


def test_a_snapshot_survives_the_history_word_for_word() -> None:
    snapshot = taken(value("2021-07-01", 7), place=(value("2026-01-01", 10),))
    assert Snapshot.model_validate_json(snapshot.model_dump_json()) == snapshot
    with pytest.raises(ValidationError):
        snapshot.place = "hanbin"  # type: ignore[misc]


def test_equal_rules_of_many_cases_are_held_once_and_unlike_ones_apart() -> None:
    law = snapshot_at("jiaozuo", date(2027, 1, 1), ("publicity.long_term",), production=False)
    sent = law.model_dump_json()
    one, two = Snapshot.model_validate_json(sent), Snapshot.model_validate_json(sent)
    assert one.values is two.values and one == law
    name, value = next(iter(law.values.items()))
    other = law.model_copy(update={"values": {name: value.model_copy(update={"zh": "另一项"})}})
    read = Snapshot.model_validate_json(other.model_dump_json())
    assert read.values is not one.values and read == other, "the digest alone does not decide"
    assert Snapshot.model_validate_json(sent) == law


def test_the_same_text_of_rules_is_read_once_and_one_with_another_letter_anew() -> None:
    law = snapshot_at("jiaozuo", date(2027, 1, 1), ("publicity.long_term",), production=False)
    sent = law.model_dump_json().encode()
    assert Snapshot.read(sent) is Snapshot.read(bytes(sent)) and Snapshot.read(sent) == law
    changed = sent.replace(law.place_zh.encode(), "别处".encode())
    assert (
        Snapshot.read(changed).place_zh == "别处" and Snapshot.read(sent).place_zh == law.place_zh
    )
    for _ in range(2):
        with pytest.raises(ValidationError):
            Snapshot.read(sent[:-1])


def test_a_number_a_fraction_and_a_yes_are_not_held_for_one_another() -> None:
    """Python takes 1, 1.0 and yes for equal; in a digest they are three things."""
    for content in (1, True, 1.0, [1], [True]):
        of = {"since": DAY, "status": Status.VERIFIED, "level": "national", "unit": Unit.COUNT}
        one = PolicyValue.model_validate({"name": "a.b", "zh": "份数", "value": content, **of})
        law = Snapshot(place="tongren", on=DAY, values={"a.b": one}, calendar=CALENDAR)
        read = Snapshot.model_validate_json(law.model_dump_json())
        kept = read.values["a.b"].value
        assert repr(kept) == repr(content)
