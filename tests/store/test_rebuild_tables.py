"""Every table is either told by histories, and then SQL in it is found and put right; or it is listed
as a record with what guards it. A new table without a rule fails here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, col, select

from audit.rebuild import healing
from audit.rebuild.healing import Found, told_by
from audit.rebuild.words import TABLES_ZH
from audit.replay import RunReport
from store import rebuild
from store.engine import Store
from store.rebuild import RECORDS, Kind, Share
from store.sql import put
from store.tables import ClaimRow, CreditRow
from tests import tables
from tests.replay import golden
from tests.store.rebuild_office import FAR, REPLAYED, TOLD, Histories, Office, records_of
from workflows import ids

REFUSED_BY_THE_DATABASE: Final = {"matter_notes"}
"""Append only by a trigger: nobody changes or deletes a row of it, not even the rebuild."""


def shares() -> list[tuple[Kind, Share]]:
    return [(kind, share) for kind in rebuild.kinds() for share in kind.shares]


def test_every_table_is_told_by_histories_or_listed_with_what_guards_it() -> None:
    told = {share.name for _, share in shares() if not share.columns}
    in_part = {share.name for _, share in shares() if share.columns}
    records = [table for one in RECORDS for table in one.tables]
    assert len(records) == len(set(records)), "each record is listed once"
    assert told.isdisjoint(records) and in_part <= set(records)
    assert told | set(records) == set(SQLModel.metadata.tables)
    assert set(TABLES_ZH) == told | in_part


def test_the_auditors_page_names_every_table_and_what_guards_it() -> None:
    page = (Path(__file__).parents[2] / "docs/for-auditors.md").read_text("utf-8")
    assert [t for t in SQLModel.metadata.tables if f"`{t}`" not in page] == []


_read: dict[tuple[str, str], list[Any]] = {}
_loaded: list[Histories] = []
_filled: list[bytes] = []


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a history told is read once for all these tests."""

    def known(kind: Kind, reports: Sequence[RunReport]) -> list[Any]:
        if not reports:
            return []
        at = (kind.kind, reports[0].run.workflow_id)
        if at not in _read:
            _read[at] = told_by(kind, reports)
        return _read[at]

    monkeypatch.setattr(healing, "told_by", known)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Tables filled from the histories alone, beside the papers and entries that are records.

    On SQLite: two recorded stories name places longer than PostgreSQL takes. That rows are put right
    there too, `test_rebuild.py` shows.
    """
    path = tmp_path / "doudi.db"
    if not _filled:
        _loaded.append(await Histories().load())
        await _fill(path)
        _filled.append(path.read_bytes())
    path.write_bytes(_filled[0])
    store = Store(f"sqlite:///{path}", golden.RING)
    yield Office(store, _loaded[0])
    store.close()


async def _fill(path: Path) -> None:
    tables.migrated(f"sqlite:///{path}")
    store = Store(f"sqlite:///{path}", golden.RING)
    made = Office(store, _loaded[0])
    await made.run()
    with store.write() as session:
        for subject in made.source.subjects:
            records_of(session, subject)
    healed = await made.run(heal=True)
    assert {one.state for one in healed.values()} == {"healed"}, healed
    assert await made.run() == {}
    store.close()


def other(column: sa.Column[Any], value: Any) -> Any:
    """Another value of the column's kind."""
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return not value
    if isinstance(kind, sa.Integer):
        return (value or 0) + 900
    if isinstance(kind, sa.Date):
        return FAR if value is None or value > FAR else value + timedelta(days=1)
    if isinstance(value, datetime):
        return datetime(2001, 2, 3, tzinfo=UTC)
    assert value is None or isinstance(value, str), f"no other value for {column}"
    return f"x{value or ''}"[: getattr(kind, "length", None) or 500]


def compared(share: Share) -> list[sa.Column[Any]]:
    """The columns of the share that histories tell, but for those that name the row."""
    columns = share.table.__table__.columns  # type: ignore[attr-defined]
    # What says whose a row is makes it another's: missing here, and told below.
    whose = {condition.left.name for condition in share.ours()}
    left = {*share.keys, *share.by, *share.aside, *whose}
    return [
        c for c in columns if c.name not in left and (not share.columns or c.name in share.columns)
    ]


