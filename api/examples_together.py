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
    "withdraw_referral_consent": {"number": 1, "signed_by": "m1", "reason": "家庭情况好转"},
}
