"""The words of single parts of the work, put together for `api.labels`."""

from __future__ import annotations

from typing import Final

from api import (
    labels_care,
    labels_desk,
    labels_funds,
    labels_lead,
    labels_meeting,
    labels_pay,
    labels_together,
)

FIELDS: Final[dict[str, str]] = {
    **labels_care.FIELDS,
    **labels_desk.FIELDS,
    **labels_funds.FIELDS,
    **labels_lead.FIELDS,
    **labels_meeting.FIELDS,
    **labels_pay.FIELDS,
    **labels_together.FIELDS,
}
EXACT: Final[dict[str, str]] = {
    **labels_care.EXACT,
    **labels_desk.EXACT,
    **labels_funds.EXACT,
    **labels_lead.EXACT,
    **labels_meeting.EXACT,
    **labels_together.EXACT,
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    **labels_care.OPTIONS,
    **labels_desk.OPTIONS,
    **labels_lead.OPTIONS,
    **labels_meeting.OPTIONS,
    **labels_together.OPTIONS,
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    **labels_care.BY_FIELD,
    **labels_desk.BY_FIELD,
    **labels_funds.BY_FIELD,
    **labels_together.BY_FIELD,
}
HINTS: Final[dict[str, str]] = {
    **labels_care.HINTS,
    **labels_pay.HINTS,
    **labels_together.HINTS,
}
