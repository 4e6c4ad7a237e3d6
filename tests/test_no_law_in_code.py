"""No number of the law stands in code: it comes from a policy pack, with its clause and its dates.

A search for bare digits would drown in page sizes and ports. This gate looks where such a number
does its work: in spans and period calls, beside names that speak of days, months, money or shares,
in comparisons with a number the packs hold, and in sentences that tell people a limit. What is
meant to stay is either listed in ALLOWED or marked on its line with `# not law: <reason>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.policy import Unit
from runtime import packs

ROOT = Path(__file__).parent.parent
FOLDERS = ("domain", "workflows", "activities", "api", "audit", "documents", "store")
RULES_OF_CASES = ("domain", "workflows", "audit")
TEMPLATES = {".j2", ".jinja", ".jinja2", ".html", ".txt"}

ALLOWED: dict[tuple[str, str], str] = {
    ("api/examples.py", "fen_year"): "a made-up income in an example of the documentation",
    ("api/examples.py", "_fen"): "made-up amounts in the examples of the API's documentation",
    ("api/templates/cases.html", "| length > 1 %}"): "a template's condition, not a percentage",
    ("api/templates/tasks.html", "三日内"): "how far ahead the clerk's list looks: a habit of work",
    ("api/v1/tasks.py", "SOON"): "how far ahead the clerk's list looks: a habit of work",
    ("api/v1/tasks.py", "三日内"): "how far ahead the clerk's list looks: a habit of work",
    ("audit/recompute/findings.py", "MOST_DIFFERENCES"): "how many lines of a finding are printed",
    ("audit/sheet.py", "_SHEET"): "widths and sizes in the style sheet of what auditors print",
    (
        "domain/means/counting/lines.py",
        "MONTHS_A_YEAR = 12",
    ): "the calendar: a year has twelve months",
    ("domain/case/acts/living.py", "transition_months: int = Field("): (
        "what can be typed at all; the longest lawful period is read from the pack"
    ),
    ("domain/meeting/resolution.py", "period_months: int = Field("): (
        "what can be typed at all; the meeting decides the period, no rule bounds it"
    ),
    ("domain/money.py", "FEN = 100"): "the currency: a yuan has a hundred fen",
    ("api/examples_funds.py", ""): (
        "made-up amounts of the sample requests in the API's documentation; nothing reads them"
    ),
    ("api/examples_together.py", "fen"): "made-up amounts in examples of the documentation",
    ("api/examples_oversight.py", ""): (
        "made-up amounts of the sample requests in the API's documentation; nothing reads them"
    ),
    ("api/examples.py", ""): (
        "made-up amounts of the sample requests in the API's documentation; nothing reads them"
    ),
}
"""What may stay, by file and a part of its line, and why; an empty part allows the whole file."""
MARK = re.compile(r"#\s*not law: \S.{9,}")

PERIOD_CALL = re.compile(r"(^|_)(days?|months?|years?|weeks?|due|deadline)(_|$)")
LAW_WORD = re.compile(
    r"(^|_)(days?|months?|weeks?|percent|ratio|fen|yuan|age|ages|deadline|publicity|surveyors|"
    r"threshold|quota|ceiling|standard|share)(_|$)",
    re.IGNORECASE,
)
STRICT_WORD = re.compile(r"(^|_)(limit|max|min|minimum|maximum|least|most|quorum)(_|$)", re.I)
TECHNICAL = re.compile(r"(^|_)(length|digits|attempts|interval|items|bytes|size)(_|$)")
BOUNDS = {"min_length", "max_length", "ge", "gt", "le", "lt"}
SAID = re.compile(
    r"(\d+|[二两三四五六七八九十百]+)\s*(个?工作日|天|日内|日前|个月|周内|元|周岁|岁|％|%(?!\}))"
)
STYLE = re.compile(r"<style.*?</style>|style=\"[^\"]*\"", re.DOTALL)
SPANS = {"timedelta", "relativedelta"}
SMALL = 1
COMMON = 9
"""Statutory numbers up to this are too common to be told from counters by value alone."""


class Finding(NamedTuple):
    path: str
    line: int
    why: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.why}: {self.text}"


def statutory() -> tuple[frozenset[int], frozenset[int]]:
    """The counts and the sums of fen that stand in any pack."""
    counts: set[int] = set()
    sums: set[int] = set()
    for named in packs.load().definitions.values():
        for definition in named.values():
            for dated in definition.values:
                found = dated.value.values() if isinstance(dated.value, dict) else [dated.value]
                numbers = {n for n in found if isinstance(n, int) and not isinstance(n, bool)}
                (sums if definition.unit in (Unit.FEN, Unit.FEN_PER_MONTH) else counts).update(
                    numbers
                )
    return frozenset(counts), frozenset(sums)


COUNTS, SUMS = statutory()


class Searcher(ast.NodeVisitor):
    """Collects the numbers of one file that look like law."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.found = path, dict[tuple[int, str], None]()
        self.strict = path.split("/")[0] in RULES_OF_CASES
        self.known = dict(_constants(tree))
        self.docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        self.visit(tree)

    def note(self, node: ast.AST, why: str) -> None:
        self.found[getattr(node, "lineno", 0), why] = None

    def number(self, node: ast.AST | None) -> int | None:
        """The whole number an expression is, directly or by a constant of the file."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.number(node.operand)
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        return None

    def is_law_name(self, name: str | None) -> bool:
        if not name or TECHNICAL.search(name.lower()):
            return False
        return bool(LAW_WORD.search(name) or (self.strict and STRICT_WORD.search(name)))

    def named(self, node: ast.AST, name: str | None, value: ast.AST | None) -> None:
        literal = value if isinstance(value, ast.Constant) else None
        number = self.number(literal)
        if number is not None and number > SMALL and self.is_law_name(name):
            self.note(node, f"a number under the name “{name}”")

    def visit_Call(self, node: ast.Call) -> None:
        called = _name(node.func) or ""
        if called in SPANS:
            days = [node.args[0]] if node.args else []
            days += [k.value for k in node.keywords if k.arg in ("days", "weeks", "months")]
            if any((self.number(arg) or 0) > SMALL for arg in days):
                self.note(node, "a span of days")
        elif PERIOD_CALL.search(called):
            given = [*node.args, *(k.value for k in node.keywords)]
            if any((self.number(arg) or 0) > SMALL for arg in given):
                self.note(node, f"a period given to {called}")
        if called not in SPANS:
            for keyword in node.keywords:
                self.named(keyword.value, keyword.arg, keyword.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.named(node, _name(target), node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        name = _name(node.target)
        self.named(node, name, node.value)
        if isinstance(node.value, ast.Call) and self.is_law_name(name):
            bounds = [k.value for k in node.value.keywords if k.arg in BOUNDS]
            if any((self.number(bound) or 0) > SMALL for bound in bounds):
                self.note(node, f"a bound on “{name}”")
        self.generic_visit(node)

    def visit_arguments(self, node: ast.arguments) -> None:
        positional = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(positional) - len(node.defaults)) + list(node.defaults)
        pairs = zip([*positional, *node.kwonlyargs], [*defaults, *node.kw_defaults], strict=True)
        for argument, default in pairs:
            self.named(argument, argument.arg, default)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.named(value, key.value, value)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for side in sides:
            number = self.number(side)
            if number is None or number <= SMALL:
                continue
            others = [_name(other) for other in sides if other is not side]
            if any(self.is_law_name(other) for other in others):
                self.note(node, "a comparison with a number")
            elif self.strict and number > COMMON and number in COUNTS and "len" not in others:
                self.note(node, f"a comparison with {number}, which stands in a pack")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            number = self.number(side) if isinstance(side, ast.Constant) else None
            percent_or_carry = number in (2, 10, 100)
            if (
                number is not None
                and number > SMALL
                and not percent_or_carry
                and self.is_law_name(_name(other))
            ):
                self.note(node, f"arithmetic with {number}")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) is int and node.value in SUMS and node.value >= 1000:
            self.note(node, f"{node.value} fen stand in a pack")
        if isinstance(node.value, str) and id(node) not in self.docstrings:
            said = SAID.search(STYLE.sub("", node.value))
            if said:
                self.note(node, f"a limit told as “{said[0]}”")


def _constants(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and type(node.value.value) is int:
                    yield target.id, node.value.value


def _name(node: ast.AST) -> str | None:
    """The last name of an expression: `due` of `case.due`, `age_on` of `age_on(x, y)`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return _name(node.func)
    return None


