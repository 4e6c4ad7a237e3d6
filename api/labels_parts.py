"""The words of single parts of the work, put together for `api.labels`."""

from __future__ import annotations

from typing import Final

from api import (
    labels_care,
    labels_compare,
    labels_desk,
    labels_funds,
    labels_lead,
    labels_meeting,
    labels_oversight,
    labels_passage,
    labels_pay,
    labels_repair,
    labels_together,
    labels_watch,
)

FIELDS: Final[dict[str, str]] = {
    **labels_care.FIELDS,
    **labels_compare.FIELDS,
    **labels_desk.FIELDS,
    **labels_funds.FIELDS,
    **labels_lead.FIELDS,
    **labels_meeting.FIELDS,
    **labels_oversight.FIELDS,
    **labels_passage.FIELDS,
    **labels_pay.FIELDS,
    **labels_together.FIELDS,
    **labels_watch.FIELDS,
    **labels_repair.FIELDS,
}
EXACT: Final[dict[str, str]] = {
    **labels_care.EXACT,
    **labels_pay.EXACT,
    **labels_compare.EXACT,
    **labels_desk.EXACT,
    **labels_funds.EXACT,
    **labels_lead.EXACT,
    **labels_meeting.EXACT,
    **labels_oversight.EXACT,
    **labels_passage.EXACT,
    **labels_together.EXACT,
    **labels_watch.EXACT,
    **labels_repair.EXACT,
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    **labels_care.OPTIONS,
    **labels_compare.OPTIONS,
    **labels_desk.OPTIONS,
    **labels_lead.OPTIONS,
    **labels_meeting.OPTIONS,
    **labels_together.OPTIONS,
    **labels_watch.OPTIONS,
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    **labels_care.BY_FIELD,
    **labels_desk.BY_FIELD,
    **labels_funds.BY_FIELD,
    **labels_oversight.BY_FIELD,
    **labels_passage.BY_FIELD,
    **labels_together.BY_FIELD,
    **labels_watch.BY_FIELD,
    **labels_repair.BY_FIELD,
}
HINTS: Final[dict[str, str]] = {
    **labels_care.HINTS,
    **labels_funds.HINTS,
    **labels_passage.HINTS,
    **labels_pay.HINTS,
    **labels_together.HINTS,
    **labels_repair.HINTS,
}
