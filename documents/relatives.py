"""The workbook of 近亲属备案: one row a relative, the official's columns repeated or left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.base import Frozen
from domain.relatives import SELF

HEAD: Final = (
    "乡镇（街道）代码",
    "村（社区）",
    "人员类别",
    "姓名",
    "职务",
    "系统账号",
    "公民身份号码",
    "住址",
    "银行账号",
    "亲属关系",
    "亲属姓名",
    "亲属公民身份号码",
    "亲属住址",
    "亲属银行账号",
)
KINDS: Final = {"经办人员": "handler", "村（居）委会成员": "village"}
_OFFICIAL: Final = 9
_MOST_ROWS: Final = 20_000


class Line(Frozen):
    """One row as text: `official` and `relative` by column name; `row` as the program shows it."""

    row: int
    official: dict[str, str]
    relative: dict[str, str]


class NoRegister(Exception):
    """The file is no such workbook. `message` says what is expected."""

    def __init__(self, message: str) -> None:
        super().__init__("no register")
        self.message = message


def blank(kinships: Mapping[str, str]) -> bytes:
    """An empty workbook with its headings and, on a second sheet, the words it takes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("近亲属备案")
    sheet.append(HEAD)
    words = book.create_sheet("可填内容")
    words.append(("人员类别", "亲属关系"))
    kinds, kin = list(KINDS), [zh for code, zh in kinships.items() if code != SELF]
    for n in range(max(len(kinds), len(kin))):
        words.append(tuple(part[n] if n < len(part) else "" for part in (kinds, kin)))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> tuple[Line, ...]:
    """Every row that holds anything. Raises NoRegister."""
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=_MOST_ROWS + 1)
        head = tuple(str(cell or "").strip() for cell in next(rows, ()))[: len(HEAD)]
        if head != HEAD:
            raise NoRegister(f"工作簿首行应当依次为：{'、'.join(HEAD)}。请下载空白表填写。")
        return tuple(_lines(rows))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError):
        raise NoRegister("无法读取文件，请上传 Excel 工作簿（.xlsx）。") from None


def _lines(rows: Iterable[tuple[object, ...]]) -> list[Line]:
    found: list[Line] = []
    above: dict[str, str] = {}
    for n, cells in enumerate(rows, start=2):
        texts = [str(cell).strip() if cell is not None else "" for cell in cells[: len(HEAD)]]
        texts += [""] * (len(HEAD) - len(texts))
        if not any(texts):
            continue
        official = dict(zip(HEAD[:_OFFICIAL], texts[:_OFFICIAL], strict=True))
        above = official if any(official.values()) else above
        relative = dict(zip(HEAD[_OFFICIAL:], texts[_OFFICIAL:], strict=True))
        found.append(Line(row=n, official=above, relative=relative))
    return found
