"""Pages of the monthly payment: runs, a run, who changed against the month before, urgent cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.idempotent import command_of, once, plain_key
from api.frame.problems import Problem
from api.frame.workbooks import workbook_answer
from api.pages.forms import problem_of
from api.pages.procedures import Done, Table, journal_table, procedure_page, state_of
from api.pages.web import PageCaller, checked_form, go, show
from api.scope import MONEY_ROLES, SIGHT, Caller, must_be
from api.v1.acts import Month, PlaceCode
from api.v1.pay import PAGE, ExtraRun, extra_run, run_name, start_run
from api.work.targets import pay_target
from documents.paylist import CHANGE_ZH, workbook_of_changes
from domain.case.lifecycle import ROLE_ZH, Role
from domain.money import yuan
from domain.pay.acts import PAY_BY_ACT, PAY_STAGE_ZH, PayStage
from domain.pay.file import PayFile
from domain.pay.ledger import LEVEL_ZH
from domain.pay.lists import WARNING_ZH, cause_zh
from domain.pay.purposes import purpose_zh
from domain.pay.tasks import open_pay_tasks, pay_waiting_zh
from domain.pay.view import LINE_ZH, RETURN_ZH
from domain.programme import PROGRAMME_ZH, Programme
from store import freezing, money_views
from store.tables.pay import PayRunRow

router = APIRouter(include_in_schema=False)

After = Annotated[str, Query(max_length=80)]


@router.get("/pay")
async def runs(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, MONEY_ROLES, "查看资金发放")
    rows = await door.read(money_views.runs, caller.place)
    if caller.narrowed:
        return await _runs_within(request, door, caller, rows)
    start = None
    if caller.role is Role.PAY_OFFICER:
        today = await door.today()
        start = {"month": f"{today:%Y-%m}", "key": request_id_of(request) + "-pay"}
    return await show(
        request,
        "lists.html",
        title="资金发放",
        start=start,
        heads=("月份", "地区", "阶段", "笔数", "金额（元）", "期限"),
        rows=[
            {
                "href": f"/pay/{r.run.replace('/dibao/', '/')}",
                "late": r.overdue,
                "cells": (
                    r.run.rpartition("/")[2],
                    door.place(r.place).short,
                    PAY_STAGE_ZH[PayStage(r.stage)],
                    r.count,
                    yuan(r.total_fen),
                    r.due_on or "",
                ),
            }
            for r in rows
        ],
    )


async def _runs_within(
    request: Request, door: Door, caller: Caller, rows: Sequence[PayRunRow]
) -> Response:
    """The months with the lines and yuan of the cases an auditor's narrow leave covers."""
    sums = await door.read(money_views.runs_within, caller.place, caller.scopes)
    return await show(
        request,
        "lists.html",
        title="资金发放（授权范围内的家庭）",
        start=None,
        heads=("月份", "地区", "笔数", "金额（元）"),
        rows=[
            {
                "href": f"/pay/{r.run.replace('/dibao/', '/')}/lines",
                "late": False,
                "cells": (
                    r.run.rpartition("/")[2],
                    door.place(r.place).short,
                    sums[r.run][0],
                    yuan(sums[r.run][1]),
                ),
            }
            for r in rows
            if r.run in sums
        ],
    )


