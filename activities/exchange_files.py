"""The two routes of departments without an interface: batch workbooks, and letters on paper.

Files name the people they ask about, as a batch for a department must; they are readable by this
account alone and named by opaque keys. Under the exchange directory, by place and department:

- `pending/` queries that wait for the next batch, `sent/` those that went out with one;
- `out/` the workbooks for the department, `in/` where its filled-in copies are put;
- `kept/` every returned workbook as it came, `answers/` its good rows, `reports/` its faults.

A file is written whole or not at all, and every step may be repeated or done by two workers.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from activities.exchange import Nonsense
from documents.batch import (
    BatchFault,
    BatchReading,
    Part,
    UnreadableWorkbook,
    parts_of,
    read_batch,
    write_batch,
)
from documents.letters import Inquiry, render_inquiry
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Record
from domain.places import PlaceInfo

Names = Callable[[str], Mapping[str, str]]
"""The Chinese names of items in a place."""


class FileRoute:
    """Queries wait for the department's next batch; its answer bears the day it was taken in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        return await asyncio.to_thread(self._exchange, query)

    def _exchange(self, query: DepartmentQuery) -> DepartmentReply:
        tray = Tray(self._folder, query.place, query.department)
        tray.take_returns()
        records = tray.records_of(query.key)
        wanted = set(parts_of(query))
        got = {(query.key, r.item, r.person, r.institution) for r in records}
        if wanted <= got:
            return DepartmentReply(
                answer=Answer(
                    department=query.department,
                    on=query.asked_on,
                    route="file",
                    records=records,
                    reference=tray.batch_of(query.key),
                )
            )
        faults = tray.faults_of(query.key)
        if faults:
            raise Nonsense("rows " + ", ".join(sorted({str(f.row) for f in faults if f.row})) +
                           f" of a workbook, {len(wanted - got)} missing")  # fmt: skip
        tray.hold(query)
        return DepartmentReply()


