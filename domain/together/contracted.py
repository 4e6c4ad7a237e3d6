"""Staff by contract: bought people do not review, confirm or move money (YC-09)."""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.case.acts.base import Officer

MANAGEMENT = frozenset(
    (
        "give_opinion",
        "return_for_survey",
        "record_collective_review",
        "record_county_visit",
        "extend",
        "confirm",
        "refuse",
        "decide_change",
        "postpone_recheck",
        "recall_postponement",
        "escalate",
        "order_service",
        "split_funds",
    )
)
"""Acts on a case that review, confirm or dispose of money. Every act on a month's payment is one."""


def must_be_staff(officer: Officer, zh: str) -> None:
    """CaseRefusal when the officer works under a contract."""
    if officer.contract:
        raise CaseRefusal(
            "contracted",
            f"“{zh}”属于管理事项，应当由在编工作人员办理，购买服务的人员不能办理。",
            "YC-09",
        )
