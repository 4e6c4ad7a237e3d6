"""One line of the archive's log: a closed run, where its history lies, and what it refers to.

No personal data: workflow ids are case numbers, the rest is codes, days and digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import Field
from temporalio.converter import DataConverter

from audit.recompute.history import OpenRun, Run, opened, payloads_of, plain
from domain.base import Frozen, digest_of
from domain.policy import Snapshot

RUNS: Final = "runs"
POLICIES: Final = "policies"
_DIGEST_KEYS: Final = ("digest", "sha256")


class Entry(Frozen):
    """`n` counts from 0 without a gap. `sha256` is the digest of the sealed history, which a
    certificate quotes as well, over `size` bytes. `before` and `after`: the runs it hangs on, empty
    at the ends.

    `policies`: digests of the stored snapshots the run took. `papers`, `evidence`: digests of the
    papers issued and of the photos and scans its acts name. `unread`: payloads that could not be
    opened when the run was taken in, so that those lists may lack something.
    """

    n: int
    at: datetime
    workflow_id: str
    run_id: str
    type: str
    status: str
    events: int
    size: int
    sha256: str
    began: datetime
    ended: datetime
    before: str = ""
    after: str = ""
    policies: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    unread: int = 0

    @property
    def object(self) -> str:
        return run_object(self.sha256)

    def line(self) -> bytes:
        """The entry as it stands in the log; what the tree is made of."""
        return self.model_dump_json(exclude_defaults=True).encode()


def run_object(sha256: str) -> str:
    return f"{RUNS}/{sha256[:2]}/{sha256}.history"


def policy_object(digest: str) -> str:
    return f"{POLICIES}/{digest[:2]}/{digest}.json"


class Content(Frozen):
    """What a run refers to. `policies`: stored object by digest."""

    policies: dict[str, bytes] = Field(default_factory=dict)
    papers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    unread: int = 0


async def content_of(run: Run, converter: DataConverter) -> Content:
    """Opens the run to see what it refers to. One that cannot be opened is archived all the same."""
    open_run = await opened(run, converter)
    policies: dict[str, bytes] = {}
    papers: set[str] = set()
    evidence: set[str] = set()
    for value in _values(open_run):
        _look(value, policies, papers, evidence)
    return Content(
        policies=policies,
        papers=tuple(sorted(papers)),
        evidence=tuple(sorted(evidence)),
        unread=len(open_run.refused),
    )


def entry_of(n: int, run: Run, content: Content, at: datetime) -> Entry:
    sealed = run.serialized
    return Entry(
        n=n,
        at=at,
        workflow_id=run.workflow_id,
        run_id=run.run_id,
        type=run.workflow_type,
        status=run.status,
        events=len(run.events),
        size=len(sealed),
        sha256=hashlib.sha256(sealed).hexdigest(),
        began=run.events[0].event_time.ToDatetime(UTC),
        ended=run.events[-1].event_time.ToDatetime(UTC),
        before=run.continued_from,
        after=run.continues_as,
        policies=tuple(sorted(content.policies)),
        papers=content.papers,
        evidence=content.evidence,
        unread=content.unread,
    )


def _values(run: OpenRun) -> Iterator[Any]:
    broken = {finding.event_id for finding in run.refused}
    for event in run.events:
        if event.event_id in broken:
            continue
        for payload in payloads_of(event):
            if payload.metadata.get("encoding", b"").startswith(b"json/"):
                yield plain(payload)


def _look(value: Any, policies: dict[str, bytes], papers: set[str], evidence: set[str]) -> None:
    """Walks one recorded value: snapshots, receipts of papers, digests of photos."""
    if isinstance(value, list):
        for item in value:
            _look(item, policies, papers, evidence)
        return
    if not isinstance(value, dict):
        return
    if value.keys() >= {"place", "on", "values", "digest"}:
        stored = _snapshot(value)
        if stored is not None:
            policies[value["digest"]] = stored
        return
    if value.keys() >= {"number", "digest"} and _is_digest(value["digest"]):
        papers.add(value["digest"])
    for key, inner in value.items():
        if key == "evidence" and isinstance(inner, list):
            evidence.update(item for item in inner if _is_digest(item))
        elif isinstance(inner, dict | list):
            _look(inner, policies, papers, evidence)


def _snapshot(value: dict[str, Any]) -> bytes | None:
    """The stored form; None for what a file carries of a snapshot, which lacks the unused values."""
    return canonical(value) if bound(value) else None


def bound(value: Any) -> bool:
    """Whether this is a whole snapshot, and its digest binds every value in it."""
    try:
        snapshot = Snapshot.model_validate(value)
        return snapshot.digest == digest_of(snapshot.model_copy(update={"digest": ""}))
    except ValueError:  # of another form, or text no file can hold
        return False


def canonical(value: Any) -> bytes:
    """JSON in the one form in which a snapshot is stored."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")
