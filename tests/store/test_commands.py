"""A command sent twice is done once; every command is on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from domain.base import CaseRefusal
from store import audit_log, idempotency, rehearsal
from store.engine import Store
from store.idempotency import PATIENCE, Answer, Begun
from tests.store.samples import NOW


def _begin(store: Store, body: str = "b", seconds: float = 0, user: str = "u") -> Begun:
    with store.write() as session:
        return idempotency.begin(
            session, user=user, key="k", body=body, at=NOW + timedelta(seconds=seconds)
        )


def _finish(store: Store, response: str = '{"name": "张一一"}', user: str = "u") -> None:
    with store.write() as session:
        idempotency.finish(session, user=user, key="k", status=201, response=response)


def test_the_second_time_the_first_answer_comes_back(store: Store) -> None:
    assert _begin(store).answer is Answer.GO
    _finish(store)
    assert _begin(store) == Begun(Answer.REPLAY, 201, '{"name": "张一一"}')
    _finish(store, "{}")
    assert _begin(store).response == '{"name": "张一一"}'


def test_the_same_key_with_another_body_is_misused(store: Store) -> None:
    _begin(store)
    assert _begin(store, "other").answer is Answer.MISUSED
    _finish(store)
    assert _begin(store, "other").answer is Answer.MISUSED


def test_users_do_not_share_keys(store: Store) -> None:
    _begin(store)
    assert _begin(store, user="v").answer is Answer.GO


def test_while_it_is_being_done_a_repetition_waits(store: Store) -> None:
    _begin(store)
    assert _begin(store, seconds=1).answer is Answer.BUSY


def test_a_command_whose_process_died_is_taken_up_again_by_one_only(store: Store) -> None:
    _begin(store)
    late = PATIENCE.total_seconds() + 1
    assert _begin(store, seconds=late).answer is Answer.GO
    assert _begin(store, seconds=late + 1).answer is Answer.BUSY


def test_a_key_freed_by_a_fault_can_be_sent_again_but_an_answer_stays(store: Store) -> None:
    for answer in (Answer.GO, Answer.GO):
        assert _begin(store).answer is answer
        with store.write() as session:
            idempotency.drop(session, user="u", key="k")
    _begin(store)
    _finish(store)
    with store.write() as session:
        idempotency.drop(session, user="u", key="k")
    assert _begin(store).answer is Answer.REPLAY


def test_only_what_was_begun_before_and_never_answered_is_asked_after(store: Store) -> None:
    assert not _begin(store).again
    late = PATIENCE.total_seconds() + 1
    assert _begin(store, seconds=late).again
    with store.write() as session:
        idempotency.drop(session, user="u", key="k")
    assert _begin(store, seconds=late).again
    with store.write() as session:
        idempotency.drop(session, user="u", key="k")
    assert _begin(store, "another command").answer is Answer.GO


def test_of_many_at_the_same_moment_one_goes(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _begin(store).answer, range(16)))
    assert sorted(answers) == [Answer.BUSY] * 15 + [Answer.GO]


def test_no_answer_stands_in_clear(store: Store) -> None:
    _begin(store)
    _finish(store)
    with store.read() as session:
        row = session.connection().execute(text("SELECT * FROM idempotency")).one()
    assert "张一一" not in repr(tuple(row))
    assert "张一一".encode() not in b"".join(
        bytes(v) for v in row if isinstance(v, bytes | memoryview)
    )


def test_a_key_or_request_number_made_of_a_persons_number_stands_nowhere(store: Store) -> None:
    number = "990101196005010119"
    with store.write() as session:
        idempotency.begin(session, user="u", key=number, body="b", at=NOW)
        idempotency.finish(session, user="u", key=number, status=200, response="{}")
        audit_log.record(session, at=NOW, who="u", what="w", result="done", request_id=number)
    with store.read() as session:
        for table in ("idempotency", "audit_log"):
            rows = session.connection().execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            assert rows and number not in repr(rows)
    with store.write() as session:
        again = idempotency.begin(session, user="u", key=number, body="b", at=NOW)
    assert again.answer is Answer.REPLAY


def test_an_answer_that_comes_after_its_key_was_freed_is_no_fault(store: Store) -> None:
    _begin(store)
    with store.write() as session:
        idempotency.drop(session, user="u", key="k")
    _finish(store)
    assert _begin(store).answer is Answer.GO


def test_commands_are_read_newest_first_page_by_page(store: Store) -> None:
    with store.write() as session:
        for n in range(5):
            audit_log.record(
                session, at=NOW, who=f"u{n % 2}", what="confirm", result="done", subject=f"c{n}"
            )
    with store.read() as session:
        first = audit_log.entries(session, limit=2)
        second = audit_log.entries(session, limit=2, cursor=first.next)
        third = audit_log.entries(session, limit=2, cursor=second.next)
        assert [r.subject for p in (first, second, third) for r in p.rows] == [
            "c4", "c3", "c2", "c1", "c0",
        ]  # fmt: skip
        assert third.next == ""
        assert [r.subject for r in audit_log.entries(session, who="u1").rows] == ["c3", "c1"]
        with pytest.raises(CaseRefusal, match="翻页"):
            audit_log.entries(session, cursor="nonsense")


def test_the_day_of_a_rehearsal_only_moves_on(store: Store) -> None:
    with store.write() as session:
        assert rehearsal.rehearsal_day(session) is None
    for day in (3, 5, 4):
        with store.write() as session:
            rehearsal.set_rehearsal_day(session, date(2027, 1, day))
    with store.read() as session:
        assert rehearsal.rehearsal_day(session) == date(2027, 1, 5)
