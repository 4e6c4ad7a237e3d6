"""核对批量表: the workbook a department without an interface fills in, out and in.

One row for each item and person (and institution) of every query of the batch, known by the query's
key. What comes back is read row by row: good rows are taken, a missing, doubled, contradictory,
foreign or unreadable one is reported by its row and never guessed at.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.base import CaseRefusal, Frozen
from domain.check.answers import KIND_ZH, PROVIDED, VERIFIED, DepartmentQuery, Kind, Record
from domain.money import parse_yuan

HEADINGS: Final = (
    "查询编号", "项目", "项目名称", "机构", "人员编号", "姓名", "身份证号码",
    "结果", "查得内容代码", "数量", "金额（元）", "起始日期", "说明",
)  # fmt: skip
_KINDS: Final = {zh: kind for kind, zh in KIND_ZH.items()}
_HEAD_ROW: Final = 1

Part = tuple[str, str, str, str]
"""Query key, item, person, institution: what one row answers."""


class BatchFault(Frozen):
    """`row` of the returned workbook, 0 for a row that is missing from it. Never its content.

    `key`: the query it concerns, empty when it concerns none of ours.
    """

    row: int
    code: str
    zh: str
    key: str = ""


class BatchReading(Frozen):
    """What one returned workbook gave: good records by query key, and every fault."""

    records: dict[str, tuple[Record, ...]]
    faults: tuple[BatchFault, ...]


class UnreadableWorkbook(Exception):
    """A returned file is no workbook of our form; the text says in which way."""


class _Read(NamedTuple):
    number: int
    part: Part
    record: Record


def parts_of(query: DepartmentQuery) -> tuple[Part, ...]:
    """Every row the query needs answered, in the order of the workbook."""
    return tuple(
        (query.key, item, person, institution)
        for item, person in query.pairs()
        for institution in query.institutions or ("",)
    )


def write_batch(queries: Iterable[DepartmentQuery], names: Mapping[str, str]) -> bytes:
    """The workbook to send: who is asked about, under which item, and empty columns to fill in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "核对"
    sheet.append(list(HEADINGS))
    for query in queries:
        people = {p.key: p for p in query.persons}
        for key, item, person, institution in parts_of(query):
            about = people[person]
            name = names.get(item, item)
            sheet.append([key, item, name, institution, person, about.name, about.id_no])
    guide = book.create_sheet("填写说明")
    for line in _guide():
        guide.append([line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide() -> tuple[str, ...]:
    return (
        "请逐行填写“结果”一栏，不得增删行，不得改动前七栏。",
        f"提供信息的项目填写：{'、'.join(KIND_ZH[k] for k in PROVIDED)}。",
        f"核实申报情况的项目填写：{'、'.join(KIND_ZH[k] for k in VERIFIED)}。",
        "结果为“有”的，请填写内容、数量或者金额；查无记录的，请填写“无”。",
    )


def read_batch(
    data: bytes,
    queries: Mapping[str, DepartmentQuery],
    answered: Mapping[Part, tuple[Record, ...]] | None = None,
) -> BatchReading:
    """The rows of a returned workbook. Raises `UnreadableWorkbook` when it is not of our form.

    `queries`: what the department was sent, by key; `answered`: rows earlier workbooks settled.
    A row that says once more what was taken before is passed over.
    """
    before = answered or {}
    faults: list[BatchFault] = []
    good: dict[Part, list[_Read]] = {}
    spoilt: set[Part] = set()
    seen: set[str] = set()
    for number, cells in _rows(data):
        key = str(cells[0] or "")
        seen.add(key)
        found = _one(number, cells, queries)
        if isinstance(found, BatchFault):
            faults.append(found)
            continue
        if found.part in before:
            if found.record not in before[found.part]:
                faults.append(_fault(number, "doubled", key))
            continue
        stands = good.setdefault(found.part, [])
        if any(r.record == found.record for r in stands):
            faults.append(_fault(number, "doubled", key))
        elif any(_opposed(r.record, found.record) for r in stands):
            spoilt.add(found.part)
            faults.append(_fault(number, "contradictory", key))
        else:
            stands.append(found)
    for part in sorted(spoilt):
        faults += [_fault(r.number, "contradictory", part[0]) for r in good.pop(part)]
    for key in sorted(seen & set(queries)):
        lacking = [p for p in parts_of(queries[key]) if p not in good and p not in before]
        faults += [_fault(0, "missing", key)] * len(lacking)
    return BatchReading(
        records=_by_key(good), faults=tuple(sorted(faults, key=lambda f: (f.row, f.code, f.key)))
    )


def _by_key(good: Mapping[Part, list[_Read]]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for part, reads in good.items():
        found[part[0]] = (*found.get(part[0], ()), *(r.record for r in reads))
    return found


def _opposed(one: Record, other: Record) -> bool:
    """Two things found under one item stand together; anything else about it contradicts."""
    both_found = one.kind is Kind.FOUND and other.kind is Kind.FOUND
    return not both_found or one.about == other.about


def _one(
    number: int, cells: list[Any], queries: Mapping[str, DepartmentQuery]
) -> _Read | BatchFault:
    key, item, _, institution, person = (str(c or "") for c in cells[:5])
    query = queries.get(key)
    if query is None:
        return _fault(number, "foreign", "")
    part = (key, item, person, institution)
    about = next((p for p in query.persons if p.key == person), None)
    if part not in parts_of(query) or about is None:
        return _fault(number, "foreign", key)
    if (str(cells[5] or ""), str(cells[6] or "")) != (about.name, about.id_no):
        return _fault(number, "other_person", key)
    try:
        record = _record(item, person, institution, cells[7:])
    except (KeyError, TypeError, ValueError, CaseRefusal):
        return _fault(number, "unreadable", key)
    if record.kind not in (VERIFIED if item in query.verify else PROVIDED):
        return _fault(number, "unreadable", key)
    return _Read(number, part, record)


_FAULT_ZH: Final = {
    "foreign": "不是本批查询的内容",
    "other_person": "姓名或者身份证号码与查询的人员不一致",
    "doubled": "重复填写",
    "contradictory": "与另一行互相矛盾，均未采用",
    "unreadable": "结果、数量、金额或者日期无法识别",
    "missing": "缺少一行答复",
}


def _fault(row: int, code: str, key: str) -> BatchFault:
    where = f"第{row}行" if row else f"查询{key}"
    return BatchFault(row=row, code=code, zh=f"{where}：{_FAULT_ZH[code]}。", key=key)


def _rows(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError):
        raise UnreadableWorkbook("not a workbook") from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        if tuple(next(rows, ()))[: len(HEADINGS)] != HEADINGS:
            raise UnreadableWorkbook("other headings")
        for number, row in enumerate(rows, start=_HEAD_ROW + 1):
            cells = [*row, *[None] * len(HEADINGS)][: len(HEADINGS)]
            if any(cell not in (None, "") for cell in cells):
                yield number, cells
    finally:
        book.close()


def _record(item: str, person: str, institution: str, cells: list[Any]) -> Record:
    result, about, count, yuan, since, text = cells
    return Record(
        item=item,
        person=person,
        institution=institution,
        kind=_KINDS[str(result or "").strip()],
        about=str(about or "").strip(),
        count=int(count or 0),
        fen=parse_yuan(str(yuan)) if yuan not in (None, "") else 0,
        since=_day(since),
        text=str(text or ""),
    )


def _day(cell: Any) -> date | None:
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell))
