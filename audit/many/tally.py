"""What certifying many cases gave: a line each, kept in a file while the work goes on."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from audit.sources import SourceFault
from domain.base import Frozen, digest_of

Verdict = Literal["passed", "failed", "unknown"]


class Line(Frozen):
    """One case. `digest`: of its certificate; `findings`: the first few, masked; `seconds` of work.

    `unknown`: there is no such case here, or its histories cannot be read; the reason is the finding.
    """

    case_no: str
    place: str
    township: str = ""
    verdict: Verdict
    runs: int = 0
    events: int = 0
    compared: int = 0
    findings: tuple[str, ...] = ()
    more: int = 0
    notes: int = 0
    digest: str = ""
    seconds: float = 0.0


class Head(Frozen):
    """What the lines of a state file belong to: another question or program begins another file."""

    asked: str
    origin: str
    program: str


class Tally(Frozen):
    """All lines in the order of their numbers. `digest` binds them: what a paper copy quotes."""

    asked: str
    program: str
    made_at: datetime
    lines: tuple[Line, ...]
    seconds: float
    """Of this run of the command; lines kept from an earlier one cost nothing."""
    fresh_events: int = 0
    digest: str = ""

    @property
    def passed(self) -> bool:
        return all(line.verdict == "passed" for line in self.lines)

    @property
    def events(self) -> int:
        return sum(line.events for line in self.lines)

    @property
    def rate(self) -> float:
        """Events a second of this run."""
        return self.fresh_events / self.seconds if self.seconds else 0.0

    def of(self, verdict: Verdict) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict == verdict)


def tally(
    head: Head, lines: Iterable[Line], made_at: datetime, seconds: float, fresh: int
) -> Tally:
    ordered = tuple(sorted(lines, key=lambda line: line.case_no))
    content = [(line.case_no, line.verdict, line.digest) for line in ordered]
    return Tally(
        asked=head.asked,
        program=head.program,
        made_at=made_at,
        lines=ordered,
        seconds=seconds,
        fresh_events=fresh,
        digest=digest_of({"asked": head.asked, "lines": content}),
    )


class State:
    """A file of lines that grows while the work goes on; a half-written last line is no line."""

    def __init__(self, path: Path, head: Head) -> None:
        self.path = path
        self.done = self._read(head)

    def _read(self, head: Head) -> dict[str, Line]:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(head.model_dump_json() + "\n", encoding="utf-8")
            return {}
        first, *rest = self.path.read_text(encoding="utf-8").split("\n")
        try:
            there = Head.model_validate_json(first)
        except ValidationError:
            raise SourceFault(f"{self.path.name}不是核验进度文件，请另选文件。") from None
        if there != head:
            raise SourceFault(
                f"进度文件{self.path.name}是另一次核验的（范围、来源或者程序不同），请另选文件或者删去它。"
            )
        found: dict[str, Line] = {}
        for text in rest:
            with contextlib.suppress(ValidationError):
                line = Line.model_validate_json(text)
                if line.verdict != "unknown":  # what could not be read is tried again
                    found[line.case_no] = line
        # What was half written when the last run was cut off must not spoil the next line.
        whole = "".join(f"{line.model_dump_json()}\n" for line in found.values())
        self.path.write_text(head.model_dump_json() + "\n" + whole, encoding="utf-8")
        return found

    def add(self, lines: Sequence[Line]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            for line in lines:
                file.write(line.model_dump_json() + "\n")
                self.done[line.case_no] = line


def state_name(head: Head) -> str:
    """The name of the state file of a question, the same each time it is asked."""
    return f"certify-{hashlib.sha256(head.model_dump_json().encode()).hexdigest()[:12]}.jsonl"
