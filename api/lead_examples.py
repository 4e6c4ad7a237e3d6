"""Examples of proactive discovery for the OpenAPI document: invented people, one body an act."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.identity import synthetic_id

LEAD_EXAMPLE: Final[dict[str, Any]] = {
    "village": "第一村",
    "kind": "enter",
    "channel": "rounds",
    "problem": "illness",
    "text": "巡查走访时发现老人患病在家，无人照料",
    "person": {
        "name": "张一一",
        "id_no": synthetic_id(date(1951, 6, 1), 41),
        "phone": "19900000001",
        "address": "第一村1号",
    },
}
VILLAGE_EXAMPLE: Final[dict[str, Any]] = {
    "village": "第一村",
    "secretary": "张书记",
    "head": "李主任",
    "round_every": 30,
    "grids": [{"grid": "第一网格", "worker": "王网格员", "account": "jz-wangdian.village"}],
}
ROUND_EXAMPLE: Final[dict[str, Any]] = {
    "village": "第一村",
    "households": 12,
    "note": "走访独居老人和重病家庭",
}
APPLICATION_EXAMPLE: Final[dict[str, Any]] = {
    "papers": ["application", "authorisation", "commitment", "identity"]
}
VERIFICATION_EXAMPLE: Final[dict[str, Any]] = {"cause": "employment"}
LEAD_ACT_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "add_to_lead": {"text": "邻居反映老人近日住院"},
    "transfer_lead": {"township": "jz-first", "reason": "户籍和居住地均在第一街道"},
    "take_urgent": {"measures": "已联系送医，先行安置"},
    "assign_visit": {"visitor": "jz-wangdian.village"},
    "record_visit": {
        "visitors": ["jz-wangdian.village", "王网格员"],
        "finding": "老人独居，患病卧床，仅有基础养老金",
        "fits": True,
        "informed": True,
        "consent": "agrees",
        "consent_paper": "委托书第001号",
    },
    "visit_again": {"reason": "需要征求本人申请意愿"},
    "close_lead": {
        "ground": "already_helped",
        "reason": "该人员已在享受低保",
        "ref": "JZ2026000001",
    },
}