def search(root: Path, folders: tuple[str, ...] = FOLDERS) -> list[Finding]:
    """Every number that looks like law under the folders, allowed ones left out."""
    return [
        finding
        for folder in folders
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
        for finding in _in_file(path, path.relative_to(root).as_posix())
    ]


def _in_file(path: Path, shown: str) -> list[Finding]:
    if path.suffix not in TEMPLATES | {".py"}:
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".py":
        places = list(Searcher(shown, ast.parse("\n".join(lines))).found)
    else:
        places = [
            (number, f"a limit told as “{said[0]}”")
            for number, line in enumerate(lines, 1)
            if (said := SAID.search(STYLE.sub("", line)))
        ]
    found = [Finding(shown, number, why, lines[number - 1].strip()) for number, why in places]
    return [f for f in found if not MARK.search(f.text) and not _allowed(f)]


def _allowed(finding: Finding) -> bool:
    return any(finding.path == path and fragment in finding.text for path, fragment in ALLOWED)


def test_no_number_of_the_law_stands_in_code() -> None:
    found = search(ROOT)
    assert not found, "\n" + "\n".join(map(str, found))


def test_every_allowed_number_is_still_there_and_has_a_reason() -> None:
    for (path, fragment), reason in ALLOWED.items():
        assert len(reason) > 10
        assert fragment in (ROOT / path).read_text(encoding="utf-8"), f"{path}: {fragment}"


