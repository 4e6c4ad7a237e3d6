"""The `doudi` command: a table of sub-commands, each loaded only when it is called.

Whoever uses it wrongly gets one line that says what would be right, and the exit code 2.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any, Final, NoReturn


@dataclass(frozen=True)
class Entry:
    """One sub-command: where its Typer app or function stands, and what help says about it."""

    target: str
    help: str


COMMANDS: Final[dict[str, Entry]] = {
    "up": Entry("runtime.commands:up", "在本机启动全部组件（按Ctrl-C停止）"),
    "demo": Entry("runtime.commands:demo", "演示：五个地方十四个月的案件"),
    "api": Entry("api.serving:api", "启动接口和页面"),
    "worker": Entry("worker:main", "启动流程执行程序"),
    "codec": Entry("runtime.commands:codec", "启动流程监督界面的解密服务"),
    "migrate": Entry("runtime.commands:migrate", "把数据表和命名空间升级到当前版本"),
    "roles": Entry("runtime.commands:roles", "设置数据库用户的最小权限"),
    "health": Entry("runtime.commands:health", "检查接口、解密服务、执行程序是否正常"),
    "settings": Entry("runtime.commands:settings_table", "全部设置、取值和错误"),
    "keys": Entry("runtime.commands:keys_app", "生成、列出和轮换密钥"),
    "policy": Entry("runtime.policy_commands:policy_app", "查看和检查政策数据"),
    "cases": Entry("store.commands.cases:cases_app", "查找案件和未办理的原因"),
    "checks": Entry("activities.check_commands:checks_app", "部门核对：谁没有按期回复、名单工作簿"),
    "compare": Entry("store.commands.compare:compare_app", "每月比对、从预警到处置"),
    "items": Entry("store.commands.items:items_app", "一事一议议题和成员单位任务"),
    "meetings": Entry("store.commands.meetings:meetings_app", "会议：议程、送达、纪要"),
    "office": Entry("store.commands.office:office_app", "联席会议办公室：事项、报告、台账"),
    "stuck": Entry("activities.stuck_commands:stuck", "全部停滞事项，逐一列名"),
    "body": Entry("store.commands.body:body", "某日联席会议的成员"),
    "pay": Entry("audit.pay.commands:pay_app", "每月资金发放和证明"),
    "funds": Entry("activities.fund_commands:funds_app", "资金账目、提标测算、公开表"),
    "audit": Entry("audit.commands:audit_app", "案件的证书、重算和导出"),
    "rebuild": Entry("audit.rebuild.commands:rebuild", "按历史记录核对和重建数据表"),
    "reset": Entry("audit.restart.commands:reset_app", "由两人回退停住的案件"),
    "account": Entry("store.commands.account:account_app", "正式账号，由三类管理员办理"),
    "archive": Entry("audit.archive.commands:archive_app", "长期保存的历史记录及其证明"),
    "example": Entry("sandbox.published.commands:example", "重演一次公开的联席会议"),
}

EXPECTED: Final = {
    "SettingsRefused": 2,
    "CaseRefusal": 2,
    "KeyFault": 2,
    "TemporalUnreachable": 1,
    "EmbeddedFault": 1,
}
"""Faults whose text is written for an operator, by name (they are not loaded yet), and the exit."""


GARBAGE: Final = (10_000, 20, 20)
"""How many values are made between two looks for what refers to itself alone. Python's own 700 take
a worker 6 % of its processor, a replay by the SDK's own means 8 %; 10,000 values are a megabyte or two.
"""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point. Always ends by `SystemExit`."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in {"--help", "-h", "help"}:
        sys.stdout.write(help_text())
        sys.exit(0)
    name, rest = args[0], args[1:]
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"是否为`doudi {near[0]}`？" if near else "全部命令见`doudi --help`。"
        _end(f"没有命令“{name}”，{hint}", 2)
    try:
        sys.exit(_run(name, rest))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        kind = type(error).__name__
        if kind in EXPECTED:
            _end(str(error), EXPECTED[kind])
        if kind == "Abort":
            sys.exit(130)
        if not hasattr(error, "format_message"):
            raise
        from runtime.wrong_use import told

        context = getattr(error, "ctx", None)
        right = context.command_path if context else f"doudi {name}"
        _end(f"{told(error)}；用法见`{right} --help`。", 2)


def help_text() -> str:
    """The table of commands, without loading any."""
    rows = "".join(f"  {name:<10}{entry.help}\n" for name, entry in COMMANDS.items())
    return (
        "兜底 doudi：一个县的社会救助，每一个案件都是长期运行、可以证明的流程。\n\n"
        f"用法：doudi 命令 …　　各命令的用法见：doudi 命令 --help\n\n{rows}"
    )


def _run(name: str, args: list[str]) -> int:
    import typer

    entry = COMMANDS[name]
    module_name, attribute = entry.target.split(":")
    try:
        target: Any = getattr(_loaded(module_name), attribute)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise
        _end(f"本机没有安装`doudi {name}`所需的部分。", 2)
    if not isinstance(target, typer.Typer):
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name, help=entry.help)(target)
        target = app
    # Not `target(…)`: that would install a traceback hook which prints variables, people included.
    command = typer.main.get_command(target)
    if not args and isinstance(command, typer.core.TyperGroup):
        args = ["--help"]
    result = command.main(args=args, prog_name=f"doudi {name}", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _loaded(name: str) -> ModuleType:
    """The module. What is made while it is read stays: to look for garbage there takes a fifth
    of the API's start, and to look through it again later a pause of every long look.
    """
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.set_threshold(*map(max, GARBAGE, gc.get_threshold()))
        gc.enable()


def _end(message: str, code: int) -> None:
    sys.stderr.write(message + "\n")
    sys.exit(code)


def process() -> NoReturn:
    """The process's own entry: `main`, and then an end that waits for no thread.

    The Temporal SDK's threads may reach for the interpreter while it is being taken down; the
    process then aborts (exit code 134) after all was said and done. Seen in two of three runs of
    a command that found no server.
    """
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    process()
