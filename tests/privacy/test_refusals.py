"""U4: every refusal says by which rule, why, and what would be right, in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("domain", "api", "store", "workflows", "documents", "activities", "runtime")
SOMETHING: Final = "某"

WAY_OUT: Final = re.compile(
    "请|应|须|可以|可选|可用|方可|才|只能|只有|无需|不需要|不得早于|不得晚于|不能早于|不能晚于|"
    "不得少于|不得超过|不得使用|由某|为：|现有|待|至某|为1至"
)
"""What would be right: an instruction, what may be chosen, a bound, or that nothing is needed."""

NOT_OF_LAW: Final = {
    "bad_input": "the form of what was typed",
    "act_unknown": "an address that does not exist",
    "not_ready": "a moment's wait",
    "not_found": "S8: must not tell more than that there is nothing",
    "signed_out": "no session",
    "unavailable": "technical",
    "tables_away": "technical",
    "too_large": "technical",
    "cross_site": "technical",
    "form_token": "technical",
    "http_error": "technical",
    "fault": "technical",
    "changed_meanwhile": "somebody else was faster",
    "archived": "where it is now",
    "ended": "nothing is there to be done",
    "closed": "nothing is there to be done",
    "cursor_unknown": "a page mark",
    "not_then": "a moment the record does not have",
    "group_unknown": "a code that is not in the list; the list has the clauses",
    "number_taken": "a restored database",
}
"""Refusals no rule stands behind, by code, and what they are instead."""
NOT_OF_LAW_LIKE: Final = ("id_", "card_", "amount_", "evidence_", "idempotency_", "not_a_", "sign_")
"""The same by the beginning of the code: typing mistakes and files that cannot be read."""

ENGLISH: Final = frozenset({"JPEG", "PNG", "PDF", "UUID", "Idempotency", "Key", "xlsx"})


class Refusal(NamedTuple):
    where: str
    code: str
    message: str
    clause: str


def said(node: ast.expr | None) -> str:
    """The words of a message; what is put in at run time stands as 某."""
    match node:
        case None:
            return ""
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(
                said(v) if isinstance(v, ast.Constant) else SOMETHING for v in node.values
            )
        case ast.BinOp():
            return said(node.left) + said(node.right)
        case ast.IfExp():
            return said(node.body) + said(node.orelse)
    return SOMETHING


def refusals_in(text: str, where: str) -> Iterator[Refusal]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "of_place":
            message, clause = node.args[2:4]
            yield Refusal(f"{where}:{node.lineno}", "not_your_place", said(message), said(clause))
        if not isinstance(node.func, ast.Name):
            continue
        skip = {"require": 1, "_require": 1, "CaseRefusal": 0, "Problem": 1}.get(node.func.id)
        named = {k.arg: k.value for k in node.keywords}
        args = node.args[skip:] if skip is not None else []
        if len(args) < 2:
            continue
        clause = args[2] if len(args) > 2 else named.get("clause")
        yield Refusal(f"{where}:{node.lineno}", said(args[0]), said(args[1]), said(clause))


def faults(refusal: Refusal) -> list[str]:
    found = []
    code, words = refusal.code, refusal.message
    free = code in NOT_OF_LAW or code.startswith(NOT_OF_LAW_LIKE) or code == SOMETHING
    if not refusal.clause and not free:
        found.append("no rule")
    if words == SOMETHING:
        return found  # made elsewhere, and read there
    if not WAY_OUT.search(words) and not words.endswith(SOMETHING):
        found.append("no way out")
    if not words.endswith(("。", "？", SOMETHING)):
        found.append("no sentence")
    latin = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"\b[A-Z]{2,3}-\d+", "", words))) - ENGLISH
    if latin:
        found.append(f"English: {sorted(latin)}")
    return found


def everywhere() -> list[Refusal]:
    return [
        refusal
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for refusal in refusals_in(path.read_text(), str(path.relative_to(ROOT)))
    ]


def test_every_refusal_in_the_code_has_rule_reason_and_way_out() -> None:
    found = everywhere()
    assert len(found) > 300
    wrong = {r.where: (r.code, *f) for r in found if (f := faults(r))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('require(x, "c", "不能办理。", "57号 Art 4")', "no way out"),
        ('require(x, "c", "请先核实。")', "no rule"),
        ('require(x, "c", "请先核实", "57号 Art 4")', "no sentence"),
        ('raise CaseRefusal("c", "请先 verify。", "57号 Art 4")', "English: ['verify']"),
        ('raise Problem(409, "c", f"不能{a}。", clause="JZ-1")', "no way out"),
    ],
)
def test_a_refusal_that_leaves_somebody_standing_is_noticed(line: str, told: str) -> None:
    [refusal] = refusals_in(line, "here")
    assert faults(refusal) == [told]


def test_every_excuse_is_used() -> None:
    codes = {r.code for r in everywhere() if not r.clause}
    assert {code for code in NOT_OF_LAW if code not in codes} <= {"http_error", "not_ready"}
    for start in NOT_OF_LAW_LIKE:
        assert any(code.startswith(start) for code in codes), start
