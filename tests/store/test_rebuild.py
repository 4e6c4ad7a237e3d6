"""There is no other way in: what SQL changes in a table of cases is found, and put right from histories."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache

import pytest
from sqlalchemy import delete, text
from sqlmodel import select

from audit.certificate import Recomputed, recomputed
from audit.many.population import CaseRef
from audit.rebuild import healing
from audit.rebuild.healing import Found, Rebuilder
from audit.recompute.history import Run
from audit.sources import Finding
from domain.case.lifecycle import Role
from domain.case.records import NoticeDue, NoticeState
from domain.funds.kinds import recovery
from domain.pay.ledger import Posting
from runtime.keys import KeyRing
from store import rebuild
from store.engine import Store
from store.funds.entries import Entry, Origin, post
from store.tables import AccountRow, AuditRow, CaseRow, ClosedFileRow
from store.tables.pay import LedgerEntry
from tests.funds import MatterDesk
from tests.people import START, officer
from tests.replay import golden
from tests.store.samples import shown
from tests.store.test_compare import living
from workflows.fund_steps import MatterProjection

_replayed: dict[tuple[str, int], Recomputed] = {}
STORIES = ("plain_jiaozuo", "department_skipped", "increase_hanbin")


class Recorded:
    """The recorded histories as a source."""

    partial = False
    converter = golden.CONVERTER

    def __init__(self) -> None:
        self.chains: dict[str, tuple[Run, ...]] = {}
        self.refs: list[CaseRef] = []

    async def load(self, names: Sequence[str]) -> Recorded:
        for name in names:
            story = await golden.load(name)
            self.refs.append(CaseRef(place=story.place, case_no=story.case_no))
            for run in story.runs:
                self.chains[run.workflow_id] = (*self.chains.get(run.workflow_id, ()), run)
        return self

    def of(self, case_no: str) -> list[Run]:
        return [run for name, chain in self.chains.items() if case_no in name for run in chain]

    def faults(self) -> tuple[Finding, ...]:
        return ()

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return self.chains.get(workflow_id, ())


class Desk:
    """`rebuild` as an operator calls it, over recorded histories."""

    def __init__(self, store: Store, source: Recorded) -> None:
        self.store, self.source = store, source
        self.told: list[tuple[int, int]] = []

    async def run(self, *, check: bool = False, remove: bool = False) -> dict[str, Found]:
        worker = Rebuilder(self.source, self.store, heal=not check, remove=remove, production=False)

        async def at_once() -> None:
            return None

        worker.pause = at_once
        try:
            found = await worker.all(
                self.source.refs, "", lambda _, done, of: self.told.append((done, of))
            )
        finally:
            worker.close()
        return {one.case_no: one for one in found}

    def sql(self, statement: str, **values: object) -> int:
        with self.store.write() as session:
            return int(session.connection().execute(text(statement), values).rowcount)


class _Kept(rebuild.Scratch):
    """One for all these tests: its statements are compiled once."""

    def close(self) -> None:
        pass


@cache
def _scratch(ring: KeyRing) -> rebuild.Scratch:
    return _Kept(ring)


@pytest.fixture(autouse=True)
def replayed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay is the dear part of a rebuild: each history is replayed once for all these tests."""

    async def known(source: Recorded, place: str, case_no: str, **_: object) -> Recomputed:
        digest = (case_no, sum(len(run.events) for run in source.of(case_no)))
        if digest not in _replayed:
            _replayed[digest] = await recomputed(source, place, case_no)
        return _replayed[digest]

    monkeypatch.setattr(healing, "recomputed", known)
    monkeypatch.setattr(healing, "Scratch", _scratch)


@pytest.fixture
async def desk(store: Store) -> Desk:
    """Tables filled from the histories alone."""
    made = Desk(store, await Recorded().load(STORIES))
    found = await made.run()
    assert {one.state for one in found.values()} == {"healed"}
    return made


def what(found: Found) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(d.table, d.what, d.columns) for d in found.differences}


async def test_tables_lost_altogether_are_made_again_and_then_nothing_differs(desk: Desk) -> None:
    again = await desk.run(check=True)
    assert {one.state for one in again.values()} == {"same"}
    with desk.store.read() as session:
        for ref in desk.source.refs:
            row = session.get_one(CaseRow, ref.case_no)
            assert row.applicant_name and row.waiting
    assert desk.told[-1] == (len(STORIES), len(STORIES)), "progress is told case by case"


