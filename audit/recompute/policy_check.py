"""Each policy snapshot in a history: is it what was asked for, and does its digest bind it?

The arguments of a local activity are not recorded, so the recomputed order is held against the
recorded snapshot: place, day, names. The digest is recomputed from every value in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload

from audit.recompute.compare import LocalActivity
from audit.recompute.findings import Difference, Finding, What, differences
from audit.recompute.history import Run, plain
from domain.base import digest_of
from domain.policy import Snapshot
from runtime import packs
from workflows import steps


def policy_findings(
    run: Run, local: Iterable[LocalActivity], *, reveal: bool = False
) -> list[Finding]:
    """What is wrong with the snapshots a run has taken."""
    found = []
    for taken in _taken(local):
        wrong = _wrong(taken, reveal)
        if wrong:
            zh, differing = wrong
            found.append(
                Finding(
                    workflow_id=run.workflow_id,
                    run_id=run.run_id,
                    event_id=taken.event_id,
                    what=What.POLICY,
                    zh=zh,
                    differences=differing,
                )
            )
    return found


def _taken(local: Iterable[LocalActivity]) -> Iterable[LocalActivity]:
    return (one for one in local if one.name == "take_policy" and one.result is not None)


def snapshots(local: Iterable[LocalActivity]) -> list[tuple[int, Snapshot]]:
    """The snapshots of a run with the event each stands in; unreadable ones are left out."""
    found = []
    for taken in _taken(local):
        try:
            found.append((taken.event_id, _read(taken).snapshot))
        except ValidationError:
            continue
    return found


class _Read(NamedTuple):
    """A snapshot, and the digest that follows from its contents."""

    snapshot: Snapshot
    digest: str


def _read(taken: LocalActivity) -> _Read:
    return _read_once(taken.result.SerializeToString() if taken.result is not None else b"")


@lru_cache(maxsize=256)
def _read_once(raw: bytes) -> _Read:
    """Cases of one place take the same snapshot on the same day: byte for byte the same is read once.

    ValidationError for what is none.
    """
    payload = Payload.FromString(raw)
    if payload.metadata.get("encoding") == b"json/plain":
        snapshot = Snapshot.read(payload.data)
    else:
        snapshot = Snapshot.model_validate(plain(payload))
    return _Read(snapshot, digest_of(snapshot.model_copy(update={"digest": ""})))


def _wrong(taken: LocalActivity, reveal: bool) -> tuple[str, tuple[Difference, ...]] | None:
    try:
        snapshot, digest = _read(taken)
        order = steps.PolicyOrder.model_validate(taken.order)
    except ValidationError:
        return "政策快照的内容不能成立", ()
    if digest != snapshot.digest:
        pair = Difference(path="digest", recorded=snapshot.digest, recomputed=digest)
        return "政策快照的摘要与其内容不符，参数可能被改动", (pair,)
    asked: dict[str, Any] = {
        "place": order.place,
        "on": order.on.isoformat(),
        "names": sorted(set(order.names)),
    }
    given = {
        "place": snapshot.place,
        "on": snapshot.on.isoformat(),
        "names": sorted((*snapshot.values, *snapshot.undefined)),
    }
    differing = differences(given, asked, reveal=reveal)
    return ("政策快照不是所要求的地方、日期或者参数", differing) if differing else None


def changed_since(snapshot: Snapshot, *, production: bool) -> tuple[Difference, ...]:
    """Values that the installed packs give otherwise for the same place and day.

    Not a breach by itself: packs are corrected and added to. But an auditor should know.
    """
    try:
        today = packs.snapshot(
            snapshot.place, snapshot.on, tuple(snapshot.values), production=production
        )
    except KeyError:
        return ()
    return tuple(
        Difference(
            path=name,
            recorded=_words(value.value),
            recomputed=_words(today.values[name].value),
        )
        for name, value in sorted(snapshot.values.items())
        if name in today.values and value.value != today.values[name].value
    )


def _words(value: object) -> str:
    return (
        "、".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
    )
