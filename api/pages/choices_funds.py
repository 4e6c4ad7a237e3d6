"""What the forms of matters of money offer and begin with: accounts, townships, sums as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.choices import Options
from domain.funds.kinds.price import round_of
from domain.funds.kinds.recovery import collectable, fine_bounds, next_instalment
from domain.funds.kinds.rise import rise_of
from domain.funds.kinds.storno import can_be_struck
from domain.funds.matter import Matter, MatterKind
from domain.money import yuan
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH

PAYABLE = ("dibao", "tekun", "quick", "emergency", "expenditure", "disaster")


def matter_choices(file: Matter, info: PlaceInfo) -> Options:
    """Options of an act's fields, by path."""
    if file.fund is not None:
        return _year_choices(file, info)
    if file.price is not None:
        waiting = {unit: unit for unit in file.price.awaited}
        others = {}
        if file.rules is not None and file.rules.has("price.paid_by_unit"):
            labels = {"unemployed": "领取失业保险金人员"}
            others = {c: labels.get(c, c) for c in file.rules.table("price.paid_by_unit")}
        return {"unit": waiting, "person_class": others}
    if file.recovery is not None:
        debt = file.recovery
        return {
            "number": {
                str(n): f"第{n}笔 {debt.repaid[n - 1].on} {yuan(debt.repaid[n - 1].fen)}元 "
                f"{debt.repaid[n - 1].receipt}"
                for n in can_be_struck(debt)
            }
        }
    return {}


def _year_choices(file: Matter, info: PlaceInfo) -> Options:
    year = file.fund
    assert year is not None  # noqa: S101  (narrowing for the type checker)
    open_pots = {p.key: f"{p.key} {p.zh}（{yuan(p.asked_fen)}元）" for p in year.pots if p.open}
    pots = {p.key: f"{p.key} {p.zh}" for p in year.pots if p.approved_on}
    towns = {t.code: t.zh for t in info.townships}
    return {
        "pot": {**open_pots, **pots},
        "source": pots,
        "first": pots,
        "later": pots,
        "township": {"": "（区县预算）", **towns},
        "aids": {p.value: zh for p, zh in PROGRAMME_ZH.items() if p.value in PAYABLE},
        "allocation": {
            a.key: f"{a.key} {yuan(a.fen)}元" for a in year.allocations if a.issued_on is None
        },
        "query": {q.key: f"{q.key} {q.text}" for q in year.queries if q.answered_on is None},
        "period": {s.period: s.period for s in year.sheets},
    }


def matter_values(file: Matter, act: str, chosen: str = "") -> Mapping[str, Any]:
    """What is known already: the sums to confirm, the reserve's first sum, the next instalment; of a
    question, the entry (`chosen`) it was asked from."""
    match file.kind, act:
        case MatterKind.FUND, "raise_query" if chosen:
            return {"event": chosen}
        case MatterKind.PRICE, "confirm_round":
            round_ = round_of(file)
            return {"persons": round_.persons, "total_fen": round_.total_fen}
        case MatterKind.RISE, "apply_rise":
            rise = rise_of(file)
            return {
                "changed": rise.changed,
                "monthly_fen": rise.monthly_fen,
                "digest": rise.digest,
            }
        case MatterKind.FUND, "prepay_reserve" if file.law.has("reserve.opening"):
            return {"amount_fen": file.law.fen("reserve.opening")}
        case MatterKind.RECOVERY, "decide_recovery" if file.recovery is not None:
            return {"amount_fen": file.recovery.claimed_fen, "instalments": 1}
        case MatterKind.RECOVERY, "record_repayment" if file.recovery is not None:
            part = next_instalment(file.recovery)
            most = collectable(file.recovery)
            return {"amount_fen": min(part.fen, most) if part else most}
    return {}


def fine_hint(file: Matter) -> str:
    """Between which sums a fine may be today, with the clause; empty where there is none to give."""
    if file.recovery is None or file.rules is None or not file.recovery.decided_fen:
        return ""
    least, most, clause = fine_bounds(file.law, file.recovery.decided_fen, file.law.on)
    return f"罚款应当在{yuan(least)}元至{yuan(most)}元之间（{clause}）。"
