"""`make rules` says which rows of the register a test shows, and which none."""

from __future__ import annotations

from tests.rules_report import GROUPS, read_register, report, state_of

OUTCOMES = {
    "JZ-24": {"a": "passed", "b": "passed"},
    "JZ-25": {"a": "passed", "c": "failed"},
    "DB-39": {"d": "skipped"},
}


def test_a_row_is_shown_only_if_a_test_passes_and_none_fails() -> None:
    assert [state_of(row, OUTCOMES) for row in ("JZ-24", "JZ-25", "DB-39", "TR-01")] == [
        "shown",
        "failing",
        "open",
        "open",
    ]


def test_the_report_counts_every_row_once() -> None:
    register = read_register()
    assert {row.split("-")[0] for row in register} == set(GROUPS)
    text = report(register, OUTCOMES, every_row=True)
    assert f"all    1 of {len(register)}" in text
    assert "failing JZ-25" in text and "open    DB-39" in text and "JZ-24" not in text
    assert "open" not in report(register, OUTCOMES, every_row=False).split("all")[1]
