"""Examples of the acts by which others help: invented, right in shape."""

from __future__ import annotations

from typing import Any, Final

TOGETHER_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "refer_case": {
        "aid": "AID-59",
        "need": "家中有人患重病，医疗费用负担重，希望得到帮扶",
        "members": ["m1"],
        "shares": ["name", "phone"],
        "paper": "转介同意书2026-1",
        "signed_by": ["m1"],
    },
    "answer_case_referral": {"number": 1, "answer": "given", "amount_fen": 300000},
    "urge_case_referral": {"number": 1},
    "close_case_referral": {"number": 1, "told_to": "m1"},
    "record_gift": {
        "source": "county_fund",
        "cause": "serious_illness",
        "fen": 300000,
        "receipt": "收据2026-1",
    },
    "start_pairing": {"kind": "company", "helper": "示例公司"},
    "record_pair_visit": {"number": 1, "finding": "送去米面，家庭生活平稳"},
    "end_pairing": {"number": 1, "reason": "家庭已经脱困"},
    "order_service": {
        "kind": "counselling",
        "member": "m1",
        "aim": "缓解患病后的心理压力",
    },
    "record_service": {"number": 1, "done": "上门面谈一次"},
    "record_insurance": {
        "kind": "medical",
        "member": "m1",
        "insured": True,
        "total_fen": 900000,
        "paid_fen": 600000,
        "receipt": "结算单2026-1",
    },
    "link_special_aid": {"special": "JZ2026000002"},
    "split_funds": {"parts": [{"fund": "temporary_relief", "fen": 186000}]},
    "withdraw_referral_consent": {"number": 1, "signed_by": "m1", "reason": "家庭情况好转"},
}
