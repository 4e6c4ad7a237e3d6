"""Is this archive whole? Read from beginning to end with nothing but its objects.

What it takes to deceive: whoever holds the signing key can write another archive that agrees with
itself. It does not agree with a digest somebody outside has kept (`held`), nor, without the key,
with the public key the office was given (`keys`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from audit.archive.digests import DIGESTS, FORMAT, Digest, digest_object, read_digest
from audit.archive.entries import POLICIES, RUNS, Entry, bound, canonical, policy_object
from audit.archive.log import LOG, LogBroken, read_entry, segment_object
from audit.archive.space import Space
from audit.archive.tree import Tree, leaf_hash

Progress = Callable[[int], None]


@dataclass
class Check:
    """What was looked at, and every fault in one Chinese line. Whole when there is none."""

    entries: int = 0
    digests: int = 0
    objects: int = 0
    open: int = 0
    """Entries after the last digest: nothing binds them yet."""
    last: Digest | None = None
    keys: tuple[str, ...] = ()
    """Prints of the keys that signed."""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(
    space: Space,
    *,
    held: Sequence[Digest] = (),
    keys: Sequence[str] = (),
    contents: bool = True,
    progress: Progress = lambda _: None,
) -> Check:
    """Checks the whole archive. `contents`: the histories too, not the log alone.

    `held`: digests kept outside; `keys`: the public keys that may have signed, any when none given.
    """
    check = Check()
    digests = check_digests(space, check, keys)
    _log(space, check, digests, contents, progress)
    check_held(check, digests, held)
    return check


def check_digests(
    space: Space, check: Check, keys: Sequence[str], format: str = FORMAT
) -> list[Digest]:
    """The signed heads in their order, each fault noted; those after a missing one are not given."""
    found: list[Digest] = []
    before, size, day = "", 0, None
    for number, name in enumerate(space.names(DIGESTS), start=1):
        raw = space.get(name)
        digest = read_digest(raw)
        if name != digest_object(number) or digest is None or digest.number != number:
            check.faults.append(f"第{number}号摘要缺失或者不能读取，其后的摘要不再核验")
            break
        if digest.stored != raw or not digest.signed:
            check.faults.append(f"第{number}号摘要的签名不符，摘要被改动")
        if digest.format != format:
            check.faults.append(f"第{number}号摘要是另一种存证的摘要")
        if keys and digest.public_key not in keys:
            check.faults.append(f"第{number}号摘要由不认识的密钥{digest.key_print}签署")
        if digest.before != before:
            check.faults.append(f"第{number}号摘要没有承接上一号摘要，摘要链断开")
        if digest.size < size or (day is not None and digest.day < day):
            check.faults.append(f"第{number}号摘要的条数或者日期比上一号小")
        before, size, day = digest.sha256, digest.size, digest.day
        found.append(digest)
    check.digests = len(found)
    check.last = found[-1] if found else None
    check.keys = tuple(dict.fromkeys(digest.key_print for digest in found))
    return found


def _log(
    space: Space, check: Check, digests: Sequence[Digest], contents: bool, progress: Progress
) -> None:
    tree, waiting = Tree(), list(digests)
    chain = _Chain()
    named = _Named()
    segments = space.names(LOG)
    for name in segments:
        if name != segment_object(check.entries):
            check.faults.append(f"第{check.entries}条起的日志段缺失或者多出：{name}")
            break
        lines = (space.get(name) or b"").splitlines()
        for line in lines:
            check_roots(check, tree, waiting)
            try:
                entry = read_entry(line, check.entries)
            except LogBroken:
                check.faults.append(f"第{check.entries}条不能读取，或者编号不连续")
                return
            tree.append(leaf_hash(line))
            check.entries += 1
            chain.take(entry, check)
            if contents:
                _content(space, entry, check, named)
        progress(check.entries)
    check_roots(check, tree, waiting)
    if waiting:
        check.faults.append(
            f"日志只有{check.entries}条，第{waiting[0].number}号摘要记载有{waiting[0].size}条：日志被截短"
        )
    check.open = check.entries - (digests[-1].size if digests else 0)
    chain.close(check)
    if contents:
        named.close(space, check)


def check_roots(check: Check, tree: Tree, waiting: list[Digest]) -> None:
    """Holds the root so far against the digests signed at this size; they are taken from `waiting`."""
    while waiting and waiting[0].size == tree.size:
        digest = waiting.pop(0)
        if tree.root.hex() != digest.root:
            check.faults.append(
                f"前{digest.size}条与第{digest.number}号摘要（{digest.day}）不符：有条目被改动、删除或者调换"
            )


class _Named:
    """The objects the log names, to find those that lie there unnamed."""

    def __init__(self) -> None:
        self.objects: set[str] = set()
        self.policies: set[str] = set()

    def close(self, space: Space, check: Check) -> None:
        stray = [n for n in (*space.names(RUNS), *space.names(POLICIES)) if n not in self.objects]
        if stray:
            check.notes.append(f"有{len(stray)}个文件没有列入日志（写入中断所留，下次归档时列入）")


def _content(space: Space, entry: Entry, check: Check, named: _Named) -> None:
    raw = space.get(entry.object)
    named.objects.add(entry.object)
    check.objects += 1
    if raw is None:
        check.faults.append(f"第{entry.n}条（{entry.workflow_id}）的历史文件缺失")
    elif len(raw) != entry.size or hashlib.sha256(raw).hexdigest() != entry.sha256:
        check.faults.append(f"第{entry.n}条（{entry.workflow_id}）的历史文件与登记的摘要不符")
    for digest in entry.policies:
        if digest in named.policies:
            continue
        named.policies.add(digest)
        named.objects.add(policy_object(digest))
        check.objects += 1
        if not _policy_fits(space.get(policy_object(digest)), digest):
            check.faults.append(f"第{entry.n}条所依据的政策快照{digest[:12]}缺失或者被改动")


def _policy_fits(raw: bytes | None, digest: str) -> bool:
    """The object is named by the digest the history gives, and written as we write it."""
    try:
        value = json.loads(raw or b"")
    except ValueError:
        return False
    return bound(value) and value["digest"] == digest and canonical(value) == raw


class _Chain:
    """Each run but the first of a workflow hangs on one that is archived as well."""

    def __init__(self) -> None:
        self.runs: set[tuple[str, str]] = set()
        self.wanted: dict[tuple[str, str], int] = {}

    def take(self, entry: Entry, check: Check) -> None:
        key = (entry.workflow_id, entry.run_id)
        if key in self.runs:
            check.faults.append(f"第{entry.n}条（{entry.workflow_id}）的运行已经归档过一次")
        self.runs.add(key)
        if entry.before:
            self.wanted[(entry.workflow_id, entry.before)] = entry.n

    def close(self, check: Check) -> None:
        for (workflow_id, run_id), n in self.wanted.items():
            if (workflow_id, run_id) not in self.runs:
                check.faults.append(
                    f"第{n}条（{workflow_id}）承接的运行{run_id[:8]}没有归档，历史不完整"
                )


def check_held(
    check: Check, digests: Sequence[Digest], held: Iterable[Digest], format: str = FORMAT
) -> None:
    """What somebody outside kept must stand here unchanged; digests of another log are passed over."""
    by_number = {digest.number: digest for digest in digests}
    for digest in held:
        if digest.format != format:
            continue
        here = by_number.get(digest.number)
        if not digest.signed:
            check.faults.append(f"外部保存的第{digest.number}号摘要本身签名不符，不能作为凭据")
        elif here is None:
            check.faults.append(
                f"外部保存的第{digest.number}号摘要（{digest.day}）在存证中没有：存证被截短"
            )
        elif here != digest:
            check.faults.append(
                f"外部保存的第{digest.number}号摘要（{digest.day}）与存证中的不同：存证被改写"
            )
