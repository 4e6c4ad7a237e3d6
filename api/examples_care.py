"""Examples of the acts of 特困 and of self-care: invented people, right in shape."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.identity import synthetic_id

_SIX: Final = {
    "eat": "can",
    "dress": "can",
    "bed": "can",
    "toilet": "can",
    "walk": "can",
    "bathe": "cannot",
}
CARE_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "record_statement": {
        "obligors": [
            {
                "key": "s1",
                "name": "孙二二",
                "id_no": synthetic_id(date(1950, 6, 1), 42),
                "relation": "child",
                "aid": "dibao",
            }
        ],
        "capacity": "full",
        "speaks": True,
    },
    "draw_spot_check": {"batch": ["ZH2026000001", "ZH2026000002"], "seed": "十二月第一次抽签"},
    "assess_selfcare": {**_SIX, "by": "county", "assessors": ["评估员甲", "评估员乙"]},
    "record_health_answer": {
        "member": "m1",
        "has_record": True,
        "band": "capable",
        "reference": "卫健函〔2026〕12号",
    },
    "publish_result": {"place_posted": "村务公开栏"},
    "offer_centralised": {"agrees": False, "opinion": "愿意继续住在家里"},
    "assess_whole": {
        "assessors": ["jz-wangdian.reviewer", "jz.county_reviewer"],
        "signed_by": ["jz-wangdian.reviewer", "jz.county_reviewer"],
        "finding": "本人无法表达意愿，无人照料，适宜集中供养",
        "recommends": True,
    },
    "place_person": {
        "manner": "scattered",
        "visitor": "村民小组长",
        "visit_days": 15,  # not law: a made-up example
    },
    "sign_care_agreement": {
        "number": "照料〔2026〕1号",
        "carer": "邻居周某",
        "since": "2026-12-01",
        "until": "2027-11-30",
    },
    "cover_visitor": {
        "visitor": "村妇女主任",
        "since": "2026-12-01",
        "until": "2026-12-20",
        "reason": "走访人住院治疗",
    },
    "record_care_visit": {"visitor": "村民小组长", "finding": "身体状况稳定，冬衣充足"},
    "urge_care_visit": {"finding": "已联系走访人，定于明日上门"},
    "post_ending": {"place_posted": "村务公开栏"},
    "object_ending": {"content": "其子在外地，并未履行赡养义务", "named": False},
}
