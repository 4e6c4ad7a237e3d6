"""What every policy pack must keep: shapes, sources, dates, and names the nation knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pydantic import JsonValue

from domain.places import PlaceInfo
from domain.policy import NATIONAL, DatedValue, Definition, Status, Unit
from runtime.holidays import YEARS
from runtime.pack_check_rules import check_violations
from runtime.pack_document_rules import document_violations

_NAME = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")
_WHOLE = {
    Unit.CALENDAR_DAYS,
    Unit.WORKING_DAYS,
    Unit.MONTHS,
    Unit.FEN,
    Unit.FEN_PER_MONTH,
    Unit.PERCENT,
    Unit.BASIS_POINTS,
    Unit.COUNT,
    Unit.HOURS,
    Unit.DAY_OF_MONTH,
}

Declared = Mapping[tuple[str, str], tuple[str | None, Unit | None]]


def violations_of(
    definitions: Mapping[str, Mapping[str, Definition]],
    places: Mapping[str, PlaceInfo],
    declared: Declared,
) -> list[str]:
    """Every broken rule as one Chinese line that begins with level and name."""
    found = [
        f"{level} {name}: {fault}"
        for level, named in definitions.items()
        for name, definition in named.items()
        for fault in (*_of_name(level, name, definitions, declared), *_of_dates(definition))
    ]
    for code in sorted({*places, *(level for level in definitions if level != NATIONAL)}):
        found += [f"{code} {fault}" for fault in _of_place(code, definitions, places)]
    return found


def _of_name(
    level: str,
    name: str,
    definitions: Mapping[str, Mapping[str, Definition]],
    declared: Declared,
) -> Iterator[str]:
    zh, unit = declared[level, name]
    if not _NAME.match(name):
        yield "名称须为小写字母和点号"
    if level == NATIONAL:
        if not zh or unit is None:
            yield "全国层级须写明 zh 和 unit"
        return
    base = definitions.get(NATIONAL, {}).get(name)
    if base is None:
        yield "全国层级没有这个名称"
        return
    if zh is not None and zh != base.zh:
        yield f"zh 与全国层级不一致（应为“{base.zh}”）"
    if unit is not None and unit is not base.unit:
        yield f"unit 与全国层级不一致（应为 {base.unit}）"


def _of_dates(definition: Definition) -> Iterator[str]:
    before: DatedValue | None = None
    for value in definition.values:
        yield from (f"{value.since} 起的值：{fault}" for fault in _of_value(definition, value))
        if before is not None:
            if before.until is None or before.until >= value.since:
                yield f"{value.since} 起的值与前一个值重叠"
            elif before.until + timedelta(days=1) < value.since:
                yield f"{before.until} 与 {value.since} 之间有空档，须写明 not_set"
        before = value


def _of_value(definition: Definition, dated: DatedValue) -> Iterator[str]:
    if dated.until is not None and dated.until < dated.since:
        yield "until 早于 from"
    if dated.status is Status.NOT_SET:
        if dated.value is not None:
            yield "not_set 不能带值"
        return
    if dated.value is None:
        yield "缺少值"
        return
    if dated.status in (Status.VERIFIED, Status.UNVERIFIED) and dated.source is None:
        yield f"状态为 {dated.status} 的值须写明出处"
    if dated.source is not None and not dated.source.doc.strip():
        yield "出处须写明文件"
    yield from _of_shape(definition, dated.value)


def _of_shape(definition: Definition, value: JsonValue) -> Iterator[str]:
    unit = definition.unit
    if unit in _WHOLE:
        numbers = list(value.values()) if isinstance(value, dict) else [value]
        if not numbers or not all(_whole(number, unit) for number in numbers):
            yield f"单位 {unit} 须为非负整数，或者由代码到非负整数的表"
    elif unit is Unit.BOOL:
        if not isinstance(value, bool):
            yield "须为 true 或 false"
    elif unit is Unit.LIST:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield "须为代码的列表"
        elif definition.labels:
            unknown = sorted(set(map(str, value)) - set(definition.labels))
            yield from (f"代码 {code} 未在 labels 中注明中文" for code in unknown)
    elif unit is Unit.MAP:
        if not isinstance(value, dict):
            yield "须为由代码到内容的表"
        elif definition.name == YEARS:
            yield from _of_years(value)
        elif definition.name.endswith(".grant_tiers"):
            yield from _of_tiers(value)
    elif not isinstance(value, str) or not value:
        yield "须为文字"
    elif unit is Unit.DATE and not _is_date(value):
        yield "须为 YYYY-MM-DD 形式的日期文字"
    elif definition.options and value not in definition.options:
        yield f"只能是 {'、'.join(definition.options)} 之一"


def _of_tiers(value: Mapping[str, JsonValue]) -> Iterator[str]:
    """Tiers reach every income, and a higher income never gets more (57号 Art 23)."""
    rows = [row if isinstance(row, dict) else {} for row in value.values()]
    bounds = [row.get("up_to_percent") for row in rows]
    if not rows or bounds[-1] is not None or None in bounds[:-1]:
        yield "各档须写明 up_to_percent，只有最后一档不写"
    elif any(not _whole(bound, Unit.PERCENT) for bound in bounds[:-1]):
        yield "up_to_percent 须为非负整数"
    elif not _rising(bounds[:-1]):
        yield "各档须按 up_to_percent 由低到高排列"
    for residence in ("urban", "rural"):
        sums = [row.get(residence) for row in rows]
        if not all(_whole(fen, Unit.FEN) for fen in sums):
            yield f"各档须写明 {residence} 的金额（分）"
        elif not _rising(sums[::-1]):
            yield f"{residence} 的金额不能随收入增加而提高"
    if not all(row.get("zh") for row in rows):
        yield "各档须写明 zh"


def _rising(values: list[JsonValue]) -> bool:
    whole = [value for value in values if isinstance(value, int)]
    return whole == sorted(whole)


def _of_years(value: Mapping[str, JsonValue]) -> Iterator[str]:
    for year, table in value.items():
        if not re.fullmatch(r"\d{4}", year) or not isinstance(table, dict):
            yield f"{year} 须为年份，其下为 holidays 和 workdays"
            continue
        for key, days in table.items():
            good = isinstance(days, list) and all(
                isinstance(d, str) and _is_date(d) and d.startswith(year) for d in days
            )
            if key not in ("holidays", "workdays") or not good:
                yield f"{year}.{key} 须为该年日期的列表"


def _of_place(
    code: str,
    definitions: Mapping[str, Mapping[str, Definition]],
    places: Mapping[str, PlaceInfo],
) -> Iterator[str]:
    info = places.get(code)
    if info is None:
        yield "place.yaml: 缺少地区信息"
        return
    if info.code != code:
        yield f"place.yaml: code 应为目录名 {code}"
    for rows in (info.townships, info.units):
        codes = [row.code for row in rows]
        for twice in sorted({c for c in codes if codes.count(c) > 1}):
            yield f"place.yaml: 代码 {twice} 重复"
    names = [township.zh for township in info.townships]
    for twice in sorted({zh for zh in names if names.count(zh) > 1}):
        yield f"place.yaml: {twice}登记了两次，一个乡镇（街道）只设一个受理窗口（HB-28）"
    if not info.townships:
        yield "place.yaml: 至少须有一个乡镇（街道）"
    for parent in info.parents:
        if parent not in definitions:
            yield f"place.yaml: 上级 {parent} 没有政策包"
    named = definitions.get(code, {})
    yield from check_violations(named, definitions.get(NATIONAL, {}))
    yield from document_violations(named, definitions.get(NATIONAL, {}))
    measures = named.get("escalation.measures")
    units = {unit.code for unit in info.units}
    for dated in measures.values if measures else ():
        table = dated.value if isinstance(dated.value, dict) else {}
        for measure, row in table.items():
            if not isinstance(row, dict) or row.get("unit") not in units or not row.get("zh"):
                yield f"escalation.measures: {measure} 须写明本地成员单位代码和中文"


def _whole(value: JsonValue, unit: Unit) -> bool:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return False
    return unit is not Unit.DAY_OF_MONTH or 1 <= value <= 31


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
