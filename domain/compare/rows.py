"""One line of a department's list: read strictly, told of by row and column, never guessed at.

The same form comes over every transport: an exchange interface, the provincial platform, a
workbook (JZ-02). No message repeats what stood in a cell.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.check.abouts import ABOUT_ZH
from domain.identity import birth_date, check_digit, check_id, normalise_id
from domain.money import parse_yuan

HEADINGS: Final = (
    "姓名", "身份证号码", "出生日期", "事项代码", "发生日期", "数量", "金额（元）", "证明编号",
)  # fmt: skip
NAME, NUMBER, BORN, ABOUT, SINCE, COUNT, MONEY, PROOF = HEADINGS
_OLD: Final = 15
_WHOLE: Final = 18


class NumberState(StrEnum):
    """What is the matter with the number a department gave."""

    GOOD = "good"
    OLD = "old"
    WRONG = "wrong"
    MISSING = "missing"


class RegisterRow(Frozen):
    """One line as it was read. `number`: the eighteen places, or what an old number became."""

    row: int
    name: str
    number: str = ""
    state: NumberState = NumberState.GOOD
    born: date | None = None
    about: str
    since: date | None = None
    count: int = Field(default=0, ge=0)
    fen: int = Field(default=0, ge=0)
    proof: str = ""

    @property
    def matter(self) -> str:
        """What the register says, as one text: its fingerprint tells whether the record changed."""
        return f"{self.about}|{self.since or ''}|{self.count}|{self.fen}"


class RowFault(Frozen):
    """A line that cannot be used: `row` as the program shows it, `column` by its heading."""

    row: int
    column: str
    zh: str


def read_row(row: int, cells: tuple[Any, ...], today: date) -> RegisterRow | RowFault:
    """The line, or the first thing that is wrong with it."""
    name, number, born, about, since, count, money, proof = (*cells, *[None] * len(HEADINGS))[
        : len(HEADINGS)
    ]
    plain = plain_name(_text(name))
    if not plain:
        return _fault(row, NAME, "姓名为空，请填写后重新报送")
    code = _text(about)
    if code not in ABOUT_ZH:
        return _fault(row, ABOUT, "事项代码不在目录内，请按填写说明中的代码填写")
    try:
        day, birth = _day(since), _day(born)
    except ValueError:
        return _fault(row, SINCE, "日期无法识别，请按“2026-01-31”的形式填写")
    if day is not None and day > today:
        return _fault(row, SINCE, "发生日期晚于今天，请核对后重新报送")
    try:
        many, fen = int(_text(count) or 0), parse_yuan(_text(money)) if _text(money) else 0
    except (ValueError, CaseRefusal):
        return _fault(row, MONEY, "数量或者金额无法识别，请核对后重新报送")
    if many < 0 or fen < 0:
        return _fault(row, MONEY, "数量、金额不能为负数，请核对后重新报送")
    state, whole = read_number(_text(number), today)
    birth = birth or (_born(whole) if whole else None)
    if state is not NumberState.GOOD and birth is None:
        return _fault(row, NUMBER, "身份证号码不正确，也没有出生日期，无法确认是何人")
    return RegisterRow(
        row=row,
        name=plain,
        number=whole,
        state=state,
        born=birth,
        about=code,
        since=day,
        count=many,
        fen=fen,
        proof=_text(proof)[:80],
    )


def read_number(text: str, today: date) -> tuple[NumberState, str]:
    """How good a number is, and the number of eighteen places it stands for; empty for none.

    An old number of fifteen places becomes the one it would have now: good for looking somebody
    up, never for being sure.
    """
    number = normalise_id(text)
    if not number:
        return NumberState.MISSING, ""
    try:
        return NumberState.GOOD, check_id(number, today)
    except CaseRefusal:
        pass
    if len(number) == _OLD and number.isdigit():
        body = f"{number[:6]}19{number[6:]}"
        return NumberState.OLD, body + check_digit(body)
    return NumberState.WRONG, number if len(number) == _WHOLE else ""


def plain_name(text: str) -> str:
    """A name in one form: no blanks, no full-width variants, no dots of another kind."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(c for c in wide if not c.isspace()).replace("•", "·").replace("‧", "·")


def likeness_text(name: str, born: date) -> str:
    """What two registers have in common of a person whose number differs."""
    return f"{plain_name(name)}|{born.isoformat()}"


def _born(number: str) -> date | None:
    try:
        return birth_date(number)
    except ValueError:
        return None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(cell: Any) -> date | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell).strip())


def _fault(row: int, column: str, zh: str) -> RowFault:
    return RowFault(row=row, column=column, zh=f"第{row}行“{column}”：{zh}。")
