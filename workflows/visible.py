"""What supervisors see and filter by in the Temporal UI.

Search attributes stand there in clear: codes and dates only. Details are sealed, and hold no
personal data all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Any, Final

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

_NONE: Final[tuple[object, ...]] = (None, [])
"""What is shown alike: not at all."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

PLACE = SearchAttributeKey.for_keyword("Place")
TOWNSHIP = SearchAttributeKey.for_keyword("Township")
PROGRAMME = SearchAttributeKey.for_keyword("Programme")
STAGE = SearchAttributeKey.for_keyword("Stage")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
OVERDUE = SearchAttributeKey.for_bool("Overdue")
FLAGS = SearchAttributeKey.for_keyword_list("Flags")

ALL = (PLACE, TOWNSHIP, PROGRAMME, STAGE, DUE_AT, OVERDUE, FLAGS)


def at_place(place: str, township: str) -> TypedSearchAttributes:
    """Where a child belongs, from its first moment: children inherit nothing."""
    return TypedSearchAttributes(
        [SearchAttributePair(PLACE, place), SearchAttributePair(TOWNSHIP, township)]
    )


def untroubled(place: str) -> TypedSearchAttributes:
    """Of a procedure of the whole place, just begun."""
    return TypedSearchAttributes(
        [SearchAttributePair(PLACE, place), SearchAttributePair(OVERDUE, False)]
    )


def of_programme(place: str, programme: str) -> TypedSearchAttributes:
    """Of a procedure of a programme or a kind of money, just begun."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(PLACE, place),
            SearchAttributePair(PROGRAMME, programme),
            SearchAttributePair(OVERDUE, False),
        ]
    )


def attributes(
    stage: str,
    due: date | None,
    overdue: bool,
    *,
    place: str | None = None,
    township: str | None = None,
    programme: str | None = None,
    flags: Iterable[str] | None = None,
) -> tuple[SearchAttributeUpdate[Any], ...]:
    """What a list of workflows shows of one and filters by; what is left out is not touched."""
    at = datetime.combine(due, time(), SHANGHAI) if due else None
    named = ((PLACE, place), (TOWNSHIP, township), (PROGRAMME, programme))
    return (
        *(key.value_set(value) for key, value in named if value is not None),
        STAGE.value_set(stage),
        DUE_AT.value_set(at) if at else DUE_AT.value_unset(),
        OVERDUE.value_set(overdue),
        *([FLAGS.value_set(list(flags))] if flags is not None else []),
    )


def standing(
    wanted: tuple[SearchAttributeUpdate[Any], ...], shown: TypedSearchAttributes
) -> tuple[SearchAttributeUpdate[Any], ...]:
    """All of these if a run is shown so already, as one that goes on is from its first moment; else
    none."""
    now = [(shown.get(update.key), update.value) for update in wanted]
    same = all(has == is_ or (has in _NONE and is_ in _NONE) for has, is_ in now)
    return wanted if same else ()


def details(head: str, waiting: str, after: str = "") -> str:
    """What stands at the top of a workflow's page, as Markdown: what it is, then a line for each
    thing it waits for, then what happens by itself next (`after`). The head repeats what the summary
    says, which only a first run has."""
    lines = [*waiting.split("\n"), after]
    return "\n".join([f"**{head}**", "", *(f"- {line}" for line in lines if line)])


FLAG_ZH: Final = MappingProxyType(
    {
        "care_missed": "走访逾期",
        "care_scattered": "分散供养",
        "care_unsigned": "照料协议未签",
        "complaint": "投诉举报",
        "correction": "补正中",
        "custody_unfiled": "代管协议未备案",
        "demo_policy": "演示政策参数",
        "edge_ended": "所在家庭边缘认定终止",
        "escalated": "一事一议",
        "leads_open": "线索待核实",
        "objection": "公示异议",
        "relative": "近亲属备案",
        "reported_late": "变化未及时报告",
        "rescue": "救急难",
        "rigid": "刚性支出困难家庭",
        "transition": "渐退期",
    }
)
"""What the codes in `Flags` mean; a test holds them equal to `domain.case.ordering.flags`."""
