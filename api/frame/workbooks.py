"""A workbook as an answer: saved under its name, never shown in the browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Final
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE: Final = 1 << 16
"""Bytes sent at a time."""


def workbook_answer(data: bytes | IO[bytes], name: str) -> Response:
    """`name`: as it is saved, with `.xlsx`; Chinese too (RFC 6266). An open file is sent piece by piece
    and closed."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    if isinstance(data, bytes):
        return Response(data, media_type=XLSX, headers=headers)
    return in_pieces(data, XLSX, headers)


def in_pieces(data: IO[bytes], media_type: str, headers: dict[str, str]) -> Response:
    """An open file as an answer, however large; it is closed once it was sent."""
    headers["Content-Length"] = str(data.seek(0, os.SEEK_END))
    data.seek(0)
    return StreamingResponse(
        _pieces(data), media_type=media_type, headers=headers, background=BackgroundTask(data.close)
    )


def _pieces(data: IO[bytes]) -> Iterator[bytes]:
    while piece := data.read(PIECE):
        yield piece
