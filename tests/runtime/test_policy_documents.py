"""A place's documents: what they repeal, until when they hold, who reviewed them, what figures a
standard rests on (HB-01, HB-11, HB-24, TR-29, TR-45, YC-36)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.case.lifecycle import Stage
from domain.case.needs import needs
from runtime.pack_document_rules import BASIS, SERIES
from runtime.packs import PackError, load, snapshot, value
from runtime.policy_commands import document_lines
from tests.people import Walk, application


def overlay(folder: Path, place: str, text: str) -> Path:
    path = folder / "places" / place
    path.mkdir(parents=True)
    (path / "later.yaml").write_text(text, encoding="utf-8")
    return folder


LATER = """
dibao.visit_days:
  values:
    - {{from: 2027-01-01, value: 9, source: {{doc: 同政发〔2026〕9号, article: 三}}, status: verified}}
{review}"""
REVIEW = """
policy.reviews:
  values:
    - from: 2026-12-01
      source: {{doc: 同政发〔2026〕9号}}
      status: verified
      value: {{同政发〔2026〕9号: {{day: "{on}", unit: 市司法局, paper: 同司审〔2026〕3号}}}}
"""
NAME = "dibao.publicity"


def later(review: str) -> str:
    return LATER.format(review=review).replace("dibao.visit_days", NAME)


@pytest.mark.rule("TR-29")
def test_tongren_puts_no_document_in_force_without_a_review_of_legality(tmp_path: Path) -> None:
    bare = overlay(tmp_path / "bare", "tongren", later(""))
    with pytest.raises(PackError, match="合法性审查"):
        load([bare])
    late = overlay(tmp_path / "late", "tongren", later(REVIEW.format(on="2027-01-02")))
    with pytest.raises(PackError, match="合法性审查"):
        load([late])
    reviewed = overlay(tmp_path / "good", "tongren", later(REVIEW.format(on="2026-12-20")))
    assert value(load([reviewed]), "tongren", date(2027, 2, 1), NAME).value == 9
    lines = document_lines(load([reviewed]), load().place("tongren"), date(2027, 2, 1))
    assert any("同司审〔2026〕3号" in line for line in lines)
    elsewhere = overlay(tmp_path / "jz", "jiaozuo", later(""))
    assert value(load([elsewhere]), "jiaozuo", date(2027, 2, 1), NAME).value == 9


@pytest.mark.rule("HB-01", "NUM-08")
def test_hanbins_document_repeals_the_older_and_a_case_keeps_the_version_of_its_intake(
    tmp_path: Path,
) -> None:
    document = load().place("hanbin").document
    (old,) = document.supersedes
    assert (old.number, old.issued) == ("汉政办发〔2015〕157号", date(2015, 12, 30))
    assert old.until is not None and document.in_force.since is not None
    assert old.until < document.in_force.since
    lines = document_lines(load(), load().place("hanbin"), date(2026, 11, 29))
    assert any("替代：汉政办发〔2015〕157号" in line for line in lines)

    file = Walk(application("hanbin")).file
    assert file.policy is not None
    before = file.policy.digest
    newer = overlay(
        tmp_path,
        "hanbin",
        later("")
        .replace("2027-01-01", "2026-11-24")
        .replace("同政发〔2026〕9号", "汉政发〔2026〕9号"),
    )
    rules = snapshot("hanbin", date(2026, 11, 25), needs(Stage.INTAKE, file.programme), production=False,
                     overlays=[newer])  # fmt: skip
    assert rules.digest != before
    assert file.policy.digest == before and file.policy.on == file.applied_on
    cited = {v.source.doc for v in file.policy.values.values() if v.source}
    assert cited, "which version governed the step stands in the snapshot of the history"


@pytest.mark.rule("HB-24", "TR-45")
@pytest.mark.parametrize("place", ["hanbin", "tongren"])
def test_each_standard_names_the_series_it_was_set_from(place: str, tmp_path: Path) -> None:
    day = date(2026, 6, 1)
    series = value(load(), place, day, SERIES).value
    basis = value(load(), place, day, BASIS).value
    assert isinstance(series, dict) and isinstance(basis, dict)
    versions = {v.since for v in load().definitions[place]["dibao.standard"].values}
    assert {date.fromisoformat(since) for since in basis["dibao.standard"]} == versions
    for since, codes in basis["dibao.standard"].items():
        for code in codes:
            assert series[code]["period"] and series[code]["published"] < since
    text = """
statistics.basis:
  values:
    - {from: 2021-07-01, status: demo, value: {dibao.standard: {"2026-01-01": [rumour]}}}
"""
    with pytest.raises(PackError, match="rumour"):
        load([overlay(tmp_path, place, text)])


@pytest.mark.rule("HB-11", "OPN-03")
def test_a_standard_is_dated_by_area_and_the_row_in_force_on_the_day_counts() -> None:
    def standard(on: date, area: str) -> int:
        found = value(load(), "hanbin", on, "dibao.standard").value
        assert isinstance(found, dict)
        return int(found[area])

    assert standard(date(2025, 12, 31), "rural") != standard(date(2026, 1, 1), "rural")
    assert standard(date(2026, 1, 1), "urban") != standard(date(2026, 1, 1), "rural")
    assert value(load(), "hanbin", date(2026, 1, 1), "dibao.standard").status == "demo"
    real = value(load(), "hanbin", date(2026, 1, 1), "dibao.standard", production=True)
    assert real.value is None, "production begins with the field empty"


@pytest.mark.rule("YC-36", "NUM-46", "NUM-47", "OPN-32", "DIF-26")
def test_yichengs_document_holds_both_readings_and_warns_before_its_end() -> None:
    info = load().place("yicheng")
    paper = info.document
    assert (paper.in_force.since, paper.in_force.until) == (date(2021, 1, 28), date(2026, 1, 27))
    other = paper.other_reading
    assert other is not None
    assert (other.since, other.until) == (date(2021, 1, 27), date(2026, 1, 26))
    last = document_lines(load(), info, date(2026, 1, 20), production=True)
    assert any("还有7天" in line for line in last)
    after = document_lines(load(), info, date(2026, 1, 28), production=True)
    assert any("不能据以启动新案件" in line for line in after)
    assert not paper.in_force_on(date(2026, 1, 28), production=True)
    assert paper.in_force_on(date(2026, 1, 28))