async def test_what_sql_changed_is_named_and_healed(desk: Desk) -> None:
    case_no, other = (ref.case_no for ref in desk.source.refs[:2])
    for statement in (
        "UPDATE cases SET monthly_fen = monthly_fen + 10000, stage = 'approval',"
        " version = version + 1000 WHERE case_no = :c",
        "UPDATE entitlements SET monthly_fen = 1 WHERE case_no = :c",
        "UPDATE timeline SET officer = 'somebody.else' WHERE case_no = :c AND seq = 2",
        "DELETE FROM timeline WHERE case_no = :c AND seq = 3",
        "DELETE FROM accounts WHERE case_no = :c",
        "INSERT INTO entitlements (case_no, seq, first, last, monthly_fen, cause)"
        " SELECT case_no, 77, first, last, monthly_fen, cause FROM entitlements WHERE case_no = :c",
        "DELETE FROM department_asks WHERE case_no = :c AND department = 'police'",
    ):
        assert desk.sql(statement, c=case_no) >= 1, statement
    told = await desk.run(check=True)
    assert told[case_no].state == "differs" and told[other].state == "same"
    assert what(told[case_no]) == {
        ("cases", "changed", ("stage", "version", "monthly_fen")),
        ("entitlements", "changed", ("monthly_fen",)),
        ("entitlements", "extra", ()),
        ("timeline", "changed", ("officer",)),
        ("timeline", "missing", ()),
        ("accounts", "missing", ()),
        ("department_asks", "missing", ()),
    }
    assert await desk.run(check=True) == told, "--check changes nothing"
    healed = await desk.run()
    assert healed[case_no].state == "healed" and healed[other].state == "same"
    assert {one.state for one in (await desk.run(check=True)).values()} == {"same"}
    with desk.store.read() as session:
        done = [row for row in session.exec(select(AuditRow)) if row.what == "rebuild"]
    assert done and all(row.who == "operator" for row in done)


async def test_a_case_deleted_whole_comes_back(desk: Desk) -> None:
    case_no = desk.source.refs[0].case_no
    with desk.store.write() as session:
        for share in rebuild.CASES.shares:
            session.execute(delete(share.table).where(*share.of(case_no)))
    assert (await desk.run(check=True))[case_no].state == "differs"
    assert (await desk.run())[case_no].state == "healed"
    assert (await desk.run(check=True))[case_no].state == "same"


async def test_the_account_that_was_corrected_after_the_end_is_what_the_histories_give_back(
    store: Store,
) -> None:
    made = Desk(store, await Recorded().load(("account_after_the_end",)))
    [ref] = made.source.refs
    await made.run()

    def account() -> str:
        with store.read() as session:
            return session.get_one(AccountRow, ref.case_no).number

    assert account() == "9900000000000023"
    assert made.sql("DELETE FROM accounts WHERE case_no = :c", c=ref.case_no) == 1
    assert (await made.run())[ref.case_no].state == "healed"
    assert account() == "9900000000000023"
    assert (await made.run(check=True))[ref.case_no].state == "same"


async def test_another_familys_name_in_the_row_is_found_though_it_is_sealed(desk: Desk) -> None:
    one, other = desk.source.refs[0].case_no, desk.source.refs[1].case_no
    desk.sql(
        "UPDATE cases SET applicant_name ="
        " (SELECT waiting FROM cases WHERE case_no = :o) WHERE case_no = :c", c=one, o=other,
    )  # fmt: skip
    told = await desk.run(check=True)
    assert told[one].state == "differs"
    assert ("cases", "changed", ("applicant_name",)) in what(told[one])
    assert (await desk.run())[one].state == "healed"


async def test_a_row_of_a_case_no_history_knows_is_named_and_taken_out_only_when_asked(
    desk: Desk,
) -> None:
    case_no = desk.source.refs[0].case_no
    names = "case_no, seq, first, last, monthly_fen, cause"
    desk.sql(
        f"INSERT INTO entitlements ({names})"  # noqa: S608
        " SELECT 'JZ2026999999', seq, first, last, monthly_fen, cause FROM entitlements"
        " WHERE case_no = :c", c=case_no,
    )  # fmt: skip
    assert (await desk.run(check=True))["JZ2026999999"].state == "nowhere"
    assert (await desk.run())["JZ2026999999"].state == "nowhere"
    assert (await desk.run(remove=True))["JZ2026999999"].state == "removed"
    assert "JZ2026999999" not in await desk.run(check=True)


async def test_a_history_that_does_not_recompute_heals_nothing(desk: Desk) -> None:
    ref = desk.source.refs[0]
    for name, chain in desk.source.chains.items():
        if name.endswith(ref.case_no):
            cut = chain[-1]
            desk.source.chains[name] = (
                *chain[:-1],
                Run(cut.workflow_id, cut.run_id, cut.events[3:]),
            )
    desk.sql("UPDATE cases SET monthly_fen = 1 WHERE case_no = :c", c=ref.case_no)
    assert (await desk.run())[ref.case_no].state == "unsure"
    with desk.store.read() as session:
        assert session.get_one(CaseRow, ref.case_no).monthly_fen == 1


