"""What a supervisor may see of a sealed payload: codes, days, amounts and states, no person.

Supervisors watch progress and stuck work; they must not read personal data or what people said
(register ACT-27). So names, numbers, addresses, health and every free text are covered before the
payload leaves for the Temporal UI; discipline inspection and the county's own officers see it whole.
"""

from __future__ import annotations

import json
from typing import Any, Final

from domain.identity import mask_account, mask_id, mask_name

COVERED: Final = "（已脱敏）"
_FREE_TEXT: Final = frozenset(
    {
        "address",
        "content",
        "conclusion",
        "consent_paper",
        "email",
        "evidence",
        "finding",
        "grounds",
        "heard_opinion",
        "html",
        "measures",
        "note",
        "official",
        "opinion",
        "phone",
        "place_posted",
        "problem",
        "reason",
        "receiver",
        "summary",
        "text",
    }
)
_HEALTH: Final = frozenset({"disability", "serious_illness"})


def masked(data: bytes) -> bytes:
    """The same JSON with everything personal covered; what is not JSON is covered whole."""
    try:
        value = json.loads(data)
    except ValueError:
        return json.dumps(COVERED).encode()
    return json.dumps(_mask(value), ensure_ascii=False).encode()


def _mask(value: Any) -> Any:
    if isinstance(value, list):
        return [_mask(item) for item in value]
    if not isinstance(value, dict):
        return value
    account = "bank" in value and "number" in value
    return {key: _field(key, item, account=account) for key, item in value.items()}


def _field(key: str, value: Any, *, account: bool) -> Any:
    if key in _HEALTH and value:
        return COVERED
    if not isinstance(value, str):
        return _mask(value)
    if not value:
        return value
    if key in _FREE_TEXT:
        return COVERED
    if key == "name":
        return mask_name(value)
    if key == "id_no":
        return mask_id(value)
    if key == "number" and account:
        return mask_account(value)
    return value
