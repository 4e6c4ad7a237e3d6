"""Tables filled from recorded histories alone, and the rebuild looking at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from audit.rebuild import healing
from audit.rebuild.healing import Found, Rebuilder, Subject
from audit.recompute.findings import Finding
from audit.recompute.history import Run
from audit.replay import RunReport
from store import rebuild
from store.engine import Store
from store.rebuild import Kind, Seen, Share
from store.sql import put
from store.tables import CreditRow, NoticeRow, PublicitySheet
from tests.replay import golden
from workflows import ids

ROOMS: Final = ("compare", "joint", "money", "office", "oversight", "watch")
CASES: Final = (
    "plain_jiaozuo",
    "emergency_in_two_parts",
    "tekun_centralised",
    "death_match_right",
    "child_born",
    "referred_from_a_case",
    "stop_handed_over",
)
FAR: Final = date(2001, 2, 3)


class Histories:
    """The recorded histories as a source."""

    partial = False
    converter = golden.CONVERTER

    def __init__(self) -> None:
        self.chains: dict[str, tuple[Run, ...]] = {}
        self.subjects: list[Subject] = []

    async def load(self) -> Histories:
        here = Path(golden.HISTORIES).parent
        stories = [await golden.load(name) for name in CASES]
        for room in ROOMS:
            folder = here / room / "histories"
            stories += [await golden.load(name, folder) for name in golden.names(folder)]
        wanted = {kind.kind for kind in rebuild.kinds()}
        for story in stories:
            chains: dict[str, list[Run]] = {}
            for run in story.runs:
                chains.setdefault(run.workflow_id, []).append(run)
            for name, runs in chains.items():
                if name in self.chains:
                    continue
                self.chains[name] = tuple(runs)
                kind = name.split("/")[0]
                if kind in wanted:
                    number = name.split("/")[-1] if kind == ids.CASE else name
                    self.subjects.append(Subject(kind=kind, name=number, place=story.place))
        return self

    def faults(self) -> tuple[Finding, ...]:
        return ()

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return self.chains.get(workflow_id, ())


REPLAYED: dict[str, tuple[Sequence[RunReport], tuple[Finding, ...]]] = {}


TOLD: dict[object, Seen] = {}


class _Told(rebuild.Scratch):
    """Tells each procedure once for all these tests: what comes of it hangs on nothing else but which
    papers and entries there are."""

    def rows(self, kind: Kind, name: str, told: Sequence[Any], stands: Seen) -> Seen:
        there = [tuple(stands.of(share.table)) for share in kind.shares if share.columns]
        key = (name, tuple(there))
        if key not in TOLD:
            TOLD[key] = super().rows(kind, name, told, stands)
        return TOLD[key]

    def close(self) -> None:
        """Stays open for the next."""


@cache
def scratch() -> _Told:
    return _Told(golden.RING)


class Once(Rebuilder):
    """Replays each history once for all these tests."""

    async def _replayed(self, subject: Subject) -> tuple[Sequence[RunReport], tuple[Finding, ...]]:
        if subject.name not in REPLAYED:
            REPLAYED[subject.name] = await super()._replayed(subject)
        return REPLAYED[subject.name]


class Office:
    def __init__(self, store: Store, source: Histories) -> None:
        self.store, self.source = store, source

    async def run(self, *, heal: bool = False, remove: bool = False) -> dict[str, Found]:
        worker = Once(self.source, self.store, heal=heal, remove=remove, production=False)
        worker._scratch.close()
        worker._scratch = scratch()

        async def at_once() -> None:
            return None

        worker.pause = at_once
        try:
            found = await worker.all(self.source.subjects, "", lambda *_: None)
        finally:
            worker.close()
        return {one.case_no: one for one in found if one.state != "same"}

    def first(self, share: Share) -> dict[str, Any] | None:
        """One row of the share as it stands."""
        with self.store.read() as session:
            row = session.exec(sa.select(share.table).where(*share.ours()).limit(1)).first()  # type: ignore[call-overload]
            return row[0].model_dump() if row else None


def records_of(session: Session, subject: Subject) -> None:
    """The papers and the entry a procedure tells only some columns of."""
    reports = REPLAYED[subject.name][0]
    kind = next(kind for kind in rebuild.kinds() if kind.kind == subject.kind)
    for one in healing.told_by(kind, reports):
        file = one.file
        if subject.kind == ids.CREDIT:
            row = {
                "place": file.place, "number": file.number, "person": "p", "case_no": "c",
                "member": "m", "ground": "g",
            }  # fmt: skip
            put(session, CreditRow, [row], keep=True)
        if subject.kind != ids.CASE or not hasattr(file, "notices"):
            continue
        for notice in file.notices:
            if notice.number and (notice.served_on is not None or notice.tries):
                put(session, NoticeRow, [_paper(file.case_no, notice.order.key)], keep=True)
        if file.publicity is not None:
            sheet = {
                "case_no": file.case_no, "round": file.publicity.round, "place": file.place,
                "township": file.township, "posted_on": FAR, "until": FAR, "fields": {},
            }  # fmt: skip
            put(session, PublicitySheet, [sheet], keep=True)


def _paper(case_no: str, key: str) -> dict[str, Any]:
    return {
        "case_no": case_no, "key": key, "number": f"{case_no}/{key}", "kind": "decision",
        "place": "jiaozuo", "township": "jz-wangdian", "issued_on": FAR, "digest": "",
        "at": datetime.now(UTC), "html": "",
    }  # fmt: skip
