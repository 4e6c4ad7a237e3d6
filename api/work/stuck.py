"""停滞事项 at the door: what does not move, for the caller's place or township (R15).

Discipline inspection is shown what is its own, reports against staff and violations, and nobody else
is told that there is one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from pydantic import Field
from temporalio.client import Client
from temporalio.service import RPCError

from activities.stuck import failing_workflows, system_faults
from api.frame.door import Door
from api.scope import Caller, must_be
from api.work.shapes import TaskLine, View
from api.work.watch.inspection import inspection_tasks
from domain.case.lifecycle import Role
from domain.oversight.file import OversightKind
from domain.oversight.moves import READERS as MATTERS
from domain.stuck import STUCK_ZH, Stuck, StuckKind, in_order
from store import stuck as tables
from workflows.base import SHANGHAI

READERS: Final = (
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.PAY_OFFICER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.POLICY_ADMIN,
    Role.DISCIPLINE,
)
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
    full: tuple[str, ...] = Field(description="只列出最早一批、另外可能还有的类别")
    items: tuple[StuckLine, ...]


async def stuck_view(door: Door, caller: Caller) -> StuckView:
    """Everything that does not move and is the caller's to know of; asked anew each time."""
    must_be(caller, READERS, "查看停滞事项", "社会救助法 Art 64")
    now, today = datetime.now(UTC), await door.today()
    client = door.temporal if door.has_temporal else None
    found = await _late(door, caller, today)
    found += await system_faults(client, door.store, door.settings)
    if caller.role in _TECHNICAL or not caller.bound_to_township:
        found += await _standing(door, caller, client, now)
    ours = [s for s in found if not caller.place or s.place in ("", caller.place)]
    counts = {k.value: sum(s.kind is k for s in ours) for k in StuckKind}
    return StuckView(
        at=now,
        counts=counts,
        full=tuple(k for k, count in counts.items() if count >= tables.MOST),
        items=tuple(_line(one, now) for one in in_order(tuple(ours))),
    )


async def _late(door: Door, caller: Caller, today: date) -> list[Stuck]:
    """What people owe and have not done."""
    township = caller.township if caller.bound_to_township else ""
    place = caller.place
    if caller.role is Role.DISCIPLINE:
        own = await inspection_tasks(door, caller, today)
        late = await door.read(tables.late_acts, today, place=place, role=caller.role.value)
        return [*(_overdue(line) for line in own if line.overdue), *late]
    told = caller.role in MATTERS[OversightKind.VIOLATION]
    late = await door.read(tables.late_acts, today, place=place, township=township, violations=told)
    return [*await door.read(tables.unpaid, today, place=place, township=township), *late]


def _overdue(line: TaskLine) -> Stuck:
    missed = (line.due or line.since) + timedelta(days=1)
    return Stuck(
        kind=StuckKind.ACT,
        subject=line.subject,
        zh=line.zh,
        whose=line.role_zh,
        since=datetime.combine(missed, datetime.min.time(), SHANGHAI),
        place=line.place,
        cause=line.act,
    )


async def _standing(
    door: Door, caller: Caller, client: Client | None, now: datetime
) -> Iterable[Stuck]:
    """Steps tried again and workflows that fail: of reports against staff to discipline inspection
    alone, which is told of no others."""
    found = list(await door.read(tables.struggling, now))
    if client is not None:
        with contextlib.suppress(RPCError):  # said already: the server does not answer
            found += await failing_workflows(client)
    staff = await door.read(tables.against_staff, [s.subject for s in found])
    return [s for s in found if (s.subject in staff) is (caller.role is Role.DISCIPLINE)]


def _line(one: Stuck, now: datetime) -> StuckLine:
    minutes = max(0, int((now - one.since).total_seconds() // 60))
    return StuckLine(
        kind_zh=STUCK_ZH[one.kind],
        minutes=minutes,
        **{**one.model_dump(), "kind": one.kind.value},
    )
