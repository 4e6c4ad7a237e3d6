"""The two ways a file's content is wrong, and the marks of what runs in a browser or a shell."""

from __future__ import annotations

_MARKS = (
    b"<script",
    b"<html",
    b"<!doctype",
    b"<svg",
    b"<iframe",
    b"<body",
    b"<?php",
    b"<%@",
    b"javascript:",
    b"%pdf-",
    b"pk\x03\x04",
    b"#!/",
    b"\x7felf",
)


class NotWhole(Exception):
    """The file ends early, contradicts itself, or is no such file at all."""


class NotWanted(Exception):
    """The file is whole and carries what no photo or scan needs. `message`: for the clerk."""

    def __init__(self, message: str) -> None:
        super().__init__("not wanted")
        self.message = message


def must_be_inert(text: bytes) -> None:
    """Refuses the parts of a file meant for people (comments, titles) that hold code."""
    low = text.lower()
    if any(mark in low for mark in _MARKS):
        raise NotWanted("文件中夹带了网页、程序或者其他文件，请重新拍照、扫描后上传。")
