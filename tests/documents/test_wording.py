"""The words of formal papers."""

from __future__ import annotations

from datetime import date

import pytest

from documents.wording import clause_zh, clauses_zh, date_zh, fact_zh, number_zh, township_organ
from domain.case.moves import MOVES
from runtime.packs import load, place_info

JIAOZUO = place_info("jiaozuo")
LAW_57 = "《最低生活保障审核确认办法》（民发〔2021〕57号）"


@pytest.mark.parametrize(
    ("n", "zh"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (34, "三十四"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (203, "二百零三"),
        (999, "九百九十九"),
    ],
)
def test_articles_are_numbered_as_the_statute_book_does(n: int, zh: str) -> None:
    assert number_zh(n) == zh


@pytest.mark.parametrize("n", [0, -1, 1000])
def test_no_article_has_such_a_number(n: int) -> None:
    with pytest.raises(ValueError, match="1 to 999"):
        number_zh(n)


@pytest.mark.parametrize(
    ("clause", "zh"),
    [
        ("57号 Art 21", f"{LAW_57}第二十一条"),
        ("57号 Art 21; JZ-60", f"{LAW_57}第二十一条"),
        ("57号 Art 31-34", f"{LAW_57}第三十一条至第三十四条"),
        ("民发〔2021〕57号 第19条", f"{LAW_57}第十九条"),
        ("社会救助法 Art 48", "《中华人民共和国社会救助法》第四十八条"),
        ("焦民〔2022〕154号 五", "焦民〔2022〕154号五"),
        ("JZ-23", "《加强社会救助重点工作若干措施》（焦民〔2022〕154号）"),
        ("演示数据", "演示数据"),
        ("", ""),
    ],
)
def test_a_clause_is_cited_as_a_county_cites_it(clause: str, zh: str) -> None:
    assert clause_zh(clause, JIAOZUO) == zh


def test_every_clause_of_the_lifecycle_can_stand_on_a_paper() -> None:
    for move in MOVES:
        cited = clause_zh(move.clause, JIAOZUO)
        assert cited
        assert "Art" not in cited


def test_a_clause_cited_twice_stands_once() -> None:
    assert clauses_zh(("57号 Art 21", "57号 Art 21; JZ-60", ""), JIAOZUO) == (
        f"{LAW_57}第二十一条",
    )


def test_dates_are_written_in_arabic_figures() -> None:
    assert date_zh(date(2026, 3, 4)) == "2026年3月4日"
    assert fact_zh("2026-10-19") == "2026年10月19日"
    assert fact_zh("3人") == "3人"


def test_every_township_of_every_place_has_an_organ() -> None:
    for place in load().places.values():
        for township in place.townships:
            assert township_organ(place, township.code).startswith(place.short)
            assert township_organ(place, township.code).endswith(("人民政府", "办事处"))