@router.post("/pay/start")
async def start_pay(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    form = await checked_form(request, door, caller)
    month = str(form.get("month", ""))
    if len(month) != 7 or not month.replace("-", "").isdigit() or month[4] != "-":
        raise Problem(422, "bad_input", "月份应当写成2026-12的样子。")
    target = pay_target(caller, caller.place, month)
    command = command_of(
        request,
        caller,
        plain_key(str(form.get("_key", ""))),
        "start_pay",
        "",
        subject=target.workflow_id,
        place=target.place,
    )

    async def do() -> Any:
        must_be(caller, (Role.PAY_OFFICER,), "启动发放", "JZ-28")
        return await start_run(door, target)

    told = await once(door, command, do, 201)
    if told.status >= 400:
        raise problem_of(told.document)
    return go(f"/pay/{target.place}/{month}")


@router.post("/pay/{place}/{month}/extra")
async def start_extra(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month
) -> Response:
    form = await checked_form(request, door, caller)
    target = pay_target(caller, place, month)
    only = str(form.get("only", "")).split()
    reason = str(form.get("reason", "")).strip()
    if not only or len(reason) < 4:
        raise Problem(422, "bad_input", "请逐行填写案件编号，并写明不能等到下月的原因。")
    wanted = ExtraRun(only=only, reason=reason)
    command = command_of(
        request,
        caller,
        plain_key(str(form.get("_key", ""))),
        "start_extra",
        wanted,
        subject=target.workflow_id,
        place=target.place,
    )

    async def do() -> Any:
        must_be(caller, (Role.PAY_OFFICER,), "启动补充发放", "JZ-30")
        return await extra_run(door, caller, target, wanted)

    told = await once(door, command, do, 201)
    if told.status >= 400:
        raise problem_of(told.document)
    return go(told.document["href"].removeprefix("/api/v1"))


@router.get("/pay/{place}/{month}")
async def pay_run(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month,
    done: Done = "",
) -> Response:  # fmt: skip
    target = pay_target(caller, place, month)
    file = await state_of(door, target, PayFile)
    name = run_name(target)
    tables: list[Table] = [
        ("名单", ("项目", "数"), _sums(file)),
        ("批次", ("批次", "笔数", "到账笔数", "送交日期", "到账日期", "状态"), _batches(file)),
        (
            "银行退回",
            ("案件", "金额（元）", "原因", "期限", "状态"),
            [
                (r.obligation.split("/")[0], yuan(r.fen), r.zh, r.due, RETURN_ZH[r.state])
                for r in file.returns
            ],
        ),
        (
            "迟延",
            ("环节", "责任方", "期限", "办理日期", "逾期天数"),
            [
                (_step_zh(x.step), ROLE_ZH[x.role], x.due, x.on or "尚未办理", x.days or "")
                for x in file.lateness
            ],
        ),
        journal_table(file.journal),
    ]
    why = pay_waiting_zh(file, file.latest)
    if file.stage is PayStage.LIST:
        done_so_far = await door.read(freezing.progress_of, name)
        why += f"\n正在逐户生成名单，已处理{done_so_far}户。"
    extra = None
    if caller.role is Role.PAY_OFFICER and file.names is not None and not file.order.extra:
        extra = {"action": f"/pay/{place}/{month}/extra", "key": request_id_of(request) + "-extra"}
    return await procedure_page(
        request,
        door,
        caller,
        target,
        f"{door.place(place).short}{month}发放",
        PAY_STAGE_ZH[file.stage],
        why,
        tables,
        done,
        wanted=[t.act for t in open_pay_tasks(file, file.latest) if t.role is caller.role],
        extra=extra,
        links=[
            (f"/pay/{place}/{month}/lines", "逐笔名单"),
            (f"/pay/{place}/{month}/changes", "与上月相比的变动"),
            (f"/pay/{place}/{month}/warnings", "报送前应当核实的家庭"),
        ],
    )


def _step_zh(step: str) -> str:
    name = step.partition(":")[0]
    return "银行到账" if name == "confirm_credit" else PAY_BY_ACT[name].zh


def _sums(file: PayFile) -> list[tuple[str, Any]]:
    names = file.names
    rows: list[tuple[str, Any]] = [
        ("笔数", file.payable_count),
        ("合计", f"{yuan(file.payable_fen)}元"),
    ]
    if names is None:
        return rows
    rows += [("新增户数", names.joined), ("退出户数", names.left), ("变动户数", names.changed)]
    rows += [("补列以前月份笔数", names.arrears)] if names.arrears else []
    rows += [(f"{purpose_zh(kind)}笔数", count) for kind, count in names.by_purpose]
    rows += [(f"应当核实：{WARNING_ZH[code]}", count) for code, count in names.warned]
    rows += [(f"{LEVEL_ZH[level]}资金", f"{yuan(fen)}元") for level, fen in names.by_source if fen]
    if file.deferred is not None:
        paid = file.deferred.released
        done = f"已于{paid.on}补拨" if paid else "待补拨"
        count, fen = file.deferred.count, yuan(file.deferred.fen)
        rows.append(("资金缺口", f"{fen}元、{count}笔（{file.deferred.paper}），{done}"))
    rows.append(("名单校验码", names.digest[:16]))
    return rows


def _batches(file: PayFile) -> list[tuple[Any, ...]]:
    return [
        (b.number, b.count or "", b.paid_count or "", b.sent_on or "", b.credited_on or "",
         "在途" if b.sent_on and b.open else "待送交" if b.open else "已入账")
        for b in file.batches
    ]  # fmt: skip


# --- the list, line by line ------------------------------------------------------------------------


@router.get("/pay/{place}/{month}/changes")
async def changes(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month,
    after: After = "",
) -> Response:  # fmt: skip
    """Who joined, left or changed against the month before, with the cause."""
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.changes_of, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    rows = [
        (c.case_no, CHANGE_ZH[c.kind], yuan(c.was_fen), yuan(c.now_fen), cause_zh(c.cause))
        for c in found
    ]
    heads = ("案件", "变动", "上月（元）", "本月（元）", "原因")
    sheet = (f"/pay/{place}/{month}/changes.xlsx", "导出变动说明表")
    told = "较上月新增、退出、金额变动的家庭，逐户说明原因。"
    return await _listed(request, door, "名单变动", heads, rows, (place, month), sheet, told=told)


@router.get("/pay/{place}/{month}/changes.xlsx")
async def changes_sheet(
    door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month
) -> Response:
    target = pay_target(caller, place, month)
    title = f"{door.place(place).short}{month}"

    def written(session: Session) -> IO[bytes]:
        found = money_views.every_change(session, run_name(target), caller.scopes)
        return workbook_of_changes(title, found)

    return workbook_answer(await door.read(written), f"changes-{place}-{month}.xlsx")


@router.get("/pay/{place}/{month}/warnings")
async def warnings(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month,
    after: After = "",
) -> Response:  # fmt: skip
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.warnings_of, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    rows = [(w.case_no, WARNING_ZH[w.code]) for w in found]
    heads = ("案件", "应当核实的情况")
    told = "请在报送名单前逐户核实；核实后不应发放的，在本月发放中登记不予发放或者暂缓发放。"
    return await _listed(request, door, "应当核实的家庭", heads, rows, (place, month), told=told)


@router.get("/pay/{place}/{month}/lines")
async def lines(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, month: Month,
    after: After = "",
) -> Response:  # fmt: skip
    run = run_name(pay_target(caller, place, month))
    found = await door.read(
        money_views.some_lines, run, after=after, most=PAGE + 1, within=caller.scopes
    )
    rows = [
        (x.case_no, PROGRAMME_ZH[Programme(x.programme)], f"{x.month:%Y-%m}",
         purpose_zh(x.purpose), yuan(x.fen), LINE_ZH[x.state], x.paid_on or "")
        for x in found
    ]  # fmt: skip
    heads = ("案件", "项目", "所属月份", "用途", "金额（元）", "状态", "到账日期")
    keys = [x.id for x in found]
    return await _listed(request, door, "发放名单", heads, rows, (place, month), keys=keys)


async def _listed(
    request: Request,
    door: Door,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    run: tuple[str, str],
    *links: tuple[str, str],
    told: str = "",
    keys: Sequence[str] = (),
) -> Response:
    """A page of a list; the next one begins after the last key shown, the case where none is given."""
    place, month = run
    name = f"{door.place(place).short}{month}"
    narrow = request.state.caller.narrowed is not None
    if narrow:  # the run itself is the county's; from one list of it to the others
        there = (("lines", "逐笔名单"), ("changes", "变动"), ("warnings", "应当核实的家庭"))
        links = (*links, *((f"/pay/{place}/{month}/{part}", zh) for part, zh in there))
    last = (keys[:PAGE] or [row[0] for row in rows[:PAGE]])[-1:]
    return await show(
        request,
        "paylist.html",
        title=f"{name}{title}",
        told=told,
        heads=heads,
        rows=rows[:PAGE],
        back="/pay" if narrow else f"/pay/{place}/{month}",
        back_zh="资金发放" if narrow else f"{name}发放",
        sees_cases=request.state.caller.role in SIGHT,
        links=links,
        more=f"?after={last[0]}" if len(rows) > PAGE else "",
    )
