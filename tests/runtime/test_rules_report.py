"""`make rules` says which rows of the register a test shows, and which none."""

from __future__ import annotations

from tests.rules_report import GROUPS, read_reasons, read_register, report, state_of

OUTCOMES = {
    "JZ-24": {"a": "passed", "b": "passed"},
    "JZ-25": {"a": "passed", "c": "failed"},
    "DB-39": {"d": "skipped"},
}
REASONS = {"ZH-03": "an appeal to departments, nothing to compute", "JZ-24": "shown all the same"}


def test_a_row_is_shown_only_if_a_test_passes_and_none_fails() -> None:
    assert [
        state_of(row, OUTCOMES, REASONS) for row in ("JZ-24", "JZ-25", "DB-39", "TR-01", "ZH-03")
    ] == [
        "shown",
        "failing",
        "open",
        "open",
        "told",
    ]


def test_the_report_counts_every_row_once() -> None:
    register = read_register()
    assert {row.split("-")[0] for row in register} == set(GROUPS)
    text = report(register, OUTCOMES, REASONS, every_row=True)
    assert f"all    1 of {len(register)}" in text
    assert "told    ZH-03   an appeal to departments" in text
    assert "failing JZ-25" in text and "open    DB-39" in text and "JZ-24" not in text
    assert "open" not in report(register, OUTCOMES, REASONS, every_row=False).split("all")[1]


def test_a_reason_is_a_sentence_about_a_row_of_the_register() -> None:
    register = read_register()
    for row, reason in read_reasons().items():
        assert row in register, row
        assert len(reason.split()) > 3, row
