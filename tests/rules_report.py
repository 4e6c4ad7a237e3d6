"""Which rows of the register a passing test shows: what `make rules` prints.

Reads `tests/register_ids.txt`, `tests/register_reasons.txt` (rows no test of ours can show, with
the reason) and what the last runs recorded in `var/rules.json`. Ends with 1 when a test that shows
a rule has failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES_FILE = Path("var/rules.json")
GROUPS = {
    "ZH": "Zhanhe", "HB": "Hanbin", "JZ": "Jiaozuo", "TR": "Tongren", "YC": "Yicheng",
    "DB": "national: dibao", "TK": "national: tekun", "LS": "national: temporary aid",
    "JG": "national: supervision", "GX": "national: rigid expenditure", "GS": "national: publicity",
    "BY": "national: dibao edge", "YY": "national: one case, one discussion",
    "JC": "national: monitoring", "CHK": "items of the check", "AID": "measures of aid",
    "DUT": "duties of units", "TYP": "kinds of aid", "GRP": "groups", "NUM": "numbers",
    "GEN": "derived", "DIF": "contradictions", "OPN": "left open", "ACT": "actors",
    "AUD": "the auditor's questions",
}  # fmt: skip

Outcomes = Mapping[str, Mapping[str, str]]


def read_register() -> dict[str, str]:
    """Row id → short English title, in the order of the register."""
    return _pairs("register_ids.txt")


def read_reasons() -> dict[str, str]:
    """Row id → why it is not software, or which later work it waits for."""
    return _pairs("register_reasons.txt")


def _pairs(name: str) -> dict[str, str]:
    lines = (ROOT / "tests" / name).read_text().splitlines()
    pairs = [line.split("\t", 1) for line in lines if line and not line.startswith("#")]
    return {pair[0]: pair[1] for pair in pairs}


def read_outcomes() -> dict[str, dict[str, str]]:
    """Row id → test → `passed`, `failed` or `skipped`, of all runs on file."""
    path = ROOT / RULES_FILE
    found: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def state_of(row: str, outcomes: Outcomes, reasons: Mapping[str, str]) -> str:
    """`shown` (a test passes, none fails), `failing`, `told` (a reason is on file), or `open`."""
    seen = set(outcomes.get(row, {}).values())
    if "failed" in seen:
        return "failing"
    return "shown" if "passed" in seen else "told" if row in reasons else "open"


def report(
    register: Mapping[str, str],
    outcomes: Outcomes,
    reasons: Mapping[str, str],
    *,
    every_row: bool,
) -> str:
    """One line a group with its counts, the failing rows, and with `every_row` the others too."""
    states = {row: state_of(row, outcomes, reasons) for row in register}
    lines = []
    for group, title in GROUPS.items():
        rows = [row for row in register if row.split("-")[0] == group]
        shown = sum(states[row] == "shown" for row in rows)
        told = sum(states[row] == "told" for row in rows)
        lines.append(f"{group:<4}{shown:>4} of {len(rows):>3}, {told:>3} with a reason  {title}")
    total = sum(state == "shown" for state in states.values())
    told = sum(state == "told" for state in states.values())
    lines.append(f"{'all':<4}{total:>4} of {len(register):>3}, {told:>3} with a reason")
    listed = ("failing", "open", "told") if every_row else ("failing",)
    lines += [
        f"{states[row]:<8}{row:<8}{reasons.get(row, register[row])}"
        for row in register
        if states[row] in listed
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Prints the report; `--open` lists the rows without a test."""
    outcomes = read_outcomes()
    register = read_register()
    reasons = read_reasons()
    sys.stdout.write(report(register, outcomes, reasons, every_row="--open" in arguments))
    return int(any(state_of(row, outcomes, reasons) == "failing" for row in register))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
