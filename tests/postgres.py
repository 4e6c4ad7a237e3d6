"""A PostgreSQL server of a test's own, which it may kill."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import free_port, need

_INSTALLED = Path("/usr/lib/postgresql")
_OWNER = "postgres"
"""Who runs it where we are root: PostgreSQL refuses to be run by root."""


class OwnPostgres:
    """Files in a folder of its own; `url` stays the same over every death."""

    def __init__(self, bin_dir: Path, home: Path) -> None:
        self._bin, self._home, self.port = bin_dir, home, free_port()
        self.deaths = 0
        if os.geteuid() == 0:
            shutil.chown(home, _OWNER)
        self._run("initdb", "-D", f"{home}/db", "-U", "doudi", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://doudi@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        # Without fsync: what a killed process had written stays with the machine.
        settings = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off "
            f"-c unix_socket_directories={self._home}"
        )
        self._run("pg_ctl", "-D", f"{self._home}/db", "-w", "-l", f"{self._home}/log",
                  "-o", settings, "start")  # fmt: skip

    def die(self) -> None:
        """At once, without a word to whoever is connected: what was not committed is lost."""
        self.deaths += 1
        self._run("pg_ctl", "-D", f"{self._home}/db", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_owner = ["runuser", "-u", _OWNER, "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_owner, str(self._bin / program), *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    found = sorted(_INSTALLED.glob("*/bin/initdb"))
    need(found, "PostgreSQL (initdb)")
    home = Path(tempfile.mkdtemp())  # a test's own folder is closed to other users
    server = None
    try:
        server = OwnPostgres(found[-1].parent, home)
        yield server
    finally:
        if server is not None:
            server.die()
        shutil.rmtree(home)
