"""Procedure by procedure: replay the histories, tell a scratch database what they told the tables,
compare."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from temporalio.service import RPCError

from audit.certificate import recomputed
from audit.many.population import CaseRef
from audit.rebuild.lost import LOST_ZH, restored
from audit.recompute.chain import chain_findings
from audit.recompute.findings import Finding
from audit.recompute.turned import turned_findings
from audit.replay import RunReport, audit_runs
from audit.sources import CaseUnknown, Source
from domain.base import Frozen
from store import audit_log, rebuild
from store.engine import Store
from store.rebuild import Difference, Kind, Scratch, Seen, Share
from store.sql import put
from workflows import ids

TRIES: Final = 5
PAUSE_SECONDS: Final = 1.0
"""Between two looks at a procedure somebody is at work on."""
OPERATOR: Final = "operator"
ELSEWHERE_ZH: Final = "归档中只有已经结束的运行，之后的运行不在其中"
REFUSED_ZH: Final = "数据库不许改动其中的表，由数据库管理员查明原因"
NOWHERE_ZH: Final = "表中有这一办理，服务器和归档中都没有它的历史"


class Found(Frozen):
    """One procedure: what differed, and what became of it. `case_no`: the case, or the workflow id of
    another procedure. `state`: same, differs, healed, removed, nowhere (rows no history knows),
    unsure (its histories do not recompute), busy, lost (a record was taken out that no history tells
    whole), refused (the database lets nobody change the table). `tables`: of rows no history knows."""

    case_no: str
    place: str
    state: str
    kind: str = ids.CASE
    differences: tuple[Difference, ...] = ()
    why: str = ""
    tables: tuple[str, ...] = ()
    amiss: tuple[Difference, ...] = ()
    """Papers and entries of the ledger that are gone or not what they were: nothing here writes them."""

    @property
    def fine(self) -> bool:
        return self.state in ("same", "healed", "removed") and not self.amiss


class Subject(Frozen):
    """One procedure to look at. `name`: what its rows know it by, the number of a case or the
    workflow id of another procedure."""

    kind: str
    name: str
    place: str = ""


def subject_of(ref: CaseRef | Subject) -> Subject:
    if isinstance(ref, Subject):
        return ref
    return Subject(kind=ids.CASE, name=ref.case_no, place=ref.place)


Say = Callable[[Found, int, int], None]


class Rebuilder:
    """`heal` False: only reports. `remove`: takes out the rows of procedures no history knows."""

    def __init__(
        self,
        source: Source,
        store: Store,
        *,
        heal: bool,
        remove: bool,
        production: bool,
        overlays: Iterable[Path] = (),
    ) -> None:
        self._source, self._store = source, store
        self._heal, self._remove, self._production = heal, remove, production
        self.kinds: dict[str, Kind] = {kind.kind: kind for kind in rebuild.kinds(overlays)}
        self._scratch = Scratch(store.keyring)
        self.pause: Callable[[], Awaitable[None]] = _pause
        self._gave_way: dict[str, Subject] = {}
        """Procedures that left a row to another one, which may not be that one's at all."""

    def close(self) -> None:
        self._scratch.close()

    async def all(self, refs: Sequence[CaseRef | Subject], place: str, say: Say) -> list[Found]:
        """These procedures, then the rows of procedures that are not among them."""
        subjects = [subject_of(ref) for ref in refs]
        found: list[Found] = []
        for subject in subjects:
            found.append(await self.one(subject))
            say(found[-1], len(found), len(subjects))
        # Of an archive alone nothing is said of what it does not hold: open runs lie elsewhere.
        for one in () if self._source.partial else self._strangers(subjects, place):
            found.append(one)
            say(one, len(found), len(found))
        if self._heal and any(_freed(one) for one in found):
            await self._again(found, say)
        return found

    async def _again(self, found: list[Found], say: Say) -> None:
        """Whoever gave way to a row that has been taken out since gets back what is his."""
        waiting, self._gave_way = self._gave_way, {}
        for n, one in enumerate(found):
            subject = waiting.get(one.case_no)
            if subject is None or one.state not in ("same", "healed"):
                continue
            anew = await self.one(subject)
            if anew.state != "same":
                before = one.differences if one.state == "healed" else ()
                differ = (*before, *anew.differences)
                found[n] = anew.model_copy(update={"differences": differ})
                say(found[n], len(found), len(found))

    async def one(self, ref: CaseRef | Subject) -> Found:
        """Looks again while somebody is at work on it: a table may be ahead of a history."""
        self._amiss: tuple[Difference, ...] = ()
        found = await self._one(subject_of(ref))
        return found.model_copy(update={"amiss": self._amiss}) if self._amiss else found

    async def _one(self, subject: Subject) -> Found:
        kind = self.kinds[subject.kind]
        last: tuple[Difference, ...] = ()
        gone: tuple[Difference, ...] = ()
        for attempt in range(TRIES):
            if attempt:
                await self.pause()
            try:
                reports, faults = await self._replayed(subject)
            except CaseUnknown:
                return self._nowhere(subject)
            except RPCError:
                return _found(subject, "unsure", why="读取历史时 Temporal 没有应答")
            if faults:
                why = f"历史不能重算，请先出具证书：{faults[0].line}"
                return _found(subject, "unsure", why=why)
            if self._goes_on_elsewhere(subject, reports):
                return _found(subject, "unsure", why=ELSEWHERE_ZH)
            stands = self._stands(kind, subject)
            told = told_by(kind, reports)
            self._amiss = self._records(told, stands)
            lost = rebuild.lost(kind, subject.name, stands)
            if lost:
                if not self._heal:
                    return _found(subject, "differs", lost)
                if not await self._restore(kind, subject, told):
                    return _found(subject, "lost", lost, LOST_ZH)
                gone = lost
                continue
            wanted = self._settled(kind, subject, told, stands)
            differ = rebuild.differences(kind, wanted, stands)
            if not differ:
                return _found(subject, "healed" if gone else "same", gone)
            if differ != last:
                last = differ  # it may be at work: what is wrong is still wrong a moment later
                continue
            if not self._heal:
                return _found(subject, "differs", differ)
            try:
                if self._put_right(kind, subject, wanted, stands):
                    return _found(subject, "healed", (*gone, *differ))
            except DBAPIError:
                return _found(subject, "refused", differ, REFUSED_ZH)
        return _found(subject, "busy", last, "正在办理，请稍后再核对")

    def _records(self, told: Sequence[Any], stands: Seen) -> tuple[Difference, ...]:
        """Papers and entries of the ledger that are not what the histories say of them."""
        with self._store.read() as session:
            entries = rebuild.entries_amiss(session, told)
        return (*rebuild.papers_amiss(told, stands), *entries)

    def _settled(self, kind: Kind, subject: Subject, told: Sequence[Any], stands: Seen) -> Seen:
        """The rows its histories give, without those another procedure holds."""
        own = self._scratch.rows(kind, subject.name, told, stands)
        with self._store.read() as session:
            wanted = kind.settle(session, own, stands)
        if wanted is not own and wanted != own:
            self._gave_way[subject.name] = subject
        return wanted

    async def _restore(self, kind: Kind, subject: Subject, told: Sequence[Any]) -> bool:
        """The record that was taken out, as it was at first; the rest its history tells."""
        row = await restored(self._source, kind, told, self._store.keyring)
        if row is None:
            return False
        [share] = [one for one in kind.shares if one.needed]
        with self._store.write() as session:
            put(session, share.table, [dict(row)], keep=True)
            self._log(session, "rebuild", subject.place, subject.name)
        return True

    async def _replayed(self, subject: Subject) -> tuple[Sequence[RunReport], tuple[Finding, ...]]:
        """The reports of all that tells these rows, and what does not recompute."""
        if subject.kind == ids.CASE:
            case = await recomputed(
                self._source, subject.place, subject.name, production=self._production
            )
            every = [report for reports in case.reports.values() for report in reports]
            return every, case.certificate.findings
        chain = await self._source.chain(subject.name)
        if not chain:
            raise CaseUnknown(f"没有{subject.name}的历史。")
        reports = await audit_runs(chain, self._source.converter)
        opened = [report.opened for report in reports]
        return reports, (
            *self._source.faults(),
            *(finding for report in reports for finding in report.findings),
            *chain_findings(opened, partial=self._source.partial),
            *turned_findings(reports),
        )

    def _goes_on_elsewhere(self, subject: Subject, reports: Sequence[RunReport]) -> bool:
        case = ids.case_id(subject.place, subject.name)
        name = case if subject.kind == ids.CASE else subject.name
        own = [report.run for report in reports if report.run.workflow_id == name]
        return self._source.partial and bool(own and own[-1].continues_as)

    def _stands(self, kind: Kind, subject: Subject) -> Seen:
        with self._store.read() as session:
            return rebuild.rows_of(session, kind, subject.name)

    def _put_right(self, kind: Kind, subject: Subject, wanted: Seen, stands: Seen) -> bool:
        with self._store.write() as session:
            done = rebuild.put_right(session, kind, subject.name, wanted, stands)
            if done:
                self._log(session, "rebuild", subject.place, subject.name)
        return done

    def _nowhere(self, subject: Subject) -> Found:
        """It was to be looked at, and there is no history of it: what stands of it, if anything."""
        kind = self.kinds[subject.kind]
        stands = self._stands(kind, subject)
        tables = tuple(s.name for s in kind.shares if not s.columns and stands.of(s.table))
        return _found(subject, "nowhere", why=NOWHERE_ZH, tables=tables)

    def _strangers(self, subjects: Sequence[Subject], place: str) -> Iterable[Found]:
        for kind in self.kinds.values():
            known = [one.name for one in subjects if one.kind == kind.kind]
            with self._store.read() as session:
                lost = rebuild.strangers(session, kind, known, place)
            by_name: dict[str, list[tuple[Share, tuple[Any, ...]]]] = {}
            for told, shares in sorted(lost.items(), key=str):
                rows = by_name.setdefault(_stranger(kind, told), [])
                rows += [(share, told) for share in shares]
            for name, rows in by_name.items():
                state = self._taken_out(name, rows) if self._heal and self._remove else "nowhere"
                yield Found(
                    case_no=name,
                    place=place,
                    kind=kind.kind,
                    state=state,
                    why=REFUSED_ZH if state == "refused" else NOWHERE_ZH,
                    tables=tuple(share.name for share, _ in rows),
                )

    def _taken_out(self, name: str, rows: Sequence[tuple[Share, tuple[Any, ...]]]) -> str:
        try:
            with self._store.write() as session:
                for share, told in rows:
                    rebuild.remove(session, share, told)
                self._log(session, "rebuild_remove", "", name)
        except DBAPIError:
            return "refused"
        return "removed"

    @staticmethod
    def _log(session: Any, what: str, place: str, subject: str) -> None:
        audit_log.record(
            session,
            at=datetime.now(UTC),
            who=OPERATOR,
            what=what,
            result="done",
            place=place,
            subject=subject,
        )


