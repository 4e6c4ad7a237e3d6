"""Every fault a person at a terminal can act on becomes one line and exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from temporalio.service import RPCError

from audit.archive.log import LogBroken
from audit.sources import SourceFault
from domain.base import CaseRefusal
from runtime.keys import KeyFault
from runtime.temporal import TemporalUnreachable


@contextmanager
def one_line() -> Iterator[None]:
    """Every fault a person can act on becomes one line and exit code 2."""
    try:
        yield
    except (SourceFault, KeyFault, TemporalUnreachable, CaseRefusal) as fault:
        end(str(fault))
    except LogBroken:
        end("归档的日志不能读取，请先用 doudi archive verify 核验。")
    except RPCError as error:
        end(f"Temporal 拒绝了请求：{error.status.name}")


def end(message: str) -> NoReturn:
    """What was asked for cannot be done: exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


def refuse(message: str) -> NoReturn:
    """It was done, and the answer is no: exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
