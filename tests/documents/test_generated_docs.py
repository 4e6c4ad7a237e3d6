"""The pages of docs/ that follow from the code are what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import generate
from domain.case.lifecycle import EXITS, ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.moves import MOVES
from domain.measures.lifecycle import MEASURES_MOVES
from domain.meeting.lifecycle import ITEM_EXITS, ITEM_MOVES


def test_the_committed_pages_are_what_the_code_says() -> None:
    assert generate.stale() == (), f"run `{generate.COMMAND}`"


def test_a_stale_or_missing_page_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.stale(tmp_path) == ("lifecycle.md", "rulebook.md")
    (tmp_path / "lifecycle.md").write_text(
        generate.lifecycle().replace("受理", "受 理", 1), "utf-8"
    )
    (tmp_path / "rulebook.md").write_text(generate.PAGES["rulebook.md"](), "utf-8")
    assert generate.stale(tmp_path) == ("lifecycle.md",)
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr(generate, "stale", lambda: ("lifecycle.md",))
    assert generate.main(["--check"]) == 1
    assert "docs/lifecycle.md is stale" in capsys.readouterr().err
    assert generate.main(["--chek"]) == 2


def test_the_page_is_written_and_then_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main([]) == 0
    assert generate.stale(tmp_path) == ()


def test_every_stage_exit_act_and_role_stands_on_the_page() -> None:
    page = generate.lifecycle()
    for stage, exits in EXITS.items():
        assert STAGE_ZH[stage] in page
        for to in exits:
            assert f"    {stage.value} --> {to.value}\n" in page
    for move in MOVES:
        assert page.count(f"| `{move.act}` | {move.act.replace('_', ' ')} | {move.zh} |") >= len(
            move.stages
        )
    for stage, exits in ITEM_EXITS.items():
        for to in exits:
            assert f"    {stage.value} --> {to.value}\n" in page
    for move in (*ITEM_MOVES, *MEASURES_MOVES):
        assert f"| `{move.act}` | {move.act.replace('_', ' ')} | {move.zh} |" in page
    for role in Role:
        assert f"| `{role.value}` | {ROLE_ZH[role]} |" in page
    others = len(generate.PROCEDURES)
    assert page.count("```mermaid") == 5 + others, (
        "cases, items, meetings, leads, comparisons, the others"
    )
    assert f"    {Stage.CLOSED.value} --> [*]\n" in page


def test_clauses_stand_in_both_languages() -> None:
    assert generate.clause_en("57号 Art 31-34") == "Measures 57/2021, Art 31–34"
    assert generate.clause_cn("57号 Art 21; JZ-60") == "57号第二十一条；JZ-60"
