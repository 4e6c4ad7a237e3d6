"""What came of it, place by place. Every figure is asked of the system through its own door."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from domain.case.lifecycle import Role
from domain.case.phases.deciding.means import REASON_ZH
from domain.money import yuan
from domain.programme import PROGRAMME_ZH, Programme
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
    ("overdue_zh", "曾超期的任务（按岗位）"),
)


OF_PROGRAMME: tuple[tuple[str, str], ...] = (
    ("applications", "申请"),
    ("granted", "　确认"),
    ("refused", "　不予确认"),
    ("expired", "　认定期满"),
    ("answered", "　承办单位已答复"),
    ("given", "　　其中给予救助"),
    ("once", "　给予一次性救助（件）"),
    ("once_fen", "　一次性救助（元）"),
)
"""Of each programme, only what there is of it anywhere."""

OF_LEADS: tuple[tuple[str, str], ...] = (
    ("found", "发现线索"),
    ("visited", "已走访"),
    ("applied", "代办申请"),
    ("admitted", "　已纳入救助"),
    ("refused", "　不予确认、不予受理"),
    ("verified", "转在保案件核实"),
    ("declined", "说明理由办结"),
    ("open", "在办"),
    ("overdue", "曾超期"),
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
    table.add_column("项目", overflow="fold")
    for place in places:
        table.add_column(packs.place_info(place).short, justify="right", overflow="fold")
    for key, zh in ROWS:
        table.add_row(zh, *(_cell(key, reports[place].get(key)) for place in places))
    console.print(table)
    console.print(_by_programme(reports))
    console.print(_of_leads({place: await _leads(staff, place) for place in places}))
    console.print(await _after_the_decision(staff, places))
    return reports


async def _after_the_decision(staff: Staff, places: tuple[str, ...]) -> Table:
    """Complaints, spot checks, comparisons and what became of their matches, place by place."""
    table = Table(title="决定之后（数据取自系统）", show_lines=False)
    table.add_column("项目", overflow="fold")
    found = []
    for place in places:
        table.add_column(packs.place_info(place).short, justify="right", overflow="fold")
        user = user_id(place, Role.COUNTY_REVIEWER)
        complaints = (await staff.get(user, "/api/v1/complaints"))["items"]
        spots = (await staff.get(user, "/api/v1/spot-checks"))["items"]
        hits = (await staff.get(user, "/api/v1/hits"))["open"]
        centre = user_id(place, Role.CHECKING_CENTRE)
        months = await staff.list(centre, f"/api/v1/comparisons/{place}")
        found.append(
            (
                f"{sum(c['stage'] == 'closed' for c in complaints)}/{len(complaints)}",
                "、".join(s["result_zh"] for s in spots) or "—",
                sum(m["done"] for m in months),
                hits,
            )
        )
    names = ("信访举报（办结/登记）", "抽查比例", "每月比对（部门次）", "尚未核实的疑点线索")
    for zh, row in zip(names, zip(*found, strict=True), strict=True):
        table.add_row(zh, *(_cell("", value) for value in row))
    return table


async def _leads(staff: Staff, place: str) -> Json:
    user = user_id(place, Role.COUNTY_REVIEWER)
    found = await staff.get(user, "/api/v1/discoveries/figures", place=place)
    return dict(found["total"])


def _by_programme(reports: dict[str, Json]) -> Table:
    """One block a programme; a place without it shows nothing there."""
    table = Table(title="按救助项目（数据取自系统）", show_lines=False)
    table.add_column("项目", overflow="fold")
    for place in reports:
        table.add_column(packs.place_info(place).short, justify="right", overflow="fold")
    found = {
        place: {p["programme"]: p for p in report["programmes"]}
        for place, report in reports.items()
    }
    for programme in Programme:
        rows = [found[place].get(programme.value, {}) for place in reports]
        for key, zh in OF_PROGRAMME:
            if any(row.get(key) for row in rows):
                label = PROGRAMME_ZH[programme] + zh if key == "applications" else zh
                table.add_row(label, *(_cell(key, row.get(key)) for row in rows))
    return table


def _of_leads(figures: dict[str, Json]) -> Table:
    table = Table(title="主动发现（数据取自系统）", show_lines=False)
    table.add_column("线索", overflow="fold")
    for place in figures:
        table.add_column(packs.place_info(place).short, justify="right", overflow="fold")
    for key, zh in OF_LEADS:
        table.add_row(zh, *(_cell(key, row.get(key)) for row in figures.values()))
    return table


def _cell(key: str, value: object) -> str:
    if key in ("paid_fen", "once_fen") and isinstance(value, int):
        return yuan(value)
    if isinstance(value, dict):
        return (
            "\n".join(f"{REASON_ZH.get(name, name)} {count}" for name, count in value.items())
            or "—"
        )
    return "—" if value in (None, "") else str(value)
