"""Where the answers of earlier nights stand: a file on a laptop, the tables in a county."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from pydantic import ValidationError

from audit.certificate import program_digest
from audit.rulebook.asked import Answers, Asked
from audit.rulebook.matters import number_of
from store.engine import Store
from store.tables.rulebook import NightRow
from store.watching import rulebook

FORMAT: Final = "doudi-rulebook/1"


class Book(Protocol):
    """The answers by case, and which of them are of this time. Another program begins it anew: its
    answers may be others."""

    answers: dict[str, Asked]
    fresh: set[str]

    def add(self, one: Asked) -> None: ...

    def write(self) -> None:
        """Makes what was added last."""
        ...


class FileBook:
    """A file, a line a case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answers: dict[str, Asked] = {}
        self.fresh: set[str] = set()
        self._head = f"{FORMAT} {program_digest()}"
        if not path.exists():
            return
        first, *rest = path.read_text(encoding="utf-8").split("\n")
        for text in rest if first == self._head else ():
            with contextlib.suppress(ValidationError):
                one = Asked.model_validate_json(text)
                self.answers[one.case_no] = one

    def add(self, one: Asked) -> None:
        self.answers[one.case_no] = one
        self.fresh.add(one.case_no)

    def write(self) -> None:
        """Replaces the file in one step."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.path.with_suffix(".part")
        lines = (one.model_dump_json() for one in self.answers.values())
        scratch.write_text("\n".join((self._head, *lines)) + "\n", encoding="utf-8")
        scratch.chmod(0o600)
        scratch.replace(self.path)


class TableBook:
    """The table of answers. `anew`: nothing of earlier nights is used."""

    def __init__(self, store: Store, *, anew: bool = False) -> None:
        self._store, self._program = store, program_digest()
        self.answers: dict[str, Asked] = {}
        self.fresh: set[str] = set()
        self._waiting: list[Asked] = []
        with store.read() as session:
            kept = {} if anew else rulebook.answers(session, self._program)
        for number, content in kept.items():
            with contextlib.suppress(ValidationError):
                self.answers[number] = Asked.model_validate_json(content)

    def add(self, one: Asked) -> None:
        self.answers[one.case_no] = one
        self.fresh.add(one.case_no)
        self._waiting.append(one)

    def write(self) -> None:
        rows = [
            {
                "case_no": one.case_no,
                "place": one.place,
                "township": one.township,
                "content": one.model_dump_json(),
            }
            for one in self._waiting
        ]
        with self._store.write() as session:
            rulebook.keep_answers(session, self._program, rows)
        self._waiting.clear()


def keep(
    store: Store, book: Book, cases: Iterable[str], found: Answers, today: date
) -> rulebook.Kept:
    """The night into the tables: its breaches, what became of earlier ones, the counts by township."""
    answers = [book.answers[number] for number in cases if number in book.answers]
    nights = nights_of(answers, book.fresh, found, today)
    rows = [
        rulebook.Found(
            key=one.key,
            former=one.worded,
            rule=one.rule,
            place=one.place,
            township=one.township,
            case_no=one.case_no,
            on=one.on,
            seq=one.seq,
            number=number_of(one),
            zh=one.zh,
        )
        for one in found.breaches
    ]
    with store.write() as session:
        kept = rulebook.keep_breaches(
            session, today, rows, {one.place for one in answers}, found.unknown
        )
        rulebook.keep_night(session, nights)
    return kept


def nights_of(
    answers: Iterable[Asked], fresh: set[str], found: Answers, today: date
) -> list[NightRow]:
    """One row a township. A case of which the township is not known counts for its place."""
    cases, asked = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    unknown, breaches = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    wrong: dict[tuple[str, str], set[str]] = defaultdict(set)
    rules: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in answers:
        where = (one.place, one.township)
        cases[where] += 1
        asked[where] += one.case_no in fresh
        unknown[where] += bool(one.unknown)
    for breach in found.breaches:
        where = (breach.place, breach.township)
        breaches[where] += 1
        wrong[where].add(breach.case_no)
        rules[where][breach.rule] += 1
    return [
        NightRow(
            on=today,
            place=where[0],
            township=where[1],
            cases=cases[where],
            wrong=len(wrong[where]),
            breaches=breaches[where],
            asked=asked[where],
            unknown=unknown[where],
            by_rule=",".join(f"{rule}:{n}" for rule, n in sorted(rules[where].items())),
        )
        for where in sorted({*cases, *breaches})
    ]
