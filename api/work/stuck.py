"""停滞事项 at the door: what does not move, for the caller's place or township (R15)."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Final

from pydantic import Field
from temporalio.service import RPCError

from activities.stuck import failing_workflows, system_faults
from api.frame.door import Door
from api.scope import Caller, must_be
from api.work.shapes import View
from domain.case.lifecycle import Role
from domain.stuck import STUCK_ZH, Stuck, StuckKind, in_order
from store import stuck as tables

READERS: Final = (
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.PAY_OFFICER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.POLICY_ADMIN,
)
_OF_ALL: Final = (StuckKind.SYSTEM, StuckKind.WORKFLOW, StuckKind.STEP)
_TECHNICAL: Final = (Role.POLICY_ADMIN, Role.SUPERVISOR, Role.AUDITOR)


class StuckLine(View):
    """一项停滞的事项。"""

    kind: str
    kind_zh: str
    subject: str = Field(description="案件编号或者流程编号")
    zh: str = Field(description="情况")
    whose: str = Field(description="由谁办理")
    since: datetime
    minutes: int = Field(description="已停滞的分钟数")
    place: str
    township: str
    cause: str = Field(description="原因代码；不含个人信息")
    tries: int


class StuckView(View):
    """停滞的事项：系统运行、流程失败、对外环节重试、超期未办、已确认未发放。"""

    at: datetime
    counts: dict[str, int] = Field(description="各类件数")
    items: tuple[StuckLine, ...]


async def stuck_view(door: Door, caller: Caller) -> StuckView:
    """Everything that does not move and is the caller's to know of; asked anew each time."""
    must_be(caller, READERS, "查看停滞事项", "社会救助法 Art 64")
    now, today = datetime.now(UTC), await door.today()
    township = caller.township if caller.bound_to_township else ""
    place = caller.place
    found = list(await door.read(tables.unpaid, today, place=place, township=township))
    found += await door.read(tables.late_acts, today, place=place, township=township)
    client = door.temporal if door.has_temporal else None
    found += await system_faults(client, door.store, door.settings)
    if caller.role in _TECHNICAL or not caller.bound_to_township:
        found += await door.read(tables.struggling, now)
        if client is not None:
            with contextlib.suppress(RPCError):  # said already: the server does not answer
                found += await failing_workflows(client)
    return StuckView(
        at=now,
        counts={k.value: sum(s.kind is k for s in found) for k in StuckKind},
        items=tuple(_line(one, now) for one in in_order(tuple(_ours(caller, found)))),
    )


def _ours(caller: Caller, found: list[Stuck]) -> list[Stuck]:
    """Of procedures of other places nothing is told."""
    return [s for s in found if not caller.place or s.place in ("", caller.place)]


def _line(one: Stuck, now: datetime) -> StuckLine:
    minutes = max(0, int((now - one.since).total_seconds() // 60))
    return StuckLine(
        kind_zh=STUCK_ZH[one.kind],
        minutes=minutes,
        **{**one.model_dump(), "kind": one.kind.value},
    )
