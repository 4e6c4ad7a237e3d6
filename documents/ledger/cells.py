"""One cell as a value. Every function raises CellFault with a sentence that repeats no content."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from documents.ledger.columns import NO, YES, Column
from domain.base import CaseRefusal
from domain.identity import check_id
from domain.money import parse_yuan

MAX_COUNT: Final = 99
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ACCOUNT = re.compile(r"\d{10,24}")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")


class CellFault(Exception):
    """`args[0]` is the Chinese sentence."""


def text_of(value: Any) -> str:
    """A cell as trimmed text; whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _BLANKS.sub(" ", str(value)).strip()


def short(value: Any, column: Column, most: int) -> str:
    text = text_of(value)
    if isinstance(value, datetime | date):
        raise CellFault(f"“{column.zh}”应当填写文字，不能是日期格式。")
    if len(text) > most:
        raise CellFault(f"“{column.zh}”过长，最多{most}个字。")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise CellFault(f"“{column.zh}”含有换行或者不可见字符，请删除。")
    return text


def choice(value: Any, column: Column, options: dict[str, str]) -> str:
    """The code whose Chinese name stands in the cell; empty when the cell is."""
    text = unicodedata.normalize("NFC", text_of(value))
    if not text:
        return ""
    for code, zh in options.items():
        if text == zh:
            return code
    if len(options) > 12:
        raise CellFault(f"“{column.zh}”不在可选范围内，请从下拉列表中选择。")
    raise CellFault(f"“{column.zh}”只能填写：{'、'.join(options.values())}。")


def yes(value: Any, column: Column) -> bool:
    text = text_of(value)
    if text not in ("", YES, NO):
        raise CellFault(f"“{column.zh}”只能填写“{YES}”或者“{NO}”。")
    return text == YES


def fen(value: Any, column: Column) -> int:
    """Yuan as a number or as a clerk types it; an empty cell is nothing."""
    if value is None or text_of(value) == "":
        return 0
    if isinstance(value, bool | date):
        raise CellFault(f"“{column.zh}”应当填写以元为单位的数字。")
    if isinstance(value, float):
        value = format(Decimal(repr(value)), "f") if abs(value) < 1e15 else "1e15"
    try:
        return parse_yuan(str(value))
    except CaseRefusal as refusal:
        raise CellFault(f"“{column.zh}”：{refusal.message}") from None


def count(value: Any, column: Column) -> int:
    text = text_of(value)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_COUNT:
        raise CellFault(f"“{column.zh}”应当填写0至{MAX_COUNT}的整数。")
    return int(text)


def day(value: Any, column: Column) -> date | None:
    """A date cell, or text such as `2026-11-23`, `2026/11/23`, `2026年11月23日`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise CellFault(f"“{column.zh}”应当填写日期，例如2026-11-23。") from None


def id_no(value: Any, column: Column, on: date) -> str:
    """A valid number of somebody born by `on`."""
    if isinstance(value, int | float):
        raise CellFault(
            "身份证号码以数字格式保存，末几位可能已经丢失，请将单元格改为文本格式后重新填写。"
        )
    try:
        return check_id(text_of(value), on)
    except CaseRefusal as refusal:
        if refusal.code == "id_birth_future":
            raise CellFault("身份证号码中的出生日期晚于申请日期，请核对。") from None
        raise CellFault(refusal.message) from None


def account(value: Any, column: Column) -> str:
    if isinstance(value, int | float):
        raise CellFault(
            "账号以数字格式保存，末几位可能已经丢失，请将单元格改为文本格式后重新填写。"
        )
    text = unicodedata.normalize("NFKC", text_of(value)).replace(" ", "").replace("-", "")
    if not text:
        return ""
    if not (text.isascii() and _ACCOUNT.fullmatch(text)):
        raise CellFault("账号应当为十至二十四位数字，请核对。")
    return text