PLANTED = [
    "end = start + timedelta(days=7)",
    "end = start + timedelta(7)",
    "end = start + timedelta(weeks=2)",
    "due = calendar.working_days_after(on, 30)",
    "due = calendar.calendar_days_after(on, n=7, roll=True)",
    "due = months_after(on, 6)",
    "LIMIT_OF_SURVEY = 3\ndue = calendar.working_days_after(on, LIMIT_OF_SURVEY)",
    "PUBLICITY_DAYS = 7",
    "publicity_days: int = 7",
    "def wait(days: int = 7) -> None: ...",
    "def wait(*, months=6) -> None: ...",
    "wait(retry_days=10)",
    "rules = {'transition_months': 6}",
    "if age_on(number, day) >= 60: pass",
    "if case.waited_days > 3: pass",
    "if months == 12: pass",
    "if case.elapsed > 45: pass",
    "if case.surveyors < 2: pass",
    "class Survey:\n    surveyors: tuple[str, ...] = Field(min_length=2)",
    "class Care:\n    age: int = Field(ge=60)",
    "MIN_SURVEYORS = 2",
    "limit = standard * 24",
    "edge = standard_fen * 3 // 2",
    "reserve = 5_000_000",
    "monthly = 66000",
    "message = '公示期为7天。'",
    "message = f'请在{name}收到之日起60日内申请复议。'",
    "message = '应当在三个工作日内送达。'",
    "message = '渐退期最长六个月'",
]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_number_of_the_law_is_found(tmp_path: Path, planted: str) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "case.py").write_text(planted + "\n", encoding="utf-8")
    assert search(tmp_path), planted


def test_a_planted_limit_in_a_letter_is_found(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    letter = tmp_path / "documents" / "refusal.html.j2"
    letter.write_text("<p>您可以在60日内申请行政复议。</p>\n", encoding="utf-8")
    assert [finding.line for finding in search(tmp_path)] == [1]
    letter.write_text("<p>您可以在{{ days }}日内申请行政复议。</p>\n", encoding="utf-8")
    assert search(tmp_path) == []


INNOCENT = [
    "timeout = timedelta(seconds=30)",
    "due = policy.due('dibao.publicity', on)",
    "tomorrow = day + timedelta(days=1)",
    "if len(rows) > 20: pass",
    "page_size = 50",
    "class Act:\n    reason: str = Field(min_length=4, max_length=200)",
    "retry = RetryPolicy(maximum_attempts=5)",
    "due = months_after(on, policy.months('dibao.transition_months'))",
    "message = f'公示期为{days}天。'",
    "status_code = 422",
    "yuan = fen // 100",
    "page = '<style>td { width: 100% }</style>'",
    'def f():\n    """Seven days: 57号 Art 19 says 7天."""',
    "port = 7233",
]


@pytest.mark.parametrize("innocent", INNOCENT)
def test_ordinary_code_is_left_alone(tmp_path: Path, innocent: str) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "case.py").write_text(innocent + "\n", encoding="utf-8")
    assert search(tmp_path) == []


def test_a_mark_needs_a_reason(tmp_path: Path) -> None:
    (tmp_path / "workflows").mkdir()
    file = tmp_path / "workflows" / "case.py"
    file.write_text("KEEP_DAYS = 30  # not law: how long a log file is kept\n", encoding="utf-8")
    assert search(tmp_path) == []
    file.write_text("KEEP_DAYS = 30  # not law:\n", encoding="utf-8")
    assert len(search(tmp_path)) == 1
