"""What the forms of supervision offer: who may be answerable, the place's own heads and areas."""

from __future__ import annotations

from collections.abc import Mapping

from api.frame.door import Door
from api.pages.choices import Options
from api.work.oversight import units_of
from domain.case.lifecycle import Role
from domain.compare.matching import DOUBT_ZH, Doubt
from domain.identity import mask_name
from domain.oversight.desk import LIST_ZH
from domain.oversight.file import UNIT_KIND_ZH, AuditPart, OversightFile, OversightKind
from domain.oversight.moves import HEADS_IN
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH
from runtime import packs
from store import users
from store.watching import suspicions


def oversight_choices(door: Door, file: OversightFile) -> Options:
    """Options of an act's fields, by path."""
    options: dict[str, Mapping[str, str]] = {"unit": units_of(door, file.place)}
    if file.audit is not None:
        options |= desk_choices(door, file, file.audit)
    if file.rules is not None:
        options["area"] = labelled(file.rules, "audit.areas")
        options["offence"] = labelled(file.rules, "liability.offences")
        kinds = labelled(file.rules, "audit.unit_kinds")
        if file.kind is OversightKind.AUDIT and kinds:
            options["unit_kind"] = {code: UNIT_KIND_ZH[code] for code in kinds}
    return options


def desk_choices(door: Door, file: OversightFile, audit: AuditPart) -> Options:
    """What the acts of the auditor's desk choose from: programmes, townships, samples, lists."""
    return {
        "programmes": {p.value: zh for p, zh in PROGRAMME_ZH.items()},
        "townships": {t.code: t.zh for t in door.place(file.place).townships},
        "sample": {str(s.number): f"第{s.number}次抽样" for s in audit.samples},
        "case_no": {no: no for s in audit.samples for no in (*s.unchecked, *s.drawn)},
        "list": {
            str(one.number): f"第{one.number}份：{LIST_ZH[one.kind]}，匹配{one.certain}条"
            for one in audit.lists
            if one.read
        },
    }


async def open_suspicions(door: Door, file: OversightFile) -> Options:
    """The doubtful matches a person has still to decide, names masked."""
    rows = await door.read(suspicions.listed, file.place, file.number, states=(suspicions.OPEN,))
    return {
        "key": {
            row.key: f"第{row.list}份第{row.row}行 {mask_name(row.name) if row.name else '没有姓名'}："
            f"案件{row.case_no}成员{row.member}（{DOUBT_ZH[Doubt(row.doubt)]}）"
            for row in rows
        }
    }


async def opening_choices(door: Door, place: str, kind: OversightKind, rules: Snapshot) -> Options:
    if kind is OversightKind.ENGAGEMENT:
        rows = await door.read(users.list_users, place=place, role=Role.AUDITOR.value)
        return {
            "person": {row.id: f"{row.display_name} {row.id}" for row in rows if row.active},
            "townships": {t.code: t.zh for t in door.place(place).townships},
            "programmes": {p.value: zh for p, zh in PROGRAMME_ZH.items()},
        }
    units = units_of(door, place)
    heads = labelled(rules, HEADS_IN[kind]) if kind in HEADS_IN else {}
    return {
        "unit": units if kind is OversightKind.ERROR else {"": "（不填）", **units},
        "head": heads,
    }


def labelled(rules: Snapshot, name: str) -> dict[str, str]:
    """The codes a place has in a list, with their words; none where it has set none."""
    if not rules.has(name):
        return {}
    words = packs.load().definitions["national"][name].labels
    return {code: words[code] for code in rules.items(name)}
