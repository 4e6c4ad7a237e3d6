"""Every act people can do, by kind of procedure, with the shape of what they send.

A body is the act's own message without `officer` (who signs in acts), without what the door reads
by itself (`known`), and with `on` left open (the county's today). Both are derived, so a new act
in `domain` is a new address here by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import Any, Final, Protocol

from pydantic import Field, create_model

from domain.assembly.acts import MEETING_ACTS
from domain.assembly.lifecycle import MEETING_MOVES
from domain.base import Frozen
from domain.case.acts import ACTS, Act, Officer
from domain.case.lifecycle import Role
from domain.case.moves import MOVES
from domain.case.wording import SAYS
from domain.check.acts import CHECK_ACTS, CHECK_MOVES
from domain.compare.acts import COMPARE_ACTS
from domain.compare.lifecycle import COMPARE_MOVES
from domain.complaint.engine import PROCEDURE as COMPLAINT
from domain.credit.engine import PROCEDURE as CREDIT
from domain.desk.acts import AFFAIR_ACTS
from domain.desk.lifecycle import AFFAIR_MOVES
from domain.discovery.acts import LEAD_ACTS
from domain.discovery.lifecycle import LEAD_MOVES, LINKED_ACTS
from domain.funds.matter import KIND_ZH, MatterKind
from domain.funds.moves import ACTS as MATTER_ACTS
from domain.funds.moves import MOVES as MATTER_MOVES
from domain.measures.acts import MEASURES_ACTS
from domain.measures.lifecycle import MEASURES_MOVES
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.lifecycle import ITEM_MOVES
from domain.officeyear.file import YEAR_ACTS, YEAR_MOVES
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.file import OVERSIGHT_ZH, OversightKind
from domain.oversight.moves import MOVES_OF
from domain.pay.acts import PAY_ACTS, PAY_MOVES
from domain.postponing.engine import PROCEDURE as PUT_OFF
from domain.reporting.acts import REPORT_ACTS
from domain.reporting.lifecycle import REPORT_MOVES
from domain.rounds.engine import PROCEDURE as ROUND
from domain.sampling.engine import PROCEDURE as SPOT

READ_BY_THE_DOOR: Final = "known"
"""The field of an act that holds facts the door reads from the county's own tables."""
_MARKS: Final = ("sheet", "occasion", "alive", "second", "visits_end", "kept", "with_proof")
SET_BY_THE_DOOR: Final = ("worded", *_MARKS)
"""Marks of acts that do more than those of older histories did; nobody sends them."""


class Move(Protocol):
    """What every table of moves says of an act."""

    @property
    def act(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def clause(self) -> str: ...


class Body(Frozen):
    """Base of the derived bodies."""


class ActKind:
    """One kind of procedure: its acts and who may do them."""

    def __init__(
        self, code: str, zh: str, acts: Mapping[str, type[Act]], moves: Iterable[Move]
    ) -> None:
        self.code, self.zh, self.acts = code, zh, dict(acts)
        self.moves = {move.act: move for move in moves}

    def body(self, act: str) -> type[Body]:
        """The model of what is sent. KeyError for an unknown act."""
        return body_of(self.acts[act])

    def message(
        self,
        act: str,
        body: Body,
        officer: Officer,
        today: date,
        known: Mapping[str, Any] | None = None,
    ) -> Act:
        """The message as the workflow takes it; `known`: what the door read from the tables."""
        sent = {name: getattr(body, name) for name in type(body).model_fields}
        return self.acts[act].model_validate(
            {
                **sent,
                **(known or {}),
                "officer": officer,
                "on": sent["on"] or today,
                "worded": self.acts[act] in SAYS,
                **{mark: True for mark in _MARKS if mark in self.acts[act].model_fields},
            }
        )


@cache
def body_of(act: type[Act]) -> type[Body]:
    of_case, fields = set(ACTS.values()), dict[str, Any]()
    for name, info in act.model_fields.items():
        if name in ("officer", READ_BY_THE_DOOR, *SET_BY_THE_DOOR) or (
            name == "seen" and act not in of_case
        ):
            continue
        if name == "on":
            fields["on"] = (
                date | None,
                Field(default=None, description="办理日期；不填为县（市、区）当日"),
            )
            continue
        fields[name] = (info.annotation, copy(info))
    return create_model(f"{act.__name__}Body", __base__=Body, __doc__=None, **fields)


CASE: Final = ActKind("case", "案件", ACTS, MOVES)
CHECK: Final = ActKind("check", "信息核对", CHECK_ACTS, CHECK_MOVES)
ITEM: Final = ActKind("item", "一事一议", ITEM_ACTS, ITEM_MOVES)
MEASURES: Final = ActKind("measures", "议定事项", MEASURES_ACTS, MEASURES_MOVES)
MEETING: Final = ActKind("meeting", "联席会议", MEETING_ACTS, MEETING_MOVES)
AFFAIR: Final = ActKind("affair", "办公室事项", AFFAIR_ACTS, AFFAIR_MOVES)
YEAR: Final = ActKind("year", "年度跟踪", YEAR_ACTS, YEAR_MOVES)
REPORT: Final = ActKind("report", "单位报告", REPORT_ACTS, REPORT_MOVES)
PAY: Final = ActKind("pay", "资金发放", PAY_ACTS, PAY_MOVES)
COMPARE: Final = ActKind("compare", "每月比对", COMPARE_ACTS, COMPARE_MOVES)
DISCOVERY: Final = ActKind(
    "discovery",
    "主动发现",
    {name: act for name, act in LEAD_ACTS.items() if name not in LINKED_ACTS},
    (move for move in LEAD_MOVES if not move.linked),
)
"""Without the acts that carry a case's number: those are done by the door that opened the case."""

MATTERS: Final = tuple(
    ActKind(kind.value, KIND_ZH[kind], MATTER_ACTS[kind], MATTER_MOVES[kind]) for kind in MatterKind
)

WATCHED: Final = tuple(
    ActKind(p.code, p.zh, p.acts, p.steps) for p in (COMPLAINT, SPOT, ROUND, CREDIT, PUT_OFF)
)
OVERSIGHT: Final = tuple(
    ActKind(
        kind.value,
        OVERSIGHT_ZH[kind],
        {act: OVERSIGHT_ACTS[act] for act in MOVES_OF[kind]},
        MOVES_OF[kind].values(),
    )
    for kind in OversightKind
)

KINDS: Final[dict[str, ActKind]] = {
    k.code: k
    for k in (
        CASE,
        CHECK,
        ITEM,
        MEASURES,
        MEETING,
        AFFAIR,
        REPORT,
        YEAR,
        PAY,
        DISCOVERY,
        COMPARE,
        *MATTERS,
        *WATCHED,
        *OVERSIGHT,
    )
}