class Tray:
    """The files of one department of one place."""

    def __init__(self, folder: Path, place: str, department: str) -> None:
        self._folder, self._where = folder, Path(place, department)

    def _of(self, kind: str) -> Path:
        return self._folder / kind / self._where

    def hold(self, query: DepartmentQuery) -> None:
        """Puts the query among those for the next batch, unless it went out already."""
        name = f"{query.key}.json"
        if not (self._of("sent") / name).exists() and not (self._of("pending") / name).exists():
            _write(self._of("pending") / name, query.model_dump_json().encode())

    def make_batch(self, on: date, names: Mapping[str, str]) -> Path | None:
        """The next workbook with everything that waits; None when nothing does."""
        waiting = sorted(self._of("pending").glob("*.json"))
        queries = [DepartmentQuery.model_validate_json(p.read_bytes()) for p in waiting]
        if not queries:
            return None
        keys = "\n".join(q.key for q in queries)
        name = f"{on:%Y%m%d}-{hashlib.sha256(keys.encode()).hexdigest()[:8]}"
        book = self._of("out") / f"{name}.xlsx"
        _write(book, write_batch(queries, names))
        for path in waiting:
            _write(self._of("sent") / f"{path.stem}.batch", name.encode())
            (self._of("sent")).mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(self._of("sent") / path.name)
        return book

    def take_returns(self) -> tuple[BatchReading, ...]:
        """Reads every workbook the department has put back and that was not read yet."""
        for path in sorted(self._of("in").glob("*.xlsx")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            _write(self._of("kept") / f"{digest}.xlsx", path.read_bytes())
            path.unlink(missing_ok=True)
        new = [p for p in sorted(self._of("kept").glob("*.xlsx")) if not self._report(p).exists()]
        return tuple(self._read(path) for path in new)

    def _report(self, kept: Path) -> Path:
        return self._of("reports") / f"{kept.stem}.json"

    def _read(self, kept: Path) -> BatchReading:
        sent = {p.stem: p for p in self._of("sent").glob("*.json")}
        queries = {
            key: DepartmentQuery.model_validate_json(p.read_bytes()) for key, p in sent.items()
        }
        try:
            reading = read_batch(kept.read_bytes(), queries, self._answered(queries))
        except UnreadableWorkbook as unreadable:
            zh = "退回的文件不是本系统的核对批量表，请重新填写后放回。"
            fault = BatchFault(row=0, code=str(unreadable), zh=zh)
            reading = BatchReading(records={}, faults=(fault,))
        for key, records in reading.records.items():
            part = BatchReading(records={key: records}, faults=())
            _write(self._of("answers") / f"{key}@{kept.stem}.json", part.model_dump_json().encode())
        report = reading.model_copy(update={"records": {}})
        _write(self._report(kept), report.model_dump_json().encode())
        return reading

    def _answered(self, queries: Mapping[str, DepartmentQuery]) -> dict[Part, tuple[Record, ...]]:
        found: dict[Part, tuple[Record, ...]] = {}
        for key in queries:
            for record in self.records_of(key):
                part = (key, record.item, record.person, record.institution)
                found[part] = (*found.get(part, ()), record)
        return found

    def records_of(self, key: str) -> tuple[Record, ...]:
        """Every good row that came back for this query, from however many workbooks."""
        found: list[Record] = []
        for path in sorted(self._of("answers").glob(f"{key}@*.json")):
            found += _reading(path).records.get(key, ())
        return tuple(found)

    def faults_of(self, key: str) -> tuple[BatchFault, ...]:
        """What was wrong with this query's rows, or with a file that could not be read at all."""
        faults = [f for p in sorted(self._of("reports").glob("*.json")) for f in _reading(p).faults]
        return tuple(f for f in faults if f.key == key)

    def reports(self) -> tuple[tuple[str, tuple[BatchFault, ...]], ...]:
        """Each returned workbook (by the start of its digest) with its faults."""
        return tuple(
            (p.stem[:12], _reading(p).faults) for p in sorted(self._of("reports").glob("*.json"))
        )

    def batch_of(self, key: str) -> str:
        """The batch this query went out with; empty before."""
        path = self._of("sent") / f"{key}.batch"
        return path.read_text() if path.exists() else ""


def trays(folder: Path) -> tuple[tuple[str, str], ...]:
    """Every place and department that has files, sorted."""
    found = {
        (path.parent.name, path.name)
        for kind in ("pending", "sent", "in")
        for path in (folder / kind).glob("*/*")
        if path.is_dir()
    }
    return tuple(sorted(found))


def make_batches(folder: Path, on: date, names: Names) -> tuple[Path, ...]:
    """One workbook for each department for which something waits."""
    made = (Tray(folder, p, d).make_batch(on, names(p)) for p, d in trays(folder))
    return tuple(path for path in made if path is not None)


class LetterRoute:
    """A letter to print; the checking centre keys the reply in (`record_reply`)."""

    def __init__(
        self, folder: Path, place_of: Callable[[str], PlaceInfo], names: Names = lambda _: {}
    ) -> None:
        self._folder = folder
        self._place_of = place_of
        self._names = names

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        await asyncio.to_thread(self._letter, query)
        return DepartmentReply()

    def _letter(self, query: DepartmentQuery) -> None:
        path = self._folder / "letters" / query.place / query.department / f"{query.key}.html"
        if path.exists():
            return
        names = self._names(query.place)
        letter = render_inquiry(
            Inquiry(
                reference=query.key,
                department=names.get(query.department, query.department),
                persons=tuple(
                    p.model_copy(update={"items": tuple(names.get(i, i) for i in p.items)})
                    for p in query.persons
                ),
                items=tuple(names.get(i, i) for i in query.items),
                authorisation=query.authorisation,
            ),
            number=query.key,
            issued_on=query.asked_on,
            place=self._place_of(query.place),
        )
        _write(path, letter.html.encode())


def _reading(path: Path) -> BatchReading:
    try:
        return BatchReading.model_validate_json(path.read_bytes())
    except ValidationError:
        # `from None`: a validation error repeats what it refuses.
        raise Nonsense("a kept answer is spoilt") from None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for this account only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(f".{path.name}.part")
    scratch.touch(mode=0o600)
    scratch.write_bytes(data)
    scratch.chmod(0o600)
    scratch.replace(path)
