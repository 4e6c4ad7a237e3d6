"""Three meetings that were reported in public (E8, E9, E10), rebuilt through the model and minuted.

What the reports say comes out exactly; what they do not say is invented in the examples, and said
to be.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from documents.assembly import render_meeting_minutes
from domain.assembly.file import Totals, totals_of
from domain.assembly.lifecycle import MeetingStage
from domain.meeting.item import Members
from domain.meeting.resolution import Measure, Resolution
from domain.places import Unit
from runtime.packs import place_info
from tests.assembly import CONVENER, OFFICE, Hall, household

FOLDER = Path(__file__).parents[2] / "examples" / "meetings"
FEN = 100


def example(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def shares(yuan: int, units: list[str], item: str, on: Any) -> Resolution:
    """The sum split between the units: the first bears what does not divide."""
    fen, each = yuan * FEN, yuan * FEN // len(units)
    sums = [fen - each * (len(units) - 1), *[each] * (len(units) - 1)]
    return Resolution(
        item=f"item/{item}",
        number="",
        approved=True,
        decided_on=on,
        measures=tuple(
            Measure(
                code="AID-02", unit=unit, manner="一次性救助，银行发放", amount_fen=share,
                fund_source="救助资金",
            )
            for unit, share in zip(units, sums, strict=True)
        ),
    )  # fmt: skip


def held(name: str) -> Hall:
    """The meeting of the example, from its agenda to its minutes."""
    told = example(name)
    units = tuple(Unit(code=f"u{n:02d}", zh=zh) for n, zh in enumerate(told["units"]))
    hall = Hall(who=Members(body_zh=told["body"], units=units))
    rows = told["households"]
    items = [f"TR2026{n:06d}/1" for n in range(1, len(rows) + 1)]
    points: list[dict[str, Any]] = [{"kind": "item", "item": item} for item in items]
    known = [
        household(
            item, *row.get("from", units[0].zh.split()), brief={"cause": row.get("cause", "")}
        )
        for item, row in zip(items, rows, strict=True)
    ]
    if "matter" in told:
        matter = {k: v for k, v in told["matter"].items() if k != "text"}
        points.append({**matter, "figures": tuple(matter.get("figures", ()))})
    hall.do("add_points", OFFICE, points=tuple(points), known={"items": tuple(known)})
    hall.approved().called().sitting(*told["units"], chair_post=told["chair"])
    for n, (item, row) in enumerate(zip(items, rows, strict=True), start=1):
        _settle(hall, f"p{n}", item, row)
    if "matter" in told:
        last, text = f"p{len(points)}", told["matter"]["text"]
        hall.do("decide_point", CONVENER, point=last, outcome="approved", text=text)
    return hall.do("close_sitting", CONVENER).minuted().numbered().posted()


def _settle(hall: Hall, point: str, item: str, row: dict[str, Any]) -> None:
    if "refused" in row:
        found = Resolution(
            item=f"item/{item}",
            number="",
            approved=False,
            decided_on=hall.today,
            reason=row["refused"],
        )
        hall.do("decide_point", CONVENER, point=point, outcome="rejected", text=row["refused"],
                known={"resolution": found})  # fmt: skip
        return
    proposed = tuple(
        {"unit": u, "stand": "agree", "text": f"建议救助{row['yuan']}元"} for u in row["from"]
    )
    hall.do("record_voices", OFFICE, point=point, voices=proposed)
    found = shares(row["yuan"], row["from"], item, hall.today)
    hall.do("decide_point", CONVENER, point=point, outcome="approved",
            known={"resolution": found})  # fmt: skip


def minutes_of(hall: Hall) -> str:
    minutes = hall.file.minutes
    assert minutes is not None and hall.file.stage is MeetingStage.ENDED
    return render_meeting_minutes(
        hall.file, number=minutes.number, issued_on=hall.today, place=place_info("tongren")
    ).html


def test_eighteen_households_are_examined_and_fourteen_get_five_hundred_and_fifty_thousand() -> (
    None
):
    hall = held("anlu")
    assert totals_of(hall.file) == Totals(
        examined=18,
        approved=14,
        refused=4,
        referred=0,
        total_fen=55_000_000,
        highest_fen=9_900_000,
        lowest_fen=800_000,
    )
    html = minutes_of(hall)
    assert "审议家庭18户，同意救助14户，合计550,000" in html
    assert "最高99,000" in html and "最低8,000" in html


def test_twenty_three_units_settle_seven_households_of_twenty_thousand_or_more() -> None:
    hall = held("joint-2020-11")
    totals = totals_of(hall.file)
    assert len(hall.file.attended) == 23
    assert (totals.examined, totals.approved, totals.refused) == (7, 7, 0)
    assert totals.total_fen == 18_000_000 and totals.lowest_fen >= 2_000_000
    assert all(len(p.voices) == 2 for p in hall.file.points), "the units propose a sum"
    assert "合计180,000" in minutes_of(hall)


def test_a_report_of_figures_is_a_matter_without_a_household() -> None:
    hall = held("ning-2022-04")
    assert totals_of(hall.file).examined == 0
    figures = {f.zh: f.count for f in hall.file.points[0].figures}
    assert figures == {
        "临时救助": 1_200,
        "临时救助人数": 4_724,
        "临时救助金额": 4_820_000,
        "其中一事一议": 28,
        "其中急难救助": 118,
        "其中先行救助": 2,
    }
    html = minutes_of(hall)
    assert "4724人" in html and "4820000元" in html and "28户" in html


@pytest.mark.parametrize("name", ["anlu", "joint-2020-11", "ning-2022-04"])
def test_what_each_report_told_is_what_the_example_adds_up_to(name: str) -> None:
    told, totals = example(name)["told"], totals_of(held(name).file)
    assert len(example(name)["units"]) == told["units"]
    assert (totals.examined, totals.approved) == (told["examined"], told["approved"])
    assert totals.total_fen == told["total_yuan"] * FEN
    if "lowest_yuan" in told:
        assert totals.lowest_fen == told["lowest_yuan"] * FEN
    if "highest_yuan" in told:
        assert totals.highest_fen == told["highest_yuan"] * FEN