async def test_a_case_somebody_works_on_meanwhile_is_looked_at_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is written between the look and the mending: nothing newer is overwritten."""
    ref = desk.source.refs[0]
    desk.sql("UPDATE cases SET monthly_fen = 1 WHERE case_no = :c", c=ref.case_no)
    put_right, calls = rebuild.put_right, []

    def at_work(session: object, *args: object) -> bool:
        calls.append(args)
        if len(calls) == 1:
            return False
        return put_right(session, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild, "put_right", at_work)
    assert (await desk.run())[ref.case_no].state == "healed"
    assert len(calls) == 2


@pytest.fixture
def keyring() -> Iterator[KeyRing]:
    """Of the histories: what is sealed in a table must open with the same ring."""
    yield golden.RING


def test_a_kept_file_says_the_same_when_its_moments_differ_by_what_a_replays_clock_does() -> None:
    kind = next(one for one in rebuild.kinds() if one.kind == "case")
    share = next(one for one in kind.shares if one.table is ClosedFileRow)
    file = living(880)

    def kept(moved: timedelta, on: timedelta = timedelta(0)) -> dict[str, object]:
        first, *others = file.journal
        line = first.model_copy(update={"at": first.at + moved, "on": first.on + on})
        raw = file.having(journal=(line, *others)).model_dump_json().encode()
        return {"file": base64.b85encode(zlib.compress(raw)).decode()}

    stands = kept(timedelta(0)) | {"version": 0}
    for changed, differs in (
        (kept(timedelta(milliseconds=400)), ()),
        (kept(timedelta(minutes=1)), ("file",)),
        (kept(timedelta(0), timedelta(days=1)), ("file",)),
    ):
        right = {**dict.fromkeys(ClosedFileRow.model_fields), **stands}
        assert share.differing(right, {**right, **changed}) == differs


def test_a_paper_that_is_gone_changed_or_in_anothers_place_is_named() -> None:
    words = {"acceptance": "受理通知书", "confirmation": "确认通知书"}
    due = {key: NoticeDue(key=key, kind="acceptance") for key in (*words, "later")}
    made = [
        NoticeState(order=due[key], number=f"{n}号", digest=_sha(text))
        for n, (key, text) in enumerate(words.items(), start=1)
    ]
    file = living(881).having(notices=(*made, NoticeState(order=due["later"])))
    told, no = [shown(file)], file.case_no

    def amiss(**changed: dict[str, str] | None) -> list[tuple[str, str, tuple[str, ...]]]:
        rows = {
            (no, one.order.key): {
                "number": one.number,
                "digest": one.digest,
                "html": words[one.order.key],
                **(changed.get(one.order.key) or {}),
            }
            for one in made
            if changed.get(one.order.key, {}) is not None
        }
        found = rebuild.papers_amiss(told, rebuild.Seen(rows={"notices": rows}))
        return [(d.what, d.key, d.columns) for d in found]

    assert amiss() == [], "what was not made yet is not missing"
    assert amiss(acceptance=None) == [("missing", f"{no}/acceptance", ())]
    assert amiss(acceptance={"html": "别的内容"}) == [("changed", f"{no}/acceptance", ("html",))]
    other = {"html": words["confirmation"], "digest": made[1].digest}
    swapped = ("changed", f"{no}/acceptance", ("digest", "html"))
    assert amiss(acceptance=other) == [swapped], "a paper that agrees with itself"


async def test_papers_are_not_made_up_from_a_digest(desk: Desk) -> None:
    found = await desk.run(check=True)
    assert {one.state for one in found.values()} == {"same"}
    assert all(one.amiss and not one.fine for one in found.values()), "their texts are lost"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_entry_of_a_recovery_that_is_gone_or_has_another_sum_is_named(store: Store) -> None:
    by = officer(Role.PAY_OFFICER)
    no = "JZ2026000883"
    matter = recovery.opened("jiaozuo", by, START, no, 1, "fraud", "2026-03", 90_000, "多领一个月")
    desk = MatterDesk(matter, START, store)
    told: list[MatterProjection] = []

    def show() -> None:
        file = desk.file.model_copy(update={"rules": None})
        told.append(MatterProjection(file=file, tasks=(), waiting="", due=None))

    def amiss() -> list[tuple[str, str]]:
        with store.read() as session:
            return [(d.what, d.key) for d in rebuild.entries_amiss(session, told)]

    desk.do("hear_debtor", Role.COUNTY_REVIEWER, heard="没有异议")
    desk.store = None
    desk.do(
        "decide_recovery", Role.COUNTY_APPROVER, amount_fen=90_000, finding="报告1号",
        reasons="隐瞒收入，多领一个月", paper="追决1号", first_due=START + timedelta(days=30),
    )  # fmt: skip
    show()
    assert amiss() == [], "what waits to be entered is not missing"
    event = desk.errand.event
    desk.store = store
    desk.booked()
    show()
    assert amiss() == []
    with store.write() as session:
        rows = session.exec(select(LedgerEntry).where(LedgerEntry.event == event)).all()
        origin = Origin("jiaozuo", "", START, "test")
        doubled = tuple(
            Posting(event=f"{event}/x", account=row.account, fen=2 * row.fen) for row in rows
        )
        post(session, origin, [Entry(doubled)])
    (asked,) = (errand for one in told for errand in one.file.errands)
    shown_ = told[0].file.model_copy(
        update={"errands": (asked.model_copy(update={"event": f"{event}/x"}),)}
    )
    told.insert(0, told[0].model_copy(update={"file": shown_}))
    assert amiss() == [("changed", f"{event}/x")]
    gone = asked.model_copy(update={"event": f"{event}/y"})
    told.insert(
        0, told[0].model_copy(update={"file": shown_.model_copy(update={"errands": (gone,)})})
    )
    assert ("missing", f"{event}/y") in amiss()
