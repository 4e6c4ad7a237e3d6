"""There is no other way into a case than its acts: who writes its tables, and who touches its workflow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = (
    "domain", "workflows", "runtime", "store", "documents", "activities", "audit", "api", "sandbox",
)  # fmt: skip
OF_CASES: Final = frozenset(
    {
        "CaseRow",
        "TimelineRow",
        "EntitlementRow",
        "AccountRow",
        "ClosedFileRow",
        "DepartmentAsk",
        "OnceAidRow",
        "HitRow",
    }
)
"""Tables that say what the histories of cases say, and nothing of their own."""
WRITERS: Final = {
    "store/projection.py": "what a case tells the tables",
    "store/closing.py": "the same, for a case that has closed",
    "store/once.py": "the same, for help given once",
    "store/compare/leads.py": "the same, for what registers say of it",
    "store/rebuild.py": "the same again, from the histories",
}
CALLERS: Final = {
    "project_case": {"activities/projection.py", "store/rebuild.py"},
    "project_check": {"activities/projection.py", "store/rebuild.py"},
    "put_right": {"audit/rebuild/healing.py"},
}
"""Who may tell the tables what a case is: its own step, and the rebuild from histories."""
_WRITE: Final = frozenset({"put", "delete", "update", "insert", "bulk_insert_mappings"})
_RAW: Final = re.compile(
    r"\b(INSERT INTO|UPDATE|DELETE FROM)\s+(cases|timeline|entitlements|accounts|closed_files"
    r"|department_asks|once_aids|case_hits)\b",
    re.IGNORECASE,
)
_FORCE: Final = frozenset({"terminate", "reset_workflow_execution", "cancel_workflow"})


def sources() -> Iterator[tuple[str, ast.Module, str]]:
    files = [p for room in ROOMS for p in (ROOT / room).rglob("*.py")]
    for path in (*files, ROOT / "cli.py", ROOT / "worker.py"):
        name = path.relative_to(ROOT).as_posix()
        if "/migrations/" not in name:
            text = path.read_text("utf-8")
            yield name, ast.parse(text), text


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def writes(tree: ast.Module) -> Iterator[str]:
    """Tables of cases this module writes: a statement over one, or a row of one it makes or changes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if named(node) in _WRITE:
            yield from (n.id for a in node.args for n in ast.walk(a) if isinstance(n, ast.Name))
        elif named(node) in OF_CASES and node.keywords:
            yield named(node)


def writers(found: Iterator[tuple[str, ast.Module, str]]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for name, tree, text in found:
        tables = OF_CASES & set(writes(tree))
        tables |= {raw[1] for raw in _RAW.findall(text)}
        if tables:
            made[name] = tables
    return made


@pytest.mark.rule("AUD-33")
def test_nothing_writes_the_tables_of_cases_but_what_their_workflows_tell() -> None:
    assert set(writers(sources())) <= set(WRITERS)


def test_only_the_step_of_the_case_and_the_rebuild_tell_the_tables() -> None:
    found: dict[str, set[str]] = {name: set() for name in CALLERS}
    for name, tree, _ in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and named(node) in CALLERS:
                found[named(node)].add(name)
    assert all(found[name] <= CALLERS[name] for name in CALLERS), found


def test_no_door_ends_or_turns_back_a_workflow_by_force() -> None:
    """A case is stopped, turned back or changed by acts alone. Rehearsals end their own; a stuck run
    is set back at one door, by two people (docs/adr/0010)."""
    found = {
        name
        for name, tree, _ in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and named(node) in _FORCE and not name.startswith("sandbox/")
    }
    assert found == {"audit/restart/door.py"}


@pytest.mark.parametrize(
    "planted",
    [
        "from store.sql import put\nput(session, CaseRow, [{'stage': 'closed'}])",
        "session.execute(delete(EntitlementRow).where(col(EntitlementRow.case_no) == no))",
        "session.execute(update(CaseRow).values(monthly_fen=1))",
        "session.add(TimelineRow(case_no=no, seq=1))",
        "connection.execute(text('UPDATE cases SET monthly_fen = 1'))",
    ],
)
def test_a_planted_back_door_is_seen(planted: str) -> None:
    assert writers(iter([("api/planted.py", ast.parse(planted), planted)])) != {}
