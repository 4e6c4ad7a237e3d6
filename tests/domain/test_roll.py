"""The long-term sheet of a village: who hangs there, masked, children never, and shrinking by itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import Snapshot
from domain.roll.sheet import ROLL_NEEDS, Drawing, Line, long_term, sheet_of, sheets_of
from runtime import packs

DAY = date(2027, 3, 1)


def law(place: str = "jiaozuo") -> Snapshot:
    return packs.snapshot(place, DAY, ROLL_NEEDS, production=False)


def home(n: int, village: str = "第一村", **changes: object) -> Drawing:
    return Drawing.model_validate(
        {
            "case_no": f"JZ2026{n:06d}", "programme": "dibao", "township": "jz-wangdian",
            "village": village, "applicant": "张三三", "persons": 2, "monthly_fen": 93_000,
            **changes,
        }
    )  # fmt: skip


@pytest.mark.rule("JZ-44")
def test_a_line_has_no_place_for_anything_but_what_may_hang_there() -> None:
    assert set(Line.model_fields) == {"name", "persons", "aid", "monthly_fen"}
    [line] = sheet_of([home(1)], law(), DAY, "jz-wangdian", "第一村").lines
    assert (line.name, line.persons, line.monthly_fen) == ("张**", 2, 93_000)


@pytest.mark.rule("JZ-44", "GS-10", "GS-04")
def test_a_child_never_hangs_in_public() -> None:
    sheet = sheet_of([home(1, minor=True), home(2)], law(), DAY, "jz-wangdian", "第一村")
    assert len(sheet.lines) == 1


@pytest.mark.rule("JZ-43", "YC-27", "OPN-01")
def test_which_programmes_hang_is_the_places_own_word() -> None:
    homes = [home(1), home(2, programme="tekun")]
    assert len(sheet_of(homes, law("jiaozuo"), DAY, "jz-wangdian", "第一村").lines) == 1
    assert len(sheet_of(homes, law("yicheng"), DAY, "jz-wangdian", "第一村").lines) == 2
    assert long_term(law("jiaozuo")) and long_term(law("yicheng"))
    assert not long_term(law("tongren")), "its document asks for none"


def test_the_digest_is_of_the_lines_and_not_of_the_day() -> None:
    one, two = [home(1)], [home(1), home(2)]
    at = ("jz-wangdian", "第一村")
    later = DAY.replace(month=4)
    assert sheet_of(one, law(), DAY, *at).digest == sheet_of(one, law(), later, *at).digest
    assert sheet_of(one, law(), DAY, *at).digest != sheet_of(two, law(), DAY, *at).digest
    raised = [home(1, monthly_fen=93_001)]
    assert sheet_of(one, law(), DAY, *at).digest != sheet_of(raised, law(), DAY, *at).digest


@given(st.lists(st.tuples(st.sampled_from(["第一村", "第二村"]), st.booleans()), max_size=20))
def test_every_grown_applicant_hangs_once_in_his_own_village(rows: list[tuple[str, bool]]) -> None:
    homes = [home(n, village, minor=minor) for n, (village, minor) in enumerate(rows)]
    sheets = sheets_of(homes, law(), DAY)
    assert sum(len(s.lines) for s in sheets) == sum(not h.minor for h in homes)
    assert [s.village for s in sheets] == sorted({h.village for h in homes})
