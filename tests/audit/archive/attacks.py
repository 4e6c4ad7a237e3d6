"""Ways to make an archive lie, each at a random place. `python -m tests.audit.archive.attacks N`."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from audit.archive.digests import DIGESTS, Digest, digest_object, digests_of, public_key, sign
from audit.archive.entries import POLICIES, RUNS, Entry
from audit.archive.log import LOG, Log
from audit.archive.space import MemorySpace
from audit.archive.verify import verify
from runtime.keys import KeyRing
from tests.audit.archive.build import built
from tests.replay import golden

STORIES = (
    "plain_jiaozuo",
    "recheck_keep",
    "car_refused",
    "lead_refuted",
    "voluntary_exit",
    "escalation_resolved",
    "tekun_scattered",
    "quick_help",
    "withdrawn_review",
    "decrease",
)
STRANGER = KeyRing(
    demo=True,
    current="other",
    keys=(
        golden.RING.keys[0].model_copy(update={"id": "other", "secret": golden.RING.index.secret}),
    ),
    index=golden.RING.index,
)

Attack = Callable[[MemorySpace, random.Random], None]


def _pick(space: MemorySpace, under: str, chance: random.Random) -> str:
    return chance.choice(space.names(under))


def flip_a_byte(space: MemorySpace, chance: random.Random) -> None:
    name = chance.choice([n for n in space.objects if not n.startswith("handed")])
    raw = bytearray(space.objects[name])
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    space.objects[name] = bytes(raw)


def delete_a_file(space: MemorySpace, chance: random.Random) -> None:
    del space.objects[_pick(space, chance.choice((LOG, RUNS, POLICIES, DIGESTS)), chance)]


def cut_a_file(space: MemorySpace, chance: random.Random) -> None:
    name = chance.choice(list(space.objects))
    raw = space.objects[name]
    space.objects[name] = raw[: chance.randrange(len(raw) - 1)]


def drop_a_line(space: MemorySpace, chance: random.Random) -> None:
    name = _pick(space, LOG, chance)
    lines = space.objects[name].splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    space.objects[name] = b"".join(lines)


def swap_two_lines(space: MemorySpace, chance: random.Random) -> None:
    name = chance.choice([n for n in space.names(LOG) if space.objects[n].count(b"\n") > 1])
    lines = space.objects[name].splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    space.objects[name] = b"".join(lines)


def swap_two_files(space: MemorySpace, chance: random.Random) -> None:
    under = chance.choice((LOG, RUNS, POLICIES, DIGESTS))
    one, other = chance.sample(space.names(under), 2)
    objects = space.objects
    objects[one], objects[other] = objects[other], objects[one]


def edit_a_line(space: MemorySpace, chance: random.Random) -> None:
    """Well made: it reads well and says another thing."""
    name = _pick(space, LOG, chance)
    lines = space.objects[name].splitlines()
    at = chance.randrange(len(lines))
    value = json.loads(lines[at])
    match chance.randrange(3):
        case 0:
            value["events"] += 1
        case 1:
            value["ended"] = value["began"]
        case _:
            value["status"] = "terminated"
    lines[at] = Entry.model_validate(value).line()
    space.objects[name] = b"\n".join(lines) + b"\n"


def cut_the_end(space: MemorySpace, chance: random.Random) -> None:
    """The last days away, log and digests alike: only who kept a digest can tell."""
    digests = space.names(DIGESTS)
    keep = chance.randrange(1, len(digests))
    size = digests_of(space)[keep - 1].size
    for name in digests[keep:]:
        del space.objects[name]
    for name in space.names(LOG):
        if int(name.split("/")[1].split(".")[0]) >= size:
            del space.objects[name]


def write_it_anew(space: MemorySpace, chance: random.Random, ring: KeyRing = golden.RING) -> None:
    """Everything from some line on written again, one run left out, and signed by the true key."""
    log = Log(MemorySpace(space.objects))
    log.refresh()
    old = digests_of(space)
    gone = chance.randrange(len(log.entries))
    lines = [e for e in log.entries if e.n != gone]
    for name in (*space.names(LOG), *space.names(DIGESTS)):
        del space.objects[name]
    again, before = Log(space), None
    for digest in old:
        upto = min(digest.size, len(lines))
        part = lines[len(again.entries) : upto]
        again.append([e.model_copy(update={"n": e.n - (e.n > gone)}) for e in part])
        before = _signed(space, again, digest, before, ring)


def write_it_anew_with_another_key(space: MemorySpace, chance: random.Random) -> None:
    write_it_anew(space, chance, STRANGER)


def date_back_a_digest(space: MemorySpace, chance: random.Random) -> None:
    old = digests_of(space)
    at = chance.randrange(len(old))
    changed = old[at].model_copy(
        update={"day": old[at].day - timedelta(days=chance.randrange(1, 9))}
    )
    space.objects[digest_object(at + 1)] = sign(changed, golden.RING).stored


def take_in_a_run_twice(space: MemorySpace, chance: random.Random) -> None:
    log = Log(space)
    log.refresh()
    twin = chance.choice(log.entries)
    last = digests_of(space)[-1]
    log.append([twin.model_copy(update={"n": len(log.entries)})])
    _signed(space, log, last, last, golden.RING)


def _signed(
    space: MemorySpace, log: Log, like: Digest, before: Digest | None, ring: KeyRing
) -> Digest:
    digest = like.model_copy(
        update={
            "number": before.number + 1 if before else 1,
            "size": log.tree.size,
            "root": log.tree.root.hex(),
            "before": before.sha256 if before else "",
        }
    )
    digest = sign(digest, ring)
    space.put_new(digest_object(digest.number), digest.stored)
    return digest


ATTACKS: tuple[Attack, ...] = (
    flip_a_byte,
    delete_a_file,
    cut_a_file,
    drop_a_line,
    swap_two_lines,
    swap_two_files,
    edit_a_line,
    cut_the_end,
    write_it_anew,
    write_it_anew_with_another_key,
    date_back_a_digest,
    take_in_a_run_twice,
)


def tried(count: int, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """How often each attack was made, and those that were not found."""
    clean = built(STORIES)
    held = [digests_of(clean)[-1]]
    keys = [public_key(golden.RING)]
    assert verify(clean, held=held, keys=keys).whole
    chance = random.Random(seed)  # noqa: S311
    made: Counter[str] = Counter()
    missed = []
    for _ in range(count):
        attack = chance.choice(ATTACKS)
        space = MemorySpace(clean.objects)
        attack(space, chance)
        made[attack.__name__] += 1
        if verify(space, held=held, keys=keys).whole and space.objects != clean.objects:
            missed.append(attack.__name__)
    return made, missed


if __name__ == "__main__":
    began = time.perf_counter()
    attacks, unseen = tried(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    took = time.perf_counter() - began
    sys.stdout.write(f"{sum(attacks.values())} attacks, {len(unseen)} not found, {took:.1f} s\n")
    for attack_name, times in sorted(attacks.items()):
        sys.stdout.write(f"  {attack_name}: {times}, missed {unseen.count(attack_name)}\n")
    sys.exit(bool(unseen))
