"""What the packs must keep about the information check: who is asked for what, under which paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import JsonValue, ValidationError

from domain.check.asking import QueryRule
from domain.policy import Definition

_ITEM = re.compile(r"^(CHK-\d\d(/[a-z_]+)?|DB-37/[a-z_]+)$")
_MIN_DEPARTMENTS = 8
_ROW = {"zh", "items", "written_authorisation", "clause"}
_EXTRA = {"department", "zh", "clause", "approval_no", "approval_date"}
_TABLES = ("check.items", "check.group_items")


def check_violations(
    named: Mapping[str, Definition], national: Mapping[str, Definition]
) -> Iterator[str]:
    """Every fault of one place's check tables, as a Chinese line that begins with the name."""
    known = _latest(national, "check.departments")
    for name in _TABLES:
        for table in _tables(named, name):
            if name == "check.items" and 0 < len(table) < _MIN_DEPARTMENTS:
                yield f"{name}: 至少须有 {_MIN_DEPARTMENTS} 个部门"
            for department, row in table.items():
                if department not in known:
                    yield f"{name}: 部门代码 {department} 不在 check.departments 中"
                yield from (f"{name}: {department} {fault}" for fault in _of_row(row, national))
                yield from (f"{name}: {department} {fault}" for fault in _never(row, named))
    yield from _of_extra_items(named, known)
    yield from _of_query_rules(named, known)


def _of_row(row: JsonValue, national: Mapping[str, Definition]) -> Iterator[str]:
    if not isinstance(row, dict) or set(row) != _ROW:
        yield "须写明 zh、items、written_authorisation、clause"
        return
    items: Any = row["items"]
    written = row["written_authorisation"]
    if not isinstance(items, list) or not items or not all(_ITEM.match(str(i)) for i in items):
        yield "items 须为 CHK-nn 或 DB-37/… 的非空列表"
        return
    if not isinstance(written, bool):
        yield "written_authorisation 须为 true 或 false"
    traits = _latest(national, "check.traits")
    paper = any(_trait(traits, str(i), "written") for i in items)
    if traits and paper is not written:
        yield f"written_authorisation 应为 {str(paper).lower()}（金融资产须本人书面授权）"
    if not row["zh"] or not row["clause"]:
        yield "zh 和 clause 不能为空"


def _never(row: JsonValue, named: Mapping[str, Definition]) -> Iterator[str]:
    """Statistics are about nobody, and what nobody has defined cannot be asked."""
    listed: Any = row["items"] if isinstance(row, dict) and _listed(row) else ()
    items = set(map(str, listed))
    for statistics in _tables(named, "check.statistics"):
        for other in statistics.values():
            if isinstance(other, dict) and _listed(other):
                shared = sorted(items & set(map(str, other["items"])))
                yield from (f"{item} 是统计资料，不得在个案核对中查询" for item in shared)
    undefined = named.get("check.undefined_items")
    for dated in undefined.values if undefined else ():
        codes = dated.value if isinstance(dated.value, list) else []
        yield from (f"{i} 尚未确定，不得查询" for i in sorted(items & set(map(str, codes))))


def _of_extra_items(
    named: Mapping[str, Definition], known: Mapping[str, JsonValue]
) -> Iterator[str]:
    for table in _tables(named, "check.extra_items"):
        for code, row in table.items():
            if not _ITEM.match(code) or not isinstance(row, dict) or not set(row) >= _EXTRA:
                yield f"check.extra_items: {code} 须写明部门、中文、依据、批准文号和日期"
                continue
            if row["department"] not in known:
                yield f"check.extra_items: 部门代码 {row['department']} 不在 check.departments 中"
            if not row["approval_no"] or not _is_date(row["approval_date"]):
                yield f"check.extra_items: {code} 没有批准文号和日期，不得查询"


def _of_query_rules(
    named: Mapping[str, Definition], known: Mapping[str, JsonValue]
) -> Iterator[str]:
    for table in _tables(named, "check.query_rules"):
        for department, rows in table.items():
            if department not in known:
                yield f"check.query_rules: 部门代码 {department} 不在 check.departments 中"
            for row in rows if isinstance(rows, list) else [rows]:
                try:
                    QueryRule.model_validate(row)
                except ValidationError:
                    yield f"check.query_rules: {department} 须写明文号、依据、双方签字和起止日期"


def _tables(named: Mapping[str, Definition], name: str) -> Iterator[dict[str, Any]]:
    definition = named.get(name)
    for dated in definition.values if definition else ():
        if isinstance(dated.value, dict):
            yield dated.value


def _latest(level: Mapping[str, Definition], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in _tables(level, name):
        found = table
    return found


def _trait(traits: Mapping[str, Any], item: str, name: str) -> Any:
    row = traits.get(item)
    return row.get(name) if isinstance(row, dict) else None


def _listed(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("items"), list)


def _is_date(value: JsonValue) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
