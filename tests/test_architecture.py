"""The house keeps its walls: `domain` is pure, workflow code deterministic, files small."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN_MODULES = frozenset(
    {"os", "sys", "time", "random", "secrets", "uuid", "socket", "pathlib", "io", "subprocess"}
)
FORBIDDEN_CALLS = frozenset(
    {"now", "today", "utcnow", "time", "open", "getenv", "urandom", "uuid4", "input", "print"}
)
CLOCKS = frozenset({"now", "today", "utcnow", "urandom", "uuid4"})
OWN_CLOCKS = frozenset({"workflow"})
"""The server's clock is the same for ever; any other, by whatever name it was imported, is not."""
MAX_LINES = 430
"""About 400 (DESIGN section 2), with room for the last function."""


def impurities(source: str, *, allow: frozenset[str] = frozenset()) -> list[str]:
    """Every clock, chance, environment or file a module reaches for, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name.split(".")[0] for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module.split(".")[0]]
        found += [f"{node.lineno}: imports {n}" for n in names if n in FORBIDDEN_MODULES - allow]
        if isinstance(node, ast.Call):
            called = node.func
            name = (
                called.attr
                if isinstance(called, ast.Attribute)
                else called.id
                if isinstance(called, ast.Name)
                else ""
            )
            owner = (
                called.value.id
                if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
                else ""
            )
            clock = name in CLOCKS and owner not in OWN_CLOCKS
            known = name in FORBIDDEN_CALLS - allow and owner in ("", "time", "os")
            if clock or known:
                found.append(f"{node.lineno}: calls {owner + '.' if owner else ''}{name}()")
    return found


def kept_between_workflows(source: str) -> list[str]:
    """What a module would let one workflow change for another: values at its top that can change,
    and functions that write to its top."""
    tree = ast.parse(source)
    found = [f"{node.lineno}: global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        name = (
            value.func.id
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
            else ""
        )
        held = isinstance(value, ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
        if held or name in _CHANGEABLE:
            found.append(f"{node.lineno}: holds what can change")
    return found


_CHANGEABLE = frozenset({"dict", "set", "list", "defaultdict", "deque", "count", "cycle", "iter"})


def test_workflows_share_their_modules_and_none_of_them_holds_what_can_change() -> None:
    """No sandbox loads them anew: what stands at the top of one is every workflow's."""
    modules = sorted((ROOT / "workflows").glob("*.py"))
    assert len(modules) >= 30
    assert {p.name: bad for p in modules if (bad := kept_between_workflows(p.read_text()))} == {}
    planted = "SEEN = {}\nLAST = dict()\ndef f():\n    global LAST\n    LAST = 1\n"
    assert len(kept_between_workflows(planted)) == 3


@pytest.mark.parametrize("room", ["domain", "workflows"])
def test_no_clock_chance_environment_or_file_in_the_pure_rooms(room: str) -> None:
    # `time` as a class of datetime is a value, not a clock.
    allow = frozenset({"time"})
    found = {
        str(path.relative_to(ROOT)): bad
        for path in sorted((ROOT / room).rglob("*.py"))
        if (bad := impurities(path.read_text("utf-8"), allow=allow))
    }
    assert not found


def test_the_purity_gate_sees_a_planted_clock_and_a_planted_file() -> None:
    planted = "import random\nfrom datetime import date\nx = date.today()\ny = open('f')\n"
    assert len(impurities(planted)) == 3
    assert len(impurities("from datetime import datetime as moment\nx = moment.now()\n")) == 1


def utc_days(source: str) -> int:
    """How often the day is read off a clock in UTC: from midnight to eight it is yesterday's."""
    return len(
        re.findall(r"\bnow\((?:UTC|timezone\.utc|tz=UTC)?\)\.date\(\)|date\.today\(\)", source)
    )


def test_the_day_is_shanghais_everywhere() -> None:
    assert utc_days("today = datetime.now(UTC).date()\nsame = date.today()\n") == 2
    names = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    here = {"tests/test_architecture.py", "runtime/keys.py"}  # this sentence; the name of a key
    assert not {n for n in names if n not in here and utc_days((ROOT / n).read_text("utf-8"))}


def test_a_file_can_be_seen_at_once() -> None:
    names = subprocess.run(
        ["git", "ls-files", "*.py", "*.html", "*.css"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    long = {
        n: c for n in names if (c := len((ROOT / n).read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert not long


def test_each_room_says_what_lives_there() -> None:
    rooms = [p for p in ROOT.glob("*/__init__.py") if p.parent.name not in ("tests", "docs")]
    silent = [
        p.parent.name for p in rooms if not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert not silent


def test_a_built_package_holds_every_template_and_every_pack() -> None:
    """What is not Python goes into the wheel by the patterns of `package-data` alone."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    for room, patterns in table["package-data"].items():
        folder = ROOT / room
        taken = {path for pattern in patterns for path in folder.glob(pattern)}
        here = {
            path
            for path in folder.rglob("*.*")
            if path.suffix in {".html", ".css", ".yaml", ".json", ".js", ".mako"}
        }
        assert here, room
        assert here <= taken, room


def test_every_router_of_the_api_stands_at_its_address() -> None:
    """The application takes routers as they are: one without `prefix=V1` would stand at the root."""
    from api.app import API
    from api.v1 import V1

    assert [module.__name__ for module in API if module.router.prefix != V1] == []
