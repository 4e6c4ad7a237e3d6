"""A policy value in the words of an officer."""

from __future__ import annotations

from typing import Any

from domain.policy import PolicyValue, Status, Unit

STATUS_ZH = {
    Status.VERIFIED: "已核对",
    Status.UNVERIFIED: "未核对",
    Status.DEMO: "演示数据",
    Status.NOT_SET: "尚未设定",
}
UNIT_ZH = {
    Unit.CALENDAR_DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.MONTHS: "个月",
    Unit.HOURS: "小时",
    Unit.PERCENT: "%",
    Unit.BASIS_POINTS: "‱",
}


def in_words(found: PolicyValue, labels: dict[str, str] | None = None) -> str:
    """A value as an officer reads it: `7日`, `1,000.00元`, `是`, a table line by line."""
    return "尚未设定" if found.status is Status.NOT_SET else _words(found.unit, found.value, labels)


def _words(unit: Unit, value: Any, labels: dict[str, str] | None) -> str:
    names = labels or {}
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        rows = (f"{names.get(k, k)}：{_words(unit, v, names)}" for k, v in value.items())
        return "；".join(rows) or "（空表）"
    if isinstance(value, list):
        return "、".join(names.get(str(v), str(v)) for v in value) or "（无）"
    if unit in (Unit.FEN, Unit.FEN_PER_MONTH) and isinstance(value, int):
        return f"{value // 100:,}.{value % 100:02d}元"
    if unit is Unit.DAY_OF_MONTH:
        return f"每月{value}日"
    return names.get(str(value), f"{value}{UNIT_ZH.get(unit, '')}")
