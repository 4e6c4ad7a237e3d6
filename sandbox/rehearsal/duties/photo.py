"""A photo as a surveyor's phone sends it, as small as a picture can be."""

from __future__ import annotations

import struct
import zlib
from typing import Final

_SIDE: Final = 16


def photo(shade: int) -> bytes:
    """A grey PNG; another shade is another file."""
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([shade % 256]) * _SIDE for _ in range(_SIDE))
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    said = name + body
    return struct.pack(">I", len(body)) + said + struct.pack(">I", zlib.crc32(said))
