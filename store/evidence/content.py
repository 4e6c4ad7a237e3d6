"""What an uploaded file really is, judged by its bytes alone. Its name and stated type say nothing.

Accepted are whole JPEG and PNG pictures and whole PDF documents without anything that runs. A file
that is two things at once, holds something after its end, or does not hold together is refused.
"""

from __future__ import annotations

from enum import StrEnum

from domain.base import CaseRefusal
from store.evidence import images, pdf
from store.evidence.fault import NotWanted, NotWhole


class FileType(StrEnum):
    """The value is the media type it is served with."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def ending(self) -> str:
        return {FileType.JPEG: "jpg", FileType.PNG: "png", FileType.PDF: "pdf"}[self]


_KINDS = (
    (images.JPEG_START, FileType.JPEG, images.check_jpeg),
    (images.PNG_START, FileType.PNG, images.check_png),
    (pdf.START, FileType.PDF, pdf.check),
)
_TEST_VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_WITHIN = 65_557


def type_of(data: bytes) -> FileType:
    """The type of a whole, harmless file. CaseRefusal (`evidence_…`) says what is wrong with it."""
    if not data:
        raise CaseRefusal("evidence_empty", "文件是空的，请重新选择文件。")
    for start, found, check in _KINDS:
        if data.startswith(start):
            try:
                check(data)
                _must_be_one_thing(data)
            except NotWhole:
                raise CaseRefusal(
                    "evidence_broken", "文件不完整或者已损坏，请重新拍照、扫描后上传。"
                ) from None
            except NotWanted as fault:
                raise CaseRefusal("evidence_unsafe", fault.message) from None
            return found
    raise CaseRefusal(
        "evidence_type",
        "只能上传 JPEG、PNG 照片或者 PDF 扫描件。文件类型按内容判断，改扩展名无效；"
        "手机照片请在相机设置中选择 JPEG（兼容性最佳）格式。",
    )


def _must_be_one_thing(data: bytes) -> None:
    if _TEST_VIRUS in data:
        raise NotWanted("文件含有病毒特征，已拒绝。请先查杀病毒。")
    if _ZIP_END in data[-_ZIP_END_WITHIN:]:
        raise NotWanted("文件中夹带了压缩包，请单独上传照片或者扫描件。")
