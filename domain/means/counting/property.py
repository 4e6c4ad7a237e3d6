"""Property against the place's limits (57号 Art 14): what is necessary for life or work is let be.

A limit nobody set compares nothing; what is owned is listed all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.household import ASSET_ZH, SOURCE_ZH, Asset, AssetKind, Household, Member
from domain.means.counting.lines import Line
from domain.means.result import Reason
from domain.money import yuan
from domain.rules import Rules

LIMITS = {
    AssetKind.VEHICLE: "vehicle_limit",
    AssetKind.HOUSE: "house_limit",
    AssetKind.COMPANY: "company_limit",
    AssetKind.MACHINE: "machine_limit",
    AssetKind.TREES: "trees_limit",
}
NEEDS = (*LIMITS.values(), "savings_limit_months", "money_assets", "necessary_exempt")


class Found(NamedTuple):
    """What stands against the household, and the lines of everything it owns."""

    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]


def owned(
    law: Rules,
    home: Household,
    persons: Sequence[Member],
    standard: int,
    limits: Rules | None = None,
) -> Found:
    """Every thing and sum these persons own, compared with the limits that are set.

    `limits`: whose limits hold, when not the programme's own.
    """
    bound = limits or law
    keys = {m.key for m in persons}
    exempt = set(law.items("necessary_exempt"))
    money = set(law.items("money_assets"))
    lines: list[Line] = []
    counts = dict.fromkeys(AssetKind, 0)
    held = 0
    for asset in sorted((a for a in home.assets if a.member in keys), key=_order):
        spared = asset.necessary and asset.kind.value in exempt
        is_money = asset.kind.value in money
        label = f"{asset.member} {ASSET_ZH[asset.kind]}（{SOURCE_ZH[asset.source]}）"
        lines.append(
            (
                f"{label}（生活生产必需，不计入）" if spared else label,
                f"{yuan(asset.fen)}元" if is_money else f"{asset.count}",
            )
        )
        if spared:
            continue
        counts[asset.kind] += asset.count
        held += asset.fen if is_money else 0
    found = [_over(bound, kind, counts[kind]) for kind in LIMITS]
    found.append(_savings_over(bound, held, standard * len(persons)))
    if any(a.member in keys and a.kind.value in money for a in home.assets):
        lines.append(("货币财产合计", f"{yuan(held)}元"))
    return Found(tuple(r for r in found if r is not None), tuple(lines))


def _over(law: Rules, kind: AssetKind, count: int) -> Reason | None:
    name = LIMITS[kind]
    if not law.has(name) or count <= law.count(name):
        return None
    return Reason(
        code=f"over_{kind.value}",
        text=f"家庭{ASSET_ZH[kind]}超过当地规定的财产限制。",
        clause=law.cite(name),
        figures={ASSET_ZH[kind]: f"{count}", "限额": f"{law.count(name)}"},
    )


def _savings_over(law: Rules, held: int, standard: int) -> Reason | None:
    name = "savings_limit_months"
    if not law.has(name):
        return None
    limit = standard * law.months(name)
    if held <= limit:
        return None
    return Reason(
        code="over_deposit",
        text="家庭货币财产超过当地规定的财产限制。",
        clause=law.cite(name),
        figures={"货币财产": f"{yuan(held)}元", "限额": f"{yuan(limit)}元"},
    )


def _order(asset: Asset) -> tuple[object, ...]:
    kind = list(AssetKind).index(asset.kind)
    return (asset.member, kind, asset.source, asset.fen, asset.count, asset.necessary)
