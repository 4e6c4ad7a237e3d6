"""The menu: what a role may open, in groups as a county office thinks of its work.

Whoever has few entries sees them side by side; the county's roles, which have twenty, see the three of
every day and the rest in groups that open without a script.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from api.scope import Caller

MANY: Final = 9
"""From so many entries on they stand in groups: more do not fit into one line."""


class Entry(NamedTuple):
    """A page of the menu; `part` names whom it is for, empty for everybody who has signed in."""

    href: str
    zh: str
    part: str = ""


class Block(NamedTuple):
    """Entries under a heading; without one they stand in the menu itself. `here`: one is open."""

    zh: str
    entries: tuple[Entry, ...]
    here: bool = False


DAILY: Final = (
    Entry("/tasks", "待办"),
    Entry("/cases", "案件", "cases"),
    Entry("/cases/new", "新申请", "intake"),
)
GROUPS: Final[tuple[tuple[str, tuple[Entry, ...]], ...]] = (
    (
        "发现受理",
        (
            Entry("/aids", "救助事项"),
            Entry("/discoveries", "主动发现", "leads"),
            Entry("/imports", "台账导入", "imports"),
            Entry("/relatives", "近亲属备案", "relatives"),
        ),
    ),
    (
        "照料服务",
        (
            Entry("/care", "供养和照料", "care"),
            Entry("/services", "安排的服务", "services"),
            Entry("/referrals", "转介事项", "referrals"),
            Entry("/providers", "社会力量", "providers"),
        ),
    ),
    (
        "动态管理",
        (
            Entry("/hits", "疑点线索", "hits"),
            Entry("/comparisons", "每月比对", "compare"),
            Entry("/exchange", "报送和告知", "exchange"),
            Entry("/rolls", "长期公示", "rolls"),
            Entry("/rounds", "定期工作", "rounds"),
            Entry("/postponements", "集中暂缓复核", "postponements"),
        ),
    ),
    (
        "会议",
        (
            Entry("/items", "一事一议", "meeting"),
            Entry("/meetings", "联席会议", "meetings"),
            Entry("/desk", "联席会议办公室", "desk"),
            Entry("/key-tasks", "重点任务", "key-tasks"),
        ),
    ),
    ("资金", (Entry("/pay", "资金发放", "money"), Entry("/funds", "资金管理", "funds"))),
    (
        "监督检查",
        (
            Entry("/complaints", "信访举报", "complaints"),
            Entry("/spot-checks", "抽查", "spot-checks"),
            Entry("/credit", "诚信事项", "credit"),
            Entry("/oversight", "监督", "oversight"),
            Entry("/report", "办理情况", "report"),
            Entry("/stuck", "停滞事项", "stuck"),
            Entry("/stand-ins", "岗位代行", "stand-ins"),
        ),
    ),
)


def menu_of(caller: Caller, path: str, may: Callable[[Caller, str], bool]) -> tuple[Block, ...]:
    """What this caller may open, in the order of the menu. `path`: the page that is open."""

    def seen(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(e for e in entries if not e.part or may(caller, e.part))

    groups = [(zh, seen(entries)) for zh, entries in GROUPS]
    daily = seen(DAILY)
    flat = tuple(e for _, entries in groups for e in entries)
    if len(daily) + len(flat) < MANY:
        return (Block("", (*daily, *flat)),)
    blocks = [Block("", daily)]
    for zh, entries in groups:
        if len(entries) == 1:
            blocks.append(Block("", entries))
        elif entries:
            blocks.append(Block(zh, entries, any(_under(path, e.href) for e in entries)))
    return tuple(blocks)


def _under(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
