"""Whole PDF documents that only show pages: no script, no launching, no files inside, no lock."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from store.evidence.fault import NotWanted, NotWhole, must_be_inert

START: Final = b"%PDF-"
_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n\s]")
_TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_STREAM = re.compile(rb"\bstream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR"
    rb"|Movie|Sound|Rendition|Flash|AA)\b"
)
_LOCKED = re.compile(rb"/Encrypt\b")
_MOST_UNPACKED: Final = 400 * 1024 * 1024
_OBJECTS_LOOKED_AT: Final = 16 * 1024 * 1024


def check(data: bytes) -> None:
    """Raises NotWhole or NotWanted."""
    tail = _TAIL.search(data, max(0, len(data) - 1024))
    if not _HEAD.match(data) or tail is None:
        raise NotWhole
    if int(tail[1]) >= len(data) or b"/Root" not in data or b"endobj" not in data:
        raise NotWhole
    budget = _MOST_UNPACKED
    for spoken, stream in _parts(data):
        _must_be_quiet(spoken)
        if stream is not None and b"FlateDecode" in _named(spoken[-2048:]):
            budget -= _unpacked(stream, b"/ObjStm" in _named(spoken[-2048:]), budget)


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Text outside streams, each with the stream it announces; the last has none."""
    at = 0
    while True:
        begin = _STREAM.search(data, at)
        if begin is None:
            yield data[at:], None
            return
        end = data.find(b"endstream", begin.end())
        if end < 0:
            raise NotWhole
        yield data[at : begin.start()], data[begin.end() : end]
        at = end


def _named(text: bytes) -> bytes:
    """Text with the letters of its names written plainly: `/J#53` is `/JS`."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _must_be_quiet(text: bytes) -> None:
    plain = _named(text)
    if _ACTIVE.search(plain):
        raise NotWanted("PDF 文件中含有脚本、附件或者自动操作，请打印后重新扫描上传。")
    if _LOCKED.search(plain):
        raise NotWanted("PDF 文件已加密，无法检查，请解除密码后上传。")
    must_be_inert(plain.replace(START, b"", 1))


def _unpacked(stream: bytes, objects: bool, budget: int) -> int:
    """How much the stream unpacks to; objects packed in it are looked at like all others."""
    inflater, rest, seen, kept = zlib.decompressobj(), stream, 0, b""
    try:
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, 1024 * 1024)
            rest, seen = inflater.unconsumed_tail, seen + len(piece)
            if objects and len(kept) < _OBJECTS_LOOKED_AT:
                kept += piece
            if seen > budget:
                raise NotWanted("PDF 文件展开后过大，请重新扫描后上传。")
    except zlib.error:
        if objects:
            raise NotWhole from None
    if objects:
        _must_be_quiet(kept)
    return seen
