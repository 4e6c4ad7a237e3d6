"""What supervisors may filter by in the Temporal UI. Stored in clear: codes and dates only."""

from __future__ import annotations

from temporalio.common import SearchAttributeKey

PLACE = SearchAttributeKey.for_keyword("Place")
TOWNSHIP = SearchAttributeKey.for_keyword("Township")
PROGRAMME = SearchAttributeKey.for_keyword("Programme")
STAGE = SearchAttributeKey.for_keyword("Stage")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
OVERDUE = SearchAttributeKey.for_bool("Overdue")
FLAGS = SearchAttributeKey.for_keyword_list("Flags")

ALL = (PLACE, TOWNSHIP, PROGRAMME, STAGE, DUE_AT, OVERDUE, FLAGS)

FLAG_ZH = {
    "complaint": "投诉举报",
    "correction": "补正中",
    "demo_policy": "演示政策参数",
    "escalated": "一事一议",
    "leads_open": "线索待核实",
    "objection": "公示异议",
    "relative": "近亲属备案",
    "transition": "渐退期",
}
"""What the codes in `Flags` mean; a test holds them equal to `domain.case.ordering.flags`."""
