"""The codes of a place as tables: divisions, programmes, stages, outcomes, units, kinds of aid, roles.

Every table has a version, which is a digest of its rows: two exports with the same version mean the
same by a code (ZH-08). Values that stand in histories are never renamed, so a code keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.base import Frozen, digest_of
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH


class CodeTable(Frozen):
    """One table: `rows` are code and Chinese words. `version`: the first twelve digits of its digest."""

    name: str
    zh: str
    version: str
    rows: tuple[tuple[str, str], ...]


def code_tables(
    info: PlaceInfo, outcomes: dict[str, str], aids: dict[str, str]
) -> tuple[CodeTable, ...]:
    """The tables of a place. `aids`: its own measures, by code."""
    divisions = [(info.gb2260, info.zh), *((t.code, t.zh) for t in info.townships)]
    return (
        _table("division", "行政区划", divisions),
        _table("programme", "救助项目", ((p.value, zh) for p, zh in PROGRAMME_ZH.items())),
        _table("stage", "办理阶段", ((s.value, zh) for s, zh in STAGE_ZH.items())),
        _table("outcome", "办理结果", outcomes.items()),
        _table("unit", "部门", ((u.code, u.zh) for u in info.units)),
        _table("aid", "救助措施", aids.items()),
        _table("role", "岗位", ((r.value, zh) for r, zh in ROLE_ZH.items())),
    )


def _table(name: str, zh: str, rows: Iterable[tuple[str, str]]) -> CodeTable:
    found = tuple(rows)
    return CodeTable(
        name=name, zh=zh, version=digest_of([name, *map(list, found)])[:12], rows=found
    )