def keyed(share: Share, row: Mapping[str, Any]) -> list[Any]:
    return [col(getattr(share.table, key)) == row[key] for key in share.keys]


def told_of(found: Mapping[str, Found], what: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """By kind and table: the columns of the first row that is so."""
    return {
        (one.kind, each.table): each.columns
        for one in found.values()
        for each in one.differences
        if each.what == what
    }


@pytest.mark.rule("AUD-33")
async def test_what_sql_changes_in_any_table_is_named_column_by_column_and_healed(
    office: Office,
) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    for kind, share in shares():
        row = office.first(share)
        assert row is not None, f"no recorded history tells {share.name} of {kind.kind} anything"
        columns = compared(share)
        if not columns:
            continue
        if share.name in REFUSED_BY_THE_DATABASE:
            with pytest.raises(DBAPIError), office.store.write() as session:
                session.execute(sa.update(share.table).where(*keyed(share, row)).values(
                    {c.name: other(c, row[c.name]) for c in columns}
                ))  # fmt: skip
            continue
        changed = {c.name: other(c, row[c.name]) for c in columns}
        with office.store.write() as session:
            session.execute(sa.update(share.table).where(*keyed(share, row)).values(changed))
        wanted[kind.kind, share.name] = set(changed)
    found = await office.run()
    assert {one.state for one in found.values()} == {"differs"}
    told = told_of(found, "changed")
    assert {at: set(told[at]) for at in wanted} == wanted
    assert {one.state for one in (await office.run(heal=True)).values()} == {"healed"}
    assert await office.run() == {}


@pytest.mark.rule("AUD-33")
async def test_a_row_sql_deletes_in_any_table_is_named_and_comes_back(office: Office) -> None:
    wanted = set()
    for kind, share in shares():
        row = office.first(share)
        if share.columns or row is None:
            continue
        gone = sa.delete(share.table).where(*keyed(share, row))
        if share.name in REFUSED_BY_THE_DATABASE:
            with pytest.raises(DBAPIError), office.store.write() as session:
                session.execute(gone)
            continue
        with office.store.write() as session:
            session.execute(gone)
        wanted.add((kind.kind, share.name))
    found = await office.run()
    assert set(told_of(found, "missing")) == wanted
    assert {one.state for one in (await office.run(heal=True)).values()} == {"healed"}
    assert await office.run() == {}


@pytest.mark.rule("AUD-33")
async def test_a_row_sql_adds_to_a_procedure_is_named_and_taken_out(office: Office) -> None:
    wanted = set()
    for kind, share in shares():
        row = office.first(share)
        more = [key for key in share.keys if key not in share.by]
        if share.columns or row is None or not more or share.name in REFUSED_BY_THE_DATABASE:
            continue
        if share.name == "proceedings":  # its key is the kind, which says whose row it is
            continue
        column = share.table.__table__.columns[more[-1]]  # type: ignore[attr-defined]
        with office.store.write() as session:
            more_of_it = {**row, column.name: other(column, row[column.name])}
            put(session, share.table, [more_of_it], keep=True)
        wanted.add((kind.kind, share.name))
    found = await office.run()
    assert set(told_of(found, "extra")) == wanted
    assert {one.state for one in (await office.run(heal=True)).values()} == {"healed"}
    assert await office.run() == {}


@pytest.mark.rule("AUD-33")
async def test_a_claim_in_anothers_name_is_healed_in_one_run_whichever_is_looked_at_first(
    office: Office,
) -> None:
    with office.store.read() as session:
        held = session.exec(select(ClaimRow).order_by(col(ClaimRow.case_no))).all()
    order = [one.name for one in office.source.subjects if one.kind == ids.CASE]
    seen: set[bool] = set()
    for mine in held:
        key = (mine.person, mine.circle)
        if [one for one in order if _claims(one, key)] != [mine.case_no]:
            continue  # recorded stories share people, as cases of a county do not
        others = [no for no in dict.fromkeys(row.case_no for row in held) if not _claims(no, key)]
        for other_case in others:
            before = order.index(mine.case_no) < order.index(other_case)
            if before in seen:
                continue
            seen.add(before)
            at = (ClaimRow.person == mine.person, ClaimRow.circle == mine.circle)
            with office.store.write() as session:
                session.execute(sa.update(ClaimRow).where(*at).values(case_no=other_case))
            healed = await office.run(heal=True)
            assert {one.state for one in healed.values()} == {"healed"}
            assert {mine.case_no, other_case} == set(healed)
            with office.store.read() as session:
                assert session.exec(select(ClaimRow).where(*at)).one().case_no == mine.case_no
            assert await office.run() == {}
    assert seen == {True, False}


def _claims(case_no: str, key: tuple[str, str]) -> bool:
    """Whether the histories of a case ask for this person."""
    return any(key in told.of(ClaimRow) for (name, *_), told in TOLD.items() if name == case_no)


@pytest.mark.rule("AUD-33")
async def test_an_entry_of_the_credit_record_that_sql_deletes_is_named_and_comes_back(
    office: Office,
) -> None:
    """Who it is about stands in the case it arose in; without that history it is named as lost."""
    [subject, *_] = [one for one in office.source.subjects if one.kind == ids.CREDIT]
    order = told_by(_kind_of(ids.CREDIT), REPLAYED[subject.name][0])[-1].file.order
    at = (CreditRow.place == order.place, CreditRow.number == order.number)

    async def deleted(heal: bool) -> Found:
        with office.store.write() as session:
            session.execute(sa.delete(CreditRow).where(*at))
        found = await office.run(heal=heal)
        assert set(found) == {subject.name}
        return found[subject.name]

    seen = await deleted(False)
    assert (seen.state, [(d.table, d.what) for d in seen.differences]) == (
        "differs", [("credit_record", "missing")],
    )  # fmt: skip
    assert (await deleted(True)).state == "lost"
    case = ids.case_id(order.place, order.case_no)
    office.source.chains[case] = office.source.chains[next(
        name for name in office.source.chains if name.startswith("case/jiaozuo/")
    )]  # fmt: skip
    try:
        back = await deleted(True)
    finally:
        del office.source.chains[case]
    assert back.state == "healed" and back.differences[0].what == "missing"
    with office.store.read() as session:
        row = session.exec(select(CreditRow).where(*at)).one()
    assert (row.case_no, row.member, row.ground) == (order.case_no, order.member, order.ground)
    assert len(row.person) > 20 and await office.run() == {}


def _kind_of(kind: str) -> Kind:
    return next(one for one in rebuild.kinds() if one.kind == kind)


@pytest.mark.rule("AUD-33")
async def test_a_row_of_a_procedure_no_history_knows_is_named_and_taken_out_only_when_asked(
    office: Office,
) -> None:
    wanted = set()
    for kind, share in shares():
        row = office.first(share)
        if share.columns or row is None:
            continue
        with office.store.write() as session:
            put(session, share.table, [{**row, **_of_another(share, row)}], keep=True)
        wanted.add((kind.kind, share.name))
    found = await office.run()
    assert {one.state for one in found.values()} == {"nowhere"}
    assert {(one.kind, table) for one in found.values() for table in one.tables} == wanted
    assert set(await office.run(heal=True)) == set(found), "not without --remove"
    left = await office.run(heal=True, remove=True)
    refused = {name for name, one in left.items() if one.state == "refused"}
    assert {one.state for one in left.values()} == {"removed", "refused"}
    assert refused == {n for n, one in found.items() if REFUSED_BY_THE_DATABASE & set(one.tables)}
    assert set(await office.run()) == refused


def _of_another(share: Share, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that name the procedure, so that they name one nobody knows."""
    named = {c: row[c] for c in share.by}
    last = share.by[-1]
    value = named[last]
    if isinstance(value, int):
        named[last] = value + 700
    elif value.count("/") > 2:
        *most, end = value.split("/")
        named[last] = "/".join([*most[:2], f"{most[2]}9", end])
    else:
        named[last] = f"{value[:-3]}{'7' * 3}" if value[-3:] != "777" else f"{value[:-3]}888"
    left = [key for key in share.keys if key not in share.by]
    if not set(share.keys) & set(share.by) and left:
        column = share.table.__table__.columns[left[-1]]  # type: ignore[attr-defined]
        named[left[-1]] = other(column, row[left[-1]])
    return named
