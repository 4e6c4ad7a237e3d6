"""Examples for the OpenAPI document: invented people, as the tests send them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.identity import synthetic_id

HOUSEHOLD_EXAMPLE: Final[dict[str, Any]] = {
    "members": [
        {
            "key": "m1",
            "name": "张一一",
            "id_no": synthetic_id(date(1960, 5, 1), 11),
            "relation": "self",
            "work": "partial",
        },
        {
            "key": "m2",
            "name": "张二二",
            "id_no": synthetic_id(date(1985, 1, 2), 22),
            "relation": "child",
        },
    ],
    "incomes": [{"member": "m2", "kind": "wage", "fen_year": 480000}],
    "account": {"bank": "示例农商银行", "number": "6222000000000000", "holder": "m1"},
    "residence": "rural",
    "phone": "",
}

INTAKE_EXAMPLE: Final[dict[str, Any]] = {
    "household": HOUSEHOLD_EXAMPLE,
    "papers": ["application", "authorisation", "commitment", "identity"],
}

ACT_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "accept": {"relatives": [], "relatives_asked": True},
    "supply_papers": {"papers": ["identity"]},
    "record_survey": {
        "surveyors": ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"],
        "signed_by": ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"],
        "family_signature": "m1",
        "household": HOUSEHOLD_EXAMPLE,
    },
    "give_opinion": {"grant": True, "monthly_fen": 65000},
    "post_publicity": {"place_posted": "村务公开栏"},
    "confirm": {"monthly_fen": 65000},
    "serve_notice": {"number": "焦救〔2026〕1号", "manner": "in_person", "receiver": "m1"},
}
"""Bodies that are right in shape; whether they are lawful the case decides."""
