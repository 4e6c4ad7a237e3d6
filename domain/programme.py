"""The programmes of social assistance (社会救助): codes and names; everything else is policy data.

What a programme's procedure is stands in its pack: `<programme>.stages`, `.kind`, `.test` and the
rules behind them. A new programme is a code here and a YAML file there, never a class.
"""

from __future__ import annotations

from enum import StrEnum


class Programme(StrEnum):
    DIBAO = "dibao"
    TEKUN = "tekun"
    EDGE = "edge"
    RIGID = "rigid"
    QUICK = "quick"
    EMERGENCY = "emergency"
    EXPENDITURE = "expenditure"
    DISASTER = "disaster"
    MEDICAL = "medical"
    EDUCATION = "education"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    LEGAL_AID = "legal_aid"
    REHABILITATION = "rehabilitation"
    CHARITY = "charity"


PROGRAMME_ZH = {
    Programme.DIBAO: "最低生活保障",
    Programme.TEKUN: "特困人员救助供养",
    Programme.EDGE: "低保边缘家庭认定",
    Programme.RIGID: "刚性支出困难家庭认定",
    Programme.QUICK: "临时救助（小额快救）",
    Programme.EMERGENCY: "临时救助（急难型）",
    Programme.EXPENDITURE: "临时救助（支出型）",
    Programme.DISASTER: "受灾人员救助",
    Programme.MEDICAL: "医疗救助",
    Programme.EDUCATION: "教育救助",
    Programme.HOUSING: "住房救助",
    Programme.EMPLOYMENT: "就业救助",
    Programme.LEGAL_AID: "法律援助",
    Programme.REHABILITATION: "康复救助",
    Programme.CHARITY: "慈善等社会力量帮扶",
}


class Kind(StrEnum):
    """What a granted case gives: `<programme>.kind`."""

    MONTHLY = "monthly"
    """An amount each month, rechecked for years."""
    RECOGNITION = "recognition"
    """A status other aids rest on; no money of its own."""
    ONCE = "once"
    """Money or goods given once."""
    REFERRAL = "referral"
    """The unit that owns the aid decides and answers."""
