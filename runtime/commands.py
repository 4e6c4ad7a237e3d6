"""The sub-commands that start, show and keep a deployment; `cli.py` loads them by name."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import uvicorn
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from runtime.embedded import EmbeddedDefault
from runtime.keys import KeyRing
from runtime.processes import answers
from runtime.settings import (
    Settings,
    load_settings,
    read_settings,
    unknown_variables,
    variable_of,
)
from runtime.temporal import connect, has_poller, prepare_namespace

TABLE_BEGINS: Final = "<!-- doudi settings -->\n"
TABLE_ENDS: Final = "<!-- end of doudi settings -->\n"

keys_app = typer.Typer(no_args_is_help=True, add_completion=False, help="Make and rotate keys")


def up() -> None:
    """Start the embedded default and keep it running until Ctrl-C."""
    settings = load_settings()
    _warn(settings)
    raise typer.Exit(asyncio.run(_up(settings)))


async def _up(settings: Settings) -> int:
    async with EmbeddedDefault(settings, with_sandbox=settings.env == "demo") as stack:
        for name, url in stack.urls.items():
            typer.echo(f"{name:<12}{url}")
        typer.echo("按 Ctrl-C 停止（press Ctrl-C to stop）")
        return await stack.run_until_stopped()


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the table")] = False,
) -> None:
    """Run the main job on a rehearsal calendar and show what came of it."""
    settings = load_settings(rehearsal=True)
    try:
        sandbox_demo = import_module("sandbox.demo")
    except ModuleNotFoundError as error:
        if error.name not in {"sandbox", "sandbox.demo"}:
            raise
        raise typer.BadParameter("the sandbox is not part of this installation") from None
    raise typer.Exit(int(sandbox_demo.main(settings, once=once) or 0))


def codec() -> None:
    """Serve the codec of the Temporal UI."""
    settings = load_settings()
    uvicorn.run(
        "runtime.codec_server:create_app",
        factory=True,
        host=settings.api_host,
        port=settings.codec_port,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def migrate() -> None:
    """Bring the tables to the present version, and the Temporal namespace with them."""
    settings = load_settings()
    import_module("store.migrate").upgrade(settings.database_url)
    asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> None:
    await prepare_namespace(await connect(settings), settings.retention_days)


def roles() -> None:
    """On PostgreSQL: make the roles of the application, the audit and the reports, with their rights."""
    given = import_module("store.roles")
    try:
        made = given.give_roles(load_settings().database_url)
    except given.NotPostgres:
        typer.echo("SQLite 没有数据库用户，无需设置。", err=True)
        raise typer.Exit(1) from None
    typer.echo(" ".join(made))


def health(part: Annotated[str, typer.Argument(help="api, codec or worker")]) -> None:
    """Say whether a process of this machine is well: exit code 0 or 1."""
    settings = read_settings()
    ports = {"api": settings.api_port, "codec": settings.codec_port}
    if part not in {*ports, "worker"}:
        raise typer.BadParameter("one of api, codec and worker")
    well = asyncio.run(
        _polls(settings) if part == "worker" else answers("127.0.0.1", ports[part], "/healthz")
    )
    raise typer.Exit(0 if well else 1)


async def _polls(settings: Settings) -> bool:
    client = await connect(settings, patience=timedelta(seconds=5))
    return await has_poller(client, settings.task_queue, socket.gethostname())


def settings_table(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As docs/configuration.md holds it")
    ] = False,
    into: Annotated[Path | None, typer.Option(help="Renew the table of this Markdown file")] = None,
) -> None:
    """Every setting with its meaning, and what is wrong with the present ones."""
    if into is not None:
        before, rest = into.read_text().split(TABLE_BEGINS)
        after = rest.split(TABLE_ENDS)[1]
        into.write_text(before + TABLE_BEGINS + markdown_table() + TABLE_ENDS + after)
        return
    if markdown:
        typer.echo(markdown_table(), nl=False)
        return
    settings = read_settings()
    table = Table("variable", "value", "meaning", box=None, pad_edge=False)
    for name, field in Settings.model_fields.items():
        table.add_row(
            variable_of(name), escape(shown(settings, name)), escape(field.description or "")
        )
    Console().print(table)
    _warn(settings)
    for fault in settings.faults():
        typer.echo(f"fault: {fault}", err=True)
    if settings.faults():
        raise typer.Exit(2)


def shown(settings: Settings, name: str) -> str:
    """A setting's value for a screen: secrets and passwords hidden."""
    value: Any = getattr(settings, name)
    if name == "database_url" and "@" in value:
        scheme, rest = value.split("://", 1)
        return f"{scheme}://***@{rest.rsplit('@', 1)[1]}"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {route}" for key, route in value.items())
    return "" if value is None else str(value)


def markdown_table() -> str:
    """The table of `docs/configuration.md`, which a test holds equal to the settings."""
    # A prefix nobody sets: the defaults, whatever the environment holds.
    defaults = Settings(_env_prefix="DOUDI_AS_DOCUMENTED_")
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        value = getattr(defaults, name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        default = "not set" if value in (None, (), {}) else f"`{text}`"
        rows.append(f"| `{variable_of(name)}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


@keys_app.command("create")
def create_keys() -> None:
    """Make the key ring of a deployment (not marked as a demonstration ring)."""
    path = read_settings().key_file
    KeyRing.create(path)
    typer.echo(f"made {path}; keep a copy in a safe place: without it no case can be read")


@keys_app.command("rotate")
def rotate_keys() -> None:
    """Write with a new key from the next start on; what exists stays readable."""
    path = read_settings().key_file
    ring = KeyRing.load(path).rotate(path)
    typer.echo(f"{path} writes with {ring.current} and reads with {len(ring.keys)} keys;")
    typer.echo("restart worker, API and codec server, and keep a copy of the file")


@keys_app.command("list")
def list_keys() -> None:
    """The ids and dates of the ring's keys, never the keys."""
    ring = KeyRing.load(read_settings().key_file)
    for key in ring.keys:
        typer.echo(f"{key.id}  {key.made}{'  writes' if key.id == ring.current else ''}")


def _warn(settings: Settings) -> None:
    for warning in settings.warnings():
        typer.echo(f"warning: {warning}", err=True)
    for name in unknown_variables():
        typer.echo(f"warning: no setting is called {name}", err=True)
