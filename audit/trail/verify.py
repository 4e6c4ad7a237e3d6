"""Is the operators' log what it was? The trail by itself, then the tables held against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from audit.archive.digests import Digest
from audit.archive.log import LOG, LogBroken, segment_object
from audit.archive.space import Space
from audit.archive.tree import Tree, leaf_hash
from audit.archive.verify import Check, Progress, check_digests, check_held, check_roots
from audit.trail.lines import FORMAT, Line, line_of, read_line
from store.tables import AuditRow

GRACE: Final = timedelta(minutes=5)
"""A line younger than this at the last signature may still be on its way."""
STEP: Final = 10_000


@dataclass
class TrailCheck(Check):
    """`rows`: lines of the table held against the trail; `fresh`: those it has not taken in yet."""

    rows: int = 0
    fresh: int = 0
    changed: list[int] = field(default_factory=list)
    """Numbers of the table's lines that are not as they were, or are gone, or were slipped in."""


def verify_trail(
    space: Space,
    rows: Iterable[AuditRow] | None = None,
    *,
    held: Sequence[Digest] = (),
    keys: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> TrailCheck:
    """Checks the trail from its files, and against `rows` of the table in the order of their numbers.

    `held`: digests kept outside; `keys`: the public keys that may have signed, any when none given.
    """
    check = TrailCheck()
    digests = check_digests(space, check, keys, FORMAT)
    lines = _lines(space, check, digests, progress)
    if rows is None:
        for _ in lines:
            pass
    else:
        _hold_against(check, lines, rows)
    check_held(check, digests, held, FORMAT)
    return check


def _lines(
    space: Space, check: TrailCheck, digests: Sequence[Digest], progress: Progress
) -> Iterator[Line]:
    """Every readable line; what is wrong with the files is noted on the way."""
    tree, waiting = Tree(), list(digests)
    for name in space.names(LOG):
        if name != segment_object(check.entries):
            check.faults.append(f"第{check.entries}条起的存证段缺失或者多出：{name}")
            break
        for raw in (space.get(name) or b"").splitlines():
            check_roots(check, tree, waiting)
            try:
                line = read_line(raw, check.entries)
            except LogBroken:
                check.faults.append(f"存证第{check.entries}条不能读取，或者编号不连续")
                return
            tree.append(leaf_hash(raw))
            check.entries += 1
            if check.entries % STEP == 0:
                progress(check.entries)
            yield line
    check_roots(check, tree, waiting)
    if waiting:
        check.faults.append(
            f"存证只有{check.entries}条，第{waiting[0].number}号摘要记载有{waiting[0].size}条：存证被截短"
        )
    check.open = check.entries - (digests[-1].size if digests else 0)


def _hold_against(check: TrailCheck, lines: Iterator[Line], rows: Iterable[AuditRow]) -> None:
    """Both are nearly in the same order, so only what stands out of it is kept in memory."""
    ahead: dict[int, Line] = {}
    without: list[AuditRow] = []
    for row in rows:
        check.rows += 1
        number = row.id or 0
        while number not in ahead and (line := next(lines, None)) is not None:
            if line.id in ahead:
                _fault(check, line.id, "在存证中出现两次")
            ahead[line.id] = line
        kept = ahead.pop(number, None)
        if kept is None:
            without.append(row)
        elif line_of(kept.n, row) != kept:
            _fault(check, number, "与存证不符，记录被改动")
    for line in lines:
        ahead[line.id] = line
    for number in sorted(ahead):
        _fault(check, number, "已从数据库中删除")
    for row in without:
        if check.last is not None and row.at <= check.last.made_at - GRACE:
            _fault(check, row.id or 0, "没有存证，是事后补入的，或者存证工作中断过")
        else:
            check.fresh += 1


def _fault(check: TrailCheck, number: int, zh: str) -> None:
    check.changed.append(number)
    check.faults.append(f"第{number}号操作记录{zh}")