def _freed(one: Found) -> bool:
    """Whether a row was taken out by which another procedure may have lost its own."""
    extra = any(each.what == "extra" for each in one.differences)
    return one.state == "removed" or (one.state == "healed" and extra)


def _stranger(kind: Kind, told: tuple[Any, ...]) -> str:
    name = "/".join(map(str, told))
    own = kind.kind == ids.CASE or name.startswith(f"{kind.kind}/")
    return name if own else f"{kind.kind}/{name}"


def told_by(kind: Kind, reports: Iterable[RunReport]) -> list[Any]:
    """What the procedure told the tables, in the order of each of its workflows."""
    found = []
    for report in reports:
        for one in report.comparison.local:
            form = kind.forms.get(one.name)
            if form is None:
                continue
            try:
                found.append(form.model_validate_json(json.dumps(one.order)))
            except ValidationError:
                continue
    return found


def _found(
    subject: Subject,
    state: str,
    differences: tuple[Difference, ...] = (),
    why: str = "",
    tables: tuple[str, ...] = (),
) -> Found:
    return Found(
        case_no=subject.name,
        place=subject.place,
        kind=subject.kind,
        state=state,
        differences=differences,
        why=why,
        tables=tables,
    )


async def _pause() -> None:
    await asyncio.sleep(PAUSE_SECONDS)
