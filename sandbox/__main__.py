"""`python -m sandbox`: the whole county on one port, until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from html import escape
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from runtime import packs
from runtime.logs import configure_logging
from runtime.settings import Settings, SettingsRefused, load_settings
from sandbox import bank_http, departments, messages, registers
from sandbox.bank import Bank
from sandbox.county.build import accounts, first_day_from
from sandbox.departments import Departments
from sandbox.messages import MailSink
from workflows.base import SHANGHAI

HOST: Final = "127.0.0.1"
BANK_FILE: Final = "sandbox/bank.db"
FIRST_DAY_FILE: Final = "sandbox/first_day.txt"


def create_app(settings: Settings, *, mail: bool = True) -> FastAPI:
    """Departments, bank, gateway and index. The county's first day is the one that was set last, and
    otherwise the next the demonstration would begin on."""
    first_day = first_day_from(datetime.now(SHANGHAI).date())
    offices = Departments(first_day, settings.home / FIRST_DAY_FILE)
    bank = Bank(settings.home / BANK_FILE, accounts(offices.county).values())
    sink = MailSink(settings.smtp_port) if mail else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if sink is not None:
            sink.start()
        watching = asyncio.create_task(bank_http.watch(bank, settings.bank_dir))
        yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        if sink is not None:
            sink.stop()
        bank.close()

    app = FastAPI(title="兜底演示环境", lifespan=lifespan, docs_url="/docs", redoc_url=None)
    app.state.departments, app.state.bank = offices, bank

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def index() -> str:
        return _index(offices)

    app.include_router(bank_http.router(bank))
    app.include_router(messages.router(sink))
    app.include_router(registers.router(registers.Registers(), offices))
    app.include_router(departments.router(offices))
    return app


_DOORS: Final = (
    ("POST /{地区}/{部门}/query", "部门信息核对接口，按查询日期回答"),
    ("GET /{地区}/{部门}/register", "部门每月比对名单，分页提供"),
    ("GET、PUT /_registers", "设定部门比对名单的内容"),
    ("GET、PUT /_faults", "部门故障：中断、超时、迟复、乱码、缺项、答非所问、重复、矛盾、拒绝"),
    ("GET /_asked", "每个查询编号被询问、答复的次数"),
    ("GET、PUT /_calendar", "演示的第一天"),
    ("POST /bank/{地区}/batches", "代发银行接收批次文件，同一文件重复送达只入账一次"),
    ("GET /bank/{地区}/batches/{批次}/return", "代发银行回盘文件"),
    ("GET /bank/{地区}/balances", "各账户实际入账金额"),
    ("GET、PUT /bank/_conduct", "代发银行的快慢和差错"),
    ("POST /sms/send", "短信网关，只记录，不发送"),
    ("GET /sms", "已收到的短信"),
    ("GET /mail", "已收到的邮件（SMTP 接收，不转发）"),
)


def _index(offices: Departments) -> str:
    known = packs.load()
    rows = "".join(f"<tr><td><code>{escape(a)}</code><td>{escape(b)}" for a, b in _DOORS)
    places = "".join(
        f"<tr><td>{escape(info.zh)}<td>{len(offices.county.of(code))}户<td>"
        + escape("、".join(_departments(known, code, offices)))
        for code, info in sorted(known.places.items())
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>兜底演示环境</title>'
        "<style>body{font:16px/1.7 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.4rem .6rem;"
        "text-align:left;vertical-align:top}</style>"
        "<h1>兜底演示环境</h1><p>这里模拟县级系统以外的单位：部门、代发银行、短信网关和邮件服务器。"
        "全部人员、号码、账户、金额均为虚构，与任何真实的人无关。</p>"
        f"<p>演示的第一天：{offices.county.first_day}。正在生效的部门故障：{len(offices.faults)}项。</p>"
        f"<h2>接口</h2><table><tr><th>地址<th>用途{rows}</table>"
        f"<h2>地区和部门</h2><table><tr><th>地区<th>家庭<th>接受查询的部门{places}</table>"
        '<p><a href="/docs">接口说明</a></p></html>'
    )


def _departments(known: packs.Packs, place: str, offices: Departments) -> list[str]:
    value = packs.value(known, place, offices.county.first_day, "check.items").value
    if not isinstance(value, dict):
        return []
    return [str(part["zh"]) for part in value.values() if isinstance(part, dict)]


def _ports(settings: Settings) -> tuple[str, ...]:
    """One line for each port that somebody else listens on."""
    wanted = (
        (settings.sandbox_port, "DOUDI_SANDBOX_PORT"),
        (settings.smtp_port, "DOUDI_SMTP_PORT"),
    )
    return tuple(_taken(port, name) for port, name in wanted)


def _taken(port: int, name: str) -> str:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return f"端口{port}已被占用，请另设{name}。Port {port} is in use; set {name}"
    return ""


def main() -> int:
    try:
        settings = load_settings()
    except SettingsRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    if settings.env == "production":
        sys.stderr.write("the sandbox is for rehearsal only (DOUDI_ENV=production)\n")
        return 2
    taken = [line for line in _ports(settings) if line]
    if taken:
        sys.stderr.write("\n".join(taken) + "\n")
        return 1
    configure_logging(settings, "sandbox")
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    uvicorn.run(
        create_app(settings),
        host=HOST,
        port=settings.sandbox_port,
        access_log=False,
        log_config=None,
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
