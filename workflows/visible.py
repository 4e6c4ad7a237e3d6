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
