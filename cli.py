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
    "up": Entry("runtime.commands:up", "Start everything on this machine (Ctrl-C stops it)"),
    "demo": Entry("runtime.commands:demo", "A county in a box: fourteen months of cases"),
    "api": Entry("api.serving:api", "Serve the API and the pages"),
    "worker": Entry("worker:main", "Carry the procedures and their activities"),
    "codec": Entry("runtime.commands:codec", "Serve the codec of the Temporal UI"),
    "migrate": Entry(
        "runtime.commands:migrate", "Bring tables and namespace to the present version"
    ),
    "roles": Entry("runtime.commands:roles", "Give the database's users no more than they need"),
    "health": Entry("runtime.commands:health", "Say whether api, codec or worker is well"),
    "settings": Entry("runtime.commands:settings_table", "Every setting, its value and faults"),
    "keys": Entry("runtime.commands:keys_app", "Make, list and rotate the keys"),
    "policy": Entry("runtime.policy_commands:policy_app", "Show and check the law as data"),
    "cases": Entry("store.commands.cases:cases_app", "Find cases and why they are not moving"),
    "checks": Entry("activities.check_commands:checks_app", "Departments: who is late, workbooks"),
    "compare": Entry(
        "store.commands.compare:compare_app", "The month's comparison, alert to action"
    ),
    "items": Entry("store.commands.items:items_app", "Joint-meeting items and the units' tasks"),
    "meetings": Entry("store.commands.meetings:meetings_app", "Meetings: agenda, mail, minutes"),
    "office": Entry("store.commands.office:office_app", "The office: affairs, reports, register"),
    "stuck": Entry("activities.stuck_commands:stuck", "Everything that does not move, by name"),
    "body": Entry("store.commands.body:body", "Who is in the joint meeting of a place on a day"),
    "pay": Entry("audit.pay.commands:pay_app", "Monthly payment runs and their proof"),
    "funds": Entry(
        "activities.fund_commands:funds_app", "Fund accounts, a rise counted in advance, bulletins"
    ),
    "audit": Entry("audit.commands:audit_app", "Certify, replay and export cases"),
    "rebuild": Entry("audit.rebuild.commands:rebuild", "Tables made again from histories"),
    "reset": Entry(
        "audit.restart.commands:reset_app", "Set a stuck case's run back, by two people"
    ),
    "account": Entry(
        "store.commands.account:account_app", "Real accounts, by administrators who sign in"
    ),
    "archive": Entry("audit.archive.commands:archive_app", "Closed runs kept for good, and proved"),
    "example": Entry("sandbox.published.commands:example", "Replay a published joint meeting"),
}

EXPECTED: Final = {
    "SettingsRefused": 2,
    "CaseRefusal": 2,
    "KeyFault": 2,
    "TemporalUnreachable": 1,
    "EmbeddedFault": 1,
}
"""Faults whose text is written for an operator, by name (they are not loaded yet), and the exit."""


def main(argv: Sequence[str] | None = None) -> None:
    """The entry point. Always ends by `SystemExit`."""
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in {"--help", "-h", "help"}:
        sys.stdout.write(help_text())
        sys.exit(0)
    name, rest = args[0], args[1:]
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean `doudi {near[0]}`?" if near else "`doudi --help` lists them all"
        _end(f"there is no command `{name}`; {hint}", 2)
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
        # Typer carries a Click of its own, so its errors are known by what they can do.
        if not hasattr(error, "format_message"):
            raise
        context = getattr(error, "ctx", None)
        right = context.command_path if context else f"doudi {name}"
        _end(f"{error.format_message().strip()} (see `{right} --help`)", 2)


def help_text() -> str:
    """The table of commands, without loading any."""
    rows = "".join(f"  {name:<10}{entry.help}\n" for name, entry in COMMANDS.items())
    return (
        "兜底 doudi: a county's social assistance, every case a durable, provable workflow.\n\n"
        f"usage: doudi COMMAND …    (doudi COMMAND --help says more)\n\n{rows}"
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
        _end(f"`doudi {name}` is not part of this installation", 2)
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
