"""A workbook as an answer: saved under its name, never shown in the browser."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(data: bytes, name: str) -> Response:
    """`name`: as it is saved, with `.xlsx`; Chinese too (RFC 6266)."""
    told = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": told})
