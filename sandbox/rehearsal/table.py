"""What came of it, place by place. Every figure is asked of the system through its own door."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from domain.case.lifecycle import Role
from domain.case.phases.means import REASON_ZH
from domain.money import yuan
from runtime import packs
from sandbox.rehearsal.staff import Json, Staff, user_id

ROWS: tuple[tuple[str, str], ...] = (
    ("applications", "申请（户）"),
    ("accepted", "受理"),
    ("corrected", "一次性告知补正"),
    ("withdrawn", "撤回"),
    ("refused_total", "不予确认"),
    ("refused", "　其中理由"),
    ("objections", "公示异议"),
    ("escalations", "提请一事一议"),
    ("measures", "　议定措施（项）"),
    ("confirmed", "确认"),
    ("living", "在保（户）"),
    ("paid_fen", "发放金额（元）"),
    ("paid_months", "发放户月"),
    ("returned", "银行退回（笔）"),
    ("repaid", "　其中补发成功"),
    ("rechecks", "启动复核"),
    ("gradual_exits", "给予渐退期"),
    ("increases_and_decreases", "增发、减发"),
    ("stops", "停发"),
    ("overdue_zh", "超期任务（按岗位）"),
)


async def show(staff: Staff, console: Console, places: tuple[str, ...]) -> dict[str, Json]:
    """Ask each county's report and print them side by side."""
    reports = {
        place: await staff.get(
            user_id(place, Role.COUNTY_REVIEWER), f"/api/v1/places/{place}/report"
        )
        for place in places
    }
    table = Table(title="各地办理情况（数据取自系统）", show_lines=False)
    table.add_column("项目")
    for place in places:
        table.add_column(packs.place_info(place).short, justify="right")
    for key, zh in ROWS:
        table.add_row(zh, *(_cell(key, reports[place].get(key)) for place in places))
    console.print(table)
    return reports


def _cell(key: str, value: object) -> str:
    if key == "paid_fen" and isinstance(value, int):
        return yuan(value)
    if isinstance(value, dict):
        return (
            "\n".join(f"{REASON_ZH.get(name, name)} {count}" for name, count in value.items())
            or "—"
        )
    return "—" if value in (None, "") else str(value)
