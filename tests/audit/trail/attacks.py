"""Ways to make the operators' log lie, in its table or in what was kept of it, at a random place."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from audit.archive.digests import DIGESTS, Digest, digest_object, digests_of, sign
from audit.archive.log import LOG, segment_object
from audit.archive.space import MemorySpace
from audit.archive.tree import Tree, leaf_hash
from audit.trail.lines import FORMAT, line_of
from runtime.keys import KeyRing
from store.tables import AuditRow
from tests.replay import golden

RING: Final = golden.RING
STRANGER: Final = KeyRing(
    demo=True,
    current="other",
    keys=(RING.keys[0].model_copy(update={"id": "other", "secret": RING.index.secret}),),
    index=RING.index,
)
A_MINUTE: Final = 7
NOON: Final = datetime(2027, 1, 4, 4, tzinfo=UTC)


@dataclass
class Office:
    """A table and its trail, and the digest an outside holder was given last."""

    rows: list[AuditRow]
    space: MemorySpace
    held: Digest

    def copy(self) -> Office:
        rows = [AuditRow.model_validate(row.model_dump()) for row in self.rows]
        return Office(rows, MemorySpace(self.space.objects), self.held)


def row(number: int) -> AuditRow:
    return AuditRow(
        id=number,
        at=NOON + timedelta(seconds=10 * number),
        who=f"jz.reviewer{number % 3}",
        role="reviewer",
        place="jiaozuo",
        what=("view_case", "reveal_field", "accept")[number % 3],
        subject=f"case/jiaozuo/JZ2027{number:06d}",
        result="done",
        request_id=f"{number:016x}",
    )


def office(lines: int = 24) -> Office:
    """Rows 2, 4, 6 …: rolled-back transactions leave holes in the numbers of every table."""
    rows = [row(2 * n) for n in range(1, lines + 1)]
    space = MemorySpace()
    trail_of(rows, space, RING)
    return Office(rows, space, digests_of(space)[-1])


def trail_of(rows: list[AuditRow], space: MemorySpace, ring: KeyRing) -> None:
    tree, before = Tree(), None
    for first in range(0, len(rows), A_MINUTE):
        batch = [line_of(first + k, r).stored for k, r in enumerate(rows[first : first + A_MINUTE])]
        space.put_new(segment_object(first), b"\n".join(batch) + b"\n")
        tree.extend(leaf_hash(raw) for raw in batch)
        before = _head(space, tree, ring, before, rows[-1].at + timedelta(hours=1))


def _head(
    space: MemorySpace, tree: Tree, ring: KeyRing, before: Digest | None, at: datetime
) -> Digest:
    digest = sign(
        Digest(
            format=FORMAT,
            number=before.number + 1 if before else 1,
            day=at.date(),
            daily=True,
            made_at=at,
            size=tree.size,
            root=tree.root.hex(),
            before=before.sha256 if before else "",
            key="",
            public_key="",
        ),
        ring,
    )
    space.put_new(digest_object(digest.number), digest.stored)
    return digest


# --- in the table -------------------------------------------------------------------------------


def edit_a_row(it: Office, chance: random.Random) -> None:
    field = chance.choice(("who", "role", "place", "what", "subject", "result", "request_id"))
    found = chance.choice(it.rows)
    setattr(found, field, f"{getattr(found, field)}x")


def move_a_row_in_time(it: Office, chance: random.Random) -> None:
    found = chance.choice(it.rows)
    found.at += timedelta(milliseconds=chance.choice((-86_400_000, -1, 1, 60_000)))


def delete_a_row(it: Office, chance: random.Random) -> None:
    del it.rows[chance.randrange(len(it.rows))]


def cut_the_table(it: Office, chance: random.Random) -> None:
    del it.rows[chance.randrange(len(it.rows)) :]


def slip_a_row_in(it: Office, chance: random.Random) -> None:
    """Into a hole of the numbers, dated as if it had always stood there."""
    at = chance.randrange(len(it.rows))
    it.rows.insert(at, row((it.rows[at].id or 0) - 1))


def exchange_two_rows(it: Office, chance: random.Random) -> None:
    one, other = chance.sample(range(len(it.rows)), 2)
    a, b = it.rows[one], it.rows[other]
    a.id, b.id = b.id, a.id
    it.rows[one], it.rows[other] = b, a


# --- in what was kept ---------------------------------------------------------------------------


def flip_a_byte(it: Office, chance: random.Random) -> None:
    name = chance.choice(sorted(it.space.objects))
    raw = bytearray(it.space.objects[name])
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    it.space.objects[name] = bytes(raw)


def delete_a_file(it: Office, chance: random.Random) -> None:
    del it.space.objects[chance.choice(sorted(it.space.objects))]


def exchange_two_lines(it: Office, chance: random.Random) -> None:
    name = chance.choice(it.space.names(LOG)[:-1])
    lines = it.space.objects[name].splitlines()
    one, other = chance.sample(range(len(lines)), 2)
    a, b = json.loads(lines[one]), json.loads(lines[other])
    a["n"], b["n"] = b["n"], a["n"]
    lines[one], lines[other] = (
        json.dumps(v, ensure_ascii=False, separators=(",", ":")).encode() for v in (b, a)
    )
    it.space.objects[name] = b"\n".join(lines) + b"\n"


def cut_the_trail(it: Office, chance: random.Random) -> None:
    """The last minutes vanish from table and trail together, as if they had never been."""
    keep = chance.randrange(1, len(it.space.names(DIGESTS)))
    for name in (*it.space.names(LOG)[keep:], *it.space.names(DIGESTS)[keep:]):
        del it.space.objects[name]
    del it.rows[A_MINUTE * keep :]


def write_another_trail(it: Office, chance: random.Random) -> None:
    """A fork: table and trail changed alike and signed with the true key; only a holder can tell."""
    edit_a_row(it, chance)
    it.space.objects.clear()
    trail_of(it.rows, it.space, RING)


def sign_with_another_key(it: Office, chance: random.Random) -> None:
    edit_a_row(it, chance)
    it.space.objects.clear()
    trail_of(it.rows, it.space, STRANGER)


Attack = Callable[[Office, random.Random], None]
ATTACKS: Final[tuple[Attack, ...]] = (
    edit_a_row,
    move_a_row_in_time,
    delete_a_row,
    cut_the_table,
    slip_a_row_in,
    exchange_two_rows,
    flip_a_byte,
    delete_a_file,
    exchange_two_lines,
    cut_the_trail,
    write_another_trail,
    sign_with_another_key,
)
