"""Case by case: replay the histories, tell a scratch database what they told the tables, compare."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError
from temporalio.service import RPCError

from audit.certificate import Recomputed, recomputed
from audit.many.population import CaseRef
from audit.sources import CaseUnknown, Source
from domain.base import Frozen
from store import audit_log, rebuild
from store.engine import Store
from store.rebuild import Difference, Scratch, Seen, Told
from workflows.steps import CaseProjection, CheckProjection

TRIES: Final = 5
PAUSE_SECONDS: Final = 1.0
"""Between two looks at a case somebody is at work on."""
OPERATOR: Final = "operator"
_FORMS: Final[dict[str, type[CaseProjection] | type[CheckProjection]]] = {
    "project_case": CaseProjection,
    "project_check": CheckProjection,
}


class Found(Frozen):
    """One case: what differed, and what became of it. `state`: same, differs, healed, removed,
    nowhere (rows of a case no history knows), unsure (its histories do not recompute), busy."""

    case_no: str
    place: str
    state: str
    differences: tuple[Difference, ...] = ()
    why: str = ""

    @property
    def fine(self) -> bool:
        return self.state in ("same", "healed", "removed")


Say = Callable[[Found, int, int], None]


class Rebuilder:
    """`heal` False: only reports. `remove`: takes out the rows of cases no history knows."""

    def __init__(
        self, source: Source, store: Store, *, heal: bool, remove: bool, production: bool
    ) -> None:
        self._source, self._store = source, store
        self._heal, self._remove, self._production = heal, remove, production
        self._scratch = Scratch(store.keyring)
        self.pause: Callable[[], Awaitable[None]] = _pause

    def close(self) -> None:
        self._scratch.close()

    async def all(self, refs: Sequence[CaseRef], place: str, say: Say) -> list[Found]:
        """These cases, then the rows of cases that are not among them."""
        known = {ref.case_no for ref in refs}
        with self._store.read() as session:
            lost = sorted(rebuild.numbers(session, place) - known)
        found: list[Found] = []
        of = len(refs) + len(lost)
        for ref in refs:
            found.append(await self.one(ref))
            say(found[-1], len(found), of)
        for case_no in lost:
            found.append(self._nowhere(case_no))
            say(found[-1], len(found), of)
        return found

    async def one(self, ref: CaseRef) -> Found:
        """Looks again while somebody is at work on the case: a table may be ahead of a history."""
        last: tuple[Difference, ...] = ()
        for attempt in range(TRIES):
            if attempt:
                await self.pause()
            try:
                replayed = await recomputed(
                    self._source, ref.place, ref.case_no, production=self._production
                )
            except CaseUnknown:
                return self._nowhere(ref.case_no)
            except RPCError:
                return _found(ref, "unsure", why="读取历史时 Temporal 没有应答")
            if not replayed.certificate.passed:
                first = replayed.certificate.findings[0]
                return _found(ref, "unsure", why=f"历史不能重算，请先出具证书：{first.line}")
            wanted = self._scratch.rows(ref.case_no, told_by(replayed))
            stands = self._stands(ref.case_no)
            differ = rebuild.differences(wanted, stands)
            if not differ:
                return _found(ref, "same")
            if differ != last:
                last = differ  # it may be at work: what is wrong is still wrong a moment later
                continue
            if not self._heal:
                return _found(ref, "differs", differ)
            if self._put_right(ref, wanted, stands):
                return _found(ref, "healed", differ)
        return _found(ref, "busy", last, "案件正在办理，请稍后再核对")

    def _stands(self, case_no: str) -> Seen:
        with self._store.read() as session:
            return rebuild.rows_of(session, case_no)

    def _put_right(self, ref: CaseRef, wanted: Seen, stands: Seen) -> bool:
        with self._store.write() as session:
            done = rebuild.put_right(session, ref.case_no, wanted, stands)
            if done:
                self._log(session, "rebuild", ref)
        return done

    def _nowhere(self, case_no: str) -> Found:
        ref = CaseRef(place="", case_no=case_no)
        why = "表中有这一案件，服务器和归档中都没有它的历史"
        if not (self._heal and self._remove):
            return _found(ref, "nowhere", why=why)
        with self._store.write() as session:
            rebuild.remove(session, case_no)
            self._log(session, "rebuild_remove", ref)
        return _found(ref, "removed", why=why)

    @staticmethod
    def _log(session: object, what: str, ref: CaseRef) -> None:
        audit_log.record(
            session,  # type: ignore[arg-type]
            at=datetime.now(UTC),
            who=OPERATOR,
            what=what,
            result="done",
            place=ref.place,
            subject=ref.case_no,
        )


def told_by(replayed: Recomputed) -> Iterable[Told]:
    """What the case and its checks told the tables, in the order of each."""
    for reports in replayed.reports.values():
        for report in reports:
            for one in report.comparison.local:
                form = _FORMS.get(one.name)
                if form is None:
                    continue
                try:
                    yield form.model_validate_json(json.dumps(one.order))
                except ValidationError:
                    continue


def _found(
    ref: CaseRef, state: str, differences: tuple[Difference, ...] = (), why: str = ""
) -> Found:
    return Found(
        case_no=ref.case_no, place=ref.place, state=state, differences=differences, why=why
    )


async def _pause() -> None:
    await asyncio.sleep(PAUSE_SECONDS)
