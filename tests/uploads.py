"""Files as people upload them: a few whole ones, and what somebody hostile would send instead."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

SCRIPT = b"<script>alert(document.cookie)</script>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def chunk(name: bytes, body: bytes) -> bytes:
    checked = name + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(*more: bytes, width: int = 8, height: int = 8, pixels: bytes | None = None) -> bytes:
    """A grey picture; `more`: further chunks before its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(width) for _ in range(height)) if pixels is None else pixels
    parts = (
        chunk(b"IHDR", header),
        *more,
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, width: int = 8, height: int = 8, seed: int = 0) -> bytes:
    """A grey picture as a camera writes it; `seed` makes different ones."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    tables = segment(0xDB, bytes(65)) + segment(0xC4, b"\0" + bytes([1, *[0] * 15]) + b"\0")
    pixels = b"\x2a" + struct.pack(">I", seed).replace(b"\xff", b"\xff\0") + b"\xff\0\x11"
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + pixels
    head = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + head + b"".join(more) + tables + segment(0xC0, frame) + scan + b"\xff\xd9"


def pdf(*objects: bytes, head: bytes = b"%PDF-1.4\n") -> bytes:
    """A document of one empty page; `objects`: further ones."""
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    )
    body = head + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, p) for n, p in enumerate(parts, 1))
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + b"xref\n0 1\n0000000000 65535 f \n" + tail % (len(parts) + 1, len(body))


def packed(body: bytes, kind: bytes = b"") -> bytes:
    """A compressed stream of a document."""
    small = zlib.compress(body, 1)
    head = b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n" % (kind, len(small))
    return head + small + b"\nendstream"


def zipped(inner: bytes = b"x") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/cron.d/x", inner)
    return out.getvalue()


WHOLE = {
    "a photo": jpeg(),
    "a photo with two pictures in it, as phones store them": jpeg() + jpeg(seed=1),
    "a photo with its place and time": jpeg(segment(0xE1, b"Exif\0\0MM\0\x2a" + bytes(40))),
    "a screenshot": png(),
    "a screenshot with a title": png(chunk(b"tEXt", b"Title\0home")),
    "a scan": pdf(),
    "a scan with packed pages": pdf(packed(b"q 1 0 0 1 0 0 cm Q")),
}

HOSTILE: dict[str, tuple[str, bytes]] = {
    "a shell script called photo.jpg": ("photo.jpg", b"#!/bin/sh\nrm -rf ~\n"),
    "a page called photo.jpg": ("photo.jpg", b"<!doctype html>" + SCRIPT),
    "a page called scan.pdf": ("scan.pdf", b"<html>" + SCRIPT),
    "a drawing that runs": ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT),
    "a drawing called photo.png": ("photo.png", b"<?xml version='1.0'?><svg>" + SCRIPT),
    "a Windows program": ("photo.jpg.exe", b"MZ\x90\0" + bytes(200)),
    "a program called photo.jpg": ("photo.jpg", b"\x7fELF\x02\x01\x01" + bytes(200)),
    "a PHP page with two endings": ("photo.php.jpg", b"GIF89a<?php system($_GET['c']); ?>"),
    "the test virus": ("photo.jpg", EICAR),
    "the test virus behind a photo": ("photo.jpg", jpeg() + EICAR),
    "the test virus inside a photo": ("photo.jpg", jpeg(segment(0xFE, EICAR))),
    "the test virus inside a scan": ("scan.pdf", pdf(b"(" + EICAR + b")")),
    "an archive called photo.jpg": ("photo.jpg", zipped()),
    "an archive behind a photo": ("photo.jpg", jpeg() + zipped()),
    "an archive inside a photo": ("photo.jpg", jpeg(segment(0xE9, zipped()))),
    "an archive behind a scan": ("scan.pdf", pdf() + zipped()),
    "an archive inside a scan": ("scan.pdf", pdf(b"<< >>\nstream\n" + zipped() + b"\nendstream")),
    "an archive that unpacks without end": ("photo.png", zipped(bytes(20_000_000))),
    "a Word document": ("form.docx", zipped(b"<w:document/>")),
    "a page in a picture's text": ("photo.png", png(chunk(b"tEXt", b"Comment\0" + SCRIPT))),
    "a page packed in a picture's text": (
        "photo.png",
        png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SCRIPT))),
    ),
    "a page behind a picture": ("photo.png", png() + b"<html>" + SCRIPT),
    "a page in a photo's comment": ("photo.jpg", jpeg(segment(0xFE, b"<html>" + SCRIPT))),
    "a PHP page in a photo's properties": (
        "photo.jpg",
        jpeg(segment(0xE1, b"Exif\0\0<?php system('id') ?>")),
    ),
    "a scan inside a photo": ("photo.jpg", jpeg(segment(0xFE, pdf()))),
    "a picture that unpacks without end": ("photo.png", png(pixels=bytes(50_000_000))),
    "a picture larger than any": ("photo.png", png(width=200_000, height=200_000, pixels=b"\0")),
    "a photo larger than any": ("photo.jpg", jpeg(width=65_000, height=65_000)),
    "a photo cut short": ("photo.jpg", jpeg()[:-6]),
    "a picture cut short": ("photo.png", png()[:-9]),
    "a picture with a changed byte": (
        "photo.png",
        png().replace(b"IDAT", b"IDAT", 1)[:-20] + b"x" + png()[-19:],
    ),
    "a picture with too few rows": ("photo.png", png(pixels=bytes(9))),
    "a scan cut short": ("scan.pdf", pdf()[:-12]),
    "a scan that begins late": ("scan.pdf", b"<!-- x -->\n" + pdf()),
    "a scan with a script": ("scan.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a scan with a script under another spelling": (
        "scan.pdf",
        pdf(b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>"),
    ),
    "a scan with a script packed away": (
        "scan.pdf",
        pdf(packed(b"4 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 4")),
    ),
    "a scan that starts a program": ("scan.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "a scan with a file inside": ("scan.pdf", pdf(b"<< /Type /EmbeddedFile >>")),
    "a scan under a password": (
        "scan.pdf",
        pdf(b"<< >>").replace(b"/Root", b"/Encrypt 9 0 R /Root"),
    ),
    "a scan that unpacks without end": (
        "scan.pdf",
        pdf(*(packed(bytes(150_000_000)),) * 3),
    ),
    "nothing at all": ("photo.jpg", b""),
    "only the first bytes of a photo": ("photo.jpg", b"\xff\xd8\xff"),
    "only the first bytes of a picture": ("photo.png", b"\x89PNG\r\n\x1a\n"),
    "only the first line of a scan": ("scan.pdf", b"%PDF-1.4\n"),
    "an animation": ("photo.gif", b"GIF89a" + bytes(40)),
}
"""What it is, under which name it comes, and its bytes."""
