"""No other way into a procedure than its acts: who writes its tables, who touches its workflow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from store.rebuild import kinds

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = (
    "domain", "workflows", "runtime", "store", "documents", "activities", "audit", "api", "sandbox",
)  # fmt: skip
OF_CASES: Final = frozenset(
    share.table.__name__
    for kind in kinds()
    for share in kind.shares
    if not share.columns and share.name != "tasks"
)
"""Tables that say what histories say, and nothing of their own. (Tasks: some are of no procedure.)"""
WRITERS: Final = {
    "store/projection.py": "what a case tells the tables",
    "store/closing.py": "the same, for a case that has closed",
    "store/once.py": "the same, for help given once",
    "store/compare/leads.py": "the same, for what registers say of it",
    "store/compare/roll.py": "the same, for who is in aid",
    "store/compare/exits.py": "the same, for changes in the family",
    "store/care/people.py": "the same, for people supported",
    "store/together.py": "the same, for referrals and aids",
    "store/relatives.py": "the same, for what a family is compared by",
    "store/intake.py": "the same, for whom it holds; and before it has begun",
    "store/journals.py": "the record of every procedure that is no case, for those below",
    "store/discovery.py": "what a lead tells",
    "store/meeting.py": "what an item and its measures tell",
    "store/assembly.py": "what a meeting tells",
    "store/desk/affairs.py": "what an affair tells",
    "store/desk/reports.py": "what the units' reports tell",
    "store/desk/year.py": "what the office's year tells",
    "store/desk/mail.py": "papers to units beside it: records, not told by a year",
    "activities/desk.py": "the same",
    "store/funds/matters.py": "what a matter of money tells",
    "store/money_views.py": "what a month's run tells",
    "store/compare/months.py": "what a month's comparison tells",
    "store/watch/proceedings.py": "what a proceeding tells",
    "store/watch/spots.py": "the same, for the cases drawn",
    "store/watching/matters.py": "what a matter of supervision tells",
}
CALLERS: Final = {
    "project_case": {"activities/projection.py", "store/rebuild/cases.py"},
    "project_check": {"activities/projection.py", "store/rebuild/cases.py"},
    "put_right": {"audit/rebuild/healing.py"},
}
"""Who may tell the tables what a case is: its own step, and the rebuild from histories."""
_WRITE: Final = frozenset({"put", "delete", "update", "insert", "bulk_insert_mappings"})
_NAMES: Final = "|".join(
    sorted({share.name for kind in kinds() for share in kind.shares if not share.columns})
)
_RAW: Final = re.compile(rf"\b(INSERT INTO|UPDATE|DELETE FROM)\s+({_NAMES})\b")
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
def test_nothing_writes_what_histories_tell_but_what_their_workflows_tell() -> None:
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
