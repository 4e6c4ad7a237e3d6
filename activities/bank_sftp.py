"""A bank reached by SFTP: `DIR/<place>/out` for batches, `DIR/<place>/in` for return files.

The server must show a key of the known-hosts file, and we show ours: no password, no stranger. A
file is written beside its place and renamed, so that the bank never picks up half of one.
"""

from __future__ import annotations

import posixpath
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from activities.bank_faults import down
from activities.bank_names import returned_names, sent_name

if TYPE_CHECKING:
    import asyncssh

_SECONDS: Final = 10


class SftpBank:
    """Nothing is connected before the first batch; without an address every try is a bank down."""

    def __init__(self, url: str, key: Path | None, known_hosts: Path | None) -> None:
        self._url, self._key, self._known_hosts = urlsplit(url), key, known_hosts

    async def deliver(self, place: str, batch_no: str, data: bytes, on: date) -> None:
        async with self._session() as sftp:
            folder = self._folder(place, "out")
            await sftp.makedirs(folder, exist_ok=True)
            scratch = posixpath.join(folder, f".{batch_no}.part")
            async with sftp.open(scratch, "wb") as file:
                await file.write(data)
            await sftp.posix_rename(scratch, posixpath.join(folder, sent_name(batch_no, data)))

    async def fetch(self, place: str, batch_no: str, on: date) -> bytes | None:
        async with self._session() as sftp:
            folder = self._folder(place, "in")
            if not await sftp.exists(folder):
                return None
            names = [str(name) for name in await sftp.listdir(folder)]
            parts = [await self._read(sftp, folder, n) for n in returned_names(names, batch_no)]
        return b"".join(parts) if parts else None

    @staticmethod
    async def _read(sftp: asyncssh.SFTPClient, folder: str, name: str) -> bytes:
        async with sftp.open(posixpath.join(folder, name), "rb") as file:
            data: bytes = await file.read()
            return data

    def _folder(self, place: str, way: str) -> str:
        return str(PurePosixPath(self._url.path.lstrip("/") or ".") / place / way)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[asyncssh.SFTPClient]:
        """An open session. Whatever is wrong with the line is a bank that is down."""
        import asyncssh

        to = self._url
        if not to.hostname or self._key is None or self._known_hosts is None:
            raise down("sftp is not configured")
        try:
            async with (
                asyncssh.connect(
                    to.hostname,
                    to.port or 22,
                    username=to.username,
                    client_keys=[str(self._key)],
                    known_hosts=str(self._known_hosts),
                    password=None,
                    connect_timeout=_SECONDS,
                ) as line,
                line.start_sftp_client() as sftp,
            ):
                yield sftp
        except (asyncssh.Error, OSError) as fault:
            raise down(type(fault).__name__) from None
