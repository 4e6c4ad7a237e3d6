"""Whole pictures: every segment of a JPEG, every chunk of a PNG, to the last byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from store.evidence.fault import NotWanted, NotWhole, must_be_inert

JPEG_START: Final = b"\xff\xd8\xff"
PNG_START: Final = b"\x89PNG\r\n\x1a\n"

_MOST_PIXELS: Final = 80_000_000
_MOST_RAW_BYTES: Final = 320 * 1024 * 1024
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TALKING = frozenset({*range(0xE0, 0xF0), 0xFE})
"""Segments for programs and people: APP0 to APP15 and the comment."""


def check_jpeg(data: bytes) -> None:
    """One picture, or several one after another as phones store them; nothing else behind.

    Raises NotWhole or NotWanted.
    """
    at = 0
    while at < len(data):
        if data[at : at + 3] != JPEG_START:
            raise NotWanted("照片末尾夹带了其他内容（例如动态照片），请关闭动态照片后重新拍摄。")
        at = _one_jpeg(data, at)


def _one_jpeg(data: bytes, start: int) -> int:
    """Where the picture that begins at `start` ends."""
    at, framed, scanned = start + 2, False, False
    while True:
        marker, at = _marker(data, at)
        if marker == _EOI:
            if not (framed and scanned):
                raise NotWhole
            return at
        if marker == _SOI:
            raise NotWhole
        if marker in _BARE:
            continue
        body, at = _segment(data, at)
        if marker in _FRAMES:
            _jpeg_frame(body)
            framed = True
        elif marker in _TALKING:
            must_be_inert(body)
        elif marker == _SOS:
            if not framed:
                raise NotWhole
            at, scanned = _end_of_scan(data, at), True


def _marker(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data) or data[at] != 0xFF:
        raise NotWhole
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data) or data[at] == 0:
        raise NotWhole
    return data[at], at + 1


def _segment(data: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(data):
        raise NotWhole
    (size,) = struct.unpack_from(">H", data, at)
    if size < 2 or at + size > len(data):
        raise NotWhole
    return data[at + 2 : at + size], at + size


def _jpeg_frame(body: bytes) -> None:
    if len(body) < 6:
        raise NotWhole
    _, height, width, parts = struct.unpack_from(">BHHB", body)
    if len(body) != 6 + 3 * parts or parts not in (1, 3, 4):
        raise NotWhole
    _must_have_size(width, height)


def _end_of_scan(data: bytes, at: int) -> int:
    """The next marker that is neither a stuffed byte nor a restart; at least one byte lies between."""
    begin = at
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise NotWhole
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            break
        at += 2
    if at == begin:
        raise NotWhole
    return at


def _must_have_size(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise NotWhole
    if width * height > _MOST_PIXELS:
        raise NotWanted("照片的像素过大，请缩小后上传。")


_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
           (0, 1, 1, 2))  # fmt: skip
"""Adam7: first column and row, step to the right and down, of each pass."""


def check_png(data: bytes) -> None:
    """Every chunk with its checksum, the picture exactly as large as it says, nothing behind.

    Raises NotWhole or NotWanted.
    """
    chunks = tuple(_chunks(data))
    names = [name for name, _ in chunks]
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise NotWhole
    if names.count(b"IHDR") > 1 or names.count(b"IEND") > 1:
        raise NotWhole
    for name, body in chunks:
        if name not in _CRITICAL:
            if not name[:1].islower():
                raise NotWhole
            must_be_inert(body)
            if name in (b"zTXt", b"iTXt", b"iCCP"):
                must_be_inert(_opened(body))
    pixels = b"".join(body for name, body in chunks if name == b"IDAT")
    _must_fill(pixels, _raw_bytes(chunks[0][1]))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_START)
    while at < len(data):
        if at + 12 > len(data):
            raise NotWhole
        (size,) = struct.unpack_from(">I", data, at)
        name = data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data) or not name.isalpha():
            raise NotWhole
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[at + 4 : end - 4]) != checksum:
            raise NotWhole
        yield name, data[at + 8 : end - 4]
        at = end
        if name == b"IEND" and at != len(data):
            raise NotWanted("照片末尾夹带了其他内容，请重新拍照、扫描后上传。")


def _raw_bytes(header: bytes) -> int:
    """How many bytes the pixels take, unpacked, each row with its filter byte."""
    if len(header) != 13:
        raise NotWhole
    width, height, depth, colour, method, filtering, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, ()) or method or filtering or interlace > 1:
        raise NotWhole
    _must_have_size(width, height)
    bits = depth * _CHANNELS[colour]
    passes = _PASSES if interlace else ((0, 0, 1, 1),)
    total = 0
    for left, top, right, down in passes:
        columns = max(0, -(-(width - left) // right))
        rows = max(0, -(-(height - top) // down))
        total += rows * (1 + -(-columns * bits // 8)) if columns else 0
    if total > _MOST_RAW_BYTES:
        raise NotWanted("照片的像素过大，请缩小后上传。")
    return total


def _must_fill(packed: bytes, expected: int) -> None:
    """The pixels unpack to exactly what the header promises: neither cut short nor a bomb."""
    inflater, seen, rest = zlib.decompressobj(), 0, packed
    try:
        while not inflater.eof:
            piece = inflater.decompress(rest, 1024 * 1024)
            rest, seen = inflater.unconsumed_tail, seen + len(piece)
            if seen > expected or (not piece and not rest and not inflater.eof):
                raise NotWhole
    except zlib.error:
        raise NotWhole from None
    if seen != expected or inflater.unused_data:
        raise NotWhole


def _opened(body: bytes) -> bytes:
    """The text of a packed text chunk as far as it is worth looking at; empty when it is not packed."""
    for at in range(min(len(body), 400)):
        if body[at : at + 1] == b"\x78":
            try:
                return zlib.decompressobj().decompress(body[at:], 256 * 1024)
            except zlib.error:
                continue
    return b""
