"""A wire to a server on which an answer can be lost: what was asked arrives, and nothing comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_ARRIVES_SECONDS = 0.5
"""Between the last word of the asker and the end of the wire: the server has done it by then."""


class Wire:
    """Forwards bytes both ways; after `lose_next()`, cuts off once whoever speaks next, unanswered."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._losing = False
        self.lost = 0

    def lose_next(self) -> None:
        self._losing = True

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_connection(*self._server)
        ways = [
            asyncio.create_task(self._there(near, writer)),
            asyncio.create_task(self._back(reader, back)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            writer.close()
            back.close()

    async def _there(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self._losing and not self.lost:
                self.lost += 1
                asyncio.get_running_loop().call_later(_ARRIVES_SECONDS, self._cut, writer)
            writer.write(data)
            await writer.drain()

    def _cut(self, writer: asyncio.StreamWriter) -> None:
        self._losing = False
        writer.close()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if not self._losing:
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def wire_to(address: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire and the address of its near end."""
    host, port = address.rsplit(":", 1)
    wire = Wire(host, int(port))
    near = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    async with near:
        yield wire, f"127.0.0.1:{near.sockets[0].getsockname()[1]}"
