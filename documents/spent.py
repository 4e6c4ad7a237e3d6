"""办理统计 and 用时台账 as tables: the same on a page, in a workbook and at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from documents.bulletin import Cell, sheets_book
from domain.course.figures import Bottleneck, Duration, Figures, Ledger, Variant
from domain.course.holders import HOLDER_ZH, Holder
from domain.programme import PROGRAMME_ZH, Programme

DURATION_HEADS: Final = (
    "项目",
    "件数",
    "中位数（工作日）",
    "九成在（工作日）内",
    "最长（工作日）",
    "合计（工作日）",
    "占比",
)
VARIANT_HEADS: Final = ("办理路径", "件数", "占比", "用时中位数（工作日）")
BOTTLENECK_HEADS: Final = (
    "乡镇（街道）", "环节", "件数", "中位数（工作日）", "全县中位数（工作日）", "超出合计（工作日）",
)  # fmt: skip
LEDGER_HEADS: Final = (
    "案件编号", "乡镇（街道）", "救助项目", "申请", "办结", "到账", "合计（工作日）",
    *HOLDER_ZH.values(),
)  # fmt: skip


class Sheet(NamedTuple):
    """One table: a short name for a sheet, a title, heads and rows."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}%"


def sheets_of(
    found: Figures, place_zh: str, townships: Mapping[str, str], most: int | None = None
) -> tuple[Sheet, ...]:
    """All tables of the figures; `most`: so many lines of the ledger, those that took longest."""

    def named(code: str) -> str:
        return townships.get(code, code)

    return (
        Sheet("各环节用时", f"{place_zh}各环节用时", DURATION_HEADS, durations(found.stages)),
        Sheet("用时台账", f"{place_zh}工作日由谁使用", DURATION_HEADS, durations(found.holders)),
        Sheet(
            "按乡镇",
            f"{place_zh}各乡镇（街道）案件的工作日由谁使用",
            ("乡镇（街道）", *DURATION_HEADS),
            [(named(code), *row) for code, held in found.townships for row in durations(held)],
        ),
        Sheet("办理路径", f"{place_zh}常见办理路径", VARIANT_HEADS, variants(found.variants)),
        Sheet(
            "瓶颈",
            f"{place_zh}慢于全县的环节",
            BOTTLENECK_HEADS,
            [_bottleneck(b, named(b.township)) for b in found.bottlenecks],
        ),
        Sheet(
            "逐件",
            f"{place_zh}逐件用时台账",
            LEDGER_HEADS,
            [_line(line, named(line.township)) for line in found.ledger[:most]],
        ),
    )


def durations(found: Iterable[Duration]) -> list[tuple[Cell, ...]]:
    return [(d.zh, d.cases, d.median, d.ninth, d.longest, d.total, percent(d.share)) for d in found]


def variants(found: Iterable[Variant]) -> list[tuple[Cell, ...]]:
    return [(v.zh, v.cases, percent(v.share), v.median) for v in found]


def _bottleneck(found: Bottleneck, township: str) -> tuple[Cell, ...]:
    return (township, found.zh, found.cases, found.median, found.county_median, found.beyond)


def _line(line: Ledger, township: str) -> tuple[Cell, ...]:
    days = (line.applied_on, line.settled_on, line.paid_on)
    return (
        line.case_no,
        township,
        PROGRAMME_ZH[Programme(line.programme)],
        *(day.isoformat() if day else "" for day in days),
        line.total,
        *(line.days.get(holder.value, 0) for holder in Holder),
    )


def spent_book(found: Figures, place_zh: str, townships: Mapping[str, str]) -> bytes:
    """Every table on a sheet of its own, the ledger whole."""
    return sheets_book(sheets_of(found, place_zh, townships))
