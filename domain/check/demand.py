"""What a place's check asks in one case: exactly its own rows, never more.

The place's table says which department has which item. Four things narrow it: the programme, the
group an item is about, a query rule where the place demands one, and what nobody has defined yet.
An item whose provider the document leaves open, or that came later, is asked only under a dated
decision with a number (YC-20).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.base import CaseRefusal
from domain.check.asking import QueryRule
from domain.check.file import Asked, Limit
from domain.household import AssetKind, Household, IncomeKind, Member, Status
from domain.identity import Sex, age_on, birth_date, sex
from domain.rules import Rules

CHECK_NEEDS = (
    "check.items",
    "check.group_items",
    "check.extra_items",
    "check.traits",
    "check.programme_items",
    "check.query_rules",
    "check.query_rules_required",
    "check.institutions",
    "check.purpose_codes",
    "check.own_signature",
    "check.freshness_days",
    "check.item_freshness_days",
    "selfcare.min_age",
)
"""The names an order is made of; an answer's age is judged by the last but one and two."""


def purpose_of(law: Rules, code: str) -> str:
    """The purpose, if it is one of the place's (ZH-07). CaseRefusal naming the lawful ones."""
    known = law.items("check.purpose_codes")
    if code not in known:
        raise CaseRefusal(
            "purpose_unknown",
            f"核对用途“{code or '（未填写）'}”不在规定范围内，可以使用的用途为：{'、'.join(known)}。",
            law.cite("check.purpose_codes"),
        )
    return code


def parts_of(
    law: Rules, programme: str, home: Household, keys: tuple[str, ...], today: date
) -> tuple[Asked, ...]:
    """Each department with its items, in the order of the place's table.

    `keys`: everybody the order is about; members of the household and relatives who consented.
    """
    traits = _table(law, "check.traits")
    only = _table(law, "check.programme_items").get(programme)
    needed = law.on_and_set("check.query_rules_required")
    general = law.due("check_answer", today) if law.has("check_answer") else None
    found = []
    for department, row in _departments(law).items():
        items = tuple(i for i in row["items"] if only is None or i in only)
        limits = tuple(_limits(items, traits, law, home, keys, today))
        nobody = {limit.item for limit in limits if not limit.persons}
        items = tuple(i for i in items if i not in nobody)
        if not items:
            continue
        rules = _rules(law, department)
        days = max((r.days for r in rules if r.days is not None), default=None)
        due = general.on if general else today
        if days is not None:
            due = law.calendar.working_days_after(today, days).on
        found.append(
            Asked(
                department=department,
                zh=str(row["zh"]),
                items=items,
                clause=str(row.get("clause", "")),
                due=due,
                about=tuple(limit for limit in limits if limit.persons),
                written=tuple(i for i in items if _trait(traits, i, "written")),
                verify=tuple(i for i in items if _trait(traits, i, "verify")),
                institutions=_institutions(law, department),
                rules=rules,
                rule_needed=needed,
            )
        )
    return tuple(found)


def undefined_items(law: Rules) -> tuple[str, ...]:
    """Items of the place's own decisions that lack a number or a day: named, never asked."""
    return tuple(code for code, row in _table(law, "check.extra_items").items() if not _good(row))


def facts_of_items(law: Rules) -> dict[str, tuple[str, ...]]:
    """Which facts an item speaks of, where more than one department may."""
    return {
        item: tuple(str(fact) for fact in facts)
        for item in _table(law, "check.traits")
        if (facts := _trait(_table(law, "check.traits"), item, "facts"))
    }


def names_of(law: Rules) -> dict[str, str]:
    """Departments as the county calls them."""
    return {code: str(row["zh"]) for code, row in _departments(law).items()}


def _departments(law: Rules) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for name in ("check.items", "check.group_items"):
        for department, row in _table(law, name).items():
            before = rows.get(department)
            items = [*(before["items"] if before else ()), *map(str, row["items"])]
            rows[department] = {**(before or row), "items": items}
    for code, row in _table(law, "check.extra_items").items():
        if _good(row):
            stands = rows.setdefault(row["department"], {**row, "items": []})
            stands["items"] = [*stands["items"], code]
    return rows


def _good(row: Any) -> bool:
    """A decision has a number and a day (YC-20)."""
    return bool(row.get("approval_no")) and bool(row.get("approval_date"))


def _limits(
    items: tuple[str, ...],
    traits: dict[str, Any],
    law: Rules,
    home: Household,
    keys: tuple[str, ...],
    today: date,
) -> Iterator[Limit]:
    relatives = tuple(key for key in keys if home.member(key) is None)
    for item in items:
        group = _trait(traits, item, "group")
        of_relatives = relatives if _trait(traits, item, "relatives") else ()
        if not group and of_relatives == relatives:
            continue
        members = (m for m in home.members if not group or in_group(group, home, m, law, today))
        yield Limit(item=item, persons=(*(m.key for m in members), *of_relatives))


def in_group(group: str, home: Household, member: Member, law: Rules, today: date) -> bool:
    """Whether what is known of this person makes him one the item is about."""
    match group:
        case "disabled":
            return bool(member.disability)
        case "student":
            return member.student
        case "woman":
            return not _number(member) or sex(member.id_no) is Sex.FEMALE
        case "clergy":
            return member.status is Status.CLERGY or "GRP-34" in member.groups
        case "veteran":
            drawn = {i.member for i in home.incomes if i.kind is IncomeKind.VETERAN}
            return member.key in drawn or "GRP-35" in member.groups
        case "rural":
            return home.residence == "rural"
        case "vehicle":
            return any(
                a.kind is AssetKind.VEHICLE and a.member == member.key and a.count
                for a in home.assets
            )
        case "elder":
            if not law.has("selfcare.min_age"):
                return True
            least = law.count("selfcare.min_age")
            return not _number(member) or age_on(member.id_no, today) >= least
    return group in member.groups


def _number(member: Member) -> bool:
    """Somebody without a proper number is asked about: nothing can be told of age and sex."""
    try:
        birth_date(member.id_no)
    except ValueError:
        return False
    return True


def _rules(law: Rules, department: str) -> tuple[QueryRule, ...]:
    """Every query rule on record with this department; the table may hold one or a list."""
    rows = _table(law, "check.query_rules").get(department, [])
    return tuple(
        QueryRule.model_validate(row) for row in (rows if isinstance(rows, list) else [rows])
    )


def _institutions(law: Rules, department: str) -> tuple[str, ...]:
    return tuple(str(code) for code in _table(law, "check.institutions").get(department, ()))


def _trait(traits: dict[str, Any], item: str, name: str) -> Any:
    row = traits.get(item)
    return row.get(name) if isinstance(row, dict) else None


def _table(law: Rules, name: str) -> dict[str, Any]:
    return dict(law.table(name)) if law.has(name) else {}
